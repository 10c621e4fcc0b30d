"""Money brought home: asked for, planned, told on every phone, put off, and ended by the money."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from domain.case import CaseKind, CaseState, HowPaidMissing, PaidHow, check_ending
from domain.case_flow import CaseEvent, possible
from domain.home_payment import CannotCome, Comes, NotDone, eve_of, morning_of, stands_for
from domain.notice import Outcome
from domain.payout import Stage
from domain.text import Month
from storage.tables import case_file, home_visit, payment
from tests.house import NOW, Phone
from tests.place import EVE, TODAY, Place, place, unasked, words
from tests.test_cases import officer, stands

_ASKED = ("tôi không đi được", "Tuổi cao, sức yếu")
_PLANNED = ("Hẹn ngày", "27/11", "1")
FRIDAY = date(2026, 11, 27)


async def asks(there: Place) -> str:
    """The person asks for it; the number."""
    for said in _ASKED:
        await there.phone.says(said)
    return "AS-" + there.phone.heard().partition("AS-")[2][:6]


async def plans(desk: Phone, there: Place, *said: str) -> None:
    for one in (f"/home {there.person.id}", "1", *(said or _PLANNED)):
        await desk.says(one)


async def visits(there: Place) -> list[tuple[date, bool, str | None]]:
    """Day, whether it is over, why it failed."""
    async with there.app.database.engine.connect() as connection:
        found = await connection.execute(select(home_visit).order_by(home_visit.c.id))
        return [(row.day, row.over_at is not None, row.failed) for row in found]


def at(day: int, hour: int) -> datetime:
    return NOW.replace(day=day, hour=hour, minute=1)


async def test_who_asks_hears_the_number_and_that_nobody_takes_a_fee(url: str) -> None:
    async with place(url) as there:
        number = await asks(there)
        assert "Ai đem tiền tới cũng không thu phí" in there.phone.heard()
        await there.phone.says("tôi không đi được")
        assert f"Phiếu {number} về việc này còn mở." in there.phone.heard()
        assert "Chưa hẹn được ngày." in there.phone.heard()


async def test_the_day_and_who_comes_are_told_and_reminded_on_the_eve(url: str) -> None:
    async with place(url) as there:
        await asks(there)
        desk, clerk = await officer(url), await officer(url, "clerk", "PSTA7364")
        await plans(desk, there)
        assert "Số máy được báo: 1." in desk.heard()
        told = await unasked(url, NOW + timedelta(minutes=1))
        assert "Tiền được đem tới nhà vào thứ Sáu, 27/11/2026." in words(told["me"])
        assert "Người đem tiền: nhân viên bưu điện." in words(told["me"])
        assert "đeo thẻ bưu điện" in words(told["me"])
        assert "Có tiền cần đem tới nhà người hưởng." in words(told["clerk"])
        assert there.person.name not in words(told["clerk"]), "a locked screen names nobody"
        told = await unasked(url, at(26, 16))
        assert "Ngày mai có người đem tiền tới nhà: thứ Sáu, 27/11/2026." in words(told["me"])
        told = await unasked(url, at(27, 7))
        assert "Hôm nay có tiền cần đem tới nhà." in words(told["clerk"])
        assert "Hôm nay có tiền cần đem tới nhà." in words(told["officer"])
        assert clerk.name in told


async def test_nobody_is_sent_to_the_counter_to_whom_it_is_brought(url: str) -> None:
    async with place(url) as there:
        mine, eve = await there.asks_for(), (await there.plan())[EVE]
        assert await there.kept_back(eve, mine) is None
        await asks(there)
        desk = await officer(url)
        await plans(desk, there)
        for asked in ("/payout", "1"):
            await there.phone.says(asked)
            assert ("đem tới nhà vào thứ Sáu" in there.phone.heard()) is (asked == "/payout")
            assert "Ngày mai" not in there.phone.heard()
            assert "lưu động" not in there.phone.heard(), "not where others are paid"
            offers = [one.label for reply in there.phone.last for one in reply.choices]
            assert not any("Xin lãnh tiền tại nhà" in label for label in offers)
        for said in (f"/for {there.person.id}", "1"):
            await desk.says(said)
        assert "đem tới nhà vào thứ Sáu" in desk.heard()
        assert await there.kept_back(eve, mine) is Outcome.PAUSED
        await plans(desk, there, "Chưa đưa được", "Chưa có tiền mặt", "Chưa biết ngày")
        assert await there.kept_back(eve, mine) is None, "they have to go after all"


def test_a_visit_of_the_month_before_brings_nothing_of_the_next_payday() -> None:
    assert stands_for(date(2026, 12, 10), TODAY) == date(2026, 12, 1)
    assert stands_for(date(2026, 11, 10), TODAY) == stands_for(None, TODAY) == TODAY


async def test_nobody_settles_it_with_money_that_is_yet_to_be_brought(url: str) -> None:
    async with place(url) as there:
        number = await asks(there)
        desk = await officer(url)
        for said in ("/cases", "1", "Đã giải quyết", "Tiền mặt, đem tới nhà"):
            await desk.says(said)
        assert (await stands(there, number))[0] is not CaseState.DONE


async def test_only_phones_that_are_written_to_are_counted(url: str) -> None:
    async with place(url) as there:
        await asks(there)
        desk = await officer(url)
        await there.phone.says("/stop")
        await plans(desk, there)
        assert "Số máy được báo: 0." in desk.heard()
        for said in ("/cases", "1", "Đã giải quyết", "Đã lãnh rồi"):
            await desk.says(said)
        assert "Không có máy nào được báo." in desk.heard()


async def test_nothing_is_counted_as_told_where_a_death_is_reported(url: str) -> None:
    async with place(url) as there:
        await asks(there)
        month, mine = Month.of(TODAY), await there.session()
        async with there.records() as records:
            assert await records.links.phones_told(there.person.id) == 1
            await records.cases.file(CaseKind.DEATH, "death", there.person, month, mine, NOW)
            assert await records.links.phones_told(there.person.id) == 0


async def test_paid_at_home_ends_it_and_nothing_else_does(url: str) -> None:
    async with place(url) as there:
        number = await asks(there)
        clerk = await officer(url, "clerk", "PSTA7364")
        await plans(clerk, there)
        await plans(clerk, there, "Đã đưa tiền tại nhà", "Không")
        assert (await stands(there, number))[0] is CaseState.IN_HAND
        await plans(clerk, there, "Đã đưa tiền tại nhà", "Có")
        assert await stands(there, number) == (CaseState.DONE, PaidHow.HOME)
        assert await visits(there) == [(FRIDAY, True, None)]
        await there.phone.says(number)
        assert "Tiền đã đưa tại nhà." in there.phone.heard()
        with pytest.raises(HowPaidMissing):
            check_ending(CaseKind.HOME, CaseState.DONE, None)
        ends = possible(CaseKind.HOME, CaseState.IN_HAND) & {CaseEvent.LISTED, CaseEvent.WITHDRAWN}
        assert not ends


async def test_what_could_not_be_done_has_a_reason_and_another_day(url: str) -> None:
    async with place(url) as there:
        number = await asks(there)
        clerk = await officer(url, "clerk", "PSTA7364")
        await plans(clerk, there, "Hẹn ngày", "25/11", "1")
        await plans(clerk, there, "Chưa đưa được", "Không có ai ở nhà", "27/11", "3")
        assert await visits(there) == [(date(2026, 11, 25), True, "nobody_home"),
                                       (FRIDAY, False, None)]  # fmt: skip
        assert (await stands(there, number))[0] is CaseState.IN_HAND
        told = words((await unasked(url, NOW + timedelta(minutes=1)))["me"])
        assert "27/11/2026" in told
        assert "25/11/2026" not in told, "nobody hears of a day that is no more"
        assert "trưởng ấp" in told
        assert "Chưa đem tiền tới nhà được." not in told, "the new day says it"


async def test_the_officer_who_planned_it_hears_what_the_post_made_of_it(url: str) -> None:
    async with place(url) as there:
        await asks(there)
        desk, clerk = await officer(url), await officer(url, "clerk", "PSTA7364")
        await plans(desk, there, "Hẹn ngày", "25/11", "1")
        await unasked(url, NOW + timedelta(minutes=1))
        await plans(clerk, there, "Chưa đưa được", "Không có ai ở nhà", "Chưa biết ngày")
        told = await unasked(url, NOW + timedelta(minutes=2))
        assert "Chưa đem tiền tới nhà được: Không có ai ở nhà." in words(told["officer"])
        assert "clerk" not in told, "they know"
        await plans(clerk, there)
        told = await unasked(url, NOW + timedelta(minutes=3))
        assert "27/11/2026" in words(told["officer"])
        told = await unasked(url, at(27, 7))
        assert "Hôm nay có tiền cần đem tới nhà." in words(told["officer"])


async def test_without_another_day_the_person_hears_that_it_was_not_done(url: str) -> None:
    async with place(url) as there:
        number = await asks(there)
        clerk = await officer(url, "clerk", "PSTA7364")
        await plans(clerk, there, "Hẹn ngày", "25/11", "1")
        await unasked(url, NOW + timedelta(minutes=1))
        await plans(clerk, there, "Chưa đưa được", "Chưa có tiền mặt", "Chưa biết ngày")
        told = words((await unasked(url, NOW + timedelta(minutes=2)))["me"])
        assert "Chưa đem tiền tới nhà được." in told
        assert "me" not in await unasked(url, at(24, 16)), "the eve of a day that is no more"
        await there.phone.says(number)
        assert "Chưa hẹn được ngày." in there.phone.heard()


async def test_staff_ask_and_plan_in_one_go(url: str) -> None:
    async with place(url) as there:
        await there.asks_for()
        desk = await officer(url)
        for said in (
            f"/home {there.person.id}",
            "1",
            "Khuyết tật, không đi lại được",
            "1",
            "2",
            "Có",
        ):
            await desk.says(said)
        assert "Đã ghi phiếu AS-" in desk.heard()
        assert "nhân viên bưu điện và cán bộ xã" in desk.heard()
        told = words((await unasked(url, NOW + timedelta(minutes=1)))["me"])
        assert "Cán bộ xin đem tiền tới nhà cho" in told


async def test_a_code_that_does_not_arrive_goes_on_to_the_day_at_home(url: str) -> None:
    desk = await officer(url, code="CHAU9436")
    for said in ("/otp", "trần thị mười 1947", "1", "Không có điện thoại", "Tiền mặt, đem tới nhà",
                 "Đúng, gửi đi", "Hẹn ngày đem tiền tới nhà"):  # fmt: skip
        await desk.says(said)
    assert "Vì sao người hưởng không ra lãnh được?" in desk.heard()
    assert "Gõ tên" not in desk.heard(), "nobody is searched for again"
    for said in ("/cases", "1", "Hẹn ngày đem tiền tới nhà"):
        await desk.says(said)
    assert "Vì sao người hưởng không ra lãnh được?" in desk.heard()


async def test_money_that_has_come_since_the_day_was_planned_is_not_brought_too(url: str) -> None:
    async with place(url) as there:
        await asks(there)
        desk = await officer(url)
        await plans(desk, there)
        for said in (f"/home {there.person.id}", "1"):
            await desk.says(said)
        assert "là trả hai lần" not in desk.heard()
        theirs = payment.c.person_id == there.person.id
        await there.runs(
            update(payment).where(theirs).values(stage=Stage.CREDITED.value, stage_on=TODAY)
        )
        for said in ("/menu", f"/home {there.person.id}", "1"):
            await desk.says(said)
        assert "Trả thêm tiền mặt cho tháng 11/2026 là trả hai lần." in desk.heard()


_CASH = ("Không có điện thoại", "1", "Đúng, gửi đi")


async def test_cash_at_the_point_is_promised_no_more_once_money_is_brought_home(url: str) -> None:
    desk, clerk = await officer(url, code="CHAU9436"), await officer(url, "clerk", "PSTA7364")
    for said in ("/otp trần thị mười 1947", "1", *_CASH):
        await desk.says(said)
    assert "Trong lúc chờ: tiền mặt ở" in desk.heard()
    for said in ("/home trần thị mười 1947", "1", "1"):
        await desk.says(said)
    assert "đã hẹn tiền mặt ở điểm chi trả." in desk.heard()
    for said in ("27/11", "1", "Có"):
        await desk.says(said)
    assert "không còn hẹn tiền mặt ở điểm nữa." in desk.heard()
    for said in ("/otp trần thị mười 1947", "1", "2", *_CASH[:2]):
        await desk.says(said)
    assert "đã có việc đem tiền tới nhà." in desk.heard(), desk.heard()
    assert clerk.last is not None


async def test_who_answers_reads_why_and_the_plan_and_goes_on_to_it(url: str) -> None:
    async with place(url) as there:
        await asks(there)
        desk = await officer(url)
        for said in ("/cases", "1"):
            await desk.says(said)
        assert "Lý do: Tuổi cao, sức yếu." in desk.heard()
        assert "Chưa hẹn ngày." in desk.heard()
        for said in ("Hẹn ngày, hoặc ghi đã đưa tiền", *_PLANNED):
            await desk.says(said)
        assert "Ngày đem tiền tới: thứ Sáu, 27/11/2026." in desk.heard()


@pytest.mark.parametrize("code", ["CHAU9436", "BANK3947", "HAML6379", "TNHA4796", "ADMN7649"])
async def test_nobody_else_plans_it_or_says_that_it_was_paid(url: str, code: str) -> None:
    async with place(url) as there:
        await asks(there)
        other = await officer(url, "other", code)
        await plans(other, there)
        assert there.person.name not in other.heard()
        assert await visits(there) == []


async def test_nobody_brings_money_to_whom_their_own_phone_hears_about(url: str) -> None:
    async with place(url) as there:
        await asks(there)
        desk = await officer(url)
        for said in ("/link", "DAWN3467", "1948", "đồng ý"):
            await desk.says(said)
        await plans(desk, there)
        assert await visits(there) == []


async def test_a_day_planned_is_in_time_until_it_has_passed(url: str) -> None:
    async with place(url) as there:
        number = await asks(there)
        desk = await officer(url)
        await plans(desk, there, "Hẹn ngày", "10/12", "1")
        async with there.app.database.engine.connect() as connection:
            due = await connection.scalar(
                select(case_file.c.due_on).where(case_file.c.number == number)
            )
        assert due == date(2026, 12, 10)


async def test_a_link_that_has_ended_hears_of_no_day(url: str) -> None:
    async with place(url) as there:
        await asks(there)
        desk = await officer(url)
        await plans(desk, there)
        for said in ("Quên tôi trên máy này", "1"):
            await there.phone.says(said)
        told = await unasked(url, NOW + timedelta(minutes=1))
        assert "27/11" not in words(told.get("me", []))


async def test_what_ends_at_the_point_needs_no_visit(url: str) -> None:
    async with place(url) as there:
        await asks(there)
        desk = await officer(url)
        await plans(desk, there)
        for said in ("/cases", "1", "Đã giải quyết", "Đã lãnh rồi"):
            await desk.says(said)
        assert "27/11" not in words((await unasked(url, at(26, 16))).get("me", []))


@pytest.mark.parametrize(
    ("day", "eve"),
    [(3, datetime(2026, 11, 26, 16, tzinfo=NOW.tzinfo)), (0, None),
     (1, datetime(2026, 11, 24, 16, tzinfo=NOW.tzinfo))],
)  # fmt: skip
def test_the_eve_is_reminded_of_where_it_is_yet_to_come(day: int, eve: datetime | None) -> None:
    assert eve_of(TODAY + timedelta(days=day), NOW) == eve
    assert eve_of(TODAY + timedelta(days=1), NOW.replace(hour=15)) is None
    assert morning_of(TODAY, NOW) == NOW
    assert morning_of(FRIDAY, NOW) == datetime(2026, 11, 27, 7, tzinfo=NOW.tzinfo)


async def test_two_who_record_at_once_end_it_once(url: str) -> None:
    async with place(url) as there:
        month, mine = Month.of(TODAY), await there.session()
        async with there.records() as records:
            case = await records.cases.file(CaseKind.HOME, "home", there.person, month, mine, NOW)
            by = (await records.staff.colleagues(unit=there.person.unit))[0].id
            assert await records.home_visits.plan(case.id, FRIDAY, Comes.POST, by, NOW)
            assert await records.home_visits.paid(case.id, by, NOW)
            assert not await records.home_visits.paid(case.id, by, NOW)
            assert not await records.home_visits.plan(case.id, FRIDAY, Comes.POST, by, NOW)
            why = NotDone.NO_WAY
            assert not await records.home_visits.failed(case.id, why, by, NOW, another_day=False)
        assert len(set(CannotCome)) == 6, "as footnote 4 lists them"
