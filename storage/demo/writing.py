"""Seals what was invented and writes it into the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

from sqlalchemy import Column, Table, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.payout import PayoutDay
from domain.place import PaymentPoint, UnitKey
from storage.demo.categories import Entitlement
from storage.demo.invented import Account, Beneficiary, Invented, LinkCode, Payment, PaymentList
from storage.demo.staff import DemoInvite
from storage.demo.supply import Supply
from storage.reference import hours_row
from storage.sealed import Vault
from storage.tables import (
    account,
    actor,
    entitlement,
    invite,
    link_code,
    payment,
    payment_list,
    payment_point,
    payout_day,
    person,
    staff_grant,
    store,
)

_BATCH = 2000

Row = dict[str, Any]


class Writer:
    """Within the caller's transaction."""

    def __init__(self, connection: AsyncConnection, vault: Vault, supply: Supply) -> None:
        self._connection = connection
        self._vault = vault
        self._supply = supply

    async def write(self, layer: Invented) -> None:
        """One layer, in an order that foreign keys allow."""
        await self._insert(payment_point, map(_point_row, layer.points))
        await self._insert(payout_day, map(_day_row, layer.days))
        await self._insert(person, map(self._person_row, layer.people))
        entitlements = ((one, of) for one in layer.people for of in one.entitlements)
        await self._insert(entitlement, (self._entitlement_row(*one) for one in entitlements))
        await self._insert(account, map(self._account_row, layer.accounts))
        await self._insert(payment_list, map(_list_row, layer.lists))
        await self._insert(payment, map(_payment_row, layer.payments))
        await self._insert(link_code, map(self._code_row, layer.codes))

    async def staff(self, invites: Iterable[DemoInvite], today: date) -> None:
        """An actor for each, so that all uses of one invitation are one human."""
        made_at = datetime.combine(today, time(), UTC)
        rows = [(self._supply.new_id(), self._supply.new_id(), one) for one in invites]
        await self._insert(
            actor,
            (
                {
                    "id": actor_id,
                    "sealed_name": self._seal(one.name, actor.c.sealed_name, actor_id),
                    "made_at": made_at,
                }
                for actor_id, _, one in rows
            ),
        )
        grants = ((self._supply.new_id(), actor_id, one) for actor_id, _, one in rows)
        await self._insert(
            staff_grant,
            (
                {
                    "id": new_id,
                    "actor_id": actor_id,
                    "role": one.role.value,
                    "unit_code": one.unit and one.unit.code,
                    "unit_from": one.unit and one.unit.valid_from,
                    "given_at": made_at,
                }
                for new_id, actor_id, one in grants
            ),
        )
        await self._insert(
            invite,
            (
                {
                    "id": invite_id,
                    "code_index": self._index("invite", one.code),
                    "sealed_name": self._seal(one.name, invite.c.sealed_name, invite_id),
                    "role": one.role.value,
                    "unit_code": one.unit and one.unit.code,
                    "unit_from": one.unit and one.unit.valid_from,
                    "actor_id": actor_id,
                    "valid_until": date.max,
                    "demo": True,
                }
                for actor_id, invite_id, one in rows
            ),
        )

    async def mark_store(self, today: date) -> None:
        """From now on a demo, and every process reads places and calendar again."""
        version = store.c.reference_version
        marked = await self._connection.execute(
            update(store)
            .where(store.c.id == 1)
            .values(demo_made_on=today, reference_version=version + 1)
        )
        if marked.rowcount == 0:
            row = {"id": 1, "demo_made_on": today, "reference_version": 1}
            await self._connection.execute(insert(store), row)

    async def _insert(self, table: Table, rows: Iterable[Row]) -> None:
        for batch in _batches(iter(rows)):
            await self._connection.execute(insert(table), batch)

    def _person_row(self, one: Beneficiary) -> Row:
        return {
            "id": one.id,
            **_unit(one.unit),
            "way": one.way.value,
            "point_id": one.point,
            "sealed_name": self._seal(one.name, person.c.sealed_name, one.id),
            "sealed_birth": self._seal(str(one.birth), person.c.sealed_birth, one.id),
            "sealed_sex": self._seal(one.sex.value, person.c.sealed_sex, one.id),
            "sealed_citizen_id": self._seal_if(one.citizen_id, person.c.sealed_citizen_id, one.id),
            "sealed_phone": self._seal_if(one.phone, person.c.sealed_phone, one.id),
            "citizen_id_index": self._index("citizen_id", one.citizen_id),
            "phone_index": self._index("phone", one.phone),
        }

    def _entitlement_row(self, of: Beneficiary, one: Entitlement) -> Row:
        new_id = self._supply.new_id()
        return {
            "id": new_id,
            "person_id": of.id,
            "programme": one.programme.value,
            "from_month": one.from_month.first_day,
            "to_month": one.to_month and one.to_month.first_day,
            "coefficient_halves": one.halves,
            "sealed_category": self._seal(one.category, entitlement.c.sealed_category, new_id),
        }

    def _account_row(self, one: Account) -> Row:
        return {
            "id": one.id,
            "person_id": one.person.id,
            "bank": one.bank,
            "state": one.state.value,
            "state_on": one.state_on,
            "opened_on": one.opened_on,
            "sealed_number": self._seal(one.number, account.c.sealed_number, one.id),
            "sealed_holder": self._seal(one.holder, account.c.sealed_holder, one.id),
            "number_index": self._index("account_number", one.number),
        }

    def _code_row(self, one: LinkCode) -> Row:
        return {
            "id": one.id,
            "code_index": self._index("link_code", one.code),
            "person_id": one.person.id,
            "relation": one.relation.value,
            "valid_until": None,
            "used_at": None,
            "demo": True,
        }

    def _seal(self, text: str, column: Column[bytes], row: int) -> bytes:
        return self._vault.seal(text, column, row)

    def _seal_if(self, text: str | None, column: Column[bytes], row: int) -> bytes | None:
        return self._vault.seal(text, column, row) if text else None

    def _index(self, kind: str, text: str | None) -> bytes | None:
        return self._vault.index(kind, text) if text else None


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _unit(key: UnitKey) -> Row:
    return {"unit_code": key.code, "unit_from": key.valid_from}


