"""Rows of a list, held against the register batch by batch: what they would bring, what is wrong.

Reads only. What it finds is written by `Waiting.write` where it waits, or, for a dry run, nowhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, TypeAlias

from sqlalchemy import select

from domain.account import AccountState
from domain.amount import standard_of
from domain.correction import Decision
from domain.lists.known import Difference, Known, Likeness, differences
from domain.lists.row import ListKind, PersonRow, Problem
from domain.lists.units import ListUnits, UnitUnclear
from domain.payout import FailedBecause, Stage, Way
from domain.permissions import Field
from domain.person import Programme
from domain.place import UnitKey
from domain.text import Month
from storage.connection import Store
from storage.imports.accounts_known import AccountsKnown, Held
from storage.imports.head import Head
from storage.imports.points_known import PointsKnown, PointUnclear
from storage.imports.register import Batch, NotClear, Register, new_known
from storage.imports.waiting import (
    Change,
    NewAccount,
    NewEntitlement,
    NewPayment,
    NewPaymentList,
    Waiting,
)
from storage.reference import Reference
from storage.tables import case_file, entitlement, field_change, payment, payment_list, person

_Come: TypeAlias = tuple[Stage, date, FailedBecause | None]
"""How far a payment has come, since when, and why not further."""

_Cell: TypeAlias = tuple[str, str, str]
"""A cell of an account by its name, what it says, and what it is to say."""


@dataclass(slots=True)
class Counts:
    """What a list would do: people by what becomes of them, and money in đồng."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    leave: int = 0
    payments: int = 0
    money: int = 0
    accounts: int = 0


@dataclass(frozen=True, slots=True)
class _Due:
    """An entitlement as it stands."""

    id: int
    programme: Programme
    halves: int
    first: Month


@dataclass(slots=True)
class _Dues:
    """Of one person: what stands, and what of it the list names too."""

    standing: list[_Due]
    named: set[int] = field(default_factory=set)
    programmes: set[Programme] = field(default_factory=set)
    made: bool = False


