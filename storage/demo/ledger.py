"""Payments, each on the list of its month, unit, programme and way, at the month's standard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from domain.payout import Way
from domain.person import Programme
from domain.place import UnitKey
from domain.text import Month
from storage.demo.invented import Account, Beneficiary, Outcome, Payment, PaymentList
from storage.demo.supply import Supply

Standards = Mapping[Month, int]
"""Đồng for the coefficient 1,0 from each month on (mức chuẩn trợ giúp xã hội)."""


def standard_of(month: Month, standards: Standards) -> int:
    """What holds in a month. Raises ValueError where the month lies before all that is known."""
    return standards[max(since for since in standards if since <= month)]


class Ledger:
    """``made_on`` says when the list of a month and way was made."""

    def __init__(
        self, supply: Supply, standards: Standards, made_on: Callable[[Month, Way], date]
    ) -> None:
        self.payments: list[Payment] = []
        self._supply = supply
        self._standards = standards
        self._made_on = made_on
        self._lists: dict[tuple[Month, UnitKey, Programme, Way], PaymentList] = {}

    @property
    def lists(self) -> list[PaymentList]:
        return list(self._lists.values())

    def pay(
        self,
        person: Beneficiary,
        month: Month,
        through: Account | int,
        outcome: Outcome,
        arrears: int = 0,
    ) -> None:
        """``through`` an account, which may be another person's, or the point that hands out."""
        account = through if isinstance(through, Account) else None
        way = Way.ACCOUNT if account else Way.CASH
        self.payments.append(
            Payment(
                id=self._supply.new_id(),
                list_id=self._list(person, month, way).id,
                person=person,
                month=month,
                way=way,
                account=account,
                point=through if isinstance(through, int) else None,
                amount=person.halves(month) * standard_of(month, self._standards) // 2,
                arrears=arrears,
                outcome=outcome,
            )
        )

    def _list(self, person: Beneficiary, month: Month, way: Way) -> PaymentList:
        key = (month, person.unit, person.programme, way)
        if key not in self._lists:
            made_on = self._made_on(month, way)
            self._lists[key] = PaymentList(self._supply.new_id(), *key, made_on)
        return self._lists[key]
