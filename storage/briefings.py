"""How a unit stands this month, counted: lists, payments, what is special, open cases, carers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Table, func, or_, select, tuple_

from domain.account import AccountState
from domain.case import CaseKind
from domain.payout import FailedBecause, Stage, Way
from domain.person import Programme
from domain.place import UnitKey
from domain.privacy import Level
from domain.text import Month
from storage.case_rows import standing
from storage.connection import Store
from storage.tables import account, case_file, entitlement, link, payment, payment_list, person


@dataclass(frozen=True, slots=True)
class ListMade:
    """One active payment list, and how many payments stand on it."""

    programme: Programme
    way: Way
    made_on: date
    payments: int


@dataclass(frozen=True, slots=True)
class Special:
    """Payments and people that need somebody's hand this month."""

    failed: dict[FailedBecause, int]
    returned: int
    without_account: int
    on_no_list: int


class Briefings:
    """``units`` are a present unit and the old ones that went into it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def lists(self, units: Sequence[UnitKey], month: Month) -> tuple[ListMade, ...]:
        rows = await self._rows(
            select(
                payment_list.c.programme,
                payment_list.c.way,
                func.max(payment_list.c.made_on).label("made_on"),
                func.count(payment.c.id).label("payments"),
            )
            .outerjoin(payment, payment.c.list_id == payment_list.c.id)
            .where(
                _in(payment_list, units),
                payment_list.c.month == month.first_day,
                payment_list.c.active,
            )
            .group_by(payment_list.c.programme, payment_list.c.way)
            .order_by(payment_list.c.programme, payment_list.c.way)
        )
        return tuple(
            ListMade(Programme(row.programme), Way(row.way), row.made_on, row.payments)
            for row in rows
        )

    async def people(self, units: Sequence[UnitKey], month: Month) -> dict[Way, int]:
        """How many people are paid by each way this month."""
        rows = await self._rows(
            _payments(payment.c.way, func.count(payment.c.person_id.distinct()), units, month)
        )
        return {Way(row[0]): row[1] for row in rows}

    async def special(self, units: Sequence[UnitKey], month: Month) -> Special:
        failed = await self._rows(
            _payments(payment.c.reason, func.count(), units, month).where(
                payment.c.stage == Stage.FAILED.value
            )
        )
        returned = await self._rows(
            _payments(payment.c.stage, func.count(), units, month).where(
                payment.c.stage == Stage.RETURNED.value
            )
        )
        return Special(
            {FailedBecause(row[0]): row[1] for row in failed},
            sum(row[1] for row in returned),
            await self._without_account(units, month),
            await self._on_no_list(units, month),
        )

    async def cases(self, units: Sequence[UnitKey]) -> dict[CaseKind, int]:
        """Open ones, but for complaints: who reads this may be whom they are about."""
        rows = await self._rows(
            select(case_file.c.kind, func.count())
            .where(_in(case_file, units), standing, case_file.c.kind != CaseKind.ABOUT_STAFF.value)
            .group_by(case_file.c.kind)
            .order_by(case_file.c.kind)
        )
        return {CaseKind(row[0]): row[1] for row in rows}

    async def waiting(self, units: Sequence[UnitKey]) -> int:
        """Carers who wait for an officer's word."""
        rows = await self._rows(
            select(func.count())
            .select_from(link)
            .join(person, person.c.id == link.c.person_id)
            .where(_in(person, units), link.c.ended.is_(None), link.c.confirmed_at.is_(None))
        )
        return int(rows[0][0])

    async def ending(self, units: Sequence[UnitKey], today: date, by: date) -> tuple[int, ...]:
        """Links that end by themselves from today to that day, the first one first."""
        rows = await self._rows(
            select(link.c.id)
            .join(person, person.c.id == link.c.person_id)
            .where(
                _in(person, units),
                link.c.ended.is_(None),
                link.c.confirmed_at.is_not(None),
                link.c.until >= today,
                link.c.until <= by,
            )
            .order_by(link.c.until, link.c.id)
        )
        return tuple(row[0] for row in rows)

    async def to_call(self, units: Sequence[UnitKey], point: int, month: Month) -> tuple[int, ...]:
        """Who is paid in cash at a point, in the order of the list, each once."""
        rows = await self._rows(
            select(payment.c.person_id)
            .join(payment_list, payment_list.c.id == payment.c.list_id)
            .where(
                _in(payment_list, units),
                payment_list.c.active,
                payment.c.month == month.first_day,
                payment.c.way == Way.CASH.value,
                payment.c.point_id == point,
            )
            .order_by(payment.c.list_id, payment.c.id)
        )
        return tuple(dict.fromkeys(row[0] for row in rows))

    async def _without_account(self, units: Sequence[UnitKey], month: Month) -> int:
        """On the account list, though the account that it names cannot take money."""
        none = [AccountState.DETAILS_COLLECTED.value, AccountState.CLOSED.value]
        rows = await self._rows(
            select(func.count(payment.c.person_id.distinct()))
            .join(payment_list, payment_list.c.id == payment.c.list_id)
            .join(account, account.c.id == payment.c.account_id)
            .where(
                _in(payment_list, units),
                payment_list.c.active,
                payment.c.month == month.first_day,
                payment.c.way == Way.ACCOUNT.value,
                account.c.state.in_(none),
            )
        )
        return int(rows[0][0])

    async def _on_no_list(self, units: Sequence[UnitKey], month: Month) -> int:
        """Something is due to them this month, and they stand on no active list."""
        listed = (
            select(payment.c.id)
            .join(payment_list, payment_list.c.id == payment.c.list_id)
            .where(
                payment.c.person_id == person.c.id,
                payment.c.month == month.first_day,
                payment_list.c.active,
            )
            .exists()
        )
        rows = await self._rows(
            select(func.count(person.c.id.distinct()))
            .join(entitlement, entitlement.c.person_id == person.c.id)
            .where(
                _in(person, units),
                entitlement.c.from_month <= month.first_day,
                or_(
                    entitlement.c.to_month.is_(None),
                    entitlement.c.to_month >= month.first_day,
                ),
                ~listed,
            )
        )
        return int(rows[0][0])

    async def _rows(self, query: Any) -> Sequence[Any]:
        self._store.opened(Level.STAFF)
        return (await self._store.connection.execute(query)).all()


def _payments(
    by: ColumnElement[Any], count: ColumnElement[int], units: Sequence[UnitKey], month: Month
) -> Any:
    return (
        select(by, count)
        .select_from(payment)
        .join(payment_list, payment_list.c.id == payment.c.list_id)
        .where(_in(payment_list, units), payment_list.c.active, payment.c.month == month.first_day)
        .group_by(by)
        .order_by(by)
    )


def _in(table: Table, units: Sequence[UnitKey]) -> ColumnElement[bool]:
    keys = [(one.code, one.valid_from) for one in units]
    return tuple_(table.c.unit_code, table.c.unit_from).in_(keys)
