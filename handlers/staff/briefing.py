"""What who is new must know, without a predecessor: whom to pay, when and how, what to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from domain.case import CaseKind
from domain.message import Choice
from domain.payout import DayState, FailedBecause, PayoutDay, Way
from domain.permissions import Act
from domain.place import PaidAt, Unit, UnitKey
from domain.text import Month, Sign, Text
from handlers.asks import OneOf, named, unit_choice
from handlers.beneficiary.payout_words import PROGRAMMES
from handlers.beneficiary.places_now import called_now
from handlers.staff.scope import own_units, with_old
from handlers.talk import Asked, Heard, NotUnderstood, Stale, Talk, offer
from storage.records import Records

_DAYS_AHEAD = 30
_NAMED = 5
_LINES = 8

Part = Callable[["_Unit", Records], Awaitable[tuple[Text, ...]]]


@dataclass(frozen=True, slots=True)
class _Unit:
    """The unit of the briefing, with the old ones that went into it."""

    unit: Unit
    keys: tuple[UnitKey, ...]
    today: date

    @property
    def month(self) -> Month:
        return Month.of(self.today)


async def briefing(talk: Talk, records: Records) -> None:
    """One short message; *more* brings the next."""
    number = await talk.if_given("part", _Part()) or 1
    unit = await _unit(talk, records)
    if unit is None:
        talk.say(Text("There is no unit to be briefed about."), offers=talk.menu)
        return
    await say_part(talk, records, unit, number)


async def say_part(talk: Talk, records: Records, unit: Unit, number: int) -> None:
    """So many of at most eight lines as the part has, and what follows it."""
    about = _about(unit, talk.today, records)
    lines = await _PARTS[number - 1](about, records)
    talk.answer(_head(about), *lines[: _LINES - 1], offers=_next(unit, number, talk.menu))


async def parts(unit: Unit, today: date, records: Records) -> tuple[tuple[Text, ...], ...]:
    """All of it, for who reads it on paper."""
    about = _about(unit, today, records)
    return tuple([(_head(about), *await part(about, records)) for part in _PARTS])


def _about(unit: Unit, today: date, records: Records) -> _Unit:
    return _Unit(unit, with_old(unit.key, records.reference.gazetteer), today)


def _head(about: _Unit) -> Text:
    head = Text("{unit}, {month}:", unit=named(about.unit), month=about.month)
    return head.signed(Sign.PLACE)


def _next(unit: Unit, number: int, menu: tuple[Choice, ...]) -> tuple[Choice, ...]:
    if number >= len(_PARTS):
        return menu
    more = Text("More").signed(Sign.MORE)
    return (offer(briefing, more, unit=str(unit.key), part=str(number + 1)),)


async def _unit(talk: Talk, records: Records) -> Unit | None:
    gazetteer = records.reference.gazetteer
    units = [gazetteer.known(key) for key in own_units(talk.staff, Act.BE_BRIEFED)]
    if not units:
        return None
    choices = {str(unit.key): unit_choice(unit, gazetteer) for unit in units}
    question = OneOf(Text("Which one?").signed(Sign.PLACE), choices)
    if len(units) == 1:
        return await talk.if_given("unit", question) or units[0]
    return await talk.ask("unit", question)


@dataclass(frozen=True, slots=True)
class _Part:
    """Which message of the briefing; brought by *more*, never asked for."""

    def asked(self) -> Asked:
        return Asked(())

    async def hear(self, heard: Heard) -> str:  # noqa: ARG002
        raise NotUnderstood(Text("Please choose one of these."))

    async def read(self, value: str) -> int:
        if not 1 <= int(value) <= len(_PARTS):
            raise Stale
        return int(value)


async def _paydays(about: _Unit, records: Records) -> tuple[Text, ...]:
    """When and where, each day once however many programmes are paid on it."""
    calendar = records.reference.calendar.get(about.unit.key, ())
    days = [day for day in calendar if day.month == about.month]
    if not days:
        none = Text("There is no official calendar for {month} yet.", month=about.month)
        return (none.signed(Sign.DAY), _ASK_POST)
    return tuple(dict.fromkeys(payday_line(day, records) for day in days).keys())


def payday_line(day: PayoutDay, records: Records) -> Text:
    """Where and when in one line, and whether that is certain."""
    where = _where(records.reference.paid_at(day))
    if day.day is None:
        return Text("{where}: postponed, no new day yet.", where=where).signed(Sign.STOP)
    if day.state in {DayState.PLANNED, DayState.POSTPONED}:
        return Text("{where}: perhaps {day:weekday}, not certain yet.", where=where,
                    day=day.day).signed(Sign.WAIT)  # fmt: skip
    if day.opens is None or day.closes is None:
        return Text("{where}: {day:weekday}.", where=where, day=day.day).signed(Sign.DAY)
    return Text("{where}: {day:weekday}, {opens} to {closes}.", where=where, day=day.day,
                opens=day.opens, closes=day.closes).signed(Sign.DAY)  # fmt: skip


def _where(place: PaidAt | None) -> Text:
    if place is None:
        return Text("to accounts")
    return called_now(place)


async def _lists(about: _Unit, records: Records) -> tuple[Text, ...]:
    lists = await records.briefings.lists(about.keys, about.month)
    people = await records.briefings.people(about.keys, about.month)
    made = [
        Text("{programme}, {way}: {count} payments, list of {day}.",
             programme=PROGRAMMES[one.programme], way=WAYS[one.way], count=one.payments,
             day=one.made_on).signed(Sign.LIST)
        for one in lists
    ]  # fmt: skip
    counted = [
        Text("{count} people {way}.", count=count, way=WAYS[way]).signed(Sign.PERSON)
        for way, count in people.items()
    ]
    none = Text("There is no payment list for {month} yet.", month=about.month).signed(Sign.LIST)
    return (*(made or [none]), *counted)


async def _special(about: _Unit, records: Records) -> tuple[Text, ...]:
    found = await records.briefings.special(about.keys, about.month)
    counted = (
        *((FAILED_COUNTS[reason], count) for reason, count in found.failed.items()),
        (Text("Returned, not collected: {count}.").signed(Sign.CLOCK), found.returned),
        (Text("On the account list without an account: {count}.").signed(Sign.ACCOUNT),
         found.without_account),
        (Text("Entitled, but on no list: {count}.").signed(Sign.LIST), found.on_no_list),
        (Text("On the account list, and come for cash: {count}.").signed(Sign.MONEY),
         await records.cash_promised.to_come(about.keys, about.today)),
    )  # fmt: skip
    lines = tuple(text.filled(count=count) for text, count in counted if count)
    return lines or (Text("Nothing special is known this month.").signed(Sign.GO),)


async def _carers(about: _Unit, records: Records) -> tuple[Text, ...]:
    by = about.today + timedelta(days=_DAYS_AHEAD)
    waiting = await records.briefings.waiting(about.keys)
    ending = await records.briefings.ending(about.keys, about.today, by)
    links = [found[1] for one in ending[:_NAMED] if (found := await records.links.one(one))]
    return (
        Text("Carers who wait for an officer's word: {count}.", count=waiting).signed(Sign.WAIT),
        Text("Carers whose paper ends within {days} days: {count}.", days=_DAYS_AHEAD,
             count=len(ending)).signed(Sign.CLOCK),
        *(
            Text("{name}: until {day}.", name=one.person.name, day=one.until).signed(Sign.PAPERS)
            for one in links if one.until
        ),
    )  # fmt: skip


async def _cases(about: _Unit, records: Records) -> tuple[Text, ...]:
    cases = await records.briefings.cases(about.keys)
    lines = tuple(CASES[kind].filled(count=count) for kind, count in cases.items())
    return lines or (Text("No case is open.").signed(Sign.GO),)


async def _what_to_do(_about: _Unit, _records: Records) -> tuple[Text, ...]:
    return (
        Text("Code forgotten or burnt: look at the citizen card, give a new code.").signed(
            Sign.CODE
        ),
        Text("New carer: look at the paper, then give them a code of their own.").signed(
            Sign.PERSON
        ),
        Text("Not on the list: file it, and ask for the next list.").signed(Sign.LIST),
        Text("The bank has another name: compare with the citizen card, report to the bank.")
        .signed(Sign.BANK),
    )  # fmt: skip


async def _what_else_to_do(_about: _Unit, _records: Records) -> tuple[Text, ...]:
    return (
        Text("Cannot come: somebody with an authorisation collects, or ask for home delivery.")
        .signed(Sign.PERSON),
        Text("Somebody died: stop the payment, help with the funeral support.").signed(Sign.STOP),
        Text("A complaint: write it down, give the case number, answer in time.").signed(
            Sign.PAPERS
        ),
        Text("Never ask anyone for an OTP code or a password.").signed(Sign.SECRET),
        Text("Phone lost: give a new code. On the new phone they stop the old one.").signed(
            Sign.PHONE
        ),
    )  # fmt: skip


_PARTS: tuple[Part, ...] = (
    _paydays, _lists, _special, _carers, _cases, _what_to_do, _what_else_to_do,
)  # fmt: skip

_ASK_POST = Text("Please ask the post for the day.").signed(Sign.POST)

WAYS: Mapping[Way, Text] = {
    Way.CASH: Text("in cash"),
    Way.ACCOUNT: Text("by account"),
}
FAILED_COUNTS: Mapping[FailedBecause, Text] = {
    FailedBecause.NAME_DIFFERS: Text("The bank has another name: {count}.").signed(Sign.BANK),
    FailedBecause.WRONG_NUMBER: Text("Wrong account number: {count}.").signed(Sign.ACCOUNT),
    FailedBecause.ACCOUNT_INACTIVE: Text("Account not activated: {count}.").signed(Sign.ACCOUNT),
    FailedBecause.NOT_COLLECTED: Text("Not collected in time: {count}.").signed(Sign.CLOCK),
    FailedBecause.PAYEE_NOT_LISTED: Text("Payee not on the list: {count}.").signed(Sign.LIST),
    FailedBecause.NO_CODE: Text("OTP does not arrive: {count}.").signed(Sign.CODE),
}
CASES: Mapping[CaseKind, Text] = {
    CaseKind.LIST_PROBLEM: Text("Account and list contradict each other: {count} open.").signed(
        Sign.LIST
    ),
    CaseKind.NOT_ON_LIST: Text("Not on the list: {count} open.").signed(Sign.LIST),
    CaseKind.PAYEE_NOT_LISTED: Text("Payee not on the list: {count} open.").signed(Sign.PERSON),
    CaseKind.CORRECT_DATA: Text("Wants data corrected: {count} open.").signed(Sign.PAPERS),
    CaseKind.RESTRICT_DATA: Text("Wants data used less: {count} open.").signed(Sign.STOP),
    CaseKind.DELETE_DATA: Text("Wants data deleted: {count} open.").signed(Sign.STOP),
    CaseKind.PASSED_ON: Text("Passed on by a helper: {count} open.").signed(Sign.HELP),
    CaseKind.NOT_RECEIVED: Text("The money did not come: {count} open.").signed(Sign.STOP),
    CaseKind.WRONG_AMOUNT: Text("Less money came: {count} open.").signed(Sign.MONEY),
    CaseKind.DEATH: Text("A death was reported: {count} open.").signed(Sign.PERSON),
    CaseKind.OTP: Text("The bank's code does not arrive: {count} open.").signed(Sign.CODE),
    CaseKind.CORRECTION: Text("Corrections of records: {count} open.").signed(Sign.PAPERS),
    CaseKind.CHANGE: Text("Changes reported: {count} open.").signed(Sign.PERSON),
    CaseKind.POINT: Text("About payment points: {count} open.").signed(Sign.PLACE),
    CaseKind.HOME: Text("To be paid at home: {count} open.").signed(Sign.PERSON),
    CaseKind.PAY_WAY: Text("To be paid another way: {count} open.").signed(Sign.ACCOUNT),
    CaseKind.ABOUT_STAFF: Text("Complaints about staff: {count} open.").signed(Sign.OFFICER),
    CaseKind.TALK: Text("Wants to talk to a person: {count} open.").signed(Sign.OFFICER),
    CaseKind.TOLD: Text("Told in passing: {count} open.").signed(Sign.HELP),
}
