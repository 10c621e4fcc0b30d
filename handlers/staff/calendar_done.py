"""What the post hears when the calendar has been changed, and how it takes that back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from domain.calendar import DayAct
from domain.message import Choice
from domain.payday import Payday
from domain.payout import DayState, PayoutDay
from domain.permissions import Act
from domain.text import Sign, Text
from handlers.staff.back import GONE, back_offer, beneath, taken_back, to_take_back
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

_TO_CALENDAR = Text("To the calendar").signed(Sign.DAY)
_CONFIRM = Text("The day is certain").signed(Sign.GO)


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
        offers=beneath(back_of(step), to_calendar(talk), *_confirm(entry)),
    )


def back_of(step: int) -> Choice:
    """One tap."""
    return back_offer(calendar_back, step)


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
        talk.say(MEANWHILE, GONE, offers=to_calendar(talk))
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
    theirs = partial(_is_theirs, talk, records)
    made = await to_take_back(talk, records.calendar.step, theirs, to_calendar(talk))
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
    stand = stands(Payday(lines), records) if lines else (_NOT_PLANNED,)
    taken_back(talk, stand, to_calendar(talk))


_NOT_PLANNED = Text("What was planned is gone again.").signed(Sign.DAY)


def _is_theirs(talk: Talk, records: Records, made: Made) -> bool:
    return talk.staff.may(Act.SET_DAYS, made.unit, records.reference.gazetteer)
