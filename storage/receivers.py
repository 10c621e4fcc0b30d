"""Who is to hear a bulletin: who asked, can be told, and is paid on its lines or asked about its
place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    false,
    not_,
    or_,
    select,
    union_all,
)

from domain.bulletin import PUBLIC, News, lines_of
from domain.home_payment import stands_for
from domain.notice import NoticeKind, Topic
from domain.payout import PayoutDay, Stage, Way
from domain.place import PaymentPoint
from storage.brought_home import is_brought_home
from storage.links import not_over
from storage.reference import Reference
from storage.silence import is_silenced
from storage.tables import (
    entitlement,
    link,
    payment,
    payment_list,
    payment_point,
    person,
    session,
    subscription,
)

Statement: TypeAlias = Select[tuple[int]]

EVERYBODY = 100
"""Of a hundred people."""

Among: TypeAlias = tuple[int, int] | ColumnElement[int]
"""Sessions from the first of two ids to the last; or one."""

ONE = "one_session"
"""What a statement about one session is told by this name."""

_KEPT = 256
"""Statements: many are told of the same, one after the other."""


@dataclass(frozen=True, slots=True)
class Receivers:
    """``today``: whose links are not over by then; None: whichever. ``share``: of a hundred people
    how many are asked whether their money came."""

    today: date | None
    share: int = EVERYBODY

    def hears(self, told: News, lines: Sequence[PayoutDay], *, but_silenced: bool) -> Statement:
        """Whether `ONE` is among them, now."""
        return _hears(self, told, tuple(lines), but_silenced)

    def concerned(self, told: News, lines: Sequence[PayoutDay]) -> Statement:
        """The people it is about of whom `ONE` hears, but for whom nothing is said now."""
        return _concerned(self, told, tuple(lines))

    def of(
        self,
        told: News,
        lines: Sequence[PayoutDay],
        among: Among | None = None,
        *,
        but_silenced: bool = False,
    ) -> Statement:
        """Sessions, if only ``among`` these, that can be told, want to be, and are concerned.

        Two ways lead to them, each by an index of its own: from the people of the unit to who hears
        about them, and from the unit to who asked about it. ``but_silenced``: not of whom nothing
        is said for now, nor of a way to the counter to whom it is brought home.
        """
        about_person = and_(self.about(told, lines), subscription.c.since >= link.c.agreed_at)
        if but_silenced:
            about_person = and_(about_person, not_(is_silenced(person.c.id)))
        if but_silenced and told.way is Way.CASH and told.kind is not NoticeKind.DID_IT_ARRIVE:
            since = stands_for(told.day, self.today or date.min)
            about_person = and_(about_person, not_(is_brought_home(person.c.id, since)))
        wanted = (
            *_within(subscription.c.session_id, among),
            subscription.c.ended_at.is_(None),
            subscription.c.topic == _topic(told.kind).value,
        )
        asked = [
            select(subscription.c.session_id)
            .join(person, person.c.id == subscription.c.person_id)
            .join(
                link,
                and_(
                    link.c.session_id == subscription.c.session_id,
                    link.c.person_id == subscription.c.person_id,
                ),
            )
            .where(*wanted, about_person)
        ]
        if told.kind in PUBLIC and told.way is Way.CASH:
            asked.append(select(subscription.c.session_id).where(*wanted, _about_place(told)))
        return select(session.c.id).where(
            *_within(session.c.id, among),
            session.c.id.in_(union_all(*asked)),
            session.c.gone_at.is_(None),
            session.c.stopped_at.is_(None),
        )

    def about(self, told: News, lines: Sequence[PayoutDay]) -> ColumnElement[bool]:
        """A person whom a link that stands leads to, and who is paid on its lines."""
        arrived = told.kind is NoticeKind.DID_IT_ARRIVE
        day = told.day.toordinal() if told.day else 0
        return and_(
            link.c.ended.is_(None),
            link.c.confirmed_at.is_not(None),
            link.c.agreed_at.is_not(None),
            not_over(self.today),
            person.c.unit_code == told.unit.code,
            person.c.unit_from == told.unit.valid_from,
            or_(*(paid_on(line, any_stage=arrived) for line in lines)),
            *([(person.c.id + day) % EVERYBODY < self.share] if arrived else []),
        )


@lru_cache(maxsize=_KEPT)
def _hears(
    receivers: Receivers, told: News, lines: tuple[PayoutDay, ...], but_silenced: bool
) -> Statement:
    one = bindparam(ONE, type_=session.c.id.type)
    return receivers.of(told, lines, one, but_silenced=but_silenced)


@lru_cache(maxsize=_KEPT)
def _concerned(receivers: Receivers, told: News, lines: tuple[PayoutDay, ...]) -> Statement:
    return (
        select(person.c.id)
        .join(link, link.c.person_id == person.c.id)
        .where(
            link.c.session_id == bindparam(ONE),
            receivers.about(told, lines),
            not_(is_silenced(person.c.id)),
        )
    )


def lines_now(told: News, reference: Reference) -> tuple[PayoutDay, ...]:
    """The lines of the calendar of which it is true; none: it is stale."""
    days = reference.calendar.get(told.unit, ())
    point = reference.points.get(told.point or 0)
    if told.kind is NoticeKind.POINT_CLOSED and point is not None and point.is_open:
        return ()  # the closing was taken back
    if told.kind is NoticeKind.POINT_NOW and not _is_here_since(point, told.day_before):
        return ()  # it has closed, or moved on
    return lines_of(told, days)


def _within(column: Column[int], among: Among | None) -> list[ColumnElement[bool]]:
    match among:
        case None:
            return []
        case first, last:
            return [column.between(first, last)]
        case one:
            return [column == one]


def _is_here_since(point: PaymentPoint | None, day: date | None) -> bool:
    return point is not None and point.is_open and point.here_since == day


def _about_place(told: News) -> ColumnElement[bool]:
    """Who asked about a place hears what is public of it: nothing of transfers or of people."""
    return and_(
        subscription.c.person_id.is_(None),
        subscription.c.unit_code == told.unit.code,
        subscription.c.unit_from == told.unit.valid_from,
        or_(subscription.c.point_id.is_(None), subscription.c.point_id.in_(_stood_for(told.point))),
    )


def _stood_for(point: int | None) -> Select[tuple[int]]:
    """A point, and those that have moved to it: who asked about one of these collects there now."""
    return select(payment_point.c.id).where(
        or_(payment_point.c.id == point, payment_point.c.replaced_by == point)
    )


def paid_on(line: PayoutDay, *, any_stage: bool) -> ColumnElement[bool]:
    """On the active list of that month so, and still waiting; or, where no list has the person
    yet, paid so as a rule."""
    month, programme = line.month.first_day, line.programme.value
    on_list = and_(
        payment.c.person_id == person.c.id,
        payment.c.month == month,
        payment.c.programme == programme,
        payment_list.c.active,
    )
    listed = exists().where(payment_list.c.id == payment.c.list_id, on_list)
    here = [payment.c.way == line.way.value]
    here += [payment.c.point_id == line.point] if line.way is Way.CASH else []
    here += [] if any_stage else [payment.c.stage == Stage.ON_LIST.value]
    usual = [person.c.way == line.way.value]
    usual += [person.c.point_id == line.point] if line.way is Way.CASH else []
    entitled = exists().where(
        entitlement.c.person_id == person.c.id,
        entitlement.c.programme == programme,
        entitlement.c.from_month <= month,
        or_(entitlement.c.to_month.is_(None), entitlement.c.to_month >= month),
    )
    as_a_rule = false() if any_stage else and_(not_(listed), *usual, entitled)
    return or_(exists().where(payment_list.c.id == payment.c.list_id, on_list, *here), as_a_rule)


def _topic(kind: NoticeKind) -> Topic:
    if kind.topic is None:
        raise ValueError(f"{kind} is not for many")
    return kind.topic
