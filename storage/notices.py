"""What one address is to be told because of another's turn, or of a day that has come."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.bulletin import BulletinState
from domain.message import Address
from domain.notice import NoticeKind, Outcome
from storage.connection import Store
from storage.links import not_over
from storage.sealed import Unreadable
from storage.silence import is_silenced
from storage.tables import bulletin, link, notice, outbox, session, store

_ONCE: dict[str, Any] = {
    "sqlite": sqlite.insert(notice).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(notice).on_conflict_do_nothing(),
}
_TAKE = (
    update(notice)
    .where(notice.c.id == bindparam("of_notice"), notice.c.told_at.is_(None))
    .values(told_at=bindparam("told_at"), outcome=bindparam("outcome"))
)
_LANES = ("notice", "bulk")
"""Of the outbox; what comes to one alone goes first."""

_TAPPED_TWICE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Notice:
    """``lane`` is that of the outbox. ``expires_at``: after that it helps nobody."""

    id: int
    kind: NoticeKind
    subject: int
    to: Address
    lane: str = "notice"
    expires_at: datetime | None = None
    bulletin: int | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A reply that says a notice, by its row in the outbox. ``unread``: it still waits there.
    ``stopped``: its reader wants no message that was not asked for. ``told_at``: when it was made
    ready."""

    row: int
    notice: Notice
    session: int
    told_at: datetime
    stopped: bool
    unread: bool


_NOTICE = (
    notice.c.id,
    notice.c.kind,
    notice.c.subject,
    notice.c.lane,
    notice.c.bulletin_id,
    notice.c.expires_at,
    session.c.id.label("session_id"),
    session.c.channel,
    session.c.sealed_address,
)


