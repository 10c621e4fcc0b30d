"""A whole month of the payout calendar by copying the last one: each day is proposed, shown with
what speaks against it, changed by one tap, and never called certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.calendar import (
    DayAct,
    Proposal,
    as_lines,
    first_day,
    good_days_from,
    month_after,
    proposals,
)
from domain.payout import PayoutDay
from domain.place import Unit
from domain.text import Month, Sign, Text
from handlers.asks import OneOf
from handlers.beneficiary.places_now import called_now
from handlers.staff.back import beneath
from handlers.staff.calendar_asks import Decided, Sure
from handlers.staff.calendar_done import back_of, changed_meanwhile, to_calendar
from handlers.staff.calendar_words import (
    LEFT,
    NOBODY_TOLD,
    NOT_CERTAIN,
    by,
    feasts_of,
    outside,
    revocable_until,
    warning,
)
from handlers.talk import Talk
from storage.calendar_changes import planned
from storage.records import Records

_YES, _LEAVE = "yes", "leave"
_OFFERED = 4
_ROUNDS = 30


def copy_label(copied: Month, calendar: Sequence[PayoutDay], today: date) -> Text:
    """What a button says that leads here."""
    to = month_after(copied, today)
    if any(line.month == to for line in calendar):
        missing = Text("Copy what {to} still lacks of {month}", to=to, month=copied)
        return missing.signed(Sign.LIST)
    return Text("Copy {month} into {to}", month=copied, to=to).signed(Sign.LIST)


async def copy_month(talk: Talk, records: Records, unit: Unit, copied: Month) -> None:
    """One card with all days; as often as somebody likes, another day for one of them."""
    lines = records.reference.calendar.get(unit.key, ())
    to = month_after(copied, talk.today)
    found = await _days(talk, records, to, proposals(lines, copied, to, talk.today))
    if found is None:
        talk.say(LEFT, offers=to_calendar(talk))
        return
    new = [line for one in found for line in _lines(one, to, talk, records)]
    step = await records.calendar.make(planned(new), DayAct.PLAN, talk.staff.id, talk.now)
    if step is None:
        await changed_meanwhile(talk, records, None)
        return
    talk.note("calendar_changed", step)
    talk.answer(
        *(_line(one, to, records) for one in found),
        NOT_CERTAIN,
        by(talk.staff.name, talk.now, talk.now),
        NOBODY_TOLD,
        revocable_until(talk.now),
        offers=beneath(back_of(step), to_calendar(talk)),
    )


def _lines(one: Proposal, to: Month, talk: Talk, records: Records) -> tuple[PayoutDay, ...]:
    ids = [records.new_id() for _ in one.like.lines]
    return as_lines(one.like.lines, to, one.day, talk.today, ids)


async def _days(
    talk: Talk, records: Records, to: Month, found: Sequence[Proposal]
) -> Sequence[Proposal] | None:
    """As they are to be entered; None where they are not."""
    for number in range(1, _ROUNDS):
        chosen = await talk.ask(f"copy-{number}", _card(found, to, records))
        if not isinstance(chosen, int):
            return found if chosen == _YES else None
        which = found[chosen]
        decided = await talk.ask(f"copied-day-{number}", _which_day(which, to, talk, records))
        if isinstance(decided, Decided) and decided.day is not None:
            moved = replace(which, day=decided.day, instead_of=None)
            found = [*found[:chosen], moved, *found[chosen + 1 :]]
    return None


def _card(found: Sequence[Proposal], to: Month, records: Records) -> OneOf[int | str]:
    choices: dict[str, tuple[Text, int | str]] = {
        _YES: (Text("Yes, enter them all").signed(Sign.GO), _YES),
        **{str(one.like.id): (_label(one, records), at) for at, one in enumerate(found)},
        _LEAVE: (Text("No, leave it").signed(Sign.STOP), _LEAVE),
    }
    return OneOf(
        Text("Enter these days for {month}?", month=to).signed(Sign.HELP),
        choices,
        before=(
            *(_line(one, to, records) for one in found),
            *feasts_of(to),
            NOT_CERTAIN,
            NOBODY_TOLD,
            Text("Tap a line to give it another day.").signed(Sign.HELP),
        ),
    )


def _line(one: Proposal, to: Month, records: Records) -> Text:
    """The day, and where it is another than the same of last month, why."""
    at = _where(one, records)
    moved = warning(one.instead_of) if one.instead_of else ()
    against = outside(to, one.day) or warning(one.day) or moved
    if against:
        said = Text("{where}: {day:weekday}. {why}", where=at, day=one.day, why=against[0])
        return said.signed(Sign.PERHAPS)
    return Text("{where}: {day:weekday}.", where=at, day=one.day).signed(Sign.PERHAPS)


def _label(one: Proposal, records: Records) -> Text:
    return Text("{what}: {day}", what=_where(one, records), day=one.day).signed(Sign.DAY)


def _where(one: Proposal, records: Records) -> Text:
    place = records.reference.paid_at(one.like.lines[0])
    return called_now(place) if place else Text("to accounts")


def _which_day(one: Proposal, to: Month, talk: Talk, records: Records) -> Sure:
    first = first_day(one.like.lines[0], talk.now)
    days = good_days_from(max(one.day, first), _OFFERED)
    at = Text("{what}.", what=_where(one, records)).signed(Sign.PLACE)
    question = Text("On which day?").signed(Sign.DAY)
    return Sure(talk.today, to, (at,), question, None, days, first=first)
