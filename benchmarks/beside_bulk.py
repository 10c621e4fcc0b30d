"""Live answers while a notice goes out to a hundred thousand, beside the same answers while nothing
else goes on, in turns within one run; at the pace that Telegram allows, and with no pace at all.

The notice is a bulletin of a payday, opened for all who have asked to be told, as a plan opens it.
It is told address by address and never more than a few hundred wait in the outbox at once
(``ANSINH_BULK_WAITING``), so what lies beside the answers is the telling as well as the sending.
One replica on one core, all else on the others, as in `benchmarks.payday`.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from benchmarks.arrivals import Arrivals, Run, arrivals
from benchmarks.crowd import add_sessions, all_told, gather
from benchmarks.notices import tomorrow
from benchmarks.payday import say
from benchmarks.serving import Plan, Replica, ahead_of, replicas
from benchmarks.stores import on_both
from benchmarks.turn import filled
from bot.app import App, build
from bot.planning import plan
from domain.notice import NoticeKind, Topic
from domain.place import UnitKey
from storage.outbox import BULK
from storage.tables import bulletin, outbox, subscription
from tests.faults.house import becomes
from tests.house import NOW, settings

_EVENING = NOW.replace(hour=16, minute=5)
"""Those who are paid tomorrow are told from four on."""

_FIRST_CHAT = 5_000_000
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Sizes:
    """``told``: addresses; ``rate``: of live messages a second, for so many ``seconds`` each
    time; ``rounds``: of idle and beside."""

    told: int = 100_000
    rate: float = 20
    warm_up_seconds: float = 3
    seconds: float = 20
    rounds: int = 2


async def measure(sizes: Sizes = Sizes()) -> list[dict[str, Any]]:
    """Two rows for each database: at the pace, and flat out."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[1:] or cores)  # what is started from here stays there too
    try:
        found = await on_both(lambda name, url: _on(name, url, tuple(cores[:1]), sizes))
    finally:
        os.sched_setaffinity(0, cores)
    return [row for rows in found for row in rows]


def table(rows: list[dict[str, Any]]) -> str:
    lines = [
        f"{'database':<12} pace       idle p50 /   p99   beside p50 /   p99   ratio   bulk/s  "
        "most in 1 s  left   core"
    ]
    lines += [
        f"{row['database']:<12} {row['pace']:9} "
        f"{row['idle_p50_ms']:9.1f} /{row['idle_p99_ms']:6.1f}"
        f"   {row['beside_p50_ms']:10.1f} /{row['beside_p99_ms']:6.1f} {row['ratio']:7.2f}"
        f" {row['bulk_per_second']:8.1f} {row['most_in_a_second']:12} {row['left']:5}"
        f"   {row['idle_core']:.2f} / {row['beside_core']:.2f}"
        for row in rows
    ]
    return "\n".join(lines)


async def _on(name: str, url: str, cores: tuple[int, ...], sizes: Sizes) -> list[dict[str, Any]]:
    await filled(url)
    app = build(settings(url), clock=lambda: _EVENING)
    try:
        async with arrivals() as arriving:
            await arriving.meet(await gather(app, NOW))
            told = await _opened(app, sizes.told)
            say(f"{name}: {sizes.told:,} are to be told")
            rows = []
            for flat_out in (False, True):
                planned = Plan(url, arriving.api, ahead_of(_EVENING), cores, flat_out)
                row = await _beside(app, told, planned, arriving, sizes)
                say(
                    f"{name}, {row['pace']}: p99 {row['idle_p99_ms']} and {row['beside_p99_ms']} ms"
                )
                rows.append({"database": name, **row})
    finally:
        await app.close()
    return rows


async def _beside(
    app: App, told: int, planned: Plan, arriving: Arrivals, sizes: Sizes
) -> dict[str, Any]:
    idle: list[dict[str, Any]] = []
    beside: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        async with replicas([planned], Path(folder) / "log") as (served,):
            await arriving.introduced(1 + planned.flat_out)
            await arriving.run(Run(sizes.rate, sizes.warm_up_seconds, (served.address,)))
            for _ in range(sizes.rounds):
                run = Run(sizes.rate, sizes.seconds, (served.address,))
                idle.append(await _measured(served, arriving, run))
                async with _flowing(app, told):
                    beside.append(await _measured(served, arriving, run))
    idle_p99, beside_p99 = _median(idle, "p99_ms"), _median(beside, "p99_ms")
    times = [one["unasked"] for one in beside]
    return {
        "pace": "flat out" if planned.flat_out else "30/s",
        "rate": sizes.rate,
        "told": sizes.told,
        "idle_p50_ms": _median(idle, "p50_ms"),
        "idle_p99_ms": idle_p99,
        "beside_p50_ms": _median(beside, "p50_ms"),
        "beside_p99_ms": beside_p99,
        "ratio": round(beside_p99 / idle_p99, 2),
        "bulk_per_second": round(sum(map(len, times)) / (sizes.seconds * sizes.rounds), 1),
        "most_in_a_second": max(map(_most_within_a_second, times)),
        "idle_core": _median(idle, "core"),
        "beside_core": _median(beside, "core"),
        "lost": sum(one["lost"] for one in (*idle, *beside)),
        "left": await _left(app, told),
    }


