"""Open cases as those who answer them see them: of their units, the most urgent first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from domain.case import Case, CaseState
from domain.person import Person
from domain.place import UnitKey
from domain.privacy import Level
from domain.text import Month
from storage.cases import read_case
from storage.connection import Store
from storage.people import PERSON, read_person
from storage.sealed import Unreadable
from storage.tables import case_file, person


@dataclass(frozen=True, slots=True)
class Open:
    """``person`` is None of whom only words were passed on: ``words``."""

    case: Case
    unit: UnitKey
    month: Month
    reason: str
    person: Person | None
    words: str


class CaseQueue:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def count(self, units: Sequence[UnitKey], but: Collection[int]) -> int:
        """How many wait in these units, without those about certain people; nobody is opened."""
        result = await self._store.connection.execute(
            select(func.count()).select_from(case_file).where(_waits(units, but))
        )
        return result.scalar_one()

    async def first(
        self, units: Sequence[UnitKey], but: Collection[int], now: datetime, limit: int
    ) -> tuple[Open, ...]:
        """Those that the law sets a day for come first, then the oldest."""
        return await self._read(
            _chosen(units, but)
            .order_by(case_file.c.due_on.is_(None), case_file.c.due_on, case_file.c.id)
            .limit(limit),
            now,
        )

    async def one(
        self, case_id: int, units: Sequence[UnitKey], but: Collection[int], now: datetime
    ) -> Open | None:
        """None where it is closed by now, or not theirs."""
        found = await self._read(_chosen(units, but).where(case_file.c.id == case_id), now)
        return found[0] if found else None

    async def waits(
        self, case_id: int, units: Sequence[UnitKey], but: Collection[int], now: datetime
    ) -> Case | None:
        """The case alone, where it waits in these units; nobody is opened."""
        result = await self._store.connection.execute(
            select(case_file).where(_waits(units, but), case_file.c.id == case_id)
        )
        row = result.one_or_none()
        return read_case(row, now) if row else None

    async def id_of(
        self, number: str, units: Sequence[UnitKey], but: Collection[int]
    ) -> int | None:
        """By what somebody reads out, where it waits in these units; nobody is opened."""
        result = await self._store.connection.execute(
            select(case_file.c.id).where(_waits(units, but), case_file.c.number == number)
        )
        found: int | None = result.scalar_one_or_none()
        return found

    async def _read(self, chosen: Select[Any], now: datetime) -> tuple[Open, ...]:
        self._store.opened(Level.STAFF)
        rows = (await self._store.connection.execute(chosen)).all()
        self._store.saw(*(row.id for row in rows if row.id is not None))
        return tuple(self._open(row, now) for row in rows)

    def _open(self, row: Any, now: datetime) -> Open:
        return Open(
            case=replace(read_case(row, now), id=row.case_id),
            unit=UnitKey(row.case_unit, row.case_unit_from),
            month=Month.of(row.month),
            reason=row.reason,
            person=read_person(row, self._store.vault) if row.id is not None else None,
            words=self._words(row),
        )

    def _words(self, row: Any) -> str:
        """A damaged cell hides its words, and not that there is a case."""
        if row.sealed_details is None:
            return ""
        try:
            return self._store.vault.open(
                row.sealed_details, case_file.c.sealed_details, row.case_id
            )
        except Unreadable:
            return ""


def _chosen(units: Sequence[UnitKey], but: Collection[int]) -> Select[Any]:
    return (
        select(
            case_file.c.id.label("case_id"),
            case_file.c.number,
            case_file.c.kind,
            case_file.c.state,
            case_file.c.filed_at,
            case_file.c.due_on,
            case_file.c.paid_how,
            case_file.c.month,
            case_file.c.reason,
            case_file.c.sealed_details,
            case_file.c.unit_code.label("case_unit"),
            case_file.c.unit_from.label("case_unit_from"),
            *PERSON,
        )
        .outerjoin(person, person.c.id == case_file.c.person_id)
        .where(_waits(units, but))
    )


def _waits(units: Sequence[UnitKey], but: Collection[int]) -> ColumnElement[bool]:
    theirs = [
        and_(case_file.c.unit_code == one.code, case_file.c.unit_from == one.valid_from)
        for one in units
    ]
    return and_(
        case_file.c.state == CaseState.OPEN.value,
        or_(case_file.c.id.is_(None), *theirs),
        or_(case_file.c.person_id.is_(None), case_file.c.person_id.not_in(sorted(but))),
    )
