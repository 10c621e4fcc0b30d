"""Searching by name in a store of a million people; ``python -m benchmarks.names`` runs it alone.

Yardsticks, on the same rows in the same run: reading them without opening anything, and rapidfuzz
alone over names that are folded already. *First* is the first search of a process, *cold* the first
of a commune, *warm* every further one. The names are the demo's: more equal ones than among people.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.stores import on_both
from domain.person import Sex
from domain.place import REFORM, UnitKey
from domain.words import folded
from storage.database import Database
from storage.demo.names import invent_name
from storage.demo.supply import FIRST_ID, Supply
from storage.sealed import Vault, new_key
from storage.tables import person, unit
from storage.upgrade import upgrade

PEOPLE = 1_000_000
_KHMER_PERCENT = 10
_COLD, _WARM = 15, 20
_VERSION = 1
_PROVINCE_TIMES = 3
_QUERIES = {
    "given name": "chị Lành",
    "misspelt": "Nguyen Thi Lahn",
    "initials": "N.T.L",
    "southern": "Wuyên",
    "with a year": "Lành 1944",
    "in Khmer script": "នាង សារឹម",
    "family name alone": "Nguyễn",
}
_FIRST_DEARER = ("with a year", "in Khmer script")
_COLUMNS = ("id", "unit_code", "unit_from", "way", "sealed_name", "sealed_birth", "sealed_sex")
_INSERT = """
INSERT INTO person (id, unit_code, unit_from, way, sealed_name, sealed_birth, sealed_sex)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""


async def measure(people: int = PEOPLE) -> dict[str, Any]:
    """Milliseconds for both databases."""
    measured = await on_both(partial(_on, people=people))
    return {
        "people": people,
        "rows": [row for rows, _ in measured for row in rows],
        "bytes_a_name": max(size for _, size in measured),
    }


def table(measured: dict[str, Any]) -> str:
    lines = [
        f"names: {measured['people']:,} people, {measured['bytes_a_name']} bytes a name kept",
        "database     where      what                              median ms   worst ms",
        *(
            f"{row['database']:12} {row['where']:10} {row['what']:32} "
            f"{row['median_ms']:10.2f} {row['worst_ms']:10.2f}"
            for row in measured["rows"]
        ),
    ]
    return "\n".join(lines)


async def _on(database: str, url: str, people: int) -> tuple[list[dict[str, Any]], int]:
    opened = Database.open(url, Vault.from_settings(f"bench:{new_key()}", new_key()))
    await upgrade(opened)
    units = await _fill(opened, people)
    rows = [
        {"database": database, **row}
        for row in [
            *await _in_communes(url, opened.vault, units),
            *await _in_the_province(opened, units),
        ]
    ]
    size = _bytes_a_name(opened, units, people)
    await opened.close()
    return rows, size


