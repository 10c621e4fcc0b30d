"""Programs to be killed, people who speak to them, and a count of what was lost or came twice."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import multiprocessing
import random
import re
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from sqlalchemy import ColumnElement, Table, delete, func, select

from bot.app import build
from bot.channels.telegram.channel import PATH
from bot.settings import Mode
from storage.mailbox import number_of
from storage.outbox import LEASE
from storage.tables import inbox, notice, outbox, session
from tests.botapi import TOKEN, BotApi
from tests.faults.program import Plan, run
from tests.house import INDEX_KEY, KEY, Phone, Screen, settings

_LATER = LEASE + timedelta(seconds=1)
"""Each process of a chain is started so long after the one before: what that held is free."""

_PATIENCE_SECONDS = 120
_NUMBER = re.compile(r"AS-\d+")


def _forks() -> ForkServerContext:
    """Processes of their own, made of one that has loaded the program already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "tests.faults.program"])
    return context


class Program:
    """One replica, to be killed and started again at the same address."""

    def __init__(self, url: str, log: Path | None = None, **environment: str) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.plan = Plan(
            {
                "ANSINH_DATABASE_URL": url,
                "ANSINH_KEY": KEY,
                "ANSINH_INDEX_KEY": INDEX_KEY,
                "ANSINH_WEB_PORT": str(port),
                **environment,
            },
            log=log,
        )
        self.starts = 0
        self._process: ForkServerProcess | None = None

    async def start(self, **plan: Any) -> None:
        """Returns when it can be spoken to, or has fallen already. ``plan``: see `Plan`."""
        at: datetime = self.plan.at + self.starts * _LATER
        self.starts += 1
        chosen = replace(self.plan, **{"at": at, **plan})
        self._process = _forks().Process(target=run, args=(chosen,), daemon=True)
        await asyncio.to_thread(self._process.start)
        await becomes(self._is_up, "it does not start")

    @property
    def pid(self) -> int:
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.is_alive()

    async def falls(self) -> int | None:
        """Its exit status, once it has ended."""
        assert self._process is not None
        await asyncio.to_thread(self._process.join, _PATIENCE_SECONDS)
        return self._process.exitcode

    async def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            await self.falls()

    async def health(self) -> dict[str, Any]:
        """Raises ClientError where nobody answers."""
        async with ClientSession() as session, session.get(f"{self.address}/health") as answer:
            return dict(await answer.json())

    async def _is_up(self) -> bool:
        """Or has fallen."""
        with contextlib.suppress(ClientError, OSError):
            await self.health()
            return True
        return not self.is_alive


@asynccontextmanager
async def program(url: str, log: Path | None = None, **environment: str) -> AsyncIterator[Program]:
    """Not started yet; killed at the end."""
    made = Program(url, log, **environment)
    try:
        yield made
    finally:
        await made.kill()


@asynccontextmanager
async def on_telegram(
    url: str, api: BotApi, mode: Mode = Mode.WEBHOOK, log: Path | None = None
) -> AsyncIterator[Program]:
    """As `program`, heard and answered by a Bot API server."""
    given = {
        "ANSINH_TELEGRAM_TOKEN": TOKEN,
        "ANSINH_TELEGRAM_API_URL": api.url,
        "ANSINH_TELEGRAM_MODE": mode.value,
        "ANSINH_PUBLIC_URL": "https://ansinh.example",
    }
    async with program(url, log, **given) as made:
        api.pushed_to = f"{made.address}{PATH}"
        # What was said before the test, by phones of another make, has smaller numbers.
        api._message_ids = itertools.count(1_000_000)
        yield made


def free_port() -> int:
    """Below those that this machine gives to whoever calls out, so that none is taken by chance
    while a program is down."""
    while True:
        port = random.randrange(10_000, 32_000)
        with socket.socket() as tried, contextlib.suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port


async def until(true: Callable[[], bool], seconds: float = _PATIENCE_SECONDS) -> None:
    end = asyncio.get_running_loop().time() + seconds
    while not true():
        assert asyncio.get_running_loop().time() < end, "it does not happen"
        await asyncio.sleep(0.01)


async def becomes(true: Callable[[], Awaitable[bool]], otherwise: str) -> None:
    """As `until`, for what has to be asked of somebody."""
    end = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
    while not await true():
        assert asyncio.get_running_loop().time() < end, otherwise
        await asyncio.sleep(0.05)


# --- People -------------------------------------------------------------------------------------


async def said_before(url: str, people: Iterable[tuple[int, Iterable[str]]]) -> None:
    """What these people have said and heard before anything breaks."""
    screen = Screen("telegram")
    spoken = [(Phone(url, str(one), "telegram"), texts) for one, texts in people]
    app = spoken[0][0].app(screen)
    for phone, texts in spoken:
        for text in texts:
            await app.receive(phone.message(text))
    await app.close()


