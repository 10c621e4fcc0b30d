"""What only the tables together show: who shares an account, and whose death was reported."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select

from domain.case import CaseKind, CaseState
from domain.change import ChangeReport
from domain.text import Month
from storage.connection import Store
from storage.sealed import Unreadable
from storage.tables import case_file, payment, payment_list, person


class ListChecks:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def sharing(self, account_id: int, month: Month) -> int:
        """How many people are paid into an account in a month; who they are is not read."""
        result = await self._store.connection.execute(
            select(func.count(payment.c.person_id.distinct()))
            .join(payment_list, payment_list.c.id == payment.c.list_id)
            .where(
                payment.c.account_id == account_id,
                payment.c.month == month.first_day,
                payment_list.c.active,
            )
        )
        return int(result.scalar_one())

    async def dead_since(self, person_id: int) -> Month | None:
        """The month of a death that was reported and not refused."""
        found = await self._deaths(case_file.c.person_id == person_id)
        return found.get(person_id)

    async def dead_among(self, people: ColumnElement[bool]) -> dict[int, Month]:
        """The same of many; ``people`` says which, by columns of `person`."""
        return await self._deaths(case_file.c.person_id.in_(select(person.c.id).where(people)))

    async def _deaths(self, whose: ColumnElement[bool]) -> dict[int, Month]:
        """By person, as the first who reported it said."""
        column = case_file.c.sealed_details
        result = await self._store.connection.execute(
            select(case_file.c.id, case_file.c.person_id, case_file.c.month, column)
            .where(
                whose,
                case_file.c.kind == CaseKind.DEATH.value,
                case_file.c.state != CaseState.REFUSED.value,
            )
            .order_by(case_file.c.id)
        )
        found: dict[int, Month] = {}
        for row in result:
            report = self._report(row.sealed_details, row.id)
            died_on = report.day if report else None
            found.setdefault(row.person_id, Month.of(died_on or row.month))
        return found

    def _report(self, sealed: bytes | None, case_id: int) -> ChangeReport | None:
        if sealed is None:
            return None
        try:
            said = self._store.vault.open(sealed, case_file.c.sealed_details, case_id)
        except Unreadable:
            return None
        return ChangeReport.read(said)
