"""What one program counts and times of its own work, for Prometheus; nobody is named in it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, ProcessCollector
from prometheus_client.exposition import generate_latest

from bot.loop_watch import watched
from bot.send_errors import ADVICE
from bot.store_gauges import StoreGauges
from handlers.menu import BY_NAME
from handlers.turn_seen import TurnOutcome, TurnSeen
from storage.database import Database
from storage.mailbox import LIVE
from storage.outbox import BULK, NOTICE, Queued

NONE = "none"
"""The dialogue of a turn that none has heard, or one that this version does not have."""

OTHER = "other"
"""An error that is on no list: labels are a closed set, whatever a channel raises."""

_TURN_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_SEND_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25)
_LAG_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)


class Delivered(StrEnum):
    """What became of one try to say a reply. ``ANNOUNCED``: its reader fetches it. ``LEFT``: its
    time had passed or others stood before it, so that it was given back untried."""

    SENT = "sent"
    ANNOUNCED = "announced"
    LEFT = "left"
    PUT_OFF = "put_off"
    REFUSED = "refused"
    GONE = "gone"


class JobOutcome(StrEnum):
    DONE = "done"
    FAILED = "failed"


class _Registry(CollectorRegistry):
    """Without the moment that each series began: it would double them, and nobody asks for it.

    ``prepare`` is called before anything is collected."""

    def __init__(self, prepare: Callable[[], None]) -> None:
        super().__init__()
        self._prepare = prepare

    def collect(self) -> Iterator[Metric]:
        self._prepare()
        for metric in super().collect():
            metric.samples = [one for one in metric.samples if not one.name.endswith("_created")]
            yield metric


class Metrics:
    """Every program has one of these, and shares nothing with another in the same process."""

    def __init__(
        self, database: Database, channels: Iterable[str], clock: Callable[[], datetime]
    ) -> None:
        self.registry = _Registry(self._begin_at_zero)
        self._store = StoreGauges(database, clock)
        self._turns = self._counter(
            "ansinh_turns_total",
            "Messages, by the dialogue that heard them and how the turn ended.",
            ("dialogue", "outcome"),
        )
        self._turn_seconds = self._histogram(
            "ansinh_turn_duration_seconds",
            "From a message to the commit of what follows from it.",
            _TURN_SECONDS,
        )
        self._deliveries = self._counter(
            "ansinh_deliveries_total",
            "Tries to say a reply, by what became of them.",
            ("channel", "lane", "outcome"),
        )
        self._send_errors = self._counter(
            "ansinh_send_errors_total",
            "Tries that failed, by why; `ansinh outbox list` says what to do.",
            ("channel", "error"),
        )
        self._send_seconds = self._histogram(
            "ansinh_send_duration_seconds",
            "How long a channel's provider took for a reply, or to fail.",
            _SEND_SECONDS,
            ("channel",),
        )
        self._jobs = self._counter(
            "ansinh_jobs_total",
            "Scheduled jobs that this process has run.",
            ("name", "outcome"),  # not "job", which is Prometheus's own word for its target
        )
        self._lag_seconds = self._histogram(
            "ansinh_event_loop_lag_seconds",
            "How much later than asked the event loop came to something.",
            _LAG_SECONDS,
        )
        self.registry.register(self._store)
        ProcessCollector(registry=self.registry)
        self._channels = tuple(channels)

    def turn(self, seen: TurnSeen) -> None:
        """A turn is over."""
        dialogue = seen.dialogue if seen.dialogue in BY_NAME else NONE
        self._turns.labels(dialogue, seen.outcome.value).inc()

    def timing_turn(self) -> contextlib.AbstractContextManager[object]:
        return self._turn_seconds.time()

    def delivered(self, one: Queued, outcome: Delivered, error: str = "") -> None:
        """A reply was tried. ``error``: the channel's code, where it failed."""
        self._deliveries.labels(one.to.channel, one.lane, outcome.value).inc()
        if error:
            known = error if error in ADVICE else OTHER
            self._send_errors.labels(one.to.channel, known).inc()

    def timing_send(self, channel: str) -> contextlib.AbstractContextManager[object]:
        return self._send_seconds.labels(channel).time()

    @contextlib.contextmanager
    def job(self, name: str) -> Iterator[None]:
        """Around one run of a scheduled job."""
        outcome = JobOutcome.FAILED
        try:
            yield
            outcome = JobOutcome.DONE
        finally:
            self._jobs.labels(name, outcome.value).inc()

    def expect(self, jobs: Iterable[str]) -> None:
        """These will run: one that never does is then seen, at zero."""
        for name in jobs:
            for outcome in JobOutcome:
                self._jobs.labels(name, outcome.value)

    def watching_loop(self) -> contextlib.AbstractContextManager[None]:
        """Look now and then how late the running event loop is."""
        return watched(self._lag_seconds.observe)

    async def text(self) -> bytes:
        """All of it in Prometheus's text form; without the outbox while the store is away."""
        await self._store.refresh()
        return generate_latest(self.registry)

    async def close(self) -> None:
        await self._store.close()

    def _counter(self, name: str, told: str, labels: Iterable[str]) -> Counter:
        return Counter(name, told, labels, registry=self.registry)

    def _histogram(
        self, name: str, told: str, buckets: tuple[float, ...], labels: Iterable[str] = ()
    ) -> Histogram:
        return Histogram(name, told, labels, registry=self.registry, buckets=buckets)

    def _begin_at_zero(self) -> None:
        """What somebody is to be woken for. A series that begins with its first event shows
        Prometheus no increase."""
        for dialogue in (*BY_NAME, NONE):
            self._turns.labels(dialogue, TurnOutcome.FAILED.value)
        self._turns.labels(NONE, TurnOutcome.UNCONFIRMED.value)
        for channel in self._channels:
            for lane in (LIVE, NOTICE, BULK):
                for outcome in Delivered:
                    self._deliveries.labels(channel, lane, outcome.value)
            for error in (*ADVICE, OTHER):
                self._send_errors.labels(channel, error)
