"""What people may ask of their data, and by when it must be done (NĐ 356/2025/NĐ-CP)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

_SATURDAY = 5


class Right(StrEnum):
    CORRECT = "correct"
    RESTRICT = "restrict"
    DELETE = "delete"


DAYS: Mapping[Right, int] = {Right.CORRECT: 10, Right.RESTRICT: 15, Right.DELETE: 20}
"""Days from the request until it must be done; counted as calendar days, the stricter reading."""

ACKNOWLEDGED_WITHIN = 2
"""Working days."""


def due_on(right: Right, asked_on: date) -> date:
    return asked_on + timedelta(days=DAYS[right])


def acknowledged_by(asked_on: date) -> date:
    """Working days; public holidays are not known here, so it may be a day early."""
    day = asked_on
    left = ACKNOWLEDGED_WITHIN
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    return day
