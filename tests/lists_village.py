"""A commune of invented people with its three lists, in a month for which the demo has none."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Table, insert, select, update

from bot.app import App, build
from domain.account import AccountState
from domain.list_error import ListError
from domain.payout import Stage, Way
from domain.person import Programme, Sex
from domain.place import REFORM, UnitKey
from domain.reconcile import Finding
from domain.text import Month
from storage.reconciling import reconcile
from storage.tables import account, case_file, entitlement, payment, payment_list, person, unit
from tests.house import NOW, settings

MONTH = Month(2026, 5)
ENTITLED_SINCE = Month(2025, 1)
STANDARD = 500_000
NAME = "Nguyễn Thị Hạnh"
AT_BANK = "NGUYEN THI HANH"
ASSISTANCE = Programme.SOCIAL_ASSISTANCE


@dataclass
class Village:
    """``lists``: the payment list of each way, by the id of the newest that holds."""

    app: App
    unit: UnitKey
    month: Month = MONTH
    lists: dict[Way, int] = field(default_factory=dict)

    async def makes_list(self, way: Way, *, active: bool = True, month: Month | None = None) -> int:
        made = self.app.database.ids()
        await self.writes(
            payment_list,
            id=made,
            month=(month or self.month).first_day,
            unit_code=self.unit.code,
            unit_from=self.unit.valid_from,
            programme=ASSISTANCE.value,
            way=way.value,
            made_on=date(2026, 5, 4),
            active=active,
        )
        if active and month is None:
            self.lists[way] = made
        return made

    async def lives(
        self,
        *,
        way: Way = Way.CASH,
        birth: str = "1950",
        name: str = NAME,
        citizen_id: str = "",
        phone: str = "",
        halves: int = 2,
        since: Month = ENTITLED_SINCE,
        until: Month | None = None,
        unit: UnitKey | None = None,
    ) -> int:
        """Somebody, entitled unless ``halves`` is 0; their id."""
        vault, made = self.app.database.vault, self.app.database.ids()
        lives_in = unit or self.unit
        await self.writes(
            person,
            id=made,
            unit_code=lives_in.code,
            unit_from=lives_in.valid_from,
            way=way.value,
            sealed_name=vault.seal(name, person.c.sealed_name, made),
            sealed_birth=vault.seal(birth, person.c.sealed_birth, made),
            sealed_sex=vault.seal(Sex.FEMALE.value, person.c.sealed_sex, made),
            citizen_id_index=vault.index("citizen_id", citizen_id) if citizen_id else None,
            phone_index=vault.index("phone", phone) if phone else None,
        )
        if halves:
            new_id = self.app.database.ids()
            await self.writes(
                entitlement,
                id=new_id,
                person_id=made,
                programme=ASSISTANCE.value,
                from_month=since.first_day,
                to_month=until and until.first_day,
                coefficient_halves=halves,
                sealed_category=vault.seal("K6", entitlement.c.sealed_category, new_id),
            )
        return made

    async def has_account(
        self, whose: int, state: AccountState = AccountState.USABLE, holder: str = AT_BANK
    ) -> int:
        vault, made = self.app.database.vault, self.app.database.ids()
        await self.writes(
            account,
            id=made,
            person_id=whose,
            bank="970428",
            state=state.value,
            state_on=date(2026, 1, 5),
            sealed_number=vault.seal("99000012345678", account.c.sealed_number, made),
            sealed_holder=vault.seal(holder, account.c.sealed_holder, made),
        )
        return made

    async def is_paid(
        self,
        whom: int,
        amount: int = STANDARD,
        *,
        into: int | None = None,
        arrears: int = 0,
        on: int | None = None,
        month: Month | None = None,
        stage: Stage = Stage.ON_LIST,
        reason: str | None = None,
    ) -> int:
        """``into`` an account, else in cash. ``on``: another list than the one that holds."""
        way, made = (Way.ACCOUNT if into else Way.CASH), self.app.database.ids()
        if on is None and way not in self.lists:
            await self.makes_list(way)
        await self.writes(
            payment,
            id=made,
            list_id=on or self.lists[way],
            person_id=whom,
            month=(month or self.month).first_day,
            programme=ASSISTANCE.value,
            way=way.value,
            account_id=into,
            amount=amount,
            arrears=arrears,
            stage=stage.value,
            stage_on=date(2026, 5, 6),
            reason=reason,
        )
        return made

    async def is_paid_by_account(self, **somebody: Any) -> int:
        """Somebody with whom nothing is wrong; their id."""
        whom = await self.lives(way=Way.ACCOUNT, **somebody)
        await self.is_paid(whom, into=await self.has_account(whom))
        return whom

    async def is_paid_in_cash(self, **somebody: Any) -> int:
        """The same."""
        whom = await self.lives(**somebody)
        await self.is_paid(whom)
        return whom

    async def is_usual(self) -> None:
        """All three lists are there, and agree."""
        await self.is_paid_in_cash()
        await self.is_paid_by_account()

    async def reconciled(self) -> tuple[Finding, ...]:
        """Of this commune."""
        found = await reconcile(self.app.database, self.month, NOW, [self.unit])
        return tuple(found)

    async def shows(self) -> dict[int, list[ListError]]:
        """By person what is somebody's work, and what is only noted."""
        found: dict[int, list[ListError]] = {}
        for one in await self.reconciled():
            found.setdefault(one.person, []).append(one.error)
        return found

    async def cases(self) -> list[Any]:
        async with self.app.database.engine.connect() as connection:
            query = select(case_file).where(case_file.c.unit_code == self.unit.code)
            return list((await connection.execute(query.order_by(case_file.c.id))).all())

    async def replaces(self, *, way: Way = Way.CASH) -> int:
        """A new list of a way instead of the one that held, which is empty at first."""
        await self.alters(payment_list, self.lists[way], active=False)
        return await self.makes_list(way)

    async def writes(self, table: Table, **values: object) -> None:
        async with self.app.database.engine.begin() as connection:
            await connection.execute(insert(table), values)

    async def alters(self, table: Table, row: int, **values: object) -> None:
        async with self.app.database.engine.begin() as connection:
            await connection.execute(update(table).where(table.c.id == row).values(**values))


@contextlib.asynccontextmanager
async def village(url: str) -> AsyncIterator[Village]:
    """In a commune of the province where the demo has nobody."""
    app = build(settings(url))
    try:
        async with app.database.engine.connect() as connection:
            taken = select(person.c.unit_code)
            empty = await connection.execute(
                select(unit.c.code)
                .where(unit.c.valid_from == REFORM, unit.c.code.not_in(taken), ~unit.c.served)
                .order_by(unit.c.code)
            )
        yield Village(app, UnitKey(empty.scalars().all()[0], REFORM))
    finally:
        await app.close()
