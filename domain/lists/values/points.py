from __future__ import annotations

from datetime import time

from domain.lists.cells import Cell
from domain.message import Place
from domain.payout import DayState
from domain.place import PointKind, Span


def time_of(cell: Cell) -> time | None:
    raise NotImplementedError


def hours(cell: Cell) -> tuple[Span, ...]:
    raise NotImplementedError


def weekdays(cell: Cell) -> frozenset[int] | None:
    raise NotImplementedError


def point_kind(cell: Cell) -> PointKind | None:
    raise NotImplementedError


def day_state(cell: Cell) -> DayState | None:
    raise NotImplementedError


def place(cell: Cell) -> Place | None:
    raise NotImplementedError