class Notices:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def tell(
        self,
        sessions: Iterable[int],
        kind: NoticeKind,
        subject: int,
        due_at: datetime,
        expires_at: datetime | None = None,
    ) -> None:
        """Have each told once of this; telling the same again changes nothing."""
        rows = [
            {
                "id": self._store.ids(),
                "session_id": session_id,
                "kind": kind.value,
                "subject": subject,
                "due_at": due_at,
                "expires_at": expires_at,
            }
            for session_id in sessions
        ]
        if rows:
            await self._store.connection.execute(_ONCE[self._store.dialect], rows)

    async def tell_anew(
        self,
        sessions: Iterable[int],
        kind: NoticeKind,
        subject: int,
        now: datetime,
        expires_at: datetime,
    ) -> None:
        """The same where it was told before, as somebody asks for it again; not where a finger has
        only tapped twice."""
        of_it = (notice.c.kind == kind.value) & (notice.c.subject == subject)
        await self._store.connection.execute(
            delete(notice).where(of_it, notice.c.told_at < now - _TAPPED_TWICE)
        )
        await self.tell(sessions, kind, subject, now, expires_at)

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
        statement = self._store.insert(notice).from_select(columns, hearing)
        await self._store.connection.execute(statement.on_conflict_do_nothing())

    async def due(
        self, now: datetime, limit: int, *, quiet: bool = False, bulk: bool = True
    ) -> tuple[Notice, ...]:
        """What nobody has been told yet: first what comes to one alone, and in the order in which
        it was queued.

        ``quiet``: only what may be told at night. ``bulk``: also what many are told. Nothing of a
        bulletin that is paused. What cannot be read is given up here, so that it holds up no other.
        """
        paused = select(bulletin.c.id).where(bulletin.c.state == BulletinState.PAUSED.value)
        at_night = [kind.value for kind in NoticeKind if kind.at_night]
        waits = (
            notice.c.told_at.is_(None),
            notice.c.due_at <= now,
            or_(notice.c.bulletin_id.is_(None), notice.c.bulletin_id.not_in(paused)),
            *([notice.c.kind.in_(at_night)] if quiet else []),
            *([] if bulk else [notice.c.bulletin_id.is_(None)]),
        )
        read: list[tuple[int, Notice | None]] = []
        for lane in _LANES:  # of each in the order of the index, however many wait
            result = await self._store.connection.execute(
                select(*_NOTICE)
                .join(session, session.c.id == notice.c.session_id)
                .where(notice.c.lane == lane, *waits)
                .order_by(notice.c.id)
                .limit(limit - len(read))
            )
            read += [(row.id, self._read(row)) for row in result.all()]
        for damaged in (row_id for row_id, found in read if found is None):
            await self.take(damaged, now, Outcome.FAILED)
        return tuple(found for _, found in read if found is not None)

    async def take(self, notice_id: int, now: datetime, outcome: Outcome = Outcome.TOLD) -> bool:
        """Whether it is ours to tell, or not to tell: the first to mark it has it."""
        result = await self._store.connection.execute(
            _TAKE, {"of_notice": notice_id, "told_at": now, "outcome": outcome.value}
        )
        return result.rowcount == 1

    async def put_off(self, notice_id: int, until: datetime) -> None:
        """Nobody has it yet, and nobody takes it before then."""
        await self._store.connection.execute(
            update(notice)
            .where(notice.c.id == notice_id, notice.c.told_at.is_(None))
            .values(due_at=until)
        )

    async def ready(self, rows: Collection[int]) -> tuple[Ready, ...]:
        """Those of these rows of the outbox that say a notice, as things stand now."""
        if not rows:
            return ()
        version = await self._store.connection.execute(select(store.c.reference_version))
        await self._store.refresh(version.scalar_one())
        result = await self._store.connection.execute(
            select(
                *_NOTICE,
                outbox.c.id.label("row"),
                outbox.c.state,
                notice.c.told_at,
                session.c.stopped_at,
            )
            .join(outbox, outbox.c.notice_id == notice.c.id)
            .join(session, session.c.id == notice.c.session_id)
            .where(outbox.c.id.in_(rows), notice.c.told_at.is_not(None))
        )
        read = [(row, self._read(row)) for row in result.all()]
        return tuple(
            Ready(
                row.row,
                found,
                row.session_id,
                row.told_at,
                stopped=bool(row.stopped_at),
                unread=row.state == "waiting",
            )
            for row, found in read
            if found is not None
        )

    async def take_back(
        self, ready: Ready, outcome: Outcome, again_at: datetime | None = None
    ) -> None:
        """As if it had not been said yet: not to be said any more, or again at that time."""
        values: dict[str, object] = {"outcome": outcome.value}
        if again_at is not None:
            values = {"outcome": None, "told_at": None, "due_at": again_at}
        execute = self._store.connection.execute
        await execute(delete(outbox).where(outbox.c.id == ready.row))
        await execute(update(notice).where(notice.c.id == ready.notice.id).values(values))

    async def kept_back(self, bulletins: Collection[int]) -> dict[int, dict[str, int]]:
        """Of each of these how many were not told, by `Outcome`; none where nobody was not."""
        result = await self._store.connection.execute(
            select(notice.c.bulletin_id, notice.c.outcome, func.count().label("so_many"))
            .where(
                notice.c.bulletin_id.in_(bulletins),
                notice.c.outcome.is_not(None),
                notice.c.outcome != Outcome.TOLD.value,
            )
            .group_by(notice.c.bulletin_id, notice.c.outcome)
            .order_by(notice.c.outcome)
        )
        found: dict[int, dict[str, int]] = {}
        for row in result:
            found.setdefault(row.bulletin_id, {})[row.outcome] = row.so_many
        return found

    async def is_silenced(self, link_id: int) -> bool:
        """Nothing is said for now about the person to whom a link leads."""
        found = await self._store.connection.execute(
            select(link.c.id).where(link.c.id == link_id, is_silenced(link.c.person_id))
        )
        return found.first() is not None

    async def is_silent_about(self, person_id: int) -> bool:
        """The same of a person."""
        found = await self._store.connection.execute(
            select(is_silenced(literal(person_id, notice.c.subject.type)))
        )
        return bool(found.scalar_one())

    async def became(self, notice_id: int, outcome: Outcome) -> None:
        """What came of one that is ours."""
        await self._store.connection.execute(
            update(notice).where(notice.c.id == notice_id).values(outcome=outcome.value)
        )

    def _read(self, row: Any) -> Notice | None:
        """None where it is damaged, or of a kind that this program does not know."""
        try:
            to = self._store.vault.open(
                row.sealed_address, session.c.sealed_address, row.session_id
            )
            kind = NoticeKind(row.kind)
        except (Unreadable, ValueError):
            return None
        return Notice(
            row.id,
            kind,
            row.subject,
            Address(row.channel, to),
            row.lane,
            row.expires_at,
            row.bulletin_id,
        )
