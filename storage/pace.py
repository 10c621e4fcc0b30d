"""How fast a provider may be written to, over all replicas: evenly spaced times, each given once.

One row per channel says when the next may be. It is locked while times are taken from it, which
is as long as one claim of the outbox.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.connection import Store
from storage.tables import pace

LEAD = timedelta(seconds=0.25)
"""The first time lies so far ahead: who takes it must first commit and unseal what it sends."""

AHEAD = timedelta(seconds=1)
"""No time is given that lies farther ahead, so that a pause is soon felt."""

_FARTHEST_NEXT = timedelta(minutes=1)
_FARTHEST_PAUSE = timedelta(hours=25)
"""Beyond, it was written before the clock went back."""

_NEW: dict[str, Any] = {
    "sqlite": sqlite.insert(pace).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(pace).on_conflict_do_nothing(),
}


@dataclass(frozen=True, slots=True)
class Times:
    """``count`` times, the first at ``first``; the row of the channel stays locked."""

    first: datetime
    apart: timedelta
    count: int

    def at(self, position: int) -> datetime:
        return self.first + position * self.apart


class Pace:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def offer(self, channel: str, per_second: float, now: datetime) -> Times:
        """What may be taken now; nobody else is offered anything until the transaction ends."""
        row = await self._locked(channel, now)
        apart = timedelta(seconds=1 / per_second)
        paused = row.paused_until is not None and now < row.paused_until <= now + _FARTHEST_PAUSE
        believable = row.next_at <= now + _FARTHEST_NEXT
        first = max(row.next_at, now + LEAD) if believable else now + LEAD
        count = max(0, int((now + LEAD + AHEAD - first) / apart))
        return Times(first, apart, 0 if paused else count)

    async def take(self, channel: str, times: Times, count: int, now: datetime) -> Times:
        """So many of those offered are ours; but as many later where choosing what goes out has
        taken so long that the first could not be kept any more. Nobody else has been offered any
        meanwhile."""
        kept = replace(times, first=max(times.first, now + LEAD))
        await self._set(channel, next_at=kept.at(count))
        return kept

    async def pause(self, channel: str, now: datetime, until: datetime) -> None:
        """The provider has had enough: nothing that can wait goes to it before then."""
        await self._locked(channel, now)
        await self._set(channel, paused_until=until)

    async def _locked(self, channel: str, now: datetime) -> Row[Any]:
        found = select(pace).where(pace.c.channel == channel).with_for_update()
        row = (await self._store.connection.execute(found)).one_or_none()
        if row is None:
            await self._store.connection.execute(
                _NEW[self._store.dialect], {"channel": channel, "next_at": now}
            )
            row = (await self._store.connection.execute(found)).one()
        return row

    async def _set(self, channel: str, **values: datetime) -> None:
        await self._store.connection.execute(
            update(pace).where(pace.c.channel == channel).values(**values)
        )
