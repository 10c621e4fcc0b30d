"""The same message many times at once, and messages in another order than they were written."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence

import pytest

from storage.tables import case_file, failure, inbox, session
from tests.botapi import BotApi, bot_api
from tests.faults.house import (
    Left,
    Program,
    Telegram,
    all_is_sent,
    count,
    doubles,
    left,
    on_telegram,
    said_before,
    until,
)

TIMES = 10
ME = 6100
REPORTS = ("tiếng Việt", "/link", "EMPT7639", "1953", "đồng ý")


async def comes_many_times(url: str, api: BotApi, replicas: Sequence[Program]) -> None:
    """One conversation of three messages, each brought ten times at once."""
    telegram = Telegram(api)
    for text in ("tiếng Việt", "Văn Giáo", "/account"):
        update = telegram.says(ME, text)
        addresses = [replicas[time % len(replicas)].address for time in range(TIMES)]
        async with asyncio.TaskGroup() as group:
            for address in addresses:
                group.create_task(telegram.brings(update, f"{address}/telegram"))
    await all_is_sent(url)
    assert telegram.statuses == Counter({200: 3 * TIMES})
    assert await count(url, inbox) == 3
    assert await count(url, session, session.c.version == 3) == 1
    assert await left(url, api, telegram.heard) == Left(0, 0, 0, 0)
    assert doubles(api, ME) == 0
    assert api.complaints == []


async def test_the_same_update_ten_times_at_once_is_one_turn(url: str) -> None:
    async with bot_api() as api, on_telegram(url, api) as alone:
        await alone.start()
        await comes_many_times(url, api, [alone])


@pytest.mark.postgres
async def test_the_same_update_ten_times_at_once_on_two_replicas_is_one_turn(
    postgres_url: str,
) -> None:
    async with (
        bot_api() as api,
        on_telegram(postgres_url, api) as one,
        on_telegram(postgres_url, api) as other,
    ):
        await asyncio.gather(one.start(), other.start())
        await comes_many_times(postgres_url, api, [one, other])


async def test_a_report_that_comes_ten_times_at_once_is_filed_once(url: str) -> None:
    await said_before(url, [(ME, REPORTS)])
    async with bot_api() as api, on_telegram(url, api) as alone:
        await alone.start()
        telegram = Telegram(api)
        update = telegram.says(ME, "2")
        await asyncio.gather(*(telegram.brings(update) for _ in range(TIMES)))
        await all_is_sent(url)
        [said] = api.texts(ME)
        assert "AS-" in said
    assert await count(url, case_file, case_file.c.reason == "not_on_list") == 1


async def test_whatever_order_they_come_in_each_message_is_heard_and_answered_once(
    url: str,
) -> None:
    async with bot_api() as api, on_telegram(url, api) as alone:
        await alone.start()
        telegram, people = Telegram(api), range(6200, 6206)
        updates = [
            telegram.says(person, text)
            for person in people
            for text in ("Văn Giáo", "Nhà Bàng", "/payout", "An Cư", "/help", "Tri Tôn")
        ]
        random.Random(1).shuffle(updates)
        await asyncio.gather(*map(telegram.brings, updates))
        await all_is_sent(url)
        assert await left(url, api, telegram.heard) == Left(0, 0, 0, 0)
        assert len(telegram.heard) == len(updates)
        assert api.complaints == []
    assert await count(url, failure) == 0


async def test_an_answer_written_before_the_question_files_nothing(url: str) -> None:
    """She wrote "2" to an earlier list; it was held up on the way, and now "2" would file."""
    before, question = REPORTS[:-1], REPORTS[-1]
    await said_before(url, [(ME, before)])
    async with bot_api() as api, on_telegram(url, api) as alone:
        await alone.start()
        telegram = Telegram(api)
        held_up = telegram.says(ME, "2")
        await telegram.talks(ME, [question])
        await until(lambda: len(api.texts(ME)) == 2)
        await telegram.brings(held_up)
        await until(lambda: len(api.texts(ME)) > 2)
        assert "tới trễ" in api.texts(ME)[-1]
    assert await count(url, case_file, case_file.c.reason == "not_on_list") == 0
