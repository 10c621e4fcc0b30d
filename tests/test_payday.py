"""Which lines of the calendar are one payday, and until when it is announced."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from domain.payday import Payday, is_announced, payday_of, to_announce
from domain.payout import DayState, PayoutDay, PostponedBecause, Way
from domain.person import Programme
from tests.test_bulletins import LINE, TODAY

PENSION = replace(LINE, id=2, programme=Programme.SOCIAL_PENSION)
MOVED = replace(
    LINE,
    id=3,
    state=DayState.POSTPONED,
    reason=PostponedBecause.FLOOD,
    day=None,
    day_before=TODAY,
)


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("line", "announced"),
    [
        (replace(LINE, day=day(1)), True),
        (replace(LINE, day=day(0)), True),
        (replace(LINE, day=day(-1)), False),
        (replace(LINE, state=DayState.PLANNED), False),
        (replace(LINE, state=DayState.CLOSED), False),
        (replace(LINE, state=DayState.MONEY_IN_ACCOUNT), False),
        (MOVED, True),
        (replace(MOVED, day=day(5)), True),
        (replace(MOVED, day=day(-1)), False),
    ],
)
def test_only_what_is_fixed_or_moved_and_not_past_is_announced(
    line: PayoutDay, announced: bool
) -> None:
    assert is_announced(line, TODAY) is announced
    assert bool(to_announce([line], TODAY)) is announced


def test_programmes_paid_alike_are_one_payday_whichever_of_its_lines_is_asked_for() -> None:
    calendar = [PENSION, LINE, MOVED, replace(LINE, id=4, point=18)]
    found = to_announce(calendar, TODAY)
    assert [len(one.lines) for one in found] == [2, 1, 1]
    assert payday_of(PENSION, calendar) == payday_of(LINE, calendar) == found[0]
    assert found[0].id == LINE.id
    assert found[0].programmes == tuple(sorted(Programme))
    assert found[-1].postponed, "what has no day stands at the end"


@pytest.mark.parametrize(
    "other",
    [
        replace(PENSION, point=18),
        replace(PENSION, way=Way.ACCOUNT, point=None),
        replace(PENSION, day=day(4)),
        replace(PENSION, state=DayState.POSTPONED, reason=PostponedBecause.FLOOD),
    ],
)
def test_what_differs_for_a_person_is_another_payday(other: PayoutDay) -> None:
    assert len(to_announce([LINE, other], TODAY)) == 2


def test_the_hours_are_from_the_first_to_open_to_the_last_to_close_if_all_are_known() -> None:
    later = replace(PENSION, opens=time(8), closes=time(12))
    assert Payday((LINE, later)).hours == (time(7, 30), time(12))
    assert Payday((LINE, replace(PENSION, closes=None))).hours is None


def test_a_payday_of_no_lines_is_none() -> None:
    with pytest.raises(ValueError, match="at least one line"):
        Payday(())
