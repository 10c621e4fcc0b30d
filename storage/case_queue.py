"""Open cases as those who answer them see them: of their units, the most urgent first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from domain.case import Case, CaseState
from domain.person import Person
from domain.place import UnitKey
from domain.privacy import Level
from domain.text import Month
from storage.case_rows import in_unit, read_case, standing
from storage.connection import Store
from storage.people import PERSON, read_person
from storage.tables import case_file, person


class View(StrEnum):
    """Which of them somebody wants to see."""

    UNITS = "units"
    MINE = "mine"
    OVERDUE = "overdue"
    BANK = "bank"


@dataclass(frozen=True, slots=True)
class Sought:
    """Cases of these units, without those about certain people. ``actor``: who looks."""

    units: Sequence[UnitKey]
    but: Collection[int]
    actor: int
    today: date
    view: View = View.UNITS


@dataclass(frozen=True, slots=True)
class Open:
    """``person`` is None of whom only words were passed on. ``details`` is what was said with it:
    words, or by kind, JSON."""

    case: Case
    unit: UnitKey
    month: Month
    reason: str
    person: Person | None
    details: str


class CaseQueue:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def count(self, sought: Sought) -> dict[View, int]:
        """How many wait, by view; nobody is opened."""
        result = await self._store.connection.execute(
            select(
                *(func.count().filter(_seen_in(view, sought)).label(view.value) for view in View)
            )
            .select_from(case_file)
            .where(_theirs(sought), standing)
        )
        row = result.one()
        return {view: getattr(row, view.value) for view in View}

    async def first(self, sought: Sought, now: datetime, limit: int) -> tuple[Open, ...]:
        """Whose clock runs out first comes first, then the oldest."""
        return await self._read(
            _chosen(sought)
            .where(standing, _seen_in(sought.view, sought))
            .order_by(NEXT_DUE.is_(None), NEXT_DUE, case_file.c.id)
            .limit(limit),
            now,
        )

    async def one(self, case_id: int, sought: Sought, now: datetime) -> Open | None:
        """None where it is not theirs; also one that is over."""
        found = await self._read(_chosen(sought).where(case_file.c.id == case_id), now)
        return found[0] if found else None

    async def waits(self, case_id: int, sought: Sought, now: datetime) -> Case | None:
        """The case alone, where it waits in these units; nobody is opened."""
        result = await self._store.connection.execute(
            select(case_file).where(_theirs(sought), standing, case_file.c.id == case_id)
        )
        row = result.one_or_none()
        return read_case(row, now) if row else None

    async def id_of(self, number: str, sought: Sought) -> int | None:
        """By what somebody reads out, over or not; nobody is opened."""
        result = await self._store.connection.execute(
            select(case_file.c.id).where(_theirs(sought), case_file.c.number == number)
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
            details=self._store.vault.open_or_empty(
                row.sealed_details, case_file.c.sealed_details, row.case_id
            ),
        )


NEXT_DUE = case(
    (case_file.c.looked_at.is_(None), func.coalesce(case_file.c.look_by, case_file.c.due_on)),
    else_=case_file.c.due_on,
)
"""As `Case.next_due` says it: nobody is given longer to look than to be done."""


def _chosen(sought: Sought) -> Select[Any]:
    return (
        select(
            *(one for one in case_file.c if one.name not in _OF_A_PERSON_TOO),
            case_file.c.id.label("case_id"),
            case_file.c.unit_code.label("case_unit"),
            case_file.c.unit_from.label("case_unit_from"),
            *PERSON,
        )
        .outerjoin(person, person.c.id == case_file.c.person_id)
        .where(_theirs(sought))
    )


_OF_A_PERSON_TOO = frozenset({"id", "unit_code", "unit_from"})


def _theirs(sought: Sought) -> ColumnElement[bool]:
    theirs = [in_unit(one) for one in sought.units]
    return and_(
        or_(case_file.c.id.is_(None), *theirs),
        or_(case_file.c.person_id.is_(None), case_file.c.person_id.not_in(sorted(sought.but))),
    )


def _seen_in(view: View, sought: Sought) -> ColumnElement[bool]:
    match view:
        case View.MINE:
            return case_file.c.handled_by == sought.actor
        case View.OVERDUE:
            return sought.today > NEXT_DUE
        case View.BANK:
            return case_file.c.state == CaseState.WAITS_FOR_BANK.value
    return case_file.c.id.is_not(None)
