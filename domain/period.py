"""A day, a week or a month that lies behind, as people write it: *hôm qua*, *tuần trước*, *tháng
10*, *24/11*; and what else they wrote beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.days import last_with, read_day
from domain.text import Month
from domain.words import clean, folded

_WEEK = timedelta(days=7)
_PAST = "truoc|roi|vua roi|vua qua|qua"
_THIS = "nay|hien tai"
_WEEKS = re.compile(rf"\b(?:tuan|week)(?: (?P<past>{_PAST}|last)| (?:{_THIS}))?\b")
_MONTHS = re.compile(
    rf"\bthang (?:(?P<past>{_PAST})|(?:{_THIS})"
    r"|(?P<month>\d{1,2})(?: (?:nam )?(?P<year>\d{4}))?)(?= |$)"
)
_MONTH_OF_YEAR = re.compile(r"(?<![\d/])(?P<month>\d{1,2})/(?P<year>\d{4})(?![\d/])")
_DAYS = re.compile(
    r"\b(?:hom nay|bua nay|today|hom qua|bua qua|ngay hom qua|yesterday|hom kia|bua kia"
    r"|thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|t[2-7]|cn)\b"
)
_DATED = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}"
    r"|(?:ng[àa]y )?\d{1,2}\s*(?:[/.\-]|th[áa]ng)\s*\d{1,2}(?:(?:[/.\-]|\s*n[ăa]m )\d{4})?"
)
_NUMBERED = re.compile(r"\bng[àa]y (\d{1,2})\b|^(\d{1,2})$")
_BESIDE = re.compile(r"\b(?:ngay|cua|o|tai|cho|trong)\b")


@dataclass(frozen=True, slots=True)
class Period:
    """Both days belong to it: one day, Monday to Sunday, or a whole month. Raises ValueError where
    it is none of these."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if not (self.is_day or self.is_week or self.is_month):
            raise ValueError(f"neither a day nor a week nor a month: {self.first} to {self.last}")

    @classmethod
    def day(cls, day: date) -> Period:
        return cls(day, day)

    @classmethod
    def week(cls, day: date) -> Period:
        """The one that the day lies in."""
        monday = day - timedelta(days=day.weekday())
        return cls(monday, monday + _WEEK - timedelta(days=1))

    @classmethod
    def month(cls, month: Month) -> Period:
        return cls(month.first_day, month.plus(1).first_day - timedelta(days=1))

    @classmethod
    def parse(cls, code: str) -> Period:
        """Read `code`. Raises ValueError."""
        if re.fullmatch(r"\d{4}-\d{2}", code):
            return cls.month(Month.parse(code))
        if code.endswith("w"):
            return cls.week(date.fromisoformat(code.removesuffix("w")))
        return cls.day(date.fromisoformat(code))

    @property
    def code(self) -> str:
        """*2026-11-24*, *2026-11-23w* by its Monday, or *2026-11*: for a tap."""
        if self.is_month:
            return str(Month.of(self.first))
        return f"{self.first}w" if self.is_week else f"{self.first}"

    @property
    def is_day(self) -> bool:
        return self.first == self.last

    @property
    def is_week(self) -> bool:
        return self.first.weekday() == 0 and self.last - self.first == _WEEK - timedelta(days=1)

    @property
    def is_month(self) -> bool:
        month = Month.of(self.first)
        after = month.plus(1).first_day
        return self.first == month.first_day and self.last == after - timedelta(days=1)

    def until(self, today: date) -> date:
        """Its last day that has begun."""
        return min(self.last, today)


@dataclass(frozen=True, slots=True)
class Said:
    """``rest``: what was written beside it, such as a place, folded."""

    period: Period | None
    rest: str


def read_period(text: str, today: date) -> Said:
    """What lies behind, or has begun: a weekday or a number alone is the last one of that name.
    None where no time is written. Raises Lunar."""
    said = folded(text)
    found = _weeks(said, today) or _months(said, today) or _month_of_year(text, today)
    return found or _day(text, said, today)


def _weeks(said: str, today: date) -> Said | None:
    found = _WEEKS.search(said)
    if found is None:
        return None
    day = today - _WEEK if found["past"] else today
    return Said(Period.week(day), _rest(said, found))


def _months(said: str, today: date) -> Said | None:
    """*Tháng 12* said in January is that of the year before. With a number before it, it is a
    day's."""
    found = _MONTHS.search(said)
    if found is None or re.search(r"\d $", said[: found.start()]):
        return None
    this = Month.of(today)
    month: Month | None = this.plus(-1) if found["past"] else this
    if found["month"] is not None:
        month = _numbered(int(found["month"]), found["year"], this)
    return Said(Period.month(month), _rest(said, found)) if month else None


def _month_of_year(text: str, today: date) -> Said | None:
    found = _MONTH_OF_YEAR.search(clean(text))
    month = _numbered(int(found["month"]), found["year"], Month.of(today)) if found else None
    if found is None or month is None:
        return None
    return Said(Period.month(month), _beside(clean(text), found))


def _numbered(number: int, year: str | None, this: Month) -> Month | None:
    if not 1 <= number <= 12:
        return None
    if year:
        return Month(int(year), number)
    month = Month(this.year, number)
    return month if month <= this else Month(this.year - 1, number)


def _day(text: str, said: str, today: date) -> Said:
    read_day(text, today)  # a day of the moon is refused, whatever stands beside it
    plain = clean(text).lower()
    if named := _DAYS.search(said):
        day = read_day(named[0], today)
        return _said(day - _WEEK if day and day > today else day, _rest(said, named))
    if dated := _DATED.search(plain):
        return _said(read_day(dated[0], today), _beside(plain, dated))
    if numbered := _NUMBERED.search(plain):
        return _said(last_with(int(numbered[1] or numbered[2]), today), _beside(plain, numbered))
    return Said(None, _without(said))


def _said(day: date | None, rest: str) -> Said:
    return Said(Period.day(day) if day else None, rest)


def _rest(said: str, found: re.Match[str]) -> str:
    return _without(f"{said[: found.start()]} {said[found.end() :]}")


def _beside(text: str, found: re.Match[str]) -> str:
    return _without(folded(f"{text[: found.start()]} {text[found.end() :]}"))


def _without(said: str) -> str:
    return " ".join(_BESIDE.sub(" ", said).split())
