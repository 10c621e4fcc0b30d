"""How the store stands: what is not sent, since when, and whether the database answers."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import DBAPIError

from storage.database import Database, Unavailable
from storage.outbox import Standing

_FRESH_SECONDS = 5.0
_FRESH_AT_MOST_SECONDS = 60.0
_FRESH_PER_BUSY_SECOND = 100.0
"""However many ask, the store is busy with it for about a hundredth of the time: on SQLite
nobody is answered meanwhile."""

_WAIT_SECONDS = 2.0
"""Who measures shall hear in time that the database does not answer."""

_BY = ("channel", "lane", "state")
_Key: TypeAlias = tuple[str, str, str]


class StoreGauges(Collector):
    """Reads the store when it is asked to, and tells what it has read last."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._standing: Sequence[Standing] | None = None
        self._fresh_until = float("-inf")
        self._reading: asyncio.Task[None] | None = None

    async def refresh(self) -> None:
        """Read it anew, where what was read is no longer fresh.

        Where that takes too long it is not broken off, which would cost its connection: what it
        brings is for whoever asks next.
        """
        if self._reading is None:
            if time.monotonic() < self._fresh_until:
                return
            self._reading = asyncio.create_task(self._read())
        done, _ = await asyncio.wait({self._reading}, timeout=_WAIT_SECONDS)
        if not done:
            self._standing = None

    async def close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait({self._reading})

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """All names, also while nothing is known."""
        yield from self._database_gauges()
        yield from _outbox_gauges((), self._clock())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from self._database_gauges()
        if self._standing is not None:
            yield from _outbox_gauges(self._standing, self._clock())

    async def _read(self) -> None:
        busy = 0.0
        try:
            async with self._database.statement() as records:
                began = time.monotonic()
                self._standing = await records.outbox.standing()
                busy = time.monotonic() - began
        except (Unavailable, DBAPIError):
            self._standing = None
        finally:
            self._fresh_until = time.monotonic() + _fresh_for(busy)
            self._reading = None

    def _database_gauges(self) -> Iterator[GaugeMetricFamily]:
        connections = self._database.connections()
        yield GaugeMetricFamily(
            "ansinh_database_up",
            "1 if the database answered when it was last asked.",
            value=self._standing is not None,
        )
        yield GaugeMetricFamily(
            "ansinh_database_connections_in_use",
            "Connections to the database that something in this process holds.",
            value=connections.in_use,
        )
        yield GaugeMetricFamily(
            "ansinh_database_connections_limit",
            "How many this process may hold at once; who wants one more waits.",
            value=connections.limit,
        )


def _fresh_for(busy: float) -> float:
    """Seconds, after a reading that took so many."""
    return min(_FRESH_AT_MOST_SECONDS, max(_FRESH_SECONDS, _FRESH_PER_BUSY_SECOND * busy))


def _outbox_gauges(found: Sequence[Standing], now: datetime) -> Iterator[GaugeMetricFamily]:
    counts: dict[_Key, float] = defaultdict(float)
    ages: dict[_Key, float] = defaultdict(float)
    for one in found:  # of each error apart
        key = (one.channel, one.lane, one.state)
        counts[key] += one.count
        ages[key] = max(ages[key], (now - one.oldest).total_seconds())
    yield _gauge("ansinh_outbox_messages", "Replies that were not sent.", counts)
    yield _gauge("ansinh_outbox_oldest_age_seconds", "How old the oldest of them is.", ages)


def _gauge(name: str, told: str, values: Mapping[_Key, float]) -> GaugeMetricFamily:
    made = GaugeMetricFamily(name, told, labels=_BY)
    for labels, value in values.items():
        made.add_metric(labels, value)
    return made
