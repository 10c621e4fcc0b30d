"""Who looked at what and did what: ids and codes only, never changed afterwards.

Every row is signed with a keyed hash as it is written, so that one added or altered by hand is
known even before it is sealed (`storage.seals`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.connection import Store
from storage.sealed import Vault
from storage.tables import audit

_ONCE = {
    "sqlite": sqlite.insert(audit).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(audit).on_conflict_do_nothing(),
}
_SIGNED = ("id", "at", "session_id", "run", "kind", "subject", "actor_id", "why")


@dataclass(frozen=True, slots=True)
class Look:
    """One row as it is told. ``actor`` is None where a linked address looked."""

    at: datetime
    actor: int | None
    kind: str
    subject: int
    why: str


class Audit:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def note(
        self,
        session_id: int,
        run: int,
        kind: str,
        subject: int,
        at: datetime,
        *,
        actor: int | None = None,
        why: str = "",
    ) -> None:
        """Write it once per run of a dialogue, however often the dialogue is re-run.

        ``actor`` is the member of staff behind the session; ``why`` a code, never anyone's words.
        """
        await self.note_each(session_id, run, kind, [subject], at, actor=actor, why=why)

    async def note_each(
        self,
        session_id: int,
        run: int,
        kind: str,
        subjects: Iterable[int],
        at: datetime,
        *,
        actor: int | None = None,
        why: str = "",
    ) -> None:
        """The same of several."""
        rows = [
            {
                "id": self._store.ids(),
                "at": at,
                "session_id": session_id,
                "run": run,
                "kind": kind,
                "subject": subject,
                "actor_id": actor,
                "why": why or None,
            }
            for subject in subjects
        ]
        if rows:
            signed = [row | {"signature": signature(self._store.vault, row)} for row in rows]
            await self._store.connection.execute(_ONCE[self._store.dialect], signed)

    async def about(self, person_id: int, since: datetime, until: datetime) -> tuple[Look, ...]:
        """Everything noted about a person between two moments, oldest first."""
        return await self._between(audit.c.subject == person_id, since, until)

    async def by(self, actor_id: int, since: datetime, until: datetime) -> tuple[Look, ...]:
        """Everything noted of a member of staff between two moments, oldest first."""
        return await self._between(audit.c.actor_id == actor_id, since, until)

    async def _between(
        self, where: ColumnElement[bool], since: datetime, until: datetime
    ) -> tuple[Look, ...]:
        result = await self._store.connection.execute(
            select(audit).where(where, audit.c.at >= since, audit.c.at < until).order_by(audit.c.id)
        )
        return tuple(
            Look(row.at, row.actor_id, row.kind, row.subject, row.why or "") for row in result
        )


def signature(vault: Vault, row: Mapping[Any, Any]) -> bytes:
    """What only a holder of the index key can put beside a row."""
    return vault.index("audit", *map(_written, _values(row)))


def plain(row: Mapping[Any, Any]) -> str:
    """A row as one line, alike on both databases."""
    return "\0".join(map(_written, _values(row)))


def _values(row: Mapping[Any, Any]) -> list[object]:
    return [row[name] for name in _SIGNED]


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return "" if value is None else str(value)
