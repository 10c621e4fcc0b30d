"""What is reported. Filing the same thing again gives the case that is already there; where that is
over, it is opened anew."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, not_, or_, select, update

from domain.case import (
    STANDING,
    URGENT,
    Case,
    CaseKind,
    CaseState,
    PaidHow,
    check_ending,
    new_number,
)
from domain.case_clock import done_by, look_by
from domain.case_flow import CaseEvent, NotPossible, after, keeping_what_waits
from domain.otp import OtpFailure
from domain.person import Person
from domain.place import UnitKey
from domain.text import Month
from storage.case_changes import DAYS_OFF, Happening, changed
from storage.case_history import CaseHistory
from storage.case_reading import CaseReading
from storage.case_rows import in_unit, read_case, standing
from storage.case_telling import CaseTelling
from storage.cash_promised import CashPromised
from storage.connection import Store
from storage.human_talks import HumanTalks
from storage.tables import case_file, case_reporter, case_together

_PAYS = {
    CaseEvent.MONEY_USABLE: PaidHow.ACCOUNT,
    CaseEvent.LISTED: PaidHow.ACCOUNT,
}
"""What ends a case by saying how the money is had."""

_TRIES = 8
_ENDS_BY_WORD = {CaseState.DONE: CaseEvent.SETTLED, CaseState.REFUSED: CaseEvent.REFUSED}
_GIVES = frozenset({CaseEvent.TAKEN, CaseEvent.ASSIGNED})
"""With these somebody has it in hand."""


class DecidedBefore(Exception):
    """Who has decided a case does not decide on the appeal against it."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is filed, by kind: why in one code, at which bank, and what else was said, as JSON.
    ``by``: the member of staff who reports it for the person."""

    by: int | None = None
    cause: str | None = None
    bank: str | None = None
    details: str = ""


_SAID = Report()


@dataclass(frozen=True, slots=True)
class Filing:
    """What becomes a case. The same kind and reason about the same person, or payment point, in one
    month is one case.

    ``person`` and ``point``: None where it is about none that we know. ``against``: the member of
    staff of whom it is complained. ``above``: who answers it: 0 the unit, 1 who leads it, 2 the
    province. ``to``: who has it in hand from the beginning. ``due_on``: the last day that the law
    gives.
    """

    kind: CaseKind
    reason: str
    unit: UnitKey
    month: Month
    person: int | None = None
    point: int | None = None
    against: int | None = None
    above: int = 0
    to: int | None = None
    due_on: date | None = None
    said: Report = _SAID


class Cases(CaseReading):
    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.history = CaseHistory(store)
        self._telling = CaseTelling(store)
        self._promised = CashPromised(store)

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
        """About a person that we know."""
        filing = Filing(kind, reason, about.unit, month, about.id, due_on=due_on, said=said)
        return await self.put(filing, session_id, now)

    async def pass_on(
        self, unit: UnitKey, words: str, session_id: int, to: int | None, now: datetime
    ) -> str:
        """What was said about nobody that we know; its number. ``to`` is who handles it."""
        kind, month = CaseKind.PASSED_ON, Month.of(now.date())
        filing = Filing(kind, kind.value, unit, month, to=to, said=Report(details=words))
        return (await self.put(filing, session_id, now)).number

    async def put(self, filing: Filing, session_id: int, now: datetime) -> Case:
        """The case, new or already there; one that was over is open again. Its number is drawn
        until one is free."""
        self._store.filed.append(filing.kind.value)
        for _ in range(_TRIES):
            if new_id := await self._insert(filing, session_id, now):
                await self._begin(new_id, session_id, filing.said.by, now)
                return await self._read(new_id, now)
            if found := await self._known(filing, now):
                await self._reported_from(found.id, session_id, now)
                found = await self._first_reported(found, session_id, filing.said, now)
                return await self._again(found, session_id, filing.said, now)
        raise RuntimeError("no free case number")

    async def _insert(self, filing: Filing, session_id: int, now: datetime) -> int | None:
        """The new id; None where the number was taken, or the same thing is there already."""
        new_id = self._store.ids()
        self._store.standing_cases.clear()
        made = await self._store.connection.execute(
            self._store.insert(case_file).on_conflict_do_nothing(),
            {
                "id": new_id,
                "number": new_number(),
                "sealed_details": self._sealed(filing.said.details, new_id),
                "session_id": session_id,
                **begun(filing, now),
            },
        )
        return new_id if made.rowcount == 1 else None

    async def _begin(self, case_id: int, session_id: int, by: int | None, now: datetime) -> None:
        states = (None, CaseState.OPEN)
        await self.history.write(case_id, CaseEvent.FILED, states, by, now)
        await self._reported_from(case_id, session_id, now)
        row = await self._locked(case_id)
        theirs = row.handled_by is None and await self._telling.is_theirs(row, by)
        await self._telling.filed(row, theirs, now)
        if theirs:
            await self.happen(case_id, CaseEvent.TAKEN, by, now)
        await self._promised.tell_counter(case_id, await self._promised.of(case_id), now)

    async def filed_within_a_day(self, kind: CaseKind, session_id: int, now: datetime) -> int:
        """How many of a kind have come from an address."""
        result = await self._store.connection.execute(
            select(func.count())
            .select_from(case_file)
            .where(
                case_file.c.session_id == session_id,
                case_file.c.kind == kind.value,
                case_file.c.filed_at > now - timedelta(days=1),
            )
        )
        return int(result.scalar_one())

    async def also_reported(self, case_id: int, session_id: int, now: datetime) -> None:
        """What is open already is reported from here too."""
        self._store.filed.append("also_reported")
        await self._reported_from(case_id, session_id, now)

    async def _reported_from(self, case_id: int, session_id: int, now: datetime) -> None:
        """Everybody who reports it is to hear of its end; whoever does so again says that it is so
        still."""
        await self._store.connection.execute(
            self._store.insert(case_reporter)
            .values(case_id=case_id, session_id=session_id, at=now)
            .on_conflict_do_update(index_elements=["case_id", "session_id"], set_={"at": now})
        )

    async def _first_reported(
        self, found: Case, session_id: int, said: Report, now: datetime
    ) -> Case:
        """Only the lists have shown it until now: whoever answers was told how many there are, and
        hears of this one as of any that is reported."""
        self._store.standing_cases.clear()
        taken = await self._store.connection.execute(
            update(case_file)
            .where(case_file.c.id == found.id, case_file.c.session_id.is_(None))
            .values(session_id=session_id)
        )
        if taken.rowcount == 0 or found.state.is_over:
            return found
        details = {"sealed_details": self._sealed(said.details, found.id)} if said.details else {}
        await self._set(found.id, filed_by=said.by, **_report(said), **details)
        row = await self._locked(found.id)
        theirs = row.handled_by is None and await self._telling.is_theirs(row, said.by)
        await self._telling.filed(row, theirs, now)
        if theirs:
            await self.happen(found.id, CaseEvent.TAKEN, said.by, now)
        return await self._read(found.id, now)

    async def _again(self, found: Case, session_id: int, said: Report, now: datetime) -> Case:
        """Reported again: what is over is open again, with what is said now."""
        if not found.state.is_over:
            return found
        values = _report(said) if said is not _SAID else {}
        if said.details:
            values["sealed_details"] = self._sealed(said.details, found.id)
        if values:
            await self._set(found.id, filed_by=said.by, **values)
        await self.happen(found.id, CaseEvent.REOPENED, said.by, now, but=session_id)
        if await self._telling.is_theirs(await self._locked(found.id), said.by):
            await self.happen(found.id, CaseEvent.TAKEN, said.by, now)
        await self._promised.tell_counter(found.id, await self._promised.of(found.id), now)
        return await self._read(found.id, now)

    async def put_together(self, case_id: int, other_id: int, by: int, now: datetime) -> None:
        """Two cases of one household, in whatever order; once."""
        first, second = sorted((case_id, other_id))
        await self._store.connection.execute(
            self._store.insert(case_together).on_conflict_do_nothing(),
            {"case_id": first, "other_id": second, "put_by": by, "at": now},
        )

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
        above: int | None = None,
        due_on: date | None = None,
        but: int = 0,
    ) -> int | None:
        """The id of what happened; None where it cannot happen to the case as it stands by now,
        because somebody else was faster. Who is to hear of it is told, in the same transaction.

        ``by``: the member of staff, None for the person themselves or the program. ``to``: to whom
        it is assigned. ``above``: to which level it goes. ``due_on``: by when it must be done now.
        ``but``: the session that knows already.

        Raises HowPaidMissing, DecidedBefore, and sqlalchemy.exc.NoResultFound where there is no
        such case.
        """
        row = await self._locked(case_id)
        kind, before, paid = CaseKind(row.kind), CaseState(row.state), paid or _PAYS.get(event)
        promised = await self._promised.of(case_id) if kind is CaseKind.OTP else None
        try:
            then = after(kind, before, event)
        except NotPossible:
            return None
        if then.is_over:
            check_ending(kind, then, paid)
            if by in await self.history.decided_before(case_id):
                raise DecidedBefore(case_id)
        self._store.filed.append(f"case_{event.value}")
        reached = row.above if above is None else above
        what = Happening(event, then, by, to, but, reached, level, due_on, paid)
        await self._set(case_id, **changed(row, what, now))
        happened = await self.history.write(
            case_id, event, (before, then), by, now, words=words, to=to, level=level
        )
        await self._telling.happened(row, what, now)
        if then.is_over:
            await self._promised.tell_counter(case_id, promised, now)
        if kind is CaseKind.TALK and (event in _GIVES or then.is_over):
            await HumanTalks(self._store).follow(case_id, by, now)
        return happened

    async def change(self, case_id: int, said: Report, by: int | None, now: datetime) -> bool:
        """What was said with a standing case is otherwise now; whoever was told of it is told anew.
        ``by``: None where the calendar has changed it. Whether it stands still."""
        before = await self._promised.of(case_id)
        told = await self.otp(await self._read(case_id, now))
        if await self.happen(case_id, CaseEvent.CHANGED, by, now) is None:
            return False
        sealed = self._sealed(_instead(said, told), case_id)
        await self._set(case_id, **_report(said), sealed_details=sealed)
        await self._telling.changed(case_id, now)
        then = await self._promised.of(case_id)
        if then != before:
            await self._promised.tell_counter(case_id, then or before, now)
        return True

    async def close(
        self, case_id: int, state: CaseState, paid: PaidHow | None, by: int, now: datetime
    ) -> bool:
        """Settled or refused by the word of who answers; whether it was there to be closed.

        Raises what `happen` does.
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
        """What one has in hand in these units is the other's, or where there is no other, or it is
        complained of them, again the unit's; how many. ``units`` is None for the whole province;
        ``by``: who decided so."""
        chosen = select(case_file.c.id, case_file.c.against).where(
            case_file.c.handled_by == leaver, standing
        )
        if units is not None:
            chosen = chosen.where(or_(case_file.c.id.is_(None), *(in_unit(unit) for unit in units)))
        rows = (await self._store.connection.execute(chosen)).all()
        for row in rows:
            about_heir = heir is not None and row.against == heir
            await self._give(row.id, by, None if about_heir else heir, now)
        return len(rows)

    async def _give(self, case_id: int, by: int | None, to: int | None, now: datetime) -> None:
        """Without a word to anybody: who hands over, or is handed to, knows."""
        row = await self._locked(case_id)
        state = CaseState(row.state)
        await self._set(case_id, handled_by=to)
        await self.history.write(case_id, CaseEvent.ASSIGNED, (state, state), by, now, to=to)
        if CaseKind(row.kind) is not CaseKind.TALK:
            return
        await HumanTalks(self._store).follow(case_id, by, now)
        if to is None:  # somebody waits there for an answer, so its unit hears of it at once
            await self._telling.owners_again(row, 0, by, now)

    async def move_along(self, person_id: int, unit: UnitKey, by: int, now: datetime) -> None:
        """Who moves takes their cases along: the commune where they are now goes on with them, as
        the one before may no longer open them."""
        chosen = select(case_file).where(case_file.c.person_id == person_id, not_(in_unit(unit)))
        today_of = self._store.reference.gazetteer.today_of
        for row in (await self._store.connection.execute(chosen)).all():
            await self._set(row.id, unit_code=unit.code, unit_from=unit.valid_from)
            same = today_of(UnitKey(row.unit_code, row.unit_from)) == today_of(unit)
            if same or CaseState(row.state) not in STANDING:
                continue
            if CaseState(row.state) is CaseState.SENT_BACK:
                await self._nobody_can_answer(row.id, now)
                continue
            if row.handled_by is not None:
                await self._give(row.id, by, None, now)
            await self._promised_elsewhere(read_case(row, now), row.bank, now)
            await self.tell_owners_again(row.id, 0, now)

    async def _promised_elsewhere(self, case: Case, bank: str | None, now: datetime) -> None:
        """Nobody comes for cash to where they lived before: who was promised it, and the post
        there, hear so, and who answers here promises it anew."""
        failure = await self.otp(case)
        if failure is not None and failure.promised is not None:
            details = replace(failure, on=None, point=None).written()
            await self.change(case.id, Report(cause=case.cause, bank=bank, details=details), None,
                              now)  # fmt: skip

    async def _nobody_can_answer(self, case_id: int, now: datetime) -> None:
        """Who is asked something may not open the person any more, and nobody else was asked: it
        ends, and who submitted it and whose record it is hear so."""
        opened_from = await self.history.opened_from(case_id)
        event = keeping_what_waits(CaseEvent.WITHDRAWN, opened_from)
        await self.happen(case_id, event, None, now)

    async def give_back(self, case_id: int, now: datetime) -> None:
        """Who has it in hand may not answer it any more, so it is again the unit's."""
        await self._give(case_id, None, None, now)

    async def mark_urgent(self, case_id: int, now: datetime) -> bool:
        """It is to be done today; whether it was not urgent before."""
        row = await self._locked(case_id)
        if row.cause == URGENT:
            return False
        self._store.filed.append(URGENT)
        await self._set(case_id, cause=URGENT, look_by=now.date(), due_on=now.date())
        return True

    async def tell_owners_again(self, case_id: int, but: int, now: datetime) -> None:
        """What waits is asked for once more. ``but``: the session that knows."""
        await self._telling.owners_again(await self._locked(case_id), but, None, now)

    # --- Its row ----------------------------------------------------------------------------

    async def standing(self, filing: Filing, now: datetime) -> Case | None:
        """The same thing reported before, where it is not over."""
        found = await self._known(filing, now)
        return None if found is None or found.state.is_over else found

    async def held(self, case_id: int, now: datetime) -> tuple[Case, int]:
        """A case that nobody else changes before this is committed, and where it was reported from.

        Raises sqlalchemy.exc.NoResultFound where there is no such case.
        """
        row = await self._locked(case_id)
        return read_case(row, now), row.session_id

    async def _known(self, filing: Filing, now: datetime) -> Case | None:
        """The same thing reported before; of what is about none that we know, there is none."""
        if filing.person is None and filing.point is None:
            return None
        result = await self._store.connection.execute(
            select(case_file).where(
                case_file.c.kind == filing.kind.value,
                case_file.c.reason == filing.reason,
                case_file.c.month == filing.month.first_day,
                case_file.c.person_id == filing.person
                if filing.person is not None
                else case_file.c.point_id == filing.point,
            )
        )
        row = result.one_or_none()
        return read_case(row, now) if row else None

    async def _read(self, case_id: int, now: datetime) -> Case:
        return read_case(await self._locked(case_id), now)

    async def _locked(self, case_id: int) -> Any:
        """The row as it is once nobody else writes to it."""
        result = await self._store.connection.execute(
            select(case_file).where(case_file.c.id == case_id).with_for_update()
        )
        return result.one()

    async def _set(self, case_id: int, **values: object) -> None:
        self._store.standing_cases.clear()
        await self._store.connection.execute(
            update(case_file).where(case_file.c.id == case_id).values(**values)
        )

    def _sealed(self, details: str, case_id: int) -> bytes | None:
        if not details:
            return None
        return self._store.vault.seal(details, case_file.c.sealed_details, case_id)


