"""Who has to be rung up before a payday, because no message of ours wakes a phone for them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, not_, or_, select, true

from domain.bulletin import Bulletin
from domain.notice import KNOCKS, NoticeKind, Topic
from domain.payday import Payday, is_announced, to_announce
from domain.payout import PayoutDay, Way
from domain.permissions import MAY, Act
from domain.person import Person
from domain.privacy import Level
from storage.bulletins import Bulletins
from storage.connection import Store
from storage.links import not_over
from storage.notices import Notices
from storage.people import PERSON, read_person
from storage.receivers import paid_on
from storage.sealed import Unreadable
from storage.silence import is_silenced
from storage.staff import Staff
from storage.tables import (
    bulletin,
    link,
    notice,
    payment,
    payment_list,
    person,
    session,
    subscription,
)

log = logging.getLogger(__name__)

A_PAGE = 8
_DIGITS = 3
"""Of a phone number: enough to find it on the paper list, too few to ring it."""

_CALLED_FOR = frozenset(
    {
        NoticeKind.DAY_CONFIRMED,
        NoticeKind.DAY_POSTPONED,
        NoticeKind.POINT_CLOSED,
        NoticeKind.POINT_NOW,
    }
)
_LAST = literal(2**63 - 1, payment.c.id.type)
"""Whoever stands on no list yet comes after all who do."""


@dataclass(frozen=True, slots=True)
class Count:
    """``to_call`` of ``paid``."""

    to_call: int
    paid: int


@dataclass(frozen=True, slots=True)
class ToCall:
    """``digits`` are the last of the phone number, empty where none is known."""

    person: Person
    digits: str


@dataclass(frozen=True, slots=True)
class Page:
    """``last``: behind whom the next page begins; None where there is none. ``left``: how many
    there are from here to the end of the list."""

    people: tuple[ToCall, ...]
    last: int | None
    left: int

    def number(self, count: int) -> tuple[int, int]:
        """Which page it is of how many, in a list of so many."""
        before = max(count - self.left, 0)
        number = -(-before // A_PAGE) + 1
        return number, number - 1 + max(-(-self.left // A_PAGE), 1)


class CallLists:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def count(self, payday: Payday) -> Count:
        """How many are paid then, and how many of them no message wakes; nobody is opened."""
        paid = _paid(payday)
        to_call = and_(paid, not_(self._woken()))
        result = await self._store.connection.execute(
            select(
                func.count().filter(to_call).label("to_call"),
                func.count().label("paid"),
            )
            .select_from(person)
            .where(paid)
        )
        row = result.one()
        return Count(row.to_call, row.paid)

    async def page(self, payday: Payday, after: int | None = None) -> Page:
        """The next few in the order in which the payment list calls them up.

        ``after`` is the last one of the page before, so that nobody is passed over because others
        have dropped out meanwhile. Who does not open is left out, and logged by number.
        """
        self._store.opened(Level.STAFF)
        place = _place(payday)
        result = await self._store.connection.execute(
            select(*PERSON, person.c.sealed_phone, func.count().over().label("left"))
            .where(_paid(payday), not_(self._woken()), await self._behind(place, after))
            .order_by(place, person.c.id)
            .limit(A_PAGE + 1)
        )
        rows = result.all()
        shown = rows[:A_PAGE]
        found = [one for row in shown if (one := self._read(row)) is not None]
        self._store.saw(*(one.person.id for one in found))
        last = shown[-1].id if len(rows) > A_PAGE else None
        return Page(tuple(found), last, rows[0].left if rows else 0)

    async def tell_officers(self, told: Bulletin, due_at: datetime) -> int:
        """Have every address of the unit's officers and leaders told that there is a list, once;
        how many. Only where a day is fixed or moved, or the point has closed meanwhile."""
        paydays = self._paydays(told, due_at) if told.kind in _CALLED_FOR else ()
        if not paydays or await self._closing_waits(told):
            return 0
        ends = [one.over_at(due_at.tzinfo) for one in paydays]
        last = None if None in ends else max(one for one in ends if one)
        staff = Staff(self._store)
        actors = {one.id for one in await staff.colleagues(MAY[Act.CALL], told.unit)}
        sessions = [at for one in sorted(actors) for at in await staff.sessions_of(one)]
        await Notices(self._store).tell(sessions, NoticeKind.CALL_LIST, told.id, due_at, last)
        return len(sessions)

    async def paydays(self, bulletin_id: int, now: datetime) -> tuple[Payday, ...]:
        """For which there is still somebody to be called because of a bulletin, the next first;
        none: the calendar says something else by now, or they are over."""
        told = await Bulletins(self._store).one(bulletin_id)
        return self._paydays(told, now) if told else ()

    async def _closing_waits(self, told: Bulletin) -> bool:
        """That its point has closed is about to be told, with the same list: once is enough."""
        if told.kind is not NoticeKind.DAY_CONFIRMED:
            return False
        found = await self._store.connection.execute(
            select(notice.c.id)
            .join(bulletin, bulletin.c.id == notice.c.subject)
            .where(
                notice.c.kind == NoticeKind.CALL_LIST.value,
                notice.c.told_at.is_(None),
                bulletin.c.kind == NoticeKind.POINT_CLOSED.value,
                bulletin.c.unit_code == told.unit.code,
                bulletin.c.unit_from == told.unit.valid_from,
                bulletin.c.point_id == told.point,
            )
            .limit(1)
        )
        return found.first() is not None

    def _paydays(self, told: Bulletin, now: datetime) -> tuple[Payday, ...]:
        if told.kind is NoticeKind.POINT_CLOSED:
            found = self._at_closed_point(told, now)
        else:
            lines = Bulletins(self._store).lines(told)
            found = (Payday(lines),) if lines and is_announced(lines[0], now.date()) else ()
        return tuple(one for one in found if not _is_over(one, now))

    def _at_closed_point(self, told: Bulletin, now: datetime) -> tuple[Payday, ...]:
        """A point closes once, for all that is still to be paid there."""
        reference = self._store.reference
        point = reference.points.get(told.point or 0)
        if point is None or point.is_open:
            return ()
        calendar = reference.calendar.get(told.unit, ())
        found = to_announce(calendar, now.date())
        return tuple(one for one in found if one.point == point.id)

    def _woken(self) -> ColumnElement[bool]:
        """Somebody who hears about the person has asked to be told of changes, on a phone that a
        message wakes."""
        return exists().where(
            link.c.person_id == person.c.id,
            link.c.ended.is_(None),
            link.c.confirmed_at.is_not(None),
            link.c.agreed_at.is_not(None),
            not_over(self._store.today),
            session.c.id == link.c.session_id,
            session.c.channel.in_(sorted(KNOCKS)),
            session.c.gone_at.is_(None),
            session.c.stopped_at.is_(None),
            subscription.c.session_id == link.c.session_id,
            subscription.c.person_id == person.c.id,
            subscription.c.topic == Topic.CHANGES.value,
            subscription.c.ended_at.is_(None),
            subscription.c.since >= link.c.agreed_at,
        )

    async def _behind(self, place: ColumnElement[int], after: int | None) -> ColumnElement[bool]:
        """Who comes later than somebody; everybody where that is nobody we know."""
        if after is None:
            return true()
        result = await self._store.connection.execute(select(place).where(person.c.id == after))
        known = result.scalar_one_or_none()
        if known is None:
            return true()
        return or_(place > known, and_(place == known, person.c.id > after))

    def _read(self, row: Any) -> ToCall | None:
        try:
            return ToCall(read_person(row, self._store.vault), self._digits(row))
        except Unreadable:
            log.error("person %d does not open, and is missing in a call list", row.id)
            return None

    def _digits(self, row: Any) -> str:
        """A damaged number is as good as none: somebody has to go there."""
        sealed, column = row.sealed_phone, person.c.sealed_phone
        return self._store.vault.open_or_empty(sealed, column, row.id)[-_DIGITS:]


def _is_over(payday: Payday, now: datetime) -> bool:
    over_at = payday.over_at(now.tzinfo)
    return over_at is not None and over_at <= now


def _paid(payday: Payday) -> ColumnElement[bool]:
    """Who is paid then. Of whom a death is reported nobody is told, and nobody rings their home."""
    return and_(
        person.c.unit_code == payday.unit.code,
        person.c.unit_from == payday.unit.valid_from,
        or_(*(paid_on(line, any_stage=False) for line in payday.lines)),
        not_(is_silenced(person.c.id)),
    )


def _place(payday: Payday) -> ColumnElement[int]:
    """Where a person stands on the lists of that payday."""
    first = (
        select(func.min(payment.c.id))
        .join(payment_list, payment_list.c.id == payment.c.list_id)
        .where(
            payment.c.person_id == person.c.id,
            payment_list.c.active,
            or_(*(_on_list_of(line) for line in payday.lines)),
        )
        .correlate(person)
        .scalar_subquery()
    )
    return func.coalesce(first, _LAST)


def _on_list_of(line: PayoutDay) -> ColumnElement[bool]:
    return and_(
        payment.c.month == line.month.first_day,
        payment.c.programme == line.programme.value,
        payment.c.way == line.way.value,
        *([payment.c.point_id == line.point] if line.way is Way.CASH else []),
    )
