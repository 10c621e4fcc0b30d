"""At which hour each official hears the numbers of a day; and that they hear them, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import case, select

from domain.festivals import public_holidays
from domain.notice import KNOCKS, NoticeKind
from domain.permissions import MAY, Act, Grant, Role, covers
from domain.place import UnitKey
from domain.quiet import QuietHours
from domain.summary_hour import (
    LATE,
    LOOKED_BACK,
    MADE_UP_FOR,
    USUAL_HOUR,
    Due,
    SummaryHour,
    days_to_tell,
    due,
)
from storage.connection import Store
from storage.notices import Notices
from storage.tables import session, staff_address, staff_grant, summary_hour, summary_told


class SummaryHours:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, actor_id: int) -> int | None:
        """The usual one where they have chosen none; None where they want to hear nothing."""
        found = await self._store.connection.execute(
            select(summary_hour.c.hour).where(summary_hour.c.actor_id == actor_id)
        )
        row = found.one_or_none()
        return USUAL_HOUR if row is None else row.hour

    async def choose(self, actor_id: int, hour: int | None, now: datetime) -> None:
        """From now on; what was due before at another hour is not told late."""
        self._store.filed.append("summary_hour")
        values = {"hour": hour, "since": now}
        statement = self._store.insert(summary_hour).values(actor_id=actor_id, **values)
        await self._store.connection.execute(
            statement.on_conflict_do_update(index_elements=[summary_hour.c.actor_id], set_=values)
        )

    async def was_due(self, actor_id: int, day: date) -> datetime | None:
        """When they were to hear of a day; None where that was never planned."""
        found = await self._store.connection.execute(
            select(summary_told.c.due_at).where(
                summary_told.c.actor_id == actor_id, summary_told.c.day == day
            )
        )
        at: datetime | None = found.scalar_one_or_none()
        return at

    async def plan(self, now: datetime, quiet: QuietHours) -> int:
        """Have every official told of each day that is due and that nobody has had told to them
        yet; how many messages that makes. What comes late wakes nobody.

        Each is planned with the row that says so, in one transaction: whichever replica writes the
        row has it told, and who is stopped before it commits has planned nothing.
        """
        addresses = await self._addresses()
        grants = await self._grants()
        officials = sorted(addresses.keys() & grants.keys())
        hours = await self._hours(officials, now)
        told = await self._told(now)
        count = 0
        for actor in officials:
            days = self._days(grants[actor], now)
            for one in due(hours[actor], now, days, told[actor]):
                count += await self._tell(actor, addresses[actor], one, now, quiet)
        return count

    async def _tell(
        self, actor: int, session_id: int, one: Due, now: datetime, quiet: QuietHours
    ) -> int:
        row = {"actor_id": actor, "day": one.day, "due_at": one.at}
        statement = self._store.insert(summary_told).values(**row)
        written = await self._store.connection.execute(statement.on_conflict_do_nothing())
        if written.rowcount != 1:
            return 0
        when = quiet.over(now) if now - one.at > LATE else now
        await Notices(self._store).tell(
            [session_id], NoticeKind.DAY_SUMMARY, one.day.toordinal(), when, now + MADE_UP_FOR
        )
        return 1

    async def _addresses(self) -> Mapping[int, int]:
        """One of each who works here: where a message wakes a phone, or else where they were
        last."""
        knocks = case((session.c.channel.in_(sorted(KNOCKS)), 1), else_=0)
        rows = await self._store.connection.execute(
            select(staff_address.c.actor_id, staff_address.c.session_id)
            .join(session, session.c.id == staff_address.c.session_id)
            .where(staff_address.c.ended_at.is_(None), session.c.gone_at.is_(None))
            .order_by(knocks, staff_address.c.used_on, staff_address.c.since, session.c.id)
        )
        return {row.actor_id: row.session_id for row in rows}

    async def _grants(self) -> Mapping[int, Sequence[Grant]]:
        """Of who may hear the numbers, for which units."""
        roles = [one.value for one in MAY[Act.HEAR_SUMMARY]]
        rows = await self._store.connection.execute(
            select(staff_grant).where(
                staff_grant.c.role.in_(roles), staff_grant.c.ended_at.is_(None)
            )
        )
        found: dict[int, list[Grant]] = defaultdict(list)
        for row in rows:
            unit = UnitKey(row.unit_code, row.unit_from) if row.unit_code else None
            found[row.actor_id].append(Grant(Role(row.role), unit))
        return found

    async def _hours(self, actors: Sequence[int], now: datetime) -> Mapping[int, SummaryHour]:
        """Whoever has chosen none has the usual one, from the first time that it is looked for:
        nobody is told of days before they were here."""
        rows = [{"actor_id": one, "hour": USUAL_HOUR, "since": now} for one in actors]
        if rows:
            statement = self._store.insert(summary_hour).on_conflict_do_nothing()
            await self._store.connection.execute(statement, rows)
        found = await self._store.connection.execute(select(summary_hour))
        return {row.actor_id: SummaryHour(row.hour, row.since) for row in found}

    async def _told(self, now: datetime) -> Mapping[int, set[date]]:
        since = (now - LOOKED_BACK).date()
        rows = await self._store.connection.execute(
            select(summary_told.c.actor_id, summary_told.c.day).where(summary_told.c.day >= since)
        )
        found: dict[int, set[date]] = defaultdict(set)
        for row in rows:
            found[row.actor_id].add(row.day)
        return found

    def _days(self, grants: Sequence[Grant], now: datetime) -> frozenset[date]:
        """Working days, and what is a payday in one of their units."""
        reference = self._store.reference
        lines = (
            line
            for unit, days in reference.calendar.items()
            if any(covers(grant.unit, unit, reference.gazetteer) for grant in grants)
            for line in days
        )
        return days_to_tell(now, public_holidays(), lines)
