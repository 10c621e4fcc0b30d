"""One's own payment: go or not yet, when, where; for oneself or for whom one collects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.advice import Advice, advise, concerning_now
from domain.message import Choice
from domain.payout import Payment, PayoutDay, Stage, Way
from domain.person import Link, Person
from domain.place import PaymentPoint
from domain.text import Month, Text, verbatim
from handlers.asks import OneOf
from handlers.beneficiary.payout_at_place import payout_at_place
from handlers.beneficiary.payout_words import (
    ASK_AGAIN,
    FAILED,
    PROGRAMMES,
    account_lines,
    cash_lines,
    next_line,
    no_calendar,
    place_of,
    state_lines,
    to_bring,
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

    link: Link
    payment: Payment
    day: PayoutDay | None
    points: Sequence[PaymentPoint]


async def own_payout(talk: Talk, records: Records) -> None:
    """The first three lines."""
    link = await _whose(talk, records)
    if link is None:
        talk.then(payout_at_place)
    own = await _own(talk, records, link)
    lines = _first_lines(own, talk, records.reference) if own else None
    talk.answer(
        *await _name_among_several(talk, records, link.person),
        *(lines or await _on_no_list(talk, records, link.person)),
        offers=_offers(link.person),
    )


async def own_payout_more(talk: Talk, records: Records) -> None:
    """How, how much, how far it has come, and according to what."""
    link = await _whose(talk, records)
    if link is None:
        talk.then(payout_at_place)
    own = await _own(talk, records, link)
    lines = _more_lines(own, records.reference) if own else None
    talk.answer(
        *await _name_among_several(talk, records, link.person),
        *(lines or await _enrolled(talk, records, link.person)),
        offers=() if talk.in_between else talk.menu,
    )


def _more_lines(own: _Own, reference: Reference) -> tuple[Text, ...]:
    payment = own.payment
    arrears = [Text("Of this, {arrears} is for earlier months.", arrears=payment.arrears)]
    programme = PROGRAMMES[payment.programme]
    return (
        Text("{programme}, {month}.", programme=programme, month=payment.month),
        _way_line(payment.way, own.points),
        Text("Amount: {amount}.", amount=payment.total),
        *(arrears if payment.arrears.dong else []),
        Text(_STAGES[payment.stage].source, day=payment.stage_on),
        *(state_lines(own.day) if own.day and payment.stage is Stage.ON_LIST else []),
        *_next_steps(own, reference),
        Text("According to the list of {day}.", day=payment.list_of),
    )


def _way_line(way: Way, points: Sequence[PaymentPoint]) -> Text:
    return Text(_WAYS[way].source, place=place_of(points))


async def _whose(talk: Talk, records: Records) -> Link | None:
    """Whom it is about; asked only of who collects for several. None where nobody is linked."""
    links = await records.people.linked_to(talk.session.id)
    if len(links) <= 1:
        return links[0] if links else None
    choices = {str(link.person.id): (verbatim(link.person.name), link) for link in links}
    return await talk.ask("person", OneOf(Text("Who is it about?"), choices))


async def _name_among_several(talk: Talk, records: Records, person: Person) -> list[Text]:
    """Who collects for several must not take one answer for the other."""
    several = len(await records.people.linked_to(talk.session.id)) > 1
    return [Text("About {name}:", name=person.name)] if several else []


async def _own(talk: Talk, records: Records, link: Link) -> _Own | None:
    person = link.person
    talk.note("looked_at_payment", person.id)
    since = Month.of(talk.today).plus(-1)
    payment = concerning_now(await records.payouts.of(person.id, since), talk.now)
    if payment is None:
        return None
    point = records.reference.points.get(payment.point or 0)
    day = _line_for(payment, person, records.reference)
    return _Own(link, payment, day, [point] if point else [])


def _line_for(payment: Payment, person: Person, reference: Reference) -> PayoutDay | None:
    """The line of the calendar that this payment waits for."""
    return next(
        (
            day
            for day in reference.calendar.get(person.unit, ())
            if (day.month, day.programme, day.way)
            == (payment.month, payment.programme, payment.way)
            and (day.way is Way.ACCOUNT or day.point == payment.point)
        ),
        None,
    )


def _next_steps(own: _Own, reference: Reference) -> tuple[Text, ...]:
    """What to bring, where there is something to fetch; after that, when the next money comes."""
    payment = own.payment
    match payment.stage:
        case Stage.FAILED | Stage.RETURNED:
            return ()
        case Stage.COLLECTED:
            return (_next_line(own, reference),)
    return (to_bring(own.link.relation),)


def _next_line(own: _Own, reference: Reference) -> Text:
    following = replace(own.payment, month=own.payment.month.plus(1))
    return next_line(_line_for(following, own.link.person, reference), following.month)


def _first_lines(own: _Own, talk: Talk, reference: Reference) -> tuple[Text, ...]:
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
    return _waiting(own, talk, reference)


def _waiting(own: _Own, talk: Talk, reference: Reference) -> tuple[Text, ...]:
    if own.day is None:
        return no_calendar(own.payment.month)
    if own.payment.way is Way.CASH and advise(own.day, talk.now) is Advice.OVER:
        over, _, missed = cash_lines(own.day, own.points, talk.now)
        return (over, _next_line(own, reference), missed)
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


async def _on_no_list(talk: Talk, records: Records, person: Person) -> tuple[Text, ...]:
    """Not on the list is one thing, and no list yet another: only the first is worth a walk."""
    month = Month.of(talk.today)
    if await records.payouts.list_made_on(person.unit, month) is None:
        return (
            Text("It is not certain yet, do not go."),
            Text("There is no payment list of {month} yet.", month=month),
            ASK_AGAIN,
        )
    return (
        Text("It is not certain yet, do not go."),
        Text("The name is not on a payment list of {month}.", month=month),
        Text("Please ask the commune officer."),
    )


async def _enrolled(talk: Talk, records: Records, person: Person) -> tuple[Text, ...]:
    """How the person is to be paid, and since when the list without the name stands."""
    month = Month.of(talk.today)
    enrolment = await records.payouts.enrolment(person.id, month)
    point = records.reference.points.get(enrolment.point or 0)
    made_on = await records.payouts.list_made_on(person.unit, month)
    return (
        *([PROGRAMMES[enrolment.programme]] if enrolment.programme else []),
        _way_line(enrolment.way, [point] if point else []),
        *([Text("According to the list of {day}.", day=made_on)] if made_on else [ASK_AGAIN]),
    )


def _offers(person: Person) -> tuple[Choice, ...]:
    return (
        offer(own_payout_more, Text("More"), person=str(person.id)),
        offer(payout_at_place, Text("Another place")),
    )