async def _measured(served: Replica, arriving: Arrivals, run: Run) -> dict[str, Any]:
    """``core``: how much of one the replica has used meanwhile, from 0 to 1."""
    cpu, began = served.cpu_seconds(), time.monotonic()
    found = await arriving.run(run)
    used = (served.cpu_seconds() - cpu) / (time.monotonic() - began)
    return found | {"core": used}


def _median(rows: Sequence[dict[str, Any]], what: str) -> float:
    return round(statistics.median(float(row[what]) for row in rows), 2)


def _most_within_a_second(times: Sequence[float]) -> int:
    most, first = 0, 0
    for position, at in enumerate(times):
        while times[first] <= at - 1:
            first += 1
        most = max(most, position - first + 1)
    return most


# --- What many are told -------------------------------------------------------------------------


async def _opened(app: App, many: int) -> int:
    """A bulletin for so many, who are all queued; it is held back."""
    unit, point = await tomorrow(app)
    await _subscribe(app, unit, point, many)
    await plan(app, NOW)  # nothing of tomorrow is due yet
    async with app.database.transaction() as records:
        records.store.today = NOW.date()
        found = await records.store.connection.execute(
            select(bulletin.c.id).where(
                bulletin.c.kind == NoticeKind.PAYDAY_EVE.value,
                bulletin.c.unit_code == unit.code,
                bulletin.c.point_id == point,
            )
        )
        told: int = found.scalar_one()
        count = await records.bulletins.open(told)
        await records.bulletins.pause(told)
    if count < many:
        raise RuntimeError(f"{count} were queued instead of {many}")
    await plan(app, _EVENING)
    await all_told(app, _EVENING, but=told)
    return told


async def _subscribe(app: App, unit: UnitKey, point: int, many: int) -> None:
    """Addresses that asked about the point."""
    for first in range(0, many, _AT_ONCE):
        async with app.database.engine.begin() as connection:
            made = await add_sessions(
                app, connection, _FIRST_CHAT + first, min(_AT_ONCE, many - first), NOW
            )
            asked = [
                {
                    "id": app.database.ids(),
                    "session_id": one,
                    "topic": Topic.PAYDAY.value,
                    "since": NOW,
                    "version": 1,
                    "language": "vi",
                    "unit_code": unit.code,
                    "unit_from": unit.valid_from,
                    "point_id": point,
                }
                for one in made.values()
            ]
            await connection.execute(insert(subscription), asked)


@asynccontextmanager
async def _flowing(app: App, told: int) -> AsyncIterator[None]:
    """It goes out meanwhile; and at the end of it nothing more is on its way."""
    async with app.database.transaction() as records:
        await records.bulletins.resume(told)
    await becomes(lambda: _waits(app), "nothing of it is told")
    try:
        yield
    finally:
        async with app.database.transaction() as records:
            await records.bulletins.pause(told)
        await becomes(lambda: _is_quiet(app), "it does not come to rest")


async def _waits(app: App) -> bool:
    return await _count_waiting(app) > 0


async def _is_quiet(app: App) -> bool:
    return await _count_waiting(app) == 0


async def _count_waiting(app: App) -> int:
    waiting = (outbox.c.lane == BULK) & (outbox.c.state == "waiting")
    async with app.database.engine.connect() as connection:
        found = await connection.execute(select(func.count()).select_from(outbox).where(waiting))
        return int(found.scalar_one())


async def _left(app: App, told: int) -> int:
    """How many of it were not told yet: it must not have run out."""
    async with app.database.transaction() as records:
        progress = await records.bulletins.progress()
    return next(one.waiting for one in progress if one.bulletin.id == told)


if __name__ == "__main__":
    print(table(asyncio.run(measure())))
