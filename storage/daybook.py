"""What one day of the service was, as plain counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, distinct, func, select

from domain.case import CaseState
from domain.notice import KNOCKS, Outcome
from storage.alerts import Alerts
from storage.condition import Conditions
from storage.connection import Store
from storage.tables import case_file, inbox, notice, outbox


@dataclass(frozen=True, slots=True)
class Day:
    """``heard`` messages of ``phones`` addresses; ``sent``, ``refused`` and ``told`` on that day.
    The rest as it stands now. ``copied_here``: it is this program that copies the store."""

    heard: int
    phones: int
    sent: int
    refused: int
    told: int
    waiting: int
    cases: int
    alerts: int
    copied_here: bool
    copied_at: datetime | None


class Daybook:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, begins: datetime, ends: datetime) -> Day:
        """The day from the one moment to the other."""
        heard = (inbox.c.heard_at >= begins, inbox.c.heard_at < ends)
        # A reply is due anew with each try, and sent within seconds of the last.
        due = (outbox.c.due_at >= begins, outbox.c.due_at < ends)
        told = (notice.c.told_at >= begins, notice.c.told_at < ends)
        waits = outbox.c.state == "waiting"
        return Day(
            heard=await self._count(*heard),
            phones=await self._count(*heard, each=inbox.c.address_index),
            sent=await self._count(outbox.c.state == "sent", *due),
            refused=await self._count(outbox.c.state == "refused", *due),
            told=await self._count(notice.c.outcome == Outcome.TOLD.value, *told),
            waiting=await self._count(waits, outbox.c.channel.in_(KNOCKS)),
            cases=await self._count(case_file.c.state == CaseState.OPEN.value),
            alerts=await Alerts(self._store).count(),
            copied_here=self._store.dialect == "sqlite",
            copied_at=await Conditions(self._store).backed_up_at(),
        )

    async def _count(
        self, *where: ColumnElement[bool], each: ColumnElement[bytes] | None = None
    ) -> int:
        """How many rows; or how many different ones of a column."""
        what = func.count() if each is None else func.count(distinct(each))
        found = await self._store.connection.execute(select(what).where(*where))
        return int(found.scalar_one())
