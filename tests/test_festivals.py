"""Holidays and feasts stand where they are announced, and what is presumed says so."""

from __future__ import annotations

from datetime import date

import pytest

from domain.festivals import (
    Festival,
    festival_on,
    festivals_in,
    is_presumed,
    is_working_day,
    public_holidays,
    unknown_in,
)
from domain.text import Month


@pytest.mark.parametrize(
    ("day", "festival"),
    [
        (date(2026, 2, 17), Festival.TET),
        (date(2027, 2, 6), Festival.TET),
        (date(2028, 1, 26), Festival.TET),
        (date(2027, 4, 14), Festival.CHOL_CHNAM_THMAY),
        (date(2026, 10, 10), Festival.SENE_DOLTA),
        (date(2027, 9, 29), Festival.SENE_DOLTA),
        (date(2026, 11, 23), Festival.OK_OM_BOK),
        (date(2027, 11, 12), Festival.OK_OM_BOK),
        (date(2026, 11, 25), None),
    ],
)
def test_a_feast_is_known_by_its_day(day: date, festival: Festival | None) -> None:
    assert festival_on(day) is festival


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 28), False),  # Saturday
        (date(2026, 4, 27), False),  # Hùng Kings, made good
        (date(2026, 9, 1), False),
        (date(2027, 1, 1), False),
        (date(2027, 2, 8), False),
        (date(2027, 2, 11), True),
        (date(2026, 10, 9), True),  # Sene Đolta is a feast, no public holiday
    ],
)
def test_the_counter_is_shut_at_the_weekend_and_on_public_holidays(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_every_public_holiday_of_law_is_there_each_year() -> None:
    for year in (2026, 2027, 2028):
        days = {day for day in public_holidays() if day.year == year}
        fixed = {(1, 1), (4, 30), (5, 1), (9, 2)}
        assert fixed <= {(day.month, day.day) for day in days}
        assert len(days) >= 11  # article 112 of the Labour Code


def test_what_nobody_has_announced_is_presumed() -> None:
    assert is_presumed(date(2027, 2, 8))
    assert not is_presumed(date(2026, 2, 18))
    assert not is_presumed(date(2027, 9, 2))


def test_a_month_names_its_feasts_and_those_of_which_the_day_is_not_known() -> None:
    assert festivals_in(Month(2026, 11)) == (Festival.OK_OM_BOK,)
    assert festivals_in(Month(2027, 2)) == (Festival.TET,)
    assert unknown_in(Month(2028, 10)) == (Festival.SENE_DOLTA, Festival.OK_OM_BOK)
    assert unknown_in(Month(2027, 10)) == ()
