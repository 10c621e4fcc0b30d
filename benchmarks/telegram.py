"""Telegram: what a request costs, and a whole turn, with python-telegram-bot's stock HTTP client
and with ours, 64 in flight.

*Echo* is ``Bot.send_message`` and nothing else; its yardstick is the same form posted by a bare
aiohttp client. *Whole turn* is a message by webhook, decided, committed, answered by requests; its
yardstick is a webhook that inserts one row, commits, and posts one form. All run in the same
process, taking turns over several rounds, against a Bot API that only answers
(`benchmarks.botapi`).
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

from aiohttp import ClientSession, TCPConnector, web
from aiohttp.test_utils import TestServer
from sqlalchemy import insert
from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from benchmarks.botapi import bare_bot_api
from benchmarks.turn import filled
from bot.app import App, build
from bot.channels.channel import Limits
from bot.channels.telegram import Telegram
from bot.channels.telegram.channel import PATH
from bot.channels.telegram.requests import AioRequest
from bot.settings import Mode
from bot.web import application
from domain.message import Rendered
from storage.tables import job_run
from tests.botapi import TOKEN
from tests.house import NOW, settings
from tests.postgres import Cluster, find_binaries

_IN_FLIGHT = 64
_ROUNDS = 3
_ECHOES = 1536
_TURNS = 512
_TEXT = "Dạ hôm nay khoan đi. Ngày mai cô bác đi được ạ."

Once: TypeAlias = Callable[[int], Awaitable[object]]
"""One message of the chat with this number, until it is answered."""


async def measure() -> list[dict[str, Any]]:
    async with bare_bot_api() as api:
        rows = await _echo(api)
        with tempfile.TemporaryDirectory() as folder:
            rows += await _turns("SQLite", f"sqlite+aiosqlite:///{Path(folder) / 'tg.db'}", api)
        if find_binaries() is not None:
            with Cluster() as cluster:
                cluster.create_database("telegram")
                rows += await _turns("PostgreSQL", cluster.url("telegram"), api)
    return rows


def table(rows: list[dict[str, Any]]) -> str:
    lines = ["Telegram, 64 in flight                          per second   median ms   p99 ms"]
    lines += [
        f"{row['database']:12} {row['what']:34} {row['per_second']:11.0f} {row['median_ms']:11.1f} "
        f"{row['p99_ms']:8.1f}"
        for row in rows
    ]
    return "\n".join(lines)


async def _echo(api: str) -> list[dict[str, Any]]:
    form = {"chat_id": "7", "text": _TEXT}
    address = f"{api}/bot{TOKEN}/sendMessage"
    stock, ours = HTTPXRequest(), AioRequest()
    async with _client() as client:

        async def bare(_chat: int) -> None:
            async with client.post(address, data=form) as answer:
                await answer.read()

        found = await _compared(
            "",
            {
                "echo, bare aiohttp": bare,
                "echo, stock client": _sending(api, stock),
                "echo, our client": _sending(api, ours),
            },
            _ECHOES,
        )
    await stock.shutdown()
    await ours.shutdown()
    return found


def _sending(api: str, request: BaseRequest) -> Once:
    bot = Bot(TOKEN, base_url=f"{api}/bot", request=request, get_updates_request=request)
    return lambda _chat: bot.send_message(7, _TEXT)


class _Watched(Telegram):
    """Says when a chat has been answered. ``stock``: by python-telegram-bot's own client."""

    def __init__(self, api: str, stock: bool) -> None:
        super().__init__(TOKEN, api, Mode.WEBHOOK, "https://ansinh.example")
        self.limits = Limits(30, burst=10**6)  # what is measured is ours, not our patience
        self.answered: dict[str, asyncio.Future[None]] = {}
        self._stock = HTTPXRequest() if stock else None
        if self._stock is not None:
            self._bot = Bot(
                TOKEN,
                base_url=f"{api}/bot",
                request=self._stock,
                get_updates_request=self._stock,
            )

    async def send(self, to: str, reply: Rendered) -> str:
        sent = await super().send(to, reply)
        if (waiting := self.answered.get(to)) is not None and not waiting.done():
            waiting.set_result(None)
        return sent

    async def close(self) -> None:
        await super().close()
        if self._stock is not None:
            await self._stock.shutdown()


