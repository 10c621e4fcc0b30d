"""Half an hour of payday with a replica killed every two minutes: does memory grow, do answers grow
slower, is anything lost, and how much comes twice?

Two replicas on PostgreSQL hear half of what one of them has held (`benchmarks.payday`), by
arrivals that no answer delays. One after the other is killed without warning and started again; an
update that was not answered 200 is brought again, to whichever is next. Each minute: memory of
each, latency of what was answered within it, what waits in the outbox and how large the database
is. At the end, once all is sent: what was not heard, not answered or not sent; and how many
messages the provider has taken that the outbox does not know of, which are those that came twice.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text

from benchmarks.arrivals import Arrivals, Run
from benchmarks.payday import held, played, say
from benchmarks.serving import Plan, Replica, ahead_of, replicas
from bot.app import App, build
from storage.mailbox import LIVE, number_of
from storage.tables import inbox, outbox
from tests.faults.house import all_is_sent
from tests.house import NOW, settings
from tests.postgres import find_binaries

_RESULTS = Path(__file__).parent / "results.json"
_MEGABYTE = 1024 * 1024
_IF_NOT_MEASURED = 50.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """``rate`` a second; None: half of what `benchmarks.payday` has found one replica to hold."""

    minutes: int = 30
    rate: float | None = None
    kill_every_seconds: float = 120
    row_every_seconds: float = 60
    warm_up_seconds: float = 5


async def measure(sizes: Sizes = Sizes()) -> dict[str, Any]:
    """A row for each minute, and what is left at the end."""
    if find_binaries() is None:
        print("NO POSTGRESQL SERVER ON THIS MACHINE: nothing is measured")
        return {"minutes": [], "end": {}}
    rate = sizes.rate or _half_of_payday()
    cores = sorted(os.sched_getaffinity(0))
    async with played() as (url, arriving, log):
        begins = ahead_of(NOW)
        plans = [Plan(url, arriving.api, begins, (core,)) for core in cores[:2]]
        async with replicas(plans, log) as served:
            await arriving.introduced(len(served))
            app = build(settings(url))
            try:
                return await _soak(app, served, arriving, rate, sizes)
            finally:
                await app.close()


def table(found: dict[str, Any]) -> str:
    lines = ["minute   MB of each       answered   p50 ms   p99 ms  worst ms  waiting  database MB"]
    lines += [
        f"{row['minute']:6.1f}   {' / '.join(f'{one:.0f}' for one in row['megabytes']):14} "
        f"{row['answered']:10} {row['p50_ms'] or 0:8.1f} {row['p99_ms'] or 0:8.1f} "
        f"{row['worst_ms'] or 0:9.1f} {row['waiting']:8} {row['database_mb']:12.0f}"
        for row in found["minutes"]
    ]
    lines += [", ".join(f"{name} {value}" for name, value in found["end"].items())]
    return "\n".join(lines)


def _half_of_payday() -> float:
    kept = json.loads(_RESULTS.read_text(encoding="utf-8")).get("payday")
    return (held(kept["measured"], 1) if kept else 0) / 2 or _IF_NOT_MEASURED


async def _soak(
    app: App, served: list[Replica], arriving: Arrivals, rate: float, sizes: Sizes
) -> dict[str, Any]:
    to = tuple(one.address for one in served)
    warm = await arriving.run(Run(rate, sizes.warm_up_seconds, to))
    run = Run(rate, sizes.minutes * 60, to, every=sizes.row_every_seconds, patience=120)
    kills: list[float] = []
    killing = asyncio.create_task(_kill_in_turn(served, sizes, kills))
    minutes, whole, began = [], {}, time.monotonic()
    try:
        async for row in arriving.rows(run):
            if row["over"]:
                whole = row
                break
            if killing.done():
                killing.result()  # what was killed could not be started again
            minutes.append(await _minute(app, served, row, time.monotonic() - began))
            say(f"minute {minutes[-1]['minute']}: p99 {row['p99_ms']} ms, {len(kills)} kills")
    finally:
        killing.cancel()
    await all_is_sent(app.settings.database_url)
    left = await _left(app)
    end = {
        "rate": rate,
        "kills": len(kills),
        "longest_start_s": round(max(kills, default=0), 1),
        "sent": whole["sent"] + warm["sent"],
        "not_answered": whole["lost"] + warm["lost"],
        "brought_again": whole["again"],
        "p50_ms": whole["p50_ms"],
        "p99_ms": whole["p99_ms"],
        "worst_ms": whole["worst_ms"],
        "not_heard": whole["sent"] + warm["sent"] - left["heard"],
        "without_reply": left["heard"] - left["turns"],
        "not_sent": left["not_sent"],
        "doubled": await arriving.taken() - left["noted"],
    }
    return {"minutes": minutes, "end": end}


async def _kill_in_turn(served: list[Replica], sizes: Sizes, starts: list[float]) -> None:
    """Until cancelled; how long each took to start again. One that is down is started at once, as
    a supervisor does."""
    number = 0
    while True:
        await asyncio.sleep(sizes.kill_every_seconds)
        one = served[number % len(served)]
        await one.kill()
        began = time.monotonic()
        await one.start()
        starts.append(time.monotonic() - began)
        number += 1


async def _minute(
    app: App, served: list[Replica], row: dict[str, Any], seconds: float
) -> dict[str, Any]:
    async with app.database.engine.connect() as connection:
        waiting = select(func.count()).select_from(outbox).where(outbox.c.state == "waiting")
        found = await connection.execute(waiting)
        size = await connection.execute(text("SELECT pg_database_size(current_database())"))
        database = int(size.scalar_one()) / _MEGABYTE
    return {
        "minute": round(seconds / 60, 1),
        "megabytes": [round(one.megabytes(), 1) for one in served],
        **{name: row[name] for name in ("answered", "p50_ms", "p99_ms", "worst_ms")},
        "unanswered": row["waiting"],
        "waiting": int(found.scalar_one()),
        "database_mb": round(database, 1),
    }


async def _left(app: App) -> dict[str, int]:
    """Of the store: messages heard, turns that have said something, replies not sent, and messages
    that their provider has taken as far as we know."""
    turn = outbox.c.number // number_of(1, 0)
    said = select(outbox.c.session_id, turn).where(outbox.c.lane == LIVE).distinct().subquery()
    parts = func.length(outbox.c.sent_as) - func.length(func.replace(outbox.c.sent_as, ";", "")) + 1
    not_sent = outbox.c.state != "sent"
    counted = {
        "heard": select(func.count()).select_from(inbox),
        "turns": select(func.count()).select_from(said),
        "not_sent": select(func.count()).select_from(outbox).where(not_sent),
        "noted": select(func.sum(parts)).where(~not_sent),
    }
    async with app.database.engine.connect() as connection:
        return {
            name: int((await connection.execute(asked)).scalar_one())
            for name, asked in counted.items()
        }


if __name__ == "__main__":
    given = [float(one) for one in sys.argv[1:]]
    sizes = Sizes(*(int(one) for one in given[:1]), *given[1:2])
    print(table(asyncio.run(measure(sizes))))
