"""What is reported. Filing the same thing again gives the case that is already there; where that is
over, it is opened anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.case import STANDING, Case, CaseKind, CaseState, PaidHow, check_ending, new_number
from domain.case_clock import ANEW, done_by, look_by
from domain.case_flow import CaseEvent, NotPossible, after
from domain.festivals import public_holidays
from domain.notice import NoticeKind
from domain.otp import OtpFailure
from domain.person import Person
from domain.place import UnitKey
from domain.text import Month
from domain.working_days import working_days_after
from storage.answerers import owners_of
from storage.case_history import CaseHistory
from storage.connection import Store
from storage.notices import Notices
from storage.own_news import OwnNews
from storage.sealed import Unreadable
from storage.staff import Staff
from storage.tables import case_file

_FILE: dict[str, Any] = {
    "sqlite": sqlite.insert(case_file).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(case_file).on_conflict_do_nothing(),
}
_TRIES = 8
DAYS_OFF = public_holidays()
_ENDS_BY_WORD = {CaseState.DONE: CaseEvent.SETTLED, CaseState.REFUSED: CaseEvent.REFUSED}
_NOT_LOOKED_AT = frozenset(
    {
        CaseEvent.CHANGED,
        CaseEvent.ESCALATED,
        CaseEvent.LISTED,
        CaseEvent.REMINDED,
        CaseEvent.REOPENED,
    }
)
"""After all else somebody has looked at it."""

_TOLD_OTHERWISE = frozenset(
    {
        CaseEvent.WITHDRAWN,
        CaseEvent.WITHDRAWN_ANEW,
        CaseEvent.APPROVED,
        CaseEvent.APPROVED_HERE,
        CaseEvent.REJECTED,
        CaseEvent.REJECTED_ANEW,
    }
)
"""Of a decision on a record everybody hears who hears about the person; of what is withdrawn
nobody."""

standing = case_file.c.state.in_(sorted(one.value for one in STANDING))
"""What somebody has still to do something about."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is filed, by kind: why in one code, at which bank, and what else was said, as JSON.
    ``by``: the member of staff who reports it for the person."""

    by: int | None = None
    cause: str | None = None
    bank: str | None = None
    details: str = ""


_SAID = Report()


class Cases:
    def __init__(self, store: Store) -> None:
        self._store = store
        self.history = CaseHistory(store)

    # --- Filed ------------------------------------------------------------------------------

    async def file(
        self,
        kind: CaseKind,
        reason: str,
        about: Person,
        month: Month,
        session_id: int,
        now: datetime,
        due_on: date | None = None,
        said: Report = _SAID,
    ) -> Case:
        """The case, new or already there; one that was over is open again. Its number is drawn
        until one is free. ``due_on``: the last day that the law gives."""
        self._store.filed.append(kind.value)
        row = {
            "kind": kind.value,
            "reason": reason,
            "person_id": about.id,
            "month": month.first_day,
            **self._begun(kind, about.unit, session_id, said.by, now, due_on),
            **_report(said),
        }
        for _ in range(_TRIES):
            if new_id := await self._insert(row, said.details):
                await self._begin(new_id, kind, reason, about.unit, session_id, said.by, now)
            if found := await self._known(kind, reason, about, month, now):
                return found if new_id else await self._again(found, session_id, said, now)
        raise RuntimeError("no free case number")

    async def pass_on(
        self, unit: UnitKey, words: str, session_id: int, to: int | None, now: datetime
    ) -> str:
        """What was said about nobody that we know; its number. ``to`` is who handles it."""
        kind = CaseKind.PASSED_ON
        self._store.filed.append(kind.value)
        row = {
            "kind": kind.value,
            "reason": kind.value,
            "person_id": None,
            "month": Month.of(now.date()).first_day,
            "handled_by": to,
            **self._begun(kind, unit, session_id, None, now, None),
        }
        for _ in range(_TRIES):
            if new_id := await self._insert(row, words):
                await self._begin(new_id, kind, kind.value, unit, session_id, None, now)
                return str(await self.number_of(new_id))
        raise RuntimeError("no free case number")

    def _begun(
        self,
        kind: CaseKind,
        unit: UnitKey,
        session_id: int,
        by: int | None,
        now: datetime,
        due_on: date | None,
    ) -> dict[str, Any]:
        """How every case begins: open, its clocks running."""
        done = done_by(kind, now.date(), DAYS_OFF)
        return {
            "unit_code": unit.code,
            "unit_from": unit.valid_from,
            "state": CaseState.OPEN.value,
            "session_id": session_id,
            "filed_at": now,
            "filed_by": by,
            "look_by": look_by(kind, now.date(), DAYS_OFF),
            "due_on": min(due_on, done) if due_on else done,
        }

    async def _insert(self, row: Mapping[str, Any], details: str) -> int | None:
        """The new id; None where the number was taken, or the same thing is there already."""
        new_id = self._store.ids()
        seal = self._store.vault.seal
        sealed = seal(details, case_file.c.sealed_details, new_id) if details else None
        made = await self._store.connection.execute(
            _FILE[self._store.dialect],
            {**row, "id": new_id, "number": new_number(), "sealed_details": sealed},
        )
        return new_id if made.rowcount == 1 else None

    async def _begin(
        self,
        case_id: int,
        kind: CaseKind,
        reason: str,
        unit: UnitKey,
        session_id: int,
        by: int | None,
        now: datetime,
    ) -> None:
        states = (None, CaseState.OPEN)
        await self.history.write(case_id, CaseEvent.FILED, states, by, now)
        await self._tell_owners(case_id, kind, reason, unit, session_id, by, now)
        if by is not None:
            await OwnNews(self._store).queue_reported(case_id, now)

    async def _again(self, found: Case, session_id: int, said: Report, now: datetime) -> Case:
        """Reported again: what is over is open again, with what is said now."""
        if not found.state.is_over:
            return found
        values = _report(said) if said is not _SAID else {}
        if said.details:
            column = case_file.c.sealed_details
            values["sealed_details"] = self._store.vault.seal(said.details, column, found.id)
        if values:
            await self._set(found.id, filed_by=said.by, **values)
        await self.happen(found.id, CaseEvent.REOPENED, said.by, now, but=session_id)
        return await self.one(found.id, now) or found

    # --- What happens to it -----------------------------------------------------------------

    async def happen(
        self,
        case_id: int,
        event: CaseEvent,
        by: int | None,
        now: datetime,
        *,
        words: str = "",
        paid: PaidHow | None = None,
        to: int | None = None,
        level: int | None = None,
        but: int = 0,
    ) -> int | None:
        """The id of what happened; None where it cannot happen to the case as it stands by now,
        because somebody else was faster. Who is to hear of it is told, in the same transaction.

        ``by``: the member of staff, None for the person themselves or the program. ``to``: to whom
        it is assigned. ``but``: the session that knows already.

        Raises HowPaidMissing, and sqlalchemy.exc.NoResultFound where there is no such case.
        """
        row = await self._locked(case_id)
        kind, before = CaseKind(row.kind), CaseState(row.state)
        if event in {CaseEvent.SETTLED, CaseEvent.REFUSED}:
            check_ending(kind, paid)
        try:
            then = after(kind, before, event)
        except NotPossible:
            return None
        self._store.filed.append(f"case_{event.value}")
        values = self._changed(row, event, then, now)
        values |= {"handled_by": to} if event is CaseEvent.ASSIGNED else {}
        values |= {"handled_by": by} if event is CaseEvent.TAKEN else {}
        values |= {"level": level} if event is CaseEvent.ESCALATED else {}
        if then.is_over:
            values |= {"paid_how": paid and paid.value, "handled_by": by or row.handled_by}
        await self._set(case_id, **values)
        states = (before, then)
        happened = await self.history.write(
            case_id, event, states, by, now, words=words, to=to, level=level
        )
        await self._tell(row, event, then, by, to, but, now)
        return happened

    def _changed(
        self, row: Any, event: CaseEvent, then: CaseState, now: datetime
    ) -> dict[str, Any]:
        """State and clocks; a case that comes to others has a clock anew."""
        today = now.date()
        values: dict[str, Any] = {"state": then.value}
        if event not in _NOT_LOOKED_AT and row.looked_at is None:
            values["looked_at"] = now
        if then in ANEW and then.value != row.state:
            values |= {"due_on": working_days_after(today, ANEW[then], DAYS_OFF), "level": 0}
        if event is CaseEvent.ANSWERED or event is CaseEvent.REOPENED:
            kind = CaseKind(row.kind)
            values |= {
                "look_by": look_by(kind, today, DAYS_OFF),
                "due_on": done_by(kind, today, DAYS_OFF),
                "looked_at": None,
                "level": 0,
                "closed_at": None,
                "paid_how": None,
            }
        if then.is_over:
            values["closed_at"] = now
        return values

    async def change(self, case_id: int, said: Report, by: int | None, now: datetime) -> bool:
        """What was said with a standing case is otherwise now; whoever was told of it is told anew.
        ``by``: None where the calendar has changed it. Whether it stands still."""
        if await self.happen(case_id, CaseEvent.CHANGED, by, now) is None:
            return False
        column = case_file.c.sealed_details
        sealed = self._store.vault.seal(said.details, column, case_id)
        await self._set(case_id, **_report(said), sealed_details=sealed)
        news = OwnNews(self._store)
        await news.retire_case(case_id, NoticeKind.CASE_REPORTED)
        await news.queue_reported(case_id, now)
        return True

    async def close(
        self, case_id: int, state: CaseState, paid: PaidHow | None, by: int, now: datetime
    ) -> bool:
        """Settled or refused by the word of who answers; whether it was there to be closed.

        Raises HowPaidMissing, and sqlalchemy.exc.NoResultFound where there is no such case.
        """
        return await self.happen(case_id, _ENDS_BY_WORD[state], by, now, paid=paid) is not None

    async def hand_over(
        self,
        leaver: int,
        heir: int | None,
        units: Collection[UnitKey] | None,
        by: int | None,
        now: datetime,
    ) -> int:
        """What one has in hand in these units is the other's, or where there is no other, again the
        unit's; how many. ``units`` is None for the whole province; ``by``: who decided so."""
        chosen = select(case_file.c.id).where(case_file.c.handled_by == leaver, standing)
        if units is not None:
            chosen = chosen.where(or_(case_file.c.id.is_(None), *(in_unit(unit) for unit in units)))
        ids = (await self._store.connection.execute(chosen)).scalars().all()
        for case_id in ids:
            await self._give(case_id, by, heir, now)
        return len(ids)

    async def _give(self, case_id: int, by: int | None, to: int | None, now: datetime) -> None:
        """Without a word to anybody: who hands over, or is handed to, knows."""
        row = await self._locked(case_id)
        state = CaseState(row.state)
        await self._set(case_id, handled_by=to)
        await self.history.write(case_id, CaseEvent.ASSIGNED, (state, state), by, now, to=to)

    # --- Who hears of it --------------------------------------------------------------------

    async def _tell(
        self,
        row: Any,
        event: CaseEvent,
        then: CaseState,
        by: int | None,
        to: int | None,
        but: int,
        now: datetime,
    ) -> None:
        kind, unit = CaseKind(row.kind), UnitKey(row.unit_code, row.unit_from)
        news = OwnNews(self._store)
        if event is CaseEvent.REOPENED or event is CaseEvent.ANSWERED:
            await news.retire_case(row.id)
            await self._tell_owners(row.id, kind, row.reason, unit, but, by, now)
        if event is CaseEvent.ASSIGNED and to is not None and to != by:
            await self._tell_actor(to, NoticeKind.CASE_YOURS, row.id, now)
        if event is CaseEvent.REMINDED:
            await self._remind(row, now)
        if event is CaseEvent.CHANGED and by is None:
            holder = row.handled_by or row.filed_by
            if holder is not None:
                await self._tell_actor(holder, NoticeKind.CASE_CHANGED, row.id, now)
        if event is CaseEvent.SENT_BACK and row.filed_by is not None:
            await self._tell_actor(row.filed_by, NoticeKind.CASE_SENT_BACK, row.id, now)
        if then.is_over or then is CaseState.WAITS_FOR_BANK:
            if row.filed_by is not None and row.filed_by != by:
                await self._tell_actor(row.filed_by, NoticeKind.CASE_ENDED, row.id, now)
            if event not in _TOLD_OTHERWISE:
                await news.queue_answer(row.id, now, but)

    async def _remind(self, row: Any, now: datetime) -> None:
        """Whose it is hears once more that it is late."""
        if row.handled_by is not None:
            await self._tell_actor(row.handled_by, NoticeKind.CASE_OVERDUE, row.id, now)
            return
        await OwnNews(self._store).retire_case(row.id, NoticeKind.CASE_OVERDUE)
        unit = UnitKey(row.unit_code, row.unit_from)
        hearing = await owners_of(self._store, CaseKind(row.kind), row.reason, unit)
        await Notices(self._store).tell(sorted(hearing), NoticeKind.CASE_OVERDUE, row.id, now)

    async def _tell_actor(self, actor: int, kind: NoticeKind, case_id: int, now: datetime) -> None:
        await OwnNews(self._store).retire_case(case_id, kind)
        sessions = await Staff(self._store).sessions_of(actor)
        await Notices(self._store).tell(sessions, kind, case_id, now)

    async def _tell_owners(
        self,
        case_id: int,
        kind: CaseKind,
        reason: str,
        unit: UnitKey,
        but: int,
        by: int | None,
        now: datetime,
    ) -> None:
        """Who has to answer hears that there is something new, by day; not who has reported it, at
        whatever address."""
        hearing = await owners_of(self._store, kind, reason, unit) - {but}
        if by is not None and kind is CaseKind.CORRECTION:
            hearing -= set(await Staff(self._store).sessions_of(by))
        await Notices(self._store).tell(sorted(hearing), NoticeKind.CASE_FILED, case_id, now)

    # --- Read -------------------------------------------------------------------------------

    async def one(self, case_id: int, now: datetime) -> Case | None:
        """A case by its id; nothing of whom it is about is read."""
        result = await self._store.connection.execute(
            select(case_file).where(case_file.c.id == case_id)
        )
        row = result.one_or_none()
        return read_case(row, now) if row else None

    async def reported(
        self, number: str, session_id: int, people: Collection[int], now: datetime
    ) -> tuple[Case, UnitKey] | None:
        """A case by its number, with its unit, for who hears about the person; what is about nobody
        that we know, for where it was reported from. Nothing of whom it is about is read."""
        passed_on = and_(case_file.c.person_id.is_(None), case_file.c.session_id == session_id)
        mine = or_(case_file.c.person_id.in_(sorted(people)), passed_on)
        result = await self._store.connection.execute(
            select(case_file).where(case_file.c.number == number, mine)
        )
        row = result.one_or_none()
        return (read_case(row, now), UnitKey(row.unit_code, row.unit_from)) if row else None

    async def still_open(
        self, people: Collection[int], month: Month, kinds: Collection[CaseKind]
    ) -> tuple[str, ...]:
        """The numbers of open cases about these people and a month; nothing else of them is
        read."""
        result = await self._store.connection.execute(
            select(case_file.c.number)
            .where(
                case_file.c.person_id.in_(sorted(people)),
                case_file.c.month == month.first_day,
                case_file.c.kind.in_(sorted(kind.value for kind in kinds)),
                standing,
            )
            .order_by(case_file.c.id)
        )
        return tuple(result.scalars())

    async def in_units(
        self, number: str, units: Collection[UnitKey], now: datetime
    ) -> tuple[Case, UnitKey] | None:
        """By its number, for who stands above; nothing of whom it is about is read."""
        theirs = or_(case_file.c.id.is_(None), *(in_unit(unit) for unit in units))
        result = await self._store.connection.execute(
            select(case_file).where(case_file.c.number == number, theirs)
        )
        row = result.one_or_none()
        return (read_case(row, now), UnitKey(row.unit_code, row.unit_from)) if row else None

    async def open_about(
        self, person_id: int, kind: CaseKind, now: datetime, reason: str = ""
    ) -> Case | None:
        """The newest of a kind, and reason where one is given, about a person that is not over, of
        whatever month."""
        result = await self._store.connection.execute(
            select(case_file)
            .where(
                case_file.c.person_id == person_id,
                case_file.c.kind == kind.value,
                *([case_file.c.reason == reason] if reason else []),
                standing,
            )
            .order_by(case_file.c.id.desc())
            .limit(1)
        )
        row = result.one_or_none()
        return read_case(row, now) if row else None

    async def unit_of(self, case_id: int) -> UnitKey | None:
        """Whose it is; nothing of the case itself is read."""
        result = await self._store.connection.execute(
            select(case_file.c.unit_code, case_file.c.unit_from).where(case_file.c.id == case_id)
        )
        row = result.one_or_none()
        return UnitKey(row.unit_code, row.unit_from) if row else None

    async def number_of(self, case_id: int) -> str | None:
        """What one can read out; nothing of the case itself is read."""
        result = await self._store.connection.execute(
            select(case_file.c.number).where(case_file.c.id == case_id)
        )
        number: str | None = result.scalar_one_or_none()
        return number

    async def otp(self, case: Case) -> OtpFailure | None:
        """What was said of a code that does not arrive; None of any other case, and where it cannot
        be read."""
        if case.kind is not CaseKind.OTP or case.cause is None:
            return None
        column = case_file.c.sealed_details
        sealed = await self._store.connection.scalar(
            select(column).where(case_file.c.id == case.id)
        )
        if sealed is None:
            return None
        try:
            return OtpFailure.read(case.cause, self._store.vault.open(sealed, column, case.id))
        except Unreadable:
            return None

    async def count(self) -> int:
        result = await self._store.connection.execute(select(func.count()).select_from(case_file))
        return result.scalar_one()

    async def _known(
        self, kind: CaseKind, reason: str, about: Person, month: Month, now: datetime
    ) -> Case | None:
        result = await self._store.connection.execute(
            select(case_file).where(
                case_file.c.person_id == about.id,
                case_file.c.kind == kind.value,
                case_file.c.reason == reason,
                case_file.c.month == month.first_day,
            )
        )
        row = result.one_or_none()
        return read_case(row, now) if row else None

    async def _locked(self, case_id: int) -> Any:
        """The row as it is once nobody else writes to it."""
        result = await self._store.connection.execute(
            select(case_file).where(case_file.c.id == case_id).with_for_update()
        )
        return result.one()

    async def _set(self, case_id: int, **values: object) -> None:
        await self._store.connection.execute(
            update(case_file).where(case_file.c.id == case_id).values(**values)
        )


def _report(said: Report) -> dict[str, Any]:
    return {"cause": said.cause, "bank": said.bank}


def in_unit(unit: UnitKey) -> Any:
    return and_(case_file.c.unit_code == unit.code, case_file.c.unit_from == unit.valid_from)


def read_case(row: Any, now: datetime) -> Case:
    """From a row of `case_file`."""
    return Case(
        row.id,
        row.number,
        CaseKind(row.kind),
        CaseState(row.state),
        row.filed_at.astimezone(now.tzinfo).date(),
        row.due_on,
        PaidHow(row.paid_how) if row.paid_how else None,
        row.look_by if row.looked_at is None else None,
        row.level,
        row.handled_by,
        row.filed_by,
        row.cause,
        row.reason,
    )
