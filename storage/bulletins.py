"""What many are to be told: made once by its key, queued once for all who are to hear it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import (
    Row,
    Select,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from domain.bulletin import Bulletin, BulletinState, Draft
from domain.notice import KNOCKS, NoticeKind, Outcome
from domain.payout import PayoutDay, Way
from domain.place import UnitKey
from storage.connection import Store
from storage.outbox import BULK
from storage.receivers import EVERYBODY, ONE, Among, Receivers, lines_now
from storage.tables import bulletin, notice, session

_ONCE: dict[str, Any] = {
    "sqlite": sqlite.insert(bulletin).on_conflict_do_nothing(index_elements=["key"]),
    "postgresql": postgresql.insert(bulletin).on_conflict_do_nothing(index_elements=["key"]),
}
_RECEIVERS = ("id", "session_id", "kind", "subject", "due_at", "lane", "bulletin_id", "expires_at")
_RETIRED = "#"
_BY_ID = select(bulletin).where(bulletin.c.id == bindparam("of_bulletin"))
_CLOSED_SINCE = select(bulletin.c.id).where(
    bulletin.c.kind == NoticeKind.POINT_CLOSED.value,
    bulletin.c.key.not_like(f"{_RETIRED}%"),
    bulletin.c.unit_code == bindparam("of_code"),
    bulletin.c.unit_from == bindparam("of_from"),
    bulletin.c.point_id == bindparam("of_point"),
    bulletin.c.made_at > bindparam("after"),
)

AT_ONCE = 2_000
"""So many are queued in one transaction: on SQLite no turn can write while it lasts."""

LAST = 2**63 - 1
"""No session has a greater id."""

_REMINDERS = (NoticeKind.PAYDAY_EVE.value, NoticeKind.PAYDAY_MORNING.value)
_PERHAPS_NEEDLESS = bulletin.c.kind == NoticeKind.DAY_CONFIRMED.value


class NotNow(Exception):
    """A bulletin that is not in a state for that; ``args[0]`` is its state."""


@dataclass(frozen=True, slots=True)
class Progress:
    """``told`` and ``dropped`` of ``total``; the rest waits."""

    bulletin: Bulletin
    due_at: datetime
    total: int
    told: int
    dropped: int

    @property
    def waiting(self) -> int:
        return self.total - self.told - self.dropped


@dataclass(frozen=True, slots=True)
class Hearing:
    """How many phones a message wakes; and how many ``pages`` show it once somebody looks."""

    woken: int = 0
    pages: int = 0

    def __add__(self, other: Hearing) -> Hearing:
        return Hearing(self.woken + other.woken, self.pages + other.pages)


class Bulletins:
    """``share``: of a hundred people how many are asked whether their money came."""

    def __init__(self, store: Store, share: int = EVERYBODY) -> None:
        self._store = store
        self._share = share
        self._known: dict[int, Bulletin] = {}

    @property
    def _receivers(self) -> Receivers:
        return Receivers(self._store.today, self._share)

    async def make(self, draft: Draft, now: datetime) -> bool:
        """Whether it is new."""
        row = {
            "id": self._store.ids(),
            "key": draft.key,
            "kind": draft.kind.value,
            "unit_code": draft.unit.code,
            "unit_from": draft.unit.valid_from,
            "way": draft.way.value,
            "point_id": draft.point,
            "day": draft.day,
            "day_before": draft.day_before,
            "state": BulletinState.PLANNED.value,
            "total": 0,
            "made_at": now,
            "due_at": draft.due_at,
            "expires_at": draft.expires_at,
        }
        result = await self._store.connection.execute(_ONCE[self._store.dialect], row)
        return bool(result.rowcount == 1)

    async def retire(self, now: datetime) -> None:
        """Those that are true no more give up their keys, and go no further: should the calendar
        say the same again, that is news, and told anew."""
        result = await self._store.connection.execute(
            select(bulletin).where(
                bulletin.c.key.not_like(f"{_RETIRED}%"),
                or_(bulletin.c.expires_at.is_(None), bulletin.c.expires_at > now),
            )
        )
        for row in result.all():
            if self.lines(_read(row)):
                continue
            stopped = row.state == BulletinState.STOPPED.value
            state = row.state if stopped else BulletinState.DONE.value
            await self._set(row.id, key=f"{_RETIRED}{row.id}", state=state)
            await self._drop(row.id, now, Outcome.STALE)

    async def revive(self, since: datetime, now: datetime) -> None:
        """What was changed and taken back at once is no news: a bulletin that everybody had heard,
        and that has given up its key since, has it again."""
        dropped = exists().where(
            notice.c.bulletin_id == bulletin.c.id,
            notice.c.outcome == Outcome.STALE.value,
            notice.c.told_at >= since,
        )
        result = await self._store.connection.execute(
            select(bulletin)
            .where(
                bulletin.c.key.like(f"{_RETIRED}%"),
                bulletin.c.expires_at > now,
                bulletin.c.total > 0,
                ~dropped,
            )
            .order_by(bulletin.c.id.desc())
        )
        for row in result.all():
            told = _read(row)
            if self.lines(told) and not await self._is_there(told.key):
                await self._set(row.id, key=told.key)

    async def _is_there(self, key: str) -> bool:
        found = await self._store.connection.execute(
            select(bulletin.c.id).where(bulletin.c.key == key)
        )
        return found.first() is not None

    async def closed_since(self, told: Bulletin, at: datetime) -> bool:
        """Its point has closed after this was said, so that it names a place where nobody is."""
        about = {
            "of_code": told.unit.code,
            "of_from": told.unit.valid_from,
            "of_point": told.point,
            "after": at,
        }
        found = await self._store.connection.execute(_CLOSED_SINCE, about)
        return found.first() is not None

    async def one(self, bulletin_id: int) -> Bulletin | None:
        """As it was when this turn first asked, or has left it since."""
        if (known := self._known.get(bulletin_id)) is not None:
            return known
        result = await self._store.connection.execute(_BY_ID, {"of_bulletin": bulletin_id})
        row = result.one_or_none()
        if row is None:
            return None
        return self._known.setdefault(bulletin_id, _read(row))

    async def due(self, now: datetime, limit: int) -> tuple[int, ...]:
        """Whose time has come and for whom nobody is queued yet, oldest first; what another of
        them may make needless comes last."""
        result = await self._store.connection.execute(
            select(bulletin.c.id)
            .where(bulletin.c.state == BulletinState.PLANNED.value, bulletin.c.due_at <= now)
            .order_by(_PERHAPS_NEEDLESS, bulletin.c.due_at, bulletin.c.id)
            .limit(limit)
        )
        return tuple(result.scalars())

    async def slices(self, bulletin_id: int) -> tuple[int, ...]:
        """Up to which session each step of `open` goes, so that none queues more than
        ``AT_ONCE``."""
        found = await self.one(bulletin_id)
        lines = self.lines(found) if found else ()
        if found is None or not lines:
            return (LAST,)
        hearing = self._receivers.of(found, lines, _rest(found)).subquery()
        place = func.row_number().over(order_by=hearing.c.id).label("place")
        numbered = select(hearing.c.id, place).subquery()
        result = await self._store.connection.execute(
            select(numbered.c.id).where(numbered.c.place % AT_ONCE == 0).order_by(numbered.c.id)
        )
        return (*result.scalars(), LAST)

    async def open(self, bulletin_id: int, up_to: int = LAST) -> int:
        """Queue everybody who is to hear it, up to this session, all or nobody; how many.

        One step after the other: each goes on where the one before ended, whoever made that.
        Nothing is queued twice, and nothing for a bulletin that is open already, paused or stale.
        Who hears about somebody of whom nothing is said for now is queued too: what silences may
        be refused while there is still time.
        """
        row = await self._locked(bulletin_id)
        if row is None or row.state != BulletinState.PLANNED.value:
            return 0
        told = _read(row)
        lines = self.lines(told)
        if not lines:
            await self._set(bulletin_id, state=BulletinState.DONE.value)
            return 0
        hearing = self._receivers.of(told, lines, _rest(told, up_to))
        count = await self._queue(row, told, hearing)
        total = row.total + count
        if up_to < LAST:
            reached = max(up_to, told.queued_to or 0)
            await self._set(bulletin_id, total=total, queued_to=reached)
            return count
        state = BulletinState.OPEN if total else BulletinState.DONE
        await self._set(bulletin_id, state=state.value, total=total, queued_to=None)
        return count

    async def _queue(self, row: Row[Any], told: Bulletin, hear: Select[tuple[int]]) -> int:
        hearing = hear.subquery()
        values = select(
            literal(self._store.ids(), notice.c.id.type)
            + func.row_number().over(order_by=hearing.c.id),
            hearing.c.id,
            literal(told.kind.value),
            literal(told.id, notice.c.subject.type),
            literal(row.due_at, notice.c.due_at.type),
            literal(BULK),
            literal(told.id, notice.c.bulletin_id.type),
            literal(row.expires_at, notice.c.expires_at.type),
        ).where(hearing.c.id.is_not(None))  # without a WHERE, SQLite takes ON CONFLICT for a join's
        statement = self._store.insert(notice).from_select(list(_RECEIVERS), values)
        queued = await self._store.connection.execute(
            statement.on_conflict_do_nothing(index_elements=["session_id", "kind", "subject"])
        )
        count: int = queued.rowcount
        return count

    async def count(self, bulletin_id: int) -> int:
        """How many would be told now."""
        found = await self.one(bulletin_id)
        lines = self.lines(found) if found else ()
        return await self._count(found, lines) if found and lines else 0

    async def would_hear(self, draft: Draft, lines: Sequence[PayoutDay]) -> Hearing:
        """How many would be told of it, were the calendar to say so."""
        hearing = self._receivers.of(draft, lines)
        wakes = session.c.channel.in_(sorted(KNOCKS))
        result = await self._store.connection.execute(
            select(func.count().filter(wakes), func.count().filter(~wakes))
            .select_from(session)
            .where(session.c.id.in_(hearing))
        )
        woken, pages = result.one()
        return Hearing(woken, pages)

    async def ahead(self, bulletin_id: int) -> dict[str, int]:
        """How many are still to be told by each channel: who is queued, or would be now."""
        told = await self.one(bulletin_id)
        if told is None:
            return {}
        hearing = [
            select(notice.c.session_id).where(
                notice.c.bulletin_id == bulletin_id, notice.c.told_at.is_(None)
            )
        ]
        to_queue = told.state is BulletinState.PLANNED or told.queued_to is not None
        if to_queue and (lines := self.lines(told)):
            hearing.append(self._receivers.of(told, lines, _rest(told)))
        result = await self._store.connection.execute(
            select(session.c.channel, func.count())
            .where(session.c.id.in_(union_all(*hearing)))
            .group_by(session.c.channel)
        )
        return {row[0]: row[1] for row in result}

    async def kept_back(self, told: Bulletin, session_id: int, now: datetime) -> Outcome | None:
        """Why this address is not to hear it now; None where it is. What it asked for, whom it
        hears about and how they are paid may have changed since it was queued."""
        lines = self.lines(told)
        if not lines or await self._said_today(told, session_id, now):
            return Outcome.STALE
        if await self._hears(told, lines, session_id, but_silenced=True):
            return None
        silenced = await self._hears(told, lines, session_id, but_silenced=False)
        return Outcome.PAUSED if silenced else Outcome.STALE

    async def concerned(self, told: Bulletin, session_id: int) -> frozenset[int]:
        """The people it is about of whom this address hears."""
        lines = self.lines(told)
        if not lines:
            return frozenset()
        found = await self._store.connection.execute(
            self._receivers.concerned(told, lines), {ONE: session_id}
        )
        return frozenset(row.id for row in found)

    def lines(self, told: Bulletin) -> tuple[PayoutDay, ...]:
        """The lines of the calendar of which it is true; none: it is stale."""
        return lines_now(told, self._store.reference)

    async def pause(self, bulletin_id: int) -> None:
        """Nothing more of it goes out for now. Raises NotNow."""
        await self._move(
            bulletin_id, {BulletinState.PLANNED, BulletinState.OPEN}, BulletinState.PAUSED
        )

    async def resume(self, bulletin_id: int) -> None:
        """Go on where it was; for whom nobody was queued yet, that is done now. Raises NotNow."""
        queued = exists().where(notice.c.bulletin_id == bulletin_id)
        all_are = bulletin.c.queued_to.is_(None) & queued
        found = await self._store.connection.execute(
            select(all_are).where(bulletin.c.id == bulletin_id)
        )
        was_open = found.scalar_one_or_none()
        state = BulletinState.OPEN if was_open else BulletinState.PLANNED
        await self._move(bulletin_id, {BulletinState.PAUSED}, state)

    async def stop(self, bulletin_id: int, now: datetime) -> int:
        """Nobody more is told, for good; how many are not. Raises NotNow."""
        running = {BulletinState.PLANNED, BulletinState.OPEN, BulletinState.PAUSED}
        await self._move(bulletin_id, running, BulletinState.STOPPED)
        return await self._drop(bulletin_id, now, Outcome.STOPPED)

    async def close_finished(self) -> int:
        """Those of which nothing waits any more are done; how many."""
        self._known.clear()
        waits = exists().where(notice.c.bulletin_id == bulletin.c.id, notice.c.told_at.is_(None))
        result = await self._store.connection.execute(
            update(bulletin)
            .where(bulletin.c.state == BulletinState.OPEN.value, ~waits)
            .values(state=BulletinState.DONE.value)
        )
        return result.rowcount

    async def progress(self, limit: int = 50) -> tuple[Progress, ...]:
        """The newest, newest first."""
        outcomes = (
            select(
                notice.c.bulletin_id,
                func.count().filter(notice.c.outcome == Outcome.TOLD.value).label("told"),
                func.count()
                .filter(notice.c.told_at.is_not(None), notice.c.outcome != Outcome.TOLD.value)
                .label("dropped"),
            )
            .where(notice.c.bulletin_id.is_not(None))
            .group_by(notice.c.bulletin_id)
            .subquery()
        )
        result = await self._store.connection.execute(
            select(
                *bulletin.c,
                func.coalesce(outcomes.c.told, 0).label("told"),
                func.coalesce(outcomes.c.dropped, 0).label("dropped"),
            )
            .outerjoin(outcomes, outcomes.c.bulletin_id == bulletin.c.id)
            .order_by(bulletin.c.id.desc())
            .limit(limit)
        )
        return tuple(
            Progress(_read(row), row.due_at, row.total, row.told, row.dropped) for row in result
        )

    async def _drop(self, bulletin_id: int, now: datetime, outcome: Outcome) -> int:
        """Whoever has not been told is not; how many."""
        result = await self._store.connection.execute(
            update(notice)
            .where(notice.c.bulletin_id == bulletin_id, notice.c.told_at.is_(None))
            .values(told_at=now, outcome=outcome.value)
        )
        return result.rowcount

    async def _locked(self, bulletin_id: int) -> Row[Any] | None:
        """On PostgreSQL a second replica waits here, and then finds it open."""
        result = await self._store.connection.execute(
            select(bulletin).where(bulletin.c.id == bulletin_id).with_for_update()
        )
        return result.one_or_none()

    async def _move(
        self, bulletin_id: int, before: Collection[BulletinState], after: BulletinState
    ) -> None:
        row = await self._locked(bulletin_id)
        if row is None:
            raise NotNow("unknown")
        if row.state not in {state.value for state in before}:
            raise NotNow(row.state)
        await self._set(bulletin_id, state=after.value)

    async def _set(self, bulletin_id: int, **values: object) -> None:
        self._known.pop(bulletin_id, None)
        await self._store.connection.execute(
            update(bulletin).where(bulletin.c.id == bulletin_id).values(**values)
        )

    async def _hears(
        self, told: Bulletin, lines: Sequence[PayoutDay], session_id: int, *, but_silenced: bool
    ) -> bool:
        hears = self._receivers.hears(told, lines, but_silenced=but_silenced)
        return (await self._store.connection.execute(hears, {ONE: session_id})).first() is not None

    async def _count(self, told: Bulletin, lines: Sequence[PayoutDay]) -> int:
        hearing = self._receivers.of(told, lines).subquery()
        result = await self._store.connection.execute(select(func.count()).select_from(hearing))
        return result.scalar_one()

    async def _said_today(self, told: Bulletin, session_id: int, now: datetime) -> bool:
        """Who was told today that it is tomorrow, or today, need not hear that the day is certain.
        Not the other way round: what was said in the morning does not remind in the evening."""
        if told.kind is not NoticeKind.DAY_CONFIRMED:
            return False
        midnight = datetime.combine(now.date(), time.min, now.tzinfo)
        found = await self._store.connection.execute(
            select(notice.c.id)
            .join(bulletin, bulletin.c.id == notice.c.bulletin_id)
            .where(
                notice.c.session_id == session_id,
                notice.c.outcome == Outcome.TOLD.value,
                notice.c.told_at >= midnight,
                bulletin.c.kind.in_(_REMINDERS),
                bulletin.c.unit_code == told.unit.code,
                bulletin.c.unit_from == told.unit.valid_from,
                bulletin.c.point_id == told.point,
                bulletin.c.day == told.day,
            )
        )
        return found.first() is not None


def _rest(told: Bulletin, up_to: int = LAST) -> Among | None:
    """Those for whom it is still to be queued; None where that may be anybody."""
    if told.queued_to is None and up_to == LAST:
        return None
    return (told.queued_to or 0) + 1, up_to


def _read(row: Any) -> Bulletin:
    return Bulletin(
        id=row.id,
        kind=NoticeKind(row.kind),
        unit=UnitKey(row.unit_code, row.unit_from),
        way=Way(row.way),
        point=row.point_id,
        day=row.day,
        day_before=row.day_before,
        state=BulletinState(row.state),
        queued_to=row.queued_to,
    )
