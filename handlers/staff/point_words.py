"""How many are told that a payment point is closed or has moved, counted by what queues them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.bulletin import Draft, called_for, lines_of
from domain.notice import NoticeKind
from domain.payday import Payday
from domain.payout import PayoutDay
from domain.place import PaymentPoint
from domain.quiet import QuietHours
from domain.text import Sign, Text
from handlers.staff.calendar_words import NOBODY_TOLD, phones_told, phones_told_from
from handlers.staff.call_list import to_call
from storage.bulletins import Hearing
from storage.records import Records

_NO_PHONE = Hearing()


@dataclass(frozen=True, slots=True)
class PointHeard:
    """Phones that are told, people to call, people paid there; no ``at``: nobody is told."""

    phones: Hearing = _NO_PHONE
    to_call: int = 0
    paid: int = 0
    at: datetime | None = None

    def before(self) -> tuple[Text, ...]:
        """Said before it is done."""
        if self.at is None:
            return (Text("No payday is to come there.").signed(Sign.DAY), NOBODY_TOLD)
        return (*phones_told(self.phones), to_call(self.to_call, self.paid))

    def after(self, now: datetime) -> tuple[Text, ...]:
        """Said after it."""
        if self.at is None:
            return (NOBODY_TOLD,)
        return phones_told_from(self.phones, self.at.astimezone(now.tzinfo).time())


_OF_POINTS = frozenset({NoticeKind.POINT_CLOSED, NoticeKind.POINT_NOW})


async def point_heard(after: PaymentPoint, now: datetime, records: Records) -> PointHeard:
    """For every payday that is still to come there, were the point so."""
    points = {**records.reference.points, after.id: after}
    days = [day for days in records.reference.calendar.values() for day in days]
    found = PointHeard()
    for draft in called_for(days, points, now, QuietHours()):
        if draft.kind in _OF_POINTS and draft.point == after.id:
            lines = _lines(draft, records)
            count = await records.call_lists.count(Payday(lines))
            found = PointHeard(
                found.phones + await records.bulletins.would_hear(draft, lines),
                found.to_call + count.to_call,
                found.paid + count.paid,
                draft.due_at,
            )
    return found


def _lines(draft: Draft, records: Records) -> tuple[PayoutDay, ...]:
    days = records.reference.calendar.get(draft.unit, ())
    return lines_of(draft, days)
