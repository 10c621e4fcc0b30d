"""What is reported. Filing the same thing again gives the case that is already there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.case import Case, CaseKind, CaseState, PaidHow, check_ending, new_number
from domain.notice import NoticeKind
from domain.permissions import Act
from domain.person import Person
from domain.place import UnitKey
from domain.text import Month
from storage.answerers import addresses_of
from storage.connection import Store
from storage.notices import Notices
from storage.own_news import OwnNews
from storage.tables import case_file

_FILE: dict[str, Any] = {
    "sqlite": sqlite.insert(case_file).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(case_file).on_conflict_do_nothing(),
}
_TRIES = 8


class Cases:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def file(
        self,
        kind: CaseKind,
        reason: str,
        about: Person,
        month: Month,
        session_id: int,
        now: datetime,
        due_on: date | None = None,
    ) -> Case:
        """The case, new or already there. Its number is drawn until one is free."""
        self._store.filed.append(kind.value)
        for _ in range(_TRIES):
            new_id = self._store.ids()
            row = {
                "id": new_id,
                "number": new_number(),
                "kind": kind.value,
                "reason": reason,
                "person_id": about.id,
                "unit_code": about.unit.code,
                "unit_from": about.unit.valid_from,
                "month": month.first_day,
                "state": CaseState.OPEN.value,
                "session_id": session_id,
                "filed_at": now,
                "due_on": due_on,
            }
            made = await self._store.connection.execute(_FILE[self._store.dialect], row)
            if made.rowcount == 1:
                await self._tell(new_id, about.unit, session_id, now)
            if found := await self._known(kind, reason, about, month, now):
                return found
        raise RuntimeError("no free case number")

    async def close(
        self, case_id: int, state: CaseState, paid: PaidHow | None, by: int, now: datetime
    ) -> bool:
        """Whether it was open; who reported it is told, where they asked to be. ``by``: the actor
        who answers.

        Raises HowPaidMissing, and sqlalchemy.exc.NoResultFound where there is no such case.
        """
        execute = self._store.connection.execute
        found = await execute(select(case_file.c.kind).where(case_file.c.id == case_id))
        check_ending(CaseKind(found.scalar_one()), paid)
        self._store.filed.append(f"case_{state.value}")
        closed = await execute(
            update(case_file)
            .where(case_file.c.id == case_id, case_file.c.state == CaseState.OPEN.value)
            .values(state=state.value, closed_at=now, paid_how=paid and paid.value, handled_by=by)
        )
        if closed.rowcount == 1:
            await OwnNews(self._store).queue_answer(case_id, now)
        return closed.rowcount == 1

    async def one(self, case_id: int, now: datetime) -> Case | None:
        """A case by its id; nothing of whom it is about is read."""
        result = await self._store.connection.execute(
            select(case_file).where(case_file.c.id == case_id)
        )
        row = result.one_or_none()
        return read_case(row, now) if row else None

    async def hand_over(self, leaver: int, heir: int) -> int:
        """Open cases that one of the staff has in hand go to another; how many."""
        result = await self._store.connection.execute(
            update(case_file)
            .where(case_file.c.handled_by == leaver, case_file.c.state == CaseState.OPEN.value)
            .values(handled_by=heir)
        )
        return result.rowcount

    async def pass_on(
        self, unit: UnitKey, words: str, session_id: int, to: int | None, now: datetime
    ) -> str:
        """What was said about nobody that we know; its number. ``to`` is who handles it."""
        kind = CaseKind.PASSED_ON.value
        self._store.filed.append(kind)
        for _ in range(_TRIES):
            new_id, number = self._store.ids(), new_number()
            row = {
                "id": new_id,
                "number": number,
                "kind": kind,
                "reason": kind,
                "person_id": None,
                "unit_code": unit.code,
                "unit_from": unit.valid_from,
                "month": Month.of(now.date()).first_day,
                "state": CaseState.OPEN.value,
                "session_id": session_id,
                "filed_at": now,
                "due_on": None,
                "sealed_details": self._store.vault.seal(words, case_file.c.sealed_details, new_id),
                "handled_by": to,
            }
            made = await self._store.connection.execute(_FILE[self._store.dialect], row)
            if made.rowcount == 1:
                await self._tell(new_id, unit, session_id, now)
                return number
        raise RuntimeError("no free case number")

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
                case_file.c.state == CaseState.OPEN.value,
            )
            .order_by(case_file.c.id)
        )
        return tuple(result.scalars())

    async def number_of(self, case_id: int) -> str | None:
        """What one can read out; nothing of the case itself is read."""
        result = await self._store.connection.execute(
            select(case_file.c.number).where(case_file.c.id == case_id)
        )
        number: str | None = result.scalar_one_or_none()
        return number

    async def count(self) -> int:
        result = await self._store.connection.execute(select(func.count()).select_from(case_file))
        return result.scalar_one()

    async def _tell(self, case_id: int, unit: UnitKey, but: int, now: datetime) -> None:
        """Who has to answer hears that there is something new, by day; not who has reported it."""
        hearing = await addresses_of(self._store, Act.ANSWER_CASES, unit) - {but}
        await Notices(self._store).tell(sorted(hearing), NoticeKind.CASE_FILED, case_id, now)

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


def read_case(row: Any, now: datetime) -> Case:
    return Case(
        row.id,
        row.number,
        CaseKind(row.kind),
        CaseState(row.state),
        row.filed_at.astimezone(now.tzinfo).date(),
        row.due_on,
        PaidHow(row.paid_how) if row.paid_how else None,
    )
