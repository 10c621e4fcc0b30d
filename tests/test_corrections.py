"""Corrections of records: two pairs of eyes, once, and the record changes with the decision."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.upkeep import check
from domain.case import CaseState
from domain.case_flow import CaseEvent
from domain.correction import Because, Change, Decision, Outcome, first_open
from domain.permissions import FIELDS, Field, Grant, Role, may_decide, may_submit
from domain.text import Month
from storage.sealed import Vault
from storage.tables import (
    account,
    actor,
    case_event,
    case_file,
    field_change,
    notice,
    person,
    store,
)
from tests.house import INDEX_KEY, KEY, NOW, Phone, copy_sqlite
from tests.place import Place, place
from tests.test_cases import officer

VAULT = Vault.from_settings(KEY, INDEX_KEY)


@dataclass(frozen=True, slots=True)
class Desk:
    """The place of the tests, with an officer and a leader of the person's commune."""

    there: Place
    officer: int
    leader: int
    session: int

    async def of_somebody_with_an_account(self) -> Desk:
        """The same desk, with another person of the commune before it."""
        unit = self.there.person.unit
        async with self.there.records() as records:
            found = await records.store.connection.execute(
                select(account.c.person_id)
                .join(person, person.c.id == account.c.person_id)
                .where(person.c.unit_code == unit.code, account.c.state == "usable")
                .order_by(account.c.id)
                .limit(1)
            )
            known = await records.people.known(found.scalar_one())
        assert known is not None
        return replace(self, there=replace(self.there, person=known))

    async def submits(self, field: Field, new: str, by: int | None = None) -> Change:
        async with self.there.records() as records:
            done = await records.corrections.submit(
                self.there.person, field, new, by or self.officer, self.session, NOW
            )
            change = await records.corrections.one(done.change)
        assert change is not None
        return change

    async def decides(
        self,
        change: Change,
        decision: Decision = Decision.APPROVED,
        by: int | None = None,
        **more: Any,
    ) -> Outcome:
        async with self.there.records() as records:
            return await records.corrections.decide(
                change, decision, by or self.leader, NOW, **more
            )

    async def reads(self, field: Field) -> str | None:
        async with self.there.records() as records:
            return await records.corrections.fields.value(self.there.person.id, field)

    async def state(self, change: Change) -> CaseState:
        return CaseState(
            await self.value(select(case_file.c.state).where(case_file.c.id == change.case))
        )

    async def value(self, chosen: Any) -> Any:
        async with self.there.app.database.engine.connect() as connection:
            return (await connection.execute(chosen)).scalar_one()

    async def runs(self, statement: Any) -> None:
        async with self.there.app.database.engine.begin() as connection:
            await connection.execute(text(statement) if isinstance(statement, str) else statement)


@asynccontextmanager
async def desk(url: str) -> AsyncIterator[Desk]:
    async with place(url) as there:
        one = await officer(url)
        other = await officer(url, "leader", "LEAD6943")
        sessions = [await there.session(phone) for phone in (one, other)]
        async with there.records() as records:
            found = [await records.staff.at(each, NOW.date(), NOW - NOW) for each in sessions]
        assert found[0] is not None
        assert found[1] is not None
        yield Desk(there, found[0].id, found[1].id, sessions[0])


# --- Rules --------------------------------------------------------------------------------------


def test_who_submits_may_be_many_and_who_decides_stands_for_the_commune() -> None:
    for field, hands in FIELDS.items():
        assert hands.decide <= {Role.COMMUNE_OFFICER, Role.COMMUNE_LEADER}, field
        assert hands.submit, field


@pytest.mark.parametrize(
    ("made", "counts"),
    [
        ([], "2026-11"),
        (["2026-10"], "2026-11"),
        (["2026-11"], "2026-12"),
        (["2026-10", "2026-12"], "2027-01"),
    ],
)
def test_it_counts_from_the_first_month_that_has_no_list(made: list[str], counts: str) -> None:
    assert str(first_open([Month.parse(one) for one in made], Month(2026, 11))) == counts


