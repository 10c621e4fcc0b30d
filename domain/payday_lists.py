"""Whether there is a payment list that holds for a payday that is near."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TypeAlias

from domain.payout import DayState, PayoutDay, Way
from domain.person import Programme
from domain.place import UnitKey
from domain.text import Month

ListOf: TypeAlias = tuple[UnitKey, Month, Programme, Way]
"""What one payment list is of."""

_NEAR = timedelta(days=3)
"""So long before the money is handed out somebody can still make a list, or move the day."""

_HOLDS = timedelta(days=31)
"""Lists are made anew each month (report 3010): an older one knows nothing of the last payday."""

_TO_COME = frozenset({DayState.PLANNED, DayState.CONFIRMED})


def near(calendar: Iterable[PayoutDay], today: date) -> list[PayoutDay]:
    """The lines that pay within days, as far as is known."""
    return [
        line
        for line in calendar
        if line.state in _TO_COME and line.day is not None and today <= line.day <= today + _NEAR
    ]


def without_list(
    calendar: Iterable[PayoutDay], made: Mapping[ListOf, date], today: date
) -> dict[date, frozenset[UnitKey]]:
    """By payday the units that have no list for it, or an old one. ``made``: when each list was."""
    found: dict[date, set[UnitKey]] = defaultdict(set)
    for line in near(calendar, today):
        day = line.day or today
        made_on = made.get((line.unit, line.month, line.programme, line.way))
        if made_on is None or day - made_on > _HOLDS:
            found[day].add(line.unit)
    return {day: frozenset(units) for day, units in sorted(found.items())}
