"""The payout calendar, kept by the post in the chat: one line, one act, one card that says how many
phones are told; and for ten minutes it can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendar import (
    DayAct,
    Wish,
    acts,
    after,
    entries,
    entry_of,
    first_day,
    good_days_from,
    is_over,
    months_to_copy,
    needs_day,
    only,
)
from domain.message import Choice
from domain.payday import Payday
from domain.payout import PayoutDay, PostponedBecause, Way
from domain.permissions import Act
from domain.place import Unit
from domain.text import Month, Sign, Text
from handlers.asks import OneOf, unit_choice
from handlers.beneficiary.payout_words import PROGRAMMES
from handlers.staff.asks import yes_or_no
from handlers.staff.back import can_be_taken_back
from handlers.staff.calendar_asks import (
    Decided,
    HoursOf,
    Instead,
    Really,
    Seen,
    Sure,
    WhichEntry,
    screens,
)
from handlers.staff.calendar_copy import copy_label, copy_month
from handlers.staff.calendar_done import changed_meanwhile, done
from handlers.staff.calendar_plan import places_to_plan, plan_new
from handlers.staff.calendar_words import (
    ACTS,
    BECAUSE,
    LEFT,
    haste,
    hasty,
    hearing,
    said_by,
    stands,
    state_of,
    too_soon,
    warning,
    who_hears,
)
from handlers.staff.scope import own_units
from handlers.talk import Talk, offer
from storage.calendar_changes import Made, changes_of
from storage.records import Records

_NEW = Text("A new line").signed(Sign.MORE)
_MORE = Text("More").signed(Sign.MORE)
_TAKE_BACK = Text("Take back what was done last").signed(Sign.STOP)
_RIGHT = Text("Is that right?").signed(Sign.HELP)
_POSTPONE = Text("Postpone it?").signed(Sign.HELP)
_WHICH_DAY = Text("On which day?").signed(Sign.DAY)
_OFFERED = 3
_BY_WAY = {
    Way.CASH: (
        PostponedBecause.NO_CASH,
        PostponedBecause.LIST_LATE,
        PostponedBecause.HOLIDAY,
        PostponedBecause.FLOOD,
        PostponedBecause.POINT_CLOSED,
    ),
    Way.ACCOUNT: (
        PostponedBecause.TRANSFER_LATE,
        PostponedBecause.LIST_LATE,
        PostponedBecause.HOLIDAY,
    ),
}


async def calendar(talk: Talk, records: Records) -> None:
    """Which line, what, and sure: with the command four messages."""
    unit = await _unit(talk, records)
    if unit is None:
        talk.say(Text("There is no unit whose calendar you keep."), offers=talk.menu)
        return
    chosen = await _line(talk, records, unit)
    match chosen:
        case Seen(entry, changed) if changed:
            await changed_meanwhile(talk, records, entry)
        case Seen(entry):
            await _change(talk, records, entry)
        case Month():
            await copy_month(talk, records, unit, chosen)
        case _:
            await plan_new(talk, records, unit)


async def _unit(talk: Talk, records: Records) -> Unit | None:
    gazetteer = records.reference.gazetteer
    units = [gazetteer.known(key) for key in own_units(talk.staff, Act.SET_DAYS)]
    if len(units) < 2:
        return units[0] if units else None
    choices = {str(unit.key): unit_choice(unit, gazetteer) for unit in units}
    return await talk.ask("unit", OneOf(Text("Which one?").signed(Sign.PLACE), choices))


async def _line(talk: Talk, records: Records, unit: Unit) -> Seen | Instead | Month:
    """A screen at a time."""
    lines = records.reference.calendar.get(unit.key, ())
    shown = screens(entries(lines, talk.today))
    for number, screen in enumerate(shown):
        others = _others(talk, records, unit, last=number + 1 == len(shown))
        if not (screen or others):
            break
        name = "line" if number == 0 else f"line-{number + 1}"
        chosen = await talk.ask(name, WhichEntry(screen, lines, others, records))
        if chosen is not Instead.MORE:
            return chosen
    return Instead.NEW


def _others(talk: Talk, records: Records, unit: Unit, *, last: bool) -> dict[str, Text]:
    lines = records.reference.calendar.get(unit.key, ())
    new: dict[str, Text] = {Instead.NEW: _NEW} if places_to_plan(unit, talk.today, records) else {}
    copy = {
        one.first_day.isoformat(): copy_label(one, lines, talk.today)
        for one in months_to_copy(lines, talk.today)
    }
    more: dict[str, Text] = {} if last else {Instead.MORE: _MORE}
    return {**more, **new, **copy}


# --- What is to be done to it --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Chosen:
    """An act; or one line of several alone; or the last step, to be taken back."""

    act: DayAct | None = None
    reason: PostponedBecause | None = None
    alone: int | None = None
    step: int | None = None


async def _change(talk: Talk, records: Records, entry: Payday) -> None:
    chosen, entry = await _act(talk, records, entry)
    if chosen.step is not None:
        talk.then("calendar_back", change=str(chosen.step))
    if chosen.act is None:
        return
    wish = await _wish(talk, records, entry, chosen.act, chosen.reason)
    if wish is None:
        talk.say(LEFT, offers=_on(talk))
        return
    wanted = [after(line, wish, talk.today) for line in entry.lines]
    step = await records.calendar.make(
        changes_of(entry.lines, wanted), wish.act, talk.staff.id, talk.now
    )
    if step is None:
        await changed_meanwhile(talk, records, _now(entry, records))
        return
    await done(talk, records, step, wanted)


def _on(talk: Talk) -> tuple[Choice, ...]:
    return (offer(calendar, Text("To the calendar").signed(Sign.DAY)), *talk.menu)


def _now(entry: Payday, records: Records) -> Payday | None:
    """What its oldest line says by now; None where it is gone."""
    line = records.reference.day(entry.id)
    lines = records.reference.calendar.get(entry.unit, ())
    return entry_of(line, lines) if line else None


async def _act(talk: Talk, records: Records, entry: Payday) -> tuple[_Chosen, Payday]:
    """Asked once more where only one programme is meant."""
    chosen = await talk.ask("what", await _what(talk, records, entry))
    if chosen.alone is not None:
        entry = only(entry, chosen.alone)
        chosen = await talk.ask("what-alone", await _what(talk, records, entry))
    return chosen, entry


async def _what(talk: Talk, records: Records, entry: Payday) -> OneOf[_Chosen]:
    made = await records.calendar.last_of([line.id for line in entry.lines])
    choices = {
        **_acts(entry, talk),
        **_alone(entry),
        **_back(made, talk),
    }
    before = (*stands(entry, records), await said_by(made, entry, talk, records))
    nothing = Text("Nothing can be changed any more.").signed(Sign.STOP)
    question = Text("What is to be changed?").signed(Sign.HELP)
    return OneOf(question if choices else nothing, choices, before=before)


def _acts(entry: Payday, talk: Talk) -> dict[str, tuple[Text, _Chosen]]:
    line, found = entry.lines[0], {}
    for act in acts(line, talk.today):
        if act is DayAct.POSTPONE:
            for reason in _BY_WAY[line.way]:
                found[reason.value] = (BECAUSE[reason], _Chosen(act, reason))
        else:
            found[act.value] = (ACTS[act], _Chosen(act))
    return found


def _alone(entry: Payday) -> dict[str, tuple[Text, _Chosen]]:
    if len(entry.lines) == 1:
        return {}
    label = Text("Only {programme}").signed(Sign.MONEY)
    return {
        str(line.id): (
            label.filled(programme=PROGRAMMES[line.programme]),
            _Chosen(alone=line.id),
        )
        for line in entry.lines
    }


def _back(made: Made | None, talk: Talk) -> dict[str, tuple[Text, _Chosen]]:
    if made is None or not can_be_taken_back(made, talk.now):
        return {}
    return {"back": (_TAKE_BACK, _Chosen(step=made.id))}


# --- The card ------------------------------------------------------------------------------------


async def _wish(
    talk: Talk,
    records: Records,
    entry: Payday,
    act: DayAct,
    reason: PostponedBecause | None,
) -> Wish | None:
    """None where it is left as it is."""
    if act is DayAct.HOURS:
        return Wish(act, hours=await talk.ask("hours", HoursOf()))
    sure = await _sure(talk, records, entry, act, reason)
    decided = await talk.ask("sure", sure)
    if not isinstance(decided, Decided):
        return None
    if decided.day is None:
        return Wish(act, None, reason)
    day = await _really(talk, records, entry, act, sure, decided.day)
    return Wish(act, day, reason) if day else None


async def _really(
    talk: Talk, records: Records, entry: Payday, act: DayAct, sure: Sure, day: date
) -> date | None:
    """The day that is taken, whatever stands against it; None where it is left as it is."""
    attempt = 1
    while against := await _against(records, entry, act, day, talk.now):
        whether = yes_or_no(Text("Take that day all the same?"), *against)
        name = f"really{attempt}" if attempt > 1 else "really"
        answer = await talk.ask(name, Really(whether, sure))
        if isinstance(answer, bool):
            return day if answer else None
        day, attempt = answer, attempt + 1
    return day


async def _against(
    records: Records, entry: Payday, act: DayAct, day: date, now: datetime
) -> tuple[Text, ...]:
    sudden = await hasty(entry.lines, act, day, now, records)
    return (*too_soon(entry.month, day), *warning(day), *sudden)


async def _sure(
    talk: Talk,
    records: Records,
    entry: Payday,
    act: DayAct,
    reason: PostponedBecause | None,
) -> Sure:
    """What it will say, how many hear it; a day by button where one is needed or may be given."""
    line = entry.lines[0]
    asks_day = needs_day(line, act, talk.today) or _is_too_late(line, act, talk)
    days = _days(talk, entry) if asks_day or act is DayAct.POSTPONE else ()
    first = first_day(line, talk.now)
    trial = Wish(act, days[0] if asks_day else None, reason)
    wanted = [after(line, trial, talk.today) for line in entry.lines]
    heard = hearing(await who_hears(wanted, talk.now, records))
    if act is DayAct.POSTPONE:
        label = Text("Yes, perhaps {day:weekday}")
        yes = Text("Yes, no new day yet")
        return Sure(
            talk.today,
            entry.month,
            (_was(entry), *heard),
            _POSTPONE,
            yes,
            days,
            label,
            entry.day,
            first,
            later=entry.day,
        )
    if asks_day:
        before = (_was(entry), *heard)
        but = _but(entry, act)
        return Sure(talk.today, entry.month, before, _WHICH_DAY, None, days, but=but, first=first)
    warned = () if act is DayAct.CLOSE else _warned(wanted)
    against = (*warned, *_hasty_as_it_is(line, act, talk))
    before = (*stands(Payday(tuple(wanted)), records), *against, *heard)
    is_confirmed = act is DayAct.CONFIRM
    return Sure(
        talk.today, entry.month, before, _RIGHT, Text("Yes"), first=first, written=is_confirmed
    )


def _is_too_late(line: PayoutDay, act: DayAct, talk: Talk) -> bool:
    """What was to be today is over before anybody could have been told that it is certain."""
    return act is DayAct.CONFIRM and line.day == talk.today and is_over(line, talk.now)


def _hasty_as_it_is(line: PayoutDay, act: DayAct, talk: Talk) -> tuple[Text, ...]:
    if act is not DayAct.CONFIRM or line.day is None:
        return ()
    return haste(line, act, line.day, talk.now)


def _but(entry: Payday, act: DayAct) -> date | None:
    """What is moved goes to another day; what is confirmed may keep the one that it had."""
    return entry.day if act is DayAct.MOVE else None


def _was(entry: Payday) -> Text:
    return state_of(entry.lines[0])


def _warned(wanted: Sequence[PayoutDay]) -> tuple[Text, ...]:
    day = wanted[0].day
    return warning(day) if day else ()


def _days(talk: Talk, entry: Payday) -> tuple[date, ...]:
    since = max(entry.day or talk.today, talk.today)
    return good_days_from(since + timedelta(days=1), _OFFERED)