async def test_scope_holds_for_each_field(url: str) -> None:
    async with desk(url) as at:
        gazetteer = (await at.there.app.database.reference()).gazetteer
        unit = at.there.person.unit
        clerk = [Grant(Role.POST_CLERK, unit)]
        assert may_submit(clerk, Field.NAME, unit, gazetteer)
        assert not may_submit(clerk, Field.UNIT, unit, gazetteer)
        assert not may_decide(clerk, Field.PHONE, unit, gazetteer)
        elsewhere = [Grant(Role.COMMUNE_LEADER, next(iter(gazetteer.served())).key)]
        here = [Grant(Role.COMMUNE_LEADER, unit)]
        assert may_decide(here, Field.NAME, unit, gazetteer)
        assert may_decide(elsewhere, Field.NAME, unit, gazetteer) is (elsewhere == here)


# --- Submitted and decided ----------------------------------------------------------------------


async def test_on_approval_the_record_changes_with_its_index_in_one_transaction(url: str) -> None:
    async with desk(url) as at:
        change = await at.submits(Field.PHONE, "0912345678")
        assert change.old != "0912345678"
        assert await at.reads(Field.PHONE) == change.old, "nothing yet"
        version = await at.value(select(store.c.people_version))
        assert await at.decides(change) is Outcome.DECIDED
        assert await at.reads(Field.PHONE) == "0912345678"
        index = await at.value(
            select(person.c.phone_index).where(person.c.id == at.there.person.id)
        )
        assert index == VAULT.index("phone", "0912345678")
        assert await at.value(select(store.c.people_version)) == version + 1
        told = select(func.count()).where(
            notice.c.kind == "record_decided", notice.c.subject == change.id
        )
        assert await at.value(told) == 1


@pytest.mark.parametrize(
    ("field", "new"),
    [
        (Field.NAME, "Néang Sa Rím"),
        (Field.BIRTH, "1948-05"),
        (Field.BIRTH, "1948-05-03"),
        (Field.SEX, "male"),
        (Field.CITIZEN_ID, "089148012345"),
        (Field.UNIT, "30316@2025-07-01"),
    ],
)
async def test_every_field_is_written_as_it_is_read(url: str, field: Field, new: str) -> None:
    async with desk(url) as at:
        change = await at.submits(field, new)
        assert await at.decides(change) is Outcome.DECIDED
        assert await at.reads(field) == new
        async with at.there.records() as records:
            known = await records.people.known(at.there.person.id)
        assert known is not None
        assert known.birth_year == 1948


async def test_who_is_paid_in_cash_waits_for_no_bank(url: str) -> None:
    async with desk(url) as at:
        change = await at.submits(Field.NAME, "Néang Sa Rím")
        await at.decides(change)
        assert await at.state(change) is CaseState.DONE


async def test_what_the_bank_keeps_too_waits_for_it_where_there_is_an_account(url: str) -> None:
    async with desk(url) as at:
        holder = await at.of_somebody_with_an_account()
        number = await holder.submits(Field.ACCOUNT_NUMBER, "0012345678")
        assert number.old not in {None, number.new}
        assert await holder.decides(number) is Outcome.DECIDED
        assert await holder.state(number) is CaseState.WAITS_FOR_BANK
        assert await holder.reads(Field.ACCOUNT_NUMBER) == "0012345678"
        sex = await holder.submits(Field.SEX, "male")
        await holder.decides(sex)
        assert await holder.state(sex) is CaseState.DONE, "no bank is asked about that"


async def test_a_rejected_correction_changes_nothing(url: str) -> None:
    async with desk(url) as at:
        change = await at.submits(Field.NAME, "Néang Sa Rím")
        rejected = await at.decides(change, Decision.REJECTED, because=Because.PAPER_SAYS_OTHERWISE)
        assert rejected is Outcome.DECIDED
        assert await at.reads(Field.NAME) == change.old
        assert await at.state(change) is CaseState.REFUSED