class Intake:
    """One list on its way in."""

    def __init__(
        self, head: Head, reference: Reference, standards: dict[Month, int], now: datetime
    ) -> None:
        self.head = head
        self.counts = Counts()
        self.units = ListUnits(reference.gazetteer, head.month)
        self.points = PointsKnown(self.units, reference.points)
        self._reference = reference
        self._standard = standard_of(standards, head.month)
        self._now = now
        self._register = Register(self.units)
        self._dues: dict[int, _Dues] = {}
        self._listed: set[tuple[int, Programme]] = set()
        self._in_units: set[tuple[UnitKey, Programme]] = set()
        self._lists: dict[tuple[UnitKey, Programme, Way], NewPaymentList] = {}
        self._accounts = AccountsKnown()
        self._seen: set[int] = set()
        self.pointless: Counter[UnitKey] = Counter()

    def place(self, rows: Sequence[Any]) -> tuple[list[Any], list[Problem]]:
        """The rows with their units; those whose unit is none of ours are left out."""
        placed: list[Any] = []
        problems: list[Problem] = []
        for row in rows:
            try:
                unit = self.units.read(row.unit) if row.unit else self.head.unit
            except UnitUnclear as unclear:
                problems.append(unclear.at(row.sheet, row.row))
                continue
            if unit is not None and not self._may_speak_for(unit):
                problems.append(Problem(row.sheet, row.row, "", "not_your_unit"))
                continue
            placed.append(replace(row, unit_key=unit))
        return placed, problems

    async def take(self, store: Store, rows: Sequence[PersonRow]) -> tuple[Waiting, list[Problem]]:
        """What these rows bring. Each row is either taken or in a problem of level error."""
        waiting, problems = Waiting(), list[Problem]()
        batch = await self._register.prepare(store, rows)
        takes = await _Context.read(self, store, batch, rows)
        for row in rows:
            self.counts.rows += 1
            try:
                problems += takes.one(row, waiting)
            except NotClear as unclear:
                problems.append(Problem(row.sheet, row.row, "", unclear.code, unclear.values))
        return waiting, problems

    async def finish(self, store: Store) -> tuple[Waiting, list[Problem]]:
        """What only the whole list shows: coefficients it replaces, and who is not on it."""
        waiting = Waiting()
        until = self.head.month.plus(-1)
        for dues in self._dues.values():
            if dues.made:
                waiting.changes += [
                    _ended(one, until)
                    for one in dues.standing
                    if one.id not in dues.named and one.programme in dues.programmes
                ]
        problems = [
            self._of_unit("no_point_known", unit, count) for unit, count in self.pointless.items()
        ]
        if self.head.kind is ListKind.PAYMENTS and not self.head.adds:
            problems += [
                self._of_unit("fewer_than_before", unit, count)
                for unit, count in (await self._left_out(store)).items()
            ]
        if self.head.kind is not ListKind.PEOPLE:
            return waiting, problems
        for (unit, _), left in (await self._not_listed(store)).items():
            self.counts.leave += len(left)
            if self.head.whole:
                waiting.changes += [_ended(one, until) for one in left]
            code = "leave_the_list" if self.head.whole else "not_on_this_list"
            problems.append(self._of_unit(code, unit, len(left)))
        return waiting, problems

    def _of_unit(self, code: str, unit: UnitKey, count: int) -> Problem:
        name = self._reference.gazetteer.known(unit).name
        return Problem("", 0, "", code, {"unit": name, "count": str(count)})

    async def _left_out(self, store: Store) -> Counter[UnitKey]:
        """How many stand on a payment list that this one replaces, and not on this one."""
        left: Counter[UnitKey] = Counter()
        for unit, programme, way in self._lists:
            result = await store.connection.execute(
                select(payment.c.person_id)
                .distinct()
                .join(payment_list, payment_list.c.id == payment.c.list_id)
                .where(
                    payment_list.c.active,
                    payment_list.c.month == self.head.month.first_day,
                    payment_list.c.unit_code == unit.code,
                    payment_list.c.unit_from == unit.valid_from,
                    payment_list.c.programme == programme.value,
                    payment_list.c.way == way.value,
                )
            )
            left[unit] += sum(one not in self._seen for one in result.scalars())
        return +left

    def _may_speak_for(self, unit: UnitKey) -> bool:
        scope = self.head.scope
        return scope is None or not set(self.units.related(unit)).isdisjoint(scope)

    async def _not_listed(self, store: Store) -> dict[tuple[UnitKey, Programme], list[_Due]]:
        """Who is entitled in a unit and programme of the list without standing on it."""
        month = self.head.month.first_day
        found: dict[tuple[UnitKey, Programme], list[_Due]] = {}
        for unit, programme in sorted(self._in_units, key=str):
            result = await store.connection.execute(
                select(
                    entitlement.c.id,
                    entitlement.c.person_id,
                    entitlement.c.coefficient_halves,
                    entitlement.c.from_month,
                )
                .join(person, person.c.id == entitlement.c.person_id)
                .where(
                    person.c.unit_code == unit.code,
                    person.c.unit_from == unit.valid_from,
                    entitlement.c.programme == programme.value,
                    entitlement.c.from_month < month,
                    entitlement.c.to_month.is_(None) | (entitlement.c.to_month >= month),
                )
            )
            left = [
                _Due(row.id, programme, row.coefficient_halves, Month.of(row.from_month))
                for row in result
                if (row.person_id, programme) not in self._listed
            ]
            if left:
                found[unit, programme] = left
        return found


