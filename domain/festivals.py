"""Public holidays and the great feasts of Vietnamese and Khmer, as dated data: on those days the
counter is shut, or nobody comes.

None of it is computed at run time. The government announces each year's break at the end of the
year before; what had not been announced when this was written is marked as presumed, and stands in
one place so that it is corrected by one line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.text import Month


class Festival(StrEnum):
    TET = "tet"
    CHOL_CHNAM_THMAY = "chol_chnam_thmay"
    SENE_DOLTA = "sene_dolta"
    OK_OM_BOK = "ok_om_bok"


@dataclass(frozen=True, slots=True)
class Span:
    """Both days belong to it. ``presumed``: nobody has announced these dates yet."""

    first: date
    last: date
    presumed: bool = False

    def days(self) -> Iterator[date]:
        length = (self.last - self.first).days + 1
        return (self.first + timedelta(days=after) for after in range(length))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def _one(year: int, month: int, day: int, *, presumed: bool = False) -> Span:
    return Span(date(year, month, day), date(year, month, day), presumed)


_HOLIDAYS: tuple[Span, ...] = (
    Span(date(2026, 1, 1), date(2026, 1, 2)),  # the 2nd in exchange for a Saturday
    Span(date(2026, 2, 14), date(2026, 2, 22)),  # Tết, with the weekends around it
    Span(date(2026, 4, 26), date(2026, 4, 27)),  # Hùng Kings, a Sunday made good on Monday
    Span(date(2026, 4, 30), date(2026, 5, 1)),
    Span(date(2026, 8, 31), date(2026, 9, 2)),  # 31 August in exchange for a Saturday
    _one(2027, 1, 1),
    Span(date(2027, 2, 4), date(2027, 2, 10), presumed=True),  # Tết: the 1st day is 6 February
    _one(2027, 4, 16),  # Hùng Kings, 10/3 of the moon calendar
    Span(date(2027, 4, 30), date(2027, 5, 1)),
    _one(2027, 5, 3, presumed=True),  # for 1 May, a Saturday
    _one(2027, 9, 2),
    _one(2027, 9, 3, presumed=True),  # the second day of Independence, before or after
    _one(2028, 1, 1),
    _one(2028, 1, 3, presumed=True),  # for 1 January, a Saturday
    Span(date(2028, 1, 24), date(2028, 1, 28), presumed=True),  # Tết: the 1st day is 26 January
    _one(2028, 4, 4),  # Hùng Kings
    Span(date(2028, 4, 30), date(2028, 5, 1)),
    _one(2028, 5, 2, presumed=True),  # for 30 April, a Sunday
    Span(date(2028, 9, 1), date(2028, 9, 2)),
    _one(2028, 9, 4, presumed=True),  # for 2 September, a Saturday
)
"""Labour Code, article 112. The Day of Vietnamese Culture, 24 November, is not among them: the
Politburo agreed on it (80-NQ/TW of 2026-01-07), and no law that makes it a day off was seen."""

_FESTIVALS: Mapping[Festival, tuple[Span, ...]] = {
    Festival.TET: (
        Span(date(2026, 2, 14), date(2026, 2, 22)),
        Span(date(2027, 2, 4), date(2027, 2, 10), presumed=True),
        Span(date(2028, 1, 24), date(2028, 1, 30), presumed=True),
    ),
    Festival.CHOL_CHNAM_THMAY: (  # three days from the 13th or the 14th; the pagodas say which
        Span(date(2026, 4, 13), date(2026, 4, 16)),
        Span(date(2027, 4, 13), date(2027, 4, 16), presumed=True),
        Span(date(2028, 4, 13), date(2028, 4, 16), presumed=True),
    ),
    # 29/8 to 1/9, and 15/10, of the moon calendar. Pagodas reckon by the Khmer calendar, which may
    # be a day or two later, so the days of both are named. In a year with a leap month the two are
    # a month apart: so 2028 is left out until it is announced.
    Festival.SENE_DOLTA: (
        Span(date(2026, 10, 8), date(2026, 10, 12)),
        Span(date(2027, 9, 28), date(2027, 10, 1), presumed=True),
    ),
    Festival.OK_OM_BOK: (
        Span(date(2026, 11, 23), date(2026, 11, 24)),
        Span(date(2027, 11, 12), date(2027, 11, 13), presumed=True),
    ),
}

_USUAL_MONTHS: Mapping[Festival, frozenset[int]] = {
    Festival.TET: frozenset({1, 2}),
    Festival.CHOL_CHNAM_THMAY: frozenset({4}),
    Festival.SENE_DOLTA: frozenset({9, 10}),
    Festival.OK_OM_BOK: frozenset({10, 11}),
}


def public_holidays() -> frozenset[date]:
    """Every day off by law from 2026 to 2028, those presumed among them."""
    return frozenset(day for span in _HOLIDAYS for day in span.days())


def festival_on(day: date) -> Festival | None:
    """The feast that most people keep on that day; None also where it is not known."""
    return next((one for one, spans in _FESTIVALS.items() if _span(spans, day)), None)


def days_of(festival: Festival, month: Month) -> Span | None:
    """When it is kept, where some of that lies in the month."""
    return next(
        (
            span
            for span in _FESTIVALS[festival]
            if any(Month.of(day) == month for day in span.days())
        ),
        None,
    )


def is_presumed(day: date) -> bool:
    """Whether a holiday or feast on that day had not been announced when it was written down."""
    found = [*_HOLIDAYS, *(span for spans in _FESTIVALS.values() for span in spans)]
    return any(span.presumed for span in found if day in span)


def festivals_in(month: Month) -> tuple[Festival, ...]:
    """Those that have a day in the month, in the order of the year."""
    return tuple(one for one in _FESTIVALS if days_of(one, month) is not None)


def unknown_in(month: Month) -> tuple[Festival, ...]:
    """Those that usually fall into such a month, in a year of which their days are not known."""
    return tuple(
        one
        for one, spans in _FESTIVALS.items()
        if month.month in _USUAL_MONTHS[one]
        and all(span.first.year != month.year for span in spans)
    )


def is_working_day(day: date) -> bool:
    """Neither Saturday nor Sunday nor a public holiday."""
    return day.weekday() < 5 and day not in public_holidays()


def _span(spans: tuple[Span, ...], day: date) -> Span | None:
    return next((span for span in spans if day in span), None)
