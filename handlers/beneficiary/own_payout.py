"""One's own payment: go or not yet, when, where; for oneself or for whom one collects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.advice import concerning_now, current
from domain.message import Choice
from domain.payout import Payment, PayoutDay, Stage, Way
from domain.person import Link, Person
from domain.place import PaymentPoint
from domain.text import Month, Text, verbatim
from handlers.asks import OneOf
from handlers.beneficiary.payout_at_place import payout_at_place
from handlers.beneficiary.payout_words import (
    FAILED,
    PROGRAMMES,
    TO_BRING,
    account_lines,
    cash_lines,
    next_line,
    no_calendar,
    place_of,
    state_lines,
    withdraw_line,
)
from handlers.talk import Talk, offer
from storage.records import Records
from storage.reference import Reference

_STAGES: Mapping[Stage, Text] = {
    Stage.ON_LIST: Text("Stage: on the payment list."),
    Stage.SENT: Text("Stage: sent to the bank on {day}."),
    Stage.CREDITED: Text("Stage: in the account since {day}."),
    Stage.COLLECTED: Text("Stage: collected on {day}."),
    Stage.FAILED: Text("Stage: not arrived, reported on {day}."),
    Stage.RETURNED: Text("Stage: sent back on {day}."),
}
_WAYS: Mapping[Way, Text] = {
    Way.CASH: Text("Paid in cash at {place}."),
    Way.ACCOUNT: Text("Paid into the bank account."),
}


@dataclass(frozen=True, slots=True)
class _Own:
    """A person's payment of now, with the calendar line it waits for and the point it waits at."""

    person: Person
    payment: Payment
    day: PayoutDay | None
    points: Sequence[PaymentPoint]


async def own_payout(talk: Talk, records: Records) -> None:
    """The first three lines."""
    person = await _whose(talk, records)
    if person is None:
        talk.then(payout_at_place)
    own = await _own(talk, records, person)
    if own is None:
        talk.answer(*_on_no_list(Month.of(talk.today)), offers=_offers(person))
        return
    talk.answer(*_first_lines(own, talk), offers=_offers(person))


async def own_payout_more(talk: Talk, records: Records) -> None:
    """How, how much, how far it has come, and according to what."""
    person = await _whose(talk, records)
    own = await _own(talk, records, person) if person else None
    offers = () if talk.in_between else talk.menu
    if own is None:
        talk.answer(*_on_no_list(Month.of(talk.today)), offers=offers)
        return
    payment, place = own.payment, place_of(own.points)
    arrears = [Text("Of this, {arrears} is for earlier months.", arrears=payment.arrears)]
    talk.answer(
        Text("{programme}, {month}.", programme=PROGRAMMES[payment.programme], month=payment.month),
        Text(_WAYS[payment.way].source, place=place),
        Text("Amount: {amount}.", amount=payment.total),
        *(arrears if payment.arrears.dong else []),
        Text(_STAGES[payment.stage].source, day=payment.stage_on),
        *(state_lines(own.day) if own.day and payment.stage is Stage.ON_LIST else []),
        *_next_steps(own, talk, records.reference),
        Text("According to the list of {day}.", day=payment.list_of),
        offers=offers,
    )


async def _whose(talk: Talk, records: Records) -> Person | None:
    """Whom it is about; asked only of who collects for several. None where nobody is linked."""
    links = await records.people.linked_to(talk.session.id)
    if not links:
        return None
    if len(links) == 1:
        return links[0].person
    choices = {str(link.person.id): (_called(link), link.person) for link in links}
    return await talk.ask("person", OneOf(Text("Who is it about?"), choices))


def _called(link: Link) -> Text:
    return verbatim(link.person.name)


async def _own(talk: Talk, records: Records, person: Person) -> _Own | None:
    talk.note("looked_at_payment", person.id)
    since = Month.of(talk.today).plus(-1)
    payment = concerning_now(await records.payouts.of(person.id, since), talk.now)
    if payment is None:
        return None
    point = records.reference.points.get(payment.point or 0)
    day = _line_for(payment, person, talk, records.reference)
    return _Own(person, payment, day, [point] if point else [])


def _line_for(
    payment: Payment, person: Person, talk: Talk, reference: Reference
) -> PayoutDay | None:
    """The line of the calendar that this payment waits for."""
    return current(
        (
            day
            for day in reference.calendar.get(person.unit, ())
            if (day.month, day.programme, day.way)
            == (payment.month, payment.programme, payment.way)
            and (day.way is Way.ACCOUNT or day.point == payment.point)
        ),
        talk.now,
    )


def _next_steps(own: _Own, talk: Talk, reference: Reference) -> tuple[Text, ...]:
    """What to bring, where there is something to fetch; after that, when the next money comes."""
    payment = own.payment
    match payment.stage:
        case Stage.FAILED | Stage.RETURNED:
            return ()
        case Stage.COLLECTED:
            following = replace(payment, month=payment.month.plus(1))
            day = _line_for(following, own.person, talk, reference)
            return (next_line(day, following.month),)
    return (TO_BRING,)


def _first_lines(own: _Own, talk: Talk) -> tuple[Text, ...]:
    payment = own.payment
    match payment.stage:
        case Stage.COLLECTED:
            return (
                Text("The money of {month} has been collected.", month=payment.month),
                Text("It was on {day:weekday}.", day=payment.stage_on),
                Text("If that is not right, please tell the commune officer."),
            )
        case Stage.CREDITED:
            return (
                Text("The money is in the account."),
                Text("Since {day:weekday}.", day=payment.stage_on),
                withdraw_line(),
            )
        case Stage.FAILED | Stage.RETURNED:
            return _not_arrived(payment)
        case Stage.SENT:
            return (
                Text("It is not the day yet, please wait."),
                Text("The money was sent to the bank on {day:weekday}.", day=payment.stage_on),
                withdraw_line(),
            )
    return _waiting(own, talk)


def _waiting(own: _Own, talk: Talk) -> tuple[Text, ...]:
    if own.day is None:
        return no_calendar(own.payment.month)
    if own.payment.way is Way.ACCOUNT:
        return account_lines(own.day, talk.now)
    return cash_lines(own.day, own.points, talk.now)


def _not_arrived(payment: Payment) -> tuple[Text, ...]:
    what, todo = FAILED[payment.reason] if payment.reason else _UNKNOWN_REASON
    first = (
        Text("Do not go: the money of {month} was sent back.", month=payment.month)
        if payment.stage is Stage.RETURNED
        else Text("Do not go: the money of {month} did not arrive.", month=payment.month)
    )
    return (first, what, todo)


_UNKNOWN_REASON = (
    Text("The reason is not known yet."),
    Text("Please ask the commune officer."),
)


def _on_no_list(month: Month) -> tuple[Text, ...]:
    return (
        Text("It is not certain yet, do not go."),
        Text("The name is not on a payment list of {month}.", month=month),
        Text("Please ask the commune officer."),
    )


def _offers(person: Person) -> tuple[Choice, ...]:
    return (
        offer(own_payout_more, Text("More"), person=str(person.id)),
        offer(payout_at_place, Text("Another place")),
    )
