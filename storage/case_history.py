"""What happened to a case, which nobody can alter; and the words that were written with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select

from domain.case import OVER, CaseState
from domain.case_flow import CaseEvent
from domain.privacy import Level
from storage.connection import Store
from storage.tables import case_event, case_note


@dataclass(frozen=True, slots=True)
class Happened:
    """``by`` is the member of staff; None for a citizen, and for what the program did itself.
    ``to``: to whom it was given."""

    id: int
    event: CaseEvent
    after: CaseState
    at: datetime
    by: int | None
    to: int | None
    level: int | None
    words: str


class CaseHistory:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def write(
        self,
        case_id: int,
        event: CaseEvent,
        states: tuple[CaseState | None, CaseState],
        by: int | None,
        now: datetime,
        *,
        words: str = "",
        to: int | None = None,
        level: int | None = None,
    ) -> int:
        """The id of what happened. ``states``: before and after."""
        new_id = self._store.ids()
        before, after = states
        await self._store.connection.execute(
            insert(case_event),
            {
                "id": new_id,
                "case_id": case_id,
                "event": event.value,
                "before": before and before.value,
                "after": after.value,
                "at": now,
                "actor_id": by,
                "to_actor_id": to,
                "level": level,
            },
        )
        if words:
            sealed = self._store.vault.seal(words, case_note.c.sealed_words, new_id)
            note = {"id": new_id, "case_id": case_id, "sealed_words": sealed}
            await self._store.connection.execute(insert(case_note), note)
        return new_id

    async def write_filed(self, cases: Sequence[int], now: datetime) -> None:
        """Of many that nobody has reported."""
        rows = [
            {
                "id": self._store.ids(),
                "case_id": case_id,
                "event": CaseEvent.FILED.value,
                "after": CaseState.OPEN.value,
                "at": now,
            }
            for case_id in cases
        ]
        if rows:
            await self._store.connection.execute(insert(case_event), rows)

    async def of(self, case_id: int, limit: int) -> tuple[Happened, ...]:
        """The latest, oldest of them first; with the words, so for who answers it alone."""
        self._store.opened(Level.STAFF)
        result = await self._store.connection.execute(
            select(case_event, case_note.c.sealed_words)
            .outerjoin(case_note, case_note.c.id == case_event.c.id)
            .where(case_event.c.case_id == case_id)
            .order_by(case_event.c.id.desc())
            .limit(limit)
        )
        return tuple(self._read(row) for row in reversed(result.all()))

    async def submitted(self, case_id: int, by: int) -> int | None:
        """The event with which this member of staff submitted last; what is decided on names it."""
        result = await self._store.connection.execute(
            select(case_event.c.id)
            .where(
                case_event.c.case_id == case_id,
                case_event.c.actor_id == by,
                case_event.c.event.in_([one.value for one in SUBMITS]),
            )
            .order_by(case_event.c.id.desc())
            .limit(1)
        )
        found: int | None = result.scalar_one_or_none()
        return found

    async def came_to(self, case_id: int) -> datetime | None:
        """Since when it is with whoever has it, as it stands."""
        found: datetime | None = await self._store.connection.scalar(
            select(case_event.c.at)
            .where(
                case_event.c.case_id == case_id,
                case_event.c.event.not_in([one.value for one in _MOVE_NOTHING]),
            )
            .order_by(case_event.c.id.desc())
            .limit(1)
        )
        return found

    async def decided_before(self, case_id: int) -> frozenset[int]:
        """Who of the staff ended it before it was last appealed against; nobody where it was not,
        so that whoever closed it may close it again once it is opened."""
        appealed = await self._store.connection.scalar(
            select(func.max(case_event.c.id)).where(
                case_event.c.case_id == case_id, case_event.c.event == CaseEvent.APPEALED.value
            )
        )
        return await self._ended_by(case_id, case_event.c.id < (appealed or 0))

    async def ended_by(self, case_id: int) -> frozenset[int]:
        """Who of the staff ever ended it."""
        return await self._ended_by(case_id)

    async def _ended_by(self, case_id: int, *more: ColumnElement[bool]) -> frozenset[int]:
        result = await self._store.connection.execute(
            select(case_event.c.actor_id).where(
                case_event.c.case_id == case_id,
                case_event.c.after.in_([state.value for state in OVER]),
                case_event.c.actor_id.is_not(None),
                *more,
            )
        )
        return frozenset(result.scalars())

    async def asked_again(self, case_id: int) -> bool:
        """Whether who reported it has had it opened again, or looked at from above."""
        found = await self._store.connection.scalar(
            select(func.count())
            .select_from(case_event)
            .where(
                case_event.c.case_id == case_id,
                case_event.c.event.in_([CaseEvent.REOPENED.value, CaseEvent.APPEALED.value]),
                case_event.c.actor_id.is_(None),
            )
        )
        return bool(found)

    async def opened_from(self, case_id: int) -> CaseState | None:
        """How the case stood when it was last opened again; None where it never was."""
        result = await self._store.connection.execute(
            select(case_event.c.before)
            .where(
                case_event.c.case_id == case_id,
                case_event.c.event == CaseEvent.REOPENED.value,
            )
            .order_by(case_event.c.id.desc())
            .limit(1)
        )
        found = result.scalar_one_or_none()
        return CaseState(found) if found else None

    def _read(self, row: Any) -> Happened:
        return Happened(
            row.id,
            CaseEvent(row.event),
            CaseState(row.after),
            row.at,
            row.actor_id,
            row.to_actor_id,
            row.level,
            self._store.vault.open_or_empty(row.sealed_words, case_note.c.sealed_words, row.id),
        )


_MOVE_NOTHING = frozenset(
    {CaseEvent.NOTED, CaseEvent.CHANGED, CaseEvent.REMINDED, CaseEvent.ESCALATED}
)

SUBMITS = frozenset({CaseEvent.FILED, CaseEvent.ANSWERED, CaseEvent.REOPENED})
"""With these somebody asks for a decision."""
