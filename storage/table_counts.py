"""What Biểu 01, 02 and 03 count, in three statements over clear columns: nothing of anybody is
opened, and however many people there are, only a row for each unit and month comes back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, or_, select

from domain.account import AccountState
from domain.payout import Stage, Way
from domain.place import UnitKey
from domain.tables.counting import By, Through, UnitCount, tables_of
from domain.tables.shapes import Tables
from domain.text import Month
from storage.connection import Store
from storage.database import Database
from storage.people import People
from storage.tables import account, entitlement, payment, payment_list, person

_ARRIVED = (Stage.CREDITED.value, Stage.COLLECTED.value)
_UNDER_WAY = (Stage.ON_LIST.value, Stage.SENT.value)


@dataclass(frozen=True, slots=True)
class Counted:
    """``standards``: the State's amounts in đồng, by the month from which each holds."""

    tables: Tables
    standards: Mapping[Month, int]


async def count_tables(
    database: Database, months: tuple[Month, ...], as_of: date, by: By
) -> Counted:
    """The tables as the records give them. Raises Unavailable."""
    gazetteer = (await database.reference()).gazetteer
    async with database.snapshot() as records:
        counts = await TableCounts(records.store, months, as_of).by_unit()
        standards = await People(records.store).standard_amounts()
    return Counted(tables_of(counts, gazetteer, by, months, as_of), standards)


class TableCounts:
    """Of one stretch of months, as known at the end of a day."""

    def __init__(self, store: Store, months: Sequence[Month], as_of: date) -> None:
        self._store = store
        self._months = months
        self._as_of = as_of

    async def by_unit(self) -> dict[UnitKey, UnitCount]:
        """People by the unit they belong to, payments by that of the list they stand on."""
        people = await self._people()
        opened = await self._opened()
        paid = await self._paid()
        return {
            unit: UnitCount(people.get(unit, 0), *opened.get(unit, ({}, 0, 0)), paid.get(unit, {}))
            for unit in people.keys() | opened.keys() | paid.keys()
        }

    async def _people(self) -> dict[UnitKey, int]:
        unit = (person.c.unit_code, person.c.unit_from)
        rows = await self._rows(
            select(*unit, func.count().label("people")).where(self._entitled()).group_by(*unit)
        )
        return {_unit(row): row.people for row in rows}

    def _entitled(self) -> ColumnElement[bool]:
        """In the last month."""
        last = self._months[-1].first_day
        return exists().where(
            entitlement.c.person_id == person.c.id,
            entitlement.c.from_month <= last,
            or_(entitlement.c.to_month.is_(None), entitlement.c.to_month >= last),
        )

    # --- Accounts -------------------------------------------------------------------------------

    async def _opened(self) -> dict[UnitKey, tuple[dict[Month, int], int, int]]:
        """Of the entitled: how many accounts were opened in each month, how many before, and
        through how many nothing of the last month has come."""
        one = self._holders()
        unit = (one.c.unit_code, one.c.unit_from)
        in_month = [
            _how_many(one.c.opened_on.between(month.first_day, _last_day(month))).label(f"m{nth}")
            for nth, month in enumerate(self._months)
        ]
        rows = await self._rows(
            select(
                *unit,
                *in_month,
                func.count().label("accounts"),
                _how_many(one.c.paid == 0).label("unpaid"),
            ).group_by(*unit)
        )
        return {_unit(row): self._opened_of(row) for row in rows}

    def _opened_of(self, row: Any) -> tuple[dict[Month, int], int, int]:
        months = {month: getattr(row, f"m{nth}") for nth, month in enumerate(self._months)}
        return months, row.accounts - sum(months.values()), row.unpaid

    def _holders(self) -> Subquery:
        """Of each of the entitled who has one, the account at the bank that was opened first, and
        through how many payments money of the last month has come.

        Grouped once, after all of it is joined: only so PostgreSQL lets several processes share it.
        """
        paid = self._paid_last_month()
        of = (person.c.id, person.c.unit_code, person.c.unit_from)
        return (
            select(
                *of,
                func.min(account.c.opened_on).label("opened_on"),
                func.count(paid.c.person_id).label("paid"),
            )
            .join(account, account.c.person_id == person.c.id)
            .outerjoin(paid, paid.c.person_id == person.c.id)
            .where(self._at_bank(), self._entitled())
            .group_by(*of)
            .subquery("holders")
        )

    def _at_bank(self) -> ColumnElement[bool]:
        """Of an account; on a day that nobody has told, it was there by the day of its state."""
        closed = and_(
            account.c.state == AccountState.CLOSED.value, account.c.state_on <= self._as_of
        )
        opened = or_(
            account.c.opened_on <= self._as_of,
            and_(account.c.opened_on.is_(None), account.c.state_on <= self._as_of),
        )
        return and_(account.c.state != AccountState.DETAILS_COLLECTED.value, ~closed, opened)

    def _paid_last_month(self) -> Subquery:
        return (
            select(payment.c.person_id)
            .join(payment_list, payment_list.c.id == payment.c.list_id)
            .where(
                self._on_lists_of(self._months[-1], self._months[-1]),
                self._arrived(),
            )
            .subquery("paid")
        )

    # --- Payments -------------------------------------------------------------------------------

    async def _paid(self) -> dict[UnitKey, dict[Month, Through]]:
        """By the unit of the list, which does not change when somebody moves."""
        key = (payment_list.c.unit_code, payment_list.c.unit_from, payment_list.c.month)
        arrived, money = self._arrived(), payment.c.amount + payment.c.arrears
        rows = await self._rows(
            select(
                *key,
                _how_many(arrived).label("paid"),
                _sum_where(arrived, money).label("amount"),
                _sum_where(arrived, payment.c.arrears).label("arrears"),
                _how_many(
                    or_(payment.c.stage.in_(_UNDER_WAY), payment.c.stage_on > self._as_of)
                ).label("under_way"),
            )
            .join(payment_list, payment_list.c.id == payment.c.list_id)
            .where(self._on_lists_of(self._months[0], self._months[-1]))
            .group_by(*key)
        )
        found: dict[UnitKey, dict[Month, Through]] = defaultdict(dict)
        for row in rows:
            through = Through(row.paid, int(row.amount), int(row.arrears), row.under_way)
            found[_unit(row)][Month.of(row.month)] = through
        return found

    def _on_lists_of(self, first: Month, last: Month) -> ColumnElement[bool]:
        return and_(
            payment_list.c.active,
            payment_list.c.month.between(first.first_day, last.first_day),
            payment.c.way == Way.ACCOUNT.value,
        )

    def _arrived(self) -> ColumnElement[bool]:
        return and_(payment.c.stage.in_(_ARRIVED), payment.c.stage_on <= self._as_of)

    async def _rows(self, statement: Select[Any]) -> Sequence[Any]:
        found = await self._store.connection.execute(statement)
        return list(found)


def _how_many(that: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((that, 1), else_=0)), 0)


def _sum_where(that: ColumnElement[bool], amount: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((that, amount), else_=0)), 0)


def _unit(row: Any) -> UnitKey:
    return UnitKey(row.unit_code, row.unit_from)


def _last_day(month: Month) -> date:
    return month.plus(1).first_day - timedelta(days=1)
