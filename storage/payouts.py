"""Payments of one person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select, tuple_

from domain.payout import FailedBecause, Payment, Stage, Way
from domain.person import Person, Programme
from domain.place import UnitKey
from domain.privacy import Level
from domain.text import Money, Month
from storage.connection import Store
from storage.tables import entitlement, payment, payment_list, person

_SINCE = (
    select(*payment.c, payment_list.c.made_on)
    .join(payment_list, payment_list.c.id == payment.c.list_id)
    .where(
        payment.c.person_id == bindparam("of_person"),
        payment.c.month >= bindparam("since"),
        payment_list.c.active,
    )
    .order_by(payment.c.month.desc(), payment.c.id)
)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """How a person is paid when no list says otherwise: programme, way, and the cash point."""

    programme: Programme | None
    way: Way
    point: int | None


@dataclass(frozen=True, slots=True)
class ListMade:
    """A payment list that a unit has for a month, by the day of the newest."""

    programme: Programme
    way: Way
    made_on: date


class Payouts:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[int, Month], tuple[Payment, ...]] = {}

    async def of(self, person_id: int, since: Month) -> tuple[Payment, ...]:
        """Payments on active lists from that month on, newest month first; read once, as no turn
        changes them."""
        self._store.opened(Level.OWN)
        self._store.saw(person_id)
        if (known := self._known.get((person_id, since))) is not None:
            return known
        result = await self._store.connection.execute(
            _SINCE, {"of_person": person_id, "since": since.first_day}
        )
        return self._known.setdefault((person_id, since), tuple(map(_payment, result)))

    async def list_made_on(self, about: Person, month: Month) -> date | None:
        """The day of the newest active payment list of a month where a person belongs; None while
        there is none."""
        made = await self.lists(about, month)
        return max((one.made_on for one in made), default=None)

    async def unknown_where(self, about: Person, month: Month) -> bool:
        """Whether their old unit was divided, its heirs have lists, and none of these names them:
        then nobody knows yet on whose list they belong."""
        heirs = {one.key for one in self._store.reference.gazetteer.today_of(about.unit)}
        if len(heirs) < 2 or await self.lists(about, month):
            return False
        return bool(await self._lists(heirs, month))

    async def lists(self, about: Person, month: Month) -> tuple[ListMade, ...]:
        """Which active payment lists of a month are those of a person: of their unit, and of what
        it is today. Of a unit that was divided, those of the heir on whose list they stand."""
        heirs = {one.key for one in self._store.reference.gazetteer.today_of(about.unit)}
        if len(heirs) > 1:
            heirs &= await self._listed_in(about.id, month)
        return await self._lists({about.unit, *heirs}, month)

    async def _listed_in(self, person_id: int, month: Month) -> set[UnitKey]:
        result = await self._store.connection.execute(
            select(payment_list.c.unit_code, payment_list.c.unit_from)
            .join(payment, payment.c.list_id == payment_list.c.id)
            .where(
                payment.c.person_id == person_id,
                payment.c.month == month.first_day,
                payment_list.c.active,
            )
        )
        return {UnitKey(row.unit_code, row.unit_from) for row in result}

    async def _lists(self, units: Collection[UnitKey], month: Month) -> tuple[ListMade, ...]:
        """Who stands on them is not read."""
        keys = [(one.code, one.valid_from) for one in units]
        result = await self._store.connection.execute(
            select(
                payment_list.c.programme,
                payment_list.c.way,
                func.max(payment_list.c.made_on).label("made_on"),
            )
            .where(
                payment_list.c.month == month.first_day,
                tuple_(payment_list.c.unit_code, payment_list.c.unit_from).in_(keys),
                payment_list.c.active,
            )
            .group_by(payment_list.c.programme, payment_list.c.way)
            .order_by(payment_list.c.programme, payment_list.c.way.desc())
        )
        return tuple(
            ListMade(Programme(row.programme), Way(row.way), row.made_on) for row in result
        )

    async def called_at(self, unit: UnitKey, point: int, month: Month) -> tuple[int, ...]:
        """Whom the cash lists of a unit call at a point, in their order; ids alone."""
        result = await self._store.connection.execute(
            select(payment.c.person_id)
            .join(payment_list, payment_list.c.id == payment.c.list_id)
            .where(
                payment_list.c.active,
                payment_list.c.month == month.first_day,
                payment_list.c.unit_code == unit.code,
                payment_list.c.unit_from == unit.valid_from,
                payment.c.way == Way.CASH.value,
                payment.c.point_id == point,
            )
            .order_by(payment.c.id)
        )
        return tuple(dict.fromkeys(result.scalars()))

    async def enrolment(self, person_id: int, month: Month) -> Enrolment:
        """How this person is to be paid in a month for which there is no list yet."""
        self._store.opened(Level.OWN)
        self._store.saw(person_id)
        result = await self._store.connection.execute(
            select(person.c.way, person.c.point_id, entitlement.c.programme)
            .outerjoin(
                entitlement,
                (entitlement.c.person_id == person.c.id)
                & (entitlement.c.from_month <= month.first_day)
                & (entitlement.c.to_month.is_(None) | (entitlement.c.to_month >= month.first_day)),
            )
            .where(person.c.id == person_id)
            .order_by(entitlement.c.id)
            .limit(1)
        )
        row = result.one()
        programme = Programme(row.programme) if row.programme else None
        return Enrolment(programme, Way(row.way), row.point_id)


def _payment(row: Any) -> Payment:
    return Payment(
        id=row.id,
        person=row.person_id,
        month=Month.of(row.month),
        programme=Programme(row.programme),
        way=Way(row.way),
        amount=Money(row.amount),
        arrears=Money(row.arrears),
        stage=Stage(row.stage),
        stage_on=row.stage_on,
        reason=FailedBecause(row.reason) if row.reason else None,
        point=row.point_id,
        list_of=row.made_on,
        account=row.account_id,
    )
