"""Real processes: two that answer one person at once, and one that is killed in mid-turn."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from asyncio.subprocess import Process
from datetime import timedelta

from aiohttp import ClientError, ClientSession
from sqlalchemy import select

from bot.app import build
from bot.settings import Mode
from storage.outbox import LEASE
from storage.tables import inbox, outbox, session
from tests.botapi import bot_api
from tests.house import Phone, Screen, settings
from tests.test_engine import count
from tests.test_telegram import Person, telegram_service, until
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


async def test_told_to_stop_it_finishes_what_it_says(url: str) -> None:
    """Four people have asked, and the provider takes a while for each answer."""
    async with bot_api() as api:
        people = [Person(api, number) for number in range(3000, 3004)]
        with telegram_service(url, 18785, api, Mode.POLLING) as running:
            await asyncio.to_thread(running.start)
            api.delays["sendMessage"] = 0.7
            for one in people:
                api.update(message=api.message(one.number, text="Văn Giáo"))
            await until(lambda: len([1 for method, _ in api.calls if method == "sendMessage"]) > 0)
            began = time.monotonic()
            running.stop()
            assert await asyncio.to_thread(running.wait, 10) == 0
            assert time.monotonic() - began < 10
        said = sum(len(api.texts(one.number)) for one in people)
        assert await states(url) == {("sent", False): said}


async def test_told_to_stop_it_waits_for_no_provider_that_never_answers_and_is_not_ready(
    url: str,
) -> None:
    async with bot_api() as api:
        somebody = Person(api, 3100)
        with telegram_service(url, 18786, api, Mode.POLLING) as running:
            await asyncio.to_thread(running.start)
            api.delays |= {"sendMessage": 60, "sendChatAction": 60}
            api.update(message=api.message(somebody.number, text="Văn Giáo"))
            await until(lambda: any(method == "sendMessage" for method, _ in api.calls))
            began = time.monotonic()
            running.stop()
            await asyncio.sleep(0.2)
            assert await ready(running.address) is not True
            assert await asyncio.to_thread(running.wait, 12) == 0
            assert time.monotonic() - began < 10
        left = await states(url)
        assert set(left) == {("waiting", False)}, "and it is free for another at once"


async def ready(address: str) -> bool | None:
    """What a balancer is told; None where nobody answers any more."""
    try:
        async with ClientSession() as asking, asking.get(f"{address}/health") as answer:
            return bool((await answer.json())["ready"])
    except ClientError:
        return None


async def states(url: str) -> dict[tuple[str, bool], int]:
    """How many rows are in each state, and whether somebody holds them."""
    app = build(settings(url))
    found: dict[tuple[str, bool], int] = {}
    async with app.database.engine.connect() as connection:
        for state, holder in await connection.execute(select(outbox.c.state, outbox.c.leased_by)):
            found[state, holder is not None] = found.get((state, holder is not None), 0) + 1
    await app.close()
    return found
