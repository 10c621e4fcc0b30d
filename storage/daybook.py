"""What one day of the service was, as plain counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, distinct, func, select

from domain.alert import COPY_HOLDS, LOOK_HOLDS, AlertKind
from domain.notice import KNOCKS, Outcome
from storage.alerts import Alerts
from storage.case_rows import standing
from storage.condition import Conditions
from storage.connection import Store
from storage.jobs import Jobs
from storage.tables import inbox, notice, outbox

_LOOKS = "watch"
"""The job that finds what is wrong."""


@dataclass(frozen=True, slots=True)
class Day:
    """``heard`` messages of ``phones`` addresses; ``sent``, ``refused`` and ``told`` on that day.
    The rest as it stands now. ``wrong``: things that are not in order, the copy among them; None
    where nobody has looked lately. ``copied_here``: it is this program that copies the store."""

    heard: int
    phones: int
    sent: int
    refused: int
    told: int
    waiting: int
    cases: int
    wrong: int | None
    copied_here: bool
    copied_at: datetime | None


class Daybook:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, begins: datetime, ends: datetime, now: datetime) -> Day:
        """The day from the one moment to the other."""
        copied_at = await Conditions(self._store).backed_up_at()
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
            cases=await self._count(standing),
            wrong=await self._wrong(copied_at, now),
            copied_here=self._copied_here,
            copied_at=copied_at,
        )

    @property
    def _copied_here(self) -> bool:
        return self._store.dialect == "sqlite"

    async def _wrong(self, copied_at: datetime | None, now: datetime) -> int | None:
        """The copy is looked at here, because a store that has just begun has none, and no look
        yet that has said so."""
        if not await self._looked_at(now):
            return None
        others = [
            code for code in await Alerts(self._store).open(now) if code != AlertKind.BACKUP.value
        ]
        uncopied = copied_at is None or now - copied_at >= COPY_HOLDS
        return len(others) + (self._copied_here and uncopied)

    async def _looked_at(self, now: datetime) -> bool:
        look = (await Jobs(self._store).runs()).get(_LOOKS)
        return look is not None and not look.broke_off and now - look.at < LOOK_HOLDS

    async def _count(
        self, *where: ColumnElement[bool], each: ColumnElement[bytes] | None = None
    ) -> int:
        """How many rows; or how many different ones of a column."""
        what = func.count() if each is None else func.count(distinct(each))
        found = await self._store.connection.execute(select(what).where(*where))
        return int(found.scalar_one())
