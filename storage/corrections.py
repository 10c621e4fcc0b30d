"""Corrections of records: submitted by one of the staff, decided by another, applied at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, insert, or_, select, tuple_, update

from domain.case import CaseKind, CaseState
from domain.case_flow import CaseEvent, keeping_what_waits
from domain.correction import TWO_ENDS, Because, Change, Decision, Outcome, Told, first_open
from domain.notice import NoticeKind
from domain.permissions import Field
from domain.person import Person
from domain.place import UnitKey
from domain.privacy import Level
from domain.text import Month
from storage.accounts import Accounts
from storage.case_rows import in_unit, standing
from storage.cases import Cases, Report
from storage.connection import Store
from storage.notices import Notices
from storage.record_fields import RecordFields
from storage.silence import is_silenced
from storage.tables import case_event, case_file, field_change, payment_list

_DECIDABLE = (CaseState.OPEN, CaseState.IN_HAND)
_newer = field_change.alias("newer")
_newest = ~exists().where(
    _newer.c.case_id == field_change.c.case_id, _newer.c.id > field_change.c.id
)
"""What was submitted last in its case: with a new value the earlier one is past."""

_withdrawn = exists().where(
    case_event.c.case_id == field_change.c.case_id,
    case_event.c.id > field_change.c.event_id,
    case_event.c.event.in_((CaseEvent.WITHDRAWN.value, CaseEvent.WITHDRAWN_ANEW.value)),
)
"""Its case goes on without it, and may be opened again for another value."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A correction that waits, as far as it is known without opening it."""

    id: int
    case: int
    field: Field
    unit: UnitKey


@dataclass(frozen=True, slots=True)
class Submitted:
    """``is_new`` is False where one on the same field waits already: then this is that one."""

    change: int
    case: int
    number: str
    is_new: bool


