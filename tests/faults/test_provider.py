"""The provider says "later", fails, talks rubbish, hangs up, is slow, or never answers."""

from __future__ import annotations

import asyncio
import random
import time

from tests.botapi import LOST, bot_api
from tests.faults.house import Left, Telegram, all_is_sent, left, on_telegram, until

PEOPLE = range(6800, 6808)
NAMED = ("Văn Giáo", "Nhà Bàng")
TEXTS = (*NAMED, "An Cư")
TOO_MANY = {
    "ok": False,
    "error_code": 429,
    "description": "Too Many Requests: retry after 1",
    "parameters": {"retry_after": 1},
}
WRONG = (
    TOO_MANY,
    500,
    502,
    "<html>maintenance",
    "[1, 2",
    "{}",
    "",
    *[LOST] * 3,
)


async def test_whatever_it_answers_each_reply_arrives_in_its_order(url: str) -> None:
    """Twice goes only what the provider took before it hung up."""
    async with bot_api() as api, on_telegram(url, api) as alone:
        await alone.start()
        for answer in random.Random(2).sample(WRONG, len(WRONG)):
            api.fails("sendMessage", answer)
            api.fails("sendMessage", None)
        telegram = Telegram(api)
        await asyncio.gather(*(telegram.talks(person, TEXTS) for person in PEOPLE))
        await all_is_sent(url)
        assert not api.failures, "all of it has happened"
        found = await left(url, api, telegram.heard)
        assert found == Left(0, 0, 0, doubled=WRONG.count(LOST))
        for person in PEOPLE:
            named = [place for text in api.texts(person) for place in NAMED if place in text]
            assert list(dict.fromkeys(named)) == list(NAMED), "in the order of the questions"


async def test_who_never_gets_an_answer_out_of_it_keeps_nobody_else_waiting(
    sqlite_url: str,
) -> None:
    silent, others = PEOPLE[0], PEOPLE[1:]
    async with bot_api() as api, on_telegram(sqlite_url, api) as alone:
        await alone.start(lease=3)
        api.silent.add(str(silent))
        telegram = Telegram(api)
        began = time.monotonic()
        await telegram.talks(silent, TEXTS)
        await asyncio.gather(*(telegram.talks(person, TEXTS) for person in others))
        await until(lambda: all(api.texts(person) for person in others))
        assert time.monotonic() - began < 3, "not as long as it waits for the silent one"
        api.silent.clear()
        await until(lambda: len(api.texts(silent)) >= len(TEXTS))
        await all_is_sent(sqlite_url)
        assert await left(sqlite_url, api, telegram.heard) == Left(0, 0, 0, 0)


async def test_a_slow_provider_delays_no_turn(sqlite_url: str) -> None:
    """Nothing is held while it takes its time: turns are confirmed at once."""
    async with bot_api() as api, on_telegram(sqlite_url, api) as alone:
        await alone.start()
        api.delays["sendMessage"] = 1.0
        telegram = Telegram(api)
        await until(lambda: bool(api.webhook))
        began = time.monotonic()
        await asyncio.gather(*(telegram.talks(person, TEXTS) for person in PEOPLE))
        assert time.monotonic() - began < 5, "that is less than what they are told takes"
        api.delays.clear()
        await all_is_sent(sqlite_url)
        assert await left(sqlite_url, api, telegram.heard) == Left(0, 0, 0, 0)