class _Context:
    """One batch, with everything of the store that its rows are held against."""

    def __init__(
        self,
        intake: Intake,
        store: Store,
        batch: Batch,
        corrected: dict[int, set[str]],
        paid: dict[tuple[int, Programme, Way], _Come],
    ) -> None:
        self._intake = intake
        self._head = intake.head
        self._store = store
        self._batch = batch
        self._corrected = corrected
        self._paid = paid

    @classmethod
    async def read(
        cls, intake: Intake, store: Store, batch: Batch, rows: Sequence[PersonRow]
    ) -> _Context:
        people = batch.people()
        corrected = await _corrected_since(store, people, intake.head, intake._now)
        await intake._accounts.read(store, people, [one.account_number for one in rows])
        if intake.head.kind is not ListKind.ACCOUNTS:
            await _read_dues(store, intake._dues, people, intake.head.month)
        paid = {}
        if intake.head.kind is ListKind.PAYMENTS:
            paid = await _stages(store, people, intake.head.month)
        return cls(intake, store, batch, corrected, paid)

    def one(self, row: PersonRow, waiting: Waiting) -> Iterator[Problem]:
        """Raises NotClear."""
        known, likeness = self._batch.who(row)
        self._refuse(row, known)
        if known is None:
            yield from self._as_namesake(row)
            known = self._new(row, waiting)
            is_new = True
        else:
            is_new = False
            if likeness is Likeness.NAME_DIFFERS and self._head.kind is not ListKind.PEOPLE:
                yield _note(row, "name_differs")
        match self._head.kind:
            case ListKind.PEOPLE:
                yield from self._person(row, known, is_new, waiting)
            case ListKind.ACCOUNTS:
                yield from self._account(row, known, waiting)
            case ListKind.PAYMENTS:
                if is_new:
                    yield _note(row, "not_in_register")
                self._pay(row, known, waiting)

    def _refuse(self, row: PersonRow, known: Known | None) -> None:
        """Before anybody is made for a row that cannot be taken. Raises NotClear."""
        if self._head.kind is ListKind.PAYMENTS:
            self._amounts(row)
            if row.status is Stage.FAILED and row.reason is None:
                raise NotClear("failed_without_reason")
        if self._head.kind is ListKind.ACCOUNTS:
            if row.account_number is None:
                raise NotClear("account_number_missing")
            index = self._store.vault.index("account_number", row.account_number)
            held = self._intake._accounts.with_number(index)
            theirs = known is not None and any(one.person == known.id for one in held)
            if held and not theirs and row.bank in {None, *(one.bank for one in held)}:
                raise NotClear("account_of_somebody_else")

    def _as_namesake(self, row: PersonRow) -> Iterator[Problem]:
        if self._batch.is_namesake(row):
            yield _note(row, "namesake")

    def _new(self, row: PersonRow, waiting: Waiting) -> Known:
        unit = row.unit_key
        if unit is None:
            raise NotClear("unit_missing")
        way = row.way or (Way.ACCOUNT if row.account_number else Way.CASH)
        point = self._point(row, unit) if way is Way.CASH else None
        known = new_known(self._store.ids(), row, unit, way, point)
        waiting.people.append((known, self._batch.add(known)))
        self._intake.counts.new += 1
        self._intake._seen.add(known.id)
        return known

    def _point(self, row: PersonRow, unit: UnitKey, usual: int | None = None) -> int | None:
        """Where they are paid in cash: as the row says, else as ever, else where all of a unit are
        that has but one. Raises NotClear."""
        if not row.point:
            return usual or self._intake.points.only(unit, row.unit)
        unit_name = self._intake._reference.gazetteer.known(unit).name
        try:
            return self._intake.points.named(unit, row.point, unit_name)
        except PointUnclear as unclear:
            names = ", ".join(one.name for one in unclear.open) or "–"
            raise NotClear("point_unclear", written=row.point, points=names) from unclear

    # --- A list of people -------------------------------------------------------------------

    def _person(
        self, row: PersonRow, known: Known, is_new: bool, waiting: Waiting
    ) -> Iterator[Problem]:
        changes = [] if is_new else list(self._differences(row, known))
        kept = self._corrected.get(known.id, set())
        taken = [one for one in changes if one.field.value not in kept]
        waiting.changes += [Change(one.field.value, known.id, one.old, one.new) for one in taken]
        for one in changes:
            code = _CHANGED.get(one.field) if one in taken else f"kept_{one.field.value}"
            if code is not None:
                yield _note(row, code)
        made = yield from self._entitled(row, known, waiting)
        self._count(known, bool(taken) or made)

    def _differences(self, row: PersonRow, known: Known) -> Iterator[Difference]:
        yield from differences(row, known)
        unit = row.unit_key
        if row.point and (point := self._point(row, unit or known.unit)) != known.point:
            before = None if known.point is None else str(known.point)
            yield Difference(Field.POINT, before, str(point))
        if unit is not None and not self._intake.units.same_place(known.unit, unit):
            yield Difference(Field.UNIT, str(known.unit), str(unit))

    def _count(self, known: Known, changed: bool) -> None:
        if known.id in self._intake._seen:
            return
        self._intake._seen.add(known.id)
        if changed:
            self._intake.counts.changed += 1
        else:
            self._intake.counts.same += 1

    def _entitled(
        self, row: PersonRow, known: Known, waiting: Waiting
    ) -> Generator[Problem, None, bool]:
        """Whether something new is due: the list's coefficient, or the one that its amount is."""
        halves = self._halves(row)
        programme = row.programme or self._head.programme or Programme.SOCIAL_ASSISTANCE
        self._intake._listed.add((known.id, programme))
        self._intake._in_units.add((row.unit_key or known.unit, programme))
        if halves is None:
            if row.amount is not None:
                yield _note(row, "amount_no_multiple")
            elif not self._standing(known.id):
                yield _note(row, "coefficient_missing")
            return False
        dues = self._intake._dues.setdefault(known.id, _Dues([]))
        dues.programmes.add(programme)
        for one in dues.standing:
            if (one.programme, one.halves) == (programme, halves) and one.id not in dues.named:
                dues.named.add(one.id)
                return False
        made = NewEntitlement(
            self._store.ids(),
            known.id,
            programme,
            row.since or self._head.month,
            row.until,
            halves,
            row.category,
        )
        waiting.entitlements.append(made)
        dues.made = True
        return True

    def _standing(self, person_id: int) -> bool:
        dues = self._intake._dues.get(person_id)
        return dues is not None and bool(dues.standing)

    def _halves(self, row: PersonRow) -> int | None:
        if row.halves is not None or row.amount is None or not self._intake._standard:
            return row.halves
        halves, left = divmod(row.amount * 2, self._intake._standard)
        return None if left or not halves else halves

    # --- A list of accounts -----------------------------------------------------------------

    def _account(self, row: PersonRow, known: Known, waiting: Waiting) -> Iterator[Problem]:
        number = row.account_number or ""
        accounts = self._intake._accounts
        held = accounts.with_number(self._store.vault.index("account_number", number))
        theirs = next((one for one in held if one.person == known.id), None)
        changes: list[_Cell] = []
        if theirs is None and (theirs := accounts.without_number(known.id)) is not None:
            changes = [(Field.ACCOUNT_NUMBER.value, "", number)]
        self._intake.counts.accounts += 1
        if theirs is None:
            self._add_account(row, known, AccountState.OPENED, waiting)
            self._count(known, True)
            return
        changes += self._account_says(row, theirs)
        kept = self._corrected.get(known.id, set())
        taken = [one for one in changes if one[0] not in kept]
        waiting.changes += [Change(what, theirs.id, old, new) for what, old, new in taken]
        if len(taken) < len(changes):
            yield _note(row, "kept_account")
        self._count(known, bool(taken))

    def _account_says(self, row: PersonRow, held: Held) -> list[_Cell]:
        state = row.account_state
        if state is None and held.state is AccountState.DETAILS_COLLECTED:
            state = AccountState.OPENED
        says: list[_Cell] = []
        if state is not None and state is not held.state:
            says.append(("state", held.state.value, state.value))
            on = row.status_on or self._head.made_on
            says.append(("state_on", held.state_on.isoformat(), on.isoformat()))
        if row.holder and row.holder != held.holder:
            says.append((Field.HOLDER.value, held.holder, row.holder))
        if row.bank and row.bank != held.bank:
            says.append((Field.BANK.value, held.bank, row.bank))
        return says

    def _add_account(
        self, row: PersonRow, known: Known, state: AccountState, waiting: Waiting
    ) -> int:
        made = NewAccount(
            self._store.ids(),
            known.id,
            row.bank or "",
            row.account_state or state,
            row.status_on or row.opened_on or self._head.made_on,
            row.opened_on,
            row.account_number or "",
            row.holder or known.name,
        )
        waiting.accounts.append(made)
        index = made.number and self._store.vault.index("account_number", made.number)
        self._intake._accounts.add(made, index or None)
        return made.id

    # --- A list of payments -----------------------------------------------------------------

    def _pay(self, row: PersonRow, known: Known, waiting: Waiting) -> None:
        amount, arrears = self._amounts(row)
        way = row.way or (Way.ACCOUNT if row.account_number else known.way)
        programme = row.programme or self._head.programme or self._programme_of(known.id)
        stage, on, reason = self._stage(row, known, programme, way)
        account = self._receiving(row, known, waiting) if way is Way.ACCOUNT else None
        unit = row.unit_key or self._intake.units.of_its_time(known.unit)
        point = self._point(row, unit, known.point) if way is Way.CASH else None
        if way is Way.CASH and point is None:
            self._intake.pointless[unit] += 1
        of = self._list_of(unit, programme, way, waiting)
        waiting.payments.append(
            NewPayment(
                *(self._store.ids(), of, known.id, account, point),
                *(amount, arrears, stage, on, reason),
            )
        )
        self._intake.counts.payments += 1
        self._intake.counts.money += amount + arrears
        self._count(known, False)

    def _amounts(self, row: PersonRow) -> tuple[int, int]:
        arrears = row.arrears or 0
        if row.amount is not None:
            return row.amount, arrears
        if row.total is not None and row.total >= arrears:
            return row.total - arrears, arrears
        raise NotClear("amount_missing")

    def _programme_of(self, person_id: int) -> Programme:
        dues = self._intake._dues.get(person_id)
        standing = dues.standing if dues else []
        return standing[0].programme if standing else Programme.SOCIAL_ASSISTANCE

    def _stage(self, row: PersonRow, known: Known, programme: Programme, way: Way) -> _Come:
        """What the list says of it; else how far it had come on the list before."""
        if row.status is not None:
            return row.status, row.status_on or self._head.made_on, row.reason
        before = self._paid.get((known.id, programme, way))
        return before or (Stage.ON_LIST, self._head.made_on, None)

    def _receiving(self, row: PersonRow, known: Known, waiting: Waiting) -> int:
        accounts, number = self._intake._accounts, row.account_number
        if number is not None:
            held = accounts.with_number(self._store.vault.index("account_number", number))
            own = [one for one in held if one.person == known.id]
            if found := own or list(held):
                return found[0].id
        elif (current := accounts.current(known.id)) is not None:
            return current.id
        return self._add_account(row, known, AccountState.DETAILS_COLLECTED, waiting)

    def _list_of(
        self, unit: UnitKey, programme: Programme, way: Way, waiting: Waiting
    ) -> NewPaymentList:
        key = unit, programme, way
        if key not in self._intake._lists:
            made = NewPaymentList(
                self._store.ids(), self._head.month, unit, programme, way, self._head.made_on
            )
            self._intake._lists[key] = made
            waiting.lists.append(made)
        return self._intake._lists[key]


