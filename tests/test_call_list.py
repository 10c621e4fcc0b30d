"""Whom the officer has to call, and who may know it; told once, by the unit's own people."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement, func, select, update

from bot.app import App, build
from bot.telling import tell_due
from domain.bulletin import called_for
from domain.case import CaseKind, CaseState
from domain.notice import NoticeKind, Outcome, Topic
from domain.payday import Payday, to_announce
from domain.payout import DayState, Stage, Way
from domain.person import Relation
from domain.quiet import QuietHours
from domain.text import Month
from handlers.take_back import take_back
from storage.call_lists import A_PAGE, Count, Page
from storage.mailbox import LIVE
from storage.records import Records
from storage.tables import (
    audit,
    bulletin,
    case_file,
    entitlement,
    link,
    notice,
    outbox,
    payment,
    payment_list,
    payout_day,
    person,
    session,
    subscription,
)
from tests.house import NOW, Phone, Screen, settings
from tests.place import records_of
from tests.test_staff import AN_CU, CHAU_DOC, at_work, label_of, says, told

TODAY = NOW.date()
VAN_GIAO = "Văn Giáo"
TAKEN_BACK = (
    update(payout_day).values(state=DayState.PLANNED.value).where(payout_day.c.day.is_not(None))
)


class Store:
    """The store beside the conversations."""

    def __init__(self, app: App) -> None:
        self.app = app

    def records(self) -> AbstractAsyncContextManager[Records]:
        return records_of(self.app)

    async def payday(self, point: str = VAN_GIAO) -> Payday:
        """The next one of An Cư at a point."""
        async with self.records() as records:
            found = to_announce(records.reference.calendar[AN_CU], TODAY)
            points = records.reference.points
        return next(one for one in found if one.point and point in points[one.point].name)

    async def count(self, payday: Payday) -> Count:
        async with self.records() as records:
            return await records.call_lists.count(payday)

    async def listed(self, payday: Payday) -> list[int]:
        """Everybody on the list, page after page."""
        people: list[int] = []
        last = None
        async with self.records() as records:
            while True:
                page = await records.call_lists.page(payday, last)
                people += [one.person.id for one in page.people]
                last = page.last
                if last is None:
                    return people

    async def runs(self, *statements: Any) -> None:
        async with self.app.database.engine.begin() as connection:
            for statement in statements:
                await connection.execute(statement)

    async def rows(self, query: Any) -> list[Any]:
        async with self.app.database.engine.connect() as connection:
            return list((await connection.execute(query)).all())

    async def bulletins(self, kind: NoticeKind) -> dict[int | None, int]:
        """Made as the calendar calls for them; those of An Cư, by point."""
        async with self.records() as records:
            days = [one for days in records.reference.calendar.values() for one in days]
            for draft in called_for(days, records.reference.points, NOW, QuietHours()):
                await records.bulletins.make(draft, NOW)
        found = await self.rows(
            select(bulletin.c.id, bulletin.c.point_id).where(
                bulletin.c.kind == kind.value, bulletin.c.unit_code == AN_CU.code
            )
        )
        return {row.point_id: row.id for row in found}

    async def tells(self, bulletin_id: int) -> int:
        async with self.records() as records:
            made = await records.bulletins.one(bulletin_id)
            assert made is not None
            return await records.call_lists.tell_officers(made, NOW)


@contextlib.asynccontextmanager
async def store(url: str) -> AsyncIterator[Store]:
    app = build(settings(url), clock=lambda: NOW)
    await app.database.reference()
    try:
        yield Store(app)
    finally:
        await app.close()


async def knocking(url: str, store: Store, *, channel: str = "telegram") -> tuple[int, int]:
    """Néang Sa Rim's own phone, on which she asked to be told of changes: session and person."""
    phone = Phone(url, "grandmother", channel)
    for said in ("tiếng Việt", "/link", "DAWN3467", "1948", "đồng ý"):
        await phone.says(said)
    [row] = await store.rows(select(link.c.session_id, link.c.person_id))
    async with store.records() as records:
        await records.subscriptions.start(
            row.session_id, [Topic.CHANGES], NOW, "vi", person=row.person_id
        )
    return row.session_id, row.person_id