def _point_row(one: PaymentPoint) -> Row:
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind.value,
        **_unit(one.unit),
        "former_code": one.former and one.former.code,
        "former_from": one.former and one.former.valid_from,
        "address": one.address,
        "latitude": one.place and one.place.latitude,
        "longitude": one.place and one.place.longitude,
        **hours_row(one.hours),
        "status": one.status.value,
        "confirmed_on": one.confirmed_on,
        "invented": one.invented,
        "bank": one.bank,
        "seats": one.comfort.seats,
        "shade": one.comfort.shade,
        "steps": one.comfort.steps,
        "replaced_by": one.replaced_by,
    }


def _day_row(one: PayoutDay) -> Row:
    return {
        "id": one.id,
        "month": one.month.first_day,
        **_unit(one.unit),
        "programme": one.programme.value,
        "way": one.way.value,
        "point_id": one.point,
        "day": one.day,
        "opens": one.opens,
        "closes": one.closes,
        "state": one.state.value,
        "reason": one.reason and one.reason.value,
        "day_before": one.day_before,
        "said_on": one.said_on,
    }


def _list_row(one: PaymentList) -> Row:
    return {
        "id": one.id,
        "month": one.month.first_day,
        **_unit(one.unit),
        "programme": one.programme.value,
        "way": one.way.value,
        "made_on": one.made_on,
        "active": True,
    }


def _payment_row(one: Payment) -> Row:
    return {
        "id": one.id,
        "list_id": one.list_id,
        "person_id": one.person.id,
        "month": one.month.first_day,
        "programme": one.person.programme.value,
        "way": one.way.value,
        "account_id": one.account and one.account.id,
        "point_id": one.point,
        "amount": one.amount,
        "arrears": one.arrears,
        "stage": one.outcome.stage.value,
        "stage_on": one.outcome.on,
        "reason": one.outcome.reason and one.outcome.reason.value,
    }