async def nobody_was_told_of_others(url: str) -> None:
    """Those who hear about one person are told of each other; what is tried here is something
    else."""
    app = build(settings(url))
    async with app.database.engine.begin() as connection:
        await connection.execute(delete(notice))
    await app.close()


@dataclass
class Telegram:
    """Brings updates by webhook as Telegram does: again and again until it is told 200."""

    api: BotApi
    statuses: Counter[int] = field(default_factory=Counter)
    heard: set[int] = field(default_factory=set)
    """The updates that were confirmed."""

    def says(self, person: int, text: str) -> dict[str, Any]:
        return self.api.update(message=self.api.message(person, text=text))

    def sends(self, person: int, text: str, mode: Mode = Mode.WEBHOOK) -> asyncio.Task[None]:
        """Done when it is confirmed; where the bot polls, at once."""
        update = self.says(person, text)
        return asyncio.create_task(
            self.brings(update) if mode is Mode.WEBHOOK else asyncio.sleep(0)
        )

    async def talks(self, person: int, texts: Iterable[str], to: Sequence[str] = ()) -> None:
        """One after the other, each to whichever of these addresses a balancer chooses."""
        for text in texts:
            chosen = random.choice(to) + PATH if to else None
            await self.brings(self.says(person, text), chosen)

    async def brings(self, update: dict[str, Any], to: str | None = None) -> None:
        await until(lambda: bool(self.api.webhook))
        async with ClientSession(timeout=ClientTimeout(total=60)) as session:
            while True:
                status = await self._push(session, update, to)
                self.statuses[status] += 1
                if status == 200:
                    self.heard.add(update["update_id"])
                    return
                await asyncio.sleep(0.05)

    async def _push(self, session: ClientSession, update: Any, to: str | None) -> int:
        """0 where nobody is there."""
        secret = self.api.webhook.get("secret_token", "")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        with contextlib.suppress(ClientError, OSError, TimeoutError):
            async with session.post(
                to or self.api.pushed_to or "", json=update, headers=headers
            ) as answer:
                return answer.status
        return 0


# --- What is left -------------------------------------------------------------------------------


def doubles(api: BotApi, person: int) -> int:
    """How many messages somebody has got twice in a row."""
    texts = api.texts(person)
    return sum(one == other for one, other in itertools.pairwise(texts))


def heard_by(api: BotApi, person: int) -> list[str]:
    """What somebody has read, each once, without what differs from case to case."""
    return [_NUMBER.sub("AS-", text) for text, _ in itertools.groupby(api.texts(person))]


async def count(url: str, table: Table, *where: ColumnElement[bool]) -> int:
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        found = await connection.execute(select(func.count()).select_from(table).where(*where))
    await app.close()
    return int(found.scalar_one())


async def twice(url: str, api: BotApi) -> set[int]:
    """The numbers of messages that the provider has taken and we have not noted, once all is sent:
    they went again under other numbers."""
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        rows = await connection.execute(select(outbox.c.sent_as).where(outbox.c.state == "sent"))
        noted = {one for row in rows for one in row.sent_as.split(";")}
    await app.close()
    return {number for _, number in api._messages if str(number) not in noted}


@dataclass(frozen=True, slots=True)
class Left:
    """What went wrong of what was said and heard. ``doubled``: messages that somebody got twice."""

    unheard: int
    unanswered: int
    unsent: int
    doubled: int


async def left(url: str, api: BotApi, confirmed: Iterable[int]) -> Left:
    """Where each message is answered, and nobody is told anything unasked."""
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        noted = set((await connection.execute(select(inbox.c.message_id))).scalars())
        turns = (await connection.execute(select(func.sum(session.c.version)))).scalar_one()
        rows = (await connection.execute(select(outbox))).all()
    await app.close()
    answered = {(row.session_id, row.number // number_of(1, 0)) for row in rows}
    return Left(
        unheard=len({str(one) for one in confirmed} - noted),
        unanswered=int(turns) - len(answered),
        unsent=sum(row.state != "sent" for row in rows),
        doubled=len(await twice(url, api)),
    )


async def there_is(url: str, table: Table, *where: ColumnElement[bool]) -> None:
    """Waits for the first such row."""

    async def found() -> bool:
        return await count(url, table, *where) > 0

    await becomes(found, "there is no such row")


async def all_is_sent(url: str) -> None:
    """Waits until nothing in the outbox does."""

    async def sent() -> bool:
        return (await outbox_states(url))["waiting"] == 0

    await becomes(sent, "something is never sent")


async def outbox_states(url: str) -> Counter[str]:
    """How many rows stand in each state."""
    app = build(settings(url))
    async with app.database.statement() as records:
        found = await records.outbox.count()
    await app.close()
    return Counter(found)
