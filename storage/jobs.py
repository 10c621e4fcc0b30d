"""Which scheduled job has run for which slot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from storage.connection import Store
from storage.tables import job_run

_CLAIM: dict[str, Any] = {
    "sqlite": sqlite.insert(job_run).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(job_run).on_conflict_do_nothing(),
}


class Jobs:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def claim(self, name: str, slot: str, now: datetime) -> bool:
        """Whether this slot is ours to run: the first to insert its row has it."""
        row = {"name": name, "slot": slot, "ran_at": now}
        result = await self._store.connection.execute(_CLAIM[self._store.dialect], row)
        return result.rowcount == 1
