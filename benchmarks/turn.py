"""One public payout turn: message in, inbox, session, dialogue, outbox, commit, sent, marked sent.

Beside it, on the same database and in the same run, its yardstick: a transaction that inserts one
row and commits. The difference is ours, the yardstick is the disk's and the database's.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import insert

from benchmarks.stores import on_both
from bot.app import App
from domain.message import Address, Incoming
from storage import demo
from storage.tables import job_run
from storage.upgrade import upgrade
from tests.house import NOW, Phone, Screen

_WARM_UP = 100
_TURNS = 1000
_PEOPLE = 250


async def measure() -> list[dict[str, Any]]:
    """Milliseconds for both databases."""
    return [row for rows in await on_both(_on) for row in rows]


def table(rows: list[dict[str, Any]]) -> str:
    lines = ["database     what              median ms   p99 ms   CPU ms of ours"]
    lines += [
        f"{row['database']:12} {row['what']:16} {row['median_ms']:10.2f} {row['p99_ms']:8.2f} "
        f"{row['cpu_ms']:12.2f}"
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
    ]
    await app.close()
    return rows


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


async def timed(
    database: str, what: str, once: Callable[[int], Awaitable[object]]
) -> dict[str, Any]:
    """Milliseconds of one after the other, once warm, and of our own processor time."""
    for number in range(_WARM_UP):
        await once(number)
    walls, cpu = [], time.process_time()
    for number in range(_WARM_UP, _WARM_UP + _TURNS):
        began = time.perf_counter()
        await once(number)
        walls.append((time.perf_counter() - began) * 1000)
    return {
        "database": database,
        "what": what,
        "turns": _TURNS,
        "median_ms": round(statistics.median(walls), 3),
        "p99_ms": round(statistics.quantiles(walls, n=100)[98], 3),
        "cpu_ms": round((time.process_time() - cpu) * 1000 / _TURNS, 3),
    }
