"""A payday at a point that has closed: what stands for it is told, and officers call once more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.notice import NoticeKind, Outcome
from domain.payday import Payday
from domain.place import PaymentPoint, PointStatus, paid_at
from storage.tables import notice, payment_point, payout_day
from tests.house import NOW
from tests.site import site
from tests.test_bulletins import POINT
from tests.test_call_list import VAN_GIAO, Store, store
from tests.test_poster import asked, changes, paydays
from tests.test_staff import at_work, label_of, says, told

OLD, NEW = "Bưu điện – văn hóa xã Văn Giáo", "Bưu điện – văn hóa xã Vĩnh Trung"
MOVED = f"{OLD} đóng cửa luôn rồi. Nay qua {NEW}."


def closing(replaced_by: int | None) -> Any:
    closed = {"status": PointStatus.CLOSED.value, "replaced_by": replaced_by}
    return update(payment_point).where(payment_point.c.name == OLD).values(closed)


async def closes(there: Store, *, instead: bool = True) -> Payday:
    """Văn Giáo, where money is to be handed out tomorrow."""
    payday = await there.payday()
    new = (await there.payday("Vĩnh Trung")).point if instead else None
    await there.runs(closing(new))
    return payday


def a_point(number: int, replaced_by: int | None = None, *, is_open: bool = False) -> PaymentPoint:
    status = PointStatus.OPEN if is_open else PointStatus.CLOSED
    return replace(POINT, id=number, status=status, replaced_by=replaced_by)


@pytest.mark.parametrize(
    ("points", "now"),
    [
        ([a_point(1, is_open=True)], 1),
        ([a_point(1, 2), a_point(2, is_open=True)], 2),
        ([a_point(1, 2), a_point(2, 3), a_point(3, is_open=True)], 3),
        ([a_point(1)], None),
        ([a_point(1, 9)], None),
        ([a_point(1, 2), a_point(2)], None),
        ([a_point(1, 1)], None),
        ([a_point(1, 2), a_point(2, 1)], None),
        ([a_point(1, 2), a_point(2, 3), a_point(3, 2)], None),
    ],
)
def test_people_go_to_what_stands_for_it_now(points: list[PaymentPoint], now: int | None) -> None:
    found = paid_at(points[0], {one.id: one for one in points})
    assert (found.now and found.now.id) == now
    assert found.moved is (now != 1)


async def test_it_is_read_out_with_what_stands_for_it_and_that_the_old_one_is_closed(
    url: str,
) -> None:
    officer = await at_work(url, "WARD4793")
    async with store(url) as there:
        await closes(there)
    await says(officer, "/announce")
    chosen = label_of(officer, f"{OLD} (đã đóng cửa, nay qua {NEW}): thứ Tư, 25/11/2026.")
    await officer.says(chosen)
    vietnamese = [line.text for line in officer.last[0].lines]
    where = vietnamese.index(MOVED)
    assert vietnamese[where + 1].startswith(f"Tại {NEW}, ")
    assert f"នៅ {OLD}" not in officer.heard()
    assert f"នៅ {NEW}, " in officer.heard()


async def test_while_it_is_postponed_the_place_is_named_and_nobody_is_sent(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    async with store(url) as there:
        payday = await closes(there)
        lines = payout_day.c.id.in_([one.id for one in payday.lines])
        moved = {"state": "postponed", "reason": "flood", "day": None, "day_before": payday.day}
        await there.runs(update(payout_day).where(lines).values(moved))
    await officer.taps(f"d:loudspeaker:day={payday.id}")
    assert MOVED in officer.heard()
    assert "Chưa chắc ngày, bà con khoan đi." in officer.heard()
    assert f"Tại {NEW}" not in officer.heard()


async def test_where_nothing_stands_for_it_nobody_is_sent(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    async with store(url) as there:
        await closes(there, instead=False)
    await says(officer, "/announce")
    await officer.says(label_of(officer, f"{OLD} (đã đóng cửa): thứ Tư"))
    assert f"{OLD} đóng cửa luôn rồi. Chưa có nơi khác." in officer.heard()
    assert officer.last[0].lines[-1].text == "Bà con hỏi cán bộ xã, phường rồi hãy đi."
    assert "Xin nhắc lại" not in officer.heard()
    assert f"Tại {OLD}" not in officer.heard()


async def test_the_page_to_hang_up_says_so_too(url: str) -> None:
    async with site(url) as place:
        reference = await place.app.database.reference()
        points = {one.name: one.id for one in reference.points.values()}
        payday = next(one for one in await paydays(place) if one.point == points[OLD])
        await changes(place, closing(points[NEW]))
        status, page, _ = await asked(place, payday.id)
    assert status == 200
    assert MOVED in page
    assert f"Tại {NEW}, " in page
    assert f"Tại {OLD}" not in page


async def test_officers_get_a_new_list_when_the_point_closes_and_each_once(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    helper = await at_work(url, "HAML6379")
    async with store(url) as there:
        payday = await closes(there)
        made = (await there.bulletins(NoticeKind.POINT_CLOSED))[payday.point]
        assert await there.tells(made) == 1
        assert await there.tells(made) == 1
    assert await told(url, officer) == (
        "Một điểm phát tiền đã đóng cửa.\n"
        f"Xã An Cư, {OLD} (đã đóng cửa, nay qua {NEW}): thứ Tư, 25/11/2026.\n"
        "Cần gọi 30 trên 30 người. Tin nhắn của An Sinh không tới máy họ.\n"
        "Nhiều bà con không có điện thoại. Nhờ anh/chị cho đọc loa và dán thông báo."
    )
    await officer.taps(officer.token("Danh sách cần gọi"))
    assert officer.heard().startswith(f"{OLD} (đã đóng cửa, nay qua {NEW}): thứ Tư")
    assert await told(url, helper) == ""


async def test_each_payday_there_has_its_list(url: str) -> None:
    """The programmes may be paid on days of their own; one that is only planned is not told."""
    officer = await at_work(url, "WARD4793")
    async with store(url) as there:
        payday = await closes(there)
        first = payout_day.c.id == payday.lines[0].id
        later = payday.day.replace(day=27) if payday.day else None
        await there.runs(update(payout_day).where(first).values(day=later))
        made = (await there.bulletins(NoticeKind.POINT_CLOSED))[payday.point]
        await there.tells(made)
        days = [f"{one.day:%d/%m}" for one in await paydays_told(there, made)]
        said = await told(url, officer)
        assert [day for day in ("25/11", "27/11") if day in said] == days
        assert said.count("Cần gọi") == len(days) == len(payday.lines)


async def test_a_day_fixed_and_a_point_closed_at_once_are_one_list(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    async with store(url) as there:
        payday = await closes(there)
        closed = (await there.bulletins(NoticeKind.POINT_CLOSED))[payday.point]
        fixed = (await there.bulletins(NoticeKind.DAY_CONFIRMED))[payday.point]
        assert await there.tells(closed) == 1
        assert await there.tells(fixed) == 0
        assert (await told(url, officer)).count("Cần gọi") == 1
        assert await there.tells(fixed) == 1, "once it is told, another is another's news"


async def paydays_told(there: Store, bulletin_id: int) -> tuple[Payday, ...]:
    async with there.records() as records:
        return await records.call_lists.paydays(bulletin_id, NOW)


async def test_a_closing_that_is_taken_back_is_not_told(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    async with store(url) as there:
        payday = await closes(there)
        await there.tells((await there.bulletins(NoticeKind.POINT_CLOSED))[payday.point])
        open_again = {"status": PointStatus.OPEN.value, "replaced_by": None}
        await there.runs(update(payment_point).values(open_again))
        assert await told(url, officer) == ""
        assert await there.rows(select(notice.c.outcome)) == [(Outcome.STALE.value,)]


async def test_the_briefing_names_what_stands_for_it(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    async with store(url) as there:
        await closes(there)
    assert f"{VAN_GIAO} (đã đóng cửa, nay qua {NEW}): thứ Tư" in await says(officer, "/briefing")
