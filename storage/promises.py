"""Cash that was promised for a day which has moved since, or has gone by, or at a point that has
closed: another is asked for."""

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
from storage.tables import calendar_change, case_file, point_change

_STANDS = frozenset({DayState.PLANNED, DayState.CONFIRMED})


async def take_back_promises(store: Store, now: datetime) -> int:
    """How many were taken back: who was promised that day hears that it is not certain any more, or
    has gone by, and so does whose case it is. A change that can still be taken back is waited
    for."""
    for at in (calendar_change.c.at, point_change.c.at):
        newest = await store.connection.scalar(select(func.max(at)))
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
        then = failure and _then(failure, store.reference, now)
        if then is None or then == failure:
            continue
        said = Report(cause=row.cause, bank=row.bank, details=then.written())
        count += await cases.change(row.id, said, None, now)
    return count


def _then(failure: OtpFailure, reference: Reference, now: datetime) -> OtpFailure:
    """What is left of a promise today."""
    if failure.meanwhile is not Meanwhile.POINT or failure.on is None:
        return failure
    if failure.on < now.date():
        return replace(failure, on=None, was=failure.on)
    return replace(failure, on=None) if _moved(failure, reference) else failure


def _moved(failure: OtpFailure, reference: Reference) -> bool:
    """The calendar has that day no more, or the point has closed and nothing stands for it."""
    return not any(
        (day.day, day.point) == (failure.on, failure.point)
        and day.state in _STANDS
        and reference.pays_somewhere(day)
        for days in reference.calendar.values()
        for day in days
    )