async def test_what_was_sent_back_is_answered_with_a_new_value_or_withdrawn(url: str) -> None:
    async with desk(url) as at:
        change = await at.submits(Field.NAME, "Néang Sa Rím")
        await at.decides(change, Decision.SENT_BACK, words="Giấy nào ghi vậy?")
        assert await at.state(change) is CaseState.SENT_BACK
        again = await at.submits(Field.NAME, "Néang Sa Rim B")
        assert (again.case, again.id) != (change.case, change.id)
        assert again.case == change.case, "the same case goes on"
        assert await at.state(again) is CaseState.OPEN
        assert await at.decides(change) is Outcome.ALREADY, "the earlier value is past"
        await at.decides(again, Decision.SENT_BACK, words="Chưa rõ")
        async with at.there.records() as records:
            back = await records.corrections.one(again.id)
            assert back is not None
            assert back.answer == "Chưa rõ"
            assert not await records.corrections.withdraw(back, at.leader, NOW), "not theirs"
            assert await records.corrections.withdraw(back, at.officer, NOW)
        assert await at.state(again) is CaseState.WITHDRAWN


async def test_a_second_one_on_the_same_field_gives_the_first(url: str) -> None:
    async with desk(url) as at:
        first = await at.submits(Field.NAME, "Néang Sa Rím")
        async with at.there.records() as records:
            second = await records.corrections.submit(
                at.there.person, Field.NAME, "Néang Sa", at.leader, at.session, NOW
            )
        assert (second.change, second.is_new) == (first.id, False)
        phone = await at.submits(Field.PHONE, "0912345678")
        assert phone.case != first.case


async def test_a_record_that_changed_meanwhile_is_not_overwritten(url: str) -> None:
    async with desk(url) as at:
        change = await at.submits(Field.NAME, "Néang Sa Rím")
        async with at.there.records() as records:
            await records.corrections.fields.write(at.there.person.id, Field.NAME, "Néang Rim")
        assert await at.decides(change) is Outcome.CHANGED
        assert await at.reads(Field.NAME) == "Néang Rim"
        assert await at.state(change) is CaseState.OPEN
        assert await at.decides(change, Decision.REJECTED) is Outcome.DECIDED


async def test_while_the_bank_has_yet_to_follow_it_can_be_corrected_again(url: str) -> None:
    async with desk(url) as at:
        change = await at.submits(Field.NAME, "Néang Sa Rím")
        await at.decides(change)
        await at.runs(
            update(case_file)
            .where(case_file.c.id == change.case)
            .values(state=CaseState.WAITS_FOR_BANK.value)
        )
        again = await at.submits(Field.NAME, "Néang Sa Rim")
        assert again.case == change.case
        assert await at.decides(again) is Outcome.DECIDED
        assert await at.reads(Field.NAME) == "Néang Sa Rim"


async def test_what_comes_to_nothing_leaves_it_waiting_for_the_bank(url: str) -> None:
    """Whatever lies between: rejected at once, sent back and answered, or withdrawn."""
    async with desk(url) as at:
        holder = await at.of_somebody_with_an_account()
        first = await holder.submits(Field.ACCOUNT_NUMBER, "0012345678")
        await holder.decides(first)
        second = await holder.submits(Field.ACCOUNT_NUMBER, "0012345679")
        assert await holder.state(second) is CaseState.OPEN
        rejected = await holder.decides(second, Decision.REJECTED, because=Because.NOT_NEEDED)
        assert rejected is Outcome.DECIDED
        assert await holder.state(second) is CaseState.WAITS_FOR_BANK
        third = await holder.submits(Field.ACCOUNT_NUMBER, "0012345670")
        await holder.decides(third, Decision.SENT_BACK, words="Giấy nào?")
        async with holder.there.records() as records:
            back = await records.corrections.one(third.id)
            assert back is not None
            assert await records.corrections.withdraw(back, holder.officer, NOW)
            still = await records.corrections.at_bank(holder.there.person.id, Field.ACCOUNT_NUMBER)
        assert await holder.state(third) is CaseState.WAITS_FOR_BANK
        assert still is not None
        assert still.new == first.new
        assert await holder.reads(Field.ACCOUNT_NUMBER) == first.new


