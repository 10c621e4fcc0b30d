"""Conversations between a citizen and an officer: who answers whom, and what is on its way.

Whoever changes how one stands holds its case first, and then its own row, so that two who do so at
once wait for each other and not in a circle. Words only mark the row, and go on if it still stands
as whoever wrote them believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, insert, select, update

from domain.case import OVER
from domain.file import FileState
from domain.human_talk import SPOKEN, Correspondent, Ended, HumanTalk, Said, first_name
from domain.notice import NoticeKind
from domain.person import Relation
from domain.place import UnitKey
from domain.privacy import Level
from storage.connection import Store
from storage.links import Links
from storage.notices import Notices
from storage.own_news import OwnNews
from storage.sealed import Unreadable
from storage.staff import Staff
from storage.tables import (
    case_file,
    human_talk,
    link,
    notice,
    outbox,
    person,
    stored_file,
    talk_line,
)

_STANDING = human_talk.c.ended_at.is_(None)
_TALK = (
    *human_talk.c,
    case_file.c.number,
    case_file.c.unit_code,
    case_file.c.unit_from,
    case_file.c.person_id,
)
_ANSWERED_AT_MOST = 200
"""An answer to an older message names no conversation any more."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing told in a conversation. ``words`` are gone once they were made ready to be sent.
    ``file``: of what was said or shown instead."""

    id: int
    talk: int
    said: Said
    to_staff: bool
    words: str
    file: int | None = None
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What one side says: words, or the file of a voice note or a photo."""

    said: Said
    words: str = ""
    file: int | None = None


