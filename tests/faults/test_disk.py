"""The disk of a SQLite store is full, and has room again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.botapi import BotApi, bot_api
from tests.faults.house import Left, Program, Telegram, all_is_sent, left, on_telegram, until
from tests.house import copy_sqlite

PEOPLE = range(6500, 6506)
TEXTS = ("Văn Giáo", "Nhà Bàng", "An Cư", "Tri Tôn") * 4
TURNED_AWAY = 20
_A_FRAME_AND_A_HALF = 6000


async def goes_on_when_there_is_room(
    url: str, api: BotApi, alone: Program, fill: Callable[[], object], free: Callable[[], object]
) -> None:
    """People go on writing while there is no room, and none is told that they were heard."""
    telegram = Telegram(api)
    talking = [asyncio.create_task(telegram.talks(person, TEXTS)) for person in PEOPLE]
    await until(lambda: len(telegram.heard) > len(PEOPLE))
    fill()
    await until(lambda: telegram.statuses[503] > TURNED_AWAY)
    heard = len(telegram.heard)
    assert heard < len(PEOPLE) * len(TEXTS)
    assert (await alone.health())["alive"]
    assert is_whole(url)
    free()
    await asyncio.gather(*talking)
    await all_is_sent(url)
    assert set(telegram.statuses) == {200, 503}
    assert len(telegram.heard) == len(PEOPLE) * len(TEXTS)
    assert await left(url, api, telegram.heard) == Left(0, 0, 0, 0)
    assert is_whole(url)


async def test_a_full_disk_confirms_nothing_and_loses_nothing(sqlite_url: str) -> None:
    """A limit on how large a file may grow cuts a write in its middle, as a full disk does."""
    async with bot_api() as api, on_telegram(sqlite_url, api) as alone:
        await alone.start()
        _, most = resource.prlimit(alone.pid, resource.RLIMIT_FSIZE)
        journal = Path(f"{path_of(sqlite_url)}-wal")

        def fill() -> None:
            size = journal.stat().st_size + _A_FRAME_AND_A_HALF
            resource.prlimit(alone.pid, resource.RLIMIT_FSIZE, (size, most))

        def free() -> None:
            resource.prlimit(alone.pid, resource.RLIMIT_FSIZE, (most, most))

        await goes_on_when_there_is_room(sqlite_url, api, alone, fill, free)


async def test_a_disk_with_no_block_left_confirms_nothing_and_loses_nothing(
    sqlite_template: Path, small_disk: Path
) -> None:
    url = copy_sqlite(sqlite_template, small_disk / "ansinh.db")
    async with bot_api() as api, on_telegram(url, api) as alone:
        await alone.start()
        ballast = small_disk / "ballast"

        def fill() -> None:
            with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
                while file.write(bytes(4096)):
                    pass

        await goes_on_when_there_is_room(url, api, alone, fill, ballast.unlink)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, where this machine lets us have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "none", str(folder)]
    umount = ["umount", "-l", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk needs root, and leave to mount")
    yield folder
    subprocess.run(umount, check=True)


def path_of(url: str) -> str:
    return url.removeprefix("sqlite+aiosqlite:///")


def is_whole(url: str) -> bool:
    """Looks without writing, so that it can be asked of a full disk too."""
    with contextlib.closing(sqlite3.connect(f"file:{path_of(url)}?mode=ro", uri=True)) as store:
        return bool(store.execute("PRAGMA integrity_check").fetchall() == [("ok",)])
