"""A day as people write it: 26/11, ngày 26, mai, thứ 5, ថ្ងៃទី ២៦, ថ្ងៃស្អែក."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from domain.words import clean, folded, has_khmer, marked

_DAYS_ON: Mapping[str, int] = {
    **dict.fromkeys(("hom nay", "bua nay", "nay", "today"), 0),
    **dict.fromkeys(("ngay mai", "mai", "mơi", "tomorrow"), 1),
    **dict.fromkeys(("ngay mot", "mot", "mốt"), 2),
    **dict.fromkeys(("hom qua", "bua qua", "ngay hom qua", "yesterday", "ម្សិលមិញ"), -1),
    **dict.fromkeys(("hom kia", "bua kia", "ម្សិលម្ង៉ៃ"), -2),
    **dict.fromkeys(("ថ្ងៃនេះ",), 0),
    **dict.fromkeys(("ថ្ងៃស្អែក", "ស្អែក"), 1),
    **dict.fromkeys(("ខានស្អែក", "ថ្ងៃខានស្អែក"), 2),
}
_WEEKDAYS: Mapping[str, int] = {
    **dict.fromkeys(("thu hai", "thu 2", "t2", "ថ្ងៃចន្ទ", "ថ្ងៃច័ន្ទ", "ចន្ទ"), 0),
    **dict.fromkeys(("thu ba", "thu 3", "t3", "ថ្ងៃអង្គារ", "អង្គារ"), 1),
    **dict.fromkeys(("thu tu", "thu 4", "t4", "ថ្ងៃពុធ", "ពុធ"), 2),
    **dict.fromkeys(("thu nam", "thu 5", "t5", "ថ្ងៃព្រហស្បតិ៍", "ព្រហស្បតិ៍"), 3),
    **dict.fromkeys(("thu sau", "thu 6", "t6", "ថ្ងៃសុក្រ", "សុក្រ"), 4),
    **dict.fromkeys(("thu bay", "thu 7", "t7", "ថ្ងៃសៅរ៍", "សៅរ៍"), 5),
    **dict.fromkeys(("chu nhat", "cn", "ថ្ងៃអាទិត្យ", "អាទិត្យ"), 6),
}
_LUNAR = re.compile(r"mùng|mồng|âm lịch|\bâm\b|rằm|កើត|រោច")
_DAY_AND_MONTH = re.compile(r"(\d{1,2})\s*(?:[/.\-]|tháng|thang|ខែ)\s*(\d{1,2})(?:\D+(\d{4}))?\b")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_ALONE = re.compile(r"(?:ngày|ngay|mồng|ថ្ងៃទី|ថ្ងៃ)?\s*(\d{1,2})")


class Lunar(ValueError):
    """A day of the moon calendar; we never convert one silently (LANGUAGE.md §8B)."""


def read_day(text: str, today: date) -> date | None:
    """The day meant: the next one, where only a weekday or a number is given.

    None where no day is written. Raises Lunar.
    """
    if _LUNAR.search(marked(text)):
        raise Lunar
    said = _key(text)
    if said in _DAYS_ON:
        return today + timedelta(days=_DAYS_ON[said])
    if said in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS[said] - today.weekday()) % 7)
    return _by_number(clean(text).lower(), today)


def _key(text: str) -> str:
    """Khmer keeps its signs, which are letters there; Vietnamese loses its marks."""
    return marked(text) if has_khmer(text) else folded(text)


def _by_number(text: str, today: date) -> date | None:
    if found := _ISO.search(text):
        return _made(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_AND_MONTH.search(text):
        day, month, year = int(found[1]), int(found[2]), found[3]
        if year:
            return _made(int(year), month, day)
        this_year = _made(today.year, month, day)
        past = this_year is not None and this_year < today - timedelta(days=180)
        return _made(today.year + 1, month, day) if past else this_year
    if found := _DAY_ALONE.fullmatch(text.strip(" .")):
        return _next_with(int(found[1]), today)
    return None


def _next_with(number: int, today: date) -> date | None:
    """The next day of that number, in this month or a later one that has it."""
    days = (today + timedelta(days=ahead) for ahead in range(62))
    return next((day for day in days if day.day == number), None)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
