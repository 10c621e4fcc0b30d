"""When somebody of a commune's office answers: working days, in working hours."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from domain.place import Span
from domain.working_days import is_working_day

HOURS: tuple[Span, ...] = ((time(7, 30), time(11, 30)), (time(13, 30), time(17)))
"""The usual hours of a people's committee in An Giang; no list of each unit's own is known."""

_LOOKED_AHEAD = 30


def closes(now: datetime, days_off: Collection[date]) -> time | None:
    """Until when somebody answers today; None where nobody is there now."""
    if not is_working_day(now.date(), days_off):
        return None
    return next((end for begin, end in HOURS if begin <= now.time() < end), None)


def opens(now: datetime, days_off: Collection[date]) -> datetime:
    """When somebody answers next, where nobody is there now."""
    days = (now.date() + timedelta(days=ahead) for ahead in range(_LOOKED_AHEAD))
    begins = (
        datetime.combine(day, begin, now.tzinfo)
        for day in days
        if is_working_day(day, days_off)
        for begin, _ in HOURS
    )
    return next(begin for begin in begins if begin > now)
