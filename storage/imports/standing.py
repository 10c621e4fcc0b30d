"""What stands in the register about the people of a batch, read in one go for each kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TypeAlias

from sqlalchemy import select

from domain.correction import Decision
from domain.payout import FailedBecause, Stage, Way
from domain.person import Programme
from domain.text import Month
from storage.connection import Store
from storage.imports.head import Head
from storage.imports.so_far import Due, Dues
from storage.tables import case_file, entitlement, field_change, payment, payment_list

Come: TypeAlias = tuple[Stage, date, FailedBecause | None]
"""How far a payment has come, since when, and why not further."""


async def corrected_since(
    store: Store, people: Sequence[int], head: Head, now: datetime
) -> dict[int, set[str]]:
    """Fields that were corrected on the list's day or after it, by person."""
    since = datetime.combine(head.corrected_since, time.min, now.tzinfo)
    result = await store.connection.execute(
        select(case_file.c.person_id, field_change.c.field)
        .join(field_change, field_change.c.case_id == case_file.c.id)
        .where(
            case_file.c.person_id.in_(people),
            field_change.c.decision == Decision.APPROVED.value,
            field_change.c.decided_at >= since,
        )
    )
    found: dict[int, set[str]] = defaultdict(set)
    for person_id, name in result:
        found[person_id].add(name)
    return found


async def read_dues(
    store: Store, known: dict[int, Dues], people: Sequence[int], month: Month
) -> None:
    wanted = [one for one in people if one not in known]
    result = await store.connection.execute(
        select(
            entitlement.c.id,
            entitlement.c.person_id,
            entitlement.c.programme,
            entitlement.c.coefficient_halves,
            entitlement.c.from_month,
        )
        .where(
            entitlement.c.person_id.in_(wanted),
            entitlement.c.to_month.is_(None) | (entitlement.c.to_month >= month.first_day),
        )
        .order_by(entitlement.c.id)
    )
    for row in result:
        due = Due(
            row.id, Programme(row.programme), row.coefficient_halves, Month.of(row.from_month)
        )
        known.setdefault(row.person_id, Dues([])).standing.append(due)


async def stages(
    store: Store, people: Sequence[int], month: Month
) -> dict[tuple[int, Programme, Way], Come]:
    """How far payments of the month have come on the lists that hold now."""
    result = await store.connection.execute(
        select(payment)
        .join(payment_list, payment_list.c.id == payment.c.list_id)
        .where(
            payment.c.person_id.in_(people),
            payment.c.month == month.first_day,
            payment_list.c.active,
        )
        .order_by(payment.c.id)
    )
    return {
        (row.person_id, Programme(row.programme), Way(row.way)): (
            Stage(row.stage),
            row.stage_on,
            FailedBecause(row.reason) if row.reason else None,
        )
        for row in result
    }
