"""What a list would bring, until it is written where it waits: nothing is sealed before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Table, insert

from domain.account import AccountState
from domain.lists.known import Known
from domain.payout import FailedBecause, Stage, Way
from domain.person import Programme
from domain.place import UnitKey
from domain.text import Month
from storage.connection import Store
from storage.tables import (
    account,
    entitlement,
    list_account,
    list_change,
    list_entitlement,
    list_payment,
    list_person,
    payment_list,
    person,
)


@dataclass(frozen=True, slots=True)
class NewEntitlement:
    id: int
    person: int
    programme: Programme
    since: Month
    until: Month | None
    halves: int
    category: str


@dataclass(frozen=True, slots=True)
class NewAccount:
    """``number`` is empty where the list has none: then nobody has it yet."""

    id: int
    person: int
    bank: str
    state: AccountState
    state_on: date
    opened_on: date | None
    number: str
    holder: str


@dataclass(frozen=True, slots=True)
class NewPaymentList:
    id: int
    month: Month
    unit: UnitKey
    programme: Programme
    way: Way
    made_on: date


@dataclass(frozen=True, slots=True)
class NewPayment:
    """``of``: the payment list it stands on; ``point``: where cash is handed out, where known."""

    id: int
    of: NewPaymentList
    person: int
    account: int | None
    point: int | None
    amount: int
    arrears: int
    stage: Stage
    stage_on: date
    reason: FailedBecause | None


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that becomes another, by its name in `storage.imports.changing`; both values as
    text, None for nothing."""

    what: str
    subject: int
    old: str | None
    new: str | None


@dataclass(slots=True)
class Waiting:
    """In the order in which it was found."""

    people: list[tuple[Known, bytes | None]] = field(default_factory=list)
    entitlements: list[NewEntitlement] = field(default_factory=list)
    accounts: list[NewAccount] = field(default_factory=list)
    lists: list[NewPaymentList] = field(default_factory=list)
    payments: list[NewPayment] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    async def write(self, store: Store, list_id: int) -> None:
        """All of it, where it waits."""
        rows = (
            (list_person, self._people(store)),
            (list_entitlement, self._entitlements(store)),
            (list_account, self._accounts(store)),
            (payment_list, self._lists(list_id)),
            (list_payment, self._payments()),
            (list_change, self._changes(store)),
        )
        for table, made in rows:
            await _insert(store, table, list_id, list(made))

    def _people(self, store: Store) -> Iterator[dict[str, Any]]:
        vault = store.vault
        for one, index in self.people:
            phone, number = one.phone, one.citizen_id
            yield {
                "id": one.id,
                "unit_code": one.unit.code,
                "unit_from": one.unit.valid_from,
                "way": one.way.value,
                "point_id": one.point,
                "sealed_name": vault.seal(one.name, person.c.sealed_name, one.id),
                "sealed_birth": vault.seal(one.birth, person.c.sealed_birth, one.id),
                "sealed_sex": vault.seal(one.sex.value, person.c.sealed_sex, one.id),
                "sealed_citizen_id": number
                and vault.seal(number, person.c.sealed_citizen_id, one.id),
                "sealed_phone": phone and vault.seal(phone, person.c.sealed_phone, one.id),
                "citizen_id_index": index,
                "phone_index": phone and vault.index("phone", phone),
            }

    def _entitlements(self, store: Store) -> Iterator[dict[str, Any]]:
        for one in self.entitlements:
            yield {
                "id": one.id,
                "person_id": one.person,
                "programme": one.programme.value,
                "from_month": one.since.first_day,
                "to_month": one.until and one.until.first_day,
                "coefficient_halves": one.halves,
                "sealed_category": store.vault.seal(
                    one.category, entitlement.c.sealed_category, one.id
                ),
            }

    def _accounts(self, store: Store) -> Iterator[dict[str, Any]]:
        vault = store.vault
        for one in self.accounts:
            yield {
                "id": one.id,
                "person_id": one.person,
                "bank": one.bank,
                "state": one.state.value,
                "state_on": one.state_on,
                "opened_on": one.opened_on,
                "sealed_number": vault.seal(one.number, account.c.sealed_number, one.id),
                "sealed_holder": vault.seal(one.holder, account.c.sealed_holder, one.id),
                "number_index": vault.index("account_number", one.number) if one.number else None,
            }

    def _lists(self, list_id: int) -> Iterator[dict[str, Any]]:
        for one in self.lists:
            yield {
                "id": one.id,
                "month": one.month.first_day,
                "unit_code": one.unit.code,
                "unit_from": one.unit.valid_from,
                "programme": one.programme.value,
                "way": one.way.value,
                "made_on": one.made_on,
                "active": False,
                "from_list": list_id,
            }

    def _payments(self) -> Iterator[dict[str, Any]]:
        for one in self.payments:
            yield {
                "id": one.id,
                "list_id": one.of.id,
                "person_id": one.person,
                "month": one.of.month.first_day,
                "programme": one.of.programme.value,
                "way": one.of.way.value,
                "account_id": one.account,
                "point_id": one.point,
                "amount": one.amount,
                "arrears": one.arrears,
                "stage": one.stage.value,
                "stage_on": one.stage_on,
                "reason": one.reason and one.reason.value,
            }

    def _changes(self, store: Store) -> Iterator[dict[str, Any]]:
        vault = store.vault
        for one in self.changes:
            new_id = store.ids()
            yield {
                "id": new_id,
                "what": one.what,
                "subject": one.subject,
                "sealed_old": None
                if one.old is None
                else vault.seal(one.old, list_change.c.sealed_old, new_id),
                "sealed_new": None
                if one.new is None
                else vault.seal(one.new, list_change.c.sealed_new, new_id),
                "done": False,
            }


async def _insert(store: Store, table: Table, list_id: int, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    own = {"in_list": list_id} if "in_list" in table.c else {}
    await store.connection.execute(insert(table), [one | own for one in rows])
