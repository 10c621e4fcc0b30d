"""What somebody asked to be written to about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.bulletin import PUBLIC, Bulletin
from domain.notice import Topic
from domain.payout import Way
from domain.place import PaymentPoint, UnitKey

VERSION = 1
"""Of the words in which it is offered; raised whenever they change their meaning."""

ABOUT_PLACES = frozenset({Topic.PAYDAY, Topic.CHANGES})
"""What is public, so that anyone may have it of any place."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """About a person, or about a unit and perhaps one of its points."""

    id: int
    topic: Topic
    person: int | None
    unit: UnitKey | None
    point: int | None

    @property
    def about(self) -> str:
        """Whom or what it is about, as a tap carries it: a point stands for its unit too, because
        both do not fit."""
        if self.person is not None:
            return about_person(self.person)
        return f"u{self.unit}" if self.point is None else f"o{self.point}"


def about_person(person: int) -> str:
    """What a tap carries for a person."""
    return f"p{person}"


def about_bulletin(bulletin: int) -> str:
    """What a tap carries for whatever made a bulletin come."""
    return f"b{bulletin}"


def brings(one: Subscription, told: Bulletin, points: Mapping[int, PaymentPoint]) -> bool:
    """Whether this, of a place, makes a bulletin come: of the whole unit, of the bulletin's point,
    or of one that has moved there."""
    if told.kind not in PUBLIC or told.way is not Way.CASH:
        return False
    if one.person is not None or one.unit != told.unit:
        return False
    own = points.get(one.point or 0)
    moved_there = own is not None and own.replaced_by == told.point
    return one.point in {None, told.point} or moved_there
