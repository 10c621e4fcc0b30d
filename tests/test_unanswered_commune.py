"""A request of a commune where nobody may answer: nothing is promised, and it can be ended."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import update

from domain.case import CaseKind
from domain.text import Month
from storage.tables import staff_grant
from tests.house import NOW
from tests.office import Office, asks, button, opened, staff
from tests.place import TODAY, place
from tests.test_cases import officer

PROVINCE, SOMEBODY, OFFICER = "province", "somebody", "officer"


@pytest.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with opened(url) as made:
        await staff(made, PROVINCE, "TNHA4796")
        await staff(made, OFFICER, "WARD4793")
        yield made


async def test_no_answer_is_promised_where_nobody_can_give_it(office: Office) -> None:
    await asks(office, SOMEBODY, "Chi Lăng")
    said = "\n".join(one.text for one in office.to(SOMEBODY))
    assert "chưa có cán bộ" in said
    assert "sẽ trả lời" not in said
    assert "Giờ" not in said.split("chưa có cán bộ")[1].split("\n")[0]


async def test_the_province_ends_it_by_number_and_reads_no_record(office: Office) -> None:
    number = await asks(office, SOMEBODY, "Chi Lăng")
    await office.hears(SOMEBODY, "bữa hổm tui làm rớt cái giấy")
    told = [one for one in await office.delivers() if number in one.text]
    assert {one.to for one in told} == {PROVINCE}
    shown = await office.hears(PROVINCE, tap=button(told, "Mở"))
    labels = [one.label for one in shown[-1].reply.choices]
    assert "rớt cái giấy" not in shown[-1].text
    assert not any("Nhắc" in one or "Viết cho" in one for one in labels), labels
    await office.hears(PROVINCE, tap=button(shown, "Đã giải quyết"))
    assert f"Đã đóng phiếu {number}" in office.to(PROVINCE)[-1].text
    assert number in "\n".join(one.text for one in await office.delivers() if one.to == SOMEBODY)


@pytest.mark.parametrize("kind", [CaseKind.NOT_RECEIVED, CaseKind.CORRECTION])
async def test_of_a_person_the_province_has_the_number_alone_and_reminds_nobody(
    url: str, kind: CaseKind
) -> None:
    """A correction needs the record and two pairs of eyes, so it waits for somebody invited."""
    async with place(url) as there:
        mine = await there.session()
        async with there.records() as records:
            case = await records.cases.file(kind, "x", there.person, Month.of(TODAY), mine, NOW)
        commune = ("commune_officer", "commune_leader")
        async with there.app.database.engine.begin() as connection:
            ended = update(staff_grant).where(staff_grant.c.role.in_(commune))
            await connection.execute(ended.values(ended_at=NOW))
        province = await officer(url, "province", "TNHA4796")
        await province.says(case.number)
        seen = province.heard() + str([one.label for each in province.last for one in each.choices])
        assert case.number in seen
        assert there.person.name not in seen
        assert "chưa có ai được trả lời" in seen
        assert "Nhắc" not in seen
        assert ("Đã giải quyết" in seen) is (kind is CaseKind.NOT_RECEIVED)


async def test_where_somebody_may_answer_the_province_may_not(office: Office) -> None:
    number = await asks(office, SOMEBODY, "An Cư")
    assert "sẽ trả lời" in "\n".join(one.text for one in office.to(SOMEBODY))
    await office.hears(PROVINCE, number)
    assert "Đã giải quyết" not in str(office.to(PROVINCE)[-1].reply.choices)
