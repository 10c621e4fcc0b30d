"""What is past its time goes, kind by kind, in small transactions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)

from domain.bulletin import BulletinState
from domain.case import CaseState
from domain.examples import KEPT_FOR
from domain.file import FileState
from domain.tries import REMEMBERED_FOR
from storage.connection import Store
from storage.database import Database
from storage.ids import earliest
from storage.progress import Progress, silent
from storage.seals import Seals
from storage.tables import (
    alert,
    attempt,
    bulletin,
    case_file,
    consent,
    failure,
    field_change,
    human_talk,
    inbox,
    invite,
    job_run,
    link,
    link_code,
    list_errand,
    looked_at,
    metadata,
    not_understood,
    notice,
    outbox,
    page_session,
    pairing,
    session,
    stored_file,
    subscription,
    summary_told,
    talk_line,
    unreadable,
)

_BATCH = 500
_JOBS = timedelta(days=90)
"""Longer than any job looks back for a slot that it missed."""

_LOOKED_AT = timedelta(days=30)
"""A payday and a half: whoever was not seen since is sought by name again."""

_TALKED = timedelta(days=7)
"""What nobody has fetched by then is told no more; to answer it by a reply is too late."""

_NOT_FILED = timedelta(days=2)
"""A dialogue that was left in the middle is gone on with by then, or not at all."""

_TOLD = timedelta(days=90)
"""Longer than anything is news, so that nobody is told of it anew."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Days for which each kind is kept."""

    inbox: int = 7
    replies: int = 30
    failures: int = 90
    codes: int = 90
    sessions: int = 365
    audit: int = 730
    corrections: int = 730
    files: int = 30


_WITH_SESSION = (outbox, failure, notice, pairing, consent, link, subscription)
"""What goes with a session that nobody uses any more; anything else that refers to it keeps it."""


def _simple(now: datetime, keep: Retention) -> dict[str, tuple[Table, ColumnElement[bool]]]:
    def before(days: int) -> datetime:
        return now - timedelta(days=days)

    codes, failures = before(keep.codes), before(keep.failures)
    return {
        "inbox": (inbox, inbox.c.heard_at < before(keep.inbox)),
        "replies": (outbox, _delivered(before(keep.replies))),
        "failures": (failure, failure.c.at < failures),
        "unreadable": (unreadable, unreadable.c.at < failures),
        "link_codes": (link_code, _used_or_expired(link_code, codes)),
        "invites": (invite, _used_or_expired(invite, codes)),
        "tries": (attempt, attempt.c.at < now - REMEMBERED_FOR),
        "looked_at": (looked_at, looked_at.c.at < now - _LOOKED_AT),
        "page_sessions": (page_session, page_session.c.until < now),
        "list_errands": (list_errand, list_errand.c.asked_at < now - _TOLD),
        "alerts": (alert, alert.c.ended_at < failures),
        "summaries_told": (summary_told, summary_told.c.due_at < now - _TOLD),
        "jobs": (job_run, job_run.c.ran_at < now - _JOBS),
        "not_understood": (not_understood, not_understood.c.day <= (now - KEPT_FOR).date()),
        "talk_lines": (talk_line, talk_line.c.at < now - _TALKED),
        "talks": (human_talk, _talked_out(before(keep.replies))),
        "notices": (notice, notice.c.told_at < now - _TOLD),
        "bulletins": (bulletin, _over(now - _TOLD)),
        "corrections": (field_change, field_change.c.decided_at < before(keep.corrections)),
        "unfiled": (stored_file, _never_filed(now - _NOT_FILED, before(keep.corrections))),
    }


def _talked_out(before: datetime) -> ColumnElement[bool]:
    """Over for long; what was told in it goes before it, in this same order."""
    told = exists().where(talk_line.c.talk_id == human_talk.c.id)
    return and_(human_talk.c.ended_at < before, ~told)


def _never_filed(before: datetime, long_ago: datetime) -> ColumnElement[bool]:
    """Or of which nothing has been left for so long that nobody asks whether it was there."""
    empty = stored_file.c.state.in_((FileState.REFUSED.value, FileState.REMOVED.value))
    return or_(
        and_(stored_file.c.case_id.is_(None), stored_file.c.sent_at < before),
        and_(empty, stored_file.c.sent_at < long_ago),
    )


_DECIDED = (CaseState.DONE, CaseState.REFUSED, CaseState.WITHDRAWN, CaseState.WAITS_FOR_BANK)
"""Of a correction nothing is left to be looked at, though the bank has perhaps yet to follow."""


def _needed_no_more(before: datetime) -> ColumnElement[bool]:
    """Its case was over, or what was to be corrected was decided on, so long ago."""
    of_it = case_file.c.id == stored_file.c.case_id
    lately = exists().where(
        field_change.c.case_id == case_file.c.id,
        or_(field_change.c.submitted_at >= before, field_change.c.decided_at >= before),
    )
    decided = case_file.c.state.in_([one.value for one in _DECIDED])
    closed = or_(case_file.c.closed_at < before, case_file.c.closed_at.is_(None))
    over = exists().where(of_it, decided, closed, ~lately)
    return and_(stored_file.c.state == FileState.HERE.value, over)