async def _in_communes(url: str, vault: Vault, units: Sequence[UnitKey]) -> list[dict[str, Any]]:
    """The units of middling size, each opened by a process that has not seen it."""
    async with _fresh(url, vault) as database:
        some = units[len(units) // 2 - _COLD // 2 :][:_COLD]

        async def cold(number: int) -> None:
            await _find(database, "chị Lành", [some[number]])

        rows = [
            await _timed("commune", "rows read, not opened", _COLD, _reading(database, some)),
            await _timed("commune", "first search of the process", 1, lambda _: cold(0)),
            await _timed("commune", "cold", _COLD - 1, lambda number: cold(number + 1)),
            await _timed("commune", "rapidfuzz alone", _WARM, await _bare(database, some[:1])),
        ]
        return rows + await _by_query("commune", database, [some[0]], _WARM)


async def _in_the_province(database: Database, units: Sequence[UnitKey]) -> list[dict[str, Any]]:
    rows = [
        await _timed("province", "rows read, not opened", 1, _reading(database, units, whole=True)),
        await _timed("province", "cold", 1, _searching(database, "chị Lành", units)),
        await _timed("province", "rapidfuzz alone", _PROVINCE_TIMES, await _bare(database, units)),
    ]
    return rows + await _by_query("province", database, units, _PROVINCE_TIMES)


async def _by_query(
    where: str, database: Database, units: Sequence[UnitKey], times: int
) -> list[dict[str, Any]]:
    rows = []
    for what, query in _QUERIES.items():
        search = _searching(database, query, units)
        if what in _FIRST_DEARER:
            rows.append(await _timed(where, f"first {what}", 1, search))
        rows.append(await _timed(where, f"warm, {what}", times, search))
    return rows


def _bytes_a_name(database: Database, units: Sequence[UnitKey], people: int) -> int:
    """With years and all that is made for Khmer script; what units share is counted once."""
    seen: set[int] = set()
    kept = [database.names.recall(key, _VERSION) for key in units]
    return round(sum(_size(vars(names), seen) for names in kept if names is not None) / people)


def _size(value: object, seen: set[int]) -> int:
    if id(value) in seen:
        return 0
    seen.add(id(value))
    inside: Iterable[object] = ()
    if isinstance(value, dict):
        inside = (*value.keys(), *value.values())
    elif isinstance(value, list | tuple):
        inside = value
    return sys.getsizeof(value) + sum(_size(one, seen) for one in inside)


def _searching(
    database: Database, query: str, units: Sequence[UnitKey]
) -> Callable[[int], Awaitable[object]]:
    return lambda _: _find(database, query, units)


async def _find(database: Database, query: str, units: Sequence[UnitKey]) -> None:
    async with database.statement() as records:
        await records.names.find(query, units, _VERSION)


def _reading(
    database: Database, units: Sequence[UnitKey], *, whole: bool = False
) -> Callable[[int], Awaitable[object]]:
    async def read(number: int) -> None:
        async with database.engine.connect() as connection:
            for key in units if whole else [units[number]]:
                await _rows(connection, key)

    return read


async def _rows(connection: AsyncConnection, key: UnitKey) -> Sequence[Any]:
    wanted = select(person.c.id, person.c.sealed_name).where(
        person.c.unit_code == key.code, person.c.unit_from == key.valid_from
    )
    return (await connection.execute(wanted)).all()


async def _bare(database: Database, units: Sequence[UnitKey]) -> Callable[[int], Awaitable[object]]:
    """Only the whole names' likeness: no part of a name, no sound, no order of its own."""
    names: list[str] = []
    async with database.engine.connect() as connection:
        for key in units:
            cells = ((row.id, row.sealed_name) for row in await _rows(connection, key))
            opened = database.vault.open_all(cells, person.c.sealed_name)
            names += [_folded(name) for name in opened if name is not None]

    async def once(_number: int) -> None:
        process.extract("nguyen thi lahn", names, scorer=fuzz.token_sort_ratio, limit=8)

    return once


_FOLDED: dict[str, str] = {}


def _folded(name: str) -> str:
    if name not in _FOLDED:
        _FOLDED[name] = folded(name)
    return _FOLDED[name]


@asynccontextmanager
async def _fresh(url: str, vault: Vault) -> AsyncIterator[Database]:
    """Another process's view: it remembers no names yet."""
    database = Database.open(url, vault)
    try:
        yield database
    finally:
        await database.close()


async def _timed(
    where: str, what: str, times: int, once: Callable[[int], Awaitable[object]]
) -> dict[str, Any]:
    walls = []
    for number in range(times):
        began = time.perf_counter()
        await once(number)
        walls.append((time.perf_counter() - began) * 1000)
    return {
        "where": where,
        "what": what,
        "median_ms": round(statistics.median(walls), 2),
        "worst_ms": round(max(walls), 2),
    }


# Making the store


async def _fill(database: Database, people: int) -> list[UnitKey]:
    """All of the province's units, small ones first, each with its people in one piece."""
    async with database.engine.begin() as connection:
        read = select(unit.c.code).where(unit.c.valid_from == REFORM).order_by(unit.c.code)
        units = [UnitKey(code, REFORM) for code in (await connection.execute(read)).scalars()]
        supply, first_id = Supply(7), FIRST_ID
        for place, key in enumerate(units):
            size = round(people / len(units) * (0.5 + place / (len(units) - 1)))
            rows = _people(supply, database.vault, key, range(first_id, first_id + size))
            await _insert(connection, list(rows))
            first_id += size
    return units


def _people(
    supply: Supply, vault: Vault, key: UnitKey, ids: Iterable[int]
) -> Iterator[tuple[Any, ...]]:
    for person_id in ids:
        sex, year = supply.rng.choice(tuple(Sex)), supply.rng.randint(1921, 2020)
        name = invent_name(supply, sex, year, _KHMER_PERCENT)
        yield (
            person_id,
            key.code,
            key.valid_from,
            "cash",
            vault.seal(name, person.c.sealed_name, person_id),
            vault.seal(str(year), person.c.sealed_birth, person_id),
            vault.seal(sex.value, person.c.sealed_sex, person_id),
        )


async def _insert(connection: AsyncConnection, rows: Sequence[tuple[Any, ...]]) -> None:
    """As each driver does it fastest."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    if connection.dialect.name == "postgresql":
        await driver.copy_records_to_table("person", records=rows, columns=_COLUMNS)
        return
    plain = [(*row[:2], row[2].isoformat(), *row[3:]) for row in rows]
    await driver.executemany(_INSERT, plain)


if __name__ == "__main__":
    print(table(asyncio.run(measure())))
