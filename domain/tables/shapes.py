"""Biểu 01, 02 and 03 as values: what is counted stands in them, what follows from it is computed.

01 people and the accounts opened for them, 02 payments through accounts, 03 their money
(report 3010; DOMAIN.md §10).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.tables.numbers import percent
from domain.text import Month

TOTAL = "total"
"""The ``unit`` of the row that adds the others up, which is the last."""


class Table(StrEnum):
    OPENED = "bieu_01"
    PAID = "bieu_02"
    SPENT = "bieu_03"


class Counts(StrEnum):
    """What a number counts: one person may have several payments, one account several people's."""

    PERSONS = "persons"
    ACCOUNTS = "accounts"
    PAYMENTS = "payments"


class Over(StrEnum):
    """How a column stands to its months: their sum, or the count of the latest of them."""

    FLOW = "flow"
    LATEST = "latest"


class State(StrEnum):
    """Of the money of a month: still under way (*ước thực hiện*), or all of it known."""

    ESTIMATE = "estimate"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Rule:
    """Of the column that stands before its months."""

    column: str
    counts: Counts
    over: Over


RULES: Mapping[Table, Sequence[Rule]] = {
    Table.OPENED: (Rule("accounts", Counts.PERSONS, Over.FLOW),),
    Table.PAID: (Rule("paid", Counts.PAYMENTS, Over.LATEST),),
    Table.SPENT: (
        Rule("paid", Counts.PAYMENTS, Over.LATEST),
        Rule("amount", Counts.PAYMENTS, Over.FLOW),
    ),
}
"""Where the report's own heads disagree with its numbers, the numbers are taken: the head of Biểu
02 says 2 = 4+5+6, and its column 2 is September's (DOMAIN.md §10.3, E4)."""


@dataclass(frozen=True, slots=True)
class OpenedRow:
    """``total``: people who are entitled in the last month. ``months``: how many of them have an
    account that was opened in each; ``before``: earlier, or on a day that nobody has told."""

    unit: str
    total: int
    months: Mapping[Month, int]
    before: int = 0

    @property
    def accounts(self) -> int:
        return self.before + sum(self.months.values())

    @property
    def rate(self) -> Decimal | None:
        return percent(self.accounts, self.total)

    @property
    def without_account(self) -> int:
        return self.total - self.accounts

    def opened_by(self, month: Month) -> int:
        """All accounts to the end of a month."""
        return self.before + sum(count for one, count in self.months.items() if one <= month)


@dataclass(frozen=True, slots=True)
class PaidRow:
    """``months``: payments that have arrived through an account. ``unpaid``: people with an account
    to whom none of the last month has come through one."""

    unit: str
    accounts: int
    months: Mapping[Month, int]
    unpaid: int

    @property
    def paid(self) -> int:
        return self.months[_latest(self.months)]

    @property
    def rate(self) -> Decimal | None:
        return percent(self.paid, self.accounts)


@dataclass(frozen=True, slots=True)
class MonthSpent:
    """``amount`` in đồng, ``arrears`` among it."""

    count: int
    amount: int
    state: State
    arrears: int = 0


@dataclass(frozen=True, slots=True)
class SpentRow:
    unit: str
    months: Mapping[Month, MonthSpent]

    @property
    def paid(self) -> int:
        """Of the last month, as in Biểu 02; the money is that of all months."""
        return self.months[_latest(self.months)].count

    @property
    def amount(self) -> int:
        return sum(one.amount for one in self.months.values())


@dataclass(frozen=True, slots=True)
class Tables:
    """Each has the same units in the same order, and the total after them. ``as_of``: what was
    known at the end of that day is counted."""

    months: tuple[Month, ...]
    as_of: date
    opened: tuple[OpenedRow, ...]
    paid: tuple[PaidRow, ...]
    spent: tuple[SpentRow, ...]


def with_totals(
    months: tuple[Month, ...],
    as_of: date,
    opened: Sequence[OpenedRow],
    paid: Sequence[PaidRow],
    spent: Sequence[SpentRow],
) -> Tables:
    """The rows of the units, and beneath each table what they add up to."""
    whole = {month: _all_spent(row.months[month] for row in spent) for month in months}
    return Tables(
        months,
        as_of,
        (*opened, _all_opened(months, opened)),
        (*paid, _all_paid(months, paid)),
        (*spent, SpentRow(TOTAL, whole)),
    )


def _all_opened(months: Sequence[Month], rows: Sequence[OpenedRow]) -> OpenedRow:
    return OpenedRow(
        TOTAL,
        sum(row.total for row in rows),
        {month: sum(row.months[month] for row in rows) for month in months},
        sum(row.before for row in rows),
    )


def _all_paid(months: Sequence[Month], rows: Sequence[PaidRow]) -> PaidRow:
    return PaidRow(
        TOTAL,
        sum(row.accounts for row in rows),
        {month: sum(row.months[month] for row in rows) for month in months},
        sum(row.unpaid for row in rows),
    )


def _all_spent(rows: Iterable[MonthSpent]) -> MonthSpent:
    """An estimate as soon as a part of it is one."""
    parts = list(rows)
    estimated = any(one.state is State.ESTIMATE for one in parts)
    return MonthSpent(
        sum(one.count for one in parts),
        sum(one.amount for one in parts),
        State.ESTIMATE if estimated else State.SETTLED,
        sum(one.arrears for one in parts),
    )


def _latest(months: Iterable[Month]) -> Month:
    return max(months, key=lambda one: one.first_day)
