"""At which hour an official hears the numbers of a day, and of which days."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.payout import DayState, PayoutDay
from domain.words import folded
from domain.working_days import is_working_day

USUAL_HOUR = 17
"""When offices close in An Giang."""

MADE_UP_FOR = timedelta(days=3)
"""So long what was missed is told late: over a weekend. Whoever wants an older day asks for it."""

LOOKED_BACK = timedelta(days=14)
"""Longer than any row of holidays: the morning after Tết tells of the day before it."""

LATE = timedelta(minutes=30)
"""From then on it says that it comes late. The job that plans it runs every five minutes."""

_PAYS = frozenset({DayState.CONFIRMED, DayState.MONEY_IN_ACCOUNT, DayState.CLOSED})
_HOUR = re.compile(r"(?:luc )?(\d{1,2})(?: ?(?:gio|g|h))?(?: ?(?:00))?(?: (sang|trua|chieu|toi))?")
_AFTERNOON = frozenset({"trua", "chieu", "toi"})
_NOON = 12


@dataclass(frozen=True, slots=True)
class SummaryHour:
    """``hour``: None where they want none. ``since``: what was due before then is not told late,
    as it was promised for another hour, or to nobody."""

    hour: int | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """Of which day, and when it was to be told."""

    day: date
    at: datetime


def due(
    chosen: SummaryHour, now: datetime, days: Collection[date], told: Collection[date]
) -> Iterator[Due]:
    """What is to be told by now, the oldest first. ``days``: those on which there is something to
    tell; ``told``: those of which they were told."""
    if chosen.hour is None:
        return
    for day in sorted(days):
        on = day if tells_of_today(chosen.hour) else min((d for d in days if d > day), default=None)
        if on is None or day in told:
            continue
        at = datetime.combine(on, time(chosen.hour), now.tzinfo)
        if max(chosen.since, now - MADE_UP_FOR) <= at <= now:
            yield Due(day, at)


def tells_of_today(hour: int) -> bool:
    """Before noon little has happened yet: so early it is the day before that is told, on the next
    day on which anything is."""
    return hour >= _NOON


def days_to_tell(
    now: datetime, holidays: Collection[date], calendar: Iterable[PayoutDay]
) -> frozenset[date]:
    """Of the last days: those on which offices work, and those on which somebody is paid."""
    days = {now.date() - timedelta(days=back) for back in range(LOOKED_BACK.days + 1)}
    paid = {line.day for line in calendar if line.state in _PAYS and line.day is not None}
    return frozenset(day for day in days if day in paid or is_working_day(day, holidays))


def read_hour(text: str) -> int | None:
    """A full hour: *17*, *17h*, *5 giờ chiều*; None where that is not what is written."""
    found = _HOUR.fullmatch(folded(text))
    if found is None:
        return None
    hour = int(found[1])
    if found[2] in _AFTERNOON and hour < _NOON:
        hour += _NOON
    return hour if hour < 2 * _NOON else None
