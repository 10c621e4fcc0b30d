"""Single cells that a list changes, and puts back when it is undone: only what still says what the
list made it say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, Table, bindparam, select, update

from domain.permissions import Field
from domain.place import UnitKey
from domain.text import Month
from storage.connection import Store
from storage.imports.waiting import Change
from storage.sealed import Unreadable, Vault
from storage.tables import account, entitlement, person

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where a value stands; ``index`` is its keyed hash, by which it is found."""

    column: Column[Any]
    index: Column[Any] | None = None
    named: str = ""

    @property
    def table(self) -> Table:
        table: Table = self.column.table
        return table

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.column,)

    def read(self, row: Any, vault: Vault) -> str | None:
        value = row[1]
        if value is None:
            return None
        if self.column.name.startswith("sealed_"):
            return vault.open(value, self.column, row[0])
        return value.isoformat() if isinstance(value, date) else str(value)

    def values(self, subject: int, value: str | None, vault: Vault) -> dict[str, Any]:
        if not self.column.name.startswith("sealed_"):
            return {self.column.name: value}
        values: dict[str, Any] = {
            self.column.name: None if value is None else vault.seal(value, self.column, subject)
        }
        if self.index is not None:
            values[self.index.name] = vault.index(self.named, value) if value else None
        return values


class _Day(_Cell):
    def values(self, _subject: int, value: str | None, _vault: Vault) -> dict[str, Any]:
        return {self.column.name: value and date.fromisoformat(value)}


class _Number(_Cell):
    def values(self, _subject: int, value: str | None, _vault: Vault) -> dict[str, Any]:
        return {self.column.name: value and int(value)}


class _Month(_Cell):
    def read(self, row: Any, _vault: Vault) -> str | None:
        return None if row[1] is None else str(Month.of(row[1]))

    def values(self, _subject: int, value: str | None, _vault: Vault) -> dict[str, Any]:
        return {self.column.name: value and Month.parse(value).first_day}


class _Unit(_Cell):
    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return person.c.unit_code, person.c.unit_from

    def read(self, row: Any, _vault: Vault) -> str | None:
        return str(UnitKey(row[1], row[2]))

    def values(self, _subject: int, value: str | None, _vault: Vault) -> dict[str, Any]:
        unit = UnitKey.parse(value or "")
        return {"unit_code": unit.code, "unit_from": unit.valid_from}


_CELLS: Mapping[str, _Cell] = {
    Field.NAME.value: _Cell(person.c.sealed_name),
    Field.BIRTH.value: _Cell(person.c.sealed_birth),
    Field.SEX.value: _Cell(person.c.sealed_sex),
    Field.CITIZEN_ID.value: _Cell(
        person.c.sealed_citizen_id, person.c.citizen_id_index, "citizen_id"
    ),
    Field.PHONE.value: _Cell(person.c.sealed_phone, person.c.phone_index, "phone"),
    Field.WAY.value: _Cell(person.c.way),
    Field.POINT.value: _Number(person.c.point_id),
    Field.UNIT.value: _Unit(person.c.unit_code),
    Field.ACCOUNT_NUMBER.value: _Cell(
        account.c.sealed_number, account.c.number_index, "account_number"
    ),
    Field.HOLDER.value: _Cell(account.c.sealed_holder),
    Field.BANK.value: _Cell(account.c.bank),
    "state": _Cell(account.c.state),
    "state_on": _Day(account.c.state_on),
    "to_month": _Month(entitlement.c.to_month),
}


async def apply(store: Store, changes: Iterable[Change]) -> None:
    """Each cell becomes what the change says."""
    by_cell: dict[str, list[Change]] = defaultdict(list)
    for one in changes:
        by_cell[one.what].append(one)
    for what, ones in by_cell.items():
        cell = _CELLS[what]
        rows = [
            {"subject": one.subject} | cell.values(one.subject, one.new, store.vault)
            for one in ones
        ]
        columns: dict[str, Any] = {
            name: bindparam(f"new_{name}") for name in rows[0] if name != "subject"
        }
        await store.connection.execute(
            update(cell.table).where(cell.table.c.id == bindparam("subject")).values(columns),
            [{_bound(name): value for name, value in row.items()} for row in rows],
        )


async def put_back(store: Store, changes: Sequence[Change]) -> int:
    """What still says what a change made it say becomes what it was; how many do not any more."""
    by_cell: dict[str, list[Change]] = defaultdict(list)
    for one in changes:
        by_cell[one.what].append(one)
    turned: list[Change] = []
    for what, ones in by_cell.items():
        now = await _read(store, _CELLS[what], [one.subject for one in ones])
        turned += [
            Change(what, one.subject, one.new, one.old)
            for one in ones
            if now.get(one.subject, "") == one.new
        ]
    await apply(store, turned)
    return len(changes) - len(turned)


async def _read(store: Store, cell: _Cell, subjects: Sequence[int]) -> dict[int, str | None]:
    """Of each row what its cell says; without those that do not open."""
    found: dict[int, str | None] = {}
    table = cell.table
    for start in range(0, len(subjects), _AT_ONCE):
        result = await store.connection.execute(
            select(table.c.id, *cell.columns).where(
                table.c.id.in_(subjects[start : start + _AT_ONCE])
            )
        )
        for row in result:
            try:
                found[row[0]] = cell.read(row, store.vault)
            except Unreadable:
                continue
    return found


def _bound(name: str) -> str:
    return name if name == "subject" else f"new_{name}"
