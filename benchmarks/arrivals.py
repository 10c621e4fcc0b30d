"""Telegram on a payday, in a process of its own: people who write at times that nobody's answers
move, and the Bot API that takes the answers. ``python -m benchmarks.arrivals``.

Arrivals are independent of each other (a Poisson process of a fixed rate and seed). An answer's
latency is counted from the moment at which its message was due to arrive, however long it then
waited for one of the 40 connections that Telegram opens to a webhook, until the last message of the
answer was here. An update that is not answered 200 is brought again until it is, to whichever
replica comes next, as by a balancer.

Commands come as JSON, one a line, and answers go the same way: see `Arrivals`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from benchmarks.botapi import Answers, whole_request
from benchmarks.child import end_with_parent
from benchmarks.crowd import Crowd, Gathered, Kind, Place
from bot.channels.telegram.channel import PATH

Row: TypeAlias = dict[str, Any]

_CONNECTIONS = 40
"""What the program asks Telegram for (`bot/channels/telegram/channel.py`)."""

_AGAIN_SECONDS = 0.1
_LINE_LIMIT = 16 * 1024 * 1024
_SEED = 2026
_SENT_AT = 1764036000


@dataclass(slots=True)
class _Asked:
    """``due``: when it was to arrive; ``heard_at``: when the newest message of its answer came."""

    kind: Kind
    due: float
    heard_at: float = 0.0

    @property
    def milliseconds(self) -> float:
        return (self.heard_at - self.due) * 1000


# --- The Bot API --------------------------------------------------------------------------------


@dataclass
class _Provider:
    """``taken``: how many messages it has taken; ``unasked``: when each came that nobody waits for.
    ``introduced``: how often it was told of a webhook. ``open`` and ``answered``: by chat what was
    asked last."""

    crowd: Crowd | None = None
    secret: str = ""
    introduced: int = 0
    taken: int = 0
    unasked: list[float] = field(default_factory=list)
    open: dict[int, _Asked] = field(default_factory=dict)
    answered: dict[int, _Asked] = field(default_factory=dict)

    def asked(self, method: str, body: bytes) -> bytes:
        """The result of a call, as JSON."""
        if method == "setWebhook":
            self.secret = json.loads(body)["secret_token"]
            self.introduced += 1
        if not method.startswith("send") or method == "sendChatAction":
            return _RESULTS.get(method, b"true")
        self.taken += 1
        found = _CHAT.search(body)
        assert found is not None, method
        chat = int(next(filter(None, found.groups())))
        self._takes(chat)
        if self.crowd is not None and _MAYBE_QUESTION in body:
            self.crowd.sees(chat, _tokens(body))
        return _MESSAGE % (self.taken, _SENT_AT, chat)

    def _takes(self, chat: int) -> None:
        now = time.monotonic()
        if (waiting := self.open.pop(chat, None)) is not None:
            waiting.heard_at = now
            self.answered[chat] = waiting
            loop = asyncio.get_running_loop()
            loop.call_later(_SAME_ANSWER_SECONDS, self._is_heard, waiting.kind, chat)
        elif (last := self.answered.get(chat)) and now - last.heard_at < _SAME_ANSWER_SECONDS:
            last.heard_at = now
        else:
            self.unasked.append(now)

    def _is_heard(self, kind: Kind, chat: int) -> None:
        assert self.crowd is not None
        self.crowd.heard(kind, chat, time.monotonic())


_CHAT = re.compile(
    rb'"chat_id": ?"?(\d+)|(?:^|&)chat_id=(\d+)|name="chat_id"\r\n(?:[^\r\n]+\r\n)*\r\n(\d+)'
)
"""As JSON, or of a form, or with a file."""

_MESSAGE = (
    b'{"message_id": %d, "date": %d, "chat": {"id": %d, "type": "private", "first_name": "N"}, '
    b'"from": {"id": 123456, "is_bot": true, "first_name": "An Sinh"}, "text": "."}'
)
_MAYBE_QUESTION = b'"a:'
_SAME_ANSWER_SECONDS = 1.0
"""An answer of several messages is all there within this."""


_RESULTS = {"editMessageReplyMarkup": _MESSAGE % (1, _SENT_AT, 1)}


def _tokens(body: bytes) -> Sequence[str]:
    """What stands on the buttons beneath a message."""
    keyboard = json.loads(body).get("reply_markup", {})
    rows = keyboard.get("inline_keyboard", ())
    return [one["callback_data"] for row in rows for one in row if "callback_data" in one]


# --- The webhook's caller -----------------------------------------------------------------------


class _Line(asyncio.Protocol):
    """One connection that is kept; 0 is the status where it breaks."""

    def __init__(self) -> None:
        self._came = b""
        self._told: asyncio.Future[int] | None = None
        self._transport: asyncio.Transport | None = None

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, _error: Exception | None) -> None:
        self._transport = None
        self._tell(0)

    def data_received(self, data: bytes) -> None:
        self._came += data
        size = whole_request(self._came)
        if size is not None:
            status = int(self._came.split(b" ", 2)[1])
            self._came = self._came[size:]
            self._tell(status)

    async def post(self, request: bytes) -> int:
        if self._transport is None:
            return 0
        self._told = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._told

    def _tell(self, status: int) -> None:
        if self._told is not None and not self._told.done():
            self._told.set_result(status)


class _Caller:
    """At most so many connections at once over all replicas, as Telegram holds to a webhook."""

    def __init__(self, provider: _Provider) -> None:
        self._provider = provider
        self._gate = asyncio.Semaphore(_CONNECTIONS)
        self._idle: dict[str, list[_Line]] = {}
        self.statuses: Counter[int] = Counter()

    async def bring(self, update: Row, to: Sequence[str], first: int) -> None:
        """Until it is told 200."""
        body = json.dumps(update).encode()
        for turn in count(first):
            address = to[turn % len(to)]
            async with self._gate:
                status = await self._post(address, body)
            self.statuses[status] += 1
            if status == 200:
                return
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _post(self, address: str, body: bytes) -> int:
        where = urlsplit(address)
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: {where.netloc}\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {self._provider.secret}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        idle = self._idle.setdefault(address, [])
        line = None
        while idle and line is None:
            line = one if (one := idle.pop()).is_open else None
        if line is None:
            loop = asyncio.get_running_loop()
            try:
                _, line = await loop.create_connection(
                    _Line, where.hostname or "", where.port or 80
                )
            except OSError:
                return 0
        status = await line.post(head.encode() + body)
        if line.is_open:
            idle.append(line)
        return status


# --- Arrivals -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """``to``: the addresses of the replicas. ``every``: seconds after which a row is written; 0:
    only at the end. ``patience``: so long after the last arrival answers are waited for."""

    rate: float
    seconds: float
    to: tuple[str, ...]
    every: float = 0
    patience: float = 60


class Arrivals:
    """The other end of the process, for a benchmark."""

    def __init__(self, process: asyncio.subprocess.Process, api: str) -> None:
        self._process = process
        self.api = api

    async def meet(self, gathered: Gathered) -> None:
        """Who writes from now on."""
        staff = [[chat, names] for chat, names in gathered.staff.items()]
        await self._say({"gathered": asdict(gathered) | {"staff": staff}})

    async def introduced(self, times: int) -> None:
        """Replicas have said so often where they are, each as it starts."""
        await self._say({"introduced": times})
        await self._hear()

    async def taken(self) -> int:
        """How many messages the Bot API has taken in all."""
        await self._say({"taken": True})
        return int((await self._hear())["taken"])

    async def run(self, run: Run) -> Row:
        """Rate, messages, answers, milliseconds, and what went wrong."""
        rows = [row async for row in self.rows(run)]
        return rows[-1]

    async def rows(self, run: Run) -> AsyncIterator[Row]:
        """One each ``run.every`` seconds, of what was answered within them, and one of all."""
        await self._say({"run": asdict(run)})
        while True:
            row = await self._hear()
            yield row
            if row["over"]:
                return

    async def _hear(self) -> Row:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("the process that writes messages has ended")
        row: Row = json.loads(line)
        return row

    async def _say(self, command: Row) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        await self._process.stdin.drain()


@asynccontextmanager
async def arrivals() -> AsyncIterator[Arrivals]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.arrivals"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_LINE_LIMIT,
    )
    try:
        assert process.stdout is not None
        port = int(await process.stdout.readline())
        yield Arrivals(process, f"http://127.0.0.1:{port}")
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


# --- In that process ----------------------------------------------------------------------------


class _Playing:
    """One run."""

    def __init__(self, run: Run, provider: _Provider, caller: _Caller, numbers: Iterator[int]):
        self._run = run
        self._provider = provider
        self._caller = caller
        self._numbers = numbers
        self._chance = random.Random(_SEED)  # noqa: S311
        self._asked: list[_Asked] = []
        self._bringing: set[asyncio.Task[None]] = set()

    async def play(self) -> None:
        provider, run = self._provider, self._run
        provider.open.clear()
        provider.unasked.clear()
        self._caller.statuses.clear()
        taken, began = provider.taken, time.monotonic()
        rows = asyncio.create_task(self._write_rows(began))
        await self._arrive(began)
        arrived = time.monotonic()
        while provider.open and time.monotonic() < arrived + run.patience:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        await asyncio.sleep(_SETTLES_SECONDS)
        rows.cancel()
        for task in self._bringing:
            task.cancel()
        unasked = [one - began for one in provider.unasked]
        whole = _summed(self._asked) | {
            "over": True,
            "rate": run.rate,
            "sent": len(self._asked),
            "lost": sum(not one.heard_at for one in self._asked),
            "messages": provider.taken - taken,
            "unasked": unasked,
            "again": sum(self._caller.statuses.values()) - self._caller.statuses[200],
            "kinds": {
                kind.value: _summed([one for one in self._asked if one.kind is kind])
                for kind in Kind
            },
        }
        _write(whole)

    async def _arrive(self, began: float) -> None:
        """Each when it is due, whatever has become of those before it."""
        due, run = began, self._run
        while (due := due + self._chance.expovariate(run.rate)) < began + run.seconds:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            task = asyncio.create_task(self._bring(due))
            self._bringing.add(task)
            task.add_done_callback(self._bringing.discard)

    async def _bring(self, due: float) -> None:
        provider, turn = self._provider, len(self._asked)
        assert provider.crowd is not None
        kind, chat, said = provider.crowd.next(due)
        asked = provider.open[chat] = _Asked(kind, due)
        self._asked.append(asked)
        update = _update(chat, next(self._numbers), said)
        await self._caller.bring(update, self._run.to, turn)

    async def _write_rows(self, began: float) -> None:
        """Of what was answered since the row before; its time is that of its end."""
        since = began
        while self._run.every:
            until = since + self._run.every
            await asyncio.sleep(until - time.monotonic())
            answered = [one for one in self._asked if since <= one.heard_at < until]
            waiting = sum(not one.heard_at for one in self._asked)
            _write(_summed(answered) | {"over": False, "waiting": waiting})
            since = until


_SETTLES_SECONDS = 0.5
"""So long after the first message of the last answer its others have come."""


def _summed(asked: Sequence[_Asked]) -> Row:
    took = sorted(one.milliseconds for one in asked if one.heard_at)
    if len(took) < _FEWEST:
        return {"answered": len(took), "p50_ms": None, "p99_ms": None, "worst_ms": None}
    return {
        "answered": len(took),
        "p50_ms": round(statistics.median(took), 1),
        "p99_ms": round(statistics.quantiles(took, n=100, method="inclusive")[98], 1),
        "worst_ms": round(took[-1], 1),
    }


_FEWEST = 2


def _update(chat: int, number: int, said: Row) -> Row:
    user = {"id": chat, "is_bot": False, "first_name": "Néang"}
    message: Row = {
        "message_id": number,
        "date": _SENT_AT,
        "from": user,
        "chat": {"id": chat, "type": "private", "first_name": "Néang"},
    }
    if "tap" not in said:
        return {"update_id": number, "message": message | said}
    button = {"text": ".", "callback_data": said["tap"]}
    shown = {"text": ".", "reply_markup": {"inline_keyboard": [[button]]}}
    query = {"id": str(number), "from": user, "chat_instance": "1", "data": said["tap"]}
    return {"update_id": number, "callback_query": query | {"message": message | shown}}


def _write(row: Row) -> None:
    print(json.dumps(row), flush=True)


async def _serve() -> None:
    provider, numbers = _Provider(), count(1)
    caller = _Caller(provider)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answers(provider.asked), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    commands = asyncio.StreamReader(limit=_LINE_LIMIT)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    while line := await commands.readline():
        command = json.loads(line)
        if "gathered" in command:
            chance = random.Random(_SEED)  # noqa: S311
            provider.crowd = Crowd(_gathered(command["gathered"]), chance)
        elif "introduced" in command:
            while provider.introduced < command["introduced"]:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            _write({})
        elif "taken" in command:
            _write({"taken": provider.taken})
        else:
            run = Run(**command["run"])
            await _Playing(run, provider, caller, numbers).play()


def _gathered(given: Row) -> Gathered:
    return Gathered(
        tuple(given["linked"]),
        tuple(given["not_linked"]),
        {chat: tuple(names) for chat, names in given["staff"]},
        tuple(Place(**one) for one in given["places"]),
    )


if __name__ == "__main__":
    end_with_parent()
    asyncio.run(_serve())
