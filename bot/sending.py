"""Hands replies to their providers, with no transaction open, and notes what became of them."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.channels.channel import Channel, Gone, InParts, Refused, Retry
from bot.channels.rate import Rate
from bot.metrics import Delivered, Metrics
from domain.message import Address, Rendered
from handlers.turn import trace
from storage.database import Database
from storage.mailbox import LIVE
from storage.outbox import Queued

log = logging.getLogger(__name__)

_AT_ONCE = 32
_LONGEST_WAIT = timedelta(minutes=10)
"""So soon after a provider is back, all has been tried again."""

_MARK_EVERY_SECONDS = 0.2
"""What was sent within this and not yet marked goes twice after a kill; less would cost commits."""


class _Later(Exception):
    """Whoever takes it next shall send it, after so many seconds: the lease, or the time that was
    granted, is over."""

    def __init__(self, after: float = 0) -> None:
        super().__init__()
        self.after = after


class Sender:
    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        metrics: Metrics,
    ) -> None:
        self._database = database
        self._channels = channels
        self._clock = clock
        self._metrics = metrics
        self._live_gate = asyncio.Semaphore(_AT_ONCE)
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._rates = {
            name: Rate(one.limits.burst, 1, time.monotonic)
            for name, one in channels.items()
            if one.limits is not None
        }
        self._sent: list[tuple[int, str]] = []
        self._marking = asyncio.Lock()

    async def answer(self, queued: Sequence[Queued]) -> int:
        """Replies of one turn, in order and at once; how many were sent."""
        count = await self._in_order(queued, {})
        await self.mark()
        return count

    async def send(self, queued: Iterable[Queued], slots: Mapping[int, float] | None = None) -> int:
        """Many, each address in its order; how many were sent.

        ``slots``: of each row's id the moment of the monotonic clock that its provider grants.
        """
        by_address: dict[Address, list[Queued]] = defaultdict(list)
        for one in queued:
            by_address[one.to].append(one)
        tasks = {
            asyncio.create_task(self._through_gate(rows, slots or {}))
            for rows in by_address.values()
        }
        try:
            waiting = tasks
            while waiting:
                _, waiting = await asyncio.wait(waiting, timeout=_MARK_EVERY_SECONDS)
                await self.mark()
        finally:
            for task in tasks:
                task.cancel()
            counts = await asyncio.gather(*tasks, return_exceptions=True)
        for failed in counts:
            if isinstance(failed, BaseException):
                raise failed
        return sum(one for one in counts if isinstance(one, int))

    async def mark(self) -> None:
        """Mark what has been sent. Raises Unavailable: then it is marked the next time.

        One at a time: what is sent while others are being marked is marked together after them.
        """
        async with self._marking:
            sent, self._sent = self._sent, []
            if sent:
                await self._mark(sent)

    async def _mark(self, sent: list[tuple[int, str]]) -> None:
        marked = False
        try:
            # One alone needs no BEGIN; many together need no commit each.
            alone = len(sent) == 1
            opened = self._database.statement() if alone else self._database.transaction()
            async with opened as records:
                await records.outbox.sent(sent)
            marked = True
        finally:
            if not marked:  # whatever cut it off: what went out must not go again
                self._sent = sent + self._sent

    async def _through_gate(self, rows: Sequence[Queued], slots: Mapping[int, float]) -> int:
        """What has a slot waits for it outside, or it would keep others from theirs."""
        await _until(min((slots[one.id] for one in rows if one.id in slots), default=0))
        async with self._live_gate if rows[0].lane == LIVE else self._gate:
            return await self._in_order(rows, slots)

    async def _in_order(self, rows: Sequence[Queued], slots: Mapping[int, float]) -> int:
        """Up to the first that cannot be sent now; those after it are given back."""
        count = 0
        for position, one in enumerate(rows):
            try:
                provider_id = await self._say(one, slots.get(one.id))
            except Refused as error:
                await self._refuse(one, error.args[0])
            except Gone as error:
                await self._gone(one, error.args[0])
                break
            except Retry as error:
                await self._put_off(one, error)
                await self._leave(rows[position + 1 :])
                break
            except _Later as later:
                await self._leave(rows[position:], later.after)
                break
            else:
                self._sent.append((one.id, provider_id))
                self._metrics.delivered(one, Delivered.SENT)
                count += 1
        return count

    async def _say(self, one: Queued, slot: float | None) -> str:
        """The provider's id. Raises _Later, Retry, Refused or Gone."""
        channel = self._channels[one.to.channel]
        await self._may_begin(one, slot)
        reply = await self._with_files(one.reply)
        try:
            with self._metrics.timing_send(channel.name):
                async with asyncio.timeout(one.until - time.monotonic()):
                    if one.parts and isinstance(channel, InParts):
                        return await channel.send_rest(one.to.id, reply, one.parts)
                    return await channel.send(one.to.id, reply)
        except TimeoutError:
            raise Retry("timed out", parts=one.parts) from None
        except (Retry, Refused, Gone):
            raise
        except Exception as error:  # as in a turn: one poison reply must not end the process
            log.error("sending failed", extra={"channel": channel.name, "error": trace(error)})
            raise Retry("failed", parts=one.parts) from None

    async def _with_files(self, reply: Rendered) -> Rendered:
        """What is in them is in memory only while it is sent."""
        if not reply.attachments:
            return reply
        async with self._database.snapshot() as records:
            read = [await records.fetching.content(one.file) for one in reply.attachments]
        filled = zip(reply.attachments, read, strict=True)
        return replace(
            reply,
            attachments=tuple(replace(one, content=content or b"") for one, content in filled),
        )

    async def _may_begin(self, one: Queued, slot: float | None) -> None:
        """Wait until it is its time. Raises _Later where that would be too late."""
        if one.due_at is not None:
            await asyncio.sleep(max(0.0, (one.due_at - self._clock()).total_seconds()))
        if slot is not None:
            await _until(slot)
        await self._in_its_chat(one, slot is not None)
        if time.monotonic() > one.until or _missed(slot, self._channels[one.to.channel]):
            raise _Later

    async def _in_its_chat(self, one: Queued, has_slot: bool) -> None:
        """Not too fast for one address; what has a time granted loses it rather than be late."""
        rate = self._rates.get(one.to.channel)
        while rate is not None and (wait := rate.wait(one.to.id)):
            if has_slot or time.monotonic() + wait > one.until:
                raise _Later(wait)
            await asyncio.sleep(wait)

    async def _put_off(self, one: Queued, error: Retry) -> None:
        code, now = error.args[0], self._clock()
        log.info("put off", extra={"channel": one.to.channel, "error": code})
        self._metrics.delivered(one, Delivered.PUT_OFF, code)
        async with self._database.transaction() as records:
            tried = replace(one, parts=error.parts or one.parts)
            await records.outbox.retry(tried, now + _wait(one.tries, error.after), code)
            if error.after is None:
                return
            until = now + timedelta(seconds=error.after)
            others = await records.outbox.pause(one.id, now, until)
            if others or one.lane != LIVE:
                await records.pace.pause(one.to.channel, now, until)

    async def _leave(self, rows: Sequence[Queued], after: float = 0) -> None:
        for one in rows:
            self._metrics.delivered(one, Delivered.LEFT)
        if rows:
            due_at = self._clock() + timedelta(seconds=after)
            async with self._database.statement() as records:
                await records.outbox.leave([one.id for one in rows], due_at)

    async def _refuse(self, one: Queued, code: str) -> None:
        log.warning("not sent", extra={"channel": one.to.channel, "error": code})
        self._metrics.delivered(one, Delivered.REFUSED, code)
        async with self._database.transaction() as records:
            await records.outbox.refuse(one.id, code)

    async def _gone(self, one: Queued, code: str) -> None:
        log.info("gone", extra={"channel": one.to.channel, "error": code})
        self._metrics.delivered(one, Delivered.GONE, code)
        async with self._database.transaction() as records:
            await records.outbox.refuse(one.id, code)
            await records.conversations.gone(one.to, self._clock())


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.monotonic()))


def _missed(slot: float | None, channel: Channel) -> bool:
    """By more than one: sent now, it would stand too close to those after it, which may be another
    replica's."""
    if slot is None or channel.limits is None:
        return False
    return time.monotonic() - slot > 1 / channel.limits.bulk_per_second


def _wait(tries: int, after: float | None) -> timedelta:
    """Twice as long each time, with jitter, so that replicas do not knock together."""
    if after is not None:
        return timedelta(seconds=after)
    return min(timedelta(seconds=2 ** min(tries, 20)), _LONGEST_WAIT) * random.uniform(0.8, 1.2)  # noqa: S311