def _delivered(before: datetime) -> ColumnElement[bool]:
    """What still waits is kept: its reader may come back for it."""
    return and_(outbox.c.state.in_(("sent", "refused")), outbox.c.due_at < before)


def _over(before: datetime) -> ColumnElement[bool]:
    """Nothing of it waits, and whom it was told to goes before it, in this same order."""
    kept = exists().where(
        notice.c.bulletin_id == bulletin.c.id,
        or_(notice.c.told_at.is_(None), notice.c.told_at >= before),
    )
    ended = bulletin.c.state.in_((BulletinState.DONE.value, BulletinState.STOPPED.value))
    return and_(ended, bulletin.c.made_at < before, ~kept)


def _used_or_expired(table: Table, before: datetime) -> ColumnElement[bool]:
    over = or_(table.c.used_at < before, table.c.valid_until < before.date())
    return and_(table.c.demo.is_(False), over)


def _unused_sessions(before: datetime) -> ColumnElement[bool]:
    """Unheard for long or forgotten, hearing about nobody, with nothing to be told of, and nothing
    was decided in its name."""
    unheard = or_(
        session.c.heard_at < before,
        and_(session.c.heard_at.is_(None), session.c.id < earliest(before)),
    )
    linked = exists().where(
        link.c.session_id == session.c.id, or_(link.c.ended.is_(None), link.c.ended >= before)
    )
    asked = exists().where(
        subscription.c.session_id == session.c.id, subscription.c.ended_at.is_(None)
    )
    return and_(unheard, ~linked, ~asked, *(~exists().where(one) for one in _held()))


def _held() -> list[ColumnElement[bool]]:
    """Rows of other tables that refer to a session, such as a case filed by it."""
    return [
        key.parent == session.c.id
        for table in metadata.sorted_tables
        if table not in _WITH_SESSION
        for key in table.foreign_keys
        if key.column is session.c.id
    ]


async def purge(
    database: Database, now: datetime, keep: Retention, progress: Progress = silent
) -> dict[str, int]:
    """How many of each kind went. A batch is one transaction. Raises Unavailable."""
    expected = sum((await past(database, now, keep)).values())
    gone = dict.fromkeys(("files", *_simple(now, keep), "sessions", "audit"), 0)
    for kind in gone:
        while True:
            async with database.transaction() as records:
                count = await Purge(records.store, now, keep).batch(kind)
            if count == 0:
                break
            gone[kind] += count
            progress(sum(gone.values()), expected)
    return gone


async def past(database: Database, now: datetime, keep: Retention) -> dict[str, int]:
    """How many of each kind would go now. Raises Unavailable."""
    async with database.snapshot() as records:
        return await Purge(records.store, now, keep).count()


class Purge:
    def __init__(self, store: Store, now: datetime, keep: Retention) -> None:
        self._store = store
        self._now = now
        self._keep = keep
        self._simple = _simple(now, keep)
        self._files = _needed_no_more(now - timedelta(days=keep.files))
        self._sessions = _unused_sessions(now - timedelta(days=keep.sessions))
        self._audit_before = now - timedelta(days=keep.audit)

    async def batch(self, kind: str) -> int:
        """Remove some; 0 when there are no more."""
        if kind == "audit":
            return await Seals(self._store).purge(self._audit_before, self._now)
        if kind == "sessions":
            return await self._purge_sessions()
        if kind == "files":
            return await self._empty_files()
        table, old = self._simple[kind]
        keys = list(table.primary_key)
        chosen = _batch(select(*keys).where(old))
        result = await self._store.connection.execute(
            delete(table).where(tuple_(*keys).in_(chosen))
        )
        return result.rowcount

    async def count(self) -> dict[str, int]:
        more = {"sessions": (session, self._sessions), "files": (stored_file, self._files)}
        counted = self._simple | more
        return {kind: await self._count(table, old) for kind, (table, old) in counted.items()} | {
            "audit": await Seals(self._store).count_past(self._audit_before)
        }

    async def _count(self, table: Table, old: ColumnElement[bool]) -> int:
        result = await self._store.connection.execute(
            select(func.count()).select_from(table).where(old)
        )
        return result.scalar_one()

    async def _empty_files(self) -> int:
        """What is in them goes; that there was one stays, without a trace of what it showed."""
        chosen = _batch(select(stored_file.c.id).where(self._files))
        result = await self._store.connection.execute(
            update(stored_file)
            .where(stored_file.c.id.in_(chosen))
            .values(state=FileState.REMOVED.value, sealed_content=None, size=None)
        )
        return result.rowcount

    async def _purge_sessions(self) -> int:
        execute = self._store.connection.execute
        unused = select(session.c.id).where(self._sessions)
        locked = (await execute(_batch(unused))).scalars().all()
        # Asked again: a link may have come before the lock, and none can come after it.
        ids = (await execute(unused.where(session.c.id.in_(locked)))).scalars().all()
        for table in _WITH_SESSION:
            await execute(delete(table).where(table.c.session_id.in_(ids)))
        await execute(delete(session).where(session.c.id.in_(ids)))
        return len(ids)


def _batch(chosen: Select[Any]) -> Select[Any]:
    """Some of them; what a turn is holding right now is left for another day."""
    return chosen.limit(_BATCH).with_for_update(skip_locked=True)
