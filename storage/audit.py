"""Who looked at what and did what: ids and codes only, never changed afterwards.

Every row is signed with a keyed hash as it is written, so that one added or altered by hand is known
even before it is sealed (`storage.seals`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy.dialects import postgresql, sqlite

from storage.connection import Store
from storage.sealed import Vault
from storage.tables import audit

_ONCE = {
    "sqlite": sqlite.insert(audit).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(audit).on_conflict_do_nothing(),
}
_SIGNED = ("id", "at", "session_id", "run", "kind", "subject", "actor_id", "why")


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
        row = {
            "id": self._store.ids(),
            "at": at,
            "session_id": session_id,
            "run": run,
            "kind": kind,
            "subject": subject,
            "actor_id": actor,
            "why": why or None,
        }
        signed = row | {"signature": signature(self._store.vault, row)}
        await self._store.connection.execute(_ONCE[self._store.dialect], signed)


def signature(vault: Vault, row: Mapping[str, object]) -> bytes:
    """What only a holder of the index key can put beside a row."""
    return vault.index("audit", *map(_written, _values(row)))


def plain(row: Mapping[str, object]) -> str:
    """A row as one line, alike on both databases."""
    return "\0".join(map(_written, _values(row)))


def _values(row: Mapping[str, object]) -> list[object]:
    return [row[name] for name in _SIGNED]


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return "" if value is None else str(value)
