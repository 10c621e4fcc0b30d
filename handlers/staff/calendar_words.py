"""How a line of the payout calendar is told to the post: what it says, who said so, who hears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from domain.bulletin import REVOCABLE_FOR, Draft, called_for
from domain.calendar import DayAct, is_earlier, is_sudden
from domain.festivals import Festival, days_of, festival_on, public_holidays, unknown_in
from domain.notice import NoticeKind
from domain.payday import Payday
from domain.payout import DayState, PayoutDay, PostponedBecause, Way
from domain.quiet import QuietHours
from domain.text import Month, Sign, Text
from handlers.beneficiary.payout_words import POSTPONED, PROGRAMMES
from handlers.beneficiary.places_now import called_now
from handlers.staff.call_list import to_call
from handlers.talk import Talk
from storage.bulletins import Hearing
from storage.calendar_changes import Made
from storage.records import Records

FEASTS: Mapping[Festival, Text] = {
    Festival.TET: Text("Tết"),
    Festival.CHOL_CHNAM_THMAY: Text("Chol Chnam Thmay"),
    Festival.SENE_DOLTA: Text("Sene Đolta"),
    Festival.OK_OM_BOK: Text("Ok Om Bok"),
}
BECAUSE: Mapping[PostponedBecause, Text] = {
    PostponedBecause.NO_CASH: Text("Postpone: the cash has not come").signed(Sign.MONEY),
    PostponedBecause.LIST_LATE: Text("Postpone: the list is late").signed(Sign.LIST),
    PostponedBecause.HOLIDAY: Text("Postpone: a holiday").signed(Sign.DAY),
    PostponedBecause.FLOOD: Text("Postpone: a flood").signed(Sign.WAIT),
    PostponedBecause.POINT_CLOSED: Text("Postpone: the point is closed").signed(Sign.POST),
    PostponedBecause.TRANSFER_LATE: Text("Postpone: the transfer is late").signed(Sign.ACCOUNT),
}
ACTS: Mapping[DayAct, Text] = {
    DayAct.CONFIRM: Text("The day is certain").signed(Sign.GO),
    DayAct.MOVE: Text("Another day").signed(Sign.DAY),
    DayAct.HOURS: Text("Other hours").signed(Sign.CLOCK),
    DayAct.MONEY_IN: Text("The money is in the accounts").signed(Sign.ACCOUNT),
    DayAct.CLOSE: Text("This payout is over").signed(Sign.POST),
}
"""What may be chosen by itself; a postponement is chosen by its reason."""

NOT_CERTAIN = Text("Nothing of it is certain yet.").signed(Sign.WAIT)
NOBODY_TOLD = Text("No message goes out for this.").signed(Sign.PHONE)
LEFT = Text("It stays as it was.").signed(Sign.STOP)
MEANWHILE = Text("The calendar was changed meanwhile.").signed(Sign.WAIT)


def where(line: PayoutDay, records: Records) -> Text:
    """The place, or that it goes to accounts; and of which month the money is."""
    place = records.reference.paid_at(line)
    at = called_now(place) if place else Text("to accounts")
    return Text("{where}, money of {month}", where=at, month=line.month)


def stands(entry: Payday, records: Records) -> tuple[Text, ...]:
    """What the calendar says of it now."""
    line = entry.lines[0]
    said = Text("{what}.", what=where(line, records)).signed(
        Sign.POST if entry.way is Way.CASH else Sign.ACCOUNT
    )
    return (said, *_programme(entry), state_of(line), *_hours(line), *_postponed(line))


def state_of(line: PayoutDay) -> Text:
    """How certain the day is, in one line."""
    if line.day is None:
        return Text("Postponed, no new day yet.").signed(Sign.STOP)
    match line.state:
        case DayState.PLANNED:
            said = Text("Planned, not certain: {day:weekday}.", day=line.day)
            return said.signed(Sign.PERHAPS)
        case DayState.CONFIRMED:
            return Text("Certain: {day:weekday}.", day=line.day).signed(Sign.DAY)
        case DayState.POSTPONED:
            said = Text("Postponed, perhaps to {day:weekday}.", day=line.day)
            return said.signed(Sign.PERHAPS)
        case DayState.MONEY_IN_ACCOUNT:
            said = Text("In the accounts since {day:weekday}.", day=line.day)
            return said.signed(Sign.ACCOUNT)
    return Text("This payout is over, it was on {day:weekday}.", day=line.day).signed(Sign.WAS)


def on_button(entry: Payday, records: Records) -> Text:
    """The same, short enough for a button."""
    line = entry.lines[0]
    at, sign = where(line, records), state_of(line).sign
    if line.day is None:
        return Text("{what}: no new day", what=at).signed(sign)
    if line.state in {DayState.PLANNED, DayState.POSTPONED}:
        return Text("{what}: perhaps {day}", what=at, day=line.day).signed(sign)
    return Text("{what}: {day}", what=at, day=line.day).signed(sign)


def _programme(entry: Payday) -> list[Text]:
    """Only where it is about one of them alone."""
    if len(entry.programmes) > 1:
        return []
    programme = PROGRAMMES[entry.programmes[0]]
    return [Text("Only {programme}.", programme=programme).signed(Sign.MONEY)]


def _hours(line: PayoutDay) -> list[Text]:
    if line.opens is None or line.closes is None or line.day is None:
        return []
    said = Text("From {opens} to {closes}.", opens=line.opens, closes=line.closes)
    return [said.signed(Sign.CLOCK)]


def _postponed(line: PayoutDay) -> list[Text]:
    """Why, and which day is struck out."""
    if line.state is not DayState.POSTPONED or line.reason is None:
        return []
    before = line.day_before
    was = Text("Before, it was {day:weekday}.", day=before) if before else None
    return [POSTPONED[line.reason], *([was.signed(Sign.WAS)] if was else [])]


async def said_by(made: Made | None, entry: Payday, talk: Talk, records: Records) -> Text:
    """Who of the post has entered it, and when; where that is not known, from when it is."""
    if made is None:
        said = Text("According to the calendar of {day}.", day=entry.said_on)
        return said.signed(Sign.LIST)
    names = await records.staff.names([made.actor])
    return by(names.get(made.actor, ""), made.at, talk.now)


def by(name: str, at: datetime, now: datetime) -> Text:
    """Who, on which day, at which hour."""
    here = at.astimezone(now.tzinfo)
    said = Text("Entered by {name}, {day}, {hour}.", name=name, day=here.date(), hour=here.time())
    return said.signed(Sign.OFFICER)


def revocable_until(now: datetime) -> Text:
    """The last minute in which it can be taken back."""
    until = (now + REVOCABLE_FOR).time()
    return Text("You can take it back until {until}.", until=until).signed(Sign.CLOCK)


# --- Who hears of it ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard:
    """Which phones are told, when; and of those who are paid, whom nobody reaches so."""

    phones: Hearing
    at: datetime
    to_call: int
    paid: int


_TOLD = frozenset(NoticeKind) - {NoticeKind.DID_IT_ARRIVE}


def news(lines: Sequence[PayoutDay], now: datetime) -> Draft | None:
    """What people would be told first, were the calendar to say so."""
    drafts = called_for(lines, {}, now, QuietHours())
    in_time = (one for one in drafts if one.due_at < one.expires_at)
    return next((one for one in in_time if one.kind in _TOLD), None)


async def who_hears(lines: Sequence[PayoutDay], now: datetime, records: Records) -> Heard | None:
    """None where no message goes out. Counted by what will queue them, at this moment."""
    draft = news(lines, now)
    if draft is None:
        return None
    phones = await records.bulletins.would_hear(draft, lines)
    count = await records.call_lists.count(Payday(tuple(lines)))
    return Heard(phones, draft.due_at, count.to_call, count.paid)


def hearing(heard: Heard | None) -> tuple[Text, ...]:
    """Said before it is done."""
    if heard is None:
        return (NOBODY_TOLD,)
    return (*phones_told(heard.phones), to_call(heard.to_call, heard.paid))


def phones_told(phones: Hearing) -> tuple[Text, ...]:
    """Who has only the page is not reached by it, and stays among those to call."""
    told = Text("Phones that are told: {count}.", count=phones.woken).signed(Sign.PHONE)
    return (told, *_pages(phones))


def phones_told_from(phones: Hearing, hour: time) -> tuple[Text, ...]:
    """The same, with the hour from which they are told."""
    told = Text("Phones that are told from {hour} on: {count}.", hour=hour, count=phones.woken)
    return (told.signed(Sign.PHONE), *_pages(phones))


def _pages(phones: Hearing) -> list[Text]:
    if not phones.pages:
        return []
    pages = Text("Besides, {count} open the page themselves: not counted.", count=phones.pages)
    return [pages.signed(Sign.PHONE)]


def will_hear(heard: Heard | None, now: datetime) -> tuple[Text, ...]:
    """Said after it."""
    if heard is None:
        return (NOBODY_TOLD,)
    return phones_told_from(heard.phones, heard.at.astimezone(now.tzinfo).time())


# --- Days on which nobody comes ----------------------------------------------------------------


def warning(day: date) -> tuple[Text, ...]:
    """Why that is no good day, if so."""
    feast = festival_on(day)
    if feast is not None:
        said = Text("{day:weekday} is {feast}.", day=day, feast=FEASTS[feast])
    elif day in public_holidays():
        said = Text("{day:weekday} is a public holiday.", day=day)
    elif day.weekday() >= _SATURDAY:
        said = Text("{day:weekday}: the counter may be shut.", day=day)
    else:
        return ()
    return (said.signed(Sign.STOP),)


_SATURDAY = 5


def outside(month: Month, day: date) -> tuple[Text, ...]:
    """That the day lies in another month than the money, if so."""
    if Month.of(day) == month:
        return ()
    said = Text("{day:weekday} is not in {month}, whose money it is.", day=day, month=month)
    return (said.signed(Sign.STOP),)


def too_soon(month: Month, day: date) -> tuple[Text, ...]:
    """The same, only where the month has not begun: what is late comes later as a rule."""
    return outside(month, day) if day < month.first_day else ()


def haste(line: PayoutDay, act: DayAct, day: date, now: datetime) -> tuple[Text, ...]:
    """Why many will hear of that day too late, if so."""
    if is_sudden(line, act, day, now):
        said = (
            Text("Today it begins at {opens}. Many hear it too late.", opens=line.opens)
            if line.opens
            else Text("That is today. Many hear it too late.")
        )
    elif is_earlier(line, day) and line.day:
        said = Text("That is earlier than the day announced, {day:weekday}.", day=line.day)
    else:
        return ()
    return (said.signed(Sign.STOP),)


async def hasty(
    lines: tuple[PayoutDay, ...], act: DayAct, day: date, now: datetime, records: Records
) -> tuple[Text, ...]:
    """The same, with how many nobody reaches."""
    said = haste(lines[0], act, day, now)
    if not said:
        return ()
    count = await records.call_lists.count(Payday(lines))
    return (*said, to_call(count.to_call, count.paid))


def feasts_of(month: Month) -> tuple[Text, ...]:
    """Those of a month; of which the days are not known, that too."""
    known = [
        _kept(FEASTS[one], span.first, span.last, presumed=span.presumed)
        for one in Festival
        if (span := days_of(one, month)) is not None
    ]
    unknown = [
        Text("{feast}: the days are not known yet.", feast=FEASTS[one]).signed(Sign.HELP)
        for one in unknown_in(month)
    ]
    return (*known, *unknown)


def _kept(feast: Text, first: date, last: date, *, presumed: bool) -> Text:
    said = (
        Text("{feast}: {first} to {last}, not announced yet.", feast=feast, first=first, last=last)
        if presumed
        else Text("{feast}: {first} to {last}.", feast=feast, first=first, last=last)
    )
    return said.signed(Sign.STOP)
