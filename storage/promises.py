"""Cash that was promised for a day which has moved since: the promise is taken back in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from domain.bulletin import REVOCABLE_FOR
from domain.case import CaseKind
from domain.otp import Meanwhile, OtpFailure
from domain.payout import DayState
from storage.case_rows import read_case, standing
from storage.cases import Cases, Report
from storage.connection import Store
from storage.reference import Reference
from storage.tables import calendar_change, case_file

_STANDS = frozenset({DayState.PLANNED, DayState.CONFIRMED})


async def take_back_promises(store: Store, now: datetime) -> int:
    """How many were taken back: who was promised that day hears that it is not certain any more,
    and whose case it is that it moved. A change that can still be taken back is waited for."""
    newest = await store.connection.scalar(select(func.max(calendar_change.c.at)))
    if newest is not None and newest > now - REVOCABLE_FOR:
        return 0
    rows = await store.connection.execute(
        select(case_file)
        .where(standing, case_file.c.kind == CaseKind.OTP.value)
        .order_by(case_file.c.id)
    )
    cases, count = Cases(store), 0
    for row in rows.all():
        failure = await cases.otp(read_case(row, now))
        if failure is None or not _broken(failure, store.reference, now):
            continue
        said = Report(cause=row.cause, bank=row.bank, details=replace(failure, on=None).written())
        count += await cases.change(row.id, said, None, now)
    return count


def _broken(failure: OtpFailure, reference: Reference, now: datetime) -> bool:
    """A day to come that the calendar has no more."""
    if failure.meanwhile is not Meanwhile.POINT or failure.on is None or failure.on < now.date():
        return False
    return not any(
        (day.day, day.point) == (failure.on, failure.point) and day.state in _STANDS
        for days in reference.calendar.values()
        for day in days
    )
