"""Takes what waits in the outbox and has it sent: live replies at once, the rest as providers
allow."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from bot.channels.channel import Channel
from bot.metrics import Delivered, Metrics
from bot.sending import Sender
from bot.stream import LOOK_EVERY_SECONDS, Claim, Stream, Taken
from domain.message import Address
from handlers.take_back import take_back
from storage.database import Database
from storage.mailbox import LIVE
from storage.outbox import BULK, NOTICE, Queued
from storage.pace import Times
from storage.records import Records

_BATCH = 100
_TEND_EVERY_SECONDS = 10.0
_AGAIN_SECONDS = 0.5
"""So long before the times taken from the pace are used up, more are taken."""

_SOONEST_SECONDS = 0.05
_BEHIND_SECONDS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.0)
"""How long who has just answered waits for those before it, until it is left to the loop."""


class Delivery:
    """Replies of a live turn at once; whatever else is due, when asked to, or all the time."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        holder: int,
        clock: Callable[[], datetime],
        metrics: Metrics,
    ) -> None:
        self._database = database
        self._channels = channels
        self._holder = holder
        self._clock = clock
        self._metrics = metrics
        self._pushed = {name: one.limits for name, one in channels.items() if not one.fetched}
        self._sender = Sender(database, channels, clock, metrics)
        self._streams: tuple[Stream, ...] = ()
        self._tended_at = float("-inf")

    async def send(self, queued: Iterable[Queued]) -> int:
        """Send what one turn has said, in order; how many were sent.

        What its reader fetches is announced, and marked when the reader has it. What is not leased
        to us goes out after those that wait before it.
        """
        # What nobody serves here is left: whoever does takes it when our lease is over.
        served = [one for one in queued if one.to.channel in self._channels]
        for one in served:
            if one.to.channel not in self._pushed:
                await self._channels[one.to.channel].send(one.to.id, one.reply)
                self._metrics.delivered(one, Delivered.ANNOUNCED)
        pushed = [one for one in served if one.to.channel in self._pushed]
        if not pushed:
            return 0
        if pushed[0].lane != LIVE:
            return await self._unasked()
        if pushed[0].leased:
            return await self._sender.answer(pushed)
        return await self._after_others(pushed)

    async def send_due(self, to: Address | None = None) -> int:
        """Take over what is due on our channels, until nothing is; how many were sent.

        ``to``: to this address alone.
        """
        total = await self._exhaust(partial(self._live, to))
        for channel in self._pushed:
            total += await self._exhaust(partial(self._paced, channel, to))
        return total

    async def run(self) -> None:
        """Send whatever becomes due, until stopped or cancelled."""
        paced = [Stream(partial(self._paced, channel), self._sender) for channel in self._pushed]
        self._streams = (Stream(self._live, self._sender), *paced)
        try:
            async with asyncio.TaskGroup() as group:
                for stream in self._streams:
                    group.create_task(stream.run())
        finally:
            self._streams = ()

    def wake(self) -> None:
        """Something may be due, sooner than it would be looked for."""
        for stream in self._streams:
            stream.wake()

    def stop(self) -> None:
        """Take nothing more; `run` ends when what is being sent has been."""
        for stream in self._streams:
            stream.stop()

    async def release(self) -> None:
        """Give back what this process holds, so that another need not wait for the lease."""
        await self._sender.mark()
        async with self._database.transaction() as records:
            await records.outbox.release(self._holder, self._clock())

    async def _unasked(self) -> int:
        """Left to the streams, which keep the pace; where none runs, it is sent here."""
        self.wake()
        return 0 if self._streams else await self.send_due()

    async def _after_others(self, queued: Sequence[Queued]) -> int:
        """Whichever process sends the earlier ones is about to be done with them."""
        total, ids = 0, [one.id for one in queued]
        for wait in _BEHIND_SECONDS:
            await asyncio.sleep(wait)
            total += await self._exhaust(partial(self._live, queued[0].to))
            async with self._database.statement() as records:
                if not await records.outbox.any_waits(ids):
                    break
        return total

    async def _exhaust(self, claim: Claim) -> int:
        total = 0
        while (taken := await claim()).rows:
            total += await self._sender.send(taken.rows, taken.slots)
        return total

    async def _live(self, to: Address | None = None) -> Taken:
        if to is None:
            await self._tend()
        if not self._pushed:
            return Taken()
        async with self._database.transaction() as records:
            rows = await records.outbox.claim(
                self._pushed, LIVE, self._clock(), self._holder, _BATCH, to
            )
        return Taken(rows, again=0 if len(rows) == _BATCH else LOOK_EVERY_SECONDS)

    async def _paced(self, channel: str, to: Address | None = None) -> Taken:
        """Of one channel, at the times that it grants; a notice before what is told to many."""
        limits, now = self._pushed[channel], self._clock()
        async with self._database.transaction() as records:
            if limits is None:
                rows = await self._waiting(records, channel, now, _BATCH, to)
                return Taken(rows, again=0 if len(rows) == _BATCH else LOOK_EVERY_SECONDS)
            times = await records.pace.offer(channel, limits.bulk_per_second, now)
            rows = await self._waiting(records, channel, now, times.count, to)
            now, began = self._clock(), time.monotonic()
            if rows:
                times = await records.pace.take(channel, times, len(rows), now)
        slots = {
            one.id: began + (times.at(position) - now).total_seconds()
            for position, one in enumerate(rows)
        }
        return Taken(rows, slots, _look_again(times, len(rows), now))

    async def _waiting(
        self, records: Records, channel: str, now: datetime, limit: int, to: Address | None
    ) -> tuple[Queued, ...]:
        claim, holder = records.outbox.claim, self._holder
        while True:
            notices = await claim([channel], NOTICE, now, holder, limit, to)
            rows = notices + await claim([channel], BULK, now, holder, limit - len(notices), to)
            gone = await take_back(records, [one.id for one in rows], now)
            if len(gone) < len(rows) or not rows:
                return tuple(one for one in rows if one.id not in gone)

    async def _tend(self) -> None:
        """Now and then what has gone wrong on the way is put right."""
        await self._sender.mark()
        if time.monotonic() < self._tended_at + _TEND_EVERY_SECONDS:
            return
        async with self._database.transaction() as records:
            await records.outbox.tend(self._pushed, self._clock())
        self._tended_at = time.monotonic()


def _look_again(times: Times, taken: int, now: datetime) -> float:
    """In seconds: in time for the next ones where all were taken."""
    if taken < times.count:
        return LOOK_EVERY_SECONDS
    left = (times.at(taken) - now).total_seconds()
    return min(LOOK_EVERY_SECONDS, max(_SOONEST_SECONDS, left - _AGAIN_SECONDS))