async def test_what_was_over_and_is_rejected_is_refused_again(url: str) -> None:
    async with desk(url) as at:
        first = await at.submits(Field.NAME, "Néang Sa Rím")
        await at.decides(first)
        second = await at.submits(Field.NAME, "Néang Sa Rem")
        await at.decides(second, Decision.REJECTED, because=Because.NOT_NEEDED)
        assert await at.state(second) is CaseState.REFUSED


async def test_somebody_elses_number_is_known_by_its_index_alone(url: str) -> None:
    async with desk(url) as at:
        mine = await at.reads(Field.CITIZEN_ID)
        async with at.there.records() as records:
            others = records.corrections.fields.others_with
            assert await others(Field.CITIZEN_ID, mine or "", but=at.there.person.id) == ()
            assert await others(Field.CITIZEN_ID, mine or "", but=1) == (at.there.person.id,)
            assert await others(Field.NAME, "Néang", but=1) == ()


# --- Four eyes ----------------------------------------------------------------------------------


async def test_nobody_decides_what_they_submitted_themselves(url: str) -> None:
    async with desk(url) as at:
        change = await at.submits(Field.PHONE, "0912345678")
        assert await at.decides(change, by=at.officer) is Outcome.OWN
        pretended = replace(change, submitted_by=at.leader)
        with pytest.raises(IntegrityError):
            await at.decides(pretended, by=at.officer)
        assert await at.reads(Field.PHONE) == change.old


async def test_what_waits_is_shown_to_everybody_but_who_submitted_it(url: str) -> None:
    async with desk(url) as at:
        change = await at.submits(Field.PHONE, "0912345678")
        async with at.there.records() as records:
            units = [at.there.person.unit]
            waiting = records.corrections.waiting
            assert [one.id for one in await waiting(units, at.leader, ())] == [change.id]
            assert await waiting(units, at.officer, ()) == ()
            assert await waiting(units, at.leader, [at.there.person.id]) == ()
            assert await waiting([], at.leader, ()) == ()


async def test_of_two_who_decide_one_does(url: str) -> None:
    async with desk(url) as at:
        change = await at.submits(Field.PHONE, "0912345678")
        assert await at.decides(change) is Outcome.DECIDED
        assert await at.decides(change) is Outcome.ALREADY
        assert await at.decides(change, Decision.REJECTED) is Outcome.ALREADY
        decided = select(func.count()).where(
            case_event.c.case_id == change.case,
            case_event.c.event.in_([CaseEvent.APPROVED.value, CaseEvent.APPROVED_HERE.value]),
        )
        assert await at.value(decided) == 1


async def test_a_second_invitation_makes_nobody_a_second_human(url: str) -> None:
    """The officer comes in by the leader's invitation too, at the same address and at another."""
    async with desk(url) as at:
        change = await at.submits(Field.PHONE, "0912345678")
        phone = Phone(url, "officer")
        for said in ("/link", "LEAD6943", "1"):
            await phone.says(said)
        async with at.there.records() as records:
            here = await records.staff.at(at.session, NOW.date(), NOW - NOW)
        assert here is not None
        assert here.id == at.officer
        assert await at.decides(change, by=here.id) is Outcome.OWN


@pytest.mark.parametrize(
    "values",
    [
        {"decided_by": "{officer}", "decided_at": "2026-11-24", "decision": "approved"},
        {"decided_by": None, "decided_at": "2026-11-24", "decision": "approved"},
        {"decided_by": "{leader}", "decided_at": None, "decision": "approved"},
        {"decided_by": "{leader}", "decided_at": "2026-11-24", "decision": None},
        {"submitted_by": None},
        {"submitted_by": "{leader}"},
        {"event_id": None},
        {"event_id": 1},
        {"case_id": None},
        {"field": "name"},
        {"submitted_at": "2026-11-23"},
        {"id": 7},
        {
            "submitted_by": "{leader}",
            "decided_by": "{officer}",
            "decided_at": "2026-11-24",
            "decision": "approved",
        },
    ],
    ids=str,
)
async def test_not_even_in_sql(url: str, values: dict[str, Any]) -> None:
    async with desk(url) as at:
        change = await at.submits(Field.PHONE, "0912345678")
        with pytest.raises(DBAPIError):
            await at.runs(_set(at, values, change.id))


