"""Searching people by name: sealed names are opened in memory, of the asked units only."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias, TypeVar

from sqlalchemy import Column, select

from domain.name_query import Asked, read_name, read_year_alone
from domain.names import Match, Names, find
from domain.place import UnitKey
from domain.privacy import Level
from storage.connection import Store
from storage.sealed import Vault
from storage.tables import person

log = logging.getLogger(__name__)

_OPENED_AT_ONCE, _SEARCHED_AT_ONCE = 2_000, 20_000
"""So many names take a few milliseconds; more are left to a thread, and others are answered."""

Cells: TypeAlias = Sequence[tuple[int, bytes]]
Result = TypeVar("Result")


class NameSearch:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(
        self,
        query: str,
        units: Sequence[UnitKey],
        version: int,
        limit: int = 8,
        known: Sequence[int] = (),
    ) -> tuple[Match, ...]:
        """Who of these units may be meant, the nearest first; of those alike, who is ``known``.

        ``version`` is that of the people in the store: what was opened under another is opened
        again. Names that do not open are left out, and logged by their number.
        """
        self._store.opened(Level.STAFF)
        asked = read_name(query)
        if not asked.readings:
            return ()
        kept = [await self._names(unit, version, asked) for unit in dict.fromkeys(units)]
        many = sum(map(len, kept)) > _SEARCHED_AT_ONCE
        return await _aside(many, find, asked, kept, limit, known)

    async def born(self, query: str, units: Sequence[UnitKey], version: int) -> tuple[int, ...]:
        """Who of these units was born in the year that was said alone."""
        self._store.opened(Level.STAFF)
        asked = read_year_alone(query)
        if not asked.years:
            return ()
        kept = [await self._names(unit, version, asked) for unit in dict.fromkeys(units)]
        return tuple(person for names in kept for person in names.born(asked))

    async def _names(self, unit: UnitKey, version: int, asked: Asked) -> Names:
        names = self._store.names.recall(unit, version)
        if names is None:
            names = await self._open(unit)
            self._store.names.keep(unit, version, names)
        if asked.years and not names.knows_years:
            await self._learn_years(names, unit)
        return names

    async def _open(self, unit: UnitKey) -> Names:
        rows = await self._sealed(person.c.sealed_name, unit)
        return await _aside(len(rows) > _OPENED_AT_ONCE, _opened, self._store.vault, rows, unit)

    async def _learn_years(self, names: Names, unit: UnitKey) -> None:
        """Only when they are asked for: opening them costs as much as opening the names."""
        rows = await self._sealed(person.c.sealed_birth, unit)
        years = await _aside(len(rows) > _OPENED_AT_ONCE, _years, self._store.vault, rows)
        names.learn_years(years)

    async def _sealed(self, column: Column[bytes], unit: UnitKey) -> Cells:
        result = await self._store.connection.execute(
            select(person.c.id, column).where(
                person.c.unit_code == unit.code, person.c.unit_from == unit.valid_from
            )
        )
        return result.all()


async def _aside(long: bool, work: Callable[..., Result], *given: object) -> Result:
    """In a thread where it takes long, so that others are answered meanwhile."""
    return await asyncio.to_thread(work, *given) if long else work(*given)


def _opened(vault: Vault, rows: Cells, unit: UnitKey) -> Names:
    names = Names(_readable(vault, rows, person.c.sealed_name))
    if len(names) < len(rows):
        log.error("%d names of unit %s do not open", len(rows) - len(names), unit)
    return names


def _years(vault: Vault, rows: Cells) -> dict[int, int]:
    return {row: int(birth[:4]) for row, birth in _readable(vault, rows, person.c.sealed_birth)}


def _readable(vault: Vault, rows: Cells, column: Column[bytes]) -> Iterator[tuple[int, str]]:
    for (row, _), text in zip(rows, vault.open_all(rows, column), strict=True):
        if text is not None:
            yield row, text
