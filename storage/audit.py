"""Who looked at what and did what: ids and codes only, never changed afterwards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from storage.connection import Store
from storage.tables import audit

_ONCE = {
    "sqlite": sqlite.insert(audit).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(audit).on_conflict_do_nothing(),
}


class Audit:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def note(self, session_id: int, run: int, kind: str, subject: int, at: datetime) -> None:
        """Write it once per run of a dialogue, however often the dialogue is re-run."""
        await self._store.connection.execute(
            _ONCE[self._store.dialect],
            {
                "id": self._store.ids(),
                "at": at,
                "session_id": session_id,
                "run": run,
                "kind": kind,
                "subject": subject,
            },
        )
