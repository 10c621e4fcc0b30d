"""Open cases as those who answer them see them: of their units, the most urgent first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    false,
    func,
    not_,
    or_,
    select,
    true,
    union,
)

from domain.case import Case, CaseKind, CaseState
from domain.complaint import Above
from domain.person import Person
from domain.place import UnitKey
from domain.privacy import Level
from domain.text import Month
from storage.case_rows import in_unit, read_case, standing
from storage.connection import Store
from storage.households import household_of
from storage.people import PERSON, read_person
from storage.tables import case_file, case_together, person


class View(StrEnum):
    """Which of them somebody wants to see."""

    UNITS = "units"
    MINE = "mine"
    OVERDUE = "overdue"
    BANK = "bank"


@dataclass(frozen=True, slots=True)
class Sought:
    """Cases of these units, without those about certain people. ``actor``: who looks. ``led``: the
    units that they lead, with all their roles there; ``province``: those over which they stand for
    the province, which opens no record; ``unanswered``: those of them where nobody may answer, so
    that the province does. ``kind``: None for all of them."""

    units: Sequence[UnitKey]
    but: Collection[int]
    actor: int
    today: date
    view: View = View.UNITS
    kind: CaseKind | None = None
    led: Mapping[UnitKey, Collection[str]] = field(default_factory=dict)
    province: Collection[UnitKey] = ()
    unanswered: Collection[UnitKey] = ()

    @property
    def records(self) -> Collection[UnitKey]:
        """Of these, whom a case is about is opened too."""
        return {*self.units, *self.led}


@dataclass(frozen=True, slots=True)
class Open:
    """``person`` is None of whom only words were passed on. ``details`` is what was said with it:
    words, or by kind, JSON. ``against``: the member of staff of whom it is complained. ``whole``:
    not by number alone."""

    case: Case
    unit: UnitKey
    month: Month
    reason: str
    person: Person | None
    details: str
    against: int | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Alone:
    """A case by its number, without whom it is about."""

    case: Case
    unit: UnitKey


@dataclass(frozen=True, slots=True)
class FoundByLists:
    """How many cases of a unit wait that lists have shown, and nobody has reported. ``month``: of
    the lists."""

    unit: UnitKey
    month: Month
    count: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """A few of so many, by number alone."""

    cases: tuple[tuple[Case, UnitKey], ...]
    count: int


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
        """What was reported furthest up comes first, then whose clock runs out first."""
        return await self._read(
            _chosen(sought)
            .where(standing, _seen_in(sought.view, sought))
            .order_by(case_file.c.level.desc(), NEXT_DUE.is_(None), NEXT_DUE, case_file.c.id)
            .limit(limit),
            sought,
            now,
        )

    async def one(self, case_id: int, sought: Sought, now: datetime) -> Open | None:
        """None where it is not theirs; also one that is over."""
        found = await self._read(_chosen(sought).where(case_file.c.id == case_id), sought, now)
        return found[0] if found else None

    async def waits(self, case_id: int, sought: Sought, now: datetime) -> Case | None:
        """The case alone, where it waits in these units; nobody is opened."""
        result = await self._store.connection.execute(
            select(case_file).where(_theirs(sought), standing, case_file.c.id == case_id)
        )
        row = result.one_or_none()
        return read_case(row, now) if row else None

    async def alone(
        self, sought: Sought, now: datetime, limit: int, only: Collection[int] | None = None
    ) -> tuple[Alone, ...]:
        """As `first`, and nobody is opened. ``only``: of these cases."""
        chosen = [] if only is None else [case_file.c.id.in_(sorted(only))]
        result = await self._store.connection.execute(
            select(case_file)
            .where(_theirs(sought), standing, _seen_in(sought.view, sought), *chosen)
            .order_by(case_file.c.level.desc(), NEXT_DUE.is_(None), NEXT_DUE, case_file.c.id)
            .limit(limit)
        )
        return tuple(
            Alone(read_case(row, now), UnitKey(row.unit_code, row.unit_from)) for row in result
        )

    async def id_of(self, number: str, sought: Sought) -> int | None:
        """By what somebody reads out, over or not; nobody is opened."""
        result = await self._store.connection.execute(
            select(case_file.c.id).where(_theirs(sought), case_file.c.number == number)
        )
        found: int | None = result.scalar_one_or_none()
        return found

    async def escalated(
        self, sought: Sought, now: datetime, limit: int
    ) -> tuple[tuple[Case, UnitKey], ...]:
        """What was reported as overdue to the province, by number alone; nobody is opened. A
        complaint is answered there, and so stands among the others."""
        result = await self._store.connection.execute(
            select(case_file)
            .where(
                standing,
                _in_units(sought.province),
                case_file.c.level >= Above.PROVINCE,
                case_file.c.kind != CaseKind.ABOUT_STAFF.value,
                not_(_theirs(sought)),
            )
            .order_by(NEXT_DUE.is_(None), NEXT_DUE, case_file.c.id)
            .limit(limit)
        )
        return tuple((read_case(row, now), UnitKey(row.unit_code, row.unit_from)) for row in result)

    async def numbered(
        self, units: Collection[UnitKey], kind: CaseKind | None, now: datetime, limit: int
    ) -> Numbered:
        """Those that wait in these units, by number alone; nobody is opened. ``kind``: None for
        what is overdue, of any. What is complained of is read by who answers it alone."""
        which = now.date() > NEXT_DUE if kind is None else case_file.c.kind == kind.value
        result = await self._store.connection.execute(
            select(case_file, func.count().over().label("so_many"))
            .where(
                standing, which, _in_units(units), case_file.c.kind != CaseKind.ABOUT_STAFF.value
            )
            .order_by(NEXT_DUE.is_(None), NEXT_DUE, case_file.c.id)
            .limit(limit)
        )
        rows = result.all()
        cases = tuple((read_case(row, now), UnitKey(row.unit_code, row.unit_from)) for row in rows)
        return Numbered(cases, rows[0].so_many if rows else 0)

    async def found(self, case_id: int) -> FoundByLists | None:
        """Those of its unit and month; nobody is opened. None where there is no such case."""
        return await self._found(case_id, case_file.c.month)

    async def found_late(self, case_id: int, today: date) -> FoundByLists | None:
        """The overdue ones of its unit."""
        return await self._found(case_id, None, today > NEXT_DUE)

    async def _found(
        self, case_id: int, month: ColumnElement[date] | None, *more: ColumnElement[bool]
    ) -> FoundByLists | None:
        one = case_file.alias()
        here = [
            one.c.id == case_id,
            one.c.unit_code == case_file.c.unit_code,
            one.c.unit_from == case_file.c.unit_from,
        ]
        if month is not None:
            here.append(one.c.month == month)
        result = await self._store.connection.execute(
            select(one.c.unit_code, one.c.unit_from, one.c.month, func.count())
            .select_from(one)
            .join(case_file, and_(*here))
            .where(standing, case_file.c.session_id.is_(None), *more)
            .group_by(one.c.unit_code, one.c.unit_from, one.c.month)
        )
        row = result.one_or_none()
        if row is None:
            return None
        return FoundByLists(UnitKey(row[0], row[1]), Month.of(row[2]), row[3])

    async def of_household(
        self, one: Open, sought: Sought, now: datetime, limit: int
    ) -> tuple[Open, ...]:
        """What waits about the same household, and does not stand beside it yet."""
        if one.person is None:
            return ()
        people = await household_of(self._store, one.person.id)
        return await self._read(
            _chosen(sought)
            .where(
                standing,
                case_file.c.person_id.in_(sorted(people)),
                case_file.c.id != one.case.id,
                case_file.c.id.not_in(_beside(one.case.id)),
            )
            .order_by(case_file.c.id)
            .limit(limit),
            sought,
            now,
        )

    async def beside(self, case_id: int, sought: Sought, now: datetime) -> tuple[Case, ...]:
        """What belongs together with it, over or not; nobody is opened."""
        result = await self._store.connection.execute(
            select(case_file)
            .where(_theirs(sought), case_file.c.id.in_(_beside(case_id)))
            .order_by(case_file.c.id)
        )
        return tuple(read_case(row, now) for row in result)

    async def _read(self, chosen: Select[Any], sought: Sought, now: datetime) -> tuple[Open, ...]:
        self._store.opened(Level.STAFF)
        rows = (await self._store.connection.execute(chosen)).all()
        return tuple(self._open(row, sought, now) for row in rows)

    def _open(self, row: Any, sought: Sought, now: datetime) -> Open:
        """The record, and what was said of it, only within the units of who answers."""
        unit = UnitKey(row.case_unit, row.case_unit_from)
        whole = unit in sought.records or row.kind == CaseKind.ABOUT_STAFF.value
        return Open(
            case=replace(read_case(row, now), id=row.case_id),
            unit=unit,
            month=Month.of(row.month),
            reason=row.reason,
            person=self._person(row) if whole else None,
            details=self._details(row) if whole else "",
            against=row.against,
            whole=whole,
        )

    def _person(self, row: Any) -> Person | None:
        if row.id is None:
            return None
        self._store.saw(row.id)
        return read_person(row, self._store.vault)

    def _details(self, row: Any) -> str:
        return self._store.vault.open_or_empty(
            row.sealed_details, case_file.c.sealed_details, row.case_id
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


def _beside(case_id: int) -> Any:
    first, other = case_together.c.case_id, case_together.c.other_id
    return union(select(other).where(first == case_id), select(first).where(other == case_id))


_OF_A_PERSON_TOO = frozenset({"id", "unit_code", "unit_from"})


def _theirs(sought: Sought) -> ColumnElement[bool]:
    """Each level its own; and nobody what is complained of themselves."""
    return and_(
        or_(_of_units(sought), _of_leader(sought), _of_province(sought), _of_nobody(sought)),
        or_(case_file.c.against.is_(None), case_file.c.against != sought.actor),
        or_(case_file.c.person_id.is_(None), case_file.c.person_id.not_in(sorted(sought.but))),
    )


def _of_units(sought: Sought) -> ColumnElement[bool]:
    return and_(_in_units(sought.units), case_file.c.above == Above.UNIT)


def _of_leader(sought: Sought) -> ColumnElement[bool]:
    """What goes above the officers; where it names nobody, not what may be about themselves."""
    return or_(
        false(),
        *(
            and_(
                in_unit(unit),
                case_file.c.above == Above.LEADER,
                or_(case_file.c.against.is_not(None), case_file.c.reason.not_in(sorted(roles))),
            )
            for unit, roles in sought.led.items()
        ),
    )


def _of_province(sought: Sought) -> ColumnElement[bool]:
    """What goes above who leads a unit; and a complaint that is long overdue there."""
    overdue = and_(
        case_file.c.kind == CaseKind.ABOUT_STAFF.value, case_file.c.level >= Above.PROVINCE
    )
    return and_(_in_units(sought.province), or_(case_file.c.above == Above.PROVINCE, overdue))


def _of_nobody(sought: Sought) -> ColumnElement[bool]:
    """What would else have no end; not what needs the record, and two pairs of eyes."""
    return and_(
        _in_units(sought.unanswered),
        case_file.c.above == Above.UNIT,
        case_file.c.kind != CaseKind.CORRECTION.value,
    )


def _in_units(units: Collection[UnitKey]) -> ColumnElement[bool]:
    return or_(false(), *(in_unit(one) for one in units))


def _seen_in(view: View, sought: Sought) -> ColumnElement[bool]:
    of_kind = true() if sought.kind is None else case_file.c.kind == sought.kind.value
    return and_(of_kind, _in_view(view, sought))


def _in_view(view: View, sought: Sought) -> ColumnElement[bool]:
    match view:
        case View.MINE:
            return case_file.c.handled_by == sought.actor
        case View.OVERDUE:
            return sought.today > NEXT_DUE
        case View.BANK:
            return case_file.c.state == CaseState.WAITS_FOR_BANK.value
    return case_file.c.id.is_not(None)
