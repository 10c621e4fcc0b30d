from __future__ import annotations

from domain.lists.cells import Cell
from domain.lists.values.plain import Notes


def money(cell: Cell, notes: Notes, unit: int = 1) -> int | None:
    raise NotImplementedError


def halves(cell: Cell) -> int | None:
    raise NotImplementedError
