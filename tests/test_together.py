"""Requests of one household stand beside each other, for who answers both."""

from __future__ import annotations

from sqlalchemy import select

from domain.case import CaseKind
from domain.person import Person
from domain.text import Month
from storage.households import household_of
from storage.tables import case_together, link, person
from tests.house import NOW
from tests.place import TODAY, Place, place
from tests.test_about_staff import complains
from tests.test_cases import files, officer


async def test_what_is_open_in_the_same_household_is_one_tap_away(url: str) -> None:
    async with place(url) as there:
        first, second = await files(there), await files(there, CaseKind.NOT_ON_LIST)
        desk = await officer(url)
        for said in ("/cases", first, "Gắn với phiếu khác cùng nhà"):
            await desk.says(said)
        assert "cùng nhà, còn đang mở" in desk.heard()
        await desk.says("1")
        assert f"Đã gắn phiếu {first} với phiếu {second}." in desk.heard()
        for number, other in ((first, second), (second, first)):
            for said in ("/cases", number):
                await desk.says(said)
            assert f"Cùng nhà với phiếu {other}" in desk.heard()
        await desk.says("Gắn với phiếu khác cùng nhà")
        assert "cùng nhà, còn đang mở" not in desk.heard(), "it stands beside it already"


async def test_who_shares_a_carer_or_a_phone_is_of_one_household(url: str) -> None:
    async with place(url) as there:
        neighbour = await _neighbour(there)
        async with there.records() as records:
            assert neighbour.id not in await household_of(records.store, there.person.id)
        mine = await there.session()
        async with there.records() as records:
            row = (
                await records.store.connection.execute(
                    select(link).where(link.c.session_id == mine)
                )
            ).one()
            again = row._asdict() | {"id": records.new_id(), "person_id": neighbour.id}
            await records.store.connection.execute(link.insert(), again)
            assert neighbour.id in await household_of(records.store, there.person.id)


async def test_any_other_goes_by_its_number_but_no_complaint_and_not_itself(url: str) -> None:
    async with place(url) as there:
        first = await files(there)
        neighbour = await _neighbour(there)
        mine = await there.session()
        async with there.records() as records:
            month = Month.of(TODAY)
            far = await records.cases.file(CaseKind.DEATH, "death", neighbour, month, mine, NOW)
        complaint = await complains(there.phone, "Nhân viên bưu điện")
        leader = await officer(url, "leader", "LEAD6943")
        for said in ("/cases", first, "Gắn với phiếu khác cùng nhà"):
            await leader.says(said)
        for wrong in (complaint, first, "AS-000001", "xin chào"):
            await leader.says(wrong)
            assert "Gắn với phiếu nào?" in leader.heard()
        await leader.says(far.number)
        async with there.app.database.engine.connect() as connection:
            [row] = (await connection.execute(select(case_together))).all()
        assert row.case_id < row.other_id
        assert far.id in {row.case_id, row.other_id}
        for said in ("/cases", complaint):
            await leader.says(said)
        labels = [one.label for one in leader.last[-1].choices]
        assert "Gắn với phiếu khác cùng nhà" not in labels


async def _neighbour(there: Place) -> Person:
    """Somebody else of the same unit."""
    unit = there.person.unit
    async with there.records() as records:
        found = await records.store.connection.scalar(
            select(person.c.id)
            .where(
                person.c.unit_code == unit.code,
                person.c.unit_from == unit.valid_from,
                person.c.id != there.person.id,
            )
            .order_by(person.c.id)
            .limit(1)
        )
        known = await records.people.known(found or 0)
    assert known is not None
    return known
