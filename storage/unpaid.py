"""Whom an officer is to ring up because an account was opened and no payment is seen, and what they
were told."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, insert, not_, or_, select

from domain.asked import Asked
from domain.person import Person
from domain.place import UnitKey
from domain.privacy import Level
from domain.text import Month
from storage.connection import Store
from storage.people import PERSON, read_person
from storage.sealed import Unreadable
from storage.silence import is_silenced
from storage.summary import due_in
from storage.summary_counting import Moment
from storage.summary_payments import PaymentCounts
from storage.summary_people import PeopleCounts
from storage.tables import asked, person

log = logging.getLogger(__name__)

_DIGITS = 3
"""Of a phone number: enough to find it on the paper list, too few to ring it."""

_LOOKED_THROUGH = 5
"""Of whom one opens."""


@dataclass(frozen=True, slots=True)
class Unpaid:
    """``digits``: the end of their phone number, empty where none is known. ``failed``: the list
    says that the payment failed, or went back. ``rung``: nobody was reached on an earlier day."""

    person: Person
    digits: str
    failed: bool
    rung: bool


@dataclass(frozen=True, slots=True)
class Next:
    """``left``: how many are to be rung up today, the one shown among them."""

    one: Unpaid | None
    left: int


class UnpaidCalls:
    """Only whose money is due: the list says that it failed, or the unit's payday is over."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def next(
        self, units: Sequence[UnitKey], but: Collection[int], now: datetime, after: int = 0
    ) -> Next:
        """Who was not tried yet comes before who was not reached. ``but``: whom to leave to others;
        ``after``: behind whom to go on, and again from the beginning where nobody is left there.
        Who does not open is left out, and logged by number."""
        self._store.opened(Level.STAFF)
        rung = case((self._tried(now, asked.c.at < _moment(now).begins), 1), else_=0)
        was = await self._store.connection.scalar(select(rung).where(person.c.id == after)) or 0
        passed = or_(rung < was, and_(rung == was, person.c.id <= after))
        rows = await self._rows(
            (await self._to_ring(units, now))
            .add_columns(
                *PERSON[1:],
                person.c.sealed_phone,
                rung.label("rung"),
                func.count().over().label("left"),
            )
            .where(person.c.id.not_in(sorted(but)))
            .order_by(passed, rung, person.c.id)
            .limit(_LOOKED_THROUGH)
        )
        found = next((one for row in rows if (one := self._read(row)) is not None), None)
        return Next(found, rows[0].left if found else 0)

    async def stands(self, person_id: int, now: datetime) -> bool:
        """Whether they are still not seen paid, whatever is known of why."""
        return await PeopleCounts(self._store, _moment(now), only=person_id).is_unpaid()

    async def answer(self, person_id: int, answer: Asked, by: int, now: datetime) -> None:
        """The newest of the month counts; the same said twice is said once."""
        month = Month.of(now.date()).first_day
        last = await self._rows(
            select(asked.c.answer, asked.c.at)
            .where(asked.c.person_id == person_id, asked.c.month == month)
            .order_by(asked.c.id.desc())
            .limit(1)
        )
        if last and last[0].answer == answer.value and last[0].at >= _moment(now).begins:
            return
        row = {
            "id": self._store.ids(),
            "person_id": person_id,
            "month": month,
            "answer": answer.value,
            "asked_by": by,
            "at": now,
        }
        await self._store.connection.execute(insert(asked), row)

    async def _to_ring(self, units: Sequence[UnitKey], now: datetime) -> Select[Any]:
        """Nobody twice a day, and nobody's home of whom a death is reported."""
        over = (self._store, _moment(now), units)
        paydays = await PaymentCounts(*over).paydays()
        due = due_in(units, paydays, self._store.reference, now.date())
        to_ask = PeopleCounts(*over).unseen(due)
        tried = self._tried(now, asked.c.at >= _moment(now).begins)
        return to_ask.where(not_(is_silenced(person.c.id)), not_(tried))

    def _tried(self, now: datetime, *when: ColumnElement[bool]) -> ColumnElement[bool]:
        month = Month.of(now.date()).first_day
        return exists().where(asked.c.person_id == person.c.id, asked.c.month == month, *when)

    def _read(self, row: Any) -> Unpaid | None:
        try:
            read = read_person(row, self._store.vault)
        except Unreadable:
            log.error("person %d does not open, and is missing among whom to ring up", row.id)
            return None
        self._store.saw(read.id)
        phone = self._store.vault.open_or_empty(row.sealed_phone, person.c.sealed_phone, row.id)
        return Unpaid(read, phone[-_DIGITS:], bool(row.failed), bool(row.rung))

    async def _rows(self, query: Select[Any]) -> Sequence[Any]:
        rows: Sequence[Any] = (await self._store.connection.execute(query)).all()
        return rows


def _moment(now: datetime) -> Moment:
    if now.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return Moment.of(now.date(), now.tzinfo)
