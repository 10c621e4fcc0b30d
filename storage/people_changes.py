"""Whoever changes people, accounts or payments says so, and where: names are looked up anew, and
what was counted of these units is counted again."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, CompoundSelect, literal, select, update

from domain.place import UnitKey
from storage.connection import Store
from storage.questions import NOWHERE
from storage.tables import people_change, person, store


async def changed(within: Store) -> int:
    """The version of the people from now on. Until this transaction ends nobody else gets one, so
    they are committed in their order."""
    found = await within.connection.execute(
        update(store)
        .values(people_version=store.c.people_version + 1)
        .returning(store.c.people_version)
    )
    version: int = found.scalar_one()
    return version


async def changed_in(within: Store, version: int, units: Collection[UnitKey]) -> None:
    """This version is of these units, and of no other."""
    rows = [
        {"version": version, "unit_code": one.code, "unit_from": one.valid_from}
        for one in (NOWHERE, *units)
    ]
    new = within.insert(people_change)
    await within.connection.execute(new.on_conflict_do_nothing(), rows)


async def changed_of(within: Store, version: int, units: CompoundSelect[Any]) -> None:
    """The same of units that are found by a statement: their code, and since when they are."""
    await changed_in(within, version, ())
    found = units.subquery()
    new = within.insert(people_change).from_select(
        ["version", "unit_code", "unit_from"],
        select(literal(version, BigInteger), *found.c).where(literal(True)),
    )
    await within.connection.execute(new.on_conflict_do_nothing())


async def person_changed(within: Store, person_id: int) -> None:
    """One person: where they belong now, and where they did until this turn."""
    row = (
        await within.connection.execute(
            select(person.c.unit_code, person.c.unit_from).where(person.c.id == person_id)
        )
    ).one_or_none()
    units = {UnitKey(*row)} if row else set()
    if person_id in within.moved:
        units.add(within.moved[person_id])
    await changed_in(within, await changed(within), units)
