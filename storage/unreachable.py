"""Who can no longer be reached, and which officers should know: their answer would reach nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from domain.case import CaseKind
from domain.human_talk import Ended
from domain.notice import NoticeKind, Outcome
from domain.permissions import Act
from domain.place import UnitKey
from storage.answerers import addresses_of
from storage.case_rows import standing
from storage.cases import Cases
from storage.connection import Store
from storage.human_talks import HumanTalks
from storage.notices import Notices
from storage.tables import case_file, notice, outbox


async def fall_silent(store: Store, sessions: Sequence[int], at: datetime) -> None:
    """Nothing that waits is sent to these, nor told to them; who works on their cases hears of it,
    once for each case. Of a complaint nobody does: whose phone it came from is not to be found."""
    await store.connection.execute(
        update(outbox)
        .where(outbox.c.session_id.in_(sessions), outbox.c.state == "waiting")
        .values(state="refused", error="gone", leased_by=None)
    )
    await store.connection.execute(
        update(notice)
        .where(notice.c.session_id.in_(sessions), notice.c.told_at.is_(None))
        .values(told_at=at, outcome=Outcome.GONE.value)
    )
    await HumanTalks(store).end_at(sessions, Ended.GONE, at)
    for case_id in await HumanTalks(store).cases_at(sessions):
        await _leave_to_others(store, case_id, sessions, at)
    waiting = await store.connection.execute(
        select(case_file.c.id, case_file.c.unit_code, case_file.c.unit_from).where(
            case_file.c.session_id.in_(sessions),
            case_file.c.kind != CaseKind.ABOUT_STAFF.value,
            standing,
        )
    )
    for row in waiting.all():
        unit = UnitKey(row.unit_code, row.unit_from)
        officers = await addresses_of(store, Act.ANSWER_CASES, unit) - set(sessions)
        await Notices(store).tell(officers, NoticeKind.UNREACHABLE, row.id, at)


async def _leave_to_others(
    store: Store, case_id: int, sessions: Sequence[int], at: datetime
) -> None:
    """A citizen waits there for an answer: whoever else may give it hears so."""
    await Cases(store).give_back(case_id, at)
    unit = await Cases(store).unit_of(case_id)
    if unit is not None:
        others = await addresses_of(store, Act.ANSWER_CASES, unit) - set(sessions)
        await Notices(store).tell(sorted(others), NoticeKind.CASE_FILED, case_id, at)
