"""Real processes: two that answer one person at once, and one that is killed in mid-turn."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import Process
from datetime import timedelta

from storage.outbox import LEASE
from storage.tables import inbox, outbox, session
from tests.house import Phone, Screen
from tests.test_engine import count
from tests.worker import message


async def start(url: str, *what: str) -> Process:
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.worker", url, *what)


async def test_two_processes_answer_one_person_at_once_from_the_first_message_on(url: str) -> None:
    both = [await start(url, "talk", "1", "13"), await start(url, "talk", "7", "19")]
    assert [await one.wait() for one in both] == [0, 0]
    assert await count(url, session) == 1
    assert await count(url, inbox) == 18, "six messages came to both and were heard once"
    app = Phone(url).app(Screen())
    async with app.database.transaction() as records:
        states = await records.outbox.count()
    await app.close()
    assert set(states) == {"sent"}


async def test_a_kill_before_the_commit_loses_nothing_and_leaves_nothing(url: str) -> None:
    process = await start(url, "killed_before_commit")
    assert await process.wait() == -signal.SIGKILL
    assert await count(url, inbox) == 0
    assert await count(url, outbox) == 0
    phone = Phone(url)
    assert await phone.sends(message(1, "Nhà Bàng")), "the channel delivers it again"


async def test_a_kill_after_the_commit_sends_the_replies_later_and_files_nothing_twice(
    url: str,
) -> None:
    process = await start(url, "killed_after_commit")
    assert await process.wait() == -signal.SIGKILL
    waiting = await count(url, outbox)
    assert waiting >= 1
    phone, screen = Phone(url), Screen()
    assert await phone.sends(message(1, "Nhà Bàng")) == [], "it was heard"
    app = phone.app(screen)
    assert await app.delivery.send_due() == 0, "the dead process still holds the lease"
    phone.at = phone.at + LEASE + timedelta(seconds=1)
    assert await app.delivery.send_due() == waiting
    assert await app.delivery.send_due() == 0
    await app.close()
    assert len(screen.shown) == waiting
