"""Fetching what is awaited, by whichever replica takes it first; and what became of it.

A replica that is killed with a file in hand holds it until its lease is over; then another one
fetches it. What is here is sealed in the statement that says so, so nothing is half there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from domain.file import FileKind, FileState, FileUse, Why
from domain.message import Address
from domain.notice import NoticeKind
from storage.connection import Store
from storage.notices import Notices
from storage.sealed import Unreadable
from storage.tables import notice, session, stored_file

LEASE = timedelta(seconds=90)
"""Longer than fetching one may take."""

FETCHED_WITHIN = timedelta(days=1)
"""So long a provider may be away."""

BROUGHT_WITHIN = timedelta(minutes=10)
"""So long a browser may take to bring what it has said it would."""

_LONGEST_WAIT = timedelta(minutes=10)
_TOLD_WITHIN = timedelta(days=1)
_AWAITED = stored_file.c.state == FileState.AWAITED.value


@dataclass(frozen=True, slots=True)
class Awaited:
    """``reference``: by what its channel knows it."""

    id: int
    session: int
    channel: str
    use: FileUse
    tries: int
    reference: str


class Fetching:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def any_awaited(self) -> bool:
        """Asked first, and often: it writes nothing, so no turn waits for it."""
        result = await self._store.connection.execute(
            select(stored_file.c.id).where(_AWAITED).limit(1)
        )
        return result.first() is not None

    async def claim(
        self, channels: Collection[str], now: datetime, holder: int, limit: int
    ) -> tuple[Awaited, ...]:
        """Lease what is due on these channels, longest due first."""
        due = (
            select(stored_file.c.id)
            .where(_AWAITED, stored_file.c.channel.in_(channels), stored_file.c.due_at <= now)
            .order_by(stored_file.c.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        result = await self._store.connection.execute(
            update(stored_file)
            .where(stored_file.c.id.in_(due))
            .values(leased_by=holder, due_at=now + LEASE, tries=stored_file.c.tries + 1)
            .returning(*_WANTED)
        )
        rows = sorted(result.all(), key=lambda row: row.id)
        return tuple([one for row in rows if (one := await self._read(row, now)) is not None])

    async def brought(self, sender: Address) -> tuple[Awaited, ...]:
        """What its sender has still to bring, oldest first."""
        index = self._store.vault.index("address", sender.channel, sender.id)
        result = await self._store.connection.execute(
            select(*_WANTED)
            .join(session, session.c.id == stored_file.c.session_id)
            .where(_AWAITED, session.c.address_index == index)
            .order_by(stored_file.c.id)
        )
        opened = (self._open(row) for row in result)
        return tuple(one for one in opened if one is not None)

    async def keep(self, one: Awaited, kind: FileKind, content: bytes, holder: int | None) -> bool:
        """It is here; whether it was still awaited, and by us. ``holder``: None for who brings it
        without being asked by a lease."""
        sealed = self._store.vault.seal_bytes(content, stored_file.c.sealed_content, one.id)
        here = {"kind": kind.value, "size": len(content), "sealed_content": sealed}
        return await self._became(one.id, holder, FileState.HERE, here)

    async def refuse(self, one: Awaited, why: Why, holder: int | None, now: datetime) -> bool:
        """It will not be here, and who sent it is told so; whether it was still awaited."""
        was = await self._became(one.id, holder, FileState.REFUSED, {"why": why.value})
        if was:
            await self._tell(one.session, one.id, now)
        return was

    async def later(self, one: Awaited, holder: int, now: datetime, after: float | None) -> None:
        """Not now: twice as long each time, or as long as the provider says."""
        wait = timedelta(seconds=2 ** min(one.tries, 20) if after is None else after)
        await self._store.connection.execute(
            update(stored_file)
            .where(stored_file.c.id == one.id, _AWAITED, stored_file.c.leased_by == holder)
            .values(due_at=now + min(wait, _LONGEST_WAIT), leased_by=None)
        )

    async def give_up(self, brought: Collection[str], now: datetime) -> int:
        """What was awaited in vain; how many. ``brought``: channels whose senders bring it."""
        result = await self._store.connection.execute(
            update(stored_file)
            .where(_AWAITED, _in_vain(brought, now))
            .values(
                state=FileState.REFUSED.value,
                why=Why.NOT_HAD.value,
                sealed_reference=None,
                leased_by=None,
            )
            .returning(stored_file.c.id, stored_file.c.session_id)
        )
        rows = result.all()
        for row in rows:
            await self._tell(row.session_id, row.id, now)
        return len(rows)

    async def content(self, file_id: int) -> bytes | None:
        """What is in it; None where it is not here, or damaged."""
        column = stored_file.c.sealed_content
        result = await self._store.connection.execute(
            select(column).where(stored_file.c.id == file_id)
        )
        sealed: bytes | None = result.scalar_one_or_none()
        if sealed is None:
            return None
        try:
            return self._store.vault.open_bytes(sealed, column, file_id)
        except Unreadable:
            return None

    async def _became(
        self, file_id: int, holder: int | None, state: FileState, more: dict[str, Any]
    ) -> bool:
        ours = () if holder is None else (stored_file.c.leased_by == holder,)
        result = await self._store.connection.execute(
            update(stored_file)
            .where(stored_file.c.id == file_id, _AWAITED, *ours)
            .values(state=state.value, sealed_reference=None, leased_by=None, **more)
        )
        return result.rowcount == 1

    async def _tell(self, session_id: int, file_id: int, now: datetime) -> None:
        """Also where it was told before: another one was sent in its place since."""
        kind = NoticeKind.FILE_REFUSED
        await self._store.connection.execute(
            delete(notice).where(notice.c.kind == kind.value, notice.c.subject == file_id)
        )
        until = now + _TOLD_WITHIN
        await Notices(self._store).tell([session_id], kind, file_id, now, until)

    async def _read(self, row: Any, now: datetime) -> Awaited | None:
        """A damaged reference leads nowhere, so it is given up at once."""
        opened = self._open(row)
        if opened is None:
            lost = Awaited(row.id, row.session_id, row.channel, FileUse(row.use), row.tries, "")
            await self.refuse(lost, Why.NOT_HAD, None, now)
        return opened

    def _open(self, row: Any) -> Awaited | None:
        column = stored_file.c.sealed_reference
        try:
            reference = self._store.vault.open(row.sealed_reference, column, row.id)
        except Unreadable:
            return None
        use = FileUse(row.use)
        return Awaited(row.id, row.session_id, row.channel, use, row.tries, reference)


_WANTED = (
    stored_file.c.id,
    stored_file.c.session_id,
    stored_file.c.channel,
    stored_file.c.use,
    stored_file.c.tries,
    stored_file.c.sealed_reference,
)


def _in_vain(brought: Collection[str], now: datetime) -> ColumnElement[bool]:
    late = and_(stored_file.c.channel.in_(brought), stored_file.c.sent_at < now - BROUGHT_WITHIN)
    return or_(late, stored_file.c.sent_at < now - FETCHED_WITHIN)