@pytest.mark.parametrize(
    "values",
    [
        {"decided_by": "{officer}"},
        {"decided_by": None, "decided_at": None, "decision": None},
        {"decision": "rejected"},
        {"decided_at": "2026-11-25"},
        {"because": "not_needed"},
        {"counts_from": "2026-01-01"},
    ],
    ids=str,
)
async def test_nor_once_it_is_decided(url: str, values: dict[str, Any]) -> None:
    async with desk(url) as at:
        change = await at.submits(Field.PHONE, "0912345678")
        await at.decides(change)
        with pytest.raises(DBAPIError):
            await at.runs(_set(at, values, change.id))


def _set(at: Desk, values: dict[str, Any], change: int) -> str:
    names = {"{officer}": str(at.officer), "{leader}": str(at.leader)}
    set_ = ", ".join(f"{key} = {_literal(names.get(one, one))}" for key, one in values.items())
    return f"UPDATE field_change SET {set_} WHERE id = {change}"


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value) if str(value).isdigit() else f"'{value}'"


async def test_no_row_is_made_in_somebody_elses_name(url: str) -> None:
    """The event names who submitted; a row that says another, or nobody, is refused."""
    async with desk(url) as at:
        change = await at.submits(Field.PHONE, "0912345678")
        event = await at.value(
            select(field_change.c.event_id).where(field_change.c.id == change.id)
        )
        for by in (at.leader, None):
            row = {
                "id": 8,
                "case_id": change.case,
                "event_id": event,
                "submitted_by": by,
                "field": "phone",
                "submitted_at": NOW,
                "sealed_new": b"x",
            }
            with pytest.raises(DBAPIError):
                await at.runs(insert(field_change).values(row))


async def test_nothing_is_removed_before_its_time(url: str) -> None:
    async with desk(url) as at:
        waiting = await at.submits(Field.PHONE, "0912345678")
        decided = await at.submits(Field.NAME, "Néang Sa Rím")
        await at.decides(decided)
        removals = [f"DELETE FROM field_change WHERE id = {one.id}" for one in (waiting, decided)]
        if url.startswith("sqlite"):
            removals.append("INSERT OR REPLACE INTO field_change SELECT * FROM field_change")
        else:
            removals.append("TRUNCATE field_change")
        for removal in removals:
            with pytest.raises(DBAPIError, match=r"decided once|append-only"):
                await at.runs(removal)


async def test_the_check_misses_a_dropped_trigger(url: str) -> None:
    async with desk(url) as at:
        assert await check(at.there.app.database) == []
        table = "" if url.startswith("sqlite") else " ON field_change"
        await at.runs(f"DROP TRIGGER field_change_no_update{table}")
        [problem] = await check(at.there.app.database)
        assert "field_change_no_update" in problem


async def test_every_submitter_is_a_human_of_the_staff(url: str) -> None:
    async with desk(url) as at:
        await at.submits(Field.PHONE, "0912345678")
        strangers = (
            select(func.count())
            .select_from(field_change)
            .where(field_change.c.submitted_by.not_in(select(actor.c.id)))
        )
        assert await at.value(strangers) == 0


# --- Whatever happens in whatever order ---------------------------------------------------------


class Act(StrEnum):
    SUBMIT = "submit"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    CHANGED_OTHERWISE = "changed_otherwise"


_DECIDES = {
    Act.APPROVE: Decision.APPROVED,
    Act.SEND_BACK: Decision.SENT_BACK,
    Act.REJECT: Decision.REJECTED,
}


@given(
    st.lists(st.tuples(st.sampled_from(Act), st.integers(0, 2)), min_size=6, max_size=24),
)
@hypothesis_settings(
    max_examples=12,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_nothing_is_decided_twice_or_by_its_submitter_whatever_the_order(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Act, int]]
) -> None:
    """Of three humans each tries everything; the record holds what was approved last, or what
    changed it otherwise."""
    path = tmp_path_factory.mktemp("order") / "store.db"
    asyncio.run(_in_any_order(copy_sqlite(sqlite_template, path), steps))


