"""Payday, open loop: people write at a fixed rate, whether or not those before them are answered,
and the rate is doubled until one answer in a hundred takes longer than half a second.

One replica, on one core; and two, between which the updates are split, on two. Each beside its
yardstick in the same run, by the same arrivals: a bare aiohttp webhook that posts one message and
keeps nothing. PostgreSQL, the Bot API and whoever writes run on the cores that the replica does not
use; beside two replicas, wherever there is room. Who writes what: `benchmarks.crowd`; how it is
timed: `benchmarks.arrivals`; what Telegram itself allows: `benchmarks.serving`.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.arrivals import Arrivals, Run, arrivals
from benchmarks.crowd import gather
from benchmarks.serving import (
    Plan,
    Replica,
    ahead_of,
    bare_webhooks,
    database_cpu_seconds,
    failures,
    replicas,
)
from benchmarks.turn import filled
from bot.app import build
from tests.house import NOW, settings
from tests.postgres import Cluster, find_binaries


@dataclass(frozen=True, slots=True)
class Sizes:
    """``first`` rate a second, doubled while it is held, up to ``fastest``. A program that has just
    started answers at that rate for ``begun_seconds`` before anything is measured."""

    first: float = 50
    fastest: float = 400
    begun_seconds: float = 25
    warm_up_seconds: float = 2
    seconds: float = 10
    replicas: tuple[int, ...] = (1, 2)


HELD_MS = 500
"""So long the 99th percentile of a rate that is held takes at most."""


async def measure(sizes: Sizes = Sizes()) -> list[dict[str, Any]]:
    """A row for each rate of ours and of the yardstick."""
    if find_binaries() is None:
        print("NO POSTGRESQL SERVER ON THIS MACHINE: nothing is measured")
        return []
    return [row for many in sizes.replicas for row in await _with(many, sizes)]


def table(rows: list[dict[str, Any]]) -> str:
    lines = [
        "what    replicas   rate   sent answered  lost   p50 ms   p99 ms  CPU ms each  database's"
    ]
    lines += [
        f"{row['what']:8} {row['replicas']:7} {row['rate']:6.0f} {row['sent']:6} "
        f"{row['answered']:8} {row['lost']:5} {row['p50_ms']:8.1f} {row['p99_ms']:8.1f} "
        f"{row['cpu_ms']:12.2f} {row['database_cpu_ms']:11.2f}"
        for row in rows
    ]
    return "\n".join(lines)


def held(rows: Sequence[dict[str, Any]], many: int) -> float:
    """The highest rate that so many replicas have held; 0: none."""
    ours = (row for row in rows if row["what"] == "ours" and row["replicas"] == many)
    return max((row["rate"] for row in ours if _is_held(row)), default=0)


async def _with(many: int, sizes: Sizes) -> list[dict[str, Any]]:
    cores = sorted(os.sched_getaffinity(0))
    own = [tuple(cores[number : number + 1]) for number in range(many)]
    others = cores[1:] if many == 1 and len(cores) > 1 else cores
    os.sched_setaffinity(0, others)  # what is started from here stays there too
    try:
        async with played() as (url, arriving, log):
            begins = ahead_of(NOW)
            plans = [Plan(url, arriving.api, begins, one) for one in own]
            async with (
                replicas(plans, log) as ours,
                bare_webhooks(arriving.api, own, log) as bare,
            ):
                await arriving.introduced(many)
                return await _doubled({"ours": ours, "bare": bare}, url, arriving, sizes)
    finally:
        os.sched_setaffinity(0, cores)


async def _doubled(
    sides: dict[str, list[Replica]], url: str, arriving: Arrivals, sizes: Sizes
) -> list[dict[str, Any]]:
    rows, rate = [], sizes.first
    left = dict(sides)
    for served in sides.values():
        await arriving.run(Run(rate, sizes.begun_seconds, _addresses(served)))
    while left and rate <= sizes.fastest:
        for what, served in list(left.items()):
            row = {"what": what, **await _at(rate, served, url, arriving, sizes)}
            say(f"{what}, {len(served)}: {rate:.0f}/s, p99 {row['p99_ms']} ms")
            rows.append(row)
            if not _is_held(row):
                del left[what]
        rate *= 2
    turns = [await one.turns() for one in sides["ours"]]
    if failed := sum(map(failures, turns)):
        say(f"{failed} turns have ended with no answer: {turns}")
    return rows


async def _at(
    rate: float, served: list[Replica], url: str, arriving: Arrivals, sizes: Sizes
) -> dict[str, Any]:
    to = _addresses(served)
    await arriving.run(Run(rate, sizes.warm_up_seconds, to))
    ours, database = sum(one.cpu_seconds() for one in served), database_cpu_seconds(url)
    found = await arriving.run(Run(rate, sizes.seconds, to))
    each = 1000 / max(1, found["answered"])
    used = (sum(one.cpu_seconds() for one in served) - ours) * each
    del found["over"], found["unasked"]
    return {
        "replicas": len(served),
        **found,
        "cpu_ms": round(used, 2),
        "database_cpu_ms": round((database_cpu_seconds(url) - database) * each, 2),
    }


def _addresses(served: Sequence[Replica]) -> tuple[str, ...]:
    return tuple(one.address for one in served)


def _is_held(row: dict[str, Any]) -> bool:
    return row["p99_ms"] is not None and row["p99_ms"] <= HELD_MS and not row["lost"]


@asynccontextmanager
async def played() -> AsyncIterator[tuple[str, Arrivals, Path]]:
    """A store on PostgreSQL that knows who will write, those who do, and a file for logs."""
    with tempfile.TemporaryDirectory() as folder, Cluster() as cluster:
        cluster.create_database("payday")
        url = cluster.url("payday")
        begun = time.monotonic()
        await filled(url)
        app = build(settings(url), clock=lambda: NOW)
        gathered = await gather(app, NOW)
        await app.close()
        say(f"the store is filled ({time.monotonic() - begun:.0f} s)")
        async with arrivals() as arriving:
            await arriving.meet(gathered)
            yield url, arriving, Path(folder) / "log"


def say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(table(asyncio.run(measure())))
