"""Sends what waits in the outbox, with no transaction open while it speaks to a provider."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from bot.channels.channel import Channel, Gone, Refused, Retry
from domain.message import Address
from storage.database import Database
from storage.outbox import Queued

log = logging.getLogger(__name__)

_BATCH = 50
_MOST_TRIES = 10
_LONGEST_WAIT = timedelta(hours=1)


class Delivery:
    """Replies of a live turn at once; whatever else is due, when asked to."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        holder: int,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._channels = channels
        self._holder = holder
        self._clock = clock
        self._pushed = [name for name, one in channels.items() if not one.fetched]

    async def send(self, queued: Iterable[Queued]) -> int:
        """Send in order; how many were sent. What fails is put off, with all that follow it.

        What its reader fetches is announced, and marked when the reader has it.
        """
        sent: list[tuple[int, str]] = []
        held_up: set[object] = set()
        for one in queued:
            if one.to.channel not in self._channels:
                continue  # whoever serves that channel takes it when our lease is over
            await self._until(one.due_at)
            if self._channels[one.to.channel].fetched:
                await self._channels[one.to.channel].send(one.to.id, one.reply)
            elif one.to in held_up:
                await self._put_off(one, "behind another", timedelta(seconds=1))
            elif (provider_id := await self._send(one)) is None:
                held_up.add(one.to)
            else:
                sent.append((one.id, provider_id))
        if sent:
            async with self._database.statement() as records:
                await records.outbox.sent(sent)
        return len(sent)

    async def send_due(self, to: Address | None = None) -> int:
        """Take over what is due on our channels, until nothing is; how many were sent.

        ``to``: to this address alone.
        """
        total = 0
        while True:
            async with self._database.transaction() as records:
                batch = await records.outbox.claim(
                    self._pushed, self._clock(), self._holder, _BATCH, to
                )
            if not batch:
                return total
            total += await self.send(batch)

    async def release(self) -> None:
        """Give back what this process holds, so that another need not wait for the lease."""
        async with self._database.transaction() as records:
            await records.outbox.release(self._holder, self._clock())

    async def _until(self, due_at: datetime | None) -> None:
        if due_at is not None:
            await asyncio.sleep(max(0.0, (due_at - self._clock()).total_seconds()))

    async def _send(self, one: Queued) -> str | None:
        """The provider's id; None where it was not sent, and that is recorded."""
        try:
            return await self._channels[one.to.channel].send(one.to.id, one.reply)
        except Retry as error:
            if one.tries < _MOST_TRIES:
                await self._put_off(one, error.args[0], _wait(one.tries, error.after))
            else:
                await self._refuse(one, f"gave up: {error.args[0]}")
        except Refused as error:
            await self._refuse(one, error.args[0])
        except Gone as error:
            await self._refuse(one, error.args[0])
            async with self._database.transaction() as records:
                await records.conversations.gone(one.to, self._clock())
        return None

    async def _put_off(self, one: Queued, code: str, wait: timedelta) -> None:
        async with self._database.transaction() as records:
            await records.outbox.retry(one.id, self._clock() + wait, code)

    async def _refuse(self, one: Queued, code: str) -> None:
        log.warning("not sent", extra={"channel": one.to.channel, "error": code})
        async with self._database.transaction() as records:
            await records.outbox.refuse(one.id, code)


def _wait(tries: int, after: float | None) -> timedelta:
    """Twice as long each time, with jitter, so that replicas do not knock together."""
    if after is not None:
        return timedelta(seconds=after)
    return min(timedelta(seconds=2**tries * random.uniform(0.8, 1.2)), _LONGEST_WAIT)  # noqa: S311
