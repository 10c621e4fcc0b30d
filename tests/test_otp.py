"""The code that does not arrive: reported in a minute, and ended by the money alone."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.findings.work import of_codes
from domain.alert import AlertKind, Trouble
from domain.case import CaseKind, CaseState
from domain.otp import (
    CAUSES,
    AtBank,
    Cause,
    Meanwhile,
    OtpFailure,
    Tried,
    number_by,
)
from domain.text import Month
from handlers.staff import otp_words
from handlers.staff.scope import with_old
from storage.cases import Report
from storage.tables import case_file, payout_day
from tests.house import NOW, Phone
from tests.place import TODAY, Place, place, unasked, words
from tests.test_cases import officer

_SIX = ("/otp", "trần thị mười", "1", "Số điện thoại", "Đã đổi số", "1")


@contextlib.asynccontextmanager
async def waits(url: str) -> AsyncIterator[Place]:
    """Where the person has an account, since who has none waits for no code."""
    async with place(url) as there:
        await there.opens_accounts()
        yield there


async def at_desk(url: str) -> Phone:
    """An officer; and who is found by that name has an account."""
    async with place(url) as there, there.records() as records:
        units = with_old(there.person.unit, records.reference.gazetteer)
        found = await records.names.find("trần thị mười", units, 0, 8)
    async with place(url) as there:
        await there.opens_accounts([one.person_id for one in found])
    return await officer(url)


async def test_an_officer_needs_six_messages_before_the_last_word(url: str) -> None:
    """Found by name among three, the number changed, cash at the post point on the next day."""
    desk = await at_desk(url)
    for said in _SIX[:2]:
        await desk.says(said)
    assert len(desk.last[-1].choices) == 3 + 1, "three, and none of them"
    for said in _SIX[2:]:
        await desk.says(said)
    assert "Nguyên nhân: Đã đổi số." in desk.heard()
    assert "Trong lúc chờ: tiền mặt ở" in desk.heard()
    assert "Như vậy đúng chưa?" in desk.heard()
    await desk.says("Đúng, gửi đi")
    assert "Đã ghi phiếu AS-" in desk.heard()


@pytest.mark.parametrize(
    ("change", "to", "reads"),
    [
        ("Từ ngày khác", "20/11/2026", "Từ ngày 20/11/2026."),
        ("Tháng khác", "2", "Về tiền tháng 10/2026."),
        ("Đã thử cách khác", "Đã hỏi ngân hàng", "Đã thử: Đã hỏi ngân hàng."),
        ("Sửa phần số điện thoại", "Người hưởng không rõ", "chưa rõ đúng hay sai"),
        ("Trả tiền cách khác", "Tiền mặt, đem tới nhà", "Trong lúc chờ: tiền mặt, đem tới nhà."),
    ],
)
async def test_what_is_supposed_is_changed_by_one_tap(
    url: str, change: str, to: str, reads: str
) -> None:
    desk = await at_desk(url)
    for said in (*_SIX, change, to):
        await desk.says(said)
    assert reads in desk.heard()
    assert "Như vậy đúng chưa?" in desk.heard()


async def test_another_cause_takes_its_own_word_about_the_number_along(url: str) -> None:
    desk = await at_desk(url)
    for said in (*_SIX, "Nguyên nhân khác", "Không có điện thoại"):
        await desk.says(said)
    assert "Nguyên nhân: Không có điện thoại." in desk.heard()
    assert "không đúng" not in desk.heard()


async def test_a_wrong_number_goes_on_into_its_correction(url: str) -> None:
    desk = await at_desk(url)
    for said in (*_SIX, "Đúng, gửi đi", "Sửa luôn số điện thoại"):
        await desk.says(said)
    assert "Gõ tên" not in desk.heard(), "nobody is searched for again"
    assert "ố điện thoại" in desk.heard()


async def test_no_whole_number_is_ever_shown(url: str) -> None:
    desk = await at_desk(url)
    for said in _SIX:
        await desk.says(said)
        digits = "".join(one if one.isdigit() else " " for one in desk.heard())
        assert all(len(part) <= 4 for part in digits.split()), desk.heard()


@pytest.mark.parametrize("code", ["CHAU9436", "HAML6379", "TNHA4796", "ADMN7649"])
async def test_nobody_else_reports_about_somebody_of_these_units(url: str, code: str) -> None:
    async with waits(url) as there:
        other = await officer(url, "other", code)
        for said in (f"/otp {there.person.id}", "1", "Không có điện thoại"):
            await other.says(said)
            assert there.person.name not in other.heard()


async def test_the_person_hears_and_ends_it_and_the_officer_hears_that(url: str) -> None:
    async with waits(url) as there:
        await there.asks_for()
        desk = await officer(url)
        for said in (f"/otp {there.person.id}", "1", "Không có điện thoại", "1", "Đúng, gửi đi"):
            await desk.says(said)
        told = await unasked(url, NOW + timedelta(minutes=1))
        assert "mã ngân hàng không tới: cán bộ đã ghi lại rồi" in words(told["me"])
        assert "Trong lúc chờ, lãnh tiền mặt" in words(told["me"])
        there.phone.last = told["me"]
        await there.phone.taps(there.phone.token("Tôi rút được tiền rồi"))
        assert await _state(there) is CaseState.IN_HAND, "a slip of the finger ends nothing"
        await there.phone.says("Có")
        assert await _state(there) is CaseState.DONE
        told = await unasked(url, NOW + timedelta(minutes=2))
        assert "Đã giải quyết xong." in words(told["officer"])
        assert "me" not in told, "who ended it knows"


async def test_a_day_that_moved_since_is_not_promised(url: str) -> None:
    async with waits(url) as there:
        desk = await officer(url)
        for said in (f"/otp {there.person.id}", "1", "Không có điện thoại", "1", "Đúng, gửi đi"):
            await desk.says(said)
        number = desk.heard().partition("AS-")[2][:6]
        await there.phone.says(f"AS-{number}")
        assert "lãnh tiền mặt: thứ Tư, 25/11/2026" in there.phone.heard()
        await there.runs(
            update(payout_day)
            .where(payout_day.c.day == TODAY + timedelta(days=1))
            .values(state="postponed", day=None, reason="flood")
        )
        await there.phone.says(f"AS-{number}")
        assert "25/11/2026" not in there.phone.heard().replace("27/11/2026", "")
        assert "khoan đi" in there.phone.heard()


async def test_who_was_promised_a_day_that_moves_hears_it_and_so_does_the_officer(
    url: str,
) -> None:
    """But not while the clerk may still take it back."""
    async with waits(url) as there:
        await there.asks_for()
        desk, clerk = await officer(url), await officer(url, "clerk", "PSTA7364")
        for said in (f"/otp {there.person.id}", "1", "Không có điện thoại", "1", "Đúng, gửi đi"):
            await desk.says(said)
        assert "mã ngân hàng không tới" in words((await unasked(url, NOW))["me"])
        for said in ("/calendar", "Điểm chi trả lưu động An Cư, tiền tháng 11/2026: 25/11/2026"):
            await clerk.says(said)
        for said in ("Hoãn: ngập lụt", "Hoãn, chưa có ngày mới"):
            await clerk.says(said)
        assert "Rút lại" in str(clerk.last)
        assert "officer" not in await unasked(url, NOW + timedelta(minutes=5))
        told = await unasked(url, NOW + timedelta(minutes=15))
        assert "Ngày lãnh tiền mặt đã hẹn nay bị dời." in words(told["officer"])
        assert "Trong lúc chờ, lãnh tiền mặt ở điểm chi trả.\nNgày chưa chắc" in words(told["me"])
        again = await unasked(url, NOW + timedelta(minutes=25))
        assert "bị dời" not in words(again.get("officer", []))


async def test_cash_promised_at_a_point_that_closes_is_taken_back_and_offered_no_more(
    url: str,
) -> None:
    async with waits(url) as there:
        await there.asks_for()
        desk, clerk = await officer(url), await officer(url, "clerk", "PSTA7364")
        for said in (f"/otp {there.person.id}", "1", "Không có điện thoại", "1", "Đúng, gửi đi"):
            await desk.says(said)
        assert "25/11/2026" in words((await unasked(url, NOW))["me"])
        for said in ("/point", "Điểm chi trả lưu động An Cư", "Đóng cửa luôn"):
            await clerk.says(said)
        await clerk.taps(clerk.token("chưa có nơi thay"))
        assert "officer" not in await unasked(url, NOW + timedelta(minutes=5))
        told = await unasked(url, NOW + timedelta(minutes=15))
        assert "đã hẹn nay bị dời" in words(told["officer"])
        assert "Không còn hẹn lãnh tiền mặt thứ Tư, 25/11/2026." in words(told["me"])
        assert "khoan đi" in words(told["me"])
        for said in (f"/otp {there.person.id}", "1", "Sửa phiếu đang mở", "Không có điện thoại"):
            await desk.says(said)
        offered = [one.label for one in desk.last[-1].choices]
        assert not any("lưu động An Cư" in one for one in offered), offered


async def test_what_is_open_is_said_otherwise_and_told_anew(url: str) -> None:
    async with waits(url) as there:
        await there.asks_for()
        desk = await officer(url)
        for said in (f"/otp {there.person.id}", "1", "Không có điện thoại", "1", "Đúng, gửi đi"):
            await desk.says(said)
        number = desk.heard().partition("AS-")[2][:6]
        assert "25/11/2026" in words((await unasked(url, NOW))["me"])
        for said in (
            f"/otp {there.person.id}", "1", "Sửa phiếu đang mở", "Không có điện thoại",
            "Tiền mặt, đem tới nhà", "Đúng, gửi đi",
        ):  # fmt: skip
            await desk.says(said)
        assert f"Đã sửa phiếu AS-{number}." in desk.heard()
        for said in ("/cases", f"AS-{number}"):
            await desk.says(said)
        assert "Trong lúc chờ: tiền mặt, đem tới nhà." in desk.heard()
        later = NOW + timedelta(minutes=1)
        told = words((await unasked(url, later))["me"])
        assert "có người đem tiền tới nhà" in told
        assert "Không còn hẹn lãnh tiền mặt thứ Tư, 25/11/2026." in told


async def test_no_counter_that_has_closed_today_is_offered(url: str) -> None:
    desk = await officer(url, "officer", "CHAU9436")
    desk.at = NOW.replace(hour=15)
    for said in ("/otp trần thị mười 1947", "1", "Không có điện thoại"):
        await desk.says(said)
    offered = [one.label for one in desk.last[-1].choices]
    assert any("Tiền mặt" in one for one in offered)
    assert not any("24/11/2026" in one for one in offered)


async def test_who_stands_above_reads_how_it_stands_and_reminds_and_sees_no_record(
    url: str,
) -> None:
    async with waits(url) as there:
        desk = await officer(url)
        province = await officer(url, "province", "TNHA4796")
        for said in (f"/otp {there.person.id}", "1", "Không có điện thoại", "1", "Đúng, gửi đi"):
            await desk.says(said)
        for days in (2, 4, 10):
            told = await unasked(url, NOW + timedelta(days=days))
        assert "Có phiếu quá hạn." in words(told["province"])
        province.at = NOW + timedelta(days=10)
        province.last = told["province"]
        await province.taps(province.token("Phiếu tới đâu rồi?"))
        assert "Xã An Cư" in province.heard()
        assert "Trần Thị Ngọc Mai" in province.heard()
        assert there.person.name not in province.heard()
        await province.says("Nhắc xã")
        told = await unasked(url, NOW + timedelta(days=10, minutes=1))
        assert "Có phiếu quá hạn." in words(told["officer"])


async def test_what_stays_overdue_reminds_who_stands_above_every_week(url: str) -> None:
    async with waits(url) as there:
        desk = await officer(url)
        await officer(url, "province", "TNHA4796")
        for said in (f"/otp {there.person.id}", "1", "Không có điện thoại", "1", "Đúng, gửi đi"):
            await desk.says(said)
        late = "Có phiếu quá hạn."
        heard = []
        for days in (4, 10, 11, 16, 17, 18, 24, 30, 31):
            told = await unasked(url, NOW + timedelta(days=days))
            heard += [days] if late in words(told.get("province", [])) else []
        assert heard == [10, 17, 24, 31]


async def test_yesterday_is_a_day_since_when_and_the_example_is_no_day_to_come(url: str) -> None:
    async with waits(url) as there:
        desk = await officer(url)
        for said in (f"/otp {there.person.id}", "1", "Không có điện thoại", "1", "Từ ngày khác"):
            await desk.says(said)
        assert "ví dụ 19/11/2026" in desk.heard()
        await desk.says("hôm qua")
        assert "Từ ngày 23/11/2026." in desk.heard()


async def test_of_a_message_that_came_nobody_asks_whether_the_number_is_right(url: str) -> None:
    async with waits(url) as there:
        desk = await officer(url)
        for said in (f"/otp {there.person.id}", "1", "Tin tới mà không đọc được", "1"):
            await desk.says(said)
        assert "trả tiền bằng cách nào" in desk.heard()


async def _state(there: Place) -> CaseState:
    async with there.app.database.engine.connect() as connection:
        return CaseState((await connection.execute(select(case_file.c.state))).scalar_one())


async def test_five_at_one_bank_within_an_hour_are_one_alert(url: str) -> None:
    async with waits(url) as there:
        mine = await there.session()
        async with there.records() as records:
            found = await records.names.find("neang", (there.person.unit,), 0, 6)
            people = [await records.people.known(one.person_id) for one in found]
            for n, person in enumerate(people):
                assert person is not None
                at = NOW - timedelta(minutes=70 if n == 5 else n)
                about = (CaseKind.OTP, "otp", person, Month.of(TODAY))
                said = Report(cause="bank_or_aggregator_down", bank="970428")
                await records.cases.file(*about, mine, at, said=said)
            condition = await records.conditions.read(NOW)
        assert condition.codes == {"970428": 5}
        [finding] = of_codes(condition, 5)
        assert finding.trouble == Trouble(AlertKind.CODES, "970428", 5)
        assert "Nam A Bank" in finding.message
        [finding] = of_codes(condition, 6)
        assert finding.trouble is None


def test_every_cause_stands_in_one_group_with_words_and_help() -> None:
    grouped = [cause for causes in CAUSES.values() for cause in causes]
    assert sorted([*grouped, Cause.UNKNOWN]) == sorted(Cause)
    assert set(otp_words.CAUSES) == set(otp_words.HELP) == set(Cause)
    assert len(CAUSES) == 6
    assert number_by(Cause.NUMBER_CHANGED) is AtBank.WRONG
    assert number_by(Cause.INBOX_FULL) is None


def test_what_is_kept_is_read_back_and_what_is_strange_is_not() -> None:
    failure = OtpFailure(
        Cause.PHONE_2G, AtBank.RIGHT, TODAY, Tried.RESTARTED, Meanwhile.POINT, TODAY, 7
    )
    assert OtpFailure.read("phone_2g", failure.written()) == failure
    later = dataclasses.replace(failure, first=Month(2026, 12), off=TODAY)
    assert OtpFailure.read("phone_2g", later.written()) == later
    for cause, written in (("none", failure.written()), ("phone_2g", "{}"), ("phone_2g", "words")):
        assert OtpFailure.read(cause, written) is None


async def test_back_in_the_middle_asks_the_question_before(url: str) -> None:
    desk: Phone = await at_desk(url)
    for said in (*_SIX, "/back"):
        await desk.says(said)
    assert "trả tiền bằng cách nào" in desk.heard()


async def _waits_for_a_code(url: str, phone: str = "mine") -> tuple[Phone, Phone]:
    """Whose money of the month did not arrive, and who is paid in cash today; and their officer."""
    mine = Phone(url, phone)
    for said in ("tiếng Việt", "/link", "PHNE4637", "1947", "đồng ý"):
        await mine.says(said)
    desk = await officer(url, "desk", "CHAU9436")
    for said in ("/otp trần thị mười 1947", "1", "SIM", "1", "Đúng", "1", "Đúng, gửi đi"):
        await desk.says(said)
    assert "Đã ghi phiếu AS-" in desk.heard()
    return mine, desk


async def test_who_is_paid_in_cash_meanwhile_hears_to_go_when_and_where_first(url: str) -> None:
    mine, desk = await _waits_for_a_code(url)
    await mine.says("/payout")
    go, when, where, why = [line.text for line in mine.last[0].lines[:4]]
    assert "hôm nay" in go
    assert "đi được" in go
    assert "thứ Ba, 24/11/2026" in when
    assert "Bưu điện" in where
    assert why == "Dạ lãnh tiền mặt trong lúc chờ mã ngân hàng."
    assert "khoan đi" not in mine.heard()
    for said in ("/for", "1"):
        await desk.says(said)
    before, found, _ = words(desk.last).partition(why.removeprefix("Dạ "))
    assert found
    assert "đi được" in before
    assert "khoan đi" not in before


async def test_the_account_too_says_what_was_arranged_and_sends_nobody_to_ask(url: str) -> None:
    mine, _ = await _waits_for_a_code(url)
    await mine.says("/account")
    assert "Trong lúc chờ, lãnh tiền mặt: thứ Ba, 24/11/2026." in mine.heard()
    await mine.says("Xem thêm")
    assert "Trong lúc chờ, lãnh tiền mặt: thứ Ba, 24/11/2026." in mine.heard()
    assert "hỏi cán bộ" not in mine.heard()


async def test_what_an_officer_sends_to_their_phone_says_the_cash_first(url: str) -> None:
    _, desk = await _waits_for_a_code(url)
    for said in ("/for", "1", "Gửi vào máy của họ"):
        await desk.says(said)
    told = words((await unasked(url, NOW + timedelta(minutes=1)))["mine"])
    assert "đi được" in told
    assert "khoan đi" not in told


async def test_the_post_hears_by_number_who_comes_for_cash_and_who_comes_no_more(
    url: str,
) -> None:
    async with waits(url) as there:
        desk, clerk = await officer(url), await officer(url, "clerk", "PSTA7364")
        for said in (f"/otp {there.person.id}", "1", "Không có điện thoại", "1", "Đúng, gửi đi"):
            await desk.says(said)
        number = desk.heard().partition("AS-")[2][:6]
        told = (await unasked(url, NOW + timedelta(minutes=1)))["clerk"]
        assert "Có người thuộc danh sách tài khoản tới lãnh tiền mặt." in words(told)
        assert f"AS-{number}" in words(told)
        assert "thứ Tư, 25/11/2026" in words(told)
        assert there.person.name not in words(told)
        clerk.last = told
        await clerk.taps(clerk.token("Mở phiếu"))
        assert there.person.name in words(clerk.last)
        for said in (
            f"/otp {there.person.id}", "1", "Sửa phiếu đang mở", "Không có điện thoại",
            "Tiền mặt, đem tới nhà", "Đúng, gửi đi",
        ):  # fmt: skip
            await desk.says(said)
        told = (await unasked(url, NOW + timedelta(minutes=2)))["clerk"]
        assert f"Phiếu AS-{number}: nay không có ai tới lãnh tiền mặt nữa." in words(told)


async def test_briefing_and_payday_say_how_many_come_whom_no_cash_list_names(url: str) -> None:
    async with waits(url) as there:
        desk, clerk = await officer(url), await officer(url, "clerk", "PSTA7364")
        for said in (f"/otp {there.person.id}", "1", "Không có điện thoại", "1", "Đúng, gửi đi"):
            await desk.says(said)
        for said in ("/briefing", "Xem thêm", "Xem thêm"):
            await clerk.says(said)
        assert "Thuộc danh sách tài khoản mà lãnh tiền mặt: 1." in clerk.heard()
        for said in ("/menu", "Việc ngày phát tiền", "2"):
            await desk.says(said)
        assert "Thêm 1 người thuộc danh sách tài khoản tới lãnh tiền mặt." in desk.heard()


async def test_money_in_the_account_is_not_paid_in_cash_once_more(url: str) -> None:
    """Cash is for the next payout; what helps now is to withdraw."""
    desk = await officer(url)
    for said in ("/otp kim phuone 1961", "1", "SIM", "1", "Đúng"):
        await desk.says(said)
    assert "Tiền tháng 11/2026 đã vào tài khoản ngày 24/11/2026." in desk.heard()
    assert "Trả thêm tiền mặt cho tháng 11/2026 là trả hai lần." in desk.heard()
    assert "rút được ở máy ATM" in desk.heard()
    first, *others = [one.label for one in desk.last[-1].choices]
    assert first == "Chờ được; giúp họ rút tiền"
    assert not any("/11/2026" in one for one in others)
    assert all("/12/2026" in one or "từ kỳ sau" in one for one in others)
    await desk.says("1")
    assert "Như vậy đúng chưa?" in desk.heard()
    assert "Tiền tháng 11/2026 đã vào tài khoản ngày 24/11/2026." in desk.heard(), "on the card too"


async def test_money_in_the_account_is_brought_home_from_the_next_payout_alone(url: str) -> None:
    desk = await officer(url)
    for said in ("/otp kim phuone 1961", "1", "SIM", "1", "Đúng",
                 "Tiền mặt từ kỳ sau, đem tới nhà"):  # fmt: skip
        await desk.says(said)
    assert "Từ kỳ tháng 12/2026: tiền mặt, đem tới nhà." in desk.heard()
    await desk.says("Đúng, gửi đi")
    assert not desk.last[-1].choices[0].label.startswith("Hẹn ngày đem tiền"), "not at once"
    for said in ("/home kim phuone 1961", "1", "1"):
        await desk.says(said)
    assert "Trả thêm tiền mặt cho tháng 11/2026 là trả hai lần." in desk.heard()
    assert not any("/11/2026" in one.label for one in desk.last[-1].choices)
    await desk.says("27/11")
    assert "Trả thêm tiền mặt cho tháng 11/2026 là trả hai lần." in desk.heard()
    await desk.says("01/12")
    assert "Ai đem" in desk.heard()


async def test_who_has_the_money_hears_of_later_cash_with_its_day_and_may_still_go(
    url: str,
) -> None:
    desk = await officer(url)
    for said in ("/otp kim phuone 1961", "1", "SIM", "1", "Đúng", "2", "Đúng, gửi đi",
                 "/for kim phuone 1961", "1"):  # fmt: skip
        await desk.says(said)
    told = words(desk.last)
    assert "Đi rút được." in told, told
    assert "Từ kỳ tháng 12/2026, lãnh tiền mặt ở điểm chi trả." in told
    assert "Dự kiến: thứ Sáu, 25/12/2026." in told
    assert "khoan đi" not in told


async def test_the_month_that_is_meant_decides_whether_cash_would_pay_twice(url: str) -> None:
    desk = await officer(url)
    for said in ("/otp kim phuone 1961", "1", "SIM", "1", "Đúng", "1", "Tháng khác", "2"):
        await desk.says(said)
    assert "đã vào tài khoản" not in desk.heard(), desk.heard()


async def test_who_has_no_account_waits_for_no_code_and_nothing_is_filed(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        for said in (f"/otp {there.person.id}", "1"):
            await desk.says(said)
        assert "chưa có tài khoản" in desk.heard()
        assert "Vì sao mã không tới" not in desk.heard()
        assert any("Sửa hồ sơ" in one.label for one in desk.last[-1].choices)
        async with there.app.database.engine.connect() as connection:
            assert (await connection.execute(select(case_file.c.id))).all() == []


async def test_a_day_that_has_gone_by_asks_for_another_and_the_person_hears_it_once(
    url: str,
) -> None:
    async with waits(url) as there:
        await there.asks_for()
        desk = await officer(url)
        for said in (f"/otp {there.person.id}", "1", "Không có điện thoại", "1", "Đúng, gửi đi"):
            await desk.says(said)
        number = desk.heard().partition("AS-")[2][:6]
        told = await unasked(url, NOW + timedelta(days=1, hours=5))
        assert "đã qua" not in words(told.get("officer", [])), "the day itself is not over"
        told = await unasked(url, NOW + timedelta(days=2))
        assert "Ngày lãnh tiền mặt đã hẹn nay đã qua: cần ngày mới." in words(told["officer"])
        assert "Ngày lãnh tiền mặt, thứ Tư, 25/11/2026, đã qua." in words(told["me"])
        assert "cán bộ sẽ báo ngày mới" in words(told["me"])
        again = await unasked(url, NOW + timedelta(days=2, minutes=10))
        assert "đã qua" not in words([*again.get("officer", []), *again.get("me", [])])
        desk.at = NOW + timedelta(days=2, minutes=11)
        for said in ("/cases", f"AS-{number}", "Sửa phiếu đang mở", "Không có điện thoại", "1"):
            await desk.says(said)
        assert "Như vậy đúng chưa?" in desk.heard()


async def test_who_reports_what_is_their_own_has_it_in_hand_and_alarms_nobody(url: str) -> None:
    """They have looked at it already: it is late only once it should be done."""
    async with waits(url) as there:
        desk = await officer(url)
        leader = await officer(url, "leader", "LEAD6943")
        for said in (f"/otp {there.person.id}", "1", "Không có điện thoại", "1", "Đúng, gửi đi"):
            await desk.says(said)
        assert "Phiếu này anh/chị làm." in desk.heard()
        assert "Phải xem" not in desk.heard()
        assert "Phải xong trước hoặc trong ngày 27/11/2026." in desk.heard()
        for said in ("/cases", "Phiếu tôi đang giữ (1)"):
            await desk.says(said)
        assert any(there.person.name in one.label for one in desk.last[-1].choices)
        told = await unasked(url, NOW + timedelta(days=2))
        assert "Có phiếu mới" not in words(told.get("officer", []))
        assert "quá hạn" not in words([*told.get("officer", []), *told.get(leader.name, [])])


async def test_what_another_than_its_owner_reports_still_waits_to_be_looked_at(url: str) -> None:
    async with waits(url) as there:
        await officer(url)
        clerk = await officer(url, "clerk", "PSTA7364")
        for said in (f"/otp {there.person.id}", "1", "Không có điện thoại", "1", "Đúng, gửi đi"):
            await clerk.says(said)
        assert "Phải xem trước hoặc trong ngày 25/11/2026." in clerk.heard()
        assert await _state(there) is CaseState.OPEN
        assert "Có phiếu mới đang chờ trả lời." in words(
            (await unasked(url, NOW + timedelta(minutes=1)))["officer"]
        )