def begun(filing: Filing, now: datetime) -> dict[str, Any]:
    """How every case begins: open, its clocks running."""
    today = now.date()
    done = done_by(filing.kind, today, DAYS_OFF)
    return {
        "kind": filing.kind.value,
        "reason": filing.reason,
        "person_id": filing.person,
        "point_id": filing.point,
        "against": filing.against,
        "above": filing.above,
        "handled_by": filing.to,
        "unit_code": filing.unit.code,
        "unit_from": filing.unit.valid_from,
        "month": filing.month.first_day,
        "state": CaseState.OPEN.value,
        "filed_at": now,
        "filed_by": filing.said.by,
        "look_by": look_by(filing.kind, today, DAYS_OFF),
        "due_on": min(filing.due_on, done) if filing.due_on else done,
        **_report(filing.said),
    }


def _instead(said: Report, told: OtpFailure | None) -> str:
    """The details, and which day was promised before."""
    new = OtpFailure.read(said.cause, said.details) if told and said.cause else None
    return new.instead_of(told).written() if new and told else said.details


def _report(said: Report) -> dict[str, Any]:
    failure = OtpFailure.read(said.cause, said.details) if said.cause else None
    meanwhile = failure and failure.meanwhile.value
    return {"cause": said.cause, "bank": said.bank, "meanwhile": meanwhile}
