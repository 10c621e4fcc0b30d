"""Photos, papers and voice notes as a dialogue knows them: awaited, filed under a case, shown.

Their content is fetched after the commit (`storage.fetching`); no dialogue ever holds it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from domain.file import FileKind, FileState, FileUse, StoredFile, Why
from domain.message import Address, FileRef
from domain.privacy import Level
from storage.connection import Store
from storage.tables import case_file, stored_file

_A_DAY = timedelta(days=1)
_HERE = "made"
"""The channel of what came by none."""

_NOT_WAITED_FOR = (FileState.REFUSED.value, FileState.REMOVED.value)
_KNOWN = (
    stored_file.c.id,
    stored_file.c.session_id,
    stored_file.c.case_id,
    stored_file.c.use,
    stored_file.c.state,
    stored_file.c.sent_at,
    stored_file.c.kind,
    stored_file.c.why,
    stored_file.c.size,
)
"""All but what is sealed: a list of files must not bring ten megabytes for each."""


class Files:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def await_file(
        self, session_id: int, sender: Address, sent: FileRef, use: FileUse, now: datetime
    ) -> int:
        """Have it fetched as soon as this is committed; its id, which is what an answer keeps."""
        file_id = self._store.ids()
        row = {
            "id": file_id,
            "session_id": session_id,
            "use": use.value,
            "sent_at": now,
            **self._awaited(file_id, sender, sent, now),
        }
        await self._store.connection.execute(insert(stored_file), row)
        return file_id

    async def await_again(
        self, file_id: int, sender: Address, sent: FileRef, now: datetime
    ) -> bool:
        """Another one in the place of one that was refused; whether it was."""
        result = await self._store.connection.execute(
            update(stored_file)
            .where(stored_file.c.id == file_id, stored_file.c.state == FileState.REFUSED.value)
            .values(sent_at=now, **self._awaited(file_id, sender, sent, now))
        )
        return result.rowcount == 1

    async def sent_lately(self, session_id: int, now: datetime) -> int:
        """How many came from this address within a day."""
        result = await self._store.connection.execute(
            select(func.count()).where(
                stored_file.c.session_id == session_id, stored_file.c.sent_at > now - _A_DAY
            )
        )
        return result.scalar_one()

    async def file_under(self, case_id: int, file_id: int) -> None:
        """From here on it belongs to a case, and is kept as long as that asks for."""
        await self._store.connection.execute(
            update(stored_file)
            .where(stored_file.c.id == file_id, stored_file.c.case_id.is_(None))
            .values(case_id=case_id)
        )

    async def drop(self, file_id: int, session_id: int) -> None:
        """Its sender wants it to go nowhere: nothing of it is kept."""
        await self._store.connection.execute(
            update(stored_file)
            .where(stored_file.c.id == file_id, stored_file.c.session_id == session_id)
            .values(
                state=FileState.REMOVED.value,
                sealed_reference=None,
                sealed_content=None,
                leased_by=None,
            )
        )

    async def keep_made(
        self, session_id: int, kind: FileKind, content: bytes, now: datetime
    ) -> int:
        """A spreadsheet that was made here, to be handed out to one address; its id."""
        file_id = self._store.ids()
        sealed = self._store.vault.seal_bytes(content, stored_file.c.sealed_content, file_id)
        row = {
            "id": file_id,
            "session_id": session_id,
            "channel": _HERE,
            "use": FileUse.LIST.value,
            "state": FileState.HERE.value,
            "kind": kind.value,
            "size": len(content),
            "sent_at": now,
            "due_at": now,
            "tries": 0,
            "sealed_content": sealed,
        }
        await self._store.connection.execute(insert(stored_file), row)
        return file_id

    async def one(self, file_id: int) -> StoredFile | None:
        """What is known of it; nothing is opened."""
        result = await self._store.connection.execute(
            select(*_KNOWN).where(stored_file.c.id == file_id)
        )
        row = result.one_or_none()
        return None if row is None else known(row)

    async def of_case(self, case_id: int) -> tuple[StoredFile, ...]:
        """What was sent with a case and is here, or on its way; newest first. Nothing is opened."""
        result = await self._store.connection.execute(
            select(*_KNOWN)
            .where(stored_file.c.case_id == case_id, stored_file.c.state.not_in(_NOT_WAITED_FOR))
            .order_by(stored_file.c.id.desc())
        )
        return tuple(map(known, result))

    async def open(self, file_id: int, level: Level) -> StoredFile | None:
        """One that is here, to be shown; None where it is not. The turn must then be allowed to
        tell of whom its case is about, and its channel to carry ``level``."""
        found = await self.one(file_id)
        if found is None or not found.is_here:
            return None
        self._store.opened(level)
        if level is Level.STAFF and found.case is not None:
            await self._saw_whom(found.case)
        return found

    async def _saw_whom(self, case_id: int) -> None:
        result = await self._store.connection.execute(
            select(case_file.c.person_id).where(case_file.c.id == case_id)
        )
        person: int | None = result.scalar_one_or_none()
        if person is not None:
            self._store.saw(person)

    def _awaited(
        self, file_id: int, sender: Address, sent: FileRef, now: datetime
    ) -> dict[str, Any]:
        seal, column = self._store.vault.seal, stored_file.c.sealed_reference
        return {
            "channel": sender.channel,
            "state": FileState.AWAITED.value,
            "why": None,
            "due_at": now,
            "leased_by": None,
            "tries": 0,
            "sealed_reference": seal(sent.id, column, file_id),
        }


def known(row: Any) -> StoredFile:
    return StoredFile(
        id=row.id,
        session=row.session_id,
        use=FileUse(row.use),
        state=FileState(row.state),
        sent_at=row.sent_at,
        case=row.case_id,
        kind=FileKind(row.kind) if row.kind else None,
        why=Why(row.why) if row.why else None,
        size=row.size,
    )
