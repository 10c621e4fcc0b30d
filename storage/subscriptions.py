"""Who asked to be written to, about what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, insert, or_, select, update

from domain.notice import Topic
from domain.place import UnitKey
from domain.subscription import VERSION, Subscription
from storage.connection import Store
from storage.tables import link, subscription


class Subscriptions:
    """Turns of one address queue up, so none is started twice."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, session_id: int) -> tuple[Subscription, ...]:
        """What this address is written to about, oldest first: of people while it hears about them
        by the link under which it asked."""
        result = await self._store.connection.execute(
            select(subscription)
            .outerjoin(
                link,
                and_(
                    link.c.session_id == subscription.c.session_id,
                    link.c.person_id == subscription.c.person_id,
                ),
            )
            .where(
                subscription.c.session_id == session_id,
                subscription.c.ended_at.is_(None),
                or_(
                    subscription.c.person_id.is_(None),
                    and_(link.c.ended.is_(None), link.c.agreed_at <= subscription.c.since),
                ),
            )
            .order_by(subscription.c.id)
        )
        return tuple(
            Subscription(
                row.id,
                Topic(row.topic),
                row.person_id,
                UnitKey(row.unit_code, row.unit_from) if row.unit_code else None,
                row.point_id,
            )
            for row in result
        )

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
        self,
        session_id: int,
        now: datetime,
        *,
        topics: Iterable[Topic] = tuple(Topic),
        person: int | None = None,
        unit: UnitKey | None = None,
    ) -> None:
        """Write no more about these; of every person and place unless one is named."""
        self._store.filed.append("unsubscribe")
        where: list[ColumnElement[bool]] = [
            subscription.c.session_id == session_id,
            subscription.c.ended_at.is_(None),
            subscription.c.topic.in_([one.value for one in topics]),
        ]
        if person is not None:
            where.append(subscription.c.person_id == person)
        if unit is not None:
            where += [
                subscription.c.unit_code == unit.code,
                subscription.c.unit_from == unit.valid_from,
            ]
        await self._store.connection.execute(
            update(subscription).where(*where).values(ended_at=now)
        )
