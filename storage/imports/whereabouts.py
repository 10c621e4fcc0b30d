"""Where the people live whom a list is about."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, or_, select, union

from storage.tables import account, entitlement, list_change, payment, payment_list, person

_PLACE = (person.c.unit_code, person.c.unit_from)


def units_about(list_id: int) -> CompoundSelect[Any]:
    """Of a list, whether it still holds or not: code, and since when the unit is."""
    return union(*_of_its_own(list_id), *_paid_by(payment_list.c.from_list == list_id))


def units_touched(list_id: int) -> CompoundSelect[Any]:
    """Where anything changes when the list comes to hold, or does so no more: also those of the
    payment lists that it replaces, and the units that they are of."""
    theirs = or_(payment_list.c.from_list == list_id, payment_list.c.replaced_by == list_id)
    return union(
        *_of_its_own(list_id),
        *_paid_by(theirs),
        select(payment_list.c.unit_code, payment_list.c.unit_from).where(theirs),
    )


def _of_its_own(list_id: int) -> tuple[Select[Any], ...]:
    """Each by an index: together in one condition they would go through everybody."""
    changed = select(list_change.c.subject).where(list_change.c.in_list == list_id)
    return (
        select(*_PLACE).where(person.c.from_list == list_id),
        select(*_PLACE).where(person.c.id.in_(changed)),
        *(
            select(*_PLACE).join(table, table.c.person_id == person.c.id).where(whose)
            for table in (account, entitlement)
            for whose in (table.c.from_list == list_id, table.c.id.in_(changed))
        ),
    )


def _paid_by(lists: ColumnElement[bool]) -> tuple[Select[Any], ...]:
    return (
        select(*_PLACE)
        .join(payment, payment.c.person_id == person.c.id)
        .join(payment_list, payment_list.c.id == payment.c.list_id)
        .where(lists),
    )
