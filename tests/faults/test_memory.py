"""Little memory, and people who send far too much of everything."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import zlib
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout, CookieJar, WSMsgType

from tests.botapi import bot_api
from tests.faults.house import Telegram, on_telegram, program, until

MB = 1024 * 1024
ROOM_BYTES = 256 * MB
"""So much more than at the start may be asked of the system: less than what comes at once."""

GROWS_BYTES = 96 * MB
BODY_BYTES = 24 * MB
AT_ONCE = 24
ME = 6900

ROUTES = (
    ("POST", "/telegram"),
    ("POST", "/chat/say"),
    ("POST", "/chat/mail"),
    ("POST", "/chat/forget"),
    ("GET", "/"),
    ("GET", "/health"),
    ("POST", "/nothing"),
)


async def whole() -> AsyncIterator[bytes]:
    """Of no length that is told beforehand."""
    for _ in range(BODY_BYTES // MB):
        yield b"[" * MB


def packed() -> bytes:
    """Twenty kilobytes that unpack to all of that."""
    return zlib.compress(b" " * BODY_BYTES)


async def test_huge_bodies_to_every_route_are_refused_and_it_serves_on(sqlite_url: str) -> None:
    async with bot_api() as api, on_telegram(sqlite_url, api) as alone:
        await alone.start()
        await until(lambda: bool(api.webhook))
        before = limit(alone.pid)
        secret = {"X-Telegram-Bot-Api-Secret-Token": api.webhook["secret_token"]}
        json = {"Content-Type": "application/json"}
        headers = (json, json | secret, json | {"Content-Encoding": "deflate"} | secret)
        async with ClientSession(timeout=ClientTimeout(total=30)) as session:
            gate = asyncio.Semaphore(AT_ONCE)
            statuses = await asyncio.gather(
                *(
                    send(session, gate, method, f"{alone.address}{path}", given)
                    for (method, path), given in product(ROUTES, headers * 3)
                )
            )
        assert max(statuses) < 500
        assert peak(alone.pid) - before < GROWS_BYTES
        telegram = Telegram(api)
        await telegram.talks(ME, ["Văn Giáo"])
        await until(lambda: bool(api.texts(ME)))
        assert await alone.health() == {"alive": True, "ready": True}


async def send(
    session: ClientSession, gate: asyncio.Semaphore, method: str, url: str, headers: dict[str, str]
) -> int:
    """The status; 0 where it hung up on us in the middle."""
    body = packed() if "Content-Encoding" in headers else whole()
    async with gate:
        try:
            async with session.request(method, url, data=body, headers=headers) as answer:
                return answer.status
        except (ClientError, OSError):
            return 0


async def test_a_message_about_a_huge_file_is_answered_and_nothing_is_fetched(
    sqlite_url: str,
) -> None:
    file = {"file_id": "f", "file_unique_id": "u", "file_name": "x.xlsx", "file_size": 4 * 1024**3}
    async with bot_api() as api, on_telegram(sqlite_url, api) as alone:
        await alone.start()
        telegram = Telegram(api)
        await telegram.brings(api.update(message=api.message(ME, document=file)))
        await until(lambda: bool(api.texts(ME)))
        assert not any(method == "getFile" for method, _ in api.calls)


async def test_a_socket_that_is_sent_too_much_is_closed(sqlite_url: str) -> None:
    async with (
        program(sqlite_url) as alone,
        ClientSession(cookie_jar=CookieJar(unsafe=True)) as session,
    ):
        await alone.start()
        before = limit(alone.pid)
        await session.post(f"{alone.address}/chat/mail", json={"seen": 0, "fresh": True})
        for _ in range(5):
            async with session.ws_connect(f"{alone.address}/chat/wake") as socket:
                with contextlib.suppress(ConnectionError):
                    await socket.send_str("x" * BODY_BYTES)
                closed = await socket.receive(timeout=10)
                assert closed.type in {WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.ERROR}
        assert peak(alone.pid) - before < GROWS_BYTES
        assert await alone.health() == {"alive": True, "ready": True}


def limit(pid: int) -> int:
    """Give it little more than it has; what it holds of the machine's memory now."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    size = pages * resource.getpagesize() + ROOM_BYTES
    resource.prlimit(pid, resource.RLIMIT_AS, (size, size))
    return peak(pid)


def peak(pid: int) -> int:
    """The most memory that it has ever held, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(one for one in status.splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) * 1024
