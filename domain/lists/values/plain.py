from __future__ import annotations

from typing import TypeAlias

from domain.lists.cells import Cell
from domain.person import Sex


class Trouble(Exception):
    """What a cell says cannot be taken, or (as a note) should be looked at. ``code`` and
    ``values`` are those of a `Problem`, whose place is not known here."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


Notes: TypeAlias = list[Trouble]


def text(cell: Cell) -> str:
    raise NotImplementedError


def is_blank(cell: Cell) -> bool:
    raise NotImplementedError


def is_ditto(cell: Cell) -> bool:
    raise NotImplementedError


def name(cell: Cell, notes: Notes) -> str:
    raise NotImplementedError


def sex(cell: Cell) -> Sex | None:
    raise NotImplementedError
