"""Days on which offices work: Monday to Friday, but for public holidays."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

_SATURDAY = 5


def is_working_day(day: date, days_off: Collection[date]) -> bool:
    return day.weekday() < _SATURDAY and day not in days_off


def working_days_after(day: date, count: int, days_off: Collection[date]) -> date:
    """The last of so many working days that follow a day; the day itself does not count."""
    left = count
    while left > 0:
        day += timedelta(days=1)
        left -= is_working_day(day, days_off)
    return day
