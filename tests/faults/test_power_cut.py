"""What lies on the disk at any moment opens, and holds every message that was confirmed.

A process that is stopped between two instructions leaves its files as a power cut would, had all
been written down that was to be. What had not been is cut off at a random place behind that.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

from bot.app import build
from tests.botapi import bot_api
from tests.faults.house import Left, Telegram, left, on_telegram, until
from tests.faults.test_disk import is_whole, path_of
from tests.house import settings

PEOPLE = range(6600, 6608)
TEXTS = ("Văn Giáo", "Nhà Bàng", "An Cư", "Tri Tôn") * 4
MOMENTS = 6
CUTS = 4
FULL = 2
_HEADER_BYTES = 32


@dataclass(frozen=True, slots=True)
class Moment:
    """The files as they stood, and which messages had been confirmed by then."""

    store: Path
    journal: bytes
    confirmed: frozenset[int]


async def test_every_moment_holds_what_was_confirmed_by_then(
    sqlite_url: str, tmp_path: Path
) -> None:
    moments: list[Moment] = []
    async with bot_api() as api, on_telegram(sqlite_url, api) as alone:
        await alone.start()
        telegram = Telegram(api)
        talking = [asyncio.create_task(telegram.talks(person, TEXTS)) for person in PEOPLE]
        total = len(PEOPLE) * len(TEXTS)
        for number in range(MOMENTS):
            wanted = (number + 1) * total // (MOMENTS + 1)
            await until(lambda wanted=wanted: len(telegram.heard) >= wanted)  # type: ignore[misc]
            moments.append(stopped(alone.pid, sqlite_url, tmp_path / f"{number}.db", telegram))
        await asyncio.gather(*talking)
        for moment, later in zip(moments, [*moments[1:], moments[-1]], strict=True):
            for number, journal in enumerate(cuts(moment, later)):
                url = laid_out(moment, journal, number)
                assert is_whole(url)
                found = await left(url, api, moment.confirmed)
                assert found == Left(0, 0, found.unsent, found.doubled)
    assert len(moments[0].confirmed) < len(moments[-1].confirmed)


async def test_what_is_committed_is_written_down_before_it_is_confirmed(sqlite_url: str) -> None:
    """No test of ours cuts the power: that each commit waits for the disk is a setting."""
    app = build(settings(sqlite_url))
    async with app.database.engine.connect() as connection:
        found = [
            (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous")
        ]
    await app.close()
    assert found == ["wal", FULL]


def stopped(pid: int, url: str, copy: Path, telegram: Telegram) -> Moment:
    """All at one moment: nothing runs meanwhile, neither it nor we."""
    os.kill(pid, signal.SIGSTOP)
    try:
        confirmed = frozenset(telegram.heard)
        shutil.copy(path_of(url), copy)
        journal = Path(f"{path_of(url)}-wal").read_bytes()
    finally:
        os.kill(pid, signal.SIGCONT)
    return Moment(copy, journal, confirmed)


def cuts(moment: Moment, later: Moment) -> list[bytes]:
    """The journal as it stood; and longer ones, ended in the middle of what came next."""
    begun_anew = later.journal[:_HEADER_BYTES] != moment.journal[:_HEADER_BYTES]
    if begun_anew or len(later.journal) <= len(moment.journal):
        return [moment.journal]
    chance = random.Random(len(moment.confirmed))
    ends = [chance.randrange(len(moment.journal), len(later.journal)) for _ in range(CUTS)]
    return [moment.journal, *(later.journal[:end] for end in ends)]


def laid_out(moment: Moment, journal: bytes, number: int) -> str:
    """Without the shared memory beside them, which no power cut leaves."""
    path = moment.store.with_suffix(f".{number}.db")
    shutil.copy(moment.store, path)
    Path(f"{path}-wal").write_bytes(journal)
    return f"sqlite+aiosqlite:///{path}"
