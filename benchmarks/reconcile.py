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
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from multiprocessing import get_context
from typing import Any

from sqlalchemy import Table, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.account import AccountState
from domain.payout import Stage, Way
from domain.person import Programme, Sex
from domain.place import REFORM, UnitKey
from domain.text import Month
from storage.database import Database
from storage.demo.names import as_at_bank, invent_name
from storage.demo.supply import FIRST_ID, Supply
from storage.reconciling import reconcile
from storage.sealed import Vault, new_key
from storage.tables import account, entitlement, payment, payment_list, person, unit
from storage.upgrade import upgrade
from tests.postgres import Cluster, find_binaries

SIZES = (100_000, 1_000_000)
_MONTH = Month(2026, 11)
_NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
_STANDARD = 540_000
_KHMER_PERCENT = 10
_TABLES = (person, entitlement, account, payment_list, payment)
_ACCOUNT_FOR, _PHONE_FOR, _SHARED_FOR = 0.4, 0.5, 0.1
_WRONG_FOR = 0.01
_NAMES = 500


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
    _alone(_fill, url, keys, people)
    measured: dict[str, Any] = _alone(_measured, url, keys)
    cluster.drop_database(name)
    return {"people": people, **measured}


def _alone(work: Callable[..., Any], *arguments: object) -> Any:
    """In a process of its own, so that its memory is that of this work."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        return processes.submit(work, *arguments).result()


# --- Measured ---------------------------------------------------------------------------------


def _measured(url: str, keys: tuple[str, str]) -> dict[str, Any]:
    return asyncio.run(_measure(Database.open(url, Vault.from_settings(*keys))))


async def _measure(database: Database) -> dict[str, Any]:
    began = time.process_time()
    first, found = await _took(lambda: reconcile(database, _MONTH, _NOW))
    cpu = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    again, same = await _took(lambda: reconcile(database, _MONTH, _NOW))
    if same != found:
        raise RuntimeError("found otherwise the second time")
    read, _ = await _took(lambda: _read(database))
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


async def _took(work: Callable[[], Awaitable[Any]]) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = await work()
    return time.perf_counter() - begun, result


async def _read(database: Database) -> None:
    async with database.engine.connect() as connection:
        for each in _TABLES:
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
        supply, ids = Supply(7), iter(range(FIRST_ID, FIRST_ID + 10 * people + 10_000))
        for key in units:
            commune = _Commune(database.vault, supply, ids, key)
            commune.settle(people // len(units) + 1)
            for each in _TABLES:
                await _copy(connection, each, commune.rows[each.name])
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("ANALYZE"))
    await database.close()


class _Commune:
    """Its people, most of them as they should be on all three lists."""

    def __init__(self, vault: Vault, supply: Supply, ids: Iterator[int], key: UnitKey) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {each.name: [] for each in _TABLES}
        self._vault = vault
        self._supply = supply
        self._ids = ids
        self._unit = {"unit_code": key.code, "unit_from": key.valid_from}
        self._lists = {way: self._list(way) for way in Way}
        self._phone = ""
        self._names = [invent_name(supply, Sex.FEMALE, 1950, _KHMER_PERCENT) for _ in range(_NAMES)]

    def settle(self, people: int) -> None:
        for _ in range(people):
            self._somebody()

    def _list(self, way: Way) -> int:
        new_id = next(self._ids)
        row = {
            "id": new_id,
            **self._unit,
            "month": _MONTH.first_day,
            "programme": Programme.SOCIAL_ASSISTANCE.value,
            "way": way.value,
            "made_on": date(2026, 11, 3),
            "active": True,
        }
        self.rows["payment_list"].append(row)
        return new_id

    def _somebody(self) -> None:
        rng, new_id, seal = self._supply.rng, next(self._ids), self._vault.seal
        way = Way.ACCOUNT if rng.random() < _ACCOUNT_FOR else Way.CASH
        year = rng.randint(1921, 2005)
        name = rng.choice(self._names)
        self.rows["person"].append(
            {
                "id": new_id,
                **self._unit,
                "way": way.value,
                "sealed_name": seal(name, person.c.sealed_name, new_id),
                "sealed_birth": seal(str(year), person.c.sealed_birth, new_id),
                "sealed_sex": seal(Sex.FEMALE.value, person.c.sealed_sex, new_id),
                "citizen_id_index": self._vault.index("citizen_id", str(new_id)),
                "phone_index": self._phone_of(new_id),
            }
        )
        halves = rng.choice((2, 3, 4))
        self._entitled(new_id, halves)
        self._paid(new_id, way, halves, name)

    def _phone_of(self, new_id: int) -> bytes | None:
        if self._supply.rng.random() >= _PHONE_FOR:
            return None
        if not self._phone or self._supply.rng.random() >= _SHARED_FOR:
            self._phone = str(new_id)
        return self._vault.index("phone", self._phone)

    def _entitled(self, whom: int, halves: int) -> None:
        new_id = next(self._ids)
        self.rows["entitlement"].append(
            {
                "id": new_id,
                "person_id": whom,
                "programme": Programme.SOCIAL_ASSISTANCE.value,
                "from_month": date(2025, 7, 1),
                "to_month": None,
                "coefficient_halves": halves,
                "sealed_category": self._vault.seal("K6", entitlement.c.sealed_category, new_id),
            }
        )

    def _paid(self, whom: int, way: Way, halves: int, name: str) -> None:
        """A hundredth of all is wrong in one of four ways."""
        wrong = self._supply.rng.random() / _WRONG_FOR * 4
        if wrong < 1:
            return  # on no list
        into = None
        if way is Way.ACCOUNT:
            into = self._account(whom, "LE VAN KHAC" if 1 <= wrong < 2 else as_at_bank(name))
        on = Way.CASH if 2 <= wrong < 3 else way
        amount = halves * _STANDARD // 2 + (_STANDARD // 2 if 3 <= wrong < 4 else 0)
        self.rows["payment"].append(
            {
                "id": next(self._ids),
                "list_id": self._lists[on],
                "person_id": whom,
                "month": _MONTH.first_day,
                "programme": Programme.SOCIAL_ASSISTANCE.value,
                "way": on.value,
                "account_id": into if on is Way.ACCOUNT else None,
                "amount": amount,
                "arrears": 0,
                "stage": Stage.ON_LIST.value,
                "stage_on": date(2026, 11, 3),
                "reason": None,
            }
        )

    def _account(self, whom: int, holder: str) -> int:
        new_id, seal = next(self._ids), self._vault.seal
        self.rows["account"].append(
            {
                "id": new_id,
                "person_id": whom,
                "bank": "970428",
                "state": AccountState.USABLE.value,
                "state_on": date(2026, 1, 5),
                "sealed_number": seal(str(new_id), account.c.sealed_number, new_id),
                "sealed_holder": seal(holder, account.c.sealed_holder, new_id),
                "number_index": self._vault.index("account_number", str(new_id)),
            }
        )
        return new_id


async def _copy(connection: AsyncConnection, into: Table, rows: list[dict[str, Any]]) -> None:
    driver: Any = (await connection.get_raw_connection()).driver_connection
    await driver.copy_records_to_table(
        into.name, records=[tuple(row.values()) for row in rows], columns=list(rows[0])
    )


if __name__ == "__main__":
    print(table(asyncio.run(measure())))
