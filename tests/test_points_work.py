"""The post keeps its payment points in the chat: who is told, what stands for what, taking back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from domain.message import Place as Spot
from domain.place import PaymentPoint, PointStatus
from domain.point_work import (
    POINT_ACTS,
    NotSo,
    PointAct,
    PointWish,
    point_after,
    point_fingerprint,
)
from domain.text import Month
from storage.reference_lock import changed
from storage.tables import payment_point, point_change
from tests.house import NOW, Phone
from tests.place import TODAY, Place, place, unasked, words
from tests.test_bulletins import POINT
from tests.test_calendar import CLERK, NAME, ONE_PAGE
from tests.test_notices import EVENING, SOON, asks
from tests.test_staff import at_work, says

OLD, NEW = "Bưu điện – văn hóa xã Văn Giáo", "Bưu điện – văn hóa xã Vĩnh Trung"

WISHES = st.builds(
    PointWish,
    act=st.sampled_from(PointAct),
    address=st.sampled_from(("", "chợ mới")),
    place=st.none() | st.just(Spot(10.5, 105.0)),
    replaced_by=st.none() | st.integers(16, 19),
)


@given(st.lists(WISHES, max_size=10))
def test_no_sequence_of_acts_makes_a_point_that_stands_for_itself(wishes: list[PointWish]) -> None:
    point = replace(POINT, place=Spot(10.4, 105.1))
    for wish in wishes:
        try:
            new = point_after(point, wish, TODAY)
        except NotSo:
            continue
        assert wish.act in POINT_ACTS[point.status]
        assert (new.id, new.name, new.kind, new.unit) == (17, POINT.name, POINT.kind, POINT.unit)
        assert new.confirmed_on == TODAY
        assert new.replaced_by != new.id
        assert new.replaced_by is None or new.status is PointStatus.CLOSED
        assert new.address == point.address or new.place is None, "an old pin, a new address"
        moved = wish.act in {PointAct.MOVE, PointAct.OPEN}
        assert new.here_since == (TODAY if moved else point.here_since)
        point = new


def test_whatever_is_known_of_a_point_is_in_its_fingerprint() -> None:
    others = (
        replace(POINT, status=PointStatus.CLOSED),
        replace(POINT, address="chợ mới"),
        replace(POINT, replaced_by=18),
        replace(POINT, place=Spot(10.5, 105.0)),
        replace(POINT, confirmed_on=TODAY),
    )
    assert len({point_fingerprint(one) for one in (POINT, *others)}) == 6


async def row(there: Place, name: str) -> Any:
    async with there.app.database.engine.connect() as connection:
        found = await connection.execute(select(payment_point).where(payment_point.c.name == name))
        return found.one()


async def steps(there: Place) -> list[str]:
    async with there.app.database.engine.connect() as connection:
        query = select(point_change.c.what).order_by(point_change.c.id)
        return list((await connection.execute(query)).scalars())


async def own_point(there: Place) -> PaymentPoint:
    """Where the linked person is paid tomorrow."""
    async with there.records() as records:
        point = (await records.payouts.of(there.person.id, Month.of(TODAY)))[0].point
        return records.reference.points[point or 0]


async def followed_point(there: Place, language: str = "vi") -> tuple[PaymentPoint, Phone]:
    """The point of a person who asked to be told, and the clerk whose point it is."""
    await asks(there.phone, language)
    return await own_point(there), await at_work(there.phone.url, CLERK)


async def test_three_messages_say_that_a_point_is_still_right(url: str) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        said = await says(clerk, "/point", OLD, "Hôm nay vẫn đúng")
        assert "Xác nhận ngày 24/11/2026." in said
        assert f"Người ghi: {NAME}, 24/11/2026, 9 giờ sáng." in said
        assert (await row(there, OLD)).confirmed_on == TODAY
        assert await steps(there) == ["still_right"]


@pytest.mark.parametrize(("language", "closed"), [("vi", "đóng cửa luôn rồi"), ("km", "បិទ")])
async def test_four_messages_close_a_point_and_whoever_is_paid_there_is_told(
    url: str, language: str, closed: str
) -> None:
    async with place(url) as there:
        point, clerk = await followed_point(there, language)
        await says(clerk, "/point", point.name, "Đóng cửa luôn")
        assert "Thêm 1 máy tự mở ra xem" in clerk.heard()
        said = await says(clerk, f"Đóng, nay qua {NEW}")
        assert ONE_PAGE in said
        asked = await says(there.phone, "/payout")
        assert closed in asked
        assert NEW in asked
        await unasked(url, NOW)
        told = words((await unasked(url, SOON))["me"])
        assert closed in told
        assert NEW in told


async def test_a_closing_taken_back_within_ten_minutes_is_told_to_nobody(url: str) -> None:
    async with place(url) as there:
        point, clerk = await followed_point(there)
        before = await row(there, point.name)
        await says(clerk, "/point", point.name, "Đóng cửa luôn", "Đóng, chưa có nơi thay")
        await unasked(url, NOW)
        clerk.later(minutes=9)
        await clerk.taps(clerk.token("Rút lại"))
        assert "Đã rút lại, không ai bị nhắn tin." in clerk.heard()
        assert await row(there, point.name) == before
        assert "đóng cửa" not in words((await unasked(url, SOON)).get("me", []))
        assert "Ngày mai bà con đi được" in words((await unasked(url, EVENING))["me"])
        assert await steps(there) == ["close", "take_back"]


async def test_a_number_typed_twice_takes_nothing_back(url: str) -> None:
    async with place(url) as there:
        point, clerk = await followed_point(there)
        await says(clerk, "/point", point.name, "Đóng cửa luôn", "Đóng, chưa có nơi thay")
        assert clerk.last[-1].choices[1].label == "Rút lại"
        await says(clerk, "1")
        assert "Đã rút lại" not in clerk.heard()
        assert await steps(there) == ["close"]


async def test_after_ten_minutes_or_twice_it_is_not_taken_back(url: str) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        await says(clerk, "/point", OLD, "Đóng cửa luôn", "Đóng, chưa có nơi thay")
        token, closed = clerk.token("Rút lại"), await row(there, OLD)
        officer = await at_work(url, "WARD4793")
        await officer.taps(token)
        clerk.later(minutes=10)
        await clerk.taps(token)
        assert "Đã quá mười phút" in clerk.heard()
        assert await row(there, OLD) == closed
        await says(clerk, "/point", OLD, "Mở cửa lại", "Có")
        again = clerk.token("Rút lại")
        await clerk.taps(again)
        await clerk.taps(again)
        assert "Việc này đã được rút lại rồi." in clerk.heard()
        assert await row(there, OLD) == closed


async def test_a_new_address_drops_the_old_pin_until_a_place_is_sent_from_there(url: str) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        await says(clerk, "/point", OLD, "Địa chỉ mới", "sát chùa Văn Giáo")
        moved = await row(there, OLD)
        assert (moved.address, moved.latitude) == ("sát chùa Văn Giáo", None)
        await says(clerk, "/point", OLD, "Gửi vị trí")
        await clerk.is_at(21.03, 105.85)
        assert "Vị trí đó không thuộc xã An Cư." in clerk.heard()
        await clerk.says("sát chùa")
        assert "gõ chữ thì chưa đủ chính xác" in clerk.heard()
        unit = (await own_point(there)).unit
        async with there.records() as records:
            centre = records.reference.gazetteer.known(unit).centre
        assert centre is not None
        await clerk.is_at(centre.latitude, centre.longitude)
        found = await row(there, OLD)
        assert found.latitude == pytest.approx(centre.latitude, abs=1e-4)
        assert await steps(there) == ["move", "place"]


async def test_a_short_address_is_read_back_before_it_is_public_and_one_letter_is_none(
    url: str,
) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        before = await row(there, OLD)
        assert "Ngắn quá, khó tìm." in await says(clerk, "/point", OLD, "Địa chỉ mới", "x")
        said = await says(clerk, "sát chùa")
        assert f"{OLD}: sát chùa." in said
        assert "Địa chỉ mới như vậy đúng chưa?" in said
        await says(clerk, "Không")
        assert await row(there, OLD) == before
        assert await steps(there) == []


@pytest.mark.parametrize("language", ["vi", "km"])
async def test_a_new_address_is_told_to_whoever_is_paid_there_and_so_is_the_next(
    url: str, language: str
) -> None:
    async with place(url) as there:
        point, clerk = await followed_point(there, language)
        await says(clerk, "/point", point.name, "Địa chỉ mới")
        assert "Thêm 1 máy tự mở ra xem" in clerk.heard()
        assert ONE_PAGE in await says(clerk, "chùa Tà Ngáo")
        assert "chùa Tà Ngáo" not in words((await unasked(url, NOW)).get("me", []))
        assert f"{point.name}, chùa Tà Ngáo" in words((await unasked(url, SOON))["me"])
        clerk.later(days=1)
        await says(clerk, "/point", point.name, "Địa chỉ mới", "chợ An Cư")
        await unasked(url, clerk.at)
        later = clerk.at + timedelta(minutes=11)
        assert f"{point.name}, chợ An Cư" in words((await unasked(url, later))["me"])


async def test_a_new_address_taken_back_is_told_to_nobody(url: str) -> None:
    async with place(url) as there:
        point, clerk = await followed_point(there)
        before = await row(there, point.name)
        await says(clerk, "/point", point.name, "Địa chỉ mới", "chùa Tà Ngáo")
        await unasked(url, NOW)
        await clerk.taps(clerk.token("Rút lại"))
        assert await row(there, point.name) == before
        assert "chùa Tà Ngáo" not in words((await unasked(url, SOON)).get("me", []))


async def test_who_was_sent_elsewhere_hears_that_a_point_is_open_again(url: str) -> None:
    async with place(url) as there:
        point, clerk = await followed_point(there)
        await says(clerk, "/point", point.name, "Đóng cửa luôn", f"Đóng, nay qua {NEW}")
        await unasked(url, NOW)
        assert NEW in words((await unasked(url, SOON))["me"])
        clerk.later(minutes=30)
        await says(clerk, "/point", point.name, "Mở cửa lại")
        assert "Thêm 1 máy tự mở ra xem" in clerk.heard()
        await clerk.says("Có")
        await unasked(url, clerk.at)
        told = words((await unasked(url, clerk.at + timedelta(minutes=11)))["me"])
        assert f"{point.name}, {point.address}" in told
        assert NEW not in await says(there.phone, "/payout")


async def test_a_new_point_is_there_at_once_and_closed_when_taken_back(url: str) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        await says(clerk, "/point", "Thêm điểm chi trả", "Bưu điện Phô Thi")
        assert clerk.heard().startswith("Thiếu tên, dấu phẩy hoặc địa chỉ.")
        assert clerk.heard().count("Gõ tên, dấu phẩy, rồi địa chỉ.") == 1
        await says(clerk, f"{OLD}, ấp Phô Thi")
        assert "Đã có điểm mang tên đó." in clerk.heard()
        await says(clerk, "Bưu điện Phô Thi, ấp Phô Thi", "Đúng, điểm lưu động")
        made = await row(there, "Bưu điện Phô Thi")
        assert (made.kind, made.status, made.unit_code) == ("mobile_point", "open", "30526")
        assert made.invented, "in a store where everything is"
        await clerk.taps(clerk.token("Rút lại"))
        assert (await row(there, "Bưu điện Phô Thi")).status == "closed"


async def test_two_in_the_same_moment_change_a_point_once(url: str) -> None:
    async with place(url) as there:
        both = [await at_work(url, CLERK, name=f"clerk {number}") for number in range(2)]
        for one in both:
            await says(one, "/point", OLD, "Đóng cửa luôn")
        await asyncio.gather(
            both[0].says("Đóng, chưa có nơi thay"), both[1].says(f"Đóng, nay qua {NEW}")
        )
        assert await steps(there) == ["close"]
        late = [one for one in both if "Điểm này vừa được người khác sửa." in one.heard()]
        assert len(late) == 1
        assert f"Người ghi: {NAME}" in late[0].heard()


async def test_what_changed_meanwhile_is_shown_before_anything_is_asked(url: str) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        await says(clerk, "/point", OLD)
        closes = update(payment_point).where(payment_point.c.name == OLD).values(status="closed")
        await there.runs(closes)
        async with there.app.database.transaction() as records:
            await changed(records.store)
        await says(clerk, "Hôm nay vẫn đúng")
        assert "Điểm này vừa được người khác sửa." in clerk.heard()
        assert "đóng cửa luôn rồi" in clerk.heard()
        assert await steps(there) == []


async def test_banks_and_machines_are_not_the_posts_to_close(url: str) -> None:
    async with place(url) as there:
        clerk = await at_work(url, CLERK)
        await clerk.says("/point")
        labels = {one.label for reply in clerk.last for one in reply.choices}
        async with there.app.database.engine.connect() as connection:
            others = await connection.execute(
                select(payment_point.c.name).where(payment_point.c.kind.in_(("atm", "bank_office")))
            )
        assert not labels & set(others.scalars())
        assert {OLD, NEW} <= labels
