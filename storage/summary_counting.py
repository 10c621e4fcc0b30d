"""What the numbers of a day are counted over: when, where, and of whom.

What had happened by the end of a day is told of by what the rows say now: a case that was opened
again since then stands, and a payment has the stage that it reached last.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Label,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
    text,
    tuple_,
)

from domain.payout import Stage
from domain.place import UnitKey
from domain.text import Month
from storage.connection import Store
from storage.tables import case_file, entitlement, payment, payment_list, person

CAME = (Stage.CREDITED.value, Stage.COLLECTED.value)
DID_NOT = (Stage.FAILED.value, Stage.RETURNED.value)


@dataclass(frozen=True, slots=True)
class Moment:
    """The end of a day, with the end of the day before, which is when it begins."""

    day: date
    begins: datetime
    ends: datetime

    @classmethod
    def of(cls, day: date, zone: tzinfo) -> Moment:
        after = day + timedelta(days=1)
        return cls(
            day, datetime.combine(day, time.min, zone), datetime.combine(after, time.min, zone)
        )

    @property
    def day_before(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def month(self) -> Month:
        return Month.of(self.day)


class Counts:
    """Statements whose rows each name a unit.

    ``units``: where what is counted belongs; None for everywhere. ``only``: one person."""

    def __init__(
        self,
        store: Store,
        moment: Moment,
        units: Collection[UnitKey] | None = None,
        only: int | None = None,
    ) -> None:
        self._store = store
        self._at = moment
        self._units = units
        self._only = only
        self._first = moment.month.first_day

    def _in(self, code: ColumnElement[str], since: ColumnElement[Any]) -> list[Any]:
        if self._units is None:
            return []
        return [among(code, since, self._units)]

    def _living(self, column: ColumnElement[int]) -> list[Any]:
        """Of fewer, nobody else's rows are gone through."""
        if self._only is not None:
            return [column == self._only]
        if self._units is None:
            return []
        living = select(person.c.id).where(*self._in(person.c.unit_code, person.c.unit_from))
        return [column.in_(living)]

    async def _rows(self, query: Select[Any]) -> Sequence[Any]:
        rows: Sequence[Any] = (await self._store.connection.execute(query)).all()
        return rows


def among(
    code: ColumnElement[str], since: ColumnElement[Any], units: Collection[UnitKey]
) -> ColumnElement[bool]:
    return tuple_(code, since).in_([(one.code, one.valid_from) for one in units])


def entitled(month: Month) -> ColumnElement[bool]:
    """Of a person, in that month."""
    return exists().where(
        entitlement.c.person_id == person.c.id,
        entitlement.c.from_month <= month.first_day,
        or_(entitlement.c.to_month.is_(None), entitlement.c.to_month >= month.first_day),
    )


def holds(month: Month) -> tuple[ColumnElement[bool], ...]:
    """A payment of the month on a list of it that holds: the lists, which are few, are found
    first."""
    first = month.first_day
    return (payment.c.month == first, payment_list.c.month == first, payment_list.c.active)


def stood(until: datetime) -> ColumnElement[bool]:
    """A case that had come by then, and was not over."""
    closed = case_file.c.closed_at
    return and_(case_file.c.filed_at < until, or_(closed.is_(None), closed >= until))


def count(name: str, *where: ColumnElement[bool]) -> Label[int]:
    return func.count().filter(*where).label(name)


async def make_room(store: Store) -> None:
    """For a few statements that go through millions of rows: on PostgreSQL it pays to give them
    room, and not to compile them, for the rest of the transaction."""
    if store.dialect == "postgresql":
        for setting in ("work_mem = '256MB'", "jit = off"):
            await store.connection.execute(text(f"SET LOCAL {setting}"))
