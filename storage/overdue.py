"""Cases that nobody has looked at or done in time: reported to who stands above, once a level, and
from the last one on every week."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, not_, or_, select

from domain.case import Case, CaseKind, CaseState
from domain.case_clock import ABOVE, level
from domain.case_flow import CaseEvent
from domain.notice import NoticeKind
from domain.place import UnitKey
from storage.answerers import owners_of, with_role
from storage.case_changes import DAYS_OFF
from storage.case_queue import NEXT_DUE
from storage.case_rows import read_case, standing
from storage.cases import Cases
from storage.complaints import Complaints
from storage.connection import Store
from storage.notices import Notices
from storage.own_news import OwnNews
from storage.staff import Staff
from storage.tables import case_file, notice

_A_WEEK = timedelta(days=7)


async def report_overdue(store: Store, now: datetime) -> int:
    """Have owners, and who stands above, told of what is late since then; how many cases."""
    rows = await store.connection.execute(
        select(case_file)
        .where(standing, now.date() > NEXT_DUE, case_file.c.level < len(ABOVE))
        .order_by(case_file.c.id)
    )
    once: dict[tuple[UnitKey, int], int] = {}
    reported = sum([await _report(store, row, once, now) for row in rows.all()])
    return reported + await _remind(store, now)


async def _remind(store: Store, now: datetime) -> int:
    """What nobody stands above any more is asked for again, a week after it was last; how many."""
    told_lately = exists().where(
        notice.c.kind.in_([NoticeKind.CASE_OVERDUE.value, NoticeKind.LISTS_LATE.value]),
        notice.c.subject == case_file.c.id,
        notice.c.due_at > now - _A_WEEK,
    )
    found = await store.connection.execute(
        select(case_file)
        .where(
            standing,
            now.date() > NEXT_DUE,
            case_file.c.level == len(ABOVE),
            or_(case_file.c.session_id.is_not(None), case_file.c.id.in_(_first_of_each_unit(now))),
            not_(told_lately),
        )
        .order_by(case_file.c.id)
    )
    rows = found.all()
    for row in rows:
        kind = NoticeKind.CASE_OVERDUE if row.session_id else NoticeKind.LISTS_LATE
        await OwnNews(store).retire_case(row.id, kind)
        hearing = await _hearing(store, row, read_case(row, now), len(ABOVE))
        await Notices(store).tell(sorted(hearing), kind, row.id, now)
    return len(rows)


def _first_of_each_unit(now: datetime) -> Select[Any]:
    """Of what lists have shown, and is late at the last level: one stands for all of a unit."""
    return (
        select(func.min(case_file.c.id))
        .where(
            standing,
            now.date() > NEXT_DUE,
            case_file.c.level == len(ABOVE),
            case_file.c.session_id.is_(None),
        )
        .group_by(case_file.c.unit_code, case_file.c.unit_from)
    )


async def _report(
    store: Store, row: Any, once: dict[tuple[UnitKey, int], int], now: datetime
) -> bool:
    """``once``: of what lists have shown, the case that stands for all of a unit and a level."""
    case = read_case(row, now)
    reached = level(case, now.date(), DAYS_OFF)
    if reached <= case.level:
        return False
    await Cases(store).happen(case.id, CaseEvent.ESCALATED, None, now, level=reached)
    if row.session_id is None:
        of = UnitKey(row.unit_code, row.unit_from), reached
        if once.setdefault(of, case.id) != case.id:
            return True
    kind = NoticeKind.CASE_OVERDUE if row.session_id else NoticeKind.LISTS_LATE
    hearing = await _hearing(store, row, case, reached)
    await Notices(store).tell(sorted(hearing), kind, case.id, now)
    return True


async def _hearing(store: Store, row: Any, case: Case, reached: int) -> set[int]:
    """Who stands above, and at the first and the last level whose it is as well. Of a complaint who
    answers it, and in the end the province, which may answer it then."""
    if case.kind is CaseKind.ABOUT_STAFF:
        return await Complaints(store).hearing(row, max(row.above, reached))
    unit = UnitKey(row.unit_code, row.unit_from)
    above = await with_role(store, ABOVE[reached - 1], unit)
    first_or_again = reached == 1 or case.level == len(ABOVE)
    return above | await _whose_it_is(store, case, unit) if first_or_again else above


async def _whose_it_is(store: Store, case: Case, unit: UnitKey) -> set[int]:
    """Who has it in hand; where it was sent back, who submitted it; else whose kind it is."""
    if case.state is CaseState.SENT_BACK and case.filed_by is not None:
        return set(await Staff(store).sessions_of(case.filed_by))
    if case.handled_by is not None:
        return set(await Staff(store).sessions_of(case.handled_by))
    return await owners_of(store, case.kind, case.reason, unit, case.above)