# --- Who is on it -----------------------------------------------------------------------------


async def paid_by_hand(store: Store, payday: Payday) -> set[int]:
    """Who is paid then, put together from the tables themselves."""
    [month] = {one.month.first_day for one in payday.lines}
    of_list: list[ColumnElement[bool]] = [
        payment.c.list_id == payment_list.c.id,
        payment_list.c.active,
        payment.c.month == month,
    ]
    listed = await store.rows(select(payment).where(*of_list))
    here = {
        row.person_id
        for row in listed
        if (row.way, row.point_id, row.stage) == (Way.CASH, payday.point, Stage.ON_LIST)
    }
    somewhere = {(row.person_id, row.programme) for row in listed}
    entitled = await store.rows(
        select(entitlement.c.person_id, entitlement.c.programme)
        .join(person, person.c.id == entitlement.c.person_id)
        .where(
            person.c.way == Way.CASH.value,
            person.c.point_id == payday.point,
            entitlement.c.from_month <= month,
            (entitlement.c.to_month.is_(None)) | (entitlement.c.to_month >= month),
        )
    )
    return here | {row.person_id for row in entitled if tuple(row) not in somewhere}


@pytest.mark.parametrize("point", [VAN_GIAO, "An Cư", "Vĩnh Trung"])
async def test_the_counts_are_those_of_the_tables(url: str, point: str) -> None:
    async with store(url) as there:
        payday = await there.payday(point)
        paid = await paid_by_hand(there, payday)
        assert len(paid) > A_PAGE
        assert await there.count(payday) == Count(len(paid), len(paid))
        assert set(await there.listed(payday)) == paid


async def test_the_order_is_that_in_which_the_list_calls_people_up(url: str) -> None:
    async with store(url) as there:
        payday = await there.payday()
        async with there.records() as records:
            called = await records.payouts.called_at(AN_CU, payday.point or 0, Month.of(TODAY))
        listed = await there.listed(payday)
        assert listed == [one for one in called if one in set(listed)]
        await there.runs(update(payment_list).values(active=False))
        assert await there.listed(payday) == sorted(listed), "by record while there is no list"


async def test_who_has_a_phone_that_a_message_wakes_is_not_on_it(url: str) -> None:
    async with store(url) as there:
        payday = await there.payday("An Cư")
        before = await there.count(payday)
        _, grandmother = await knocking(url, there)
        assert await there.count(payday) == Count(before.to_call - 1, before.paid)
        assert grandmother not in await there.listed(payday)


@pytest.mark.parametrize(
    "change",
    [
        update(link).values(ended=NOW),
        update(link).values(confirmed_at=None),
        update(link).values(agreed_at=None),
        update(link).values(until=TODAY.replace(day=1)),
        update(session).values(gone_at=NOW),
        update(session).values(stopped_at=NOW),
        update(session).values(channel="web"),
        update(session).values(channel="console"),
        update(subscription).values(ended_at=NOW),
        update(subscription).values(topic=Topic.PAYDAY.value),
    ],
    ids=str,
)
async def test_who_is_reached_no_more_is_on_it_again(url: str, change: Any) -> None:
    async with store(url) as there:
        payday = await there.payday("An Cư")
        _, grandmother = await knocking(url, there)
        assert grandmother not in await there.listed(payday)
        await there.runs(change)
        assert grandmother in await there.listed(payday)


async def test_a_carers_phone_counts_as_well_as_the_persons_own(url: str) -> None:
    async with store(url) as there:
        _, grandmother = await knocking(url, there)
        await there.runs(update(link).values(relation=Relation.AUTHORISED.value))
        assert grandmother not in await there.listed(await there.payday("An Cư"))


