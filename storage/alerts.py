"""Which troubles stand, from when to when. One that was there only once is told to nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, insert, or_, select, update

from domain.alert import AGAIN, AlertKind, Trouble, stands
from domain.notice import NoticeKind, Outcome
from storage.connection import Store
from storage.tables import alert, notice

_REMEMBERED = timedelta(days=1)
"""So long who was told of a trouble can still be told that it is over."""


@dataclass(frozen=True, slots=True)
class Alert:
    """``code`` is an `AlertKind`, perhaps one of a later program."""

    id: int
    code: str
    about: str
    value: int
    since: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Watched:
    """Which alerts stand, and which are over."""

    standing: tuple[int, ...]
    over: tuple[int, ...]


class Alerts:
    """One process at a time watches: who has claimed the job's slot."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def one(self, alert_id: int) -> Alert | None:
        found = await self._store.connection.execute(select(alert).where(alert.c.id == alert_id))
        row = found.one_or_none()
        return None if row is None else _read(row)

    async def open(self, now: datetime) -> tuple[str, ...]:
        """The code of each that stands, also where that was seen only once, or only the last look
        found it gone."""
        lately = or_(alert.c.ended_at.is_(None), alert.c.ended_at > now - AGAIN)
        found = await self._store.connection.execute(select(alert.c.code).where(lately))
        return tuple(found.scalars())

    async def watch(
        self, troubles: Iterable[Trouble], unseen: Collection[AlertKind], now: datetime
    ) -> Watched:
        """Note what is there now; where that could not be seen, what stood goes on standing."""
        here = {(one.kind.value, one.about): one for one in troubles}
        known = await self._known(now)
        standing, over = [], []
        for key, trouble in here.items():
            before = known.get(key)
            if before is not None and stands(before.ended_at, now):
                await self._set(before.id, ended_at=None, value=trouble.value)
                standing.append(before.id)
            else:
                await self._first_seen(trouble, now)
        for key, before in known.items():
            if key in here or before.code in unseen:
                continue
            if before.ended_at is None:
                await self._set(before.id, ended_at=now)
            else:
                over.append(before.id)
        return Watched(tuple(standing), tuple(over))

    async def told(self, alerts: Collection[int]) -> dict[int, list[int]]:
        """The sessions that have heard of each."""
        if not alerts:
            return {}
        found = await self._store.connection.execute(
            select(notice.c.subject, notice.c.session_id).where(
                notice.c.kind == NoticeKind.ALERT.value,
                notice.c.subject.in_(alerts),
                notice.c.outcome == Outcome.TOLD.value,
            )
        )
        heard: dict[int, list[int]] = {}
        for row in found:
            heard.setdefault(row.subject, []).append(row.session_id)
        return heard

    async def _known(self, now: datetime) -> dict[tuple[str, str], Alert]:
        """The newest of each that stands or ended not long ago."""
        recent = or_(alert.c.ended_at.is_(None), alert.c.ended_at > now - _REMEMBERED)
        found = await self._store.connection.execute(
            select(alert).where(recent).order_by(alert.c.id)
        )
        return {(row.code, row.about): _read(row) for row in found}

    async def _first_seen(self, trouble: Trouble, now: datetime) -> None:
        row = {
            "id": self._store.ids(),
            "code": trouble.kind.value,
            "about": trouble.about[:80],
            "value": trouble.value,
            "since": now,
            "ended_at": now,
        }
        await self._store.connection.execute(insert(alert), row)

    async def _set(self, alert_id: int, **values: object) -> None:
        await self._store.connection.execute(
            update(alert).where(alert.c.id == alert_id).values(**values)
        )


def _read(row: Row[tuple[object, ...]]) -> Alert:
    return Alert(row.id, row.code, row.about, row.value, row.since, row.ended_at)
