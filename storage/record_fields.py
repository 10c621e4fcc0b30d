"""The fields of a record that can be corrected: read whole, and written with their indexes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, select, update

from domain.account import AccountState
from domain.permissions import Field
from domain.place import UnitKey
from domain.privacy import Level
from storage.connection import Store
from storage.people_changes import person_changed
from storage.tables import account, person


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where a field stands; ``index`` is its keyed hash, by which it is found."""

    sealed: Column[Any]
    index: Column[Any] | None = None
    named: str = ""


_CELLS: Mapping[Field, _Cell] = {
    Field.NAME: _Cell(person.c.sealed_name),
    Field.BIRTH: _Cell(person.c.sealed_birth),
    Field.SEX: _Cell(person.c.sealed_sex),
    Field.CITIZEN_ID: _Cell(person.c.sealed_citizen_id, person.c.citizen_id_index, "citizen_id"),
    Field.PHONE: _Cell(person.c.sealed_phone, person.c.phone_index, "phone"),
    Field.ACCOUNT_NUMBER: _Cell(account.c.sealed_number, account.c.number_index, "account_number"),
    Field.HOLDER: _Cell(account.c.sealed_holder),
}


class RecordFields:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def value(self, person_id: int, field: Field, *, lock: bool = False) -> str | None:
        """What the record holds, whole: to be compared, and never displayed where it is a number.

        ``lock``: nobody else writes to it before this transaction ends. Raises Unreadable.
        """
        self._store.opened(Level.STAFF)
        self._store.saw(person_id)
        if field is Field.UNIT:
            return await self._unit(person_id, lock)
        if field is Field.WAY:
            row = await self._one(select(person.c.way).where(person.c.id == person_id), lock)
            return str(row.way) if row else None
        cell = _CELLS.get(field)
        if cell is None:
            return None
        chosen = select(cell.sealed.table.c.id, cell.sealed).select_from(cell.sealed.table)
        row = await self._one(_of(chosen, cell, person_id), lock)
        if row is None or row[1] is None:
            return None
        return self._store.vault.open(row[1], cell.sealed, row[0])

    async def write(self, person_id: int, field: Field, value: str) -> None:
        """Alters the record, and says to every process that people have changed."""
        if field is Field.UNIT:
            await self._move(person_id, UnitKey.parse(value))
        elif field is Field.WAY:
            await self._update(person, person_id, {"way": value})
        elif field in _CELLS:
            await self._reseal(person_id, _CELLS[field], value)
        await person_changed(self._store, person_id)

    async def others_with(self, field: Field, value: str, but: int) -> tuple[int, ...]:
        """Whose records name the same number; ids alone."""
        cell = _CELLS.get(field)
        if cell is None or cell.index is None:
            return ()
        table = cell.sealed.table
        whose = person.c.id if table is person else account.c.person_id
        result = await self._store.connection.execute(
            select(whose)
            .where(cell.index == self._store.vault.index(cell.named, value), whose != but)
            .order_by(whose)
        )
        return tuple(dict.fromkeys(result.scalars()))

    async def _unit(self, person_id: int, lock: bool) -> str | None:
        chosen = select(person.c.unit_code, person.c.unit_from).where(person.c.id == person_id)
        row = await self._one(chosen, lock)
        return str(UnitKey(row.unit_code, row.unit_from)) if row else None

    async def _move(self, person_id: int, unit: UnitKey) -> None:
        """Who lets somebody go to another commune may do so by where they were until now."""
        before = await self._unit(person_id, lock=True)
        if before is not None:
            self._store.moved.setdefault(person_id, UnitKey.parse(before))
        moved = {"unit_code": unit.code, "unit_from": unit.valid_from}
        await self._update(person, person_id, moved)

    async def _one(self, chosen: Select[Any], lock: bool) -> Any:
        result = await self._store.connection.execute(chosen.with_for_update() if lock else chosen)
        return result.one_or_none()

    async def _reseal(self, person_id: int, cell: _Cell, value: str) -> None:
        table = cell.sealed.table
        row = await self._one(_of(select(table.c.id), cell, person_id), lock=True)
        vault = self._store.vault
        values: dict[str, object] = {cell.sealed.name: vault.seal(value, cell.sealed, row.id)}
        if cell.index is not None:
            values[cell.index.name] = vault.index(cell.named, value)
        await self._update(table, row.id, values)

    async def _update(self, table: Any, row_id: int, values: Mapping[str, object]) -> None:
        await self._store.connection.execute(
            update(table).where(table.c.id == row_id).values(**values)
        )


def _of(chosen: Select[Any], cell: _Cell, person_id: int) -> Select[Any]:
    """The person's own row, or that of the account which is theirs now, as `Accounts.of` has it."""
    if cell.sealed.table is person:
        return chosen.where(person.c.id == person_id)
    closed: ColumnElement[bool] = account.c.state == AccountState.CLOSED.value
    return (
        chosen.where(account.c.person_id == person_id)
        .order_by(closed, account.c.id.desc())
        .limit(1)
    )
