"""Killed while many are told of their payday: everybody is told, and nobody is queued twice."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

from sqlalchemy import func, select

from bot.app import build
from bot.settings import Mode
from domain.notice import NoticeKind
from storage.tables import notice, outbox
from tests.botapi import bot_api
from tests.faults.house import all_is_sent, count, heard_by, on_telegram, said_before, twice, until
from tests.house import NOW, settings

ASKS = ("tiếng Việt", "An Cư", "1", "Báo trước cho tôi", "2", "2")
PEOPLE = range(7001, 7041)
EVENING = NOW.replace(hour=16, minute=5)
KILLS = 8


async def most_rows_of_one_notice(url: str) -> int:
    app = build(settings(url))
    counted = (
        select(func.count().label("rows"))
        .where(outbox.c.notice_id.is_not(None))
        .group_by(outbox.c.notice_id)
        .subquery()
    )
    async with app.database.engine.connect() as connection:
        most = (await connection.execute(select(func.max(counted.c.rows)))).scalar_one()
    await app.close()
    return int(most)


async def test_wherever_it_dies_many_are_told_and_each_is_enqueued_once(url: str) -> None:
    await said_before(url, [(one, ASKS) for one in PEOPLE])
    chance = random.Random(1948)  # killed at the same moments again
    async with bot_api() as api, on_telegram(url, api, Mode.POLLING) as program:
        api.known |= set(PEOPLE)
        for number in range(KILLS):
            # A job that was cut off is taken up in its next slot.
            await program.start(at=EVENING + timedelta(minutes=5 * number))
            await asyncio.sleep(chance.uniform(0.05, 1.2))
            await program.kill()
        await program.start(at=EVENING + timedelta(minutes=5 * KILLS))
        await until(lambda: all(api.texts(one) for one in PEOPLE))
        await all_is_sent(url)
        for one in PEOPLE:
            [told] = heard_by(api, one)
            assert "Ngày mai bà con đi được" in told
        again = len(await twice(url, api))
    eve = notice.c.kind == NoticeKind.PAYDAY_EVE.value
    assert await count(url, notice, eve) == len(PEOPLE)
    assert await count(url, notice, notice.c.told_at.is_(None)) == 0
    assert await most_rows_of_one_notice(url) == 1
    assert again <= KILLS * 10, "only what was in flight at a kill"
