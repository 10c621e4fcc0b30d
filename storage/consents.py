"""What was asked and answered, and what closes after too many tries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, literal, select

from domain.consent import Consent, Purpose
from domain.tries import REMEMBERED_FOR, closed
from storage.connection import Store
from storage.tables import attempt, consent


class Consents:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def record(self, session_id: int, answered: Consent) -> None:
        """Append: an answer is never changed, only followed by another one."""
        await self.record_if(True, session_id, answered)

    async def record_if(self, fits: bool, session_id: int, answered: Consent) -> None:
        """The same; where it does not fit, the very same statement leaves nothing behind."""
        self._store.filed.append("consent")
        row = {
            "id": self._store.ids(),
            "session_id": session_id,
            "person_id": answered.person,
            "purpose": answered.purpose.value,
            "given": answered.given,
            "version": answered.version,
            "language": answered.language,
            "channel": answered.channel,
            "at": answered.at,
        }
        wanted = select(*(literal(value, consent.c[name].type) for name, value in row.items()))
        await self._store.connection.execute(
            insert(consent).from_select(list(row), wanted.where(literal(fits)))
        )

    async def of(self, session_id: int) -> tuple[Consent, ...]:
        """The newest answer for each person and purpose, oldest first."""
        result = await self._store.connection.execute(
            select(consent).where(consent.c.session_id == session_id).order_by(consent.c.id)
        )
        newest = {(row.person_id, row.purpose): row for row in result}
        return tuple(
            Consent(
                Purpose(row.purpose),
                row.person_id,
                row.given,
                row.version,
                row.language,
                row.channel,
                row.at,
            )
            for row in newest.values()
        )


class Tries:
    """Counted per address and per phone, each under a keyed hash."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def note(self, kind: str, whose: str, now: datetime) -> bool:
        """Count one more; whether the path was already closed before it."""
        index = self._store.vault.index("attempt", kind, whose)
        was_closed = closed(await self._times(index, now), now)
        if not was_closed:
            row = {"id": self._store.ids(), "whose_index": index, "at": now}
            await self._store.connection.execute(insert(attempt), row)
        return was_closed

    async def closed(self, kind: str, whose: str, now: datetime) -> bool:
        """Whether the path is closed now; counts nothing."""
        index = self._store.vault.index("attempt", kind, whose)
        return closed(await self._times(index, now), now)

    async def clear(self, kind: str, whose: str) -> None:
        """It was right, so what was wrong before counts no more."""
        index = self._store.vault.index("attempt", kind, whose)
        await self._store.connection.execute(delete(attempt).where(attempt.c.whose_index == index))

    async def purge(self, now: datetime) -> int:
        """Forget tries that close nothing any more; how many."""
        result = await self._store.connection.execute(
            delete(attempt).where(attempt.c.at < now - REMEMBERED_FOR)
        )
        return result.rowcount

    async def _times(self, index: bytes, now: datetime) -> Sequence[datetime]:
        result = await self._store.connection.execute(
            select(attempt.c.at).where(
                attempt.c.whose_index == index, attempt.c.at >= now - REMEMBERED_FOR
            )
        )
        return [row.at for row in result]
