"""What changes in somebody's life is reported, and decided by nobody here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.case import CaseKind, CaseState
from domain.change import ChangeReason, ChangeReport, StopCause, funeral_support, stops_from
from domain.notice import PAUSING
from domain.payout import Stage, Way
from domain.text import Month
from storage.tables import case_file, entitlement, payment, person
from tests.house import NOW
from tests.place import Place, place, unasked, words
from tests.test_cases import officer
from tests.test_finding import labels


async def test_a_death_is_reported_in_six_messages_and_says_what_follows(url: str) -> None:
    """The law's month, the funeral, no promise; and nothing of the record is touched."""
    async with place(url) as there:
        await there.asks_for()
        before = await _record(there)
        desk = await officer(url)
        for said in ("/change", "Đã mất", str(there.person.id), "1", "1", "Có"):
            await desk.says(said)
        heard = desk.heard()
        assert "Đã ghi phiếu AS-" in heard
        assert "tiền ngừng từ tháng 12/2026" in heard
        assert "10.800.000 đồng; xã, phường quyết định" in heard
        assert "chia buồn" in heard
        told = words((await unasked(url, NOW + timedelta(minutes=1)))["me"])
        assert "xin chia buồn cùng gia đình" in told
        assert there.person.name not in told
        row = await _case(there)
        assert (row.kind, row.reason, row.state) == ("death", "death", CaseState.IN_HAND.value)
        assert CaseKind(row.kind) in PAUSING, "so nothing is said about her any more"
        assert await _record(there) == before


@pytest.mark.parametrize(
    ("answers", "reason", "shown"),
    [
        (("Chuyển đi nơi khác", "{id}", "1", "xã Óc Eo, An Giang", "Có"), "moved_away", "xã Óc Eo"),
        (("Thôi hưởng", "{id}", "1", "Tự xin thôi", "Có"), "stopped", "Tự xin thôi, có giấy"),
        (("Hưởng trở lại", "{id}", "1", "Có"), "back_again", "hưởng trở lại"),
    ],
)
async def test_of_who_is_known_what_was_said_is_read_by_who_answers(
    url: str, answers: tuple[str, ...], reason: str, shown: str
) -> None:
    async with place(url) as there:
        desk = await officer(url)
        for said in ("/change", *answers):
            await desk.says(said.format(id=there.person.id))
        assert "Tính từ danh sách tháng 1/2027." in desk.heard(), "as the lists' days say"
        row = await _case(there)
        assert (row.kind, row.reason, row.person_id) == ("change", reason, there.person.id)
        for said in ("/cases", row.number):
            await desk.says(said)
        assert shown.lower() in desk.heard().lower()


