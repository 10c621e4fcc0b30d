"""What can happen to a case: the table, as a property, and the same in the store."""

from __future__ import annotations

import asyncio
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from bot.app import App, build
from domain.account import AccountState
from domain.case import OVER, STANDING, Case, CaseKind, CaseState
from domain.case_clock import ABOVE, CLOCKS, done_by, level, look_by, owner
from domain.case_flow import STEPS, CaseEvent, NotPossible, after, keeping_what_waits, possible
from domain.festivals import public_holidays
from domain.notice import NoticeKind
from domain.permissions import MAY, Act
from domain.text import Month
from domain.working_days import working_days_after
from storage.cases import Report
from storage.database import Unavailable
from storage.lists_show import end_what_lists_show
from storage.overdue import report_overdue
from storage.tables import account, case_event, case_file, notice, payment
from tests.house import NOW, Phone, Screen, settings
from tests.place import TODAY, Place, place, words
from tests.test_cases import officer

_EVENTS = st.lists(st.sampled_from(sorted(CaseEvent)), max_size=25)
_KINDS = st.sampled_from(sorted(CaseKind))
_DECIDED = {
    CaseEvent.APPROVED,
    CaseEvent.APPROVED_HERE,
    CaseEvent.REJECTED,
    CaseEvent.REJECTED_ANEW,
}


@given(_KINDS, _EVENTS)
@effort(max_examples=500, deadline=None)
def test_no_sequence_of_events_leaves_the_table(kind: CaseKind, events: list[CaseEvent]) -> None:
    """Every state is one of the table's; what is over stays over but for being opened again; and
    nothing is decided twice without having been submitted anew between."""
    state, decided = CaseState.OPEN, 0
    for event in events:
        if event not in possible(kind, state):
            with pytest.raises(NotPossible):
                after(kind, state, event)
            continue
        before, state = state, after(kind, state, event)
        assert state in CaseState
        if before.is_over:
            assert event in {CaseEvent.REOPENED, CaseEvent.APPEALED}
        decided = decided + 1 if event in _DECIDED else decided
        decided = 0 if event in {CaseEvent.REOPENED, CaseEvent.ANSWERED} else decided
        assert decided <= 1


@given(_KINDS)
def test_every_state_has_a_way_to_its_end(kind: CaseKind) -> None:
    reached, new = {CaseState.OPEN}, {CaseState.OPEN}
    while new:
        new = {after(kind, one, event) for one in new for event in possible(kind, one)} - reached
        reached |= new
    for state in reached - OVER:
        ends = {after(kind, state, event) for event in possible(kind, state)}
        beyond = {after(kind, one, event) for one in ends for event in possible(kind, one)}
        assert (ends | beyond) & OVER, (kind, state)


@pytest.mark.parametrize("event", [CaseEvent.REJECTED, CaseEvent.WITHDRAWN])
@pytest.mark.parametrize("opened_from", [None, *sorted(OVER), CaseState.WAITS_FOR_BANK])
def test_what_comes_to_nothing_takes_nothing_from_what_was_approved(
    event: CaseEvent, opened_from: CaseState | None
) -> None:
    then = after(CaseKind.CORRECTION, CaseState.OPEN, keeping_what_waits(event, opened_from))
    assert (then is CaseState.WAITS_FOR_BANK) is (opened_from is CaseState.WAITS_FOR_BANK)
    assert then.is_over is (opened_from is not CaseState.WAITS_FOR_BANK)


def test_only_the_money_itself_ends_what_waits_for_it() -> None:
    ends = {
        event
        for event in CaseEvent
        if event in possible(CaseKind.OTP, CaseState.IN_HAND)
        and after(CaseKind.OTP, CaseState.IN_HAND, event) in OVER
    }
    assert ends == {CaseEvent.MONEY_USABLE, CaseEvent.LISTED, CaseEvent.WITHDRAWN}
    for state in STANDING:
        by_word = {CaseEvent.SETTLED, CaseEvent.REFUSED}
        assert not by_word & possible(CaseKind.CORRECTION, state), "two pairs of eyes decide"


def test_every_kind_has_its_clock_and_an_owner_who_may_answer() -> None:
    assert set(CLOCKS) == set(CaseKind)
    for kind, clock in CLOCKS.items():
        assert 0 < clock.look <= clock.done
        assert owner(kind) in MAY[Act.ANSWER_CASES]
    assert set(STEPS) == set(CaseEvent) - {CaseEvent.FILED}


@pytest.mark.parametrize(
    ("day", "count", "ends"),
    [
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # a Friday
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # a Saturday
        (date(2026, 4, 29), 1, date(2026, 5, 4)),  # two holidays and a weekend
        (date(2027, 2, 3), 2, date(2027, 2, 12)),  # Tết
    ],
)
def test_working_days_leave_out_weekends_and_holidays(day: date, count: int, ends: date) -> None:
    assert working_days_after(day, count, public_holidays()) == ends


