"""Who of the register is meant by the rows of a list; read in batches, opened only where needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from domain.lists.known import Known, Likeness, born, by_name, by_number, other_number, sex_of
from domain.lists.row import Coded, PersonRow
from domain.lists.units import ListUnits
from domain.payout import Way
from domain.person import Sex
from domain.place import UnitKey
from domain.words import folded
from storage.connection import Store
from storage.people import in_units
from storage.sealed import Unreadable, Vault
from storage.tables import person

_AT_ONCE = 500
_COLUMNS = (
    person.c.id,
    person.c.unit_code,
    person.c.unit_from,
    person.c.way,
    person.c.point_id,
    person.c.sealed_name,
    person.c.sealed_birth,
    person.c.sealed_sex,
    person.c.sealed_citizen_id,
    person.c.sealed_phone,
)


class NotClear(Coded):
    """Nobody can say whom a row means. ``code`` is one of `domain.lists.problems`."""


class Register:
    """For one list. Who is new on it is remembered, so that a later row finds them too."""

    def __init__(self, units: ListUnits) -> None:
        self._units = units
        self._new_numbers: dict[bytes, int] = {}
        self._names: dict[int, list[int]] = {}
        self._opened: set[UnitKey] = set()
        self._new: dict[int, Known] = {}
        self._homes: dict[UnitKey, UnitKey] = {}

    async def prepare(self, store: Store, rows: Sequence[PersonRow]) -> Batch:
        """Everything that these rows need, in a few statements."""
        numbers = {one.citizen_id for one in rows if one.citizen_id}
        by_index = await self._with_numbers(store, numbers)
        await self._open_names(store, {one.unit_key for one in rows if one.unit_key})
        named = {who for one in rows for who in self._names_of(one) if who not in self._new}
        found = {one.id: one for bearers in by_index.values() for one in bearers}
        missing = [one for one in named if one not in found]
        found |= {one.id: one for one in await self._read(store, missing)}
        return Batch(self, store.vault, by_index, found)

    def add(self, known: Known, index: bytes | None) -> None:
        """Somebody new on this list."""
        self._new[known.id] = known
        if index is not None:
            self._new_numbers[index] = known.id
        self._name(known.id, known.name, known.birth[:4], known.unit)

    def named(self, row: PersonRow) -> list[int]:
        return self._names_of(row)

    def new(self, person_id: int | None) -> Known | None:
        """Somebody who is new on this list."""
        return None if person_id is None else self._new.get(person_id)

    def new_with(self, index: bytes) -> Known | None:
        return self.new(self._new_numbers.get(index))

    def _names_of(self, row: PersonRow) -> list[int]:
        if row.unit_key is None:
            return []
        birth = born(row)
        return self._names.get(
            _key(row.name, birth[:4] if birth else "", self._home(row.unit_key)), []
        )

    def _home(self, unit: UnitKey) -> UnitKey:
        """One key for all that a unit was and is, so that its people are found under any."""
        if unit not in self._homes:
            self._homes[unit] = min(self._units.related(unit))
        return self._homes[unit]

    def _name(self, person_id: int, name: str, year: str, unit: UnitKey) -> None:
        for known_year in (year, ""):
            self._names.setdefault(_key(name, known_year, self._home(unit)), []).append(person_id)

    async def _open_names(self, store: Store, units: Iterable[UnitKey]) -> None:
        wanted = {other for one in units for other in self._units.related(one)} - self._opened
        if not wanted:
            return
        self._opened |= wanted
        result = await store.connection.execute(
            select(
                person.c.id,
                person.c.unit_code,
                person.c.unit_from,
                person.c.sealed_name,
                person.c.sealed_birth,
            ).where(in_units(tuple(wanted)))
        )
        rows = result.all()
        names = store.vault.open_all(
            ((one.id, one.sealed_name) for one in rows), person.c.sealed_name
        )
        births = store.vault.open_all(
            ((one.id, one.sealed_birth) for one in rows), person.c.sealed_birth
        )
        for row, name, birth in zip(rows, names, births, strict=True):
            if name is not None and birth is not None:
                self._name(row.id, name, birth[:4], UnitKey(row.unit_code, row.unit_from))

    async def _with_numbers(self, store: Store, numbers: set[str]) -> dict[bytes, list[Known]]:
        if not numbers:
            return {}
        indexes = [store.vault.index("citizen_id", one) for one in numbers]
        result = await store.connection.execute(
            select(*_COLUMNS, person.c.citizen_id_index).where(
                person.c.citizen_id_index.in_(indexes)
            )
        )
        found: dict[bytes, list[Known]] = {}
        for row in result:
            if known := _read(row, store.vault):
                found.setdefault(row.citizen_id_index, []).append(known)
        return found

    async def _read(self, store: Store, ids: Sequence[int]) -> list[Known]:
        read = []
        for start in range(0, len(ids), _AT_ONCE):
            result = await store.connection.execute(
                select(*_COLUMNS).where(person.c.id.in_(ids[start : start + _AT_ONCE]))
            )
            read += [known for row in result if (known := _read(row, store.vault))]
        return read


class Batch:
    """Some rows, with everybody whom they may mean."""

    def __init__(
        self,
        register: Register,
        vault: Vault,
        by_index: dict[bytes, list[Known]],
        found: dict[int, Known],
    ) -> None:
        self._register = register
        self._vault = vault
        self._by_index = by_index
        self._found = found

    def people(self) -> list[int]:
        """Everybody of the register whom these rows may mean."""
        return list(self._found)

    def who(self, row: PersonRow) -> tuple[Known | None, Likeness]:
        """Who it is; None for somebody new. Raises NotClear."""
        if row.citizen_id and (bearers := self._bearers(row.citizen_id)):
            return self._by_number(row, bearers)
        named = [one for who in self._named(row) if (one := self._one(who)) is not None]
        likely = by_name(row, named)
        if len(likely) > 1:
            raise NotClear("several_of_that_name", count=str(len(likely)))
        if likely and other_number(row, likely[0]):
            raise NotClear("other_number_known", end=(likely[0].citizen_id or "")[-3:])
        return (likely[0] if likely else None), Likeness.SAME

    def is_namesake(self, row: PersonRow) -> bool:
        """Somebody of this name and year is there already, under another number."""
        return bool(self._named(row))

    def add(self, known: Known) -> bytes | None:
        """Somebody new; the keyed hash of their number."""
        index = known.citizen_id and self._vault.index("citizen_id", known.citizen_id)
        self._register.add(known, index or None)
        return index or None

    def _one(self, person_id: int) -> Known | None:
        return self._found.get(person_id) or self._register.new(person_id)

    def _named(self, row: PersonRow) -> list[int]:
        return self._register.named(row)

    def _bearers(self, number: str) -> list[Known]:
        index = self._vault.index("citizen_id", number)
        new = self._register.new_with(index)
        return [*self._by_index.get(index, ()), *([new] if new else [])]

    def _by_number(self, row: PersonRow, bearers: list[Known]) -> tuple[Known, Likeness]:
        likeness = [(by_number(row, one), one) for one in bearers]
        for wanted in (Likeness.SAME, Likeness.NAME_DIFFERS):
            if len(fits := [one for found, one in likeness if found is wanted]) == 1:
                return fits[0], wanted
        raise NotClear("number_of_somebody_else")


def new_known(person_id: int, row: PersonRow, unit: UnitKey, way: Way, point: int | None) -> Known:
    """Somebody of whom the register knows nothing yet. Raises NotClear where the row says too
    little."""
    birth, sex = born(row), sex_of(row)
    if birth is None:
        raise NotClear("birth_missing")
    if sex is None:
        raise NotClear("sex_missing")
    return Known(person_id, row.name, birth, sex, row.citizen_id, row.phone, unit, way, point)


def _key(name: str, year: str, home: UnitKey) -> int:
    return hash((_folded(name), year, home))


@lru_cache(4 * _AT_ONCE)
def _folded(name: str) -> str:
    """One row asks for its name again and again."""
    return folded(name)


def _read(row: Any, vault: Vault) -> Known | None:
    """None for a record that does not open: it is left as it is."""
    try:
        return Known(
            id=row.id,
            name=vault.open(row.sealed_name, person.c.sealed_name, row.id),
            birth=vault.open(row.sealed_birth, person.c.sealed_birth, row.id),
            sex=Sex(vault.open(row.sealed_sex, person.c.sealed_sex, row.id)),
            citizen_id=_optional(row.sealed_citizen_id, person.c.sealed_citizen_id, row.id, vault),
            phone=_optional(row.sealed_phone, person.c.sealed_phone, row.id, vault),
            unit=UnitKey(row.unit_code, row.unit_from),
            way=Way(row.way),
            point=row.point_id,
        )
    except Unreadable:
        return None


def _optional(cell: bytes | None, column: Any, row: int, vault: Vault) -> str | None:
    return None if cell is None else vault.open(cell, column, row)