async def _in_any_order(url: str, steps: list[tuple[Act, int]]) -> None:
    async with desk(url) as at:
        third = await at.there.session(await officer(url, "clerk", "PSTA7364"))
        async with at.there.records() as records:
            clerk = await records.staff.at(third, NOW.date(), NOW - NOW)
        assert clerk is not None
        people = (at.officer, at.leader, clerk.id)
        holds, newest = await at.reads(Field.NAME), None
        for number, (act, who) in enumerate(steps):
            by = people[who]
            if act is Act.SUBMIT:
                newest = await at.submits(Field.NAME, f"Néang {'abcdefghij'[number % 10]}", by)
            elif act is Act.CHANGED_OTHERWISE:
                holds = f"Rim {number}"
                async with at.there.records() as records:
                    await records.corrections.fields.write(at.there.person.id, Field.NAME, holds)
            elif newest is not None:
                holds = await _tries(at, act, newest, by, holds)
            assert await at.reads(Field.NAME) == holds
            await _nobody_decided_alone(at)


async def _tries(at: Desk, act: Act, change: Change, by: int, holds: str | None) -> str | None:
    """What the record holds after it."""
    if act is Act.WITHDRAW:
        async with at.there.records() as records:
            back = await records.corrections.one(change.id)
            assert back is not None
            withdrawn = await records.corrections.withdraw(back, by, NOW)
        assert not withdrawn or by == change.submitted_by
        return holds
    outcome = await at.decides(change, _DECIDES[act], by)
    assert outcome is not Outcome.DECIDED or by != change.submitted_by
    approved = outcome is Outcome.DECIDED and act is Act.APPROVE
    assert not approved or change.old == holds
    return change.new if approved else holds


async def _nobody_decided_alone(at: Desk) -> None:
    async with at.there.app.database.engine.connect() as connection:
        rows = (await connection.execute(select(field_change))).all()
        states = (await connection.execute(select(case_file.c.state))).scalars().all()
        events = (await connection.execute(select(case_event))).all()
    assert all(row.decided_by != row.submitted_by for row in rows)
    decisions = [row.decision for row in rows if row.decision]
    decided = [one for one in events if one.event in _EVENTS_OF_DECISIONS]
    assert len(decisions) == len(decided), "each is in the history once"
    assert set(states) <= {one.value for one in CaseState}
    back = [(one.case_id, one.id) for one in events if one.event in _WITHDRAWALS]
    undecided = [
        row.case_id
        for row in rows
        if row.decided_at is None
        and not any(case == row.case_id and at > row.event_id for case, at in back)
    ]
    assert len(undecided) == len(set(undecided)), "one waits in a case"


_WITHDRAWALS = {CaseEvent.WITHDRAWN.value, CaseEvent.WITHDRAWN_ANEW.value}
_EVENTS_OF_DECISIONS = {
    one.value
    for one in (
        CaseEvent.APPROVED,
        CaseEvent.APPROVED_HERE,
        CaseEvent.SENT_BACK,
        CaseEvent.REJECTED,
        CaseEvent.REJECTED_ANEW,
    )
}


async def test_of_many_who_submit_the_same_at_once_one_is_first(url: str) -> None:
    async with desk(url) as at:
        many = [
            at.submits(Field.NAME, f"Néang {letter}", by)
            for letter, by in zip("abcdef", [at.officer, at.leader] * 3, strict=True)
        ]
        changes = await asyncio.gather(*many)
        assert len({one.id for one in changes}) == 1
        assert await at.value(select(func.count()).select_from(field_change)) == 1


async def test_of_many_who_decide_at_once_one_does(url: str) -> None:
    async with desk(url) as at:
        change = await at.submits(Field.PHONE, "0912345678")
        decisions = [Decision.APPROVED, Decision.REJECTED, Decision.SENT_BACK] * 2
        outcomes = await asyncio.gather(*(at.decides(change, one) for one in decisions))
        assert sorted(outcomes) == [Outcome.ALREADY] * 5 + [Outcome.DECIDED]
