"""Cases read one by one, by who may read them: nothing of whom they are about is opened."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, exists, func, or_, select

from domain.case import Case, CaseKind
from domain.otp import OtpFailure
from domain.pay_way import WayAsked
from domain.place import UnitKey
from domain.text import Month
from storage.case_rows import in_unit, read_case, standing
from storage.connection import Store
from storage.tables import case_file, case_reporter

_STANDING_ABOUT = (
    select(case_file)
    .where(case_file.c.person_id == bindparam("of_person"), standing)
    .order_by(case_file.c.id.desc())
)


class CaseReading:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def one(self, case_id: int, now: datetime) -> Case | None:
        """A case by its id; nothing of whom it is about is read."""
        result = await self._store.connection.execute(
            select(case_file).where(case_file.c.id == case_id)
        )
        row = result.one_or_none()
        return read_case(row, now) if row else None

    async def reported(
        self, number: str, session_id: int, people: Collection[int], now: datetime
    ) -> tuple[Case, UnitKey] | None:
        """A case by its number, with its unit, for who hears about the person; what is about nobody
        that we know, for everybody who reported it. Nothing of whom it is about is read."""
        about_nobody = and_(case_file.c.person_id.is_(None), reported_from(session_id))
        mine = or_(case_file.c.person_id.in_(sorted(people)), about_nobody)
        result = await self._store.connection.execute(
            select(case_file).where(case_file.c.number == number, mine)
        )
        row = result.one_or_none()
        return (read_case(row, now), UnitKey(row.unit_code, row.unit_from)) if row else None

    async def still_open(
        self, people: Collection[int], month: Month, kinds: Collection[CaseKind]
    ) -> tuple[str, ...]:
        """The numbers of open cases about these people and a month; nothing else of them is
        read."""
        result = await self._store.connection.execute(
            select(case_file.c.number)
            .where(
                case_file.c.person_id.in_(sorted(people)),
                case_file.c.month == month.first_day,
                case_file.c.kind.in_(sorted(kind.value for kind in kinds)),
                standing,
            )
            .order_by(case_file.c.id)
        )
        return tuple(result.scalars())

    async def in_units(
        self, number: str, units: Collection[UnitKey], now: datetime
    ) -> tuple[Case, UnitKey] | None:
        """By its number, for who stands above; nothing of whom it is about is read. A complaint is
        for who answers it alone."""
        theirs = or_(case_file.c.id.is_(None), *(in_unit(unit) for unit in units))
        result = await self._store.connection.execute(
            select(case_file).where(
                case_file.c.number == number,
                case_file.c.kind != CaseKind.ABOUT_STAFF.value,
                theirs,
            )
        )
        row = result.one_or_none()
        return (read_case(row, now), UnitKey(row.unit_code, row.unit_from)) if row else None

    async def open_about(
        self, person_id: int, kind: CaseKind, now: datetime, reason: str = ""
    ) -> Case | None:
        """The newest of a kind, and reason where one is given, about a person that is not over, of
        whatever month."""
        for row in await self._standing_about(person_id):
            if row.kind == kind.value and reason in ("", row.reason):
                return read_case(row, now)
        return None

    async def _standing_about(self, person_id: int) -> Sequence[Row[Any]]:
        """Newest first; they are few."""
        known = self._store.standing_cases
        if person_id not in known:
            result = await self._store.connection.execute(_STANDING_ABOUT, {"of_person": person_id})
            known[person_id] = result.all()
        return known[person_id]

    async def unit_of(self, case_id: int) -> UnitKey | None:
        """Whose it is; nothing of the case itself is read."""
        result = await self._store.connection.execute(
            select(case_file.c.unit_code, case_file.c.unit_from).where(case_file.c.id == case_id)
        )
        row = result.one_or_none()
        return UnitKey(row.unit_code, row.unit_from) if row else None

    async def number_of(self, case_id: int) -> str | None:
        """What one can read out; nothing of the case itself is read."""
        result = await self._store.connection.execute(
            select(case_file.c.number).where(case_file.c.id == case_id)
        )
        number: str | None = result.scalar_one_or_none()
        return number

    async def otp(self, case: Case) -> OtpFailure | None:
        """What was said of a code that does not arrive; None of any other case, and where it cannot
        be read."""
        if case.kind is not CaseKind.OTP or case.cause is None:
            return None
        written = await self._details(case.id)
        return OtpFailure.read(case.cause, written) if written else None

    async def way_asked(self, case: Case) -> WayAsked | None:
        """Which other way of being paid is asked for; None of any other case, and where it cannot
        be read."""
        if case.kind is not CaseKind.PAY_WAY:
            return None
        return WayAsked.read(case.cause, await self._details(case.id))

    async def _details(self, case_id: int) -> str:
        """Empty where nothing more was said, or it cannot be read."""
        column = case_file.c.sealed_details
        sealed = await self._store.connection.scalar(
            select(column).where(case_file.c.id == case_id)
        )
        return self._store.vault.open_or_empty(sealed, column, case_id)

    async def count(self) -> int:
        result = await self._store.connection.execute(select(func.count()).select_from(case_file))
        return result.scalar_one()


def reported_from(session_id: int) -> ColumnElement[bool]:
    """The case was reported from this address, by the first or by one after."""
    return exists().where(
        case_reporter.c.case_id == case_file.c.id, case_reporter.c.session_id == session_id
    )
