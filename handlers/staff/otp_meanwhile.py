"""How somebody is paid until the code of their bank arrives: in cash on a day that the calendar
knows, at home, or they wait; and never twice for one month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeAlias

from domain.account import Account
from domain.advice import concerning_now
from domain.otp import Meanwhile
from domain.payout import DayState, Payment, PayoutDay, Stage, Way
from domain.person import Person
from domain.text import Month, Sign, Text
from handlers.asks import OneOf
from handlers.beneficiary.payout_words import place_of
from handlers.talk import Talk
from storage.records import Records
from storage.reference import Reference

Promised: TypeAlias = tuple[Meanwhile, PayoutDay | None]
"""How, and on which day of the calendar."""

_Ways: TypeAlias = dict[str, tuple[Text, Promised]]

_DAYS_SHOWN = 3
_PROMISED = frozenset({DayState.CONFIRMED, DayState.PLANNED})
PAID_TWICE = Text("Cash for {month} would pay it twice.").signed(Sign.STOP)
_HOW = Text("How are they paid meanwhile?").signed(Sign.MONEY)
_DAY_NOT_KNOWN = Text("In cash at the payment point, day not known yet").signed(Sign.POST)
_HOME = Text("In cash, brought home").signed(Sign.PERSON)
_WAIT = Text("They can wait").signed(Sign.WAIT)
_LATER: Mapping[str, Text] = {
    "point": Text("From the next payout in cash, day not known yet").signed(Sign.POST),
    "home": Text("From the next payout in cash, brought home").signed(Sign.PERSON),
    "wait": Text("They can wait; help them withdraw").signed(Sign.WAIT),
}


async def how_meanwhile(
    talk: Talk, records: Records, person: Person, name: str, month: Month | None = None
) -> Promised:
    """``name``: of the answer. ``month``: whose money it is; None for that of now. Nobody promises
    a day that the calendar does not know; and of money that is in the account already, cash is
    offered for the next payout alone."""
    enrolled = await records.payouts.enrolment(person.id, Month.of(talk.today))
    credited = await credited_of(talk, records, person, month)
    days = [
        day
        for day in _cash_days(person, records.reference, talk.now)
        if credited is None or day.month > credited.month
    ]
    choices = _ways(_nearest(days, person, enrolled.point), records)
    if credited is not None:
        choices = _after_this_month(choices)
    account = await records.accounts.of(person.id)
    return await talk.ask(name, OneOf(_HOW, choices, before=twice(credited, account)))


async def come_already(
    talk: Talk, records: Records, person: Person, month: Month | None = None
) -> tuple[Text, ...]:
    """That the money is in the account, for whoever looks at the card."""
    credited = await credited_of(talk, records, person, month)
    return (_came(credited),) if credited else ()


async def credited_of(
    talk: Talk, records: Records, person: Person, month: Month | None = None
) -> Payment | None:
    """The money of a month, None for that of now, where it is in the account already: in cash too
    it would be paid twice."""
    payments = await records.payouts.of(person.id, month or Month.of(talk.today).plus(-1))
    now = concerning_now(payments, talk.now)
    meant = [one for one in payments if (one == now if month is None else one.month == month)]
    return next((one for one in meant if one.stage is Stage.CREDITED), None)


def _cash_days(person: Person, reference: Reference, now: datetime) -> list[PayoutDay]:
    """On which the post hands out cash in their unit, from now on."""
    units = {person.unit, *(one.key for one in reference.gazetteer.today_of(person.unit))}
    return [
        day
        for unit in units
        for day in reference.calendar.get(unit, ())
        if day.way is Way.CASH
        and day.state in _PROMISED
        and _is_to_come(day, now)
        and reference.pays_somewhere(day)
    ]


def _is_to_come(day: PayoutDay, now: datetime) -> bool:
    if day.day is None or day.day < now.date():
        return False
    return day.day > now.date() or day.closes is None or day.closes > now.time()


def _nearest(days: Sequence[PayoutDay], person: Person, own: int | None) -> list[PayoutDay]:
    """The next few, each once, their ``own`` point first."""

    def near_and_soon(day: PayoutDay) -> tuple[bool, bool, date, int]:
        return (day.point != own, day.unit != person.unit, day.day or date.max, day.id)

    first = {(day.day, day.point): day for day in sorted(days, key=near_and_soon, reverse=True)}
    return sorted(first.values(), key=near_and_soon)[:_DAYS_SHOWN]


def _ways(days: Sequence[PayoutDay], records: Records) -> _Ways:
    ways: _Ways = {f"day{day.id}": (_cash_on(day, records), (Meanwhile.POINT, day)) for day in days}
    if not days:
        ways["point"] = (_DAY_NOT_KNOWN, (Meanwhile.POINT, None))
    return {
        **ways,
        "home": (_HOME, (Meanwhile.HOME, None)),
        "wait": (_WAIT, (Meanwhile.WAIT, None)),
    }


def _after_this_month(ways: _Ways) -> _Ways:
    """To wait comes first, and cash is for the next payout alone."""
    first = ("wait", *(key for key in ways if key != "wait"))
    return {key: (_LATER.get(key, ways[key][0]), ways[key][1]) for key in first}


def twice(credited: Payment | None, account: Account | None) -> tuple[Text, ...]:
    """What stands against cash now, and what helps instead."""
    if credited is None:
        return ()
    how = Text("It can be had at the bank, with the citizen card.").signed(Sign.BANK)
    if account is not None and account.has_card:
        how = Text("With the card it can be had at any machine (ATM).").signed(Sign.ATM)
    return (_came(credited), PAID_TWICE.filled(month=credited.month), how)


def _came(credited: Payment) -> Text:
    return Text("The money of {month} is in the account since {day}.", month=credited.month,
                day=credited.stage_on).signed(Sign.ACCOUNT)  # fmt: skip


def _cash_on(day: PayoutDay, records: Records) -> Text:
    paid = records.reference.paid_at(day)
    place = place_of([paid.now] if paid and paid.now else [])
    said = Text("In cash: {place}, {day:weekday}", place=place, day=day.day or date.max)
    if day.state is DayState.PLANNED:
        said = Text("In cash: {place}, perhaps {day:weekday}", place=place, day=day.day or date.max)
    return said.signed(Sign.POST)