_CHANGED = {
    Field.NAME: "name_changes",
    Field.BIRTH: "birth_changes",
    Field.SEX: "sex_changes",
    Field.UNIT: "moves",
}
"""What somebody should look at before it is so; a phone or a way of payment changes often."""


def _note(row: PersonRow, code: str, **values: str) -> Problem:
    return Problem(row.sheet, row.row, "", code, values)


def _ended(due: _Due, until: Month) -> Change:
    """Not before it began: what the list replaces in its first month was never due."""
    return Change("to_month", due.id, None, str(max(until, due.first.plus(-1))))


async def _corrected_since(
    store: Store, people: Sequence[int], head: Head, now: datetime
) -> dict[int, set[str]]:
    """Fields that were corrected on the list's day or after it, by person."""
    since = datetime.combine(head.corrected_since, time.min, now.tzinfo)
    result = await store.connection.execute(
        select(case_file.c.person_id, field_change.c.field)
        .join(field_change, field_change.c.case_id == case_file.c.id)
        .where(
            case_file.c.person_id.in_(people),
            field_change.c.decision == Decision.APPROVED.value,
            field_change.c.decided_at >= since,
        )
    )
    found: dict[int, set[str]] = defaultdict(set)
    for person_id, name in result:
        found[person_id].add(name)
    return found


