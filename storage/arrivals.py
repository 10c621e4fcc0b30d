"""What people said two days after payday: one answer per address, person and month."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from domain.arrival import Came
from domain.notice import NoticeKind, Outcome
from domain.text import Month
from storage.connection import Store
from storage.tables import arrival, notice


class Arrivals:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def record(
        self,
        session_id: int,
        person_id: int,
        month: Month,
        came: Came,
        trips: int | None,
        now: datetime,
    ) -> None:
        """What was said last counts. ``trips``: how many times somebody had to go, if they know."""
        self._store.filed.append("arrival")
        said = {"answer": came.value, "trips": trips, "at": now}
        row = {
            "id": self._store.ids(),
            "session_id": session_id,
            "person_id": person_id,
            "month": month.first_day,
            **said,
        }
        statement = self._store.insert(arrival).values(row)
        await self._store.connection.execute(
            statement.on_conflict_do_update(
                index_elements=[arrival.c.session_id, arrival.c.person_id, arrival.c.month],
                set_=said,
            )
        )

    async def asked_last(self, session_id: int, now: datetime) -> int | None:
        """The bulletin by which this address was asked last, while its answer helps."""
        result = await self._store.connection.execute(
            select(notice.c.subject)
            .where(
                notice.c.session_id == session_id,
                notice.c.kind == NoticeKind.DID_IT_ARRIVE.value,
                notice.c.outcome == Outcome.TOLD.value,
                notice.c.expires_at > now,
            )
            .order_by(notice.c.told_at.desc())
            .limit(1)
        )
        return result.scalar_one_or_none()

    async def answered(self, session_id: int, month: Month) -> frozenset[int]:
        """About whom this address has answered for a month."""
        result = await self._store.connection.execute(
            select(arrival.c.person_id).where(
                arrival.c.session_id == session_id, arrival.c.month == month.first_day
            )
        )
        return frozenset(result.scalars())
