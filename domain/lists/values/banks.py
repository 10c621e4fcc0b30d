from __future__ import annotations

from domain.lists.cells import Cell


def bank(cell: Cell) -> str | None:
    raise NotImplementedError
