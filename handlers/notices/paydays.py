"""A payday that comes, is certain, has moved, or is over; and a point that is there no more.

Whoever collects for several hears it once: nobody is named, so it may be read by whoever holds the
phone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.advice import Advice, advise
from domain.bulletin import Bulletin
from domain.message import Choice
from domain.notice import Topic
from domain.payout import PayoutDay, Way
from domain.place import PaidAt, PaymentPoint
from domain.subscription import about_bulletin
from domain.text import Sign, Text
from handlers.beneficiary.arrived import CAME
from handlers.beneficiary.nearest_words import moved_line, now_at
from handlers.beneficiary.notice_words import why
from handlers.beneficiary.payout_words import (
    DO_NOT_GO,
    WITHDRAW,
    cash_lines,
    when_line,
    where_line,
)
from handlers.talk import Talk, offer
from storage.records import Records


@dataclass(frozen=True, slots=True)
class _Told:
    """A bulletin with the line of the calendar that it is about, and where that is paid."""

    bulletin: Bulletin
    day: PayoutDay
    place: PaidAt | None

    @property
    def cash(self) -> bool:
        return self.bulletin.way is Way.CASH

    @property
    def points(self) -> tuple[PaymentPoint, ...]:
        """Where people go: what stands for a point that has closed; none where nothing does."""
        return (self.place.now,) if self.place and self.place.now else ()

    @property
    def closed(self) -> tuple[Text, ...]:
        """That the point has closed, if it has."""
        if self.place is None or not self.place.moved:
            return ()
        return (moved_line(self.place.said, self.place.now),)


_Say = Callable[[Talk, _Told], tuple[Text, ...]]


def about_payday(topic: Topic, say: _Say) -> Callable[[Talk, Records, int], Awaitable[None]]:
    """A notice of a bulletin: its lines, why it comes, and two ways on."""

    async def notice(talk: Talk, records: Records, bulletin_id: int) -> None:
        told = await _read(records, bulletin_id)
        if told is None:
            return
        reason, stop = why(topic, about_bulletin(bulletin_id))
        more = offer("payout_date", Text("More").signed(Sign.MORE))
        talk.say(*say(talk, told), reason, offers=(more, stop))

    return notice


async def did_it_arrive(talk: Talk, records: Records, bulletin_id: int) -> None:
    """One tap answers; how many times they had to go is asked after it."""
    told = await _read(records, bulletin_id)
    if told is None or told.day.day is None:
        return
    reason, stop = why(Topic.ARRIVED, about_bulletin(bulletin_id))
    talk.say(
        Text("Payday was on {day:weekday}.", day=told.day.day).signed(Sign.DAY),
        Text("Did the money come?").signed(Sign.MONEY),
        reason,
        offers=(*_answers(bulletin_id), stop),
    )


def _answers(bulletin_id: int) -> tuple[Choice, ...]:
    return tuple(
        offer("arrived", label, about=str(bulletin_id), came=came.value)
        for came, label in CAME.items()
    )


async def _read(records: Records, bulletin_id: int) -> _Told | None:
    """None where the calendar no longer says so."""
    bulletin = await records.bulletins.one(bulletin_id)
    lines = records.bulletins.lines(bulletin) if bulletin else ()
    if bulletin is None or not lines:
        return None
    line = _one_of(lines)
    return _Told(bulletin, line, records.reference.paid_at(line))


def _one_of(lines: Sequence[PayoutDay]) -> PayoutDay:
    """Lines of two programmes may have hours of their own; then none are told."""
    first = lines[0]
    if len({(one.opens, one.closes) for one in lines}) > 1:
        return replace(first, opens=None, closes=None)
    return first


def _reminder(talk: Talk, told: _Told) -> tuple[Text, ...]:
    """Go or not yet, when, where; nobody is sent to a door that is closed for good."""
    if told.closed and not told.points:
        return _closed(talk, told)
    return (*cash_lines(told.day, told.points, talk.now), *told.closed)


def _confirmed(talk: Talk, told: _Told) -> tuple[Text, ...]:
    if told.cash and told.day.day == talk.today:
        return _reminder(talk, told)  # fixed for the same day: what counts is whether to go now
    news = Text("The payday is certain now.").signed(Sign.WAIT)
    struck = _struck(told.day.day_before) if told.day.day_before != told.day.day else []
    if told.cash:
        when = when_line(told.day, Advice.NOT_YET, talk.today)
        return (news, *struck, when, *_where(told))
    when = Text("The money comes on {day:weekday}.", day=told.day.day or talk.today)
    return (news, *struck, when.signed(Sign.DAY), WITHDRAW)


def _postponed(talk: Talk, told: _Told) -> tuple[Text, ...]:
    """Never both days: the one before is named to be struck out."""
    return (
        DO_NOT_GO,
        *_struck(told.bulletin.day_before),
        when_line(told.day, Advice.POSTPONED, talk.today),
        *(_where(told) if told.cash else ()),
    )


def _struck(before: date | None) -> list[Text]:
    """The day that was announced before."""
    if before is None:
        return []
    return [Text("It is no longer on {before:weekday}.", before=before).signed(Sign.STOP)]


def _where(told: _Told) -> tuple[Text, ...]:
    return told.closed or (where_line(told.points),)


def _closed(talk: Talk, told: _Told) -> tuple[Text, ...]:
    return (*told.closed, when_line(told.day, advise(told.day, talk.now), talk.today))


def _now_here(talk: Talk, told: _Told) -> tuple[Text, ...]:
    """It has moved, or is open again, whatever was said of it before."""
    here = tuple(map(now_at, told.points))
    return (*here, when_line(told.day, advise(told.day, talk.now), talk.today))


payday = about_payday(Topic.PAYDAY, _reminder)
confirmed = about_payday(Topic.CHANGES, _confirmed)
postponed = about_payday(Topic.CHANGES, _postponed)
point_closed = about_payday(Topic.CHANGES, _closed)
point_now = about_payday(Topic.CHANGES, _now_here)
