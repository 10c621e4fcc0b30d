"""What waits in the outbox, out: how fast, at what pace, and whether it is in the way of an answer.

*unlimited*: a provider that answers at once, beside its yardstick on the same database: the bare
inserts and updates of as many rows, a hundred to a transaction. *limited*: a bulk over two
replicas, thirty a second allowed; what the provider has counted. *live*: an answer from its turn to
its provider, while nothing else goes on and while that bulk flows.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, update

from benchmarks.stores import on_both
from benchmarks.turn import filled
from bot.app import App, build
from bot.channels.channel import Limits
from domain.message import Address, Incoming, Line, Rendered
from storage.outbox import BULK
from storage.rendered import to_json
from storage.tables import job_run, outbox, session
from tests.house import NOW, Screen, settings
from tests.test_delivery import most_within_a_second, sending

_ROWS = 3000
_ALLOWED = 30
_LIMITED_SECONDS = 10
_TURNS = 150
_BATCH = 100
_REPLY = Rendered((Line("Dạ ngày mai 05/12 xã Nhà Bàng phát tiền. Cô bác nhớ đem theo căn cước."),))


class _Counting(Screen):
    """A provider that answers at once and notes when it was written to, and by which lane."""

    def __init__(self, limits: Limits | None = None) -> None:
        super().__init__()
        self.limits = limits
        self.times: list[float] = []

    async def send(self, to: str, reply: Rendered) -> str:  # noqa: ARG002
        if not to.startswith("live"):
            self.times.append(time.perf_counter())
        return "1"


async def measure() -> list[dict[str, Any]]:
    """For both databases."""
    return await on_both(_on)


def table(rows: list[dict[str, Any]]) -> str:
    lines = [
        "database     unlimited/s  bare rows/s  limited/s  most in 1 s"
        "   live p50/p99 ms idle    beside bulk"
    ]
    lines += [
        f"{row['database']:12} {row['unlimited_per_second']:11.0f} {row['bare_per_second']:12.0f} "
        f"{row['limited_per_second']:10.2f} {row['most_in_a_second']:12} "
        f"{row['idle_p50_ms']:13.1f} /{row['idle_p99_ms']:6.1f} "
        f"{row['beside_p50_ms']:9.1f} /{row['beside_p99_ms']:6.1f}"
        for row in rows
    ]
    return "\n".join(lines)


async def _on(database: str, url: str) -> dict[str, Any]:
    await filled(url)
    idle = await _live(url)
    limited = await _limited(url)
    return {
        "database": database,
        "rows": _ROWS,
        "unlimited_per_second": round(await _unlimited(url)),
        "bare_per_second": round(await _bare(url)),
        **limited,
        "idle_p50_ms": _milliseconds(statistics.median(idle)),
        "idle_p99_ms": _milliseconds(_p99(idle)),
    }


async def _unlimited(url: str) -> float:
    provider = _Counting()
    app = _program(url, provider)
    await _bulk(app, _ROWS)
    async with sending(app):
        began = time.perf_counter()
        await _until_sent(provider, _ROWS)
        await _until_marked(app)
        took = time.perf_counter() - began
    return _ROWS / took


async def _bare(url: str) -> float:
    """Each row inserted and once updated, as many to a transaction as a batch has."""
    app = _program(url, _Counting())
    began = time.perf_counter()
    for first in range(0, _ROWS, _BATCH):
        rows = [{"name": "bare", "slot": str(first + n), "ran_at": NOW} for n in range(_BATCH)]
        async with app.database.engine.begin() as connection:
            await connection.execute(insert(job_run), rows)
        async with app.database.engine.begin() as connection:
            slots = [row["slot"] for row in rows]
            taken = job_run.c.slot.in_(slots)
            await connection.execute(update(job_run).where(taken).values(ran_at=NOW))
    took = time.perf_counter() - began
    await app.close()
    return _ROWS / took


async def _limited(url: str) -> dict[str, Any]:
    """Two replicas, and live answers of one of them meanwhile."""
    provider = _Counting(Limits(_ALLOWED))
    apps = [_program(url, provider) for _ in range(2)]
    await _bulk(apps[0], _ALLOWED * (_LIMITED_SECONDS + 5))
    async with sending(*apps):
        await _until_sent(provider, _ALLOWED)
        beside = await _answers(apps[0], _LIMITED_SECONDS / _TURNS)
        await _until_sent(provider, _ALLOWED * _LIMITED_SECONDS)
        times = list(provider.times)
    async with apps[0].database.engine.begin() as connection:
        await connection.execute(update(outbox).values(state="refused"))
    return {
        "limited_per_second": round((len(times) - 1) / (times[-1] - times[0]), 2),
        "most_in_a_second": most_within_a_second(times),
        "beside_p50_ms": _milliseconds(statistics.median(beside)),
        "beside_p99_ms": _milliseconds(_p99(beside)),
    }


async def _live(url: str) -> list[float]:
    app = _program(url, _Counting())
    async with sending(app):
        return await _answers(app, 0.01)


async def _answers(app: App, pause: float) -> list[float]:
    """Seconds from each message to its answer's having been sent and marked."""
    took = []
    for number in range(_TURNS):
        await asyncio.sleep(pause)
        began = time.perf_counter()
        sender = Address("console", f"live {number}")
        order = time.monotonic_ns()
        await app.receive(Incoming(str(order), order, sender, NOW, "chừng nào Nhà Bàng phát tiền"))
        took.append(time.perf_counter() - began)
    return took


def _program(url: str, provider: Screen) -> App:
    return build(settings(url), [provider], lambda: datetime.now(UTC))


async def _bulk(app: App, count: int) -> None:
    """So many addresses are each to be told something."""
    now, vault, ids = app.clock(), app.database.vault, app.database.ids
    people = [ids() for _ in range(count)]
    rows = [ids() for _ in range(count)]
    async with app.database.engine.begin() as connection:
        await connection.execute(
            insert(session),
            [
                {
                    "id": one,
                    "channel": "console",
                    "address_index": vault.index("address", "console", str(one)),
                    "sealed_address": vault.seal(str(one), session.c.sealed_address, one),
                    "version": 1,
                    "failures": 0,
                    "heard_order": -1,
                }
                for one in people
            ],
        )
        told = zip(rows, people, strict=True)
        await connection.execute(insert(outbox), [_row(app, *pair, now) for pair in told])


def _row(app: App, row: int, session_id: int, now: datetime) -> dict[str, Any]:
    return {
        "id": row,
        "session_id": session_id,
        "channel": "console",
        "lane": BULK,
        "state": "waiting",
        "due_at": now,
        "tries": 0,
        "number": row,
        "sealed_reply": app.database.vault.seal(to_json(_REPLY), outbox.c.sealed_reply, row),
    }


async def _until_sent(provider: _Counting, count: int) -> None:
    while len(provider.times) < count:  # noqa: ASYNC110 - the provider knows of no event
        await asyncio.sleep(0.005)


async def _until_marked(app: App) -> None:
    waiting = select(outbox.c.id).where(outbox.c.state == "waiting").limit(1)
    while True:
        async with app.database.engine.connect() as connection:
            if (await connection.execute(waiting)).first() is None:
                return
        await asyncio.sleep(0.005)


def _p99(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=100)[98]


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 2)


if __name__ == "__main__":
    print(table(asyncio.run(measure())))
