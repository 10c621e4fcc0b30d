"""Cases that nobody has looked at or done in time: reported to who stands above, once a level."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from domain.case import Case, CaseKind, CaseState
from domain.case_clock import ABOVE, level
from domain.case_flow import CaseEvent
from domain.notice import NoticeKind
from domain.place import UnitKey
from storage.answerers import owners_of, with_role
from storage.case_queue import NEXT_DUE
from storage.case_rows import read_case, standing
from storage.cases import DAYS_OFF, Cases
from storage.complaints import Complaints
from storage.connection import Store
from storage.notices import Notices
from storage.staff import Staff
from storage.tables import case_file


async def report_overdue(store: Store, now: datetime) -> int:
    """Have owners, and who stands above, told of what is late since then; how many cases."""
    rows = await store.connection.execute(
        select(case_file)
        .where(standing, now.date() > NEXT_DUE, case_file.c.level < len(ABOVE))
        .order_by(case_file.c.id)
    )
    return sum([await _report(store, row, now) for row in rows.all()])


async def _report(store: Store, row: Any, now: datetime) -> bool:
    case = read_case(row, now)
    reached = level(case, now.date(), DAYS_OFF)
    if reached <= case.level:
        return False
    await Cases(store).happen(case.id, CaseEvent.ESCALATED, None, now, level=reached)
    complaint = case.kind is CaseKind.ABOUT_STAFF
    hearing = await (_of_complaint if complaint else _of_case)(store, row, case, reached)
    await Notices(store).tell(sorted(hearing), NoticeKind.CASE_OVERDUE, case.id, now)
    return True


async def _of_complaint(store: Store, row: Any, _: Case, reached: int) -> set[int]:
    """Who answers it, and in the end the province, which may answer it then."""
    complaints = Complaints(store)
    return await complaints.hearing(row, max(row.above, reached))


async def _of_case(store: Store, row: Any, case: Case, reached: int) -> set[int]:
    unit = UnitKey(row.unit_code, row.unit_from)
    hearing = await with_role(store, ABOVE[reached - 1], unit)
    return hearing | await _whose_it_is(store, case, unit) if reached == 1 else hearing


async def _whose_it_is(store: Store, case: Case, unit: UnitKey) -> set[int]:
    """Who has it in hand; where it was sent back, who submitted it; else whose kind it is."""
    if case.state is CaseState.SENT_BACK and case.filed_by is not None:
        return set(await Staff(store).sessions_of(case.filed_by))
    if case.handled_by is not None:
        return set(await Staff(store).sessions_of(case.handled_by))
    return await owners_of(store, case.kind, case.reason, unit, case.above)
