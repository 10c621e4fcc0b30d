"""PostgreSQL is stopped under load, and comes back."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from benchmarks.turn import filled
from bot.app import build
from storage.database import Unavailable
from tests.botapi import bot_api
from tests.faults.house import Left, Telegram, all_is_sent, left, on_telegram, until
from tests.house import settings
from tests.postgres import Cluster, find_binaries

AWAY_SECONDS = 30 if os.environ.get("ANSINH_LONG_FAULTS") else 3
"""In earnest half a minute; who changes something here need not wait so long each time."""

PEOPLE = range(6000, 6012)
TEXTS = ("Văn Giáo", "Nhà Bàng", "Tri Tôn", "An Cư")

pytestmark = pytest.mark.postgres


@pytest.fixture
async def own_cluster() -> AsyncIterator[Cluster]:
    """One that may be stopped: not the one of all other tests."""
    if find_binaries() is None:
        pytest.skip("no PostgreSQL server binaries: apt install postgresql")
    with Cluster() as running:
        running.create_database("faults")
        await filled(running.url("faults"))
        yield running


async def test_two_replicas_outlive_an_outage_and_lose_nothing(own_cluster: Cluster) -> None:
    url = own_cluster.url("faults")
    async with bot_api() as api, on_telegram(url, api) as other, on_telegram(url, api) as one:
        await asyncio.gather(one.start(), other.start())
        telegram, replicas = Telegram(api), (one.address, other.address)
        talking = [
            asyncio.create_task(telegram.talks(person, TEXTS * 3, replicas)) for person in PEOPLE
        ]
        await until(lambda: len(telegram.heard) > len(PEOPLE))
        stops_at = time.monotonic()
        await asyncio.to_thread(own_cluster.crash)
        await until(lambda: telegram.statuses[503] > 0)
        assert await one.health() == {"alive": True, "ready": False}
        await asyncio.sleep(AWAY_SECONDS)
        heard = len(telegram.heard)
        await asyncio.to_thread(own_cluster.start)
        await asyncio.gather(*talking)
        await all_is_sent(url)
        assert heard < len(telegram.heard) == len(PEOPLE) * len(TEXTS) * 3
        found = await left(url, api, telegram.heard)
        assert found == Left(0, 0, 0, doubled=found.doubled)
        # What one has sent it marks when it can; only when its lease is over does another send it.
        just_taken = sum(0 < stops_at - taken_at < 1 for taken_at in api.taken_at.values())
        assert found.doubled <= (just_taken if AWAY_SECONDS >= 30 else 0)
        assert set(telegram.statuses) == {200, 503}
        assert api.complaints == []


async def test_who_is_chosen_to_end_a_deadlock_may_try_again(postgres_url: str) -> None:
    """For a turn that is as if the database had been away: its message comes again."""
    app = build(settings(postgres_url))
    both = asyncio.Barrier(2)

    async def lock(first: int, then: int) -> None:
        async with app.database.transaction() as records:
            for key in (first, then):
                await records.store.connection.execute(select(func.pg_advisory_xact_lock(key)))
                if key == first:
                    await both.wait()

    ends = await asyncio.gather(lock(1, 2), lock(2, 1), return_exceptions=True)
    await app.close()
    assert [type(one) for one in ends if one is not None] == [Unavailable]
