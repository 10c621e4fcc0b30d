"""Where people go for what a calendar or a list names, now that a point of it may have closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.advice import Advice, advise
from domain.payout import PayoutDay
from domain.place import PaidAt, PaymentPoint, paid_at
from domain.text import Text, verbatim
from handlers.beneficiary.nearest_words import moved_line
from handlers.beneficiary.payout_words import cash_lines, when_line
from storage.reference import Reference


@dataclass(frozen=True, slots=True)
class PlacesNow:
    """``points``: where people go, each once. ``closed``: of each one that is named and has closed,
    that it has, and what stands for it."""

    points: tuple[PaymentPoint, ...] = ()
    closed: tuple[Text, ...] = ()

    @property
    def nowhere(self) -> bool:
        """All that is named has closed, and nothing stands for it yet."""
        return bool(self.closed) and not self.points


def places_now(named: Iterable[PaymentPoint], reference: Reference) -> PlacesNow:
    """What stands today for the points that are named."""
    places = [paid_at(one, reference.points) for one in named]
    points = {place.now.id: place.now for place in places if place.now is not None}
    closed = (moved_line(place.said, place.now) for place in places if place.moved)
    return PlacesNow(tuple(points.values()), tuple(closed))


def cash_lines_now(day: PayoutDay, places: PlacesNow, now: datetime) -> tuple[Text, ...]:
    """Go or not yet, when, where; nobody is told to go to a door that is closed for good."""
    advice = advise(day, now)
    if places.nowhere and advice is not Advice.OVER:
        return (*places.closed, when_line(day, advice, now.date()))
    return (*cash_lines(day, places.points, now), *places.closed)


def called_now(place: PaidAt) -> Text:
    """A point by the name that people know, and what stands for it since it closed."""
    if not place.moved:
        return verbatim(place.said.name)
    if place.now is None:
        return Text("{place} (closed)", place=place.said.name)
    return Text("{place} (closed, now {new})", place=place.said.name, new=place.now.name)
