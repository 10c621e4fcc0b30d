"""What is reported of payment points, and how the post's own changes answer it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select

from domain.case import CaseKind, CaseState
from domain.case_flow import CaseEvent
from domain.point_report import IN_VAIN, PointReported, PointTrouble, answered_by, gravest
from domain.point_work import PointAct
from storage.case_rows import standing
from storage.cases import Cases
from storage.connection import Store
from storage.tables import case_file, case_reporter


class PointReports:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def unanswered(self, points: Collection[int], now: datetime) -> dict[int, PointReported]:
        """Of each of these points the gravest that was reported and that nobody has answered."""
        if not self._store.points_reported:
            return {}
        result = await self._store.connection.execute(
            select(case_file.c.point_id, case_file.c.reason, func.max(case_reporter.c.at))
            .join(case_reporter, case_reporter.c.case_id == case_file.c.id)
            .where(_of(points, IN_VAIN), standing)
            .group_by(case_file.c.point_id, case_file.c.reason)
        )
        return gravest(
            (point, PointReported(PointTrouble(reason), at.astimezone(now.tzinfo).date()))
            for point, reason, at in result
        )

    async def reporters(self, case_id: int) -> int:
        """From how many addresses it was reported."""
        return (
            await self._store.connection.scalar(
                select(func.count()).where(case_reporter.c.case_id == case_id)
            )
            or 0
        )

    async def answer(self, point: int, act: PointAct, by: int, now: datetime) -> int:
        """End what this act of the post settles; how many reports."""
        return await self._happen(
            CaseEvent.SETTLED, by, now, _of([point], answered_by(act)), standing
        )

    async def answered(self, point: int, at: datetime) -> bool:
        """Whether something reported of this point was settled at that moment."""
        settled = (_of([point], tuple(PointTrouble)), case_file.c.closed_at == at)
        found = await self._store.connection.execute(select(case_file.c.id).where(*settled))
        return found.first() is not None

    async def unanswer(
        self, point: int, act: PointAct, since: datetime, by: int, now: datetime
    ) -> int:
        """Open again what an act had settled, then, that is taken back; how many reports."""
        settled = and_(case_file.c.state == CaseState.DONE.value, case_file.c.closed_at == since)
        return await self._happen(
            CaseEvent.REOPENED, by, now, _of([point], answered_by(act)), settled
        )

    async def _happen(
        self, event: CaseEvent, by: int, now: datetime, *where: ColumnElement[bool]
    ) -> int:
        found = await self._store.connection.execute(
            select(case_file.c.id).where(*where).order_by(case_file.c.id)
        )
        cases = Cases(self._store)
        happened = [await cases.happen(one, event, by, now) for one in found.scalars().all()]
        return sum(one is not None for one in happened)


def something_reported() -> ColumnElement[bool]:
    """Whether there is anything for `PointReports.unanswered` to find, of any point."""
    in_vain = case_file.c.reason.in_(sorted(one.value for one in IN_VAIN))
    return exists().where(case_file.c.point_id.is_not(None), in_vain, standing)


def _of(points: Collection[int], troubles: Collection[PointTrouble]) -> ColumnElement[bool]:
    return and_(
        case_file.c.kind == CaseKind.POINT.value,
        case_file.c.point_id.in_(sorted(points)),
        case_file.c.reason.in_(sorted(one.value for one in troubles)),
    )
