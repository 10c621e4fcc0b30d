"""Accounts that a list names, and those that its people have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from domain.account import AccountState
from storage.connection import Store
from storage.imports.waiting import NewAccount
from storage.sealed import Vault
from storage.tables import account


@dataclass(frozen=True, slots=True)
class Held:
    """``index``: the keyed hash of its number; None where it has none yet."""

    id: int
    person: int
    bank: str
    state: AccountState
    state_on: date
    holder: str
    index: bytes | None


class AccountsKnown:
    """Of one list; what the list itself adds is among them."""

    def __init__(self) -> None:
        self._by_number: dict[bytes, dict[int, Held]] = {}
        self._by_person: dict[int, dict[int, Held]] = {}

    async def read(
        self, store: Store, people: Sequence[int], numbers: Iterable[str | None]
    ) -> None:
        """Those of these people, and those with these numbers."""
        indexes = {store.vault.index("account_number", one) for one in numbers if one}
        if not people and not indexes:
            return
        result = await store.connection.execute(
            select(account)
            .where(
                or_(account.c.person_id.in_(people), account.c.number_index.in_(sorted(indexes)))
            )
            .order_by(account.c.id)
        )
        for row in result:
            self._keep(_held(row, store.vault))

    def add(self, made: NewAccount, index: bytes | None) -> None:
        self._keep(
            Held(made.id, made.person, made.bank, made.state, made.state_on, made.holder, index)
        )

    def with_number(self, index: bytes) -> tuple[Held, ...]:
        """In the order in which they were made; two banks may give the same number."""
        return tuple(self._by_number.get(index, {}).values())

    def current(self, person_id: int) -> Held | None:
        """As `Accounts.of` has it: the newest that is not closed, else the newest."""
        own = self._by_person.get(person_id, {}).values()
        return max(
            own, key=lambda one: (one.state is not AccountState.CLOSED, one.id), default=None
        )

    def without_number(self, person_id: int) -> Held | None:
        """An account that was promised, and whose number the bank had not said."""
        own = self._by_person.get(person_id, {}).values()
        return next((one for one in own if one.index is None), None)

    def _keep(self, held: Held) -> None:
        self._by_person.setdefault(held.person, {})[held.id] = held
        if held.index is not None:
            self._by_number.setdefault(held.index, {})[held.id] = held


def _held(row: Any, vault: Vault) -> Held:
    return Held(
        id=row.id,
        person=row.person_id,
        bank=row.bank,
        state=AccountState(row.state),
        state_on=row.state_on,
        holder=vault.open_or_empty(row.sealed_holder, account.c.sealed_holder, row.id),
        index=row.number_index,
    )
