"""What happened to somebody's own money or request, for who asked to be told of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.case import OVER, STANDING, CaseState
from domain.notice import PAUSING, NoticeKind, Outcome, Topic
from domain.payout import Stage
from storage.connection import Store
from storage.links import not_over
from storage.silence import is_silenced
from storage.tables import case_file, link, notice, payment, payment_list, subscription

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
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
        """Staff have reported something for a person, who is told where they asked to be."""
        reported = self._cases(NoticeKind.CASE_REPORTED).where(case_file.c.id == case_id)
        await self._insert(NoticeKind.CASE_REPORTED, reported, due_at=now)

    async def queue_answer(self, case_id: int, now: datetime, but: int = 0) -> None:
        """A case was closed, or waits for the bank: who reported it is told, and where staff did,
        whoever hears about the person; each where they asked to be. ``but``: who knows already."""
        await self.retire_case(case_id, NoticeKind.CASE_ANSWERED)
        answered = self._cases(NoticeKind.CASE_ANSWERED).where(
            case_file.c.id == case_id, subscription.c.session_id != but
        )
        await self._insert(NoticeKind.CASE_ANSWERED, answered, due_at=now)

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
        answered = kind.topic is Topic.CASES
        table = case_file if answered else payment
        found = self._cases(kind) if answered else self._money(kind, now)
        mine = found.where(table.c.id == subject, subscription.c.session_id == session_id)
        if (await self._store.connection.execute(mine)).first() is None:
            return Outcome.STALE
        silenced: ColumnElement[bool] = is_silenced(table.c.person_id)
        if answered:  # of what silences it, its own answer is told all the same
            silenced = and_(
                silenced, case_file.c.kind.not_in([pausing.value for pausing in PAUSING])
            )
        found_silenced = await self._store.connection.execute(mine.where(silenced))
        return None if found_silenced.first() is None else Outcome.PAUSED

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
            .join(link, _hears())
            .where(
                payment_list.c.active,
                payment.c.stage.in_([stage.value for stage in _STAGES[kind]]),
                payment.c.stage_on > today - _NEWS_FOR,
                payment.c.stage_on <= today,
                *self._asked(Topic.MONEY),
            )
        )

    def _cases(self, kind: NoticeKind) -> Select[Any]:
        """(session, case) of who asked for answers: of what was reported from there, and of what
        staff have reported about whom they hear."""
        stands = case_file.c.state.in_([one.value for one in _TOLD_WHEN[kind]])
        return (
            select(subscription.c.session_id, case_file.c.id.label("subject"))
            .join(
                subscription,
                and_(
                    subscription.c.person_id == case_file.c.person_id,
                    or_(
                        subscription.c.session_id == case_file.c.session_id,
                        case_file.c.filed_by.is_not(None),
                    ),
                ),
            )
            .join(link, _hears())
            .where(stands, *self._asked(Topic.CASES))
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
        statement = _INSERT[self._store.dialect](notice).from_select(columns, rows)
        result = await self._store.connection.execute(
            statement.on_conflict_do_nothing(index_elements=_ONCE)
        )
        return int(result.rowcount)


def _hears() -> ColumnElement[bool]:
    """By a link that was agreed to and has not ended."""
    return and_(
        link.c.session_id == subscription.c.session_id,
        link.c.person_id == subscription.c.person_id,
        link.c.ended.is_(None),
        link.c.confirmed_at.is_not(None),
        link.c.agreed_at.is_not(None),
    )
