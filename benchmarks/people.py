"""Invented people by the commune, with three lists that mostly agree, written as fast as PostgreSQL
takes them."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from typing import Any

from sqlalchemy import Column, Table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.account import AccountState
from domain.payout import Stage, Way
from domain.person import Programme, Sex
from domain.place import UnitKey
from domain.text import Month
from storage.database import Database
from storage.demo.names import as_at_bank, invent_name
from storage.demo.supply import Supply
from storage.sealed import Vault
from storage.tables import account, entitlement, payment, payment_list, person

MONTH = Month(2026, 11)
"""The present one."""

TABLES = (person, entitlement, account, payment_list, payment)

_STANDARD = 540_000
_KHMER_PERCENT = 10
_ACCOUNT_FOR, _PHONE_FOR, _SHARED_FOR = 0.4, 0.5, 0.1
_WRONG_FOR = 0.01
_NAMES = 500


class Commune:
    """Its people, most of them as they should be on all three lists, and nobody paid yet.

    ``rows``: by table; every row of a table has the same columns.
    """

    tables: Sequence[Table] = TABLES
    months: Sequence[Month] = (MONTH,)

    def __init__(self, vault: Vault, supply: Supply, ids: Iterator[int], key: UnitKey) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {each.name: [] for each in self.tables}
        self.vault = vault
        self.rng = supply.rng
        self.ids = ids
        self.unit = {"unit_code": key.code, "unit_from": key.valid_from}
        self._lists = {(month, way): self._list(month, way) for month in self.months for way in Way}
        self._phone = ""
        self._names = [invent_name(supply, Sex.FEMALE, 1950, _KHMER_PERCENT) for _ in range(_NAMES)]

    def settle(self, people: int) -> None:
        for _ in range(people):
            self.somebody()

    def somebody(self) -> int:
        """The id of one more."""
        rng, new_id = self.rng, next(self.ids)
        way = Way.ACCOUNT if rng.random() < _ACCOUNT_FOR else Way.CASH
        name = rng.choice(self._names)
        self.rows["person"].append(
            {
                "id": new_id,
                **self.unit,
                "way": way.value,
                "sealed_name": self.seal(name, person.c.sealed_name, new_id),
                "sealed_birth": self.seal(
                    str(rng.randint(1921, 2005)), person.c.sealed_birth, new_id
                ),
                "sealed_sex": self.seal(Sex.FEMALE.value, person.c.sealed_sex, new_id),
                "citizen_id_index": self.vault.index("citizen_id", str(new_id)),
                "phone_index": self._phone_of(new_id),
            }
        )
        halves = rng.choice((2, 3, 4))
        self._entitled(new_id, halves)
        self._paid(new_id, way, halves, name)
        return new_id

    def how_far(self, month: Month, way: Way) -> Mapping[str, Any]:
        """Stage, since when, and why not, of a payment of that month."""
        del month, way
        return {"stage": Stage.ON_LIST.value, "stage_on": date(2026, 11, 3), "reason": None}

    def account_stands(self) -> Mapping[str, Any]:
        """State, since when, and when it was opened."""
        return {
            "state": AccountState.USABLE.value,
            "state_on": date(2026, 1, 5),
            "opened_on": None,
        }

    def seal(self, text: str, column: Column[bytes], row: int) -> bytes:
        return self.vault.seal(text, column, row)

    def _list(self, month: Month, way: Way) -> int:
        new_id = next(self.ids)
        row = {
            "id": new_id,
            **self.unit,
            "month": month.first_day,
            "programme": Programme.SOCIAL_ASSISTANCE.value,
            "way": way.value,
            "made_on": month.first_day.replace(day=3),
            "active": True,
        }
        self.rows["payment_list"].append(row)
        return new_id

    def _phone_of(self, new_id: int) -> bytes | None:
        if self.rng.random() >= _PHONE_FOR:
            return None
        if not self._phone or self.rng.random() >= _SHARED_FOR:
            self._phone = str(new_id)
        return self.vault.index("phone", self._phone)

    def _entitled(self, whom: int, halves: int) -> None:
        new_id = next(self.ids)
        self.rows["entitlement"].append(
            {
                "id": new_id,
                "person_id": whom,
                "programme": Programme.SOCIAL_ASSISTANCE.value,
                "from_month": date(2025, 7, 1),
                "to_month": None,
                "coefficient_halves": halves,
                "sealed_category": self.seal("K6", entitlement.c.sealed_category, new_id),
            }
        )

    def _paid(self, whom: int, way: Way, halves: int, name: str) -> None:
        """In every month; of the last, a hundredth of all is wrong in one of four ways."""
        wrong = self.rng.random() / _WRONG_FOR * 4
        on_no_list = wrong < 1
        into = None
        if way is Way.ACCOUNT and not on_no_list:
            into = self._account(whom, "LE VAN KHAC" if 1 <= wrong < 2 else as_at_bank(name))
        amount = halves * _STANDARD // 2
        for month in self.months[:-1]:
            if way is Way.CASH or into is not None:
                self._payment(whom, month, way, into, amount)
        if not on_no_list:
            on = Way.CASH if 2 <= wrong < 3 else way
            more = _STANDARD // 2 if 3 <= wrong < 4 else 0
            self._payment(whom, self.months[-1], on, into, amount + more)

    def _payment(self, whom: int, month: Month, way: Way, into: int | None, amount: int) -> None:
        self.rows["payment"].append(
            {
                "id": next(self.ids),
                "list_id": self._lists[month, way],
                "person_id": whom,
                "month": month.first_day,
                "programme": Programme.SOCIAL_ASSISTANCE.value,
                "way": way.value,
                "account_id": into if way is Way.ACCOUNT else None,
                "amount": amount,
                "arrears": 0,
                **self.how_far(month, way),
            }
        )

    def _account(self, whom: int, holder: str) -> int:
        new_id = next(self.ids)
        self.rows["account"].append(
            {
                "id": new_id,
                "person_id": whom,
                "bank": "970428",
                **self.account_stands(),
                "sealed_number": self.seal(str(new_id), account.c.sealed_number, new_id),
                "sealed_holder": self.seal(holder, account.c.sealed_holder, new_id),
                "number_index": self.vault.index("account_number", str(new_id)),
            }
        )
        return new_id


async def copy(connection: AsyncConnection, commune: Commune) -> None:
    driver: Any = (await connection.get_raw_connection()).driver_connection
    for each in commune.tables:
        if rows := commune.rows[each.name]:
            await driver.copy_records_to_table(
                each.name, records=[tuple(row.values()) for row in rows], columns=list(rows[0])
            )


async def maintain(database: Database, command: str) -> None:
    """What PostgreSQL runs in no transaction, as ANALYZE and VACUUM."""
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text(command))


def alone(work: Callable[..., Any], *arguments: object) -> Any:
    """In a process of its own, so that its memory is that of this work."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        return processes.submit(work, *arguments).result()


async def took(work: Callable[[], Awaitable[Any]]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    begun = time.perf_counter()
    result = await work()
    return time.perf_counter() - begun, result
