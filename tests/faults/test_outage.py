"""PostgreSQL is stopped under load, and comes back."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator

import pytest

from benchmarks.turn import filled
from tests.botapi import bot_api
from tests.faults.house import Left, Telegram, all_is_sent, left, on_telegram, until
from tests.postgres import Cluster, find_binaries

AWAY_SECONDS = 30 if os.environ.get("ANSINH_LONG_FAULTS") else 3
"""In earnest half a minute; who changes something here need not wait so long each time."""

PEOPLE = range(6000, 6012)
TEXTS = ("Văn Giáo", "Nhà Bàng", "Tri Tôn", "An Cư")

pytestmark = pytest.mark.postgres


@pytest.fixture
async def cluster() -> AsyncIterator[Cluster]:
    """One that may be stopped: not the one of all other tests."""
    if find_binaries() is None:
        pytest.skip("no PostgreSQL server binaries: apt install postgresql")
    with Cluster() as running:
        running.create_database("faults")
        await filled(running.url("faults"))
        yield running


async def test_two_replicas_outlive_an_outage_and_lose_nothing(cluster: Cluster) -> None:
    url = cluster.url("faults")
    async with bot_api() as api, on_telegram(url, api) as other, on_telegram(url, api) as one:
        await asyncio.gather(one.start(), other.start())
        telegram, replicas = Telegram(api), (one.address, other.address)
        talking = [
            asyncio.create_task(telegram.talks(person, TEXTS * 3, replicas)) for person in PEOPLE
        ]
        await until(lambda: len(telegram.heard) > len(PEOPLE))
        await asyncio.to_thread(cluster.crash)
        await until(lambda: telegram.statuses[503] > 0)
        assert await one.health() == {"alive": True, "ready": False}
        await asyncio.sleep(AWAY_SECONDS)
        heard = len(telegram.heard)
        await asyncio.to_thread(cluster.start)
        await asyncio.gather(*talking)
        await all_is_sent(url)
        assert heard < len(telegram.heard) == len(PEOPLE) * len(TEXTS) * 3
        found = await left(url, api, telegram.heard)
        assert found == Left(0, 0, 0, doubled=found.doubled)
        # What one has sent it marks when it can; only when its lease is over does another send it.
        assert found.doubled <= (len(PEOPLE) if AWAY_SECONDS >= 30 else 0)
        assert set(telegram.statuses) == {200, 503}
        assert api.complaints == []
