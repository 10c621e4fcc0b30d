"""Whom somebody of the staff had before them last, so that they need not be sought again.

Apart from the audit, which is kept for years, is never forgotten, and also holds those who were
only shown among others.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from storage.connection import Store
from storage.tables import looked_at

_AT_MOST = 40
"""More than are ever offered, since some of them may be of units that are theirs no more."""


class LastLooked:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def note(self, actor_id: int, person_id: int, at: datetime) -> None:
        """They have this person before them now."""
        statement = self._store.insert(looked_at).values(
            actor_id=actor_id, person_id=person_id, at=at
        )
        await self._store.connection.execute(
            statement.on_conflict_do_update(
                index_elements=[looked_at.c.actor_id, looked_at.c.person_id], set_={"at": at}
            )
        )

    async def of(self, actor_id: int) -> tuple[int, ...]:
        """The people, the last one first; nothing of them is read."""
        result = await self._store.connection.execute(
            select(looked_at.c.person_id)
            .where(looked_at.c.actor_id == actor_id)
            .order_by(looked_at.c.at.desc(), looked_at.c.person_id)
            .limit(_AT_MOST)
        )
        return tuple(result.scalars())
