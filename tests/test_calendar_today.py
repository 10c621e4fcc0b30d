"""A payday that is fixed for today, or sooner than announced: refused, asked about, and told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.calendar import DayAct, first_day, is_earlier, is_over, is_sudden
from domain.payout import DayState, PayoutDay, Way
from tests.house import NOW
from tests.place import TODAY, place, unasked, words
from tests.test_bulletins import LINE, on
from tests.test_calendar import CLERK, MOBILE, VAN_GIAO, mine, state, steps
from tests.test_notices import asks
from tests.test_staff import at_work, label_of, says

TOO_LATE = "Hôm nay không kịp nữa, giờ phát đã hết hoặc sắp hết."
SUDDEN = "Hôm nay phát từ 7 giờ 30 sáng. Nhiều người sẽ không kịp biết."


def at(hour: int, minute: int = 0) -> datetime:
    return NOW.replace(hour=hour, minute=minute)


@pytest.mark.parametrize(
    ("line", "now", "over"),
    [
        (LINE, at(10, 49), False),
        (LINE, at(10, 50), True),
        (LINE, at(15), True),
        (replace(LINE, closes=None), at(16, 49), False),
        (replace(LINE, closes=None), at(16, 50), True),
        (replace(LINE, way=Way.ACCOUNT, point=None), at(23), False),
    ],
)
def test_today_is_too_late_once_nobody_can_be_told_before_its_end(
    line: PayoutDay, now: datetime, over: bool
) -> None:
    assert is_over(line, now) is over
    assert first_day(line, now) == TODAY + timedelta(days=over)


@pytest.mark.parametrize(
    ("line", "act", "day", "now", "sudden"),
    [
        (on(3), DayAct.MOVE, TODAY, at(6, 59), False),
        (on(3), DayAct.MOVE, TODAY, at(7), True),
        (on(3), DayAct.MOVE, TODAY, at(9), True),
        (on(3), DayAct.MOVE, TODAY + timedelta(days=1), at(9), False),
        (on(3, opens=None), DayAct.POSTPONE, TODAY, at(0), True),
        (on(3, state=DayState.PLANNED), DayAct.MOVE, TODAY, at(9), False),
        (on(3, state=DayState.PLANNED), DayAct.CONFIRM, TODAY, at(9), True),
        (on(3, way=Way.ACCOUNT, point=None), DayAct.MOVE, TODAY, at(9), False),
    ],
)
def test_what_is_announced_and_begins_within_half_an_hour_is_sudden(
    line: PayoutDay, act: DayAct, day: date, now: datetime, sudden: bool
) -> None:
    assert is_sudden(line, act, day, now) is sudden


@pytest.mark.parametrize(
    ("line", "days", "earlier"),
    [
        (on(3), 2, True),
        (on(3), 4, False),
        (on(3, state=DayState.POSTPONED), 2, True),
        (on(3, state=DayState.PLANNED), 2, False),
        (replace(LINE, day=None, state=DayState.POSTPONED), 2, False),
    ],
)
def test_a_day_is_earlier_than_the_one_that_people_have_heard_of(
    line: PayoutDay, days: int, earlier: bool
) -> None:
    assert is_earlier(line, TODAY + timedelta(days=days)) is earlier


async def test_today_is_refused_when_its_hours_are_over(url: str) -> None:
    async with place(url) as there:
        before = await state(there)
        clerk = await at_work(url, CLERK, at=at(15))
        assert TOO_LATE in await says(clerk, "/calendar", MOBILE, "Ngày khác", "hôm nay")
        said = await says(clerk, "/calendar", MOBILE, "Hoãn: ngập lụt", "24/11")
        assert "Ngày đó sớm hơn, không phải là hoãn." in said
        label = "Điểm chi trả lưu động An Cư, tiền tháng 1/2027"
        assert TOO_LATE in await says(clerk, "/calendar", "Thêm ngày mới", label, "hôm nay")
        assert await state(there) == before


async def test_what_was_planned_for_today_is_not_called_certain_after_its_hours(url: str) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        december = "Điểm chi trả lưu động An Cư, tiền tháng 12/2026: dự kiến 25/12/2026"
        await says(clerk, "/calendar", december, "Ngày khác", "hôm nay", "Có")
        await clerk.says("/calendar")
        said = await says(clerk, label_of(clerk, "dự kiến 24/11/2026"), "Ngày này chắc rồi")
        assert SUDDEN in said
        clerk.later(hours=3)
        await clerk.says("Có")
        assert "Vào ngày nào?" in clerk.heard()
        assert {one.new_state for one in await steps(there)} == {"planned"}


async def test_today_while_it_runs_is_asked_about_and_officers_hear_whom_to_call(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        line = await mine(there)
        officer = await at_work(url, "WARD4793")
        clerk = await at_work(url, CLERK)
        said = await says(clerk, "/calendar", line, "Ngày khác", "hôm nay")
        assert SUDDEN in said
        assert "Cần gọi" in said
        assert "Vẫn lấy ngày đó?" in said
        await clerk.says("Có")
        assert "Chắc ngày: thứ Ba, 24/11/2026." in clerk.heard()
        await unasked(url, NOW)
        told = await unasked(url, at(9, 11))
        assert words(told["me"]).count("24/11/2026") == 1, "as a reminder, and not once more"
        assert "Đã chốt một ngày phát tiền." in words(told[officer.name])
        assert "thứ Ba, 24/11/2026" in words(told[officer.name])


async def test_who_wants_changes_alone_hears_that_it_is_today(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone, topics="Khi ngày lãnh hoặc chỗ lãnh thay đổi")
        line = await mine(there)
        clerk = await at_work(url, CLERK)
        await says(clerk, "/calendar", line, "Ngày khác", "hôm nay", "Có")
        await unasked(url, NOW)
        told = words((await unasked(url, at(9, 11)))["me"])
        assert "hôm nay" in told
        assert "24/11/2026" in told


async def test_a_day_sooner_than_announced_is_asked_about_with_how_many_to_call(url: str) -> None:
    async with place(url) as there:
        before = await state(there)
        clerk = await at_work(url, CLERK)
        later = VAN_GIAO.replace("25/11", "30/11")
        await says(clerk, "/calendar", VAN_GIAO, "Ngày khác", "30/11")
        moved = await state(there)
        said = await says(clerk, "/calendar", later, "Ngày khác", "26/11")
        assert "Ngày này sớm hơn ngày đã báo là thứ Hai, 30/11/2026." in said
        assert "Cần gọi 30 trên 30 người." in said
        await clerk.says("Không")
        assert await state(there) == moved != before
