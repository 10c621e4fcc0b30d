"""Replies that wait until their reader fetches them, numbered within each address.

Any replica can answer: a reader says the highest number it has shown, which acknowledges all up to
it, and gets what came after.
"""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.human_talk import Ended
from domain.message import Address, Rendered
from storage.connection import Store
from storage.human_talks import HumanTalks
from storage.page_sessions import PageSessions
from storage.rendered import from_json
from storage.sealed import Unreadable
from storage.tables import inbox, link, notice, outbox, pairing, session, stored_file, subscription

WINDOW = 30
"""The newest replies that a page gets which has shown nothing yet."""

LIVE = "live"
"""The lane of what answers a turn; all else in the outbox came unasked."""

GIVEN_UP = "!forgotten"
"""Stands among an address's messages, as the id of none; it goes with them after a week."""

_BATCH = 50
_PER_TURN = 256
_GIVE_UP = {
    "sqlite": sqlite.insert(inbox).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(inbox).on_conflict_do_nothing(),
}
_SESSION = (
    session.c.id.label("session_id"),
    session.c.heard_order,
    session.c.language,
    session.c.signed_in_at,
)
_MAIL = (outbox.c.id, outbox.c.number, outbox.c.state, outbox.c.lane, outbox.c.sealed_reply)


def number_of(version: int, position: int) -> int:
    """Grows within an address: a session's version is given out under its lock, turn by turn."""
    return version * _PER_TURN + min(position, _PER_TURN - 1)


@dataclass(frozen=True, slots=True)
class Mail:
    """``notice``: nobody asked for it, so it neither answers nor closes what was asked. ``row``: of
    the outbox. ``at``: from when on it could be read, where that was asked for."""

    number: int
    reply: Rendered
    notice: bool = False
    row: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mailbox:
    """``heard`` is the order of the last message heard, -1 before the first one.

    ``forgotten``: this address was given up, and hears and says nothing any more.
    ``signed_in_at``: when staff last proved on it who they are.
    """

    heard: int = -1
    language: str | None = None
    mail: tuple[Mail, ...] = ()
    more: bool = False
    forgotten: bool = False
    signed_in_at: datetime | None = None


