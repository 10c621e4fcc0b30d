"""One batch of a list of people, accounts or payments, row by row, as its kind asks."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import TypeAlias

from domain.account import AccountState
from domain.lists.known import Difference, Known, Likeness, differences
from domain.lists.row import ListKind, PersonRow, Problem
from domain.payout import Stage, Way
from domain.permissions import Field
from domain.person import Programme
from domain.place import UnitKey
from storage.connection import Store
from storage.imports.accounts_known import Held
from storage.imports.points_known import PointUnclear
from storage.imports.register import Batch, NotClear, new_known
from storage.imports.so_far import Dues, SoFar
from storage.imports.standing import Come, corrected_since, read_dues, stages
from storage.imports.waiting import (
    Change,
    NewAccount,
    NewEntitlement,
    NewPayment,
    NewPaymentList,
    Waiting,
)

_Cell: TypeAlias = tuple[str, str, str]
"""A cell of an account by its name, what it says, and what it is to say."""


class Taking:
    """One batch, with everything of the store that its rows are held against."""

    def __init__(
        self,
        so_far: SoFar,
        store: Store,
        batch: Batch,
        corrected: dict[int, set[str]],
        paid: dict[tuple[int, Programme, Way], Come],
    ) -> None:
        self._so_far = so_far
        self._head = so_far.head
        self._store = store
        self._batch = batch
        self._corrected = corrected
        self._paid = paid

    @classmethod
    async def read(
        cls, so_far: SoFar, store: Store, batch: Batch, rows: Sequence[PersonRow]
    ) -> Taking:
        people = batch.people()
        corrected = await corrected_since(store, people, so_far.head, so_far.now)
        await so_far.accounts.read(store, people, [one.account_number for one in rows])
        if so_far.head.kind is not ListKind.ACCOUNTS:
            await read_dues(store, so_far.dues, people, so_far.head.month)
        paid = {}
        if so_far.head.kind is ListKind.PAYMENTS:
            paid = await stages(store, people, so_far.head.month)
        return cls(so_far, store, batch, corrected, paid)

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
                yield note(row, "name_differs")
        match self._head.kind:
            case ListKind.PEOPLE:
                yield from self._person(row, known, is_new, waiting)
            case ListKind.ACCOUNTS:
                yield from self._account(row, known, waiting)
            case ListKind.PAYMENTS:
                if is_new:
                    yield note(row, "not_in_register")
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
            held = self._so_far.accounts.with_number(index)
            theirs = known is not None and any(one.person == known.id for one in held)
            if held and not theirs and row.bank in {None, *(one.bank for one in held)}:
                raise NotClear("account_of_somebody_else")

    def _as_namesake(self, row: PersonRow) -> Iterator[Problem]:
        if self._batch.is_namesake(row):
            yield note(row, "namesake")

    def _new(self, row: PersonRow, waiting: Waiting) -> Known:
        unit = row.unit_key
        if unit is None:
            raise NotClear("unit_missing")
        way = row.way or (Way.ACCOUNT if row.account_number else Way.CASH)
        point = self._point(row, unit) if way is Way.CASH else None
        known = new_known(self._store.ids(), row, unit, way, point)
        waiting.people.append((known, self._batch.add(known)))
        self._so_far.counts.new += 1
        self._so_far.seen.add(known.id)
        return known

    def _point(self, row: PersonRow, unit: UnitKey, usual: int | None = None) -> int | None:
        """Where they are paid in cash: as the row says, else as ever, else where all of a unit are
        that has but one. Raises NotClear."""
        if not row.point:
            return usual or self._so_far.points.only(unit, row.unit)
        unit_name = self._so_far.reference.gazetteer.known(unit).name
        try:
            return self._so_far.points.named(unit, row.point, unit_name)
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
                yield note(row, code)
        made = yield from self._entitled(row, known, waiting)
        self._count(known, bool(taken) or made)

    def _differences(self, row: PersonRow, known: Known) -> Iterator[Difference]:
        yield from differences(row, known)
        unit = row.unit_key
        if row.point and (point := self._point(row, unit or known.unit)) != known.point:
            before = None if known.point is None else str(known.point)
            yield Difference(Field.POINT, before, str(point))
        if unit is not None and not self._so_far.units.same_place(known.unit, unit):
            yield Difference(Field.UNIT, str(known.unit), str(unit))

    def _count(self, known: Known, changed: bool) -> None:
        if known.id in self._so_far.seen:
            return
        self._so_far.seen.add(known.id)
        if changed:
            self._so_far.counts.changed += 1
        else:
            self._so_far.counts.same += 1

    def _entitled(
        self, row: PersonRow, known: Known, waiting: Waiting
    ) -> Generator[Problem, None, bool]:
        """Whether something new is due: the list's coefficient, or the one that its amount is."""
        halves = self._halves(row)
        programme = row.programme or self._head.programme or Programme.SOCIAL_ASSISTANCE
        self._so_far.listed.add((known.id, programme))
        self._so_far.in_units.add((row.unit_key or known.unit, programme))
        if halves is None:
            if row.amount is not None:
                yield note(row, "amount_no_multiple")
            elif not self._standing(known.id):
                yield note(row, "coefficient_missing")
            return False
        dues = self._so_far.dues.setdefault(known.id, Dues([]))
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
        dues = self._so_far.dues.get(person_id)
        return dues is not None and bool(dues.standing)

    def _halves(self, row: PersonRow) -> int | None:
        if row.halves is not None or row.amount is None or not self._so_far.standard:
            return row.halves
        halves, left = divmod(row.amount * 2, self._so_far.standard)
        return None if left or not halves else halves

    # --- A list of accounts -----------------------------------------------------------------

    def _account(self, row: PersonRow, known: Known, waiting: Waiting) -> Iterator[Problem]:
        number = row.account_number or ""
        accounts = self._so_far.accounts
        held = accounts.with_number(self._store.vault.index("account_number", number))
        theirs = next((one for one in held if one.person == known.id), None)
        changes: list[_Cell] = []
        if theirs is None and (theirs := accounts.without_number(known.id)) is not None:
            changes = [(Field.ACCOUNT_NUMBER.value, "", number)]
        self._so_far.counts.accounts += 1
        if theirs is None:
            self._add_account(row, known, AccountState.OPENED, waiting)
            self._count(known, True)
            return
        changes += self._account_says(row, theirs)
        kept = self._corrected.get(known.id, set())
        taken = [one for one in changes if one[0] not in kept]
        waiting.changes += [Change(what, theirs.id, old, new) for what, old, new in taken]
        if len(taken) < len(changes):
            yield note(row, "kept_account")
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
        self._so_far.accounts.add(made, index or None)
        return made.id

    # --- A list of payments -----------------------------------------------------------------

    def _pay(self, row: PersonRow, known: Known, waiting: Waiting) -> None:
        amount, arrears = self._amounts(row)
        way = row.way or (Way.ACCOUNT if row.account_number else known.way)
        programme = row.programme or self._head.programme or self._programme_of(known.id)
        stage, on, reason = self._stage(row, known, programme, way)
        account = self._receiving(row, known, waiting) if way is Way.ACCOUNT else None
        unit = row.unit_key or self._so_far.units.of_its_time(known.unit)
        point = self._point(row, unit, known.point) if way is Way.CASH else None
        if way is Way.CASH and point is None:
            self._so_far.pointless[unit] += 1
        of = self._list_of(unit, programme, way, waiting)
        waiting.payments.append(
            NewPayment(
                *(self._store.ids(), of, known.id, account, point),
                *(amount, arrears, stage, on, reason),
            )
        )
        self._so_far.counts.payments += 1
        self._so_far.counts.money += amount + arrears
        self._count(known, False)

    def _amounts(self, row: PersonRow) -> tuple[int, int]:
        arrears = row.arrears or 0
        if row.amount is not None:
            return row.amount, arrears
        if row.total is not None and row.total >= arrears:
            return row.total - arrears, arrears
        raise NotClear("amount_missing")

    def _programme_of(self, person_id: int) -> Programme:
        dues = self._so_far.dues.get(person_id)
        standing = dues.standing if dues else []
        return standing[0].programme if standing else Programme.SOCIAL_ASSISTANCE

    def _stage(self, row: PersonRow, known: Known, programme: Programme, way: Way) -> Come:
        """What the list says of it; else how far it had come on the list before."""
        if row.status is not None:
            return row.status, row.status_on or self._head.made_on, row.reason
        before = self._paid.get((known.id, programme, way))
        return before or (Stage.ON_LIST, self._head.made_on, None)

    def _receiving(self, row: PersonRow, known: Known, waiting: Waiting) -> int:
        accounts, number = self._so_far.accounts, row.account_number
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
        if key not in self._so_far.lists:
            made = NewPaymentList(
                self._store.ids(), self._head.month, unit, programme, way, self._head.made_on
            )
            self._so_far.lists[key] = made
            waiting.lists.append(made)
        return self._so_far.lists[key]


_CHANGED = {
    Field.NAME: "name_changes",
    Field.BIRTH: "birth_changes",
    Field.SEX: "sex_changes",
    Field.UNIT: "moves",
}
"""What somebody should look at before it is so; a phone or a way of payment changes often."""


def note(row: PersonRow, code: str, **values: str) -> Problem:
    return Problem(row.sheet, row.row, "", code, values)
