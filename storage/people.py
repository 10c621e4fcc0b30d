"""Beneficiaries as they stand in the register."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select

from domain.amount import Due
from domain.identity import kept_birth
from domain.person import Person, Sex
from domain.place import UnitKey
from domain.privacy import Level
from domain.text import Month
from storage.connection import Store
from storage.sealed import Vault
from storage.tables import entitlement, person, standard_amount, store

_OPENED_AT_ONCE = 2_000
"""So many open in some tens of milliseconds; more are left to a thread, and others are answered."""

PERSON = (
    person.c.id,
    person.c.unit_code,
    person.c.unit_from,
    person.c.sealed_name,
    person.c.sealed_birth,
    person.c.sealed_sex,
)
_BY_ID = select(*PERSON).where(person.c.id.in_(bindparam("of_people", expanding=True)))
_UNITS = select(person.c.id, person.c.unit_code, person.c.unit_from).where(
    person.c.id.in_(bindparam("of_people", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whose record names a phone number. ``active``: something is due to them now."""

    person: Person
    last_four: str
    active: bool


class People:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._units: dict[int, UnitKey] = {}

    async def known(self, person_id: int) -> Person | None:
        """By id; what may be told of them is for the caller to know."""
        return next(iter(await self.all_known([person_id])), None)

    async def all_known(self, people: Sequence[int]) -> tuple[Person, ...]:
        """The same of several, in their order; without who is not there."""
        if not people:
            return ()
        self._store.opened(Level.OWN)
        self._store.saw(*people)
        rows = await self._store.connection.execute(_BY_ID, {"of_people": tuple(people)})
        found = {row.id: read_person(row, self._store.vault) for row in rows}
        return tuple(found[one] for one in people if one in found)

    async def units_of(self, people: Iterable[int]) -> dict[int, UnitKey]:
        """Where each of them belongs, as it was before this turn; nothing else is read, and nothing
        twice."""
        wanted = tuple(people)
        if unknown := [one for one in wanted if one not in self._units]:
            rows = await self._store.connection.execute(_UNITS, {"of_people": unknown})
            for row in rows:
                unit = UnitKey(row.unit_code, row.unit_from)
                self._units[row.id] = self._store.moved.get(row.id, unit)
        return {one: self._units[one] for one in wanted if one in self._units}

    async def ending_in(self, units: Sequence[UnitKey], digits: str) -> tuple[int, ...]:
        """People of these units whose citizen ID or phone number ends so; no more is opened."""
        self._store.opened(Level.STAFF)
        result = await self._store.connection.execute(
            select(person.c.id, person.c.sealed_citizen_id, person.c.sealed_phone)
            .where(in_units(units))
            .order_by(person.c.id)
        )
        rows, vault = result.all(), self._store.vault
        if len(rows) > _OPENED_AT_ONCE:
            return await asyncio.to_thread(_ending_in, digits, rows, vault)
        return _ending_in(digits, rows, vault)

    async def last_three(self, people: Iterable[int]) -> dict[int, str]:
        """The end of the citizen ID, to tell apart who is otherwise alike; none where none is."""
        self._store.opened(Level.STAFF)
        result = await self._store.connection.execute(
            select(person.c.id, person.c.sealed_citizen_id).where(person.c.id.in_(tuple(people)))
        )
        ends = {row.id: _last_four(row, self._store.vault)[-3:] for row in result}
        self._store.saw(*ends)
        return ends

    async def with_phone(self, phone: str, month: Month) -> tuple[Candidate, ...]:
        """Everybody whose record names this number, in its canonical form.

        Does not count as having told anything: what fits is for the caller to find out.
        """
        due_now = (
            select(entitlement.c.id)
            .where(
                entitlement.c.person_id == person.c.id,
                entitlement.c.from_month <= month.first_day,
                entitlement.c.to_month.is_(None) | (entitlement.c.to_month >= month.first_day),
            )
            .exists()
        )
        index = self._store.vault.index("phone", phone)
        result = await self._store.connection.execute(
            select(*PERSON, person.c.sealed_citizen_id, due_now.label("active"))
            .where(person.c.phone_index == index)
            .order_by(person.c.id)
        )
        vault = self._store.vault
        return tuple(
            Candidate(read_person(row, vault), _last_four(row, vault), row.active) for row in result
        )

    async def phone_end(self, person_id: int) -> str:
        """The last three digits of the number that our list gives the bank; empty where it gives
        none. What is read back to who stands at the counter."""
        self._store.opened(Level.STAFF)
        self._store.saw(person_id)
        result = await self._store.connection.execute(
            select(person.c.id, person.c.sealed_phone).where(person.c.id == person_id)
        )
        row = result.one_or_none()
        if row is None:
            return ""
        return self._store.vault.open_or_empty(row.sealed_phone, person.c.sealed_phone, row.id)[-3:]

    async def version(self) -> int:
        """Grows whenever people are written, so that names kept in memory are opened again."""
        result = await self._store.connection.execute(select(store.c.people_version))
        return result.scalar_one_or_none() or 0

    async def dues(self, person_id: int) -> tuple[Due, ...]:
        """What is due to a person a month, now and before; no category is opened."""
        self._store.opened(Level.OWN)
        self._store.saw(person_id)
        result = await self._store.connection.execute(
            select(
                entitlement.c.coefficient_halves, entitlement.c.from_month, entitlement.c.to_month
            )
            .where(entitlement.c.person_id == person_id)
            .order_by(entitlement.c.id)
        )
        return tuple(
            Due(
                row.coefficient_halves,
                Month.of(row.from_month),
                Month.of(row.to_month) if row.to_month else None,
            )
            for row in result
        )

    async def standard_amounts(self) -> dict[Month, int]:
        """The State's standard amount in đồng by the month from which it holds."""
        result = await self._store.connection.execute(select(standard_amount))
        return {Month.of(row.from_month): row.dong for row in result}


def read_person(row: Any, vault: Vault) -> Person:
    """From a row with the columns of `PERSON`. Raises Unreadable."""
    birth = kept_birth(vault.open(row.sealed_birth, person.c.sealed_birth, row.id))
    return Person(
        id=row.id,
        name=vault.open(row.sealed_name, person.c.sealed_name, row.id),
        sex=Sex(vault.open(row.sealed_sex, person.c.sealed_sex, row.id)),
        birth_year=birth.year,
        birth_day=birth.on,
        unit=UnitKey(row.unit_code, row.unit_from),
    )


def in_units(units: Sequence[UnitKey]) -> ColumnElement[bool]:
    """People of any of these units."""
    pairs = [
        (person.c.unit_code == one.code) & (person.c.unit_from == one.valid_from) for one in units
    ]
    where: ColumnElement[bool] = person.c.id.is_(None)
    for pair in pairs:
        where |= pair
    return where


def _ending_in(digits: str, rows: Sequence[Any], vault: Vault) -> tuple[int, ...]:
    return tuple(row.id for row in rows if _ends_in(digits, row, vault))


def _ends_in(digits: str, row: Any, vault: Vault) -> bool:
    sealed = (
        (row.sealed_citizen_id, person.c.sealed_citizen_id),
        (row.sealed_phone, person.c.sealed_phone),
    )
    opened = (vault.open_or_empty(cell, column, row.id) for cell, column in sealed)
    return any(one.endswith(digits) for one in opened)


def _last_four(row: Any, vault: Vault) -> str:
    return vault.open_or_empty(row.sealed_citizen_id, person.c.sealed_citizen_id, row.id)[-4:]