@pytest.mark.parametrize("answer", ["Mới chuyển tới", "Người mới xin hưởng"])
async def test_of_who_is_new_no_record_is_made(url: str, answer: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        for said in ("/change", answer, "Chau Sóc Kha, 1951, từ Tri Tôn", "Có"):
            await desk.says(said)
        assert "đừng hứa trước" in desk.heard()
        row = await _case(there)
        assert row.person_id is None
        assert b"Kha" not in row.sealed_details
        for said in ("/cases", row.number):
            await desk.says(said)
        assert "Chau Sóc Kha, 1951, từ Tri Tôn" in desk.heard()


async def test_the_same_is_not_reported_twice_and_no_is_no(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        report = ("/change", "Hưởng trở lại", str(there.person.id), "1")
        for said in (*report, "Không"):
            await desk.says(said)
        assert "không lưu gì hết" in desk.heard()
        for said in (*report, "Có", *report):
            await desk.says(said)
        number = (await _case(there)).number
        assert f"Phiếu {number} về việc này đang mở" in desk.heard()


@pytest.mark.parametrize("first", [(), ("không có ai tên vậy",)], ids=["found", "sought_again"])
async def test_whoever_is_named_with_the_command_is_asked_for_no_more(
    url: str, first: tuple[str, ...]
) -> None:
    async with place(url) as there:
        desk = await officer(url)
        named = [*first, str(there.person.id)]
        for said in (f"/change {named[0]}", *named[1:], "1"):
            await desk.says(said)
        assert there.person.name in desk.heard()
        assert "Hưởng trở lại" in labels(desk)
        assert "Người mới" not in labels(desk), "she is known"
        for said in ("Hưởng trở lại", "Có"):
            await desk.says(said)
        row = await _case(there)
        assert (row.reason, row.person_id) == ("back_again", there.person.id)


async def test_what_else_is_open_about_her_is_said_before_it_is_filed(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        for said in ("/change", "Chuyển đi", str(there.person.id), "1", "Óc Eo", "Có"):
            await desk.says(said)
        moved = (await _case(there)).number
        for said in ("/change", "Hưởng trở lại", str(there.person.id), "1"):
            await desk.says(said)
        assert f"Đang mở: chuyển đi nơi khác, phiếu {moved}." in desk.heard()
        assert "có trái nhau không" in desk.heard()


@pytest.mark.parametrize(
    ("stage", "way", "heard"),
    [
        (Stage.COLLECTED, Way.CASH, "Tiền tháng 11/2026 đã chi, xã sẽ xem lại."),
        (Stage.ON_LIST, Way.CASH, "báo bưu điện đừng chi."),
        (Stage.ON_LIST, Way.ACCOUNT, "báo ngân hàng đừng chuyển."),
    ],
)
async def test_of_a_death_it_is_said_what_becomes_of_money_of_later_months(
    url: str, stage: Stage, way: Way, heard: str
) -> None:
    async with place(url) as there:
        async with there.app.database.engine.begin() as connection:
            mine = payment.c.person_id == there.person.id
            await connection.execute(update(payment).where(mine).values(stage=stage.value))
            await connection.execute(
                update(person).where(person.c.id == there.person.id).values(way=way.value)
            )
        desk = await officer(url)
        for said in ("/change", "Đã mất", str(there.person.id), "1", "20/10/2026"):
            await desk.says(said)
        assert heard in desk.heard()


async def test_what_a_button_brings_is_about_somebody_known(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        await desk.taps(f"d:change:person={there.person.id}")
        labels = [one.label for one in desk.last[-1].choices]
        assert "Người mới xin hưởng" not in labels
        assert there.person.name in desk.heard()


async def test_nobody_reports_about_whom_their_own_phone_hears(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        for said in ("/link", "DAWN3467", "1948", "đồng ý"):
            await desk.says(said)
        for said in ("/change", "Đã mất", str(there.person.id), "1"):
            await desk.says(said)
        assert "người khác" in desk.heard() or "đồng nghiệp" in desk.heard()


@pytest.mark.parametrize(
    ("died", "stops"),
    [
        (date(2026, 11, 1), Month(2026, 12)),
        (date(2026, 11, 30), Month(2026, 12)),
        (date(2026, 12, 31), Month(2027, 1)),
    ],
)
def test_the_money_stops_from_the_month_after_a_death(died: date, stops: Month) -> None:
    assert stops_from(died) == stops


@pytest.mark.parametrize(
    ("standard", "dong"), [(360_000, 7_200_000), (500_000, 10_000_000), (540_000, 10_800_000)]
)
def test_funeral_support_is_twenty_times_the_standard(standard: int, dong: int) -> None:
    assert funeral_support(standard).dong == dong


@pytest.mark.parametrize(
    "report",
    [
        ChangeReport(),
        ChangeReport(day=date(2026, 11, 22)),
        ChangeReport(words="xã Óc Eo"),
        ChangeReport(why=StopCause.DETAINED),
    ],
)
def test_what_is_written_is_read(report: ChangeReport) -> None:
    assert ChangeReport.read(report.written()) == report


@pytest.mark.parametrize("broken", ["", "{}", '{"day": "x", "words": "", "why": null}', "[1]"])
def test_what_cannot_be_read_breaks_nothing(broken: str) -> None:
    assert ChangeReport.read(broken) is None


def test_only_a_death_silences() -> None:
    assert {one.kind for one in ChangeReason if one.kind in PAUSING} == {CaseKind.DEATH}


async def _case(there: Place) -> Any:
    async with there.app.database.engine.connect() as connection:
        return (
            await connection.execute(select(case_file).order_by(case_file.c.id.desc()).limit(1))
        ).one()


async def _record(there: Place) -> tuple[object, ...]:
    async with there.app.database.engine.connect() as connection:
        record = await connection.execute(select(person).where(person.c.id == there.person.id))
        dues = await connection.execute(
            select(entitlement).where(entitlement.c.person_id == there.person.id)
        )
        return (record.one(), *dues.all())
