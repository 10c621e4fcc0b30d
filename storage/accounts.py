"""Accounts, without their numbers and holders: nobody is shown those."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, bindparam, select

from domain.account import Account, AccountState
from domain.privacy import Level
from storage.connection import Store
from storage.tables import account

_COLUMNS = (
    account.c.id,
    account.c.person_id,
    account.c.bank,
    account.c.state,
    account.c.state_on,
    account.c.opened_on,
)
_OWN = (
    select(*_COLUMNS)
    .where(account.c.person_id == bindparam("of"))
    .order_by(account.c.state == AccountState.CLOSED.value, account.c.id.desc())
    .limit(1)
)
_BY_ID = select(*_COLUMNS).where(account.c.id == bindparam("of"))


class Accounts:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, person_id: int) -> Account | None:
        """A person's own: the newest that is not closed, else the newest."""
        self._store.saw(person_id)
        return await self._first(_OWN, person_id)

    async def known(self, account_id: int) -> Account | None:
        """By its id, for a payment that names it."""
        return await self._first(_BY_ID, account_id)

    async def _first(self, found: Select[Any], of: int) -> Account | None:
        self._store.opened(Level.OWN)
        result = await self._store.connection.execute(found, {"of": of})
        row = result.one_or_none()
        return None if row is None else _account(row)


def _account(row: Any) -> Account:
    return Account(
        id=row.id,
        person=row.person_id,
        bank=row.bank,
        state=AccountState(row.state),
        state_on=row.state_on,
        opened_on=row.opened_on,
    )