class Corrections:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._cases = Cases(store)
        self.fields = RecordFields(store)

    # --- Submitted --------------------------------------------------------------------------

    async def submit(
        self,
        about: Person,
        field: Field,
        new: str,
        by: int,
        session_id: int,
        now: datetime,
        *,
        words: str = "",
    ) -> Submitted:
        """In the case of this field, which is made, or goes on. ``by``: the actor who asks.
        ``words``: what they answer, where it came back with a question."""
        case_id, number, event = await self._case(about, field, by, session_id, now, words)
        if (waiting := await self.open_on(about.id, field)) is not None:
            return Submitted(waiting.id, case_id, waiting.number, is_new=False)
        event = event or await self._cases.happen(case_id, CaseEvent.NOTED, by, now)
        old = await self.fields.value(about.id, field)
        new_id = self._store.ids()
        seal = self._store.vault.seal
        await self._store.connection.execute(
            insert(field_change),
            {
                "id": new_id,
                "case_id": case_id,
                "event_id": event,
                "submitted_by": by,
                "field": field.value,
                "submitted_at": now,
                "sealed_old": old and seal(old, field_change.c.sealed_old, new_id),
                "sealed_new": seal(new, field_change.c.sealed_new, new_id),
            },
        )
        return Submitted(new_id, case_id, number, is_new=True)

    async def _case(
        self, about: Person, field: Field, by: int, session_id: int, now: datetime, words: str
    ) -> tuple[int, str, int | None]:
        """Locked from here on, so that of two who ask at once the second sees the first; with the
        event by which it is asked for, where there is one."""
        kind, month = CaseKind.CORRECTION, Month.of(now.date())
        found = await self._standing(about.id, field)
        if found is None:
            case = await self._cases.file(
                kind, field.value, about, month, session_id, now, said=Report(by=by)
            )
            await self._lock(case.id)
            return case.id, case.number, await self._cases.history.submitted(case.id, by)
        case_id, number, state = found
        await self._lock(case_id)
        goes_on = _GOES_ON.get(state)
        event = None
        if goes_on is not None:
            event = await self._cases.happen(case_id, goes_on, by, now, but=session_id, words=words)
        if event is not None:
            await self._is_theirs(case_id, by)
        return case_id, number, event

    async def _is_theirs(self, case_id: int, by: int) -> None:
        """Who submitted last is who is asked, and told, from now on."""
        self._store.standing_cases.clear()
        await self._store.connection.execute(
            update(case_file).where(case_file.c.id == case_id).values(filed_by=by)
        )

    async def _standing(self, person_id: int, field: Field) -> tuple[int, str, CaseState] | None:
        """The case about this field that is not over, of whatever month."""
        result = await self._store.connection.execute(
            select(case_file.c.id, case_file.c.number, case_file.c.state)
            .where(
                case_file.c.person_id == person_id,
                case_file.c.kind == CaseKind.CORRECTION.value,
                case_file.c.reason == field.value,
                standing,
            )
            .order_by(case_file.c.id.desc())
            .limit(1)
        )
        row = result.one_or_none()
        return (row.id, row.number, CaseState(row.state)) if row else None

    async def withdraw(self, change: Change, by: int, now: datetime) -> bool:
        """What waits or was sent back, by who submitted it; whether it could still be."""
        if change.submitted_by != by or change.decision not in {None, Decision.SENT_BACK}:
            return False
        await self._lock(change.case)
        last = await self.last_of(change.case)
        if last is None or last.id != change.id:
            return False
        event = await self._anew(CaseEvent.WITHDRAWN, change.case)
        withdrawn = await self._cases.happen(change.case, event, by, now) is not None
        if withdrawn and change.decision is None:
            await self._emptied(change.id)
        return withdrawn

    async def _emptied(self, change_id: int) -> None:
        """What nobody has decided on is kept for ever, so that its values must not be."""
        empty = self._store.vault.seal("", field_change.c.sealed_new, change_id)
        await self._store.connection.execute(
            update(field_change)
            .where(field_change.c.id == change_id, field_change.c.decided_at.is_(None))
            .values(sealed_old=None, sealed_new=empty)
        )

    # --- Read -------------------------------------------------------------------------------

    async def waiting(
        self, units: Sequence[UnitKey], by: int, but: Collection[int]
    ) -> tuple[Waiting, ...]:
        """What waits in these units for a decision of somebody else than who submitted it, most
        urgent first; without those about certain people. Nothing is opened."""
        result = await self._store.connection.execute(
            select(
                field_change.c.id,
                field_change.c.case_id,
                field_change.c.field,
                case_file.c.unit_code,
                case_file.c.unit_from,
            )
            .join(case_file, case_file.c.id == field_change.c.case_id)
            .where(
                *_undecided(),
                or_(case_file.c.id.is_(None), *map(in_unit, units)),
                field_change.c.submitted_by != by,
                case_file.c.person_id.not_in(sorted(but)),
            )
            .order_by(case_file.c.due_on, field_change.c.id)
        )
        return tuple(Waiting(row.id, row.case_id, Field(row.field), _unit(row)) for row in result)

    async def one(self, change_id: int) -> Change | None:
        """Opened; who may read it is for the caller to know. Raises Unreadable."""
        row = await self._row(_chosen().where(field_change.c.id == change_id))
        return None if row is None else self._change(row)

    async def open_on(self, person_id: int, field: Field) -> Change | None:
        """What waits already for a decision on the same field."""
        row = await self._row(
            _chosen().where(
                *_undecided(),
                case_file.c.person_id == person_id,
                field_change.c.field == field.value,
            )
        )
        return None if row is None else self._change(row)

    async def at_bank(self, person_id: int, field: Field) -> Change | None:
        """What was approved last of this field, where the bank has yet to follow it."""
        waits = case_file.c.state == CaseState.WAITS_FOR_BANK.value
        approved = field_change.c.decision == Decision.APPROVED.value
        about = case_file.c.person_id == person_id
        of_it = field_change.c.field == field.value
        row = await self._row(_chosen().where(waits, approved, about, of_it))
        return None if row is None else self._change(row)

    async def told(self, change_id: int) -> Told | None:
        """By its id; nothing is opened."""
        return await self._told(field_change.c.id == change_id)

    async def last_of(self, case_id: int) -> Told | None:
        """What was submitted last in a case; nothing is opened."""
        return await self._told(field_change.c.case_id == case_id, _newest)

    async def is_silenced(self, change_id: int) -> bool:
        """Nothing is said for now about the person whose record it is."""
        found = await self._store.connection.execute(
            _chosen().where(field_change.c.id == change_id, is_silenced(case_file.c.person_id))
        )
        return found.first() is not None

    async def _told(self, *where: ColumnElement[bool]) -> Told | None:
        row = (await self._store.connection.execute(_chosen().where(*where))).one_or_none()
        return None if row is None else Told(**_known(row))

    async def counts_from(self, unit: UnitKey, now: datetime) -> Month:
        """The first month for which the unit, or what it is today, has no payment list yet."""
        this = Month.of(now.date())
        today = self._store.reference.gazetteer.today_of(unit)
        keys = [(one.code, one.valid_from) for one in {unit, *(each.key for each in today)}]
        result = await self._store.connection.execute(
            select(func.max(payment_list.c.month)).where(
                tuple_(payment_list.c.unit_code, payment_list.c.unit_from).in_(keys),
                payment_list.c.month >= this.first_day,
                payment_list.c.active,
            )
        )
        newest = result.scalar_one_or_none()
        return first_open([Month.of(newest)] if newest else [], this)

    # --- Decided ----------------------------------------------------------------------------

    async def decide(
        self,
        change: Change,
        decision: Decision,
        by: int,
        now: datetime,
        *,
        because: Because | None = None,
        words: str = "",
    ) -> Outcome:
        """Once, by one; on approval the record changes with it. ``words``: the question with which
        it goes back, or why it is rejected."""
        if change.submitted_by == by:
            return Outcome.OWN
        await self._lock(change.case)
        if await self._is_past(change):
            return Outcome.ALREADY
        approved = decision is Decision.APPROVED
        if approved and await self._has_changed(change):
            return Outcome.CHANGED
        event = await self._event(change, decision)
        if await self._cases.happen(change.case, event, by, now, words=words) is None:
            return Outcome.ALREADY
        counts = await self.counts_from(change.unit, now) if approved else None
        sealed = self._store.vault.seal(words, field_change.c.sealed_answer, change.id)
        await self._store.connection.execute(
            update(field_change)
            .where(field_change.c.id == change.id, field_change.c.decided_at.is_(None))
            .values(
                decided_by=by,
                decided_at=now,
                decision=decision.value,
                because=because and because.value,
                sealed_answer=sealed if words else None,
                counts_from=counts and counts.first_day,
            )
        )
        if approved:
            await self.fields.write(change.person, change.field, change.new)
        if approved and change.field is Field.UNIT:
            await self._cases.move_along(change.person, UnitKey.parse(change.new), by, now)
        if decision is not Decision.SENT_BACK:
            await Notices(self._store).tell_hearers(
                change.person, NoticeKind.RECORD_DECIDED, change.id, 0, now
            )
        return Outcome.DECIDED

    async def _is_past(self, change: Change) -> bool:
        """Decided meanwhile, or with another value by now."""
        result = await self._store.connection.execute(
            select(field_change.c.id).where(
                field_change.c.id == change.id, field_change.c.decided_at.is_(None), _newest
            )
        )
        return result.first() is None

    async def _has_changed(self, change: Change) -> bool:
        return await self.fields.value(change.person, change.field, lock=True) != change.old

    async def _event(self, change: Change, decision: Decision) -> CaseEvent:
        """What the bank keeps too waits for it, where the person has an account there."""
        if decision is not Decision.APPROVED:
            return await self._anew(_EVENTS[decision], change.case)
        if change.field not in TWO_ENDS:
            return CaseEvent.APPROVED
        account = await Accounts(self._store).of(change.person)
        at_bank = account is not None and account.exists
        return CaseEvent.APPROVED_HERE if at_bank else CaseEvent.APPROVED

    async def _anew(self, event: CaseEvent, case_id: int) -> CaseEvent:
        return keeping_what_waits(event, await self._cases.history.opened_from(case_id))

    async def _lock(self, case_id: int) -> None:
        await self._store.connection.execute(
            select(case_file.c.id).where(case_file.c.id == case_id).with_for_update()
        )

    async def _row(self, chosen: Select[Any]) -> Any:
        self._store.opened(Level.STAFF)
        newest = chosen.order_by(field_change.c.id.desc()).limit(1)
        return (await self._store.connection.execute(newest)).one_or_none()

    def _change(self, row: Any) -> Change:
        vault, open_ = self._store.vault, self._store.vault.open
        old = row.sealed_old
        return Change(
            **_known(row),
            submitted_at=row.submitted_at,
            old=None if old is None else open_(old, field_change.c.sealed_old, row.id),
            new=open_(row.sealed_new, field_change.c.sealed_new, row.id),
            answer=vault.open_or_empty(row.sealed_answer, field_change.c.sealed_answer, row.id),
            decided_at=row.decided_at,
        )


