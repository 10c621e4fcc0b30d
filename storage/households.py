"""Who belongs to one household, as far as the records know: one phone, one account, one carer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from storage.connection import Store
from storage.tables import account, link, payment, person


async def household_of(store: Store, person_id: int) -> set[int]:
    """Ids alone, this one's among them; nobody is opened."""
    found = {person_id}
    for same in (_same_phone(person_id), _same_account(person_id), _same_carer(person_id)):
        found.update((await store.connection.execute(same)).scalars())
    return found


def _same_phone(person_id: int) -> Any:
    theirs = select(person.c.phone_index).where(
        person.c.id == person_id, person.c.phone_index.is_not(None)
    )
    return select(person.c.id).where(person.c.phone_index.in_(theirs))


def _same_account(person_id: int) -> Any:
    """Whose money goes into an account that is theirs, or into which theirs goes."""
    theirs = select(account.c.id).where(
        or_(
            account.c.person_id == person_id,
            account.c.id.in_(select(payment.c.account_id).where(payment.c.person_id == person_id)),
        )
    )
    return (
        select(payment.c.person_id)
        .where(payment.c.account_id.in_(theirs))
        .union(select(account.c.person_id).where(account.c.id.in_(theirs)))
    )


def _same_carer(person_id: int) -> Any:
    """A phone that hears about both."""
    stands = (link.c.ended.is_(None), link.c.confirmed_at.is_not(None))
    phones = select(link.c.session_id).where(link.c.person_id == person_id, *stands)
    return select(link.c.person_id).where(link.c.session_id.in_(phones), *stands)
