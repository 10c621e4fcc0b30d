"""What happened to somebody's own money, for who asked to be told of it; and to a request, for
everybody who made it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    union,
    update,
)

from domain.case import OVER, STANDING, CaseState
from domain.notice import PAUSING, NoticeKind, Outcome, Topic
from domain.payout import Stage
from storage.connection import Store
from storage.links import not_over
from storage.silence import is_silenced
from storage.tables import (
    case_file,
    case_reporter,
    link,
    notice,
    payment,
    payment_list,
    session,
    staff_address,
    subscription,
)

_STAGES: Mapping[NoticeKind, tuple[Stage, ...]] = {
    NoticeKind.MONEY_CREDITED: (Stage.CREDITED,),
    NoticeKind.MONEY_FAILED: (Stage.FAILED, Stage.RETURNED),
}
_TOLD_WHEN: Mapping[NoticeKind, frozenset[CaseState]] = {
    NoticeKind.CASE_REPORTED: STANDING,
    NoticeKind.CASE_ANSWERED: OVER | {CaseState.WAITS_FOR_BANK},
}
_OF_A_CASE = (NoticeKind.CASE_FILED, NoticeKind.CASE_ANSWERED, NoticeKind.CASE_OVERDUE)
_ONCE = ["session_id", "kind", "subject"]
_TOLD_LATELY = timedelta(days=60)
_NEWS_FOR = timedelta(days=5)
"""What happened longer ago is no news, however late the list came that says so."""


class OwnNews:
    """Each is queued once for each address: its subject is the payment, or the case."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def queue_money(self, now: datetime) -> int:
        """Queue what the payment lists say of money that came or did not; how many."""
        count = 0
        for kind in _STAGES:
            await self._retire(kind, now)
            count += await self._insert(kind, self._money(kind, now), due_at=now)
        return count

    async def _retire(self, kind: NoticeKind, now: datetime) -> None:
        """What was told of a payment that stands otherwise by now gives up its subject: should it
        stand so again, or anew for another reason, that is news, and told."""
        days = [now.date() - timedelta(days=ago) for ago in range(_NEWS_FOR.days)]
        since = [
            and_(
                payment.c.stage_on == day,
                notice.c.told_at < datetime.combine(day, time(), now.tzinfo),
            )
            for day in days
        ]
        stages = [stage.value for stage in _STAGES[kind]]
        otherwise = exists().where(
            payment.c.id == notice.c.subject, or_(payment.c.stage.not_in(stages), *since)
        )
        told = (notice.c.kind == kind.value, notice.c.told_at > now - _TOLD_LATELY)
        await self._store.connection.execute(
            update(notice)
            .where(*told, notice.c.subject > 0, otherwise)
            .values(subject=-notice.c.id)
        )

    async def know_money(self, session_id: int, person_id: int, now: datetime) -> None:
        """What the lists say already is no news for who asks only now to be told."""
        for kind in _STAGES:
            theirs = self._money(kind, now).where(
                subscription.c.session_id == session_id, subscription.c.person_id == person_id
            )
            await self._insert(kind, theirs, due_at=now, told_at=now, outcome=Outcome.STALE.value)

    async def queue_reported(self, case_id: int, now: datetime) -> None:
        """Staff have written something down for a person, who is told where they asked to be, or
        have reported the same themselves."""
        kind = NoticeKind.CASE_REPORTED
        hearing = union(self._asked_about(kind, case_id), self._reporters(kind, case_id))
        await self._insert(kind, _of(hearing), due_at=now)

    async def queue_answer(
        self, case_id: int, now: datetime, but: int = 0, *, only_reporters: bool = False
    ) -> None:
        """A case was closed, or waits for the bank: every address it was reported from is told, and
        where staff did, who hears about the person and asked to be. ``but``: who knows already."""
        kind = NoticeKind.CASE_ANSWERED
        await self.retire_case(case_id, kind)
        hearing: CompoundSelect[Any] | Select[Any] = self._reporters(kind, case_id)
        if not only_reporters:
            hearing = union(hearing, self._asked_about(kind, case_id))
        found = _of(hearing)
        told = found.where(found.selected_columns.session_id != but)
        await self._insert(kind, told, due_at=now)

    async def will_be_told(self, case_id: int, but: int) -> bool:
        """Whether any other address is told how it ended: who wants no messages unasked is not, nor
        where nothing is said about the person for now. ``but``: the session that knows already."""
        ends = {NoticeKind.CASE_ANSWERED.value, NoticeKind.CASE_ENDED.value}
        waiting = await self._store.connection.execute(
            select(notice.c.session_id, notice.c.kind, session.c.stopped_at)
            .join(session, session.c.id == notice.c.session_id)
            .where(
                notice.c.subject == case_id,
                notice.c.kind.in_(ends),
                notice.c.told_at.is_(None),
                notice.c.session_id != but,
                session.c.gone_at.is_(None),
            )
        )
        for row in waiting.all():
            kind = NoticeKind(row.kind)
            if kind.asked_for:
                return True
            silent = await self._case_kept_back(kind, case_id, row.session_id)
            if row.stopped_at is None and silent is None:
                return True
        return False

    async def is_reporter(self, case_id: int, session_id: int) -> bool:
        """Whether this address reported it itself."""
        mine = select(case_reporter.c.case_id).where(
            case_reporter.c.case_id == case_id, case_reporter.c.session_id == session_id
        )
        return (await self._store.connection.execute(mine)).first() is not None

    async def staff_who_reported(
        self, case_id: int, filed_by: int | None, but: int | None
    ) -> frozenset[int]:
        """Addresses of the staff who did, for their work; ``but``: who knows already."""
        by = staff_address.c.actor_id
        also = exists().where(
            case_reporter.c.case_id == case_id,
            case_reporter.c.session_id == staff_address.c.session_id,
        )
        own = exists().where(
            case_file.c.id == case_id,
            hears_about(staff_address.c.session_id, case_file.c.person_id, self._store.today),
        )
        result = await self._store.connection.execute(
            select(staff_address.c.session_id).where(
                staff_address.c.ended_at.is_(None),
                by.is_distinct_from(but),
                or_(by == filed_by, and_(also, not_(own))),
            )
        )
        return frozenset(result.scalars())

    async def retire_case(self, case_id: int, *kinds: NoticeKind) -> None:
        """What was told of it was told of how it stood then: as it stands now, it is news anew."""
        values = [kind.value for kind in kinds or _OF_A_CASE]
        await self._store.connection.execute(
            update(notice)
            .where(notice.c.subject == case_id, notice.c.kind.in_(values))
            .values(
                subject=-notice.c.id,
                told_at=func.coalesce(notice.c.told_at, notice.c.due_at),
                outcome=func.coalesce(notice.c.outcome, Outcome.STALE.value),
            )
        )

    async def kept_back(
        self, kind: NoticeKind, subject: int, session_id: int, now: datetime
    ) -> Outcome | None:
        """Why this address is not to hear it now; None where it is."""
        if kind.topic is Topic.CASES:
            return await self._case_kept_back(kind, subject, session_id)
        mine = self._money(kind, now).where(
            payment.c.id == subject, subscription.c.session_id == session_id
        )
        if (await self._store.connection.execute(mine)).first() is None:
            return Outcome.STALE
        silenced = await self._store.connection.execute(
            mine.where(is_silenced(payment.c.person_id))
        )
        return None if silenced.first() is None else Outcome.PAUSED

    async def _case_kept_back(
        self, kind: NoticeKind, case_id: int, session_id: int
    ) -> Outcome | None:
        found = _of(union(self._asked_about(kind, case_id), self._reporters(kind, case_id)))
        mine = found.where(found.selected_columns.session_id == session_id)
        if (await self._store.connection.execute(mine)).first() is None:
            return Outcome.STALE
        silenced = await self._store.connection.execute(
            select(case_file.c.id).where(
                case_file.c.id == case_id,
                is_silenced(case_file.c.person_id),
                # Of what silences it, its own answer is told all the same.
                case_file.c.kind.not_in([pausing.value for pausing in PAUSING]),
            )
        )
        return None if silenced.first() is None else Outcome.PAUSED

    async def person_of(self, case_id: int) -> int | None:
        """Whom a case is about, by id alone: nothing of them is read."""
        found: int | None = await self._store.connection.scalar(
            select(case_file.c.person_id).where(case_file.c.id == case_id)
        )
        return found

    def _money(self, kind: NoticeKind, now: datetime) -> Select[Any]:
        """(session, payment) of who asked, and hears about the person still."""
        today = now.date()
        return (
            select(subscription.c.session_id, payment.c.id.label("subject"))
            .join(subscription, subscription.c.person_id == payment.c.person_id)
            .join(payment_list, payment_list.c.id == payment.c.list_id)
            .join(link, _hears(subscription.c.session_id, subscription.c.person_id))
            .where(
                payment_list.c.active,
                payment.c.stage.in_([stage.value for stage in _STAGES[kind]]),
                payment.c.stage_on > today - _NEWS_FOR,
                payment.c.stage_on <= today,
                *self._asked(Topic.MONEY),
            )
        )

    def _asked_about(self, kind: NoticeKind, case_id: int) -> Select[Any]:
        """(session, case) of who asked to be told what staff have reported about whom they hear."""
        return (
            select(subscription.c.session_id, case_file.c.id.label("subject"))
            .select_from(case_file)
            .join(subscription, subscription.c.person_id == case_file.c.person_id)
            .join(link, _hears(subscription.c.session_id, subscription.c.person_id))
            .where(
                case_file.c.id == case_id,
                case_file.c.filed_by.is_not(None),
                _stands(kind),
                *self._asked(Topic.CASES),
            )
        )

    def _reporters(self, kind: NoticeKind, case_id: int) -> Select[Any]:
        """(session, case) of who reported it, while they hear about the person; of a case about
        nobody everybody who did. Staff who reported it for somebody hear of it in the words of
        their work."""
        works_there = exists().where(
            staff_address.c.session_id == case_reporter.c.session_id,
            staff_address.c.ended_at.is_(None),
        )
        session_id, person_id = case_reporter.c.session_id, case_file.c.person_id
        return (
            select(session_id, case_file.c.id.label("subject"))
            .select_from(case_file)
            .join(case_reporter, case_reporter.c.case_id == case_file.c.id)
            .where(
                case_file.c.id == case_id,
                _stands(kind),
                or_(
                    hears_about(session_id, person_id, self._store.today),
                    and_(person_id.is_(None), not_(works_there)),
                ),
            )
        )

    def _asked(self, topic: Topic) -> tuple[ColumnElement[bool], ...]:
        return (
            subscription.c.topic == topic.value,
            subscription.c.ended_at.is_(None),
            subscription.c.since >= link.c.agreed_at,
            not_over(self._store.today),
        )

    async def _insert(self, kind: NoticeKind, found: Select[Any], **values: datetime | str) -> int:
        hearing = found.distinct().subquery()
        given = {"kind": kind.value, **values}
        rows = select(
            literal(self._store.ids(), notice.c.id.type)
            + func.row_number().over(order_by=(hearing.c.session_id, hearing.c.subject)),
            hearing.c.session_id,
            hearing.c.subject,
            *(literal(value, notice.c[name].type) for name, value in given.items()),
        ).where(hearing.c.subject.is_not(None))
        columns = ["id", "session_id", "subject", *given]
        statement = self._store.insert(notice).from_select(columns, rows)
        result = await self._store.connection.execute(
            statement.on_conflict_do_nothing(index_elements=_ONCE)
        )
        return int(result.rowcount)


def _stands(kind: NoticeKind) -> ColumnElement[bool]:
    return case_file.c.state.in_([one.value for one in _TOLD_WHEN[kind]])


def _of(hearing: CompoundSelect[Any] | Select[Any]) -> Select[Any]:
    """(session, subject), each once."""
    found = hearing.subquery()
    return select(found.c.session_id, found.c.subject)


def _hears(session_id: ColumnElement[int], person_id: ColumnElement[int]) -> ColumnElement[bool]:
    """By a link that was agreed to and has not ended."""
    return and_(
        link.c.session_id == session_id,
        link.c.person_id == person_id,
        link.c.ended.is_(None),
        link.c.confirmed_at.is_not(None),
        link.c.agreed_at.is_not(None),
    )


def hears_about(
    session_id: ColumnElement[int], person_id: ColumnElement[int], today: date | None
) -> ColumnElement[bool]:
    """Whether an address hears about a person by then."""
    return exists().where(_hears(session_id, person_id), not_over(today))
