"""Cash promised to who waits for the code of a bank: how many come for it, to which point and on
which day; and the post there hears of each, since no list of its own names them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import or_, select

from domain.case import CaseKind
from domain.notice import NoticeKind
from domain.otp import Meanwhile, OtpFailure
from domain.payday import Payday
from domain.permissions import Role, reach
from domain.place import UnitKey
from storage.answerers import with_role
from storage.case_rows import in_unit, standing
from storage.connection import Store
from storage.notices import Notices
from storage.own_news import OwnNews
from storage.tables import case_file

Promise: TypeAlias = tuple[date, int]
"""The day, and the point."""

_OTP = case_file.c.kind == CaseKind.OTP.value


class CashPromised:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, case_id: int) -> Promise | None:
        """None where no cash is promised for a day, or the case is over."""
        found = await self._promises(case_file.c.id == case_id)
        return found[0] if found else None

    async def on(self, payday: Payday) -> int:
        """How many come then whom no cash list names; nobody is opened."""
        units = reach(payday.unit, self._store.reference.gazetteer)
        found = await self._promises(_in(units))
        return sum(one == (payday.day, payday.point) for one in found)

    async def to_come(self, units: Collection[UnitKey], today: date) -> int:
        """How many of these units are still to come for it."""
        found = await self._promises(_in(units))
        return sum(day >= today for day, _ in found)

    async def tell_counter(self, case_id: int, promise: Promise | None, now: datetime) -> None:
        """Have the post at the point told how a promise stands now; one that is past is no news."""
        if promise is None or promise[0] < now.date():
            return
        point = self._store.reference.points.get(promise[1])
        if point is None:
            return
        kind = NoticeKind.CASH_PROMISED
        await OwnNews(self._store).retire_case(case_id, kind)
        clerks = await with_role(self._store, Role.POST_CLERK, point.unit)
        await Notices(self._store).tell(sorted(clerks), kind, case_id, now)

    async def _promises(self, chosen: Any) -> tuple[Promise, ...]:
        rows = await self._store.connection.execute(
            select(case_file.c.id, case_file.c.cause, case_file.c.sealed_details)
            .where(_OTP, standing, chosen)
            .order_by(case_file.c.id)
        )
        found = [self._promise(row) for row in rows]
        return tuple(one for one in found if one is not None)

    def _promise(self, row: Any) -> Promise | None:
        column = case_file.c.sealed_details
        said = self._store.vault.open_or_empty(row.sealed_details, column, row.id)
        failure = OtpFailure.read(row.cause or "", said)
        if failure is None or failure.meanwhile is not Meanwhile.POINT:
            return None
        return None if failure.on is None or failure.point is None else (failure.on, failure.point)


def _in(units: Collection[UnitKey]) -> Any:
    return or_(case_file.c.id.is_(None), *(in_unit(unit) for unit in sorted(units)))
