"""Hours of a counter as people write them: 7:30-11, 7h30 đến 11h, 13g30 - 16g30."""

from __future__ import annotations

import re
from datetime import time

from domain.place import Span
from domain.words import clean

_AT = r"(\d{1,2})\s*(?:(?:[:.hg]|giờ|ម៉ោង)\s*(\d{2})?)?"
_SPAN = re.compile(rf"{_AT}\D*?(?:-|–|đến|tới|den|toi|to|ដល់)\D*?{_AT}\D*")


def read_hours(text: str) -> Span | None:
    """From when to when; None where that is not what is written, or it ends before it begins."""
    found = _SPAN.fullmatch(clean(text).lower())
    if found is None:
        return None
    opens, closes = _time(found[1], found[2]), _time(found[3], found[4])
    if opens is None or closes is None or opens >= closes:
        return None
    return opens, closes


def _time(hour: str, minute: str | None) -> time | None:
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        return None
