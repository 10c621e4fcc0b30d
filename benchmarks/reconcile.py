"""Three lists held against each other on PostgreSQL; ``python -m benchmarks.reconcile`` runs it
alone.

*read*: the yardstick, as many rows fetched and nothing opened. *first*: everything is found and
filed; its CPU is that of our process, without the server's. *again*: the same lists once more, when
nothing is new. Memory is the highest of the process that does it, which has done nothing else.
"""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from benchmarks.people import MONTH, TABLES, Commune, alone, copy, maintain, took
from domain.place import REFORM, UnitKey
from storage.database import Database
from storage.demo.supply import FIRST_ID, Supply
from storage.reconciling import reconcile
from storage.sealed import Vault, new_key
from storage.tables import unit
from storage.upgrade import upgrade
from tests.postgres import Cluster, find_binaries

SIZES = (100_000, 1_000_000)
_NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


async def measure(sizes: tuple[int, ...] = SIZES) -> list[dict[str, Any]]:
    if find_binaries() is None:
        print("NO POSTGRESQL SERVER ON THIS MACHINE: reconciling was not measured")
        return []
    with Cluster(durable=False) as cluster:
        return [await _of(cluster, people) for people in sizes]


def table(rows: list[dict[str, Any]]) -> str:
    lines = [
        "reconciled on PostgreSQL      read     first   of it CPU     again   findings   cases"
        "   peak memory",
        *(
            f"{row['people']:>16,} people  {row['read_s']:>6.1f} s  {row['first_s']:>6.1f} s"
            f"  {row['first_cpu_s']:>8.1f} s"
            f"  {row['again_s']:>6.1f} s  {row['findings']:>9,}  {row['cases']:>6,}"
            f"  {row['peak_mb']:>8.0f} MB"
            for row in rows
        ),
    ]
    return "\n".join(("", *lines))


async def _of(cluster: Cluster, people: int) -> dict[str, Any]:
    name = f"lists_{people}"
    cluster.create_database(name)
    url, keys = cluster.url(name), (f"bench:{new_key()}", new_key())
    alone(_fill, url, keys, people)
    measured: dict[str, Any] = alone(_measured, url, keys)
    cluster.drop_database(name)
    return {"people": people, **measured}


# --- Measured ---------------------------------------------------------------------------------


def _measured(url: str, keys: tuple[str, str]) -> dict[str, Any]:
    return asyncio.run(_measure(Database.open(url, Vault.from_settings(*keys))))


async def _measure(database: Database) -> dict[str, Any]:
    began = time.process_time()
    first, found = await took(lambda: reconcile(database, MONTH, _NOW))
    cpu = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    again, same = await took(lambda: reconcile(database, MONTH, _NOW))
    if same != found:
        raise RuntimeError("found otherwise the second time")
    read, _ = await took(lambda: _read(database))
    await database.close()
    return {
        "read_s": round(read, 2),
        "first_s": round(first, 2),
        "first_cpu_s": round(cpu, 2),
        "again_s": round(again, 2),
        "findings": len(found),
        "cases": len({one.case for one in found if one.case}),
        "peak_mb": round(peak),
    }


async def _read(database: Database) -> None:
    async with database.engine.connect() as connection:
        for each in TABLES:
            async with connection.stream(select(each)) as rows:
                async for _ in rows.partitions(5_000):
                    pass


# --- Making the store -------------------------------------------------------------------------


def _fill(url: str, keys: tuple[str, str], people: int) -> None:
    asyncio.run(_make(Database.open(url, Vault.from_settings(*keys)), people))


async def _make(database: Database, people: int) -> None:
    await upgrade(database)
    async with database.engine.begin() as connection:
        read = select(unit.c.code).where(unit.c.valid_from == REFORM).order_by(unit.c.code)
        units = [UnitKey(code, REFORM) for code in (await connection.execute(read)).scalars()]
        supply, ids = Supply(7), _ids(people)
        for key in units:
            commune = Commune(database.vault, supply, ids, key)
            commune.settle(people // len(units) + 1)
            await copy(connection, commune)
    await maintain(database, "ANALYZE")
    await database.close()


def _ids(people: int) -> Iterator[int]:
    return iter(range(FIRST_ID, FIRST_ID + 10 * people + 10_000))


if __name__ == "__main__":
    print(table(asyncio.run(measure())))
