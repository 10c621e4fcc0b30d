"""The numbers of a day as an official is told them, at their hour."""

from __future__ import annotations

from datetime import date, datetime

from domain.file import FileUse
from domain.period import Period
from domain.privacy import SIGN_IN_AT, Level
from domain.summary_hour import LATE
from domain.text import Sign, Text
from handlers.official.summary import kept_book, say_first
from handlers.official.summary_told import Wanted, grants_to_hear, told_of
from handlers.talk import Talk, offer
from storage.records import Records


async def day_summary(talk: Talk, records: Records, ordinal: int) -> None:
    """Nothing to who may hear it no more; where the address may not hear it now, that it is there.

    The workbook comes with it where the channel may carry it; nobody is sent an empty one.
    """
    if talk.actor is None or not grants_to_hear(talk.actor.grants):
        return
    day = date.fromordinal(ordinal)
    wanted = Wanted(Period.day(day))
    if talk.carries < Level.STAFF or talk.actor.locked:
        _say_there(talk, day, wanted)
        return
    talk.level = Level.STAFF
    told = await told_of(talk, records, wanted, await _late(talk, records, day))
    carried = FileUse.COUNTS in talk.brings and not told.summary.is_quiet
    book = (await kept_book(talk, records, told),) if carried else ()
    await say_first(talk, told, wanted, book)


def _say_there(talk: Talk, day: date, wanted: Wanted) -> None:
    """With a button where signing in opens them; elsewhere it would lead nowhere."""
    label = Text("The numbers of the day").signed(Sign.LIST)
    opens = talk.session.address.channel in SIGN_IN_AT
    talk.say(
        Text("The numbers of {day:weekday} are there.", day=day).signed(Sign.DAY),
        Text("Sign in on the web page, then write /summary: {page}",
             page=talk.page).signed(Sign.SECRET),
        offers=(offer("summary", label, **wanted.answers),) if opens else (),
    )  # fmt: skip


async def _late(talk: Talk, records: Records, day: date) -> datetime | None:
    """When it was to be told, where that is so long ago that it has to be said."""
    if talk.actor is None:
        return None
    at = await records.summary_hours.was_due(talk.actor.id, day)
    if at is None or talk.now - at <= LATE:
        return None
    return at.astimezone(talk.now.tzinfo)
