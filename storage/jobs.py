"""Which scheduled job has run for which slot, and which process alone may do something now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.connection import Store
from storage.tables import job_run, lease

_CLAIM: dict[str, Any] = {
    "sqlite": sqlite.insert(job_run).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(job_run).on_conflict_do_nothing(),
}

COPYING = "backup"
"""Stands among the jobs, though whoever keeps the store runs it."""

_FARTHEST = timedelta(minutes=5)
_SOON = timedelta(seconds=1)
_BROKEN = "broken:"
"""Before the name of a job, in a row beside the one that claimed its slot."""


@dataclass(frozen=True, slots=True)
class Run:
    """The last time that a job was begun."""

    at: datetime
    broke_off: bool


def copy_made(at: datetime) -> dict[str, object]:
    """The row that says of a store that it was copied."""
    return {"name": COPYING, "slot": f"{at:%Y-%m-%dT%H:%M:%S}", "ran_at": at}


class Jobs:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def claim(self, name: str, slot: str, now: datetime) -> bool:
        """Whether this slot is ours to run: the first to insert its row has it."""
        row = {"name": name, "slot": slot, "ran_at": now}
        result = await self._store.connection.execute(_CLAIM[self._store.dialect], row)
        return result.rowcount == 1

    async def copied(self, at: datetime) -> None:
        await self._store.connection.execute(_CLAIM[self._store.dialect], copy_made(at))

    async def broke_off(self, name: str, slot: str, now: datetime) -> None:
        """It was begun and did not come to its end."""
        row = {"name": f"{_BROKEN}{name}", "slot": slot, "ran_at": now}
        await self._store.connection.execute(_CLAIM[self._store.dialect], row)

    async def runs(self) -> dict[str, Run]:
        """When each was last begun, by name."""
        found = await self._store.connection.execute(
            select(job_run.c.name, func.max(job_run.c.ran_at).label("at")).group_by(job_run.c.name)
        )
        at: dict[str, datetime] = {row.name: row.at for row in found}
        return {
            name: Run(begun, broke_off=at.get(f"{_BROKEN}{name}", begun - _SOON) >= begun)
            for name, begun in at.items()
            if not name.startswith(_BROKEN)
        }

    async def lease(self, name: str, holder: int, now: datetime, span: timedelta) -> bool:
        """Whether ``holder`` may do it until then: nobody else does, or their time is over."""
        until = now + span
        taken = self._store.insert(lease).values(name=name, holder=holder, until=until)
        unbelievable = lease.c.until > now + max(2 * span, _FARTHEST)  # the clock has gone back
        free = or_(lease.c.holder == holder, lease.c.until < now, unbelievable)
        result = await self._store.connection.execute(
            taken.on_conflict_do_update(
                index_elements=[lease.c.name],
                set_={"holder": holder, "until": until},
                where=free,
            )
        )
        return bool(result.rowcount == 1)

    async def give_up(self, holder: int) -> None:
        """So that another process need not wait until the time is over."""
        await self._store.connection.execute(delete(lease).where(lease.c.holder == holder))
