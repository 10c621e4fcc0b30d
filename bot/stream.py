"""Looks again and again for what is due, and sends it in batches that do not hold up each other."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.sending import Sender
from handlers.turn import trace
from storage.database import Unavailable
from storage.outbox import Queued

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
_BATCHES = 4


@dataclass(frozen=True, slots=True)
class Taken:
    """Rows leased to us, with the moments granted to them; and when to look again, in seconds."""

    rows: tuple[Queued, ...] = ()
    slots: Mapping[int, float] = field(default_factory=dict)
    again: float = LOOK_EVERY_SECONDS


Claim: TypeAlias = "Callable[[], Awaitable[Taken]]"


class Stream:
    """A slow provider fills the batches of its own stream, and delays no other stream."""

    def __init__(self, claim: Claim, sender: Sender) -> None:
        self._claim = claim
        self._sender = sender
        self._woken = asyncio.Event()
        self._batches: set[asyncio.Task[int]] = set()
        self._stopping = False

    def wake(self) -> None:
        """Something may be due."""
        self._woken.set()

    def stop(self) -> None:
        """Begin nothing more; `run` ends when what was begun has ended."""
        self._stopping = True
        self.wake()

    async def run(self) -> None:
        """Until stopped or cancelled."""
        try:
            while not self._stopping:
                await self._pause(await self._look())
            if self._batches:
                await asyncio.wait(self._batches)
        finally:
            for batch in self._batches:
                batch.cancel()

    async def _look(self) -> float:
        """Begin a batch, if there is one; how long to wait before the next look."""
        if len(self._batches) >= _BATCHES:
            return LOOK_EVERY_SECONDS
        try:
            taken = await self._claim()
        except Unavailable:
            log.warning("database unavailable")
            return LOOK_EVERY_SECONDS
        if taken.rows:
            batch = asyncio.create_task(self._sender.send(taken.rows, taken.slots))
            self._batches.add(batch)
            batch.add_done_callback(self._done)
        return taken.again

    async def _pause(self, seconds: float) -> None:
        if not self._stopping:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._woken.wait()
        self._woken.clear()

    def _done(self, batch: asyncio.Task[int]) -> None:
        """What stood behind it in its addresses can go now."""
        self._batches.discard(batch)
        self.wake()
        if batch.cancelled() or (error := batch.exception()) is None:
            return
        if isinstance(error, Unavailable):
            log.warning("database unavailable")
        else:
            log.error("delivery failed", extra={"error": trace(error)})