class HumanTalks:
    def __init__(self, store: Store) -> None:
        self._store = store

    # --- Read -------------------------------------------------------------------------------

    async def one(self, talk_id: int) -> HumanTalk | None:
        """While it is not over."""
        return await self._first(_talks().where(human_talk.c.id == talk_id))

    async def known(self, talk_id: int) -> HumanTalk | None:
        """Also one that is over."""
        result = await self._store.connection.execute(
            _all_talks().where(human_talk.c.id == talk_id)
        )
        row = result.one_or_none()
        return _read(row) if row else None

    async def may_hear(self, line_id: int, session_id: int) -> bool:
        """Whether what an officer wrote may still be read at that address: its link may have ended
        since, and whoever held the phone hears no more of the person."""
        line = await self.line(line_id)
        talk = await self.known(line.talk) if line else None
        if line is None or talk is None or talk.session != session_id:
            return False
        if line.said not in SPOKEN or talk.person is None:
            return True
        return session_id in await Links(self._store).sessions_hearing(talk.person)

    async def at(self, session_id: int) -> HumanTalk | None:
        """That of a citizen, open or waiting for somebody to answer."""
        return await self._first(_talks().where(human_talk.c.session_id == session_id))

    async def of_case(self, case_id: int) -> HumanTalk | None:
        return await self._first(_talks().where(human_talk.c.case_id == case_id))

    async def of_officer(self, actor_id: int, limit: int) -> tuple[HumanTalk, ...]:
        """Those that somebody answers, the one written in last first."""
        chosen = _talks().where(human_talk.c.actor_id == actor_id)
        found = await self._store.connection.execute(
            chosen.order_by(human_talk.c.last_at.desc(), human_talk.c.id).limit(limit)
        )
        return tuple(map(_read, found))

    async def all_open(self) -> tuple[HumanTalk, ...]:
        """Those that somebody answers."""
        found = await self._store.connection.execute(
            _talks().where(human_talk.c.actor_id.is_not(None)).order_by(human_talk.c.id)
        )
        return tuple(map(_read, found))

    async def silent_since(self, before: datetime) -> tuple[HumanTalk, ...]:
        """Those that somebody answers, and in which nobody has written since."""
        found = await self._store.connection.execute(
            _talks()
            .where(human_talk.c.actor_id.is_not(None), human_talk.c.last_at < before)
            .order_by(human_talk.c.id)
        )
        return tuple(map(_read, found))

    async def who(self, talk: HumanTalk) -> Correspondent:
        """Whom an officer writes to; the record of whom it is about is opened for it."""
        self._store.opened(Level.STAFF)
        if talk.person is None:
            return Correspondent(talk.number)
        self._store.saw(talk.person)
        result = await self._store.connection.execute(
            select(person.c.sealed_name, link.c.relation)
            .outerjoin(
                link,
                and_(link.c.person_id == person.c.id, link.c.session_id == talk.session),
            )
            .where(person.c.id == talk.person)
        )
        row = result.one()
        name = self._store.vault.open(row.sealed_name, person.c.sealed_name, talk.person)
        relation = Relation(row.relation) if row.relation else Relation.SELF
        return Correspondent(talk.number, first_name(name), relation)

    async def line(self, line_id: int) -> Line | None:
        result = await self._store.connection.execute(
            select(talk_line).where(talk_line.c.id == line_id)
        )
        row = result.one_or_none()
        return self._line(row) if row else None

    async def unread(self, talk_id: int) -> tuple[Line, ...]:
        """What the citizen has said and no officer was shown yet, oldest first."""
        result = await self._store.connection.execute(
            select(talk_line)
            .where(
                talk_line.c.talk_id == talk_id,
                talk_line.c.to_staff,
                talk_line.c.shown_at.is_(None),
                talk_line.c.said.in_([one.value for one in SPOKEN]),
            )
            .order_by(talk_line.c.id)
        )
        return tuple(map(self._line, result.all()))

    async def answered(self, session_id: int, sent_as: str) -> int | None:
        """The conversation of the message that was sent as this, which somebody answers."""
        result = await self._store.connection.execute(
            select(talk_line.c.talk_id, outbox.c.sent_as)
            .select_from(outbox)
            .join(notice, notice.c.id == outbox.c.notice_id)
            .join(talk_line, talk_line.c.id == notice.c.subject)
            .where(
                outbox.c.session_id == session_id,
                outbox.c.state == "sent",
                notice.c.kind == NoticeKind.TALK_TO_OFFICER.value,
            )
            .order_by(outbox.c.id.desc())
            .limit(_ANSWERED_AT_MOST)
        )
        return next(
            (row.talk_id for row in result if sent_as in (row.sent_as or "").split(";")), None
        )

    # --- Said -------------------------------------------------------------------------------

    async def to_officer(self, talk: HumanTalk, said: Message, now: datetime) -> bool:
        """Pass on what the citizen said; whether the same officer still answers."""
        if not await self._mark(talk, heard_at=now, last_at=now):
            return False
        desks = [talk.desk] if talk.desk is not None else []
        await self._tell(talk.id, said, desks, NoticeKind.TALK_TO_OFFICER, now)
        return True

    async def to_citizen(self, talk: HumanTalk, said: Message, desk: int, now: datetime) -> bool:
        """Pass on what the officer said, at which address; whether it still is theirs."""
        if not await self._mark(talk, desk_id=desk, last_at=now):
            return False
        await self._tell(talk.id, said, [talk.session], NoticeKind.TALK_TO_CITIZEN, now)
        return True

    async def not_passed(self, talk: HumanTalk, now: datetime) -> None:
        """Tell the citizen that what they sent was no voice note, and did not go on."""
        said = Message(Said.NOT_PASSED)
        await self._tell(talk.id, said, [talk.session], NoticeKind.TALK_TO_CITIZEN, now)

    async def sit_at(self, talk: HumanTalk, desk: int) -> bool:
        """From now on its officer reads it there; whether it still is theirs."""
        return await self._mark(talk, desk_id=desk)

    async def was_shown(self, lines: Iterable[int], now: datetime) -> None:
        """Their words lie in the outbox, sealed; here they are needed no more."""
        await self._store.connection.execute(
            update(talk_line)
            .where(talk_line.c.id.in_(tuple(lines)))
            .values(sealed_words=None, shown_at=now)
        )

    async def awaits_file(self, line_id: int) -> bool:
        """What was said is still with the channel it came by."""
        awaited = stored_file.c.state == FileState.AWAITED.value
        result = await self._store.connection.execute(
            select(stored_file.c.id)
            .join(talk_line, talk_line.c.file_id == stored_file.c.id)
            .where(talk_line.c.id == line_id, awaited)
        )
        return result.first() is not None

    # --- Begun, moved, ended ----------------------------------------------------------------

    async def begin(self, case_id: int, session_id: int, now: datetime) -> None:
        """One waits for somebody to answer; nothing where that phone has one already."""
        statement = self._store.insert(human_talk).values(
            id=self._store.ids(),
            case_id=case_id,
            session_id=session_id,
            begun_at=now,
            last_at=now,
        )
        await self._store.connection.execute(
            statement.on_conflict_do_nothing(
                index_elements=[human_talk.c.session_id], index_where=_STANDING
            )
        )

    async def follow(self, case_id: int, by: int | None, now: datetime) -> None:
        """As its case stands by now, which is held: whose it is, or that it is over. ``by``: who of
        the staff has brought it about, and need not be told."""
        result = await self._store.connection.execute(
            select(case_file.c.state, case_file.c.handled_by).where(case_file.c.id == case_id)
        )
        case = result.one()
        talk = await self._held(human_talk.c.case_id == case_id)
        if talk is None:
            return
        if case.state in {one.value for one in OVER}:
            await self.end(talk, Ended.CASE_OVER, now, by)
        elif case.handled_by != talk.officer:
            await self._goes_to(talk, case.handled_by, by, now)

    async def _goes_to(
        self, talk: HumanTalk, officer: int | None, by: int | None, now: datetime
    ) -> None:
        await self._set(talk.id, actor_id=officer, desk_id=None, last_at=now)
        said = Said.OPENED if talk.officer is None else Said.MOVED
        said = Said.WAITS if officer is None else said
        await self._tell(talk.id, said, [talk.session], NoticeKind.TALK_TO_CITIZEN, now)
        if officer is not None and officer != by:
            await OwnNews(self._store).retire_case(talk.case, NoticeKind.CASE_YOURS)
            sessions = await Staff(self._store).sessions_of(officer)
            await Notices(self._store).tell(sessions, NoticeKind.CASE_YOURS, talk.case, now)

    async def end(self, talk: HumanTalk, why: Ended, now: datetime, by: int | None = None) -> bool:
        """Over; each side hears of it that does not know. Whether it was not over yet. ``by``: who
        of the staff has ended it."""
        result = await self._store.connection.execute(
            update(human_talk)
            .where(human_talk.c.id == talk.id, _STANDING)
            .values(ended_at=now, ended_by=why.value)
        )
        if result.rowcount == 0:
            return False
        said = _SAID_AT_THE_END.get(why)
        if said is not None and talk.is_open and why is not Ended.BY_CITIZEN:
            await self._tell(talk.id, said, [talk.session], NoticeKind.TALK_TO_CITIZEN, now)
        if said is not None and talk.desk is not None and talk.officer != by:
            await self._tell(talk.id, said, [talk.desk], NoticeKind.TALK_TO_OFFICER, now)
        return True

    async def end_at(self, sessions: Sequence[int], why: Ended, now: datetime) -> None:
        """Over, for these addresses of citizens; what was on its way from there is forgotten."""
        theirs = select(human_talk.c.id).where(human_talk.c.session_id.in_(sessions))
        await self._store.connection.execute(
            update(talk_line).where(talk_line.c.talk_id.in_(theirs)).values(sealed_words=None)
        )
        await self._store.connection.execute(
            update(human_talk)
            .where(human_talk.c.session_id.in_(sessions), _STANDING)
            .values(ended_at=now, ended_by=why.value)
        )

    async def cases_at(self, desks: Sequence[int]) -> tuple[int, ...]:
        """The cases of the conversations that an officer reads at these addresses."""
        found = await self._store.connection.execute(
            select(human_talk.c.case_id)
            .where(human_talk.c.desk_id.in_(desks), _STANDING)
            .order_by(human_talk.c.case_id)
        )
        return tuple(found.scalars())

    # --- Inside -----------------------------------------------------------------------------

    async def _tell(
        self,
        talk_id: int,
        what: Message | Said,
        sessions: Sequence[int],
        kind: NoticeKind,
        now: datetime,
    ) -> None:
        line_id, seal = self._store.ids(), self._store.vault.seal
        told = what if isinstance(what, Message) else Message(what)
        sealed = seal(told.words, talk_line.c.sealed_words, line_id) if told.words else None
        await self._store.connection.execute(
            insert(talk_line),
            {
                "id": line_id,
                "talk_id": talk_id,
                "said": told.said.value,
                "to_staff": kind is NoticeKind.TALK_TO_OFFICER,
                "at": now,
                "sealed_words": sealed,
                "file_id": told.file,
            },
        )
        await Notices(self._store).tell(sessions, kind, line_id, now)

    async def _mark(self, talk: HumanTalk, **values: object) -> bool:
        result = await self._store.connection.execute(
            update(human_talk)
            .where(human_talk.c.id == talk.id, human_talk.c.actor_id == talk.officer, _STANDING)
            .values(**values)
        )
        return result.rowcount == 1

    async def _set(self, talk_id: int, **values: object) -> None:
        await self._store.connection.execute(
            update(human_talk).where(human_talk.c.id == talk_id).values(**values)
        )

    async def _held(self, where: Any) -> HumanTalk | None:
        """As it is once nobody else writes to it."""
        await self._store.connection.execute(
            select(human_talk.c.id).where(where, _STANDING).with_for_update()
        )
        return await self._first(_talks().where(where))

    async def _first(self, chosen: Select[Any]) -> HumanTalk | None:
        newest = chosen.order_by(human_talk.c.id.desc()).limit(1)
        row = (await self._store.connection.execute(newest)).one_or_none()
        return _read(row) if row else None

    def _line(self, row: Any) -> Line:
        """A damaged cell hides its words, and holds up no other."""
        words = ""
        if row.sealed_words is not None:
            try:
                words = self._store.vault.open(row.sealed_words, talk_line.c.sealed_words, row.id)
            except Unreadable:
                words = ""
        shown = row.shown_at is not None
        return Line(row.id, row.talk_id, Said(row.said), row.to_staff, words, row.file_id, shown)


_SAID_AT_THE_END = {
    Ended.BY_CITIZEN: Said.ENDED,
    Ended.BY_OFFICER: Said.ENDED,
    Ended.CASE_OVER: Said.ENDED,
    Ended.QUIET: Said.QUIET,
    Ended.UNLINKED: Said.UNLINKED,
}


def _talks() -> Select[Any]:
    """Those that are not over."""
    return _all_talks().where(_STANDING)


def _all_talks() -> Select[Any]:
    return select(*_TALK).join(case_file, case_file.c.id == human_talk.c.case_id)


def _read(row: Any) -> HumanTalk:
    return HumanTalk(
        row.id,
        row.case_id,
        row.number,
        UnitKey(row.unit_code, row.unit_from),
        row.session_id,
        row.person_id,
        row.actor_id,
        row.desk_id,
        row.heard_at,
        row.ended_at is not None,
    )
