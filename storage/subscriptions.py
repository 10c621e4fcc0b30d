"""Who asked to be written to, about what."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, or_, select, update

from domain.notice import Topic
from domain.place import UnitKey
from domain.subscription import VERSION, Subscription
from storage.connection import Store
from storage.tables import link, subscription

_STANDING = (
    select(subscription)
    .outerjoin(
        link,
        and_(
            link.c.session_id == subscription.c.session_id,
            link.c.person_id == subscription.c.person_id,
        ),
    )
    .where(
        subscription.c.session_id == bindparam("from_session"),
        subscription.c.ended_at.is_(None),
        or_(
            subscription.c.person_id.is_(None),
            and_(link.c.ended.is_(None), link.c.agreed_at <= subscription.c.since),
        ),
    )
    .order_by(subscription.c.id)
)


class Subscriptions:
    """Turns of one address queue up, so none is started twice."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, session_id: int) -> tuple[Subscription, ...]:
        """What this address is written to about, oldest first: of people while it hears about them
        by the link under which it asked."""
        result = await self._store.connection.execute(_STANDING, {"from_session": session_id})
        return tuple(map(_read, result))

    async def ended(self, session_id: int, at: datetime) -> tuple[Subscription, ...]:
        """What was ended together, by the moment that `end` returned."""
        result = await self._store.connection.execute(
            select(subscription)
            .where(subscription.c.session_id == session_id, subscription.c.ended_at == at)
            .order_by(subscription.c.id)
        )
        return tuple(map(_read, result))

    async def start(
        self,
        session_id: int,
        topics: Iterable[Topic],
        now: datetime,
        language: str,
        *,
        person: int | None = None,
        unit: UnitKey | None = None,
        point: int | None = None,
    ) -> None:
        """Write to this address about these, for a person or a place; what stands already stands.

        Raises sqlalchemy.exc.IntegrityError where neither is named.
        """
        self._store.filed.append("subscribe")
        standing = {
            one.topic
            for one in await self.of(session_id)
            if (one.person, one.unit, one.point) == (person, unit, point)
        }
        rows = [
            {
                "id": self._store.ids(),
                "session_id": session_id,
                "topic": topic.value,
                "person_id": person,
                "unit_code": unit and unit.code,
                "unit_from": unit and unit.valid_from,
                "point_id": point,
                "since": now,
                "version": VERSION,
                "language": language,
            }
            for topic in Topic
            if topic in set(topics) - standing
        ]
        if rows:
            await self._store.connection.execute(insert(subscription), rows)

    async def end(
        self, session_id: int, now: datetime, only: Collection[int] | None = None
    ) -> datetime:
        """Write no more about these, or about anything; the moment that names what ended now.

        No two endings of an address have the same moment, so that each can be taken back alone.
        """
        self._store.filed.append("unsubscribe")
        mine = subscription.c.session_id == session_id
        last = await self._store.connection.scalar(
            select(func.max(subscription.c.ended_at)).where(mine)
        )
        moment = max(now, last + timedelta(microseconds=1)) if last else now
        standing = [mine, subscription.c.ended_at.is_(None)]
        these = [] if only is None else [subscription.c.id.in_(only)]
        await self._store.connection.execute(
            update(subscription).where(*standing, *these).values(ended_at=moment)
        )
        return moment


def _read(row: Any) -> Subscription:
    unit = UnitKey(row.unit_code, row.unit_from) if row.unit_code else None
    return Subscription(row.id, Topic(row.topic), row.person_id, unit, row.point_id)
