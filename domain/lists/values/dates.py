from __future__ import annotations

from datetime import date

from domain.lists.cells import Cell
from domain.lists.values.plain import Notes
from domain.text import Month


def birth(cell: Cell, today: date, notes: Notes) -> str | None:
    raise NotImplementedError


def day(cell: Cell, notes: Notes) -> date | None:
    raise NotImplementedError


def month(cell: Cell) -> Month | None:
    raise NotImplementedError
