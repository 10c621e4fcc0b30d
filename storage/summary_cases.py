"""Cases, corrections and questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Label, and_, case, distinct, func, or_, select

from domain.case import CaseKind, CaseState, PaidHow
from domain.correction import Decision
from domain.reconcile import FILED_AS
from storage.summary_counting import Counts, count, stood
from storage.tables import case_file, field_change, question_count

SHOWN_BY_LISTS = frozenset(kind.value for kind, _ in FILED_AS)

_AGES = (3, 7, 30)


class CaseCounts(Counts):
    async def cases(self) -> Sequence[Any]:
        """By kind, reason and cause: what came, stands, and ended, on the day."""
        begins, ends = self._at.begins, self._at.ends
        stands, stood_before = stood(ends), stood(begins)
        of = (case_file.c.unit_code, case_file.c.unit_from)
        what = (case_file.c.kind, case_file.c.reason, case_file.c.cause)
        home = and_(
            case_file.c.kind == CaseKind.HOME.value,
            case_file.c.month == self._first,
            case_file.c.paid_how == PaidHow.HOME.value,
            case_file.c.closed_at < ends,
        )
        return await self._rows(
            select(
                *of,
                *what,
                count("new", case_file.c.filed_at >= begins, case_file.c.filed_at < ends),
                count("open", stands),
                count("open_before", stood_before),
                count(
                    "resolved",
                    case_file.c.closed_at >= begins,
                    case_file.c.closed_at < ends,
                    case_file.c.state == CaseState.DONE.value,
                ),
                count("overdue", stands, _late(self._at.day, ends)),
                count("overdue_before", stood_before, _late(self._at.day_before, begins)),
                *self._ages(stands),
                func.count(distinct(case((stands, case_file.c.point_id)))).label("points"),
                func.count(distinct(case((stood_before, case_file.c.point_id)))).label(
                    "points_before"
                ),
                count("shown", stands, case_file.c.shown_at.is_not(None)),
                count("brought_home", home),
            )
            .where(
                case_file.c.filed_at < ends,
                or_(case_file.c.closed_at.is_(None), case_file.c.closed_at >= begins, home),
                *self._in(*of),
            )
            .group_by(*of, *what)
        )

    def _ages(self, stands: ColumnElement[bool]) -> Sequence[Label[int]]:
        """Of what stands, since how many days."""
        limits = [self._at.ends - timedelta(days=days) for days in _AGES]
        filed = case_file.c.filed_at
        return (
            count("to_3", stands, filed >= limits[0]),
            count("to_7", stands, filed >= limits[1], filed < limits[0]),
            count("to_30", stands, filed >= limits[2], filed < limits[1]),
            count("older", stands, filed < limits[2]),
        )

    async def corrections(self) -> Sequence[Any]:
        """Fields, not cases: one that was sent back and is submitted anew is submitted twice."""
        begins, ends = self._at.begins, self._at.ends
        of = (case_file.c.unit_code, case_file.c.unit_from)
        decided, at = field_change.c.decision, field_change.c.decided_at
        waits, waited = _waited(ends), _waited(begins)
        return await self._rows(
            select(
                *of,
                count(
                    "submitted",
                    field_change.c.submitted_at >= begins,
                    field_change.c.submitted_at < ends,
                ),
                count("decided", at >= begins, at < ends, decided != Decision.SENT_BACK.value),
                count("waiting", waits),
                count("waiting_before", waited),
                count("overdue", waits, _late(self._at.day, ends)),
            )
            .join(case_file, case_file.c.id == field_change.c.case_id)
            .where(or_(at.is_(None), at >= begins), *self._in(*of))
            .group_by(*of)
        )

    async def questions(self) -> Sequence[Any]:
        of = (question_count.c.unit_code, question_count.c.unit_from)
        return await self._rows(
            select(*of, question_count.c.outcome, question_count.c.count).where(
                question_count.c.day == self._at.day, *self._in(*of)
            )
        )


def _late(day: date, until: datetime) -> ColumnElement[bool]:
    """Its next clock had run out before the day, as `domain.case.Case.is_overdue` has it."""
    looked = case_file.c.looked_at
    not_looked = or_(looked.is_(None), looked >= until)
    return or_(case_file.c.due_on < day, and_(case_file.c.look_by < day, not_looked))


def _waited(until: datetime) -> ColumnElement[bool]:
    """A correction that waited for a decision then; with its case it is withdrawn."""
    at = field_change.c.decided_at
    return and_(field_change.c.submitted_at < until, or_(at.is_(None), at >= until), stood(until))