async def test_nobody_rings_the_home_of_whose_death_is_reported_and_who_was_paid(url: str) -> None:
    async with store(url) as there:
        payday = await there.payday()
        dead, paid, *_ = await there.listed(payday)
        async with there.records() as records:
            known = await records.people.known(dead)
            assert known is not None
        await Phone(url).says("tiếng Việt")
        async with there.records() as records:
            at = await records.conversations.wake(Phone(url).message().sender, NOW)
            assert at is not None
            kind, month = CaseKind.DEATH, Month.of(TODAY)
            await records.cases.file(kind, "x", known, month, at.id, NOW)
        await there.runs(
            update(payment).where(payment.c.person_id == paid).values(stage=Stage.COLLECTED.value)
        )
        assert not {dead, paid} & set(await there.listed(payday))
        await there.runs(update(case_file).values(state=CaseState.REFUSED.value))
        assert dead in await there.listed(payday)


async def test_nobody_is_passed_over_because_others_drop_out_between_two_pages(url: str) -> None:
    async with store(url) as there:
        payday = await there.payday()
        everybody = await there.listed(payday)
        async with there.records() as records:
            first = await records.call_lists.page(payday)
        gone = [*everybody[: A_PAGE // 2], everybody[A_PAGE - 1]]
        await there.runs(update(payment).where(payment.c.person_id.in_(gone)).values(stage="sent"))
        async with there.records() as records:
            second = await records.call_lists.page(payday, first.last)
        assert [one.person.id for one in second.people] == everybody[A_PAGE : 2 * A_PAGE]
        left = await there.count(payday)
        assert first.number(len(everybody)) == (1, 4)
        assert second.number(left.to_call) == (2, 4), "30 people, and 5 of the first page are gone"


@pytest.mark.parametrize(
    ("count", "left", "page"),
    [
        (0, 0, (1, 1)),
        (1, 1, (1, 1)),
        (A_PAGE, A_PAGE, (1, 1)),
        (A_PAGE + 1, A_PAGE + 1, (1, 2)),
        (A_PAGE + 1, 1, (2, 2)),
        (3 * A_PAGE, A_PAGE, (3, 3)),
        (A_PAGE + 1, A_PAGE + 2, (1, 2)),
    ],
)
def test_a_page_knows_which_it_is_and_of_how_many(
    count: int, left: int, page: tuple[int, int]
) -> None:
    assert Page((), None, left).number(count) == page


async def test_a_record_that_does_not_open_hides_no_other(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with store(url) as there:
        payday = await there.payday()
        everybody = await there.listed(payday)
        first, second = everybody[:2]
        await there.runs(
            update(person).where(person.c.id == first).values(sealed_name=b"damaged"),
            update(person).where(person.c.id == second).values(sealed_phone=b"damaged"),
        )
        assert await there.listed(payday) == everybody[1:]
        assert str(first) in caplog.text


# --- Who may know it ----------------------------------------------------------------------------


async def the_list(phone: Phone, point: str = VAN_GIAO) -> str:
    """By the menu: the payday, what is read out, then the list."""
    await phone.says("/announce")
    await phone.says(label_of(phone, point))
    await phone.taps(phone.token("Danh sách cần gọi"))
    return phone.heard()


async def test_the_officer_sees_names_years_and_ends_of_numbers_and_each_look_is_noted(
    url: str,
) -> None:
    officer = await at_work(url, "WARD4793")
    async with store(url) as there:
        payday = await there.payday()
        everybody = await there.listed(payday)
        async with there.records() as records:
            people = [await records.people.known(one) for one in everybody]
            phones = {
                row.id: records.store.vault.open(row.sealed_phone, person.c.sealed_phone, row.id)
                for row in (await records.store.connection.execute(
                    select(person).where(
                        person.c.id.in_(everybody), person.c.sealed_phone.is_not(None)
                    )
                ))
            }  # fmt: skip
        said = await the_list(officer)
        pages = -(-len(everybody) // A_PAGE)
        assert f"Trang 1 trên {pages}." in said
        for nth in range(2, pages + 1):
            await officer.taps(officer.token("Xem thêm"))
            assert f"Trang {nth} trên {pages}." in officer.heard()
            assert "Số điện thoại đầy đủ có trong danh sách giấy của xã" in officer.heard()
            said += officer.heard()
        assert f"Cần gọi {len(everybody)} trên {len(everybody)} người" in said
        for one in people:
            assert one is not None
            number = phones.get(one.id)
            ends = f"điện thoại, ba số cuối {number[-3:]}" if number else "không có điện thoại"
            assert f"{one.name}, sinh {one.birth_year}: {ends}" in said
        assert not [number for number in phones.values() if number in said or number[-4:] in said]
        looks = await there.rows(
            select(audit.c.subject, audit.c.why, audit.c.actor_id).where(audit.c.kind == "looked")
        )
    assert {row.subject for row in looks} == set(everybody)
    assert {row.why for row in looks} == {"call_list"}
    assert all(row.actor_id is not None for row in looks)
    assert "Xem thêm" not in [one.label for reply in officer.last for one in reply.choices]


@pytest.mark.parametrize("code", ["PSTA7364", "BANK3947", "HAML6379", "TNHA4796", "ADMN7649"])
async def test_who_does_not_answer_for_the_commune_sees_no_list(url: str, code: str) -> None:
    other = await at_work(url, code)
    async with store(url) as there:
        payday = await there.payday()
        await other.taps(f"d:call_list:day={payday.id}")
        assert other.heard() == "Việc này chỉ dành cho người phụ trách."
        assert await there.rows(select(audit.c.id).where(audit.c.kind == "looked")) == []


async def test_an_officer_of_another_unit_sees_their_own_list_alone(url: str) -> None:
    other = await at_work(url, "CHAU9436")
    async with store(url) as there:
        payday = await there.payday()
        await other.taps(f"d:call_list:day={payday.id}")
        assert VAN_GIAO not in other.heard()
        await says(other, "1")
        looked = {
            row.subject
            for row in await there.rows(select(audit.c.subject).where(audit.c.kind == "looked"))
        }
        assert not looked & set(await there.listed(payday))
        units = await there.rows(select(person.c.unit_code).where(person.c.id.in_(looked)))
    assert {row.unit_code for row in units} <= {CHAU_DOC.code}


async def test_a_helper_reads_it_out_and_is_offered_no_list(url: str) -> None:
    helper = await at_work(url, "HAML6379")
    await says(helper, "/announce")
    await helper.says(label_of(helper, VAN_GIAO))
    assert "Kính thưa bà con xã An Cư." in helper.heard()
    labels = [one.label for reply in helper.last for one in reply.choices]
    assert "Danh sách cần gọi" not in labels


async def test_from_the_menu_it_is_two_taps(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    await says(officer, "/menu")
    await officer.taps(officer.token("Việc ngày phát tiền"))
    await officer.says(label_of(officer, VAN_GIAO))
    assert "Cần gọi 30 trên 30 người." in officer.heard()
    assert "Kính thưa bà con" not in officer.heard()
    ways = officer.last
    await officer.taps(officer.token("Thông báo để đọc loa"))
    assert "Kính thưa bà con xã An Cư." in officer.heard()
    officer.last = ways
    await officer.taps(officer.token("Danh sách cần gọi"))
    assert "Trang 1 trên 4." in officer.heard()


async def test_a_helper_comes_from_the_menu_to_what_is_read_out(url: str) -> None:
    helper = await at_work(url, "HAML6379")
    await says(helper, "/menu")
    await helper.taps(helper.token("Việc ngày phát tiền"))
    await helper.says(label_of(helper, VAN_GIAO))
    assert "Kính thưa bà con xã An Cư." in helper.heard()
    assert "Cần gọi" not in helper.heard()


@pytest.mark.parametrize("language", ["tiếng Việt", "ភាសាខ្មែរ"])
async def test_it_is_read_out_in_both_languages_whatever_the_officer_speaks(
    url: str, language: str
) -> None:
    officer = await at_work(url, "WARD4793")
    await officer.says(language)
    await says(officer, "/announce")
    await officer.says(label_of(officer, VAN_GIAO))
    vietnamese, khmer, _ = ([line.text for line in one.lines] for one in officer.last)
    assert vietnamese[:2] == [
        "Kính thưa bà con xã An Cư.",
        "Phát tiền trợ cấp vào thứ Tư, ngày 25 tháng 11 năm 2026.",
    ]
    assert khmer[1] == "បើកប្រាក់ឧបត្ថម្ភនៅថ្ងៃពុធ ទី 25 ខែ 11 ឆ្នាំ 2026។"
    assert len(vietnamese) == len(khmer)


async def test_where_nothing_is_fixed_it_is_said_so(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    async with store(url) as there:
        await there.runs(TAKEN_BACK)
    assert "chưa có ngày phát tiền nào" in await says(officer, "/announce")


# --- Who is told that there is one --------------------------------------------------------------


async def test_officers_and_leaders_of_the_unit_are_told_once_and_nobody_else(url: str) -> None:
    phones = {
        code: await at_work(url, code)
        for code in ("WARD4793", "LEAD6943", "PSTA7364", "CHAU9436", "HAML6379", "TNHA4796")
    }
    second = await at_work(url, "WARD4793", name="at home")
    async with store(url) as there:
        payday = await there.payday()
        made = (await there.bulletins(NoticeKind.DAY_CONFIRMED))[payday.point]
        assert await there.tells(made) == 3
        assert await there.tells(made) == 3
        rows = await there.rows(select(notice.c.kind, notice.c.subject))
    assert [tuple(row) for row in rows] == [(NoticeKind.CALL_LIST.value, made)] * 3
    assert await told(url, phones["WARD4793"]) == (
        "Đã chốt một ngày phát tiền.\n"
        "Xã An Cư, Bưu điện – văn hóa xã Văn Giáo: thứ Tư, 25/11/2026.\n"
        "Cần gọi 30 trên 30 người. Tin nhắn của An Sinh không tới máy họ.\n"
        "Nhiều bà con không có điện thoại. Nhờ anh/chị cho đọc loa và dán thông báo."
    )
    officer = phones["WARD4793"]
    await officer.taps(officer.token("Danh sách cần gọi"))
    assert "Cần gọi 30 trên 30" in officer.heard()
    await officer.taps(officer.token("Thông báo để đọc loa"))
    assert "Kính thưa bà con xã An Cư." in officer.heard()
    assert await told(url, second) == "", "all were told at once"


async def test_a_transfer_is_told_to_officers_in_one_sentence(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    async with store(url) as there:
        november = payout_day.c.month == TODAY.replace(day=1)
        accounts = payout_day.c.way == Way.ACCOUNT.value
        fixed = {"state": DayState.CONFIRMED.value, "day": TODAY + timedelta(days=1)}
        await there.runs(update(payout_day).where(november, accounts).values(fixed))
        assert await there.tells((await there.bulletins(NoticeKind.DAY_CONFIRMED))[None]) == 1
    assert "Xã An Cư, chuyển vào tài khoản: thứ Tư, 25/11/2026.\n" in await told(url, officer)


async def test_of_other_bulletins_there_is_no_list(url: str) -> None:
    await at_work(url, "WARD4793")
    async with store(url) as there:
        payday = await there.payday()
        eve = (await there.bulletins(NoticeKind.PAYDAY_EVE))[payday.point]
        assert await there.tells(eve) == 0
        assert await there.rows(select(func.count()).select_from(notice)) == [(0,)]


@pytest.mark.parametrize(
    "change",
    [
        TAKEN_BACK,
        update(payout_day).values(day=TODAY.replace(day=2)).where(payout_day.c.day.is_not(None)),
        update(bulletin).values(day=TODAY.replace(day=2)),
    ],
    ids=["taken back", "moved", "another day"],
)
async def test_what_is_true_no_more_is_not_told(url: str, change: Any) -> None:
    officer = await at_work(url, "WARD4793")
    async with store(url) as there:
        payday = await there.payday()
        await there.tells((await there.bulletins(NoticeKind.DAY_CONFIRMED))[payday.point])
        await there.runs(change)
        assert await told(url, officer) == ""
        assert await there.rows(select(notice.c.outcome)) == [(Outcome.STALE.value,)]


async def test_what_is_over_is_not_told(url: str) -> None:
    """Văn Giáo hands out until eleven: at noon nobody need be called for it."""
    officer = await at_work(url, "WARD4793")
    async with store(url) as there:
        payday = await there.payday()
        await there.tells((await there.bulletins(NoticeKind.DAY_CONFIRMED))[payday.point])
        officer.at = NOW.replace(day=25, hour=12)
        assert await told(url, officer) == ""
        assert await there.rows(select(notice.c.outcome)) == [(Outcome.STALE.value,)]


@pytest.mark.parametrize(
    ("change", "at"),
    [
        (TAKEN_BACK, NOW.replace(hour=10)),
        (update(bulletin).values(day=TODAY.replace(day=2)), NOW.replace(hour=10)),
        (None, NOW.replace(day=25, hour=12)),
    ],
    ids=["taken back", "another day", "over"],
)
async def test_what_nobody_has_read_yet_is_taken_back(url: str, change: Any, at: datetime) -> None:
    """It waited for a channel that nobody served, or on a page that nobody opened."""
    officer = await at_work(url, "WARD4793")
    async with store(url) as there:
        payday = await there.payday()
        await there.tells((await there.bulletins(NoticeKind.DAY_CONFIRMED))[payday.point])
        assert len(await tell_due(there.app, send=False)) == 1
        if change is not None:
            await there.runs(change)
        screen = Screen()
        served = build(settings(url), [screen], lambda: at)
        await served.database.reference()
        await served.delivery.send_due()
        await served.close()
        assert screen.shown == []
    assert officer.last


async def test_what_was_read_and_says_the_old_day_is_not_shown_again(url: str) -> None:
    await at_work(url, "WARD4793")
    async with store(url) as there:
        payday = await there.payday()
        await there.tells((await there.bulletins(NoticeKind.DAY_CONFIRMED))[payday.point])
        assert len(await tell_due(there.app, send=False)) == 1
        unasked = outbox.c.lane != LIVE
        await there.runs(update(outbox).where(unasked).values(state="sent"))
        [(row,)] = await there.rows(select(outbox.c.id).where(unasked))
        async with there.app.database.transaction() as records:
            assert await take_back(records, [row], NOW) == frozenset()
        await there.runs(TAKEN_BACK)
        await there.app.database.reference()
        async with there.app.database.transaction() as records:
            assert await take_back(records, [row], NOW) == {row}


async def test_a_payday_that_is_moved_is_told_as_moved(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    async with store(url) as there:
        payday = await there.payday()
        await there.runs(
            update(payout_day)
            .where(payout_day.c.id.in_([one.id for one in payday.lines]))
            .values(state="postponed", reason="flood", day=None, day_before=payday.day)
        )
        made = (await there.bulletins(NoticeKind.DAY_POSTPONED))[payday.point]
        assert await there.tells(made) == 1
    said = await told(url, officer)
    assert said.startswith("Có một ngày phát tiền bị hoãn.\n")
    assert "hoãn, chưa có ngày mới" in said
    await officer.taps(officer.token("Thông báo để đọc loa"))
    assert "Thứ Tư, ngày 25 tháng 11 năm 2026 chưa có tiền, đã hoãn." in officer.heard()
    assert "Chưa chắc ngày, bà con khoan đi." in officer.heard()
