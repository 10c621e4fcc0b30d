"""Go or not yet."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from domain.advice import Advice, advise, concerning_now, current, just_over, of_month
from domain.payout import DayState, Payment, PayoutDay, PostponedBecause, Stage, Way
from domain.person import Programme
from domain.place import REFORM, UnitKey
from domain.text import Money, Month
from tests.house import NOW

TODAY = NOW.date()
UNIT = UnitKey("30526", REFORM)
S = DayState


def line(state: DayState, days: int | None, months_on: int = 0) -> PayoutDay:
    return PayoutDay(
        id=months_on * 100 + (days or 0),
        month=Month.of(TODAY).plus(months_on),
        unit=UNIT,
        programme=Programme.SOCIAL_ASSISTANCE,
        way=Way.CASH,
        point=1,
        day=None if days is None else TODAY + timedelta(days=days),
        opens=time(7, 30),
        closes=time(11, 0),
        state=state,
        reason=PostponedBecause.FLOOD if state is S.POSTPONED else None,
        day_before=None,
        said_on=TODAY,
    )


@pytest.mark.parametrize(
    ("day", "hour", "wanted"),
    [
        (line(S.CONFIRMED, 0), 9, Advice.GO_TODAY),
        (line(S.CONFIRMED, 0), 5, Advice.GO_TODAY),
        (line(S.CONFIRMED, 0), 11, Advice.TOO_LATE_TODAY),
        (line(S.CONFIRMED, 1), 9, Advice.GO_TOMORROW),
        (line(S.CONFIRMED, 2), 9, Advice.NOT_YET),
        (line(S.CONFIRMED, -1), 9, Advice.OVER),
        (line(S.PLANNED, 0), 9, Advice.UNSURE),
        (line(S.PLANNED, 9), 9, Advice.UNSURE),
        (line(S.PLANNED, -1), 9, Advice.UNSURE),
        (line(S.POSTPONED, None), 9, Advice.POSTPONED),
        (line(S.POSTPONED, 0), 9, Advice.POSTPONED),
        (line(S.CLOSED, -3), 9, Advice.OVER),
        (line(S.CLOSED, 0), 9, Advice.OVER),
        (line(S.MONEY_IN_ACCOUNT, -2), 9, Advice.IN_ACCOUNT),
    ],
)
def test_only_a_confirmed_day_lets_anyone_go(day: PayoutDay, hour: int, wanted: Advice) -> None:
    assert advise(day, NOW.replace(hour=hour)) is wanted


@pytest.mark.parametrize(
    ("days", "wanted"),
    [
        ([], None),
        ([line(S.CLOSED, -40, -1)], None),
        ([line(S.CLOSED, -4), line(S.PLANNED, 26, 1)], (1, 26)),
        ([line(S.CLOSED, -4)], (0, -4)),
        ([line(S.CONFIRMED, 0), line(S.PLANNED, 30, 1)], (0, 0)),
        ([line(S.POSTPONED, None), line(S.PLANNED, 30, 1)], (0, None)),
        ([line(S.POSTPONED, None, -1), line(S.PLANNED, 3)], (-1, None)),
        ([line(S.PLANNED, -2)], (0, -2)),
        ([line(S.POSTPONED, -2, -1)], (-1, -2)),
        ([line(S.CONFIRMED, -20, -1)], None),
    ],
)
def test_the_line_that_answers_is_the_next_to_come(
    days: list[PayoutDay], wanted: tuple[int, int | None] | None
) -> None:
    found = current(reversed(days), NOW)
    if wanted is None:
        assert found is None
        return
    months_on, offset = wanted
    assert found is not None
    assert found.month == Month.of(TODAY).plus(months_on)
    assert found.day == (None if offset is None else TODAY + timedelta(days=offset))


@pytest.mark.parametrize(
    ("following", "told"),
    [
        (line(S.PLANNED, 26, 1), True),
        (line(S.CONFIRMED, 26, 1), True),
        (line(S.PLANNED, 3, 1), True),
        (line(S.CONFIRMED, 3, 1), False),
    ],
)
def test_who_missed_it_hears_that_it_is_over_unless_the_next_is_near_and_certain(
    following: PayoutDay, told: bool
) -> None:
    over = line(S.CLOSED, -4)
    assert just_over([over, following], following, NOW) == (over if told else None)


def paid(months_on: int, stage: Stage) -> Payment:
    return Payment(
        id=months_on + 5,
        person=1,
        month=Month.of(TODAY).plus(months_on),
        programme=Programme.SOCIAL_PENSION,
        way=Way.CASH,
        amount=Money(540_000),
        arrears=Money(0),
        stage=stage,
        stage_on=TODAY,
        reason=None,
        point=1,
        list_of=TODAY,
    )


@pytest.mark.parametrize(
    ("payments", "wanted"),
    [
        ([], None),
        ([paid(-2, Stage.ON_LIST)], None),
        ([paid(0, Stage.COLLECTED)], 0),
        ([paid(0, Stage.COLLECTED), paid(1, Stage.ON_LIST)], 1),
        ([paid(0, Stage.ON_LIST), paid(1, Stage.ON_LIST)], 0),
        ([paid(-1, Stage.ON_LIST), paid(0, Stage.ON_LIST)], 0),
        ([paid(-1, Stage.ON_LIST)], -1),
        ([paid(-1, Stage.RETURNED), paid(0, Stage.ON_LIST)], -1),
        ([paid(-1, Stage.COLLECTED), paid(0, Stage.CREDITED)], 0),
    ],
)
def test_my_money_is_the_oldest_that_has_not_arrived(
    payments: list[Payment], wanted: int | None
) -> None:
    found = concerning_now(payments, NOW)
    assert (found and found.month) == (None if wanted is None else Month.of(TODAY).plus(wanted))


@pytest.mark.parametrize(
    ("payments", "told_of", "wanted"),
    [
        ([], 0, None),
        ([paid(0, Stage.ON_LIST)], 1, None),
        ([paid(0, Stage.ON_LIST), paid(1, Stage.FAILED)], 1, Stage.FAILED),
        ([paid(-3, Stage.COLLECTED), paid(0, Stage.ON_LIST)], -3, Stage.COLLECTED),
        ([paid(1, Stage.COLLECTED), paid(1, Stage.RETURNED)], 1, Stage.RETURNED),
    ],
)
def test_who_was_told_of_a_month_opens_the_payment_of_that_month(
    payments: list[Payment], told_of: int, wanted: Stage | None
) -> None:
    found = of_month(payments, Month.of(TODAY).plus(told_of))
    assert (found and found.stage) == wanted


def test_months_count_over_the_year() -> None:
    assert Month(2026, 11).plus(2) == Month(2027, 1)
    assert Month(2026, 1).plus(-1) == Month(2025, 12)
    assert Month.of(date(2026, 2, 28)) < Month(2026, 3)
    assert Month.parse("2026-09") == Month(2026, 9)
    for wrong in ("2026-9", "2026", "09-2026", "2026-13"):
        with pytest.raises(ValueError, match="month"):
            Month.parse(wrong)


def test_the_clock_of_the_tests_stands_still() -> None:
    assert datetime(2026, 11, 24, 9, 0, tzinfo=NOW.tzinfo) == NOW
