"""Replicas of the program, and of its yardstick, each in a process of its own (`benchmarks.served`)
that a benchmark may watch, kill and start again.

The pace (`storage/pace.py`) holds for what nobody has asked for just now. Live replies know no such
limit: thirty a second is what Telegram promises a bot that writes to many, so above that it may
answer "too many", and then they wait in the outbox for as long as it says. What is measured above
thirty a second is our ceiling, not Telegram's.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientError, ClientSession
from prometheus_client.parser import text_string_to_metric_families

from bot.channels.telegram.channel import PATH
from tests.botapi import TOKEN
from tests.faults.house import becomes, free_port
from tests.house import INDEX_KEY, KEY

_TICKS = os.sysconf("SC_CLK_TCK")
_MEGABYTE = 1024 * 1024
_GOES = frozenset({"answered", "asked"})


@dataclass(frozen=True, slots=True)
class Plan:
    """``url``: of the store, ``api``: of the Bot API. ``ahead``: by how many seconds its clock is
    before this machine's, so that all replicas agree. ``cores``: those it may run on; none: all.
    ``flat_out``: what many are told goes out as fast as it can be sent."""

    url: str
    api: str
    ahead: float
    cores: tuple[int, ...] = ()
    flat_out: bool = False


def ahead_of(now: datetime) -> float:
    """What makes it that time at this moment."""
    return (now - datetime.now(UTC)).total_seconds()


class Replica:
    """``log`` takes its lines; it is killed at the end of `replicas`."""

    def __init__(self, command: Sequence[str], port: int, log: IO[bytes], **more: str) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._command = (sys.executable, "-m", "benchmarks.served", *command)
        self._environment = {**os.environ, **more}
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Returns when it can be spoken to."""
        self._process = await asyncio.create_subprocess_exec(
            *self._command, env=self._environment, stdout=self._log, stderr=self._log
        )
        await becomes(self._is_up, "it does not start")

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    @property
    def hook(self) -> str:
        return f"{self.address}{PATH}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def cpu_seconds(self) -> float:
        return cpu_seconds(self.pid)

    def megabytes(self) -> float:
        """Of memory that is its own or shared, as it lies in the machine; 0 while it is down."""
        if self._process is None or self._process.returncode is not None:
            return 0.0
        pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / _MEGABYTE

    async def turns(self) -> dict[str, int]:
        """How its turns have ended, by its own count."""
        async with (
            ClientSession() as session,
            session.get(f"{self.address}/metrics") as answer,
        ):
            text = await answer.text()
        found: dict[str, int] = {}
        for family in text_string_to_metric_families(text):
            for one in family.samples:
                if one.name == "ansinh_turns_total":
                    outcome = one.labels["outcome"]
                    found[outcome] = found.get(outcome, 0) + int(one.value)
        return found

    async def _is_up(self) -> bool:
        if self._process is None or self._process.returncode is not None:
            raise RuntimeError("a replica has ended as it started; its log says why")
        with contextlib.suppress(ClientError, OSError):
            async with ClientSession() as session, session.get(f"{self.address}/health") as answer:
                return answer.status == 200
        return False


@asynccontextmanager
async def replicas(plans: Iterable[Plan], log: Path) -> AsyncIterator[list[Replica]]:
    """Each started, and killed at the end."""
    with log.open("ab") as into:
        made = [_planned(plan, into) for plan in plans]
        async with _started(made):
            yield made


@asynccontextmanager
async def bare_webhooks(
    api: str, cores: Sequence[tuple[int, ...]], log: Path
) -> AsyncIterator[list[Replica]]:
    """The yardstick, one for each of ``cores``."""
    with log.open("ab") as into:
        made = []
        for some in cores:
            port = free_port()
            send = f"{api}/bot{TOKEN}/sendMessage"
            made.append(Replica(("bare", str(port), send, json.dumps(some)), port, into))
        async with _started(made):
            yield made


def failures(turns: dict[str, int]) -> int:
    """Turns that have ended otherwise than with an answer or a question."""
    return sum(count for outcome, count in turns.items() if outcome not in _GOES)


def cpu_seconds(pid: int) -> float:
    """Of a process, with all its threads, and of those children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS


def database_cpu_seconds(url: str) -> float:
    """Of the server of a private cluster, with all its processes; 0 for a file."""
    host = parse_qs(urlsplit(url).query).get("host")
    if not host:
        return 0.0
    postmaster = int(Path(host[0], "data", "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="ascii")
    found = 0.0
    for pid in (postmaster, *map(int, children.split())):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            found += cpu_seconds(pid)
    return found


def _planned(plan: Plan, log: IO[bytes]) -> Replica:
    port = free_port()
    environment = {
        "ANSINH_DATABASE_URL": plan.url,
        "ANSINH_KEY": KEY,
        "ANSINH_INDEX_KEY": INDEX_KEY,
        "ANSINH_WEB_PORT": str(port),
        "ANSINH_TELEGRAM_TOKEN": TOKEN,
        "ANSINH_TELEGRAM_API_URL": plan.api,
        "ANSINH_TELEGRAM_MODE": "webhook",
        "ANSINH_PUBLIC_URL": "https://ansinh.example",
        "ANSINH_LOG_LEVEL": "WARNING",
    }
    return Replica((json.dumps(asdict(plan)),), port, log, **environment)


@asynccontextmanager
async def _started(made: Sequence[Replica]) -> AsyncIterator[None]:
    try:
        await asyncio.gather(*(one.start() for one in made))
        yield
    finally:
        await asyncio.gather(*(one.kill() for one in made))
