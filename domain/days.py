"""A day as people write it: 26/11, ngày 26, mai, thứ 5, ថ្ងៃទី ២៦, ថ្ងៃស្អែក."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from domain.words import clean, folded, has_khmer, marked

DAYS_ON: Mapping[str, int] = {
    **dict.fromkeys(("hôm nay", "bữa nay", "nay", "today", "ថ្ងៃនេះ"), 0),
    **dict.fromkeys(("ngày mai", "mai", "tomorrow", "ថ្ងៃស្អែក", "ស្អែក"), 1),
    **dict.fromkeys(("ngày mốt", "mốt", "ខានស្អែក", "ថ្ងៃខានស្អែក"), 2),
    **dict.fromkeys(("hôm qua", "bữa qua", "ngày hôm qua", "yesterday", "ម្សិលមិញ"), -1),
    **dict.fromkeys(("hôm kia", "bữa kia", "ម្សិលម្ង៉ៃ"), -2),
}
WEEKDAYS: Mapping[str, int] = {
    **dict.fromkeys(("thứ hai", "thứ 2", "t2", "ថ្ងៃចន្ទ", "ថ្ងៃច័ន្ទ", "ចន្ទ"), 0),
    **dict.fromkeys(("thứ ba", "thứ 3", "t3", "ថ្ងៃអង្គារ", "អង្គារ"), 1),
    **dict.fromkeys(("thứ tư", "thứ 4", "t4", "ថ្ងៃពុធ", "ពុធ"), 2),
    **dict.fromkeys(("thứ năm", "thứ 5", "t5", "ថ្ងៃព្រហស្បតិ៍", "ព្រហស្បតិ៍"), 3),
    **dict.fromkeys(("thứ sáu", "thứ 6", "t6", "ថ្ងៃសុក្រ", "សុក្រ"), 4),
    **dict.fromkeys(("thứ bảy", "thứ 7", "t7", "ថ្ងៃសៅរ៍", "សៅរ៍"), 5),
    **dict.fromkeys(("chủ nhật", "cn", "ថ្ងៃអាទិត្យ", "អាទិត្យ"), 6),
}
DAYS_ON_BARE = {folded(said): days for said, days in DAYS_ON.items()}
WEEKDAYS_BARE = {folded(said): weekday for said, weekday in WEEKDAYS.items()}
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
    if said in DAYS_ON_BARE:
        return today + timedelta(days=DAYS_ON_BARE[said])
    if said in WEEKDAYS_BARE:
        return next_weekday(WEEKDAYS_BARE[said], today)
    return _by_number(clean(text).lower(), today)


def _key(text: str) -> str:
    """Khmer keeps its signs, which are letters there; Vietnamese loses its marks."""
    return marked(text) if has_khmer(text) else folded(text)


def _by_number(text: str, today: date) -> date | None:
    if found := _ISO.search(text):
        return made(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_AND_MONTH.search(text):
        day, month, year = int(found[1]), int(found[2]), found[3]
        if year:
            return made(int(year), month, day)
        this_year = made(today.year, month, day)
        past = this_year is not None and this_year < today - timedelta(days=180)
        return made(today.year + 1, month, day) if past else this_year
    if found := _DAY_ALONE.fullmatch(text.strip(" .")):
        return next_with(int(found[1]), today)
    return None


def next_weekday(weekday: int, today: date) -> date:
    """The next one, from 0, a Monday; today counts."""
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def next_with(number: int, today: date) -> date | None:
    """The next day of that number, in this month or a later one that has it."""
    days = (today + timedelta(days=ahead) for ahead in range(62))
    return next((day for day in days if day.day == number), None)


def last_with(number: int, today: date) -> date | None:
    """The last day of that number, in this month or an earlier one that has it."""
    days = (today - timedelta(days=back) for back in range(62))
    return next((day for day in days if day.day == number), None)


def made(year: int, month: int, day: int) -> date | None:
    """None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