_EVENTS = {Decision.SENT_BACK: CaseEvent.SENT_BACK, Decision.REJECTED: CaseEvent.REJECTED}
_GOES_ON = {
    CaseState.SENT_BACK: CaseEvent.ANSWERED,
    CaseState.WAITS_FOR_BANK: CaseEvent.REOPENED,
}
"""A case that stands is not filed anew: with this it is again somebody's to decide."""


def _known(row: Any) -> dict[str, Any]:
    """What is known of a correction without opening it."""
    return {
        "id": row.id,
        "case": row.case_id,
        "number": row.number,
        "state": CaseState(row.state),
        "field": Field(row.field),
        "person": row.person_id,
        "unit": _unit(row),
        "submitted_by": row.submitted_by,
        "decision": Decision(row.decision) if row.decision else None,
        "because": Because(row.because) if row.because else None,
        "counts_from": Month.of(row.counts_from) if row.counts_from else None,
    }


def _unit(row: Any) -> UnitKey:
    return UnitKey(row.unit_code, row.unit_from)


def _undecided() -> tuple[Any, ...]:
    decidable = case_file.c.state.in_([one.value for one in _DECIDABLE])
    return field_change.c.decided_at.is_(None), _newest, ~_withdrawn, decidable


def _chosen() -> Select[Any]:
    return select(
        field_change,
        case_file.c.number,
        case_file.c.state,
        case_file.c.person_id,
        case_file.c.unit_code,
        case_file.c.unit_from,
    ).join(case_file, case_file.c.id == field_change.c.case_id)
