"""One's own payment: go or not yet, when, where; for oneself or for whom one collects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.advice import Advice, advise, concerning_now, of_month
from domain.message import Choice
from domain.payout import Payment, PayoutDay, Stage, Way
from domain.person import Link, Person
from domain.place import PaymentPoint
from domain.text import Month, Sign, Text
from handlers.asks import Brought
from handlers.beneficiary.nearest_words import comfort_lines, pin_of
from handlers.beneficiary.not_listed import missing
from handlers.beneficiary.payout_at_place import payout_at_place
from handlers.beneficiary.payout_words import (
    ASK_AGAIN,
    DO_NOT_GO,
    FAILED,
    PROGRAMMES,
    WITHDRAW,
    account_lines,
    list_of,
    next_line,
    no_calendar,
    place_of,
    state_lines,
    to_bring,
)
from handlers.beneficiary.places_now import PlacesNow, cash_lines_now, places_now
from handlers.beneficiary.subscribe import tell_me
from handlers.beneficiary.whose import name_among_several, whose, whose_all
from handlers.talk import Talk, offer
from storage.records import Records
from storage.reference import Reference

_STAGES: Mapping[Stage, Text] = {
    Stage.ON_LIST: Text("Stage: on the payment list.").signed(Sign.LIST),
    Stage.SENT: Text("Stage: sent to the bank on {day}.").signed(Sign.BANK),
    Stage.CREDITED: Text("Stage: in the account since {day}.").signed(Sign.ACCOUNT),
    Stage.COLLECTED: Text("Stage: collected on {day}.").signed(Sign.GO),
    Stage.FAILED: Text("Stage: not arrived, reported on {day}.").signed(Sign.STOP),
    Stage.RETURNED: Text("Stage: sent back on {day}.").signed(Sign.STOP),
}
_WAYS: Mapping[Way, Text] = {
    Way.CASH: Text("Paid in cash at {place}.").signed(Sign.MONEY),
    Way.ACCOUNT: Text("Paid into the bank account.").signed(Sign.ACCOUNT),
}

_REPORT = Text("Have it looked at").signed(Sign.OFFICER)
_MONTH = Brought(Month.parse)
_TOLD_OF = 4
"""Months back; money that somebody is told of may be of a list some months old."""
_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class _Own:
    """A person's payment of now, with the calendar line it waits for, and where it is handed out:
    the point that the list names, and what stands for it."""

    link: Link
    payment: Payment
    day: PayoutDay | None
    named: Sequence[PaymentPoint]
    places: PlacesNow


async def own_payout(talk: Talk, records: Records) -> None:
    """The first three lines; for who collects for several, also of all of them at once. A button
    beneath what was told of a month opens the payment of that month."""
    month = await talk.if_given("month", _MONTH)
    links = await whose_all(talk, records)
    if not links:
        talk.then(payout_at_place)
    if len(links) > 1:
        await _all_of_them(talk, records, links)
        return
    link = links[0]
    own = await _own(talk, records, link, month)
    talk.answer(
        *await _answer_lines(own, talk, records, link),
        offers=await _offers(talk, records, link.person, own, month),
        pin=pin_of(own.places.points[0]) if own and own.places.points else None,
    )


async def _all_of_them(talk: Talk, records: Records, links: Sequence[Link]) -> None:
    """One short block each, a few in one message."""
    for first in range(0, len(links), _AT_ONCE):
        blocks = [
            await _answer_lines(await _own(talk, records, link), talk, records, link)
            for link in links[first : first + _AT_ONCE]
        ]
        lines = [line for block in blocks for line in block]
        last = first + _AT_ONCE >= len(links)
        (talk.answer if last else talk.say)(*lines, offers=talk.menu if last else ())


async def _answer_lines(
    own: _Own | None, talk: Talk, records: Records, link: Link
) -> tuple[Text, ...]:
    lines = _first_lines(own, talk, records.reference) if own else None
    return (
        *await name_among_several(talk, records, link.person),
        *(lines or await _on_no_list(talk, records, link.person)),
    )


async def own_payout_more(talk: Talk, records: Records) -> None:
    """How, how much, how far it has come, and according to what."""
    month = await talk.if_given("month", _MONTH)
    link = await whose(talk, records)
    if link is None:
        talk.then(payout_at_place)
    own = await _own(talk, records, link, month)
    lines = _more_lines(own, records.reference) if own else None
    talk.answer(
        *await name_among_several(talk, records, link.person),
        *(lines or await _enrolled(talk, records, link.person)),
        offers=() if talk.in_between else talk.menu,
    )


def _more_lines(own: _Own, reference: Reference) -> tuple[Text, ...]:
    payment = own.payment
    arrears = Text("Of this, {arrears} is for earlier months.", arrears=payment.arrears)
    programme = PROGRAMMES[payment.programme]
    title = Text("{programme}, {month}.", programme=programme, month=payment.month)
    return (
        title.signed(Sign.LIST),
        *_way_lines(payment.way, _where(own)),
        Text("Amount: {amount}.", amount=payment.total).signed(Sign.MONEY),
        *([arrears.signed(Sign.MONEY)] if payment.arrears.dong else []),
        _STAGES[payment.stage].filled(day=payment.stage_on),
        *(state_lines(own.day) if own.day and payment.stage is Stage.ON_LIST else []),
        *_where_to_wait(own),
        *_next_steps(own, reference),
        list_of(payment.list_of),
    )


def _where_to_wait(own: _Own) -> tuple[Text, ...]:
    """Seats and steps, while there is something to go for."""
    if own.payment.stage is not Stage.ON_LIST:
        return ()
    return tuple(line for point in own.places.points for line in comfort_lines(point))


def _where(own: _Own) -> PlacesNow:
    """Where somebody goes for it; what has been collected was collected where the list says."""
    return PlacesNow(tuple(own.named)) if own.payment.stage is Stage.COLLECTED else own.places


def _way_lines(way: Way, places: PlacesNow) -> tuple[Text, ...]:
    """In cash and where, or into the account."""
    if way is Way.ACCOUNT:
        return (_WAYS[way],)
    paid = _WAYS[way].filled(place=place_of(places.points))
    return places.closed if places.nowhere else (paid, *places.closed)


async def _own(talk: Talk, records: Records, link: Link, month: Month | None = None) -> _Own | None:
    person = link.person
    talk.note("looked_at_payment", person.id)
    since = Month.of(talk.today).plus(-1 if month is None else -_TOLD_OF)
    payments = await records.payouts.of(person.id, since)
    meant = of_month(payments, month) if month else None
    payment = meant or concerning_now(payments, talk.now)
    if payment is None:
        return None
    point = records.reference.points.get(payment.point or 0)
    day = _line_for(payment, person, records.reference)
    named = [point] if point else []
    return _Own(link, payment, day, named, places_now(named, records.reference))


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
                Text("The money of {month} has been collected.", month=payment.month).signed(
                    Sign.GO
                ),
                Text("It was on {day:weekday}.", day=payment.stage_on).signed(Sign.DAY),
                Text("If that is not right, please tell the commune officer.").signed(Sign.OFFICER),
            )
        case Stage.CREDITED:
            return (
                Text("The money is in the account.").signed(Sign.GO),
                Text("Since {day:weekday}.", day=payment.stage_on).signed(Sign.DAY),
                WITHDRAW,
            )
        case Stage.FAILED | Stage.RETURNED:
            return _not_arrived(payment)
        case Stage.SENT:
            return (
                Text("It is not the day yet, please wait.").signed(Sign.WAIT),
                Text(
                    "The money was sent to the bank on {day:weekday}.", day=payment.stage_on
                ).signed(Sign.DAY),
                WITHDRAW,
            )
    return _waiting(own, talk, reference)


def _waiting(own: _Own, talk: Talk, reference: Reference) -> tuple[Text, ...]:
    if own.day is None:
        return (*no_calendar(own.payment.month), *own.places.closed)
    if own.payment.way is Way.ACCOUNT:
        return account_lines(own.day, talk.now)
    lines = cash_lines_now(own.day, own.places, talk.now)
    if advise(own.day, talk.now) is Advice.OVER:
        over, _, *rest = lines
        return (over, _next_line(own, reference), *rest)
    return lines


def _not_arrived(payment: Payment) -> tuple[Text, ...]:
    what, todo = FAILED[payment.reason] if payment.reason else _UNKNOWN_REASON
    first = (
        Text("Do not go: the money of {month} was sent back.", month=payment.month)
        if payment.stage is Stage.RETURNED
        else Text("Do not go: the money of {month} did not arrive.", month=payment.month)
    )
    return (first.signed(Sign.STOP), what, todo)


_UNKNOWN_REASON = (
    Text("The reason is not known yet.").signed(Sign.HELP),
    Text("Please ask the commune officer.").signed(Sign.OFFICER),
)


async def _on_no_list(talk: Talk, records: Records, person: Person) -> tuple[Text, ...]:
    """Not on the list is one thing, and no list yet another: only the first is worth a walk."""
    month = Month.of(talk.today)
    if await records.payouts.list_made_on(person.unit, month) is None:
        return (
            DO_NOT_GO,
            Text("There is no payment list of {month} yet.", month=month).signed(Sign.LIST),
            ASK_AGAIN,
        )
    return (
        DO_NOT_GO,
        Text("The name is not on a payment list of {month}.", month=month).signed(Sign.LIST),
        Text("Please ask the commune officer.").signed(Sign.OFFICER),
    )


async def _enrolled(talk: Talk, records: Records, person: Person) -> tuple[Text, ...]:
    """How the person is to be paid, and since when the list without the name stands."""
    month = Month.of(talk.today)
    enrolment = await records.payouts.enrolment(person.id, month)
    point = records.reference.points.get(enrolment.point or 0)
    made_on = await records.payouts.list_made_on(person.unit, month)
    return (
        *([PROGRAMMES[enrolment.programme].signed(Sign.LIST)] if enrolment.programme else []),
        *_way_lines(enrolment.way, places_now([point] if point else [], records.reference)),
        list_of(made_on) if made_on else ASK_AGAIN,
    )


async def _offers(
    talk: Talk, records: Records, person: Person, own: _Own | None, month: Month | None
) -> tuple[Choice, ...]:
    """Where money goes to an account, its state tells what to do; who is missing on the list can
    have it looked at."""
    absent = await missing(talk, records, person)
    of_it = {"month": str(month)} if month else {}
    report = offer("report_not_listed", _REPORT, person=str(person.id))
    through_account = own is not None and own.payment.way is Way.ACCOUNT
    account = offer("account_status", Text("Account").signed(Sign.ACCOUNT), person=str(person.id))
    return (
        offer(own_payout_more, Text("More").signed(Sign.MORE), person=str(person.id), **of_it),
        *([account] if through_account else []),
        *([report] if absent else []),
        *await tell_me(talk, records, person),
        offer(payout_at_place, Text("Another place").signed(Sign.PLACE)),
    )
