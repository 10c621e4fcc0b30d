"""What the post hears when the calendar has been changed, and how it takes that back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.bulletin import REVOCABLE_FOR
from domain.calendar import DayAct
from domain.message import Choice
from domain.payday import Payday
from domain.payout import DayState, PayoutDay
from domain.permissions import Act
from domain.text import Sign, Text
from handlers.asks import Brought, read_id
from handlers.staff.calendar_asks import key_of
from handlers.staff.calendar_words import (
    MEANWHILE,
    by,
    revocable_until,
    said_by,
    stands,
    who_hears,
    will_hear,
)
from handlers.talk import Talk, offer
from storage.calendar_changes import Made
from storage.records import Records

TAKE_BACK = Text("Take it back").signed(Sign.STOP)
_TO_CALENDAR = Text("To the calendar").signed(Sign.DAY)
_CONFIRM = Text("The day is certain").signed(Sign.GO)
_GONE = Text("That is no longer there.").signed(Sign.STOP)


def can_be_taken_back(made: Made, now: datetime) -> bool:
    """Nobody has been told yet, and it is no taking back itself."""
    return made.act is not DayAct.TAKE_BACK and not made.undone and now < made.at + REVOCABLE_FOR


async def done(talk: Talk, records: Records, step: int, lines: Sequence[PayoutDay]) -> None:
    """What it says now, who said so and when, who hears it from when on."""
    await records.bulletins.retire(talk.now)
    talk.note("calendar_changed", step)
    entry = Payday(tuple(lines))
    heard = await who_hears(lines, talk.now, records)
    talk.answer(
        *stands(entry, records),
        by(talk.staff.name, talk.now, talk.now),
        *will_hear(heard, talk.now),
        revocable_until(talk.now),
        offers=(back_of(step), *_confirm(entry), *to_calendar(talk)),
    )


def back_of(step: int) -> Choice:
    """One tap."""
    return offer(calendar_back, TAKE_BACK, change=str(step))


def to_calendar(talk: Talk) -> tuple[Choice, ...]:
    return (offer("calendar", _TO_CALENDAR), *talk.menu)


def _confirm(entry: Payday) -> tuple[Choice, ...]:
    """What is planned may be certain already."""
    if entry.state is not DayState.PLANNED:
        return ()
    return (offer("calendar", _CONFIRM, line=key_of(entry), what=DayAct.CONFIRM.value),)


async def changed_meanwhile(talk: Talk, records: Records, entry: Payday | None) -> None:
    """Somebody else was first: who, when, and what it says now."""
    if entry is None:
        talk.say(MEANWHILE, _GONE, offers=to_calendar(talk))
        return
    made = await records.calendar.last_of([line.id for line in entry.lines])
    talk.answer(
        MEANWHILE,
        *stands(entry, records),
        await said_by(made, entry, talk, records),
        offers=to_calendar(talk),
    )


async def calendar_back(talk: Talk, records: Records) -> None:
    """Everything that one step changed, as it was; nobody has heard of it yet."""
    number = await talk.if_given("change", Brought(read_id))
    made = await records.calendar.step(number) if number else None
    if made is None or not _is_theirs(talk, records, made):
        talk.say(_GONE, offers=to_calendar(talk))
        return
    if not can_be_taken_back(made, talk.now):
        talk.say(*_too_late(made), offers=to_calendar(talk))
        return
    back = made.turned()
    step = await records.calendar.make(
        back, DayAct.TAKE_BACK, talk.staff.id, talk.now, undoes=made.id
    )
    if step is None:
        found = records.reference.day(made.changes[0].line.id)
        await changed_meanwhile(talk, records, Payday((found,)) if found else None)
        return
    await records.bulletins.retire(talk.now)
    await records.bulletins.revive(made.at, talk.now)
    talk.note("calendar_changed", step)
    lines = tuple(one.after for one in back if one.after)
    talk.answer(
        Text("It is taken back, nobody is told of it.").signed(Sign.GO),
        *(stands(Payday(lines), records) if lines else [_NOT_PLANNED]),
        by(talk.staff.name, talk.now, talk.now),
        offers=to_calendar(talk),
    )


_NOT_PLANNED = Text("What was planned is gone again.").signed(Sign.DAY)


def _is_theirs(talk: Talk, records: Records, made: Made) -> bool:
    return talk.staff.may(Act.SET_DAYS, made.unit, records.reference.gazetteer)


def _too_late(made: Made) -> tuple[Text, ...]:
    if made.undone or made.act is DayAct.TAKE_BACK:
        return (Text("It has been taken back already.").signed(Sign.GO),)
    return (
        Text("The ten minutes are over, it cannot be taken back any more.").signed(Sign.CLOCK),
        Text("Please make a new change.").signed(Sign.DAY),
    )
