"""What one address is to be told because of another's turn, or of a day that has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.message import Address
from domain.notice import NoticeKind
from storage.connection import Store
from storage.links import not_over
from storage.tables import link, notice, session

_ONCE: dict[str, Any] = {
    "sqlite": sqlite.insert(notice).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(notice).on_conflict_do_nothing(),
}
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class Notice:
    id: int
    kind: NoticeKind
    subject: int
    to: Address


class Notices:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def tell(
        self, sessions: Iterable[int], kind: NoticeKind, subject: int, due_at: datetime
    ) -> None:
        """Have each told once of this; telling the same again changes nothing."""
        rows = [
            {
                "id": self._store.ids(),
                "session_id": session_id,
                "kind": kind.value,
                "subject": subject,
                "due_at": due_at,
            }
            for session_id in sessions
        ]
        if rows:
            await self._store.connection.execute(_ONCE[self._store.dialect], rows)

    async def tell_hearers(
        self, person_id: int, kind: NoticeKind, subject: int, but: int, due_at: datetime
    ) -> None:
        """Have all other addresses that hear about a person told, in one statement."""
        hearing = select(
            literal(self._store.ids(), notice.c.id.type)
            + func.row_number().over(order_by=link.c.session_id),
            link.c.session_id,
            literal(kind.value),
            literal(subject, notice.c.subject.type),
            literal(due_at, notice.c.due_at.type),
        ).where(
            link.c.person_id == person_id,
            link.c.session_id != but,
            link.c.ended.is_(None),
            link.c.confirmed_at.is_not(None),
            link.c.agreed_at.is_not(None),
            not_over(self._store.today),
        )
        columns = ["id", "session_id", "kind", "subject", "due_at"]
        statement = _INSERT[self._store.dialect](notice).from_select(columns, hearing)
        await self._store.connection.execute(statement.on_conflict_do_nothing())

    async def due(self, now: datetime, limit: int) -> tuple[Notice, ...]:
        """What nobody has been told yet, oldest first."""
        result = await self._store.connection.execute(
            select(
                notice.c.id,
                notice.c.kind,
                notice.c.subject,
                session.c.id.label("session_id"),
                session.c.channel,
                session.c.sealed_address,
            )
            .join(session, session.c.id == notice.c.session_id)
            .where(notice.c.told_at.is_(None), notice.c.due_at <= now)
            .order_by(notice.c.id)
            .limit(limit)
        )
        return tuple(
            Notice(
                row.id,
                NoticeKind(row.kind),
                row.subject,
                Address(
                    row.channel,
                    self._store.vault.open(
                        row.sealed_address, session.c.sealed_address, row.session_id
                    ),
                ),
            )
            for row in result
        )

    async def take(self, notice_id: int, now: datetime) -> bool:
        """Whether it is ours to tell: the first to mark it has it."""
        result = await self._store.connection.execute(
            update(notice)
            .where(notice.c.id == notice_id, notice.c.told_at.is_(None))
            .values(told_at=now)
        )
        return result.rowcount == 1