def test_what_is_late_goes_up_one_step_after_the_other() -> None:
    filed = date(2026, 11, 24)
    off = public_holidays()
    case = Case(
        1, "AS-1", CaseKind.OTP, CaseState.OPEN, filed,
        due_on=done_by(CaseKind.OTP, filed, off), look_by=look_by(CaseKind.OTP, filed, off),
    )  # fmt: skip
    days = {
        filed + timedelta(days=n): level(case, filed + timedelta(days=n), off) for n in range(9)
    }
    assert [days[filed + timedelta(days=n)] for n in range(9)] == [0, 0, 1, 1, 1, 1, 1, 2, 2]


async def files(there: Place, kind: CaseKind = CaseKind.OTP) -> int:
    """As the post reports it for the person, for the commune to answer; its id."""
    desk = await officer(there.phone.url, "post", "PSTA7364")
    session = await there.session(desk)
    async with there.records() as records:
        actor = await records.staff.at(session, TODAY, timedelta(days=45))
        assert actor is not None
        said = Report(by=actor.id, cause="number_changed", bank="970428")
        about = (kind, kind.value, there.person, Month.of(TODAY))
        case = await records.cases.file(*about, session, NOW, said=said)
    return case.id


async def happens(there: Place, case: int, *events: CaseEvent) -> list[bool]:
    done = []
    for event in events:
        async with there.records() as records:
            done.append(await records.cases.happen(case, event, None, NOW) is not None)
    return done


async def history(there: Place, case: int) -> list[tuple[str, str]]:
    async with there.app.database.engine.connect() as connection:
        rows = await connection.execute(
            select(case_event.c.event, case_event.c.after)
            .where(case_event.c.case_id == case)
            .order_by(case_event.c.id)
        )
        return [(row.event, row.after) for row in rows]


async def test_the_store_follows_the_table_and_keeps_what_happened(url: str) -> None:
    async with place(url) as there:
        case = await files(there)
        tried = await happens(
            there, case, CaseEvent.SETTLED, CaseEvent.TAKEN, CaseEvent.MONEY_USABLE,
            CaseEvent.MONEY_USABLE, CaseEvent.TAKEN, CaseEvent.REOPENED,
        )  # fmt: skip
        assert tried == [False, True, True, False, False, True]
        assert await history(there, case) == [
            ("filed", "open"), ("taken", "in_hand"), ("money_usable", "done"), ("reopened", "open"),
        ]  # fmt: skip


_ALTERING = {
    "sqlite": (
        "UPDATE case_event SET actor_id = 1",
        "DELETE FROM case_event",
        "INSERT OR REPLACE INTO case_event SELECT * FROM case_event",
    ),
    "postgresql": (
        "UPDATE case_event SET actor_id = 1",
        "DELETE FROM case_event",
        "TRUNCATE case_event CASCADE",
    ),
}


async def test_nobody_alters_what_happened(url: str) -> None:
    async with place(url) as there:
        case = await files(there)
        for statement in _ALTERING[there.app.database.engine.dialect.name]:
            with pytest.raises(DBAPIError, match=r"append-only|decided once"):
                await there.runs(text(statement))
            assert await history(there, case) == [("filed", "open")], statement


async def test_reported_again_what_is_open_is_the_same_and_what_is_over_is_opened(url: str) -> None:
    async with place(url) as there:
        case = await files(there)
        assert await files(there) == case
        await happens(there, case, CaseEvent.MONEY_USABLE)
        assert await files(there) == case
        assert [event for event, _ in await history(there, case)] == [
            "filed", "money_usable", "reopened",
        ]  # fmt: skip


