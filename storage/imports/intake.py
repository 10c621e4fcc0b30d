"""Rows of a list, held against the register batch by batch: what they would bring, what is wrong.

Reads only. What it finds is written by `Waiting.write` where it waits, or, for a dry run, nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from domain.amount import standard_of
from domain.lists.row import ListKind, PersonRow, Problem
from domain.lists.units import ListUnits, UnitUnclear
from domain.person import Programme
from domain.place import UnitKey
from domain.text import Month
from storage.connection import Store
from storage.imports.head import Head
from storage.imports.points_known import PointsKnown
from storage.imports.register import NotClear, Register
from storage.imports.so_far import Counts, Due, SoFar
from storage.imports.taking import Taking
from storage.imports.waiting import Change, Waiting
from storage.reference import Reference
from storage.tables import entitlement, payment, payment_list, person


class Intake:
    """One list on its way in."""

    def __init__(
        self, head: Head, reference: Reference, standards: dict[Month, int], now: datetime
    ) -> None:
        units = ListUnits(reference.gazetteer, head.month)
        self._so_far = SoFar(
            head=head,
            reference=reference,
            standard=standard_of(standards, head.month),
            now=now,
            units=units,
            points=PointsKnown(units, reference.points),
        )
        self._register = Register(units)

    @property
    def head(self) -> Head:
        return self._so_far.head

    @property
    def counts(self) -> Counts:
        return self._so_far.counts

    def place(self, rows: Sequence[Any]) -> tuple[list[Any], list[Problem]]:
        """The rows with their units; those whose unit is none of ours are left out."""
        placed: list[Any] = []
        problems: list[Problem] = []
        for row in rows:
            try:
                unit = self._so_far.units.read(row.unit) if row.unit else self.head.unit
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
        takes = await Taking.read(self._so_far, store, batch, rows)
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
        for dues in self._so_far.dues.values():
            if dues.made:
                waiting.changes += [
                    _ended(one, until)
                    for one in dues.standing
                    if one.id not in dues.named and one.programme in dues.programmes
                ]
        problems = [
            self._of_unit("no_point_known", unit, count)
            for unit, count in self._so_far.pointless.items()
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
        name = self._so_far.reference.gazetteer.known(unit).name
        return Problem("", 0, "", code, {"unit": name, "count": str(count)})

    async def _left_out(self, store: Store) -> Counter[UnitKey]:
        """How many stand on a payment list that this one replaces, and not on this one."""
        left: Counter[UnitKey] = Counter()
        for unit, programme, way in self._so_far.lists:
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
            left[unit] += sum(one not in self._so_far.seen for one in result.scalars())
        return +left

    def _may_speak_for(self, unit: UnitKey) -> bool:
        scope = self.head.scope
        return scope is None or not set(self._so_far.units.related(unit)).isdisjoint(scope)

    async def _not_listed(self, store: Store) -> dict[tuple[UnitKey, Programme], list[Due]]:
        """Who is entitled in a unit and programme of the list without standing on it."""
        month = self.head.month.first_day
        found: dict[tuple[UnitKey, Programme], list[Due]] = {}
        for unit, programme in sorted(self._so_far.in_units, key=str):
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
                Due(row.id, programme, row.coefficient_halves, Month.of(row.from_month))
                for row in result
                if (row.person_id, programme) not in self._so_far.listed
            ]
            if left:
                found[unit, programme] = left
        return found


def _ended(due: Due, until: Month) -> Change:
    """Not before it began: what the list replaces in its first month was never due."""
    return Change("to_month", due.id, None, str(max(until, due.first.plus(-1))))