class Mailboxes:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def read(
        self, address: Address, seen: int, fresh: bool, now: datetime
    ) -> tuple[Mailbox, int | None]:
        """What came after ``seen``, or the newest where nothing is shown yet; in one statement.

        Also the session whose replies up to ``seen`` are still to be marked, if any.
        """
        index = self._store.vault.index("address", address.channel, address.id)
        rows = (await self._store.connection.execute(_look(index, seen, fresh, now))).all()
        if not rows:
            return Mailbox(forgotten=await self.is_forgotten(index)), None
        letters = [row for row in rows if row.number is not None and row.number > seen]
        letters = letters[:WINDOW][::-1] if fresh else letters
        opened = (self._open(row) for row in letters[:_BATCH])
        unmarked = any(row.number is not None and row.number <= seen for row in rows)
        found = Mailbox(
            heard=rows[0].heard_order,
            language=rows[0].language,
            mail=tuple(one for one in opened if one is not None),
            more=not fresh and len(letters) > _BATCH,
            signed_in_at=rows[0].signed_in_at,
        )
        return found, rows[0].session_id if unmarked else None

    async def letter(self, address: Address, number: int) -> Mailbox | None:
        """One reply of this address by its number, read or not; None where it is not there."""
        index = self._store.vault.index("address", address.channel, address.id)
        found = await self._store.connection.execute(
            select(*_SESSION, *_MAIL, outbox.c.due_at)
            .join(outbox, outbox.c.session_id == session.c.id)
            .where(session.c.address_index == index, outbox.c.number == number)
        )
        row: Any = found.first()
        mail = self._open(row) if row else None
        if mail is None:
            return None
        dated = replace(mail, at=row.due_at)
        return Mailbox(row.heard_order, row.language, (dated,), signed_in_at=row.signed_in_at)

    async def acknowledge(self, session_id: int, seen: int) -> None:
        """The page has shown everything up to this number: only now is it sent."""
        await self._store.connection.execute(
            update(outbox)
            .where(
                outbox.c.session_id == session_id,
                outbox.c.number <= seen,
                outbox.c.state == "waiting",
            )
            .values(state="sent", sent_as="seen", leased_by=None, error=None)
        )

    async def forget(self, address: Address, now: datetime) -> int | None:
        """Nothing is left of an address but what was decided in its name; the session's id.

        Links end, replies go, and the session no longer answers to the address.
        """
        index = self._store.vault.index("address", address.channel, address.id)
        execute = self._store.connection.execute
        found = await execute(
            select(session.c.id).where(session.c.address_index == index).with_for_update()
        )
        session_id: int | None = found.scalar_one_or_none()
        await execute(delete(inbox).where(inbox.c.address_index == index))
        gone = {"address_index": index, "message_id": GIVEN_UP, "heard_at": now}
        await execute(_GIVE_UP[self._store.dialect], gone)
        if session_id is None:
            return None
        await execute(
            update(link)
            .where(link.c.session_id == session_id, link.c.ended.is_(None))
            .values(ended=now)
        )
        await execute(
            update(subscription)
            .where(subscription.c.session_id == session_id, subscription.c.ended_at.is_(None))
            .values(ended_at=now)
        )
        await HumanTalks(self._store).end_at([session_id], Ended.FORGOTTEN, now)
        await PageSessions(self._store).end_at(session_id, now)
        await execute(delete(outbox).where(outbox.c.session_id == session_id))
        await self._drop_unfiled(session_id)
        nobody = self._store.vault.seal("", session.c.sealed_address, session_id)
        await execute(
            update(session)
            .where(session.c.id == session_id)
            .values(_EMPTY | {"address_index": secrets.token_bytes(32), "sealed_address": nobody})
        )
        return session_id

    async def is_forgotten(self, index: bytes) -> bool:
        """Whether the address was given up lately: what was still on its way must not revive it."""
        found = await self._store.connection.execute(
            select(inbox.c.message_id).where(
                inbox.c.address_index == index, inbox.c.message_id == GIVEN_UP
            )
        )
        return found.first() is not None

    async def empty(self, session_id: int) -> None:
        """No reply of before is left, nor anything that was yet to be told."""
        for table in (outbox, notice, pairing):
            await self._store.connection.execute(
                delete(table).where(table.c.session_id == session_id)
            )
        await self._drop_unfiled(session_id)

    async def _drop_unfiled(self, session_id: int) -> None:
        """Photos and voice notes that belong to nothing that was decided."""
        unfiled = stored_file.c.case_id.is_(None)
        await self._store.connection.execute(
            delete(stored_file).where(stored_file.c.session_id == session_id, unfiled)
        )

    def _open(self, row: Row[Any]) -> Mail | None:
        """None for a damaged row, which must not hold up the others."""
        with contextlib.suppress(Unreadable, ValueError, KeyError):
            text = self._store.vault.open(row.sealed_reply, outbox.c.sealed_reply, row.id)
            return Mail(row.number, from_json(text), row.lane != LIVE, row.id)
        return None


_EMPTY: dict[str, None] = dict.fromkeys(
    (
        "language",
        "home_code",
        "home_from",
        "home_point_id",
        "dialogue",
        "run",
        "heard_at",
        "sealed_state",
        "signed_in_at",
    )
)


def _look(index: bytes, seen: int, fresh: bool, now: datetime) -> Select[Any]:
    """The session with its letters: those after ``seen``, and those before it still unmarked.

    What nobody asked for is not shown when it has grown too late; an answer is never too late for
    who comes back to it.
    """
    newer: ColumnElement[bool] = outbox.c.number > seen
    wanted = newer if fresh else or_(newer, outbox.c.state == "waiting")
    in_time = and_(
        outbox.c.state != "refused",
        or_(outbox.c.lane == LIVE, outbox.c.expires_at.is_(None), outbox.c.expires_at > now),
    )
    order = outbox.c.number.desc() if fresh else outbox.c.number
    return (
        select(*_SESSION, *_MAIL)
        .select_from(session)
        .outerjoin(outbox, and_(outbox.c.session_id == session.c.id, wanted, in_time))
        .where(session.c.address_index == index)
        .order_by(order)
        .limit(WINDOW if fresh else _BATCH + _PER_TURN)
    )
