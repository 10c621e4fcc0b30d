"""Replies that are decided but not yet sent."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select, update

from domain.message import Address, Rendered
from domain.session import Session
from storage.connection import Store
from storage.mailbox import LIVE, number_of
from storage.rendered import from_json, to_json
from storage.sealed import Unreadable
from storage.tables import outbox, session

NOTICE = "notice"
"""The lane of what an address has not asked for."""

LEASE = timedelta(seconds=30)
"""How long a process may take to send what it holds, before another one does."""

_INSERT = insert(outbox)
_MARK_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("outbox_id"))
    .values(state="sent", sent_as=bindparam("provider_id"), leased_by=None, error=None)
)


@dataclass(frozen=True, slots=True)
class Queued:
    """A reply in the outbox, leased to this process."""

    id: int
    to: Address
    reply: Rendered
    tries: int
    due_at: datetime | None = None


class Outbox:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def put(
        self,
        of: Session,
        replies: Sequence[Rendered],
        now: datetime,
        holder: int,
        due_at: datetime | None = None,
        lane: str = LIVE,
    ) -> tuple[Queued, ...]:
        """Queue replies in order, leased to ``holder``, who sends them after the commit.

        ``due_at``: not before then.
        """
        if not replies:
            return ()
        queued = tuple(Queued(self._store.ids(), of.address, reply, 1, due_at) for reply in replies)
        rows = [
            {
                "id": one.id,
                "session_id": of.id,
                "channel": of.address.channel,
                "lane": lane,
                "state": "waiting",
                "due_at": max(now, due_at or now) + LEASE,
                "leased_by": holder,
                "tries": 1,
                "sealed_reply": self._store.vault.seal(
                    to_json(one.reply), outbox.c.sealed_reply, one.id
                ),
                "number": number_of(of.version, position),
            }
            for position, one in enumerate(queued)
        ]
        await self._store.connection.execute(_INSERT, rows)
        return queued

    async def claim(
        self,
        channels: Iterable[str],
        now: datetime,
        holder: int,
        limit: int,
        to: Address | None = None,
    ) -> tuple[Queued, ...]:
        """Lease what is due, oldest first, never past an unsent one of the same address.

        ``to``: of this address alone.
        """
        earlier = outbox.alias("earlier")
        held_up = (
            select(earlier.c.id)
            .where(
                earlier.c.session_id == outbox.c.session_id,
                earlier.c.lane == outbox.c.lane,
                earlier.c.state == "waiting",
                earlier.c.id < outbox.c.id,
                earlier.c.due_at > now,
            )
            .exists()
        )
        due = (
            select(outbox.c.id)
            .where(
                outbox.c.state == "waiting",
                outbox.c.channel.in_(tuple(channels)),
                outbox.c.due_at <= now,
                ~held_up,
                *([] if to is None else [outbox.c.session_id.in_(self._session_of(to))]),
            )
            .order_by(outbox.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        result = await self._store.connection.execute(
            update(outbox)
            .where(outbox.c.id.in_(due))
            .values(leased_by=holder, due_at=now + LEASE, tries=outbox.c.tries + 1)
            .returning(outbox.c.id, outbox.c.session_id, outbox.c.sealed_reply, outbox.c.tries)
        )
        rows = sorted(result.all(), key=lambda row: row.id)
        addresses = await self._addresses({row.session_id for row in rows})
        claimed = [await self._read(row, addresses) for row in rows]
        return tuple(one for one in claimed if one is not None)

    async def sent(self, provider_ids: Sequence[tuple[int, str]]) -> None:
        """Mark rows sent, each with the id its provider gave it."""
        await self._store.connection.execute(
            _MARK_SENT,
            [
                {"outbox_id": queued, "provider_id": provider_id[:80]}
                for queued, provider_id in provider_ids
            ],
        )

    async def retry(self, queued: int, due_at: datetime, error: str) -> None:
        await self._set(queued, due_at=due_at, leased_by=None, error=error[:40])

    async def refuse(self, queued: int, error: str) -> None:
        await self._set(queued, state="refused", leased_by=None, error=error[:40])

    async def release(self, holder: int, now: datetime) -> None:
        """Give back what this process holds, as it stops."""
        await self._store.connection.execute(
            update(outbox)
            .where(outbox.c.leased_by == holder, outbox.c.state == "waiting")
            .values(leased_by=None, due_at=now)
        )

    async def count(self) -> dict[str, int]:
        """How many rows stand in each state."""
        result = await self._store.connection.execute(
            select(outbox.c.state, func.count()).group_by(outbox.c.state)
        )
        return {row[0]: row[1] for row in result}

    def _session_of(self, address: Address) -> Select[tuple[int]]:
        index = self._store.vault.index("address", address.channel, address.id)
        return select(session.c.id).where(session.c.address_index == index)

    async def _set(self, queued: int, **values: object) -> None:
        await self._store.connection.execute(
            update(outbox).where(outbox.c.id == queued).values(**values)
        )

    async def _addresses(self, sessions: set[int]) -> dict[int, Address]:
        if not sessions:
            return {}
        result = await self._store.connection.execute(
            select(session.c.id, session.c.channel, session.c.sealed_address).where(
                session.c.id.in_(sessions)
            )
        )
        found = {}
        for row in result:
            with contextlib.suppress(Unreadable):
                opened = self._store.vault.open(
                    row.sealed_address, session.c.sealed_address, row.id
                )
                found[row.id] = Address(row.channel, opened)
        return found

    async def _read(self, row: Any, addresses: dict[int, Address]) -> Queued | None:
        """The row; None, and refused for good, if it is damaged: it must not hold up the others."""
        try:
            text = self._store.vault.open(row.sealed_reply, outbox.c.sealed_reply, row.id)
            return Queued(row.id, addresses[row.session_id], from_json(text), row.tries)
        except (Unreadable, ValueError, KeyError):
            await self.refuse(row.id, "unreadable")
            return None
