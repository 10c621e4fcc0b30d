"""What waits in the outbox, out: how fast, at what pace, and whether it is in the way of an answer.

*unlimited*: a provider that answers at once, beside its yardstick on the same database: the bare
inserts and updates of as many rows, a hundred to a transaction. *limited*: a bulk over two
replicas, each a process of its own, thirty a second allowed; when a provider in a third process
was written to, and how many of these by the one that wrote less. *live*: an answer from its turn to
its provider, while nothing else goes on, and in one of those replicas while that bulk flows.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import statistics
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
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
_LIMITED_SECONDS = 20
_REPLICAS = 2
_AT_MOST_SECONDS = 120
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


class _Elsewhere(Screen):
    """A provider in another process that answers each line with a line."""

    limits = Limits(_ALLOWED)

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        super().__init__()
        self._reader, self._writer = reader, writer
        self._one_at_a_time = asyncio.Lock()

    async def send(self, to: str, reply: Rendered) -> str:  # noqa: ARG002
        if not to.startswith("live"):
            async with self._one_at_a_time:
                self._writer.write(b"say\n")
                await self._reader.readline()
        return "1"


class _Counted:
    """That provider: when it was written to, by whom."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.shares: Counter[int] = Counter()
        self.connected = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connected += 1
        with contextlib.suppress(ConnectionError):
            while await reader.readline():
                self.times.append(time.perf_counter())
                self.shares[id(writer)] += 1
                writer.write(b"said\n")
        writer.close()


async def measure() -> list[dict[str, Any]]:
    """For both databases."""
    return await on_both(_on)


def table(rows: list[dict[str, Any]]) -> str:
    lines = [
        "database     unlimited/s  bare rows/s  limited/s  most in 1 s  by the other"
        "   live p50/p99 ms idle    beside bulk"
    ]
    lines += [
        f"{row['database']:12} {row['unlimited_per_second']:11.0f} {row['bare_per_second']:12.0f} "
        f"{row['limited_per_second']:10.2f} {row['most_in_a_second']:12} {row['by_the_other']:13} "
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
    provider = _Counted()
    server = await asyncio.start_server(provider.serve, "127.0.0.1", 0)
    app = _program(url, _Counting())
    async with (
        asyncio.timeout(_AT_MOST_SECONDS),
        _replicas(url, server.sockets[0].getsockname()[1]) as (first, *_),
    ):
        assert first.stdin is not None
        assert first.stdout is not None
        while provider.connected < _REPLICAS:  # noqa: ASYNC110 - as below
            await asyncio.sleep(0.05)
        await _bulk(app, _ALLOWED * (_LIMITED_SECONDS + 10))
        while len(provider.shares) < _REPLICAS:  # noqa: ASYNC110 - as below
            await asyncio.sleep(0.05)
        provider.times.clear()
        provider.shares.clear()
        first.stdin.write(b"answer\n")
        beside = json.loads(await first.stdout.readline())
        await _until_sent(provider, _ALLOWED * _LIMITED_SECONDS)
        times, shares = list(provider.times), list(provider.shares.values())
    server.close()
    async with app.database.engine.begin() as connection:
        await connection.execute(update(outbox).values(state="refused"))
    await app.close()
    return {
        "limited_per_second": round((len(times) - 1) / (times[-1] - times[0]), 2),
        "most_in_a_second": most_within_a_second(times),
        "by_the_other": min(shares) if len(shares) == _REPLICAS else 0,
        "beside_p50_ms": _milliseconds(statistics.median(beside)),
        "beside_p99_ms": _milliseconds(_p99(beside)),
    }


@asynccontextmanager
async def _replicas(url: str, port: int) -> AsyncIterator[Sequence[Process]]:
    command = (sys.executable, "-m", "benchmarks.delivery", "replica", url, str(port))
    started = [
        await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
        for _ in range(_REPLICAS)
    ]
    try:
        yield started
    finally:
        for one in started:
            with contextlib.suppress(ProcessLookupError):
                one.kill()
            await one.wait()


async def _replica(url: str, port: int) -> None:
    """Sends until it is killed; once it is told to, it answers, and says how long that took."""
    provider = _Elsewhere(*await asyncio.open_connection("127.0.0.1", port))
    app = _program(url, provider)
    async with sending(app):
        if await asyncio.to_thread(sys.stdin.readline):
            print(json.dumps(await _answers(app, _LIMITED_SECONDS / _TURNS)), flush=True)
            await asyncio.to_thread(sys.stdin.readline)


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


async def _until_sent(provider: _Counting | _Counted, count: int) -> None:
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
    match sys.argv[1:]:
        case ["replica", url, port]:
            asyncio.run(_replica(url, int(port)))
        case _:
            print(table(asyncio.run(measure())))
