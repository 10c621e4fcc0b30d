"""Asked directly, nobody hears a point that has closed as the place to go to."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from domain.place import PaymentPoint
from domain.text import Month
from storage.tables import payment_point, payout_day, subscription
from tests.house import Phone
from tests.place import TODAY, Place, place
from tests.test_notices import counted

CLOSED = " đóng cửa luôn rồi."


async def closes(there: Place, *, instead: bool = True) -> tuple[PaymentPoint, PaymentPoint]:
    """Her own point; and one of another unit, which stands for it if any does."""
    async with there.records() as records:
        mine = (await records.payouts.of(there.person.id, Month.of(TODAY)))[0].point
        points = records.reference.points
        old = points[mine or 0]
        new = next(one for one in points.values() if one.is_open and one.unit != old.unit)
    closed = {"status": "closed", "replaced_by": new.id if instead else None}
    await there.runs(update(payment_point).where(payment_point.c.id == old.id).values(closed))
    return old, new


def where(phone: Phone) -> str:
    """What is said after *where*; empty where nothing is."""
    found = re.search(r"Nơi lãnh: (.*)\.", phone.heard())
    return found[1] if found else ""


async def pays_apart(there: Place, point: PaymentPoint) -> None:
    """The money of this point comes two days later than that of the others."""
    mine = (payout_day.c.point_id == point.id, payout_day.c.day == TODAY.replace(day=25))
    await there.runs(update(payout_day).where(*mine).values(day=TODAY.replace(day=27)))


async def test_her_own_money_is_where_people_go_now(url: str) -> None:
    async with place(url) as there:
        old, new = await closes(there)
        await there.phone.says("/payout")
        assert where(there.phone) == new.name
        assert f"{old.name}{CLOSED} Nay qua {new.name}." in there.phone.heard()
        pins = {reply.pin.name for reply in there.phone.last if reply.pin}
        assert pins <= {new.name}
        await there.phone.says("Xem thêm")
        assert f"tại {old.name}" not in there.phone.heard()
        assert new.name in there.phone.heard()


async def test_where_nothing_stands_for_it_she_is_not_told_to_go(url: str) -> None:
    async with place(url) as there:
        old, _ = await closes(there, instead=False)
        await there.phone.says("/payout")
        assert f"{old.name}{CLOSED}" in there.phone.heard()
        assert "25/11/2026" in there.phone.heard()
        assert "đi được" not in there.phone.heard()
        assert where(there.phone) == ""
        await there.phone.says("Xem thêm")
        assert there.phone.heard().count(old.name) == 1, "that it has closed"


async def asks_for_an_cu(there: Place) -> Phone:
    phone = Phone(there.phone.url, "neighbour")
    for said in ("tiếng Việt", "/payout", "xã An Cư"):
        await phone.says(said)
    return phone


@pytest.mark.parametrize("instead", [True, False])
async def test_a_point_among_others_that_pay_alike_is_said_to_be_closed(
    url: str, instead: bool
) -> None:
    async with place(url) as there:
        old, new = await closes(there, instead=instead)
        phone = await asks_for_an_cu(there)
        assert f"{old.name}{CLOSED}" in phone.heard()
        if "điểm nào" in phone.heard():
            assert old.name not in "".join(one.label for one in phone.last[-1].choices)
            await phone.says("1")
        assert old.name not in where(phone)
        assert (new.name in where(phone)) is instead
        assert f"{old.name}{CLOSED}" in phone.heard()
        await phone.says("Xem thêm")
        assert f"{old.name}{CLOSED}" in phone.heard()
        assert f"{old.name}: " not in phone.heard()


async def test_one_that_pays_apart_is_chosen_as_the_place_that_it_is_now(url: str) -> None:
    async with place(url) as there:
        old, new = await closes(there)
        await pays_apart(there, old)
        phone = await asks_for_an_cu(there)
        await phone.taps(phone.token(f"{old.name} (đã đóng cửa, nay qua {new.name})"))
        assert where(phone) == new.name
        assert "27/11/2026" in phone.heard()
        await phone.says("Báo trước cho tôi")
        await phone.says("1")
        told = subscription.c.point_id == old.id, subscription.c.unit_code == old.unit.code
        assert await counted(there, subscription, *told), "the calendar still names the old one"


async def test_who_asks_to_be_told_chooses_among_places_that_are_there(url: str) -> None:
    async with place(url) as there:
        old, _ = await closes(there, instead=False)
        phone = await asks_for_an_cu(there)
        if "điểm nào" in phone.heard():
            await phone.says("1")
        await phone.says("Báo trước cho tôi")
        assert old.name not in "".join(one.label for one in phone.last[-1].choices)
