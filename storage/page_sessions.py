"""Who is signed in to the officials' page: by a link asked for in chat, good for one browser.

Of link and cookie only keyed hashes are kept, so whoever reads the store can open nothing.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select, update

from domain.staff import PAGE_LINK_FOR, PAGE_OPEN_FOR
from storage.connection import Store
from storage.tables import page_session

_TOKEN_BYTES = 32
TOKEN_LETTERS = 43
"""So long `_TOKEN_BYTES` are in an address."""


@dataclass(frozen=True, slots=True)
class PageSession:
    """``session``: the address in chat that asked for it."""

    id: int
    actor: int
    session: int
    until: datetime


class PageSessions:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def offer(self, actor_id: int, session_id: int, now: datetime) -> str:
        """What a link opens the page with; one that was given before and not used opens nothing
        any more."""
        self._store.filed.append("page_link")
        await self._end(now, page_session.c.actor_id == actor_id, page_session.c.used_at.is_(None))
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        row = {
            "id": self._store.ids(),
            "actor_id": actor_id,
            "session_id": session_id,
            "link_index": self._index("page_link", token),
            "asked_at": now,
            "until": now + PAGE_LINK_FOR,
        }
        await self._store.connection.execute(insert(page_session), row)
        return token

    async def opens(self, token: str, now: datetime) -> bool:
        """Whether a link can still be used; looking at it does not use it."""
        found = await self._store.connection.execute(
            select(page_session.c.id).where(*self._unused(token, now))
        )
        return found.scalar_one_or_none() is not None

    async def enter(self, token: str, now: datetime) -> str | None:
        """Use a link up: the cookie of the browser that is signed in by it. None where it is past,
        used or none; of two at once one is let in."""
        cookie = secrets.token_urlsafe(_TOKEN_BYTES)
        entered = await self._store.connection.execute(
            update(page_session)
            .where(*self._unused(token, now))
            .values(
                used_at=now,
                until=now + PAGE_OPEN_FOR,
                cookie_index=self._index("page_cookie", cookie),
            )
        )
        return cookie if entered.rowcount == 1 else None

    async def of(self, cookie: str, now: datetime) -> PageSession | None:
        """Who is signed in with it, as far as this table knows."""
        found = await self._store.connection.execute(
            select(page_session).where(
                page_session.c.cookie_index == self._index("page_cookie", cookie), *_open(now)
            )
        )
        row = found.one_or_none()
        return PageSession(row.id, row.actor_id, row.session_id, row.until) if row else None

    async def count(self, actor_id: int, now: datetime) -> int:
        """In how many browsers somebody is signed in."""
        found = await self._store.connection.execute(
            select(func.count())
            .select_from(page_session)
            .where(
                page_session.c.actor_id == actor_id,
                page_session.c.used_at.is_not(None),
                *_open(now),
            )
        )
        return int(found.scalar_one())

    async def end(self, page_session_id: int, now: datetime) -> None:
        """Signed out in this browser."""
        await self._end(now, page_session.c.id == page_session_id)

    async def end_all(self, actor_id: int, now: datetime) -> None:
        """Signed out everywhere; a link not used yet opens nothing either."""
        self._store.filed.append("page_sign_out")
        await self._end(now, page_session.c.actor_id == actor_id)

    async def end_at(self, session_id: int, now: datetime) -> None:
        """The same, of what was asked for at one address."""
        await self._end(now, page_session.c.session_id == session_id)

    def _unused(self, token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
        link = page_session.c.link_index == self._index("page_link", token)
        return (link, page_session.c.used_at.is_(None), *_open(now))

    async def _end(self, now: datetime, *which: ColumnElement[bool]) -> None:
        await self._store.connection.execute(
            update(page_session)
            .where(page_session.c.ended_at.is_(None), *which)
            .values(ended_at=now)
        )

    def _index(self, kind: str, token: str) -> bytes:
        return self._store.vault.index(kind, token)


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return page_session.c.ended_at.is_(None), page_session.c.until > now
