"""The post keeps the payout calendar in the chat: its steps, who is told, and taking back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from bot.app import build
from domain.calendar import (
    NEXT,
    DayAct,
    NotNow,
    Wish,
    acts,
    after,
    entries,
    fingerprint,
    month_after,
    months_to_copy,
    nearest_good,
    proposals,
)
from domain.hours import read_hours
from domain.notice import NoticeKind, Outcome
from domain.payout import DayState, PayoutDay, PostponedBecause, Way
from domain.person import Programme
from domain.place import Span
from domain.text import Month
from storage import triggers
from storage.tables import calendar_change, notice, payout_day, point_change, session
from tests.house import NOW, Phone, settings
from tests.place import TODAY, Place, place, unasked, words
from tests.test_bulletins import LINE, on
from tests.test_notices import EVENING, SOON, asks
from tests.test_staff import at_work, label_of, says

CLERK = "PSTA7364"
NAME = "Phan Thị Kiều"
VAN_GIAO = "Bưu điện – văn hóa xã Văn Giáo, tiền tháng 11/2026: 25/11/2026"
MOBILE = "Điểm chi trả lưu động An Cư, tiền tháng 11/2026: 25/11/2026"
ONE_PAGE = "Từ 9 giờ 10 sáng sẽ nhắn đến 0 máy.\nThêm 1 máy tự mở ra xem, không tính là đã báo."
FLOOD, NO_CASH = "Hoãn: ngập lụt", "Hoãn: tiền mặt chưa về"

# --- The steps -----------------------------------------------------------------------------------

WISHES = st.builds(
    Wish,
    act=st.sampled_from(DayAct),
    day=st.none() | st.dates(TODAY, TODAY + timedelta(days=60)),
    reason=st.none() | st.sampled_from(PostponedBecause),
    hours=st.none() | st.just((time(8), time(10))),
)
LINES = st.builds(
    lambda way, days: replace(
        LINE,
        way=way,
        point=LINE.point if way is Way.CASH else None,
        state=DayState.PLANNED,
        day=TODAY + timedelta(days=days),
    ),
    st.sampled_from(Way),
    st.integers(-5, 30),
)


@given(LINES, st.lists(st.tuples(WISHES, st.integers(0, 3)), max_size=12))
def test_no_sequence_of_acts_leaves_the_table(
    line: PayoutDay, wished: list[tuple[Wish, int]]
) -> None:
    today, certain = TODAY, False
    for wish, days in wished:
        today += timedelta(days=days)
        try:
            new = after(line, wish, today)
        except NotNow:
            continue
        assert new.state is NEXT[line.state][wish.act]
        assert line.state is not DayState.CLOSED, "what is closed stays so"
        assert new.said_on == today
        assert (new.reason is not None) is (new.state is DayState.POSTPONED)
        assert new.day is not None or new.state is DayState.POSTPONED
        assert new.state is not DayState.MONEY_IN_ACCOUNT or new.way is Way.ACCOUNT
        assert not (certain and new.state is DayState.PLANNED), "nobody would be told of that"
        if line.state is DayState.CONFIRMED and new.state is DayState.POSTPONED:
            assert new.day_before == line.day != new.day
        certain = certain or new.state is DayState.CONFIRMED
        line = new


@pytest.mark.parametrize(
    ("line", "may"),
    [
        (on(3, state=DayState.PLANNED), {"confirm", "move", "hours", "postpone"}),
        (on(3), {"move", "postpone"}),
        (on(0), {"move", "postpone", "close"}),
        (on(-1), {"move", "postpone", "close"}),
        (on(3, state=DayState.POSTPONED), {"confirm", "postpone"}),
        (on(3, way=Way.ACCOUNT, point=None), {"move", "postpone", "money_in"}),
        (on(0, way=Way.ACCOUNT, point=None, state=DayState.MONEY_IN_ACCOUNT), {"close"}),
        (on(0, state=DayState.CLOSED), set()),
    ],
)
def test_what_may_be_done_to_a_line(line: PayoutDay, may: set[str]) -> None:
    assert {act.value for act in acts(line, TODAY)} == may


def test_what_moves_once_more_still_strikes_out_the_day_that_was_certain() -> None:
    flood = PostponedBecause.FLOOD
    once = after(on(1), Wish(DayAct.POSTPONE, TODAY + timedelta(days=5), flood), TODAY)
    twice = after(once, Wish(DayAct.POSTPONE, None, flood), TODAY)
    assert twice.day_before == on(1).day
    assert twice.day is None
    sure = after(twice, Wish(DayAct.CONFIRM, TODAY + timedelta(days=9)), TODAY)
    assert (sure.state, sure.reason, sure.day_before) == (DayState.CONFIRMED, None, on(1).day)


def test_money_that_is_there_is_there_today() -> None:
    line = on(3, way=Way.ACCOUNT, point=None)
    assert after(line, Wish(DayAct.MONEY_IN), TODAY).day == TODAY


def test_lines_alike_but_for_the_programme_are_one_and_another_day_parts_them() -> None:
    other = replace(LINE, id=2, programme=Programme.SOCIAL_PENSION)
    [together] = entries([LINE, other], TODAY)
    assert together.programmes == (Programme.SOCIAL_ASSISTANCE, Programme.SOCIAL_PENSION)
    apart = entries([LINE, replace(other, day=TODAY)], TODAY)
    assert [one.id for one in apart] == [2, 1]
    assert entries([replace(LINE, state=DayState.CLOSED), on(-20)], TODAY) == ()
    assert fingerprint(together) != fingerprint(apart[0])


# --- Copying a month -----------------------------------------------------------------------------


def _copied(day: date, today: date = TODAY) -> date:
    line = replace(LINE, day=day, month=Month.of(day))
    [one] = proposals([line], line.month, line.month.plus(1), today)
    assert (one.instead_of is None) is (one.day.day == day.day)
    return one.day


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 11, 25), date(2026, 12, 25)),
        (date(2026, 11, 26), date(2026, 12, 25)),  # a Saturday: the day before
        (date(2026, 11, 27), date(2026, 12, 28)),  # a Sunday: the day after
        (date(2026, 12, 1), date(2027, 1, 4)),  # 1 January, and never into another month
        (date(2027, 1, 5), date(2027, 2, 3)),  # Tết
        (date(2027, 1, 9), date(2027, 2, 11)),  # its end
        (date(2027, 1, 31), date(2027, 2, 26)),  # no 31st, and a Sunday
        (date(2027, 3, 14), date(2027, 4, 12)),  # Chol Chnam Thmay
        (date(2027, 8, 29), date(2027, 9, 27)),  # Sene Đolta
        (date(2027, 10, 12), date(2027, 11, 11)),  # Ok Om Bok
    ],
)
def test_the_same_day_a_month_later_but_for_the_days_on_which_nobody_comes(
    day: date, later: date
) -> None:
    assert _copied(day, today=day) == later


@given(st.dates(date(2026, 1, 1), date(2028, 12, 1)))
def test_a_good_day_is_never_far(day: date) -> None:
    assert abs((nearest_good(day) - day).days) <= 14


def test_what_was_flooded_is_copied_as_it_was_meant() -> None:
    flooded = on(3, state=DayState.POSTPONED, day_before=date(2026, 11, 25))
    [one] = proposals([flooded], Month(2026, 11), Month(2026, 12), TODAY)
    assert one.day == date(2026, 12, 25)


def test_the_newest_month_is_copied_while_the_next_one_is_near() -> None:
    assert months_to_copy([LINE], TODAY) == (Month(2026, 11),)
    assert months_to_copy([replace(LINE, month=Month(2026, 8))], TODAY) == (Month(2026, 8),)
    assert months_to_copy([replace(LINE, month=Month(2027, 1))], TODAY) == ()
    assert months_to_copy([], TODAY) == ()
    assert month_after(Month(2026, 11), TODAY) == Month(2026, 12)
    assert month_after(Month(2026, 8), TODAY) == Month(2026, 11), "none that is over"


def test_a_month_is_copied_until_the_next_one_has_all_of_it() -> None:
    pension = replace(LINE, id=2, programme=Programme.SOCIAL_PENSION)
    december = replace(LINE, id=3, month=Month(2026, 12))
    both = (Month(2026, 11), Month(2026, 12))
    assert months_to_copy([LINE, pension, december], TODAY) == both
    assert months_to_copy([LINE, december], TODAY) == (Month(2026, 12),)
    [one] = proposals([LINE, pension, december], *both, TODAY)
    assert one.like.lines == (pension,)


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("7:30-11:00", (time(7, 30), time(11))),
        ("7h30 đến 11h", (time(7, 30), time(11))),
        ("13g30 - 16g", (time(13, 30), time(16))),
        ("8 tới 10", (time(8), time(10))),
        ("11-7", None),
        ("25-26", None),
        ("7:30", None),
        ("", None),
    ],
)
def test_hours_are_read_as_people_write_them(said: str, hours: Span | None) -> None:
    assert read_hours(said) == hours


# --- In the chat ---------------------------------------------------------------------------------


async def state(there: Place) -> list[tuple[Any, ...]]:
    async with there.app.database.engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(select(payout_day).order_by("id"))]


async def steps(there: Place) -> list[Any]:
    async with there.app.database.engine.connect() as connection:
        query = select(calendar_change).order_by(calendar_change.c.id)
        return list(await connection.execute(query))


async def postpones(clerk: Phone, line: str = VAN_GIAO, until: str = "30/11") -> str:
    """Four messages: the command, the line, the reason, the day."""
    return await says(clerk, "/calendar", line, FLOOD, until)


async def mine(there: Place) -> str:
    """The line on which the linked person is paid tomorrow."""
    async with there.records() as records:
        point = (await records.payouts.of(there.person.id, Month.of(TODAY)))[0].point
        name = records.reference.points[point or 0].name
    return VAN_GIAO if "Văn Giáo" in name else MOBILE


def mine_in_december(line: str) -> str:
    return line.replace("tháng 11/2026: 25/11", "tháng 12/2026: dự kiến 25/12")


async def test_a_postponement_to_an_earlier_day_is_none_and_asks_again(url: str) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        said = await postpones(clerk, until="24/11/2026")
        assert "Ngày đó sớm hơn, không phải là hoãn." in said
        assert await steps(there) == []
        assert "Đã hoãn, dự kiến thứ Hai, 30/11/2026." in await says(clerk, "30/11")


async def test_where_something_stands_against_a_day_another_may_be_written(url: str) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        said = await postpones(clerk, until="29/11")
        assert "Vẫn lấy ngày đó?" in said
        assert "Đã hoãn, dự kiến thứ Hai, 30/11/2026." in await says(clerk, "30/11")
        assert {one.what for one in await steps(there)} == {"postpone"}


async def test_four_messages_move_a_day_and_it_says_who_when_and_how_many(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        clerk = await at_work(url, CLERK)
        line = await mine(there)
        await says(clerk, "/calendar", line, FLOOD)
        assert "Thêm 1 máy tự mở ra xem" in clerk.heard()
        assert "người. Tin nhắn của An Sinh không tới máy họ." in clerk.heard()
        said = await says(clerk, "30/11")
        assert "Đã hoãn, dự kiến thứ Hai, 30/11/2026." in said
        assert f"Người ghi: {NAME}, 24/11/2026, 9 giờ sáng." in said
        assert ONE_PAGE in said
        changed = await steps(there)
        assert {one.what for one in changed} == {"postpone"}
        assert {(one.old_state, one.new_state) for one in changed} == {("confirmed", "postponed")}
        await unasked(url, NOW)
        told = await unasked(url, SOON)
        assert list(told) == ["me"]
        assert "Không phải thứ Tư, 25/11/2026 nữa." in words(told["me"])


async def test_a_page_that_waits_to_be_opened_is_no_phone_that_is_told(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        clerk = await at_work(url, CLERK)
        paid = 40 if await mine(there) == MOBILE else 30
        await says(clerk, "/calendar", await mine(there), FLOOD)
        assert (
            "Số máy sẽ được nhắn: 0.\n"
            "Thêm 1 máy tự mở ra xem, không tính là đã báo.\n"
            f"Cần gọi {paid} trên {paid} người."
        ) in clerk.heard()
        theirs = session.c.id == await there.session()
        await there.runs(update(session).where(theirs).values(channel="telegram"))
        await says(clerk, "/calendar", await mine(there), FLOOD)
        assert f"Số máy sẽ được nhắn: 1.\nCần gọi {paid - 1} trên {paid} người." in clerk.heard()


@pytest.mark.parametrize(
    ("language", "before", "during"),
    [
        ("vi", "Ngày mai bà đi được ạ.", "Chưa chắc, khoan đi bà ơi."),
        ("km", "ថ្ងៃស្អែក", "កុំទាន់ទៅ"),
    ],
)
async def test_who_asks_hears_the_changed_calendar_at_once(
    url: str, language: str, before: str, during: str
) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        await there.phone.says({"vi": "tiếng Việt", "km": "ភាសាខ្មែរ"}[language])
        assert before in await says(there.phone, "/payout")
        line = await mine(there)
        await postpones(clerk, line)
        assert during in await says(there.phone, "/payout")
        assert before not in there.phone.heard()
        assert NAME not in there.phone.heard(), "never a clerk's name to citizens"
        stranger = Phone(url, "stranger")
        await stranger.says({"vi": "tiếng Việt", "km": "ភាសាខ្មែរ"}[language])
        await says(stranger, "/payout An Cư", line.split(",")[0])
        assert "30/11/2026" in stranger.heard() or "30 ខែ 11" in stranger.heard()
        officer = await at_work(url, "WARD4793")
        await says(officer, "/announce")
        assert f"{line.split(',')[0]}: dự kiến thứ Hai, 30/11/2026, chưa chốt." in _labels(officer)
        await clerk.taps(clerk.token("Rút lại"))
        assert before in await says(there.phone, "/payout")


def _labels(phone: Phone) -> str:
    return "\n".join(one.label for reply in phone.last for one in reply.choices)


async def test_what_is_taken_back_within_ten_minutes_is_as_before_and_told_to_nobody(
    url: str,
) -> None:
    async with place(url) as there:
        await asks(there.phone)
        clerk = await at_work(url, CLERK)
        before = await state(there)
        await postpones(clerk, await mine(there))
        assert await state(there) != before
        await unasked(url, NOW)
        clerk.later(minutes=9)
        await clerk.taps(clerk.token("Rút lại"))
        assert "Đã rút lại, không ai bị nhắn tin." in clerk.heard()
        assert f"Người ghi: {NAME}, 24/11/2026, 9 giờ 09 sáng." in clerk.heard()
        assert await state(there) == before
        assert [one.what for one in await steps(there)] == ["postpone"] * 2 + ["take_back"] * 2
        told = await unasked(url, SOON)
        assert "khoan đi" not in words(told.get("me", []))
        assert "Không phải" not in words(told.get("me", []))


async def test_after_ten_minutes_it_is_not_taken_back(url: str) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        await postpones(clerk)
        after_it = await state(there)
        token = clerk.token("Rút lại")
        clerk.later(minutes=10)
        await clerk.taps(token)
        assert "Đã quá mười phút" in clerk.heard()
        assert await state(there) == after_it


async def test_it_is_taken_back_once_and_by_nobody_else(url: str) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        await postpones(clerk)
        token = clerk.token("Rút lại")
        after_it = await state(there)
        officer, stranger = await at_work(url, "WARD4793"), Phone(url, "stranger")
        for other in (officer, stranger, there.phone):
            await other.taps(token)
        assert await state(there) == after_it
        await clerk.taps(token)
        before = await state(there)
        await postpones(clerk)
        await clerk.taps(token)
        assert "Việc này đã được rút lại rồi." in clerk.heard()
        assert await state(there) != before


async def test_what_was_changed_since_is_not_taken_back(url: str) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        await postpones(clerk)
        token = clerk.token("Rút lại")
        await there.runs(update(payout_day).where(payout_day.c.day == date(2026, 11, 30)).values(
            said_on=TODAY - timedelta(days=1)))  # fmt: skip
        changed = await state(there)
        await clerk.taps(token)
        assert "Lịch chi trả vừa được người khác sửa." in clerk.heard()
        assert await state(there) == changed


async def test_who_comes_second_hears_what_the_first_has_done(url: str) -> None:
    async with place(url) as there:
        first, second = await at_work(url, CLERK), await at_work(url, CLERK, name="another")
        for one in (first, second):
            await says(one, "/calendar", VAN_GIAO, FLOOD)
        await first.says("30/11")
        once = await state(there)
        await second.says("1/12")
        assert "Lịch chi trả vừa được người khác sửa." in second.heard()
        assert "Đã hoãn, dự kiến thứ Hai, 30/11/2026." in second.heard()
        assert f"Người ghi: {NAME}" in second.heard()
        assert await state(there) == once
        assert len({one.together for one in await steps(there)}) == 1


async def test_two_in_the_same_moment_change_a_line_once(url: str) -> None:
    async with place(url) as there:
        both = [await at_work(url, CLERK, name=f"clerk {number}") for number in range(2)]
        for one in both:
            await says(one, "/calendar", VAN_GIAO, FLOOD)
        await asyncio.gather(both[0].says("30/11"), both[1].says("1/12"))
        assert len({one.together for one in await steps(there)}) == 1
        late = [one for one in both if "vừa được người khác sửa" in one.heard()]
        assert len(late) == 1
        assert len([one for one in both if "Rút lại" in _labels(one)]) == 1


async def test_two_who_plan_the_same_in_the_same_moment_plan_it_once(url: str) -> None:
    """Also for accounts, where no key of the database keeps them apart."""
    async with place(url) as there:
        both = [await at_work(url, CLERK, name=f"clerk {number}") for number in range(2)]
        label = "Chuyển vào tài khoản, tiền tháng 1/2027"
        for one in both:
            await says(one, "/calendar", "Thêm ngày mới", label)
        await asyncio.gather(*(one.says("1") for one in both))
        assert len([one for one in both if "Rút lại" in _labels(one)]) == 1
        async with there.app.database.engine.connect() as connection:
            january = select(payout_day.c.programme).where(payout_day.c.month == date(2027, 1, 1))
            found = list((await connection.execute(january)).scalars())
        assert sorted(found) == sorted(Programme)


async def test_what_is_no_day_is_answered_once_with_a_coming_day_of_that_month(url: str) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        december = mine_in_december(await mine(there))
        said = await says(clerk, "/calendar", december, "Ngày khác", "ngày nào cũng được")
        assert said.startswith("Chưa hiểu đó là ngày nào.")
        assert said.count("Hoặc gõ ngày khác, ví dụ 01/12/2026.") == 1
        assert said.count("ví dụ") == 1
        assert (await says(clerk, "mùng 3")).startswith("Xin gõ ngày dương lịch.")
        said = await says(clerk, "/calendar", VAN_GIAO, "Ngày khác")
        assert "ví dụ 26/11/2026" in said
        said = await says(clerk, "/calendar", december, "Đổi giờ", "buổi sáng")
        assert said.startswith("Chưa hiểu đó là mấy giờ.")
        assert said.count("ví dụ") == 1


async def test_a_day_in_another_month_than_the_money_is_asked_about(url: str) -> None:
    async with place(url) as there:
        before = await state(there)
        clerk = await at_work(url, CLERK)
        other = "Thứ Hai, 30/11/2026 không nằm trong tháng 1/2027 của khoản tiền này."
        label = "Điểm chi trả lưu động An Cư, tiền tháng 1/2027"
        said = await says(clerk, "/calendar", "Thêm ngày mới", label, "30/11")
        assert said == f"{other}\nVẫn lấy ngày đó?"
        await clerk.says("Không")
        december = mine_in_december(await mine(there))
        said = await says(clerk, "/calendar", december, "Ngày khác", "30/11")
        assert "không nằm trong tháng 12/2026" in said
        await clerk.says("Không")
        assert await state(there) == before
        await says(clerk, "/calendar", VAN_GIAO, FLOOD, "1/12")
        assert "Đã hoãn, dự kiến thứ Ba, 01/12/2026." in clerk.heard(), "what is late comes later"
        await says(clerk, "/calendar", "Chép lịch tháng 12/2026 sang tháng 1/2027", "2")
        assert "không nằm trong tháng 1/2027 của khoản tiền này." in await says(clerk, "30/11")


async def test_a_month_is_copied_in_three_messages_planned_and_told_to_nobody(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        clerk = await at_work(url, CLERK)
        await says(clerk, "/calendar", "Chép lịch tháng 12/2026 sang tháng 1/2027")
        assert "Chủ Nhật, 24/01/2027 là cuối tuần" in clerk.heard()
        assert "Chưa ngày nào là chắc." in clerk.heard()
        await clerk.says("Đúng, ghi hết")
        async with there.app.database.engine.connect() as connection:
            rows = (
                await connection.execute(
                    select(payout_day).where(payout_day.c.month == date(2027, 1, 1))
                )
            ).all()
        assert {row.state for row in rows} == {"planned"}
        assert {row.day.weekday() for row in rows} <= set(range(5))
        assert len(rows) == 8
        told = await unasked(url, SOON)
        assert "01/2027" not in words(told.get("me", []))
        await clerk.taps(clerk.token("Rút lại"))
        async with there.app.database.engine.connect() as connection:
            left = await connection.execute(
                select(func.count())
                .select_from(payout_day)
                .where(payout_day.c.month == date(2027, 1, 1))
            )
        assert left.scalar_one() == 0


async def test_what_a_month_still_lacks_is_copied_once_a_line_of_it_stands(url: str) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        label = "Điểm chi trả lưu động An Cư, tiền tháng 1/2027"
        await says(clerk, "/calendar", "Thêm ngày mới", label, "1")
        lacks = "Chép phần tháng 1/2027 còn thiếu, theo tháng 12/2026"
        said = await says(clerk, "/calendar", "Xem thêm", lacks)
        assert "Điểm chi trả lưu động An Cư" not in said
        assert "Bưu điện – văn hóa xã Văn Giáo: thứ Hai, 25/01/2027." in said
        await clerk.says("Đúng, ghi hết")
        async with there.app.database.engine.connect() as connection:
            january = select(payout_day.c.point_id).where(payout_day.c.month == date(2027, 1, 1))
            points = list((await connection.execute(january)).scalars())
        assert sorted(points, key=str) == sorted([*set(points)] * 2, key=str)
        assert len(points) == 8
        assert "Chép" not in await says(clerk, "/calendar", "Xem thêm")


async def test_a_month_with_a_feast_says_so(url: str) -> None:
    async with place(url) as there:
        await there.runs(
            update(payout_day)
            .where(payout_day.c.month == date(2026, 12, 1))
            .values(month=date(2027, 1, 1), day=date(2027, 1, 7))
        )
        clerk = await at_work(url, CLERK, at=NOW.replace(month=12))
        await says(clerk, "/calendar", "Chép lịch tháng 1/2027 sang tháng 2/2027")
        assert "Tết Nguyên đán: từ 04/02/2027 đến 10/02/2027" in clerk.heard()
        assert "chưa có thông báo chính thức" in clerk.heard()
        assert "thứ Năm, 11/02/2027" in clerk.heard() or "03/02/2027" in clerk.heard()


@pytest.mark.parametrize(
    ("day", "warned"),
    [
        ("6/2/2027", "là Tết Nguyên đán."),
        ("14/4/2027", "là lễ Chol Chnam Thmay."),
        ("1/1/2027", "là ngày nghỉ lễ."),
        ("28/11", "là cuối tuần"),
    ],
)
async def test_a_day_on_which_nobody_comes_is_asked_about(url: str, day: str, warned: str) -> None:
    async with place(url) as there:
        before = await state(there)
        clerk = await at_work(url, CLERK)
        await postpones(clerk, until=day)
        assert warned in clerk.heard()
        await clerk.says("Không")
        assert "Vẫn để như cũ." in clerk.heard()
        assert await state(there) == before


async def test_one_programme_alone_is_moved_alone(url: str) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        await says(clerk, "/calendar", VAN_GIAO)
        await says(clerk, label_of(clerk, "Chỉ trợ cấp hưu trí"), FLOOD, "30/11")
        assert "Chỉ trợ cấp hưu trí xã hội" in clerk.heard()
        assert [one.programme for one in await steps(there)] == ["social_pension"]


async def test_a_planned_day_is_confirmed_in_four_messages_and_told_after_ten_minutes(
    url: str,
) -> None:
    async with place(url) as there:
        await asks(there.phone)
        clerk = await at_work(url, CLERK)
        december = mine_in_december(await mine(there))
        await says(clerk, "/calendar", december, "Ngày này chắc rồi", "Có")
        assert "Chắc ngày: thứ Sáu, 25/12/2026." in clerk.heard()
        assert ONE_PAGE in clerk.heard()
        await unasked(url, NOW)
        told = words((await unasked(url, SOON))["me"])
        assert "25/12/2026" in told


async def test_money_in_the_accounts_and_the_end_of_a_payout_go_out_to_nobody(url: str) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        await says(clerk, "/calendar", "Chuyển vào tài khoản, tiền tháng 11/2026: 24/11/2026")
        assert "Việc này không nhắn tin cho ai." in await says(clerk, "Đã phát xong")
        await clerk.says("Có")
        assert "Đã phát xong, vào thứ Ba, 24/11/2026." in clerk.heard()
        label = "Chuyển vào tài khoản, tiền tháng 12/2026: dự kiến 24/12/2026"
        await says(clerk, "/calendar", label, "Tiền đã vào tài khoản", "Có")
        assert "Tiền đã vào tài khoản từ thứ Ba, 24/11/2026." in clerk.heard()
        assert {one.new_state for one in await steps(there)} == {"closed", "money_in_account"}


async def test_what_everybody_had_heard_is_not_told_again_when_a_change_is_taken_back(
    url: str,
) -> None:
    async with place(url) as there:
        await asks(there.phone)
        await unasked(url, NOW)
        assert "chắc ngày lãnh" in words((await unasked(url, SOON))["me"])
        clerk = await at_work(url, CLERK, at=SOON)
        await postpones(clerk, await mine(there))
        assert await unasked(url, SOON + timedelta(minutes=2)) == {}
        clerk.later(minutes=5)
        await clerk.taps(clerk.token("Rút lại"))
        for minutes in (6, 20, 40):
            assert await unasked(url, SOON + timedelta(minutes=minutes)) == {}
        assert "Ngày mai bà con đi được" in words((await unasked(url, EVENING))["me"])
        async with there.app.database.engine.connect() as connection:
            of_kind = notice.c.kind == NoticeKind.DAY_CONFIRMED.value
            found = await connection.execute(select(notice.c.outcome).where(of_kind))
        assert list(found.scalars()) == [Outcome.TOLD.value]


# --- The history ---------------------------------------------------------------------------------


@pytest.mark.parametrize("table", [calendar_change, point_change], ids=lambda one: one.name)
async def test_the_history_of_days_and_points_cannot_be_altered(url: str, table: Any) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        await postpones(clerk)
        await says(clerk, "/point", "Văn Giáo", "Hôm nay vẫn đúng")
        for statement in (update(table).values(what="close"), delete(table)):
            with pytest.raises(DBAPIError, match="append-only"):
                await there.runs(statement)
        if "postgresql" in url:
            with pytest.raises(DBAPIError, match="append-only"):
                await there.runs(text(f"TRUNCATE {table.name}"))
        else:
            async with there.app.database.engine.connect() as connection:
                row = (await connection.execute(select(table).limit(1))).one()
            with pytest.raises(DBAPIError, match="append-only"):
                await there.runs(insert(table).prefix_with("OR REPLACE").values(row._asdict()))


async def test_a_missing_trigger_of_the_history_is_found(url: str) -> None:
    app = build(settings(url))
    on_table = " ON calendar_change" if "postgresql" in url else ""
    async with app.database.engine.begin() as connection:
        assert await connection.run_sync(triggers.missing) == set()
        await connection.execute(text(f"DROP TRIGGER calendar_change_no_update{on_table}"))
        assert await connection.run_sync(triggers.missing) == {"calendar_change_no_update"}
    await app.close()


async def test_an_officer_keeps_no_calendar(url: str) -> None:
    async with place(url) as there:
        before = await state(there)
        for code in ("WARD4793", "LEAD6943", "BANK3947", "TNHA4796", "HAML6379"):
            phone = await at_work(url, code)
            await says(phone, "/calendar", "1", "1", "1")
            await says(phone, "/point", "1", "1", "1")
        assert await state(there) == before
        assert await steps(there) == []
