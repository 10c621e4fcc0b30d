"""The same work for ten thousand people and for a country, on PostgreSQL with its defaults;
``python -m benchmarks.growth`` runs it alone.

One store grows, and at each size everything is measured by a program started anew. The yardstick of
a turn is the same turn in the smallest store, and one bare insert and commit after each; that of
what is counted is PostgreSQL's own bare count of the largest table, read from its beginning to its
end before each. Reconciling takes minutes where there are millions: it is measured up to a size
(``--reconcile-up-to``).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

from sqlalchemy import delete, exists, func, insert, select, text

from benchmarks.country import (
    CHANNEL,
    HEAD,
    LINKED_EACH,
    PEOPLE_OF_COMMUNE,
    communes_for,
    grow,
    people_in,
    places,
)
from benchmarks.country import Place as Commune
from benchmarks.people import MONTH, maintain, took
from bot.app import App, build
from domain.case import CaseKind
from domain.message import Address, Incoming, Place
from domain.payout import Way
from domain.period import Period
from domain.place import UnitKey
from domain.tables.counting import months_from, usual_by
from handlers.staff.scope import with_old
from storage import people_changes
from storage.counting_ahead import count_ahead
from storage.database import Database
from storage.reconciling import reconcile
from storage.table_counts import count_tables
from storage.tables import (
    case_file,
    counted_day,
    failure,
    job_run,
    metadata,
    payment,
    person,
    store,
)
from storage.upgrade import upgrade
from tests.house import HANOI, NOW, Screen, settings
from tests.postgres import Cluster, find_binaries

SIZES = (10_000, 100_000, 1_000_000, 3_500_000)
RECONCILED_UP_TO = 1_000_000

_WARM_UP, _TIMES = 30, 300
_REPORTS = 33
_SEARCHED = 8
_COUNTED = 3
_CHANGED = 100
_ASKERS = 50
_TODAY = NOW.date()
_MONTHS = months_from(MONTH.plus(-2), MONTH)
_QUERY = "chị Lành"

Beside: TypeAlias = dict[str, float]
"""What something ``took``, and its ``yardstick`` measured in between."""

Talk: TypeAlias = Sequence[Mapping[str, Any]]
"""What one address says, message after message; each what `Incoming` takes."""


async def measure(
    sizes: Sequence[int] = SIZES, reconcile_up_to: int = RECONCILED_UP_TO
) -> list[dict[str, Any]]:
    """A row for each size, the smallest first. Milliseconds, seconds and megabytes as named."""
    if find_binaries() is None:
        print("NO POSTGRESQL SERVER ON THIS MACHINE: growth was not measured")
        return []
    with Cluster(durable=False) as cluster:
        cluster.create_database("growth")
        return await _grown(cluster.url("growth"), sizes, reconcile_up_to)


def table(rows: list[dict[str, Any]]) -> str:
    """Sizes side by side, each figure with how often it is its yardstick; at the end how often the
    largest is the smallest."""
    if not rows:
        return ""
    lines = [_line("people", [f"{row['people']:,}" for row in rows], "grows by")]
    for group in ("turns", "counted"):
        for name in rows[0][group]:
            found = [row[group][name] for row in rows]
            cells = [
                f"{_shown(one['took'])} ({one['took'] / one['yardstick']:.1f})" for one in found
            ]
            lines.append(_line(name, cells, f"{found[-1]['took'] / found[0]['took']:.2f}"))
    alone = ("search_cold_ms", "search_warm_ms", "reconcile_s", "grown_s", "database_mb")
    lines += [_line(name, [_shown(row[name]) for row in rows], "") for name in alone]
    return "\n".join(("", *lines))


def _shown(found: float | None) -> str:
    return "-" if found is None else f"{found:,.2f}" if found < 100 else f"{found:,.0f}"


def _line(name: str, cells: list[str], grows: str) -> str:
    return f"{name:32}" + "".join(f"{cell:>18}" for cell in cells) + f"{grows:>10}"


def _beside(name: str, own: list[float], yardstick: list[float], scale: int) -> Beside:
    """Medians."""
    found = {
        "took": round(statistics.median(own) * scale, 3),
        "yardstick": round(statistics.median(yardstick) * scale, 3),
    }
    _says(f"{name}: {found['took']:.3f} beside {found['yardstick']:.3f}")
    return found


def _says(what: str) -> None:
    print(f"growth: {what}", file=sys.stderr, flush=True)


# --- Growing ----------------------------------------------------------------------------------


async def _grown(url: str, sizes: Sequence[int], reconcile_up_to: int) -> list[dict[str, Any]]:
    rows, communes = [], 0
    for size in sorted(sizes):
        before, communes = communes, communes_for(size)
        rows.append(await _at_size(url, before, communes, reconciled=size <= reconcile_up_to))
    return rows


async def _at_size(url: str, before: int, communes: int, *, reconciled: bool) -> dict[str, Any]:
    app = build(settings(url), [Screen(CHANNEL)], lambda: NOW)
    await upgrade(app.database)
    there = places()[:communes]
    seconds, _ = await took(lambda: grow(app.database, url, there, before))
    _says(f"{people_in(communes):,} people after {seconds:.0f} s")
    row = {
        "people": people_in(communes),
        "communes": communes,
        "grown_s": round(seconds, 1),
        **await _At(app, there).measured(reconciled=reconciled),
    }
    await app.close()
    return row


@dataclass
class _At:
    """One size."""

    app: App
    communes: Sequence[Commune]
    rng: Random = field(default_factory=lambda: Random(11))  # noqa: S311
    orders: Any = field(default_factory=lambda: count(time.time_ns()))

    async def measured(self, *, reconciled: bool) -> dict[str, Any]:
        return {
            "turns": await self._turns(),
            **await self._searches(),
            "counted": await self._counted(),
            "reconcile_s": await self._reconciled() if reconciled else None,
            **await self._sizes(),
        }

    # --- Turns --------------------------------------------------------------------------------

    async def _turns(self) -> dict[str, Beside]:
        """Milliseconds."""
        kinds: Mapping[str, Callable[[], tuple[str, Talk]]] = {
            "payout date by place": self._by_place,
            "own payout": lambda: self._citizen("/payout"),
            "own account": lambda: self._citizen("/account"),
            "nearest point": self._nearest,
            "officer looks at cases": self._cases,
        }
        found = {name: await self._talks(name, talk) for name, talk in kinds.items()}
        name = "officer reports a code"
        found[name] = await self._talks(name, await self._reports(), 3, _REPORTS - 3)
        self._heard("AS-")
        await self._nothing_failed()
        return found

    async def _talks(
        self,
        name: str,
        talk: Callable[[], tuple[str, Talk]],
        warm: int = _WARM_UP,
        times: int = _TIMES,
    ) -> Beside:
        """The median of a turn."""
        turns, inserts = [], []
        for nth in range(warm + times):
            who, said = talk()
            for one in said:
                turn, insertion = await self._says(who, one), await self._insert()
                if nth >= warm:
                    turns.append(turn)
                    inserts.append(insertion)
        return _beside(name, turns, inserts, 1000)

    async def _insert(self) -> float:
        began = time.perf_counter()
        async with self.app.database.engine.begin() as connection:
            row = {"name": "bench", "slot": str(next(self.orders)), "ran_at": NOW}
            await connection.execute(insert(job_run), row)
        return time.perf_counter() - began

    async def _says(self, who: str, said: Mapping[str, Any]) -> float:
        order = next(self.orders)
        message = Incoming(str(order), order, Address(CHANNEL, who), NOW, **said)
        began = time.perf_counter()
        await self.app.receive(message)
        return time.perf_counter() - began

    def _heard(self, fragment: str) -> None:
        """Raises RuntimeError where the last answer was another."""
        screen: Any = self.app.channels[CHANNEL]
        _, last = screen.shown[-1]
        lines = "\n".join(line.text for line in last.lines)
        if fragment not in lines:
            raise RuntimeError(f"answered without {fragment!r}:\n{lines}")

    async def _nothing_failed(self) -> None:
        """Raises RuntimeError where a turn was answered by an apology."""
        async with self.app.database.engine.connect() as connection:
            failed = await connection.scalar(select(func.count()).select_from(failure))
        if failed:
            raise RuntimeError(f"{failed} turns failed")

    def _by_place(self) -> tuple[str, Talk]:
        who = f"asker {self.rng.randrange(_ASKERS)}"
        return who, [{"text": "chừng nào Nhà Bàng phát tiền"}]

    def _citizen(self, said: str) -> tuple[str, Talk]:
        number = self.rng.randrange(PEOPLE_OF_COMMUNE // LINKED_EACH)
        return self._somewhere().citizen(number), [{"text": said}]

    def _nearest(self) -> tuple[str, Talk]:
        who = f"asker {self.rng.randrange(_ASKERS)}"
        return who, [{"place": Place(10.6302, 105.0176)}]

    def _cases(self) -> tuple[str, Talk]:
        return self._somewhere().officer, [{"text": "/cases"}]

    async def _reports(self) -> Callable[[], tuple[str, Talk]]:
        """A report is five messages."""
        fresh = iter([await self._to_be_reported(self._somewhere()) for _ in range(_REPORTS)])

        def report() -> tuple[str, Talk]:
            commune, whom = next(fresh)
            said = (f"/otp {whom}", "1", "Không có điện thoại", "1", "Đúng, gửi đi")
            return commune.officer, [{"text": one} for one in said]

        return report

    async def _to_be_reported(self, commune: Commune) -> tuple[Commune, int]:
        """Somebody with an account there, of whom nothing is reported."""
        reported = exists().where(
            case_file.c.person_id == person.c.id, case_file.c.kind == CaseKind.OTP.value
        )
        wanted = select(person.c.id).where(
            person.c.unit_code == commune.key.code,
            person.c.way == Way.ACCOUNT.value,
            exists().where(payment.c.person_id == person.c.id),
            ~reported,
        )
        async with self.app.database.engine.connect() as connection:
            found = (await connection.execute(wanted.limit(200))).scalars().all()
        return commune, self.rng.choice(found)

    def _somewhere(self) -> Commune:
        return self.rng.choice(self.communes)

    # --- A name -------------------------------------------------------------------------------

    async def _searches(self) -> dict[str, float]:
        """In communes of which no name has been opened, and in the same once more."""
        database = Database(self.app.database.engine, self.app.database.vault)
        version = await self._people_version()
        some = [one.key for one in self.rng.sample(self.communes, _SEARCHED)]

        async def search(key: UnitKey) -> float:
            began = time.perf_counter()
            async with database.statement() as records:
                await records.names.find(_QUERY, [key], version)
            return (time.perf_counter() - began) * 1000

        cold = [await search(key) for key in some]
        warm = [await search(key) for key in some]
        return {
            "search_cold_ms": round(statistics.median(cold[1:]), 3),
            "search_warm_ms": round(statistics.median(warm), 3),
        }

    async def _people_version(self) -> int:
        async with self.app.database.engine.connect() as connection:
            version: int = (await connection.execute(select(store.c.people_version))).scalar_one()
        return version

    # --- Counting -----------------------------------------------------------------------------

    async def _counted(self) -> dict[str, Beside]:
        """Seconds."""
        leader = self._somewhere()
        units = with_old(leader.key, (await self.app.database.reference()).gazetteer)
        works: Mapping[str, Callable[[], Awaitable[Any]]] = {
            "a day counted ahead, all": self._ahead,
            "numbers of the day, all": lambda: self._summary(Period.day(_TODAY), None),
            "numbers of the day, a commune": lambda: self._summary(Period.day(_TODAY), units),
            "numbers of the month, all": lambda: self._summary(Period.month(MONTH), None),
            "/summary of the head": lambda: self._says(HEAD, {"text": "/summary"}),
            "/summary of a leader": lambda: self._says(leader.leader, {"text": "/summary"}),
            "tables of three months": self._tables,
            "the day, 100 communes new": self._after_lists,
        }
        return {name: await self._times(name, work) for name, work in works.items()}

    async def _times(self, name: str, work: Callable[[], Awaitable[Any]]) -> Beside:
        bare, own = [], []
        for _ in range(_COUNTED):
            bare.append((await took(self._bare_count))[0])
            own.append((await took(work))[0])
        return _beside(name, own, bare, 1)

    async def _bare_count(self) -> None:
        """Read from beginning to end, by as many workers as PostgreSQL likes."""
        async with self.app.database.engine.begin() as connection:
            await connection.execute(text("SET LOCAL enable_indexonlyscan = off"))
            await connection.execute(select(func.count()).select_from(payment))

    async def _summary(self, period: Period, units: Any) -> None:
        async with self.app.database.snapshot() as records:
            await records.spans.of(period, _TODAY, HANOI, units)

    async def _ahead(self) -> None:
        async with self.app.database.engine.begin() as connection:
            await connection.execute(delete(counted_day))
        await count_ahead(self.app.database, _TODAY, HANOI)

    async def _after_lists(self) -> None:
        """People have changed in so many communes since it was counted ahead."""
        async with self.app.database.transaction() as records:
            version = await people_changes.changed(records.store)
            units = [one.key for one in self.communes[:_CHANGED]]
            await people_changes.changed_in(records.store, version, units)
        await self._summary(Period.day(_TODAY), None)

    async def _tables(self) -> None:
        await count_tables(self.app.database, _MONTHS, _TODAY, usual_by(_TODAY))

    async def _reconciled(self) -> float:
        seconds, found = await took(lambda: reconcile(self.app.database, MONTH, NOW))
        _says(f"reconciled in {seconds:.1f} s: {len(found):,} findings")
        await maintain(self.app.database, "VACUUM ANALYZE")
        return round(seconds, 1)

    # --- What it takes on the disk --------------------------------------------------------------

    async def _sizes(self) -> dict[str, Any]:
        """Of every table that is large: rows, megabytes, and of that its indexes'."""
        async with self.app.database.engine.connect() as connection:
            whole = await connection.execute(
                text("SELECT pg_database_size(current_database()) / 1e6")
            )
            found = await connection.execute(
                text(
                    "SELECT c.relname, c.reltuples, pg_total_relation_size(c.oid) / 1e6 AS mb,"
                    " pg_indexes_size(c.oid) / 1e6 AS indexes FROM pg_class c"
                    " WHERE c.relkind = 'r' AND c.relname = ANY(:names) ORDER BY 3 DESC"
                ),
                {"names": [*metadata.tables]},
            )
            tables = {
                row.relname: {
                    "rows": int(row.reltuples),
                    "mb": round(float(row.mb), 1),
                    "indexes_mb": round(float(row.indexes), 1),
                }
                for row in found
                if row.mb >= 1
            }
            return {"database_mb": round(whole.scalar_one()), "tables": tables}


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("sizes", nargs="*", type=int, default=list(SIZES))
    given.add_argument("--reconcile-up-to", type=int, default=RECONCILED_UP_TO)
    given.add_argument("--json", type=Path)
    chosen = given.parse_args()
    rows = asyncio.run(measure(chosen.sizes, chosen.reconcile_up_to))
    if chosen.json:
        chosen.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    print(table(rows))


if __name__ == "__main__":
    main()
