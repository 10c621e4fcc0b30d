from __future__ import annotations

from domain.lists.cells import Cell
from domain.lists.values.plain import Notes


def citizen_id(cell: Cell, notes: Notes) -> tuple[str | None, str | None]:
    raise NotImplementedError


def phone(cell: Cell, notes: Notes) -> str | None:
    raise NotImplementedError


def account_number(cell: Cell, notes: Notes) -> str | None:
    raise NotImplementedError
