"""What an operator has to know of a store, as plain counts; nothing of anybody is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Exists, exists, func, select, text

from domain.permissions import Role
from domain.place import UnitKey
from domain.text import Month
from storage.connection import Store
from storage.sealed import Unreadable
from storage.tables import job_run, payment_list, payout_day, person, session, staff_grant, unit


@dataclass(frozen=True, slots=True)
class Condition:
    """``opens``: why the keys open no cell, None where they do. ``clock``: the database's, where it
    has one of its own. ``no_list``, ``no_calendar``: present units of ours that lack it."""

    opens: str | None
    clock: datetime | None
    backed_up_at: datetime | None
    roles: frozenset[Role]
    no_list: tuple[UnitKey, ...]
    no_calendar: tuple[UnitKey, ...]


class Conditions:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def read(self, today: date) -> Condition:
        """The state of the store on that day."""
        month = Month.of(today)
        return Condition(
            opens=await self._opens(),
            clock=await self._clock(),
            backed_up_at=await self._backed_up_at(),
            roles=await self._roles(),
            no_list=await self._units_without(
                exists().where(
                    payment_list.c.unit_code == unit.c.code,
                    payment_list.c.unit_from == unit.c.valid_from,
                    payment_list.c.month == month.first_day,
                    payment_list.c.active,
                )
            ),
            no_calendar=await self._units_without(
                exists().where(
                    payout_day.c.unit_code == unit.c.code,
                    payout_day.c.unit_from == unit.c.valid_from,
                    payout_day.c.month >= month.first_day,
                )
            ),
        )

    async def _opens(self) -> str | None:
        for column in (person.c.sealed_name, session.c.sealed_address):
            found = await self._store.connection.execute(
                select(column.table.c.id, column.label("cell")).limit(1)
            )
            row = found.first()
            try:
                if row is not None:
                    self._store.vault.open(row.cell, column, row.id)
            except Unreadable as error:
                return str(error)
        return None

    async def _clock(self) -> datetime | None:
        if self._store.dialect != "postgresql":
            return None
        found = await self._store.connection.execute(text("SELECT clock_timestamp()"))
        clock: datetime = found.scalar_one()
        return clock

    async def _backed_up_at(self) -> datetime | None:
        found = await self._store.connection.execute(
            select(func.max(job_run.c.ran_at)).where(job_run.c.name == "backup")
        )
        newest: datetime | None = found.scalar_one_or_none()
        return newest

    async def _roles(self) -> frozenset[Role]:
        found = await self._store.connection.execute(
            select(staff_grant.c.role).where(staff_grant.c.ended_at.is_(None)).distinct()
        )
        return frozenset(Role(one) for one in found.scalars())

    async def _units_without(self, has: Exists) -> tuple[UnitKey, ...]:
        found = await self._store.connection.execute(
            select(unit.c.code, unit.c.valid_from)
            .where(unit.c.served, unit.c.valid_to.is_(None), ~has)
            .order_by(unit.c.code)
        )
        return tuple(UnitKey(row.code, row.valid_from) for row in found)
