"""What lists of days and of points have in common: each row changes something, or it is noted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from domain.lists.row import Coded, DayRow, PointRow, Problem

_Row = TypeVar("_Row", DayRow, PointRow)
_Change = TypeVar("_Change")


@dataclass(frozen=True, slots=True)
class Plan(Generic[_Change]):
    """What a list does, and what somebody should look at. Rows of which nothing can be taken are
    among the problems."""

    changes: tuple[_Change, ...]
    problems: tuple[Problem, ...]


class NotTaken(Coded):
    """A row that is left out. ``code`` and ``values`` as of a `Problem`."""


class Planner:
    """Keeps what is wrong with the rows of one list."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def note(self, row: DayRow | PointRow, code: str, /, **values: str) -> None:
        self.problems.append(Problem(row.sheet, row.row, "", code, values))

    def taken(self, row: _Row, read: Callable[[_Row], _Change]) -> _Change | None:
        """What is read of the row; None where that raises NotTaken, which is noted."""
        try:
            return read(row)
        except NotTaken as why:
            self.note(row, why.code, **why.values)
            return None


def place_of(first: DayRow | PointRow, row: DayRow | PointRow) -> str:
    """Where a row stands that another one repeats."""
    return str(first.row) if first.sheet == row.sheet else f"{first.sheet}: {first.row}"


def written(day: date) -> str:
    """As Vietnamese write a day."""
    return f"{day:%d/%m/%Y}"
