"""A payday as it is announced: once for all lines of the calendar that say the same of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from domain.payout import DayState, PayoutDay, PostponedBecause, Way
from domain.person import Programme
from domain.place import UnitKey
from domain.text import Month

_END_OF_DAY = time(23, 59)
_ANNOUNCED = frozenset({DayState.CONFIRMED, DayState.POSTPONED})


@dataclass(frozen=True, slots=True)
class Payday:
    """Lines of one unit alike in way, point, day and state, whatever the programme; at least one.

    ``day`` is None where a postponed payout has no new day. Raises ValueError without a line.
    """

    lines: tuple[PayoutDay, ...]

    def __post_init__(self) -> None:
        if not self.lines:
            raise ValueError("a payday is at least one line of the calendar")

    @property
    def id(self) -> int:
        """That of its oldest line, so that a link to it stays the same."""
        return min(line.id for line in self.lines)

    @property
    def unit(self) -> UnitKey:
        return self.lines[0].unit

    @property
    def month(self) -> Month:
        return self.lines[0].month

    @property
    def state(self) -> DayState:
        return self.lines[0].state

    @property
    def way(self) -> Way:
        return self.lines[0].way

    @property
    def point(self) -> int | None:
        return self.lines[0].point

    @property
    def day(self) -> date | None:
        return self.lines[0].day

    @property
    def day_before(self) -> date | None:
        """The day that was announced before it was postponed."""
        return self.lines[0].day_before

    @property
    def postponed(self) -> bool:
        return self.state is DayState.POSTPONED

    @property
    def reason(self) -> PostponedBecause | None:
        return self.lines[0].reason

    @property
    def programmes(self) -> tuple[Programme, ...]:
        return tuple(sorted({line.programme for line in self.lines}))

    @property
    def said_on(self) -> date:
        return max(line.said_on for line in self.lines)

    @property
    def hours(self) -> tuple[time, time] | None:
        """From the first to open to the last to close; None where any of them is not known."""
        opens = [line.opens for line in self.lines if line.opens is not None]
        closes = [line.closes for line in self.lines if line.closes is not None]
        known = len(opens) == len(closes) == len(self.lines)
        return (min(opens), max(closes)) if known else None

    def over_at(self, zone: tzinfo | None) -> datetime | None:
        """From when nobody need go any more; None where there is no day yet."""
        if self.day is None:
            return None
        return datetime.combine(self.day, self.hours[1] if self.hours else _END_OF_DAY, zone)


def payday_of(line: PayoutDay, calendar: Iterable[PayoutDay]) -> Payday:
    """The payday that a line of the unit's calendar belongs to."""
    return Payday(tuple(one for one in calendar if _said(one) == _said(line)))


def to_announce(calendar: Iterable[PayoutDay], today: date) -> tuple[Payday, ...]:
    """What a unit's calendar has fixed or moved and is not past, the next first; what has no day
    stands at the end."""
    groups: dict[tuple[object, ...], list[PayoutDay]] = {}
    for line in calendar:
        if is_announced(line, today):
            groups.setdefault(_said(line), []).append(line)
    found = (Payday(tuple(lines)) for lines in groups.values())
    return tuple(sorted(found, key=lambda one: (one.day or date.max, one.id)))


def is_announced(line: PayoutDay, today: date) -> bool:
    """Only what the post has confirmed or postponed, and until its day has passed."""
    return line.state in _ANNOUNCED and (line.day is None or line.day >= today)


def _said(line: PayoutDay) -> tuple[object, ...]:
    moved = (line.day_before, line.reason) if line.state is DayState.POSTPONED else ()
    return (line.unit, line.way, line.point, line.day, line.state, *moved)
