"""One public payout turn: message in, inbox, session, dialogue, outbox, commit, sent, marked sent.

Beside it, on the same database and in the same run, its yardstick: a transaction that inserts one
row and commits. The difference is ours, the yardstick is the disk's and the database's.

*observed* and *unobserved* are the same turn with and without its being counted and timed for
`/metrics`, one of each in turn; *observing alone* is all that is done for that, without a turn.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Generic, TypeAlias, TypeVar

from sqlalchemy import insert

from benchmarks.stores import on_both
from bot.app import App
from bot.delivery import Delivery
from bot.metrics import Delivered, Metrics
from domain.message import Address, Incoming, Rendered
from handlers.turn_seen import TurnOutcome, TurnSeen
from storage import demo
from storage.outbox import Queued
from storage.tables import job_run
from storage.upgrade import upgrade
from tests.house import NOW, Phone, Screen

_WARM_UP = 100
_TURNS = 1000
_PEOPLE = 250

_SAID = Queued(1, Address("console", "somebody"), Rendered(()), 1)

T = TypeVar("T")
Once: TypeAlias = Callable[[int], Awaitable[object]]


class _Blind(Metrics):
    """Counts and times nothing."""

    def turn(self, seen: TurnSeen) -> None:
        pass

    def timing_turn(self) -> contextlib.AbstractContextManager[object]:
        return contextlib.nullcontext()

    def delivered(self, one: Queued, outcome: Delivered, error: str = "") -> None:
        pass

    def timing_send(self, channel: str) -> contextlib.AbstractContextManager[object]:  # noqa: ARG002
        return contextlib.nullcontext()


async def measure() -> list[dict[str, Any]]:
    """Milliseconds for both databases."""
    return [row for rows in await on_both(_on) for row in rows]


def table(rows: list[dict[str, Any]]) -> str:
    lines = ["database     what                    median ms   p99 ms   CPU ms of ours"]
    lines += [
        f"{row['database']:12} {row['what']:22} {row['median_ms']:10.3f} {row['p99_ms']:8.3f} "
        f"{row['cpu_ms']:12.3f}"
        for row in rows
    ]
    return "\n".join(lines)


async def _on(database: str, url: str) -> list[dict[str, Any]]:
    await filled(url)
    app = Phone(url).app(Screen())
    rows = [
        await timed(database, "one insert", lambda n: _one_insert(app, n)),
        await timed(database, "payout turn", lambda n: app.receive(_question(n))),
        await timed(database, "one insert again", lambda n: _one_insert(app, n + 10**6)),
        *await _observed_or_not(database, app),
        await timed(database, "observing alone", lambda _: _observe(app.metrics)),
    ]
    await app.close()
    return rows


async def _observed_or_not(database: str, app: App) -> list[dict[str, Any]]:
    """The one that begins changes every time, so that neither finds what the other has warmed."""
    blind = _unobserved(app)
    one, other = _Timing(app.receive), _Timing(blind.receive)
    for number in range(_WARM_UP + _TURNS):
        pair = (one, other) if number % 2 else (other, one)
        for place, timing in enumerate(pair):
            await timing.time(_question(10**7 + 2 * number + place))
    return [one.row(database, "turn, observed"), other.row(database, "turn, unobserved")]


def _unobserved(app: App) -> App:
    """The same program on the same connections."""
    blind = _Blind(app.database, app.channels, app.clock)
    holder = app.house.holder
    return replace(
        app,
        metrics=blind,
        house=replace(app.house, observe=blind.turn),
        delivery=Delivery(app.database, app.channels, holder, app.clock, blind),
    )


async def _observe(metrics: Metrics) -> None:
    """What is done for one turn with one reply."""
    with metrics.timing_turn():
        metrics.turn(TurnSeen("payout_at_place", TurnOutcome.ANSWERED))
    with metrics.timing_send("console"):
        metrics.delivered(_SAID, Delivered.SENT)


async def filled(url: str) -> None:
    """A store with the demo's people in it."""
    app = Phone(url).app(Screen())
    await upgrade(app.database)
    async with app.database.engine.begin() as connection:
        await demo.fill(connection, app.database.vault, NOW.date())
    await app.close()


def _question(number: int) -> Incoming:
    sender = Address("console", f"person {number % _PEOPLE}")
    return Incoming(f"b{number}", number, sender, NOW, "chừng nào Nhà Bàng phát tiền")


async def _one_insert(app: App, number: int) -> None:
    async with app.database.engine.begin() as connection:
        row = {"name": "bench", "slot": str(number), "ran_at": NOW}
        await connection.execute(insert(job_run), row)


async def timed(database: str, what: str, once: Once) -> dict[str, Any]:
    """Milliseconds of one after the other, once warm, and of our own processor time."""
    timing = _Timing(once)
    for number in range(_WARM_UP + _TURNS):
        await timing.time(number)
    return timing.row(database, what)


class _Timing(Generic[T]):
    """Of the same done many times; the first are not counted."""

    def __init__(self, once: Callable[[T], Awaitable[object]]) -> None:
        self._once = once
        self._walls: list[float] = []
        self._cpus: list[float] = []

    async def time(self, given: T) -> None:
        began, cpu = time.perf_counter(), time.process_time()
        await self._once(given)
        self._cpus.append((time.process_time() - cpu) * 1000)
        self._walls.append((time.perf_counter() - began) * 1000)

    def row(self, database: str, what: str) -> dict[str, Any]:
        walls, cpus = self._walls[_WARM_UP:], self._cpus[_WARM_UP:]
        return {
            "database": database,
            "what": what,
            "turns": len(walls),
            "median_ms": round(statistics.median(walls), 3),
            "p99_ms": round(statistics.quantiles(walls, n=100)[98], 3),
            "cpu_ms": round(statistics.fmean(cpus), 3),
        }


if __name__ == "__main__":
    print(table(asyncio.run(measure())))
