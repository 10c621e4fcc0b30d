"""What is reported of a payment point, what of it others hear before anybody has looked, and what
the post answers it with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.point_work import PointAct


class PointTrouble(StrEnum):
    """What somebody found there; the gravest first."""

    CLOSED = "closed"
    NOT_THERE = "not_there"  # a point that stands in the calendar alone (report 3010, V.3.2)
    MOVED = "moved"
    NO_CASH = "no_cash"
    WRONG_HOURS = "wrong_hours"
    NO_SEATS = "no_seats"  # nor shade


IN_VAIN = frozenset(
    {PointTrouble.CLOSED, PointTrouble.NOT_THERE, PointTrouble.MOVED, PointTrouble.NO_CASH}
)
"""Who goes there may go in vain, so that others hear of it before it has been looked into."""

_NOT_WHERE_IT_WAS = frozenset({PointTrouble.CLOSED, PointTrouble.NOT_THERE, PointTrouble.MOVED})

_ANSWERS: Mapping[PointAct, frozenset[PointTrouble]] = {
    PointAct.STILL_RIGHT: _NOT_WHERE_IT_WAS | {PointTrouble.WRONG_HOURS},
    PointAct.CLOSE: frozenset(PointTrouble),
    PointAct.MOVE: _NOT_WHERE_IT_WAS,
    PointAct.OPEN: _NOT_WHERE_IT_WAS,
}


def answered_by(act: PointAct) -> frozenset[PointTrouble]:
    """What is settled by what the post has found; that there is cash, or seats, none of it says."""
    return _ANSWERS.get(act, frozenset())


@dataclass(frozen=True, slots=True)
class PointReported:
    """``on``: when it was reported last."""

    trouble: PointTrouble
    on: date


def gravest(found: Iterable[tuple[int, PointReported]]) -> dict[int, PointReported]:
    """Of each point the one thing that others hear."""
    order = list(PointTrouble)
    worst_last = sorted(found, key=lambda one: order.index(one[1].trouble), reverse=True)
    return dict(worst_last)
