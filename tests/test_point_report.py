"""Something is wrong at a payment point: who hears of it, from when, and until when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.case import CaseKind, CaseState
from domain.place import PaymentPoint
from domain.point_report import IN_VAIN, PointReported, PointTrouble, answered_by, gravest
from domain.point_work import PointAct
from domain.text import Month
from storage.cases import Filing
from storage.tables import case_file, case_reporter
from tests.house import NOW, Phone
from tests.place import TODAY, Place, place, unasked, words
from tests.test_cases import officer

CHECKED = "đang kiểm tra"
MOBILE = "Điểm chi trả lưu động An Cư"


async def own_point(there: Place) -> PaymentPoint:
    async with there.records() as records:
        point = (await records.payouts.of(there.person.id, Month.of(TODAY)))[0].point
        return records.reference.points[point or 0]


async def reports(there: Place, *said: str) -> str:
    """What the person in the house says of their own point; all that was heard last."""
    for one in ("Điểm chi trả có vấn đề", "1", *said):
        await there.phone.says(one)
    return there.phone.heard()


async def hears_of_it(phone: Phone) -> bool:
    """Somebody else who asks when An Cư pays, at the same point."""
    for said in ("An Cư", "1"):
        await phone.says(said)
    return CHECKED in phone.heard()


async def stands(there: Place) -> list[CaseState]:
    async with there.app.database.engine.connect() as connection:
        found = await connection.execute(
            select(case_file.c.state).where(case_file.c.kind == CaseKind.POINT.value)
        )
        return [CaseState(one) for one in found.scalars()]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Đóng cửa", f"Người dân báo hôm nay {MOBILE} đóng cửa, đang kiểm tra."),
        ("Không có ai phát tiền", f"Người dân báo hôm nay {MOBILE} không ai phát tiền"),
        ("Dời đi chỗ khác rồi", f"Người dân báo {MOBILE} đã dời chỗ, đang kiểm tra."),
        ("Không có tiền mặt", f"Người dân báo hôm nay {MOBILE} hết tiền mặt"),
        ("Sai giờ mở cửa", ""),
        ("Không có chỗ ngồi, bóng mát", ""),
    ],
)
async def test_who_asks_for_the_point_hears_what_may_send_them_in_vain(
    url: str, said: str, heard: str
) -> None:
    async with place(url) as there:
        assert "số phiếu AS-" in await reports(there, said)
        other = Phone(url, "other")
        await other.says("tiếng Việt")
        assert await hears_of_it(other) is bool(heard)
        assert heard in other.heard()
        assert "đã đóng cửa" not in other.heard(), "nobody has looked yet"
        await there.phone.says("/payout")
        assert (CHECKED in there.phone.heard()) is bool(heard)


async def test_also_who_is_told_at_the_counter_and_who_asks_for_the_nearest(url: str) -> None:
    async with place(url) as there:
        await reports(there, "Đóng cửa")
        desk = await officer(url)
        for said in (f"/for {there.person.id}", "1"):
            await desk.says(said)
        assert CHECKED in desk.heard()
        tomorrow = Phone(url, "tomorrow", at=NOW + timedelta(days=1))
        for said in ("tiếng Việt", "/nearest An Cư"):
            await tomorrow.says(said)
        assert "Nơi lãnh" in tomorrow.heard()
        assert f"Thứ Ba, 24/11/2026 có người báo {MOBILE} đóng cửa" in tomorrow.heard()
        there.phone.later(days=1)
        await reports(there, "Đóng cửa")
        await tomorrow.says("/nearest An Cư")
        assert f"báo hôm nay {MOBILE} đóng cửa" in tomorrow.heard(), "said again, of the same case"
        assert await stands(there) == [CaseState.OPEN]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Đóng cửa", "đóng cửa"),
        ("Không có ai phát tiền", "không ai phát tiền"),
        ("Dời đi chỗ khác rồi", "đã dời chỗ"),
        ("Không có tiền mặt", "hết tiền mặt"),
    ],
)
async def test_it_is_said_with_its_day_until_somebody_has_looked(
    url: str, said: str, heard: str
) -> None:
    async with place(url) as there:
        await reports(there, said)
        other = Phone(url, "other", at=NOW.replace(hour=0, minute=1) + timedelta(days=1))
        await other.says("tiếng Việt")
        assert await hears_of_it(other)
        assert f"có người báo {MOBILE} {heard}, đang kiểm tra." in other.heard()
        assert "báo hôm nay" not in other.heard()
        desk = await officer(url)
        for answer in ("/cases", "1", "Không chấp nhận"):
            await desk.says(answer)
        assert not await hears_of_it(other)


async def test_one_tap_of_the_post_settles_it_and_who_reported_it_reads_so(url: str) -> None:
    async with place(url) as there:
        clerk = await officer(url, "clerk", "PSTA7364")
        await reports(there, "Đóng cửa")
        told = await unasked(url, NOW + timedelta(minutes=1))
        assert f"{MOBILE}: Đóng cửa." in words(told["clerk"])
        clerk.last = told["clerk"]
        await clerk.taps(clerk.token("Hôm nay vẫn đúng"))
        assert "Người đã báo sẽ được trả lời." in clerk.heard()
        assert await stands(there) == [CaseState.DONE]
        other = Phone(url, "other")
        await other.says("tiếng Việt")
        assert not await hears_of_it(other)


async def test_what_the_post_takes_back_is_open_again(url: str) -> None:
    async with place(url) as there:
        clerk = await officer(url, "clerk", "PSTA7364")
        await reports(there, "Đóng cửa")
        clerk.last = (await unasked(url, NOW + timedelta(minutes=1)))["clerk"]
        await clerk.taps(clerk.token("Hôm nay vẫn đúng"))
        await clerk.says("Rút lại")
        assert await stands(there) == [CaseState.OPEN]


async def test_a_point_that_is_closed_for_good_ends_all_that_was_said_of_it(url: str) -> None:
    async with place(url) as there:
        clerk = await officer(url, "clerk", "PSTA7364")
        await reports(there, "Đóng cửa")
        await reports(there, "Không có chỗ ngồi, bóng mát")
        for said in ("/point", MOBILE, "Đóng cửa luôn"):
            await clerk.says(said)
        await clerk.taps(clerk.token("chưa có nơi thay"))
        assert await stands(there) == [CaseState.DONE, CaseState.DONE]


async def test_two_who_report_the_same_have_one_number(url: str) -> None:
    async with place(url) as there:
        first = await reports(there, "Đóng cửa")
        number = first.partition("AS-")[2][:6]
        other = Phone(url, "other")
        for said in ("tiếng Việt", "Điểm chi trả có vấn đề", "An Cư", MOBILE, "Đóng cửa"):
            await other.says(said)
        assert number in other.heard()
        await other.says(f"AS-{number}")
        async with there.app.database.engine.connect() as connection:
            found = await connection.execute(select(case_reporter.c.session_id))
            assert len(set(found.scalars())) == 2
        desk = await officer(url)
        for said in ("/cases", number):
            await desk.says(said)
        assert "Số máy đã báo: 2." in desk.heard()
        assert there.person.name not in desk.heard()


async def test_one_address_is_believed_five_times_and_then_asked_to_wait(url: str) -> None:
    async with place(url) as there:
        for _ in range(5):
            assert "số phiếu AS-" in await reports(there, "Đóng cửa")
        assert "báo nhiều lần rồi" in await reports(there, "Không có tiền mặt")
        assert len(await stands(there)) == 1
        there.phone.later(hours=2)
        assert "số phiếu AS-" in await reports(there, "Không có tiền mặt")


async def test_who_is_not_linked_names_the_place_and_hears_no_name(url: str) -> None:
    async with place(url) as there:
        stranger = Phone(url, "stranger")
        for said in ("tiếng Việt", "Điểm chi trả có vấn đề", "An Cư", "1", "Đóng cửa"):
            await stranger.says(said)
        assert "cán bộ xã, phường" in stranger.heard()
        assert "Nguyễn Văn Thạnh" not in stranger.heard()
        assert there.person.name not in stranger.heard()


@pytest.mark.parametrize("code", ["WARD4793", "LEAD6943", "PSTA7364", "HAML6379"])
async def test_staff_report_in_three_messages(url: str, code: str) -> None:
    async with place(url) as there:
        desk = await officer(url, "desk", code)
        for said in ("/report_point", MOBILE, "Đóng cửa"):
            await desk.says(said)
        assert "Đã ghi phiếu AS-" in desk.heard()
        assert [one.is_over for one in await stands(there)] == [False]


@pytest.mark.parametrize("code", ["CHAU9436", "TNHA4796", "ADMN7649", "HAML6379"])
async def test_the_post_of_the_unit_alone_settles_it_beside_who_answers(
    url: str, code: str
) -> None:
    async with place(url) as there:
        await reports(there, "Đóng cửa")
        number = there.phone.heard().partition("AS-")[2][:6]
        other = await officer(url, "other", code)
        for said in ("/cases", number, "Đã giải quyết"):
            await other.says(said)
        assert await stands(there) == [CaseState.OPEN]


async def test_the_officer_refuses_a_lie_and_nobody_hears_it_any_more(url: str) -> None:
    async with place(url) as there:
        await reports(there, "Đóng cửa")
        desk = await officer(url)
        for said in ("/cases", "1", "Không chấp nhận"):
            await desk.says(said)
        assert await stands(there) == [CaseState.REFUSED]
        other = Phone(url, "other")
        await other.says("tiếng Việt")
        assert not await hears_of_it(other)


async def test_the_next_month_is_another_case_and_the_gravest_is_heard(url: str) -> None:
    async with place(url) as there:
        point, mine = await own_point(there), await there.session()
        async with there.records() as records:
            for trouble in (PointTrouble.NO_CASH, PointTrouble.CLOSED):
                filing = Filing(
                    CaseKind.POINT, trouble.value, point.unit, Month.of(TODAY), point=point.id
                )
                first = await records.cases.put(filing, mine, NOW)
                assert (await records.cases.put(filing, mine, NOW)).id == first.id
            assert await records.point_reports.unanswered([point.id], NOW) == {
                point.id: PointReported(PointTrouble.CLOSED, TODAY)
            }


def test_what_the_post_finds_answers_only_what_it_can_see() -> None:
    assert PointTrouble.NO_CASH not in answered_by(PointAct.STILL_RIGHT)
    assert answered_by(PointAct.CLOSE) == set(PointTrouble)
    assert not answered_by(PointAct.TAKE_BACK)
    found = [PointReported(one, TODAY) for one in sorted(IN_VAIN)]
    assert gravest((1, one) for one in found) == {1: PointReported(PointTrouble.CLOSED, TODAY)}
