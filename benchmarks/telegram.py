"""A complete durable turn on Telegram beside the bare echoes of others, 64 in flight, one core.

A turn of *An Sinh* is a webhook in, its inbox, session, dialogue with its reads, outbox, commit,
and the ``sendMessage`` answered; the echoes (`benchmarks.sides`) only say back what they hear. Each
side is a process of its own on the first core. The Bot API, which answers at once, and those who
write are one other process, this one; PostgreSQL is where the kernel puts it. The sides take turns
over several rounds, so that what disturbs one disturbs the others.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, TCPConnector

from benchmarks.botapi import answering, at_once
from benchmarks.serving import cpu_seconds
from benchmarks.sides import AN_SINH, ECHOES, SECRET
from benchmarks.turn import filled
from tests.postgres import Cluster, find_binaries

_IN_FLIGHT = 64
_ROUNDS = 4
_SECONDS = 3.0
_WARM_SECONDS = 0.5
_QUESTIONS = {
    "answered": "chừng nào Nhà Bàng phát tiền",
    "asked back": "chừng nào Tịnh Biên phát tiền",
}
"""The payday, with the point on the map, which is a request of its own; and *which of these?*."""
_CHATS = 512
"""They take turns: nobody asks again the moment they are answered. All have spoken before."""
_FIRST_CHAT = 10_000
_CHAT_ID = re.compile(rb"chat_id\W+?(\d+)")


async def measure() -> list[dict[str, Any]]:
    async with AsyncExitStack() as stack:
        heard = _Heard()
        api = await stack.enter_async_context(answering(heard.hears))
        client = await stack.enter_async_context(
            ClientSession(connector=TCPConnector(limit=4 * _IN_FLIGHT))
        )
        sides = {}
        for name in ECHOES:
            side = await stack.enter_async_context(_side(name, api, heard, client))
            sides[name] = side, "chào em"
        for database, url in await _stores(stack):
            await filled(url)
            side = await stack.enter_async_context(_side(AN_SINH, api, heard, client, url))
            for answer, question in _QUESTIONS.items():
                sides[f"{AN_SINH} on {database}, {answer}"] = side, question
        return await _compared(sides)


def table(rows: list[dict[str, Any]]) -> str:
    lines = [
        "Telegram, 64 in flight, one core          per second   CPU ms each   median ms     p99 ms"
    ]
    lines += [
        f"{row['side']:41} {row['per_second']:10.0f} {row['cpu_ms']:13.2f} "
        f"{row['median_ms']:11.1f} {row['p99_ms']:10.1f}"
        for row in rows
    ]
    return "\n".join(lines)


async def _stores(stack: AsyncExitStack) -> list[tuple[str, str]]:
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    found = [("SQLite", f"sqlite+aiosqlite:///{Path(folder) / 'telegram.db'}")]
    if find_binaries() is None:
        print("NO POSTGRESQL SERVER ON THIS MACHINE: measured on SQLite only", file=sys.stderr)
        return found
    cluster = stack.enter_context(Cluster())
    cluster.create_database("telegram")
    return [*found, ("PostgreSQL", cluster.url("telegram"))]


# --- The Bot API, and one side ------------------------------------------------------------------


@dataclass(slots=True)
class _Heard:
    """Who waits for an answer is told when it has come."""

    waiting: dict[int, asyncio.Future[None]] = field(default_factory=dict)

    def hears(self, method: str, body: bytes) -> bytes:
        found = _CHAT_ID.search(body) if method == "sendMessage" else None
        waits = self.waiting.pop(int(found[1]), None) if found else None
        if waits is not None and not waits.done():
            waits.set_result(None)
        return at_once(method, body)


@dataclass(slots=True)
class _Side:
    """A served side, and those who write to it."""

    heard: _Heard
    client: ClientSession
    process: asyncio.subprocess.Process
    webhook: str
    secret: str
    numbers: Any = field(default_factory=count)

    def cpu(self) -> float:
        """Seconds that its process has used."""
        return cpu_seconds(self.process.pid)

    async def ask(self, text: str) -> None:
        """One message of the next chat, until it is answered."""
        number = next(self.numbers)
        chat = _FIRST_CHAT + number % _CHATS
        answered = asyncio.get_running_loop().create_future()
        self.heard.waiting[chat] = answered
        update = _question(chat, number, text)
        async with self.client.post(
            self.webhook, json=update, headers={SECRET: self.secret}
        ) as got:
            if got.status != 200:
                raise RuntimeError(f"the webhook answered {got.status}")
        await asyncio.wait_for(answered, 30)


@asynccontextmanager
async def _side(
    name: str, api: str, heard: _Heard, client: ClientSession, database: str = ""
) -> AsyncIterator[_Side]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.sides", name, api, *filter(None, [database]),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        port, path, secret = (await process.stdout.readline()).decode().split()
        yield _Side(heard, client, process, f"http://127.0.0.1:{port}{path}", secret)
        process.stdin.close()
        await asyncio.wait_for(process.wait(), 20)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _question(chat: int, number: int, text: str) -> dict[str, Any]:
    user = {"id": chat, "first_name": "Néang"}
    message = {
        "message_id": number,
        "date": 1764036000,
        "from": user | {"is_bot": False},
        "chat": user | {"type": "private"},
        "text": text,
    }
    return {"update_id": number, "message": message}


# --- Many at once -------------------------------------------------------------------------------


async def _compared(sides: Mapping[str, tuple[_Side, str]]) -> list[dict[str, Any]]:
    for side, text in sides.values():
        asked = next(side.numbers)
        while next(side.numbers) < asked + 2 * _CHATS:
            await _many(side, text, _WARM_SECONDS)
    rates: dict[str, list[float]] = {name: [] for name in sides}
    costs: dict[str, list[float]] = {name: [] for name in sides}
    waits: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(_ROUNDS):
        for name, (side, text) in sides.items():
            began, cpu = time.perf_counter(), side.cpu()
            walls = await _many(side, text, _SECONDS)
            rates[name].append(len(walls) / (time.perf_counter() - began))
            costs[name].append((side.cpu() - cpu) * 1000 / len(walls))
            waits[name] += walls
    return [
        {
            "side": name,
            "in_flight": _IN_FLIGHT,
            "messages": len(waits[name]),
            "per_second": round(statistics.median(rates[name])),
            "cpu_ms": round(statistics.median(costs[name]), 2),
            "median_ms": round(statistics.median(waits[name]), 2),
            "p99_ms": round(statistics.quantiles(waits[name], n=100)[98], 2),
        }
        for name in sides
    ]


async def _many(side: _Side, text: str, seconds: float) -> list[float]:
    """Milliseconds of each; as one is answered, another chat writes."""
    walls: list[float] = []
    until = time.perf_counter() + seconds

    async def write() -> None:
        while (began := time.perf_counter()) < until:
            await side.ask(text)
            walls.append((time.perf_counter() - began) * 1000)

    await asyncio.gather(*(write() for _ in range(_IN_FLIGHT)))
    return walls


if __name__ == "__main__":
    print(table(asyncio.run(measure())))