async def _read_dues(
    store: Store, known: dict[int, _Dues], people: Sequence[int], month: Month
) -> None:
    wanted = [one for one in people if one not in known]
    result = await store.connection.execute(
        select(
            entitlement.c.id,
            entitlement.c.person_id,
            entitlement.c.programme,
            entitlement.c.coefficient_halves,
            entitlement.c.from_month,
        )
        .where(
            entitlement.c.person_id.in_(wanted),
            entitlement.c.to_month.is_(None) | (entitlement.c.to_month >= month.first_day),
        )
        .order_by(entitlement.c.id)
    )
    for row in result:
        due = _Due(
            row.id, Programme(row.programme), row.coefficient_halves, Month.of(row.from_month)
        )
        known.setdefault(row.person_id, _Dues([])).standing.append(due)


async def _stages(
    store: Store, people: Sequence[int], month: Month
) -> dict[tuple[int, Programme, Way], _Come]:
    """How far payments of the month have come on the lists that hold now."""
    result = await store.connection.execute(
        select(payment)
        .join(payment_list, payment_list.c.id == payment.c.list_id)
        .where(
            payment.c.person_id.in_(people),
            payment.c.month == month.first_day,
            payment_list.c.active,
        )
        .order_by(payment.c.id)
    )
    return {
        (row.person_id, Programme(row.programme), Way(row.way)): (
            Stage(row.stage),
            row.stage_on,
            FailedBecause(row.reason) if row.reason else None,
        )
        for row in result
    }