async def _turns(database: str, url: str, api: str) -> list[dict[str, Any]]:
    await filled(url)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(_client())
        stock = await stack.enter_async_context(_talking(url, _Watched(api, stock=True), client))
        ours = await stack.enter_async_context(_talking(url, _Watched(api, stock=False), client))
        yardstick = await stack.enter_async_context(_insert_and_post(url, api, client))
        return await _compared(
            database,
            {
                "insert and post": yardstick,
                "whole turn, stock client": stock,
                "whole turn, our client": ours,
            },
            _TURNS,
        )


@asynccontextmanager
async def _talking(url: str, channel: _Watched, client: ClientSession) -> AsyncIterator[Once]:
    app = build(settings(url), [channel], lambda: NOW)
    pages = application(app.database, app.channels.values(), app)
    first = 10_000 if channel._stock is not None else 20_000
    numbers = count(first * 1000)
    async with _served(pages, app) as address:
        headers = {"X-Telegram-Bot-Api-Secret-Token": app.signature("telegram-webhook").hex()}

        async def talk(chat: int) -> None:
            person = first + chat
            channel.answered[str(person)] = asyncio.get_running_loop().create_future()
            update = _question(person, next(numbers))
            async with client.post(address + PATH, json=update, headers=headers) as answer:
                assert answer.status == 200
            await channel.answered[str(person)]

        yield talk


def _question(person: int, number: int) -> dict[str, Any]:
    user = {"id": person, "first_name": "Néang"}
    message = {
        "message_id": number,
        "date": 1764036000,
        "from": user | {"is_bot": False},
        "chat": user | {"type": "private"},
        "text": "chừng nào Nhà Bàng phát tiền",
    }
    return {"update_id": number, "message": message}


@asynccontextmanager
async def _insert_and_post(url: str, api: str, client: ClientSession) -> AsyncIterator[Once]:
    app = build(settings(url), (), lambda: NOW)
    numbers = count()

    async def handle(request: web.Request) -> web.Response:
        update = await request.json()
        async with app.database.engine.begin() as connection:
            row = {"name": "bench", "slot": str(update["update_id"]), "ran_at": NOW}
            await connection.execute(insert(job_run), row)
        form = {"chat_id": "7", "text": _TEXT}
        async with client.post(f"{api}/bot{TOKEN}/sendMessage", data=form) as answer:
            await answer.read()
        return web.Response()

    pages = web.Application()
    pages.router.add_post("/", handle)
    async with _served(pages, app) as address:

        async def post(chat: int) -> None:
            async with client.post(address, json=_question(chat, next(numbers))) as answer:
                assert answer.status == 200

        yield post


@asynccontextmanager
async def _served(pages: web.Application, app: App) -> AsyncIterator[str]:
    server = TestServer(pages)
    await server.start_server(access_log=None)
    try:
        yield str(server.make_url("/")).rstrip("/")
    finally:
        await server.close()
        await app.close()


def _client() -> ClientSession:
    return ClientSession(connector=TCPConnector(limit=4 * _IN_FLIGHT))


# --- Many at once -------------------------------------------------------------------------------


async def _compared(database: str, sides: Mapping[str, Once], each: int) -> list[dict[str, Any]]:
    """All sides in turn, once warm, in several rounds: what disturbs one disturbs the others."""
    for once in sides.values():
        await _many(once, 2 * _IN_FLIGHT)
    rates: dict[str, list[float]] = {what: [] for what in sides}
    waits: dict[str, list[float]] = {what: [] for what in sides}
    for _ in range(_ROUNDS):
        for what, once in sides.items():
            began = time.perf_counter()
            waits[what] += await _many(once, each)
            rates[what].append(each / (time.perf_counter() - began))
    return [
        {
            "database": database,
            "what": what,
            "in_flight": _IN_FLIGHT,
            "messages": each * _ROUNDS,
            "per_second": round(statistics.median(rates[what])),
            "median_ms": round(statistics.median(waits[what]), 2),
            "p99_ms": round(statistics.quantiles(waits[what], n=100)[98], 2),
        }
        for what in sides
    ]


async def _many(once: Once, messages: int) -> list[float]:
    """Milliseconds of each; every chat says its next one when the last is answered."""
    walls: list[float] = []

    async def chat(number: int) -> None:
        for _ in range(messages // _IN_FLIGHT):
            began = time.perf_counter()
            await once(number)
            walls.append((time.perf_counter() - began) * 1000)

    await asyncio.gather(*map(chat, range(_IN_FLIGHT)))
    return walls
