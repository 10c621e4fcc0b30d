"""Who answers what was reported, and who hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.case import CaseKind, CaseState, PaidHow, read_number
from domain.text import Month
from storage.tables import audit, case_file
from tests.house import NOW, Phone
from tests.place import TODAY, Place, place, unasked, words


async def officer(url: str, name: str = "officer", code: str = "WARD4793") -> Phone:
    phone = Phone(url, name)
    for said in ("tiếng Việt", "/link", code, "1"):
        await phone.says(said)
    return phone


async def files(there: Place, kind: CaseKind = CaseKind.NOT_RECEIVED) -> str:
    """A case about the person; its number."""
    mine = await there.session()
    async with there.records() as records:
        month = Month.of(TODAY)
        case = await records.cases.file(kind, kind.value, there.person, month, mine, NOW)
    return case.number


async def stands(there: Place, number: str) -> tuple[CaseState, PaidHow | None]:
    async with there.app.database.engine.connect() as connection:
        row = (
            await connection.execute(select(case_file).where(case_file.c.number == number))
        ).one()
    return CaseState(row.state), PaidHow(row.paid_how) if row.paid_how else None


async def test_from_no_money_to_how_it_is_paid_and_back_to_who_said_so(url: str) -> None:
    async with place(url) as there:
        for said in ("/notices", "Tất cả"):
            await there.phone.says(said)
        number = await files(there)
        desk = await officer(url)
        await desk.says("/cases")
        assert "Có 1 phiếu đang chờ" in desk.heard()
        for said in ("1", "Đã giải quyết"):
            await desk.says(said)
        assert await stands(there, number) == (CaseState.OPEN, None), "how is not said yet"
        await desk.says("Tiền mặt, đem tới nhà")
        assert await stands(there, number) == (CaseState.DONE, PaidHow.HOME)
        told = words((await unasked(url, NOW + timedelta(minutes=20)))["me"])
        assert f"Dạ phiếu {number} đã giải quyết xong.\nSẽ có người đem tiền tới nhà." in told


async def test_also_a_refusal_says_how_it_is_paid(url: str) -> None:
    async with place(url) as there:
        number = await files(there)
        desk = await officer(url)
        for said in ("/cases", number, "Không chấp nhận"):
            await desk.says(said)
        assert "bằng cách nào" in desk.heard()
        await desk.says("Đã lãnh rồi")
        assert await stands(there, number) == (CaseState.REFUSED, PaidHow.PAID)


@pytest.mark.parametrize("code", ["CHAU9436", "PSTA7364", "HAML6379", "TNHA4796"])
async def test_nobody_else_sees_it_or_answers_it(url: str, code: str) -> None:
    async with place(url) as there:
        number = await files(there)
        other = await officer(url, "other", code)
        for said in ("/cases", number, "Đã giải quyết"):
            await other.says(said)
            assert there.person.name not in other.heard()
        assert await stands(there, number) == (CaseState.OPEN, None)


async def test_nobody_answers_about_a_person_of_whom_their_own_phone_hears(url: str) -> None:
    async with place(url) as there:
        number = await files(there)
        desk = await officer(url)
        for said in ("/link", "DAWN3467", "1948", "đồng ý", "/cases"):
            await desk.says(said)
        assert "Không còn phiếu nào chờ" in desk.heard()
        assert await stands(there, number) == (CaseState.OPEN, None)


async def test_what_two_answer_at_once_is_answered_once(url: str) -> None:
    async with place(url) as there:
        number = await files(there)
        first, second = await officer(url), await officer(url, "leader", "LEAD6943")
        for one in (first, second):
            for said in ("/cases", number, "Đã giải quyết"):
                await one.says(said)
        await first.says("Tiền mặt, đem tới nhà")
        await second.says("Vào tài khoản")
        assert "không còn" in second.heard().lower()
        assert await stands(there, number) == (CaseState.DONE, PaidHow.HOME)


async def test_what_a_helper_passed_on_is_read_by_who_answers(url: str) -> None:
    async with place(url) as there:
        helper = await officer(url, "helper", "HAML6379")
        for said in ("/passon", "bà cụ kế bên chùa", "chưa có tiền tháng này"):
            await helper.says(said)
        desk = await officer(url)
        for said in ("/cases", "1"):
            await desk.says(said)
        assert "bà cụ kế bên chùa\nchưa có tiền tháng này" in desk.heard().lower()
        await desk.says("Đã giải quyết")
        async with there.app.database.engine.connect() as connection:
            kinds = (await connection.execute(select(audit.c.kind))).scalars().all()
        assert "case_answered" in kinds


async def test_it_is_found_by_its_number_however_it_is_written(url: str) -> None:
    async with place(url) as there:
        number = await files(there)
        desk = await officer(url)
        for said in (number, number.lower(), number.replace("-", " "), number[3:]):
            await desk.says("/cases")
            await desk.says(said)
            assert f"{number}: chưa lãnh được tiền." in desk.heard()
        await desk.says("/cases")
        for said in ("không nhớ", "AS-12", "9"):
            await desk.says(said)
            assert "Số phiếu có dạng AS-204817." in desk.heard()


async def test_a_number_written_days_after_a_question_leads_to_the_request(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        number = await files(there)
        for asked in ("/for", "/cases"):
            await desk.says(asked)
            desk.later(days=2)
            await desk.says(number)
            assert f"{number}: chưa lãnh được tiền." in desk.heard()
        await there.phone.says("/payout")
        there.phone.later(days=5)
        await there.phone.says(number)
        assert "đang được xem xét" in there.phone.heard()


async def test_what_waits_for_the_bank_is_a_view_of_its_own(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        waits = await files(there, CaseKind.OTP)
        await desk.says("/cases")
        assert "Chờ ngân hàng" not in "".join(
            one.label for reply in desk.last for one in reply.choices
        )
        state = {"state": CaseState.WAITS_FOR_BANK.value}
        await there.runs(update(case_file).where(case_file.c.number == waits).values(state))
        other = await files(there)
        await desk.says("/cases")
        assert "Có 2 phiếu đang chờ" in desk.heard()
        await desk.says("Chờ ngân hàng (1)")
        assert "Có 1 phiếu đang chờ" in desk.heard()
        await desk.says("1")
        assert waits in desk.heard()
        assert other not in desk.heard()


async def test_who_has_to_answer_hears_of_it_and_opens_it_with_one_tap(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        number = await files(there)
        assert await files(there) == number, "the same again is the same case"
        told = await unasked(url, NOW)
        assert set(told) == {"officer"}, "not who reported it"
        [reply] = told["officer"]
        assert number in words([reply])
        assert there.person.name not in words([reply])
        desk.last = [reply]
        await desk.taps(desk.token("Mở phiếu"))
        assert there.person.name in desk.heard()
        again = words((await unasked(url, NOW + timedelta(hours=1))).get("officer", []))
        assert number not in again


async def test_no_officer_is_woken_by_it(url: str) -> None:
    async with place(url) as there:
        await officer(url)
        number = await files(there)
        assert await unasked(url, NOW.replace(hour=23)) == {}
        morning = NOW.replace(hour=6, minute=5) + timedelta(days=1)
        assert number in words((await unasked(url, morning))["officer"])


async def test_what_is_answered_before_it_could_be_told_is_told_to_nobody(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        await files(there)
        for said in ("/cases", "1", "Đã giải quyết", "1"):
            await desk.says(said)
        told = await unasked(url, NOW)
        assert set(told) == {"me"}, "who reported it hears the answer, and nobody of the work"
        assert "đã giải quyết xong" in words(told["me"])


async def test_who_is_concerned_themselves_is_not_told(url: str) -> None:
    async with place(url) as there:
        for said in ("/link", "WARD4793", "1"):
            await there.phone.says(said)
        mine = await there.session()
        other = await there.session(await officer(url, "other", "CHAU9436"))
        assert mine != other
        async with there.records() as records:
            about = (CaseKind.NOT_RECEIVED, "no", there.person, Month.of(TODAY))
            await records.cases.file(*about, other, NOW)
        assert await unasked(url, NOW) == {}


@pytest.mark.parametrize(
    ("language", "written", "waits", "settled"),
    [
        ("tiếng Việt", "{}", "đang được xem xét", "đã giải quyết xong"),
        ("ភាសាខ្មែរ", "{}", "កំពុងពិនិត្យ", "ដោះស្រាយ"),
    ],
)
async def test_a_number_written_anywhere_says_how_the_request_stands(
    url: str, language: str, written: str, waits: str, settled: str
) -> None:
    async with place(url) as there:
        await there.phone.says(language)
        number = await files(there)
        for said in (number, number.lower().replace("-", " "), f"/request {number[3:]}"):
            await there.phone.says(said)
            assert number in there.phone.heard()
            assert waits in there.phone.heard()
        desk = await officer(url)
        await desk.says(number)
        assert there.person.name in desk.heard(), "who has to answer it is led to it"
        for said in ("Đã giải quyết", "1"):
            await desk.says(said)
        await there.phone.says(number)
        assert settled in there.phone.heard()


async def test_the_number_of_somebody_elses_request_is_as_unknown_as_none(url: str) -> None:
    async with place(url) as there:
        number = await files(there)
        stranger = Phone(url, "stranger")
        for said in ("tiếng Việt", "/link", "HAND9374", "1985", "đồng ý"):
            await stranger.says(said)
        await stranger.says(number)
        theirs = stranger.heard().replace(number, "")
        await stranger.says("AS-000000")
        assert theirs == stranger.heard().replace("AS-000000", "")
        neighbours = await officer(url, "neighbour", "CHAU9436")
        await neighbours.says(number)
        assert there.person.name not in neighbours.heard()


def test_a_number_as_people_write_it() -> None:
    for said in ("AS-204817", "as 204817", "AS204817", "phiếu as–204817 tới đâu rồi", "AS-២០៤៨១៧"):
        assert read_number(said) == "AS-204817"
    for said in ("AS 204 817", "as-204-817", "AS 204.817", "AS ២០៤ ៨១៧"):
        assert read_number(said) == "AS-204817"
    for said in ("204817", "204 817", "AS-2048", "AS-20 4817", "DAWN3467", "", "bas 12"):
        assert read_number(said) is None
    for said in (" 204817 ", "204 817", "204.817"):
        assert read_number(said, plain=True) == "AS-204817"


async def test_a_requests_number_is_no_code_and_is_asked_about_in_halves_too(url: str) -> None:
    phone = Phone(url)
    for said in ("tiếng Việt", "/link", "AS-552793"):
        await phone.says(said)
    assert "không phải mã trên tờ giấy" in phone.heard()
    assert "gồm 8 chữ và số" in phone.heard(), "the code is asked for again, not the year"
    for said in ("/cancel", "AS 552 793"):
        await phone.says(said)
    assert "AS-552793" in phone.heard()


async def test_what_a_citizen_calls_wrong_is_corrected_from_their_request(url: str) -> None:
    async with place(url) as there:
        for said in ("/me", "Sửa chỗ sai", "Số điện thoại"):
            await there.phone.says(said)
        desk = await officer(url)
        for said in ("/cases", "1", "Sửa trong hồ sơ"):
            await desk.says(said)
        assert "Số điện thoại" in desk.heard(), "the new number is asked for, about the same person"
        for said in ("0912 345 678", "Có"):
            await desk.says(said)
        leader = await officer(url, "leader", "LEAD6943")
        for said in ("/cases", "Sửa số điện thoại: " + there.person.name, "Xem để duyệt"):
            await leader.says(said)
        assert "Anh/chị duyệt thế nào?" in leader.heard()
