"""What an operator has to know of a store, as plain counts; nothing of anybody is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Exists, exists, func, select, text

from domain.case import CaseKind
from domain.payday_lists import ListOf
from domain.payout import Way
from domain.permissions import Role
from domain.person import Programme
from domain.place import UnitKey
from domain.text import Month
from storage.connection import Store
from storage.jobs import COPYING, Jobs, Run
from storage.sealed import Unreadable
from storage.staff import Staff
from storage.tables import (
    audit,
    audit_seal,
    case_file,
    job_run,
    payment_list,
    payout_day,
    person,
    session,
    staff_grant,
    unit,
)

CODES_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Condition:
    """``opens``: why the keys open no cell, None where they do. ``clock``: the database's, where it
    has one of its own. ``no_list``, ``no_calendar``: present units of ours that lack it.

    ``listed``: when the newest active lists were made, since last month. ``unsealed_since``: of
    when the oldest row of the audit is that has no seal. ``unproved``: how many of the staff have
    shown no code of a device of theirs. ``codes``: by the number of a bank, of how many people its
    code was reported not to arrive within the last hour.
    """

    opens: str | None
    clock: datetime | None
    backed_up_at: datetime | None
    roles: frozenset[Role]
    no_list: tuple[UnitKey, ...]
    no_calendar: tuple[UnitKey, ...]
    listed: Mapping[ListOf, date]
    runs: Mapping[str, Run]
    unsealed_since: datetime | None
    unproved: int
    codes: Mapping[str, int]


class Conditions:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def read(self, now: datetime) -> Condition:
        """The state of the store at that moment."""
        today = now.date()
        month = Month.of(today)
        return Condition(
            opens=await self._opens(),
            clock=await self._clock(),
            backed_up_at=await self.backed_up_at(),
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
            listed=await self._listed(month),
            runs=await Jobs(self._store).runs(),
            unsealed_since=await self._unsealed_since(),
            unproved=await Staff(self._store).unproved(),
            codes=await self._codes(now - CODES_WITHIN),
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

    async def backed_up_at(self) -> datetime | None:
        found = await self._store.connection.execute(
            select(func.max(job_run.c.ran_at)).where(job_run.c.name == COPYING)
        )
        newest: datetime | None = found.scalar_one_or_none()
        return newest

    async def _listed(self, month: Month) -> dict[ListOf, date]:
        """The newest of each; the payday of a month may fall into the one after it."""
        by = (
            payment_list.c.unit_code,
            payment_list.c.unit_from,
            payment_list.c.month,
            payment_list.c.programme,
            payment_list.c.way,
        )
        found = await self._store.connection.execute(
            select(*by, func.max(payment_list.c.made_on).label("made_on"))
            .where(payment_list.c.active, payment_list.c.month >= month.plus(-1).first_day)
            .group_by(*by)
        )
        return {
            (
                UnitKey(row.unit_code, row.unit_from),
                Month.of(row.month),
                Programme(row.programme),
                Way(row.way),
            ): row.made_on
            for row in found
        }

    async def _unsealed_since(self) -> datetime | None:
        """Of what came after the newest sealed row: one that was committed late is sealed with the
        next, and `ansinh audit verify` finds it where it is not."""
        sealed = select(func.coalesce(func.max(audit_seal.c.last_id), 0)).scalar_subquery()
        purged = select(func.coalesce(func.max(audit_seal.c.purged_last_id), 0)).scalar_subquery()
        found = await self._store.connection.execute(
            select(func.min(audit.c.at)).where(audit.c.id > sealed, audit.c.id > purged)
        )
        oldest: datetime | None = found.scalar_one()
        return oldest

    async def _codes(self, since: datetime) -> dict[str, int]:
        found = await self._store.connection.execute(
            select(case_file.c.bank, func.count())
            .where(
                case_file.c.kind == CaseKind.OTP.value,
                case_file.c.bank.is_not(None),
                case_file.c.filed_at > since,
            )
            .group_by(case_file.c.bank)
        )
        return {row[0]: row[1] for row in found}

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