async def test_two_hundred_officers_report_at_once_and_nothing_is_lost_or_doubled(
    url: str,
) -> None:
    """Each at an address of their own, the whole conversation; four report each person, and all two
    hundred say the last word at once. Whoever is second hears the number of the first."""
    async with place(url) as there:
        async with there.records() as records:
            found = await records.names.find("neang", (there.person.unit,), 0, 50)
        people = [one.person_id for one in found]
        assert len(people) == 50
        await there.opens_accounts(people)
        on_its_way = {"stage": "sent"}  # of what has come already, less is asked
        await there.runs(update(payment).where(payment.c.stage == "credited").values(on_its_way))
        screen = Screen()
        app = build(settings(url), [screen], lambda: NOW)
        phones = list(enumerate(await _two_hundred(there)))
        some = asyncio.Semaphore(8)
        await asyncio.gather(*(_fills_in(app, phone, people[n % 50], some) for n, phone in phones))
        screen.shown.clear()
        await asyncio.gather(*(_says(app, phone, "Đúng, gửi đi") for _, phone in phones))
        await app.close()
        heard = {to: set(re.findall("AS-[0-9]{6}", words([reply]))) for to, reply in screen.shown}
        async with there.app.database.engine.connect() as connection:
            columns = (case_file.c.number, case_file.c.person_id, case_file.c.cause)
            rows = (await connection.execute(select(*columns))).all()
            events = await connection.execute(select(case_event.c.event, case_event.c.case_id))
            happened = [(row.event, row.case_id) for row in events]
        number_of = {row.person_id: row.number for row in rows}
        assert sorted(row.person_id for row in rows) == sorted(people)
        assert {row.cause for row in rows} == {"no_phone"}
        assert heard == {phone.name: {number_of[people[n % 50]]} for n, phone in phones}
        assert len(happened) == len(set(happened)) == 100, "filed, and taken in hand"


async def _two_hundred(there: Place) -> list[Phone]:
    """Officers at addresses of their own."""
    desk = await there.session(await officer(there.phone.url))
    phones = [Phone("", f"officer{number}") for number in range(200)]
    async with there.records() as records:
        actor = await records.staff.at(desk, TODAY, timedelta(days=45))
        assert actor is not None
        for phone in phones:
            session = await records.conversations.hear(phone.message(), NOW)
            assert session is not None
            session.language = "vi"
            await records.conversations.save(session)
            await records.staff.move_in(session.id, actor.id, NOW)
    return phones


async def _fills_in(app: App, phone: Phone, person: int, some: asyncio.Semaphore) -> None:
    async with some:
        for said in (f"/otp {person}", "1", "Không có điện thoại", "Người hưởng chờ được"):
            await _says(app, phone, said)


async def _says(app: App, phone: Phone, said: str) -> None:
    message = phone.message(said)
    while True:
        try:
            await app.receive(message)
            return
        except Unavailable:  # nothing was confirmed, so the channel sends it again
            await asyncio.sleep(0.1)


async def test_what_is_overdue_goes_up_once_a_level(url: str) -> None:
    async with place(url) as there:
        await officer(url)
        case = await files(there)
        await officer(url, "leader", "LEAD6943")
        await officer(url, "province", "TNHA4796")
        reported = []
        for days in (1, 2, 3, 7, 8):
            at = NOW + timedelta(days=days)
            async with there.records() as records:
                records.store.today = at.date()
                reported.append(await report_overdue(records.store, at))
        assert reported == [0, 1, 0, 1, 0]
        assert [event for event, _ in await history(there, case)] == ["filed"] + ["escalated"] * 2
        async with there.app.database.engine.connect() as connection:
            told = await connection.scalar(
                select(func.count()).where(notice.c.kind == NoticeKind.CASE_OVERDUE.value)
            )
        assert told == len(ABOVE) + 1, "whose it is, the leader, then the province"


async def test_who_stands_above_and_answers_none_hears_of_the_overdue_alone(url: str) -> None:
    async with place(url) as there:
        case = await files(there)
        province = await officer(url, "province", "TNHA4796")
        async with there.records() as records:
            number = await records.cases.number_of(case)
        for days in (1, 3, 7):
            at = NOW + timedelta(days=days)
            async with there.records() as records:
                records.store.today = at.date()
                await report_overdue(records.store, at)
        province.at = NOW + timedelta(days=7)
        for said in ("/link", "TNHA4796", "/cancel", "/cases"):
            await province.says(said)
        assert "Phiếu quá hạn ở các xã, phường: 1." in province.heard()
        assert number is not None
        assert number in str(province.last)
        assert "Có 0 phiếu" not in province.heard()


async def test_it_ends_when_a_list_shows_that_the_money_can_be_had(url: str) -> None:
    async with place(url) as there:
        case = await files(there)
        await there.runs(account.delete().where(account.c.person_id == there.person.id))
        later = NOW + timedelta(days=2)
        assert await _ended(there, later) == 0
        row = {
            "id": 1, "person_id": there.person.id, "bank": "970428", "opened_on": TODAY,
            "state": AccountState.OTP_NOT_ARRIVING.value, "state_on": later.date(),
            "sealed_number": b"", "sealed_holder": b"",
        }  # fmt: skip
        await there.runs(account.insert().values(row))
        assert await _ended(there, later) == 0
        await there.runs(account.update().values(state=AccountState.USABLE.value))
        assert await _ended(there, later) == 1
        assert (await history(there, case))[-1] == ("listed", "done")


async def _ended(there: Place, at: object) -> int:
    async with there.records() as records:
        return await end_what_lists_show(records.store, at)  # type: ignore[arg-type]
