"""Payments, the lists that they stand on, and the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, and_, case, cast, distinct, exists, func, select

from domain.payout import DayState, FailedBecause
from storage.summary_counting import CAME, DID_NOT, Counts, holds
from storage.summary_rows import PaymentRow, UncollectedRow
from storage.tables import payment, payment_list, payout_day, person

_FIXED_DAY = (DayState.CONFIRMED.value, DayState.MONEY_IN_ACCOUNT.value, DayState.CLOSED.value)


class PaymentCounts(Counts):
    async def payments(self) -> Sequence[PaymentRow]:
        """Of each list first: a number is compared sooner than the names of a unit."""
        of = (payment_list.c.unit_code, payment_list.c.unit_from)
        of_list = (payment.c.list_id, payment.c.way, payment.c.stage)
        each = (
            select(
                *of_list,
                func.count().label("payments"),
                func.min(payment.c.stage_on).label("first"),
                func.max(payment.c.stage_on).label("last"),
            )
            .where(payment.c.month == self._first, payment.c.stage_on <= self._at.day)
            .where(*self._on_lists())
            .group_by(*of_list)
            .subquery("each")
        )
        rows = await self._rows(
            select(
                *of,
                each.c.way,
                each.c.stage,
                cast(func.sum(each.c.payments), BigInteger).label("payments"),
                func.min(each.c.first).label("first"),
                func.max(each.c.last).label("last"),
            )
            .join(payment_list, payment_list.c.id == each.c.list_id)
            .where(payment_list.c.month == self._first, payment_list.c.active, *self._in(*of))
            .group_by(*of, each.c.way, each.c.stage)
        )
        return [PaymentRow(**row._mapping) for row in rows]

    def _on_lists(self) -> list[Any]:
        """Of fewer units, other lists are not gone through."""
        if self._units is None:
            return []
        theirs = select(payment_list.c.id).where(
            payment_list.c.month == self._first,
            *self._in(payment_list.c.unit_code, payment_list.c.unit_from),
        )
        return [payment.c.list_id.in_(theirs)]

    async def uncollected(self) -> Sequence[UncollectedRow]:
        """People whose cash was not collected last month, nor in the month before or after it, and
        who have not had any since."""
        month = self._at.month
        last = month.plus(-1).first_day
        of = (person.c.unit_code, person.c.unit_from)
        months = [month.plus(-ago).first_day for ago in range(3)]
        again = (
            select(payment.c.person_id)
            .join(payment_list, payment_list.c.id == payment.c.list_id)
            .where(
                payment_list.c.month == payment.c.month,
                payment_list.c.active,
                payment.c.month.in_(months),
                payment.c.stage.in_(DID_NOT),
                payment.c.reason == FailedBecause.NOT_COLLECTED.value,
                payment.c.stage_on <= self._at.day,
                *self._living(payment.c.person_id),
            )
            .group_by(payment.c.person_id)
            .having(
                func.count(distinct(payment.c.month)) > 1,
                func.max(case((payment.c.month == last, 1), else_=0)) == 1,
            )
            .subquery("again")
        )
        rows = await self._rows(
            select(*of, func.count().label("people"))
            .join(again, again.c.person_id == person.c.id)
            .where(
                ~exists().where(
                    payment.c.person_id == person.c.id,
                    payment_list.c.id == payment.c.list_id,
                    payment.c.stage.in_(CAME),
                    payment.c.stage_on <= self._at.day,
                    *holds(month),
                ),
                *self._in(*of),
            )
            .group_by(*of)
        )
        return [UncollectedRow(**row._mapping) for row in rows]

    async def lists(self) -> Sequence[Any]:
        """The payment lists that hold, of this month and of those before it, by way."""
        of = (payment_list.c.unit_code, payment_list.c.unit_from)
        return await self._rows(
            select(
                *of,
                payment_list.c.way,
                payment_list.c.month,
                func.max(payment_list.c.made_on).label("made_on"),
            )
            .where(
                payment_list.c.active,
                payment_list.c.month <= self._first,
                payment_list.c.made_on <= self._at.day,
                *self._in(*of),
            )
            .group_by(*of, payment_list.c.way, payment_list.c.month)
        )

    async def paydays(self) -> Sequence[Any]:
        """The calendar of the month, by way. ``first``: the first day that is fixed; ``came``: the
        post says that the money is in the accounts."""
        of = (payout_day.c.unit_code, payout_day.c.unit_from)
        fixed = payout_day.c.state.in_(_FIXED_DAY)
        came = payout_day.c.state == DayState.MONEY_IN_ACCOUNT.value
        return await self._rows(
            select(
                *of,
                payout_day.c.way,
                func.min(case((fixed, payout_day.c.day))).label("first"),
                func.max(case((and_(came, payout_day.c.day <= self._at.day), 1), else_=0)).label(
                    "came"
                ),
            )
            .where(payout_day.c.month == self._first)
            .group_by(*of, payout_day.c.way)
        )
