"""Who without an account has got the money of a month in cash: a count, and nothing of anybody."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, distinct, exists, func, select

from domain.payout import Stage, Way
from domain.place import UnitKey
from domain.tables.in_words import Cash
from domain.text import Month
from storage.database import Database
from storage.table_counts import TableCounts
from storage.tables import account, payment, payment_list, person


async def count_cash(database: Database, month: Month, as_of: date) -> Cash:
    """As known at the end of a day, of the units that are served. Raises Unavailable."""
    gazetteer = (await database.reference()).gazetteer
    async with database.snapshot() as records:
        counts = CashCounts(records.store, (month,), as_of)
        listed, collected = await counts.listed(), await counts.collected()
    ours = [
        people
        for key, people in collected.items()
        if (unit := gazetteer.unit(key)) is not None and unit.served
    ]
    return Cash(listed, sum(ours))


class CashCounts(TableCounts):
    """Who is entitled, and who has an account, are those of the tables."""

    async def listed(self) -> int:
        rows = await self._rows(self._in_cash(select(func.count()).select_from(payment)))
        return int(rows[0][0])

    async def collected(self) -> dict[UnitKey, int]:
        """People by the unit they belong to."""
        unit = (person.c.unit_code, person.c.unit_from)
        has = exists().where(account.c.person_id == person.c.id, self._at_bank())
        people = (
            select(*unit, func.count(distinct(person.c.id)).label("people"))
            .select_from(payment)
            .join(person, person.c.id == payment.c.person_id)
            .where(
                ~has,
                self._entitled(),
                payment.c.stage == Stage.COLLECTED.value,
                payment.c.stage_on <= self._as_of,
            )
            .group_by(*unit)
        )
        rows = await self._rows(self._in_cash(people))
        return {UnitKey(row.unit_code, row.unit_from): row.people for row in rows}

    def _in_cash(self, payments: Select[Any]) -> Select[Any]:
        return payments.join(payment_list, payment_list.c.id == payment.c.list_id).where(
            payment_list.c.active,
            payment_list.c.month == self._months[-1].first_day,
            payment.c.way == Way.CASH.value,
        )
