"""Where someone can get money on a day: what is of use to them first, then what is near.

On the fixed days of a unit its post points; on other days a bank office, or a cash machine for who
has a card (report 3010, V.3.2). Cash waits only at the point whose list holds the name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from typing import TypeAlias

from domain.message import Place
from domain.payout import DayState, PayoutDay, Way
from domain.person import Programme
from domain.place import POST_POINTS, PaymentPoint, PointKind, Span, UnitKey, distance_km
from domain.text import Distance

_DAYS_AHEAD = 7


class Means(StrEnum):
    """What someone has to get money with."""

    CASH = "cash"
    CARD = "card"
    NO_CARD = "no_card"


@dataclass(frozen=True, slots=True)
class Asker:
    """``means`` is None where nobody has said yet, ``bank`` where the account's is not known.

    Bank offices and cards are those of the account's own bank. Who has no card and does not know
    the bank is told of every office; who has a card needs none of them.
    """

    means: Means | None
    bank: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where someone starts from. ``exact`` is their own position, if they sent it.

    ``former`` are the old communes they named; ``neighbours`` touch the unit.
    """

    unit: UnitKey
    centre: Place | None
    former: Collection[UnitKey] = ()
    neighbours: Collection[UnitKey] = ()
    exact: Place | None = None


class Open(StrEnum):
    """Whether one can go in, seen from now."""

    ALWAYS = "always"
    NOW = "now"
    LATER = "later"
    OVER = "over"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Opening:
    """``day``, ``opens`` and ``closes`` are of the span that counts: the present or the next."""

    open: Open
    day: date | None = None
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """A point someone can use on that day. ``payouts`` are the lines of the calendar that say so,
    one for each programme it pays."""

    point: PaymentPoint
    opening: Opening
    distance: Distance | None
    payouts: tuple[PayoutDay, ...] = ()

    @property
    def payout(self) -> PayoutDay | None:
        return self.payouts[0] if self.payouts else None

    @property
    def programmes(self) -> tuple[Programme, ...]:
        return tuple(sorted({one.programme for one in self.payouts}))


class _Closeness(IntEnum):
    """Without a position: the old commune named, the unit, those that touch it, all others."""

    SAME_COMMUNE = 0
    SAME_UNIT = 1
    NEIGHBOUR = 2
    FARTHER = 3


Paying: TypeAlias = Mapping[int, tuple[PayoutDay, ...]]


def pays_on(days: Iterable[PayoutDay], on: date) -> Paying:
    """The points of a unit that hand out cash on a day, by id; only what the post confirmed."""
    paying: dict[int, tuple[PayoutDay, ...]] = {}
    for day in days:
        confirmed = day.state in {DayState.CONFIRMED, DayState.CLOSED}
        if day.way is Way.CASH and day.point is not None and day.day == on and confirmed:
            paying[day.point] = (*paying.get(day.point, ()), day)
    return paying


def near_points(
    points: Iterable[PaymentPoint],
    paying: Paying,
    asker: Asker,
    origin: Origin,
    centre_of: Callable[[UnitKey], Place | None],
    on: date,
    now: datetime,
) -> list[Near]:
    """What is of use to the asker on that day, the most useful first.

    Post points that pay that day come before all else, what is open before what is not, and then
    what is near. A point that is shut on that day is left out.
    """
    found: list[Near] = []
    for point in points:
        payouts = paying.get(point.id, ())
        if not _of_use(point, asker, pays=bool(payouts)):
            continue
        opening = _opening(point, payouts[0] if payouts else None, on, now)
        if opening.open is Open.OVER:
            continue
        found.append(Near(point, opening, _distance(point, origin, centre_of), payouts))
    return sorted(found, key=lambda near: _order(near, origin))


def card_matters(points: Iterable[PaymentPoint], bank: str | None) -> bool:
    """Whether having a card changes what is of use, apart from the post's own days."""
    kept = list(points)
    with_card = [one.id for one in kept if _of_use(one, Asker(Means.CARD, bank), pays=False)]
    without = [one.id for one in kept if _of_use(one, Asker(Means.NO_CARD, bank), pays=False)]
    return with_card != without


def _of_use(point: PaymentPoint, asker: Asker, *, pays: bool) -> bool:
    if not point.is_open:
        return False
    if point.kind in POST_POINTS:
        return pays
    if point.kind is PointKind.ATM:
        return asker.means is Means.CARD
    if point.kind is PointKind.BANK_OFFICE:
        if asker.bank is None:
            return asker.means is Means.NO_CARD
        return asker.bank == point.bank and asker.means in {Means.CARD, Means.NO_CARD}
    return False


def opening_of(point: PaymentPoint, on: date, now: datetime) -> Opening:
    """When one can go in on a day, or on the next one that it opens."""
    if point.hours is None:
        return Opening(Open.ALWAYS if point.kind is PointKind.ATM else Open.UNKNOWN)
    for ahead in range(_DAYS_AHEAD):
        day = on + timedelta(days=ahead)
        if found := _span_of(point.hours.on(day), day, now):
            return found
    return Opening(Open.OVER)


def _opening(point: PaymentPoint, payout: PayoutDay | None, on: date, now: datetime) -> Opening:
    """On a fixed day the calendar's hours count; else the point's own, on that very day."""
    if payout is not None:
        if payout.state is DayState.CLOSED:
            return Opening(Open.OVER, on)
        if payout.opens is None or payout.closes is None:
            return Opening(Open.UNKNOWN, on)
        return _span_of(((payout.opens, payout.closes),), on, now) or Opening(Open.OVER, on)
    found = opening_of(point, on, now)
    return found if found.day in {None, on} else Opening(Open.OVER, on)


def _span_of(spans: tuple[Span, ...], day: date, now: datetime) -> Opening | None:
    for opens, closes in spans:
        if day > now.date() or now.time() < opens:
            return Opening(Open.LATER, day, opens, closes)
        if day == now.date() and now.time() < closes:
            return Opening(Open.NOW, day, opens, closes)
    return None


def _order(near: Near, origin: Origin) -> tuple[bool, bool, int, float, int]:
    """Within a unit nothing is nearer than another to somebody whose place we do not know."""
    closeness = 0 if origin.exact else _closeness(near.point, origin)
    not_now = near.opening.open is Open.LATER
    km = near.distance.km if near.distance else 0
    return near.payout is None, not_now, closeness, km, near.point.id


def _closeness(point: PaymentPoint, origin: Origin) -> _Closeness:
    if point.former in origin.former:
        return _Closeness.SAME_COMMUNE
    if point.unit == origin.unit:
        return _Closeness.SAME_UNIT
    return _Closeness.NEIGHBOUR if point.unit in origin.neighbours else _Closeness.FARTHER


def _km(point: PaymentPoint, origin: Origin, centre_of: Callable[[UnitKey], Place | None]) -> float:
    here, there = origin.exact or origin.centre, point.place or centre_of(point.unit)
    return distance_km(here, there) if here and there else float("inf")


def _distance(
    point: PaymentPoint, origin: Origin, centre_of: Callable[[UnitKey], Place | None]
) -> Distance | None:
    """From the middle of a unit to a point in it would tell nobody anything."""
    km = _km(point, origin, centre_of)
    if km == float("inf") or (origin.exact is None and point.unit == origin.unit):
        return None
    return Distance(km, rough=origin.exact is None or point.place is None)
