"""What is reported. Filing the same thing again gives the case that is already there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from domain.case import Case, CaseKind, CaseState, new_number
from domain.person import Person
from domain.text import Month
from storage.connection import Store
from storage.tables import case_file

_FILE: dict[str, Any] = {
    "sqlite": sqlite.insert(case_file).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(case_file).on_conflict_do_nothing(),
}
_TRIES = 8


class Cases:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def file(
        self,
        kind: CaseKind,
        reason: str,
        about: Person,
        month: Month,
        session_id: int,
        now: datetime,
    ) -> Case:
        """The case, new or already there. Its number is drawn until one is free."""
        self._store.filed.append(kind.value)
        for _ in range(_TRIES):
            row = {
                "id": self._store.ids(),
                "number": new_number(),
                "kind": kind.value,
                "reason": reason,
                "person_id": about.id,
                "unit_code": about.unit.code,
                "unit_from": about.unit.valid_from,
                "month": month.first_day,
                "state": CaseState.OPEN.value,
                "session_id": session_id,
                "filed_at": now,
            }
            await self._store.connection.execute(_FILE[self._store.dialect], row)
            if found := await self._known(kind, reason, about, month):
                return found
        raise RuntimeError("no free case number")

    async def count(self) -> int:
        result = await self._store.connection.execute(select(func.count()).select_from(case_file))
        return result.scalar_one()

    async def _known(self, kind: CaseKind, reason: str, about: Person, month: Month) -> Case | None:
        result = await self._store.connection.execute(
            select(case_file).where(
                case_file.c.person_id == about.id,
                case_file.c.kind == kind.value,
                case_file.c.reason == reason,
                case_file.c.month == month.first_day,
            )
        )
        row = result.one_or_none()
        return None if row is None else Case(row.id, row.number, kind, CaseState(row.state))
