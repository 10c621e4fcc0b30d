"""A person's payment of now: the list that names it, the calendar line it waits for, and where it
is handed out; and how that is told to who receives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.advice import Advice, advise, concerning_now, of_month
from domain.payout import Payment, PayoutDay, Stage, Way
from domain.person import Person, Relation
from domain.place import PaymentPoint
from domain.text import Month, Sign, Text
from handlers.beneficiary.nearest_words import comfort_lines
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
    no_list_yet,
    not_on_list,
    place_of,
    state_lines,
    to_bring,
)
from handlers.beneficiary.places_now import PlacesNow, cash_lines_now, places_now
from handlers.point_trouble_words import reported_lines
from handlers.talk import Talk
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

_TOLD_OF = 4
"""Months back; money that somebody is told of may be of a list some months old."""


@dataclass(frozen=True, slots=True)
class PaymentNow:
    """A person's payment of now, with the calendar line it waits for, and where it is handed out:
    the point that the list names, and what stands for it. ``reported``: what people have said of it
    today."""

    person: Person
    relation: Relation
    payment: Payment
    day: PayoutDay | None
    named: Sequence[PaymentPoint]
    places: PlacesNow
    reported: tuple[Text, ...] = ()


async def payment_now(
    talk: Talk, records: Records, person: Person, relation: Relation, month: Month | None = None
) -> PaymentNow | None:
    """Of the month that was told of, else of now; None where they stand on no list."""
    talk.note("looked_at_payment", person.id)
    this = Month.of(talk.today)
    since = this.plus(-1) if month is None else min(month, this.plus(-_TOLD_OF))
    payments = await records.payouts.of(person.id, since)
    meant = of_month(payments, month) if month else None
    payment = meant or concerning_now(payments, talk.now)
    if payment is None:
        return None
    point = records.reference.points.get(payment.point or 0)
    day = _line_for(payment, person, records.reference)
    named = [point] if point else []
    places = places_now(named, records.reference)
    reported = await reported_lines(records, places.points, talk.now)
    return PaymentNow(person, relation, payment, day, named, places, reported)


def more_lines(own: PaymentNow, reference: Reference, *, at_home: bool = False) -> tuple[Text, ...]:
    """``at_home``: it is brought, so nothing is said of the counter."""
    payment = own.payment
    arrears = Text("Of this, {arrears} is for earlier months.", arrears=payment.arrears)
    programme = PROGRAMMES[payment.programme]
    title = Text("{programme}, {month}.", programme=programme, month=payment.month)
    return (
        title.signed(Sign.LIST),
        *(() if at_home else _way_lines(payment.way, _where(own))),
        Text("Amount: {amount}.", amount=payment.total).signed(Sign.MONEY),
        *([arrears.signed(Sign.MONEY)] if payment.arrears.dong else []),
        stage_line(payment),
        *(() if at_home else _counter_lines(own, reference)),
        list_of(payment.list_of),
    )


def _counter_lines(own: PaymentNow, reference: Reference) -> tuple[Text, ...]:
    """Whether the day is certain, how one waits there, and what to bring."""
    return (
        *(state_lines(own.day) if own.day and own.payment.stage is Stage.ON_LIST else ()),
        *_where_to_wait(own),
        *_next_steps(own, reference),
    )


def stage_line(payment: Payment) -> Text:
    """How far it has come, and since when."""
    return _STAGES[payment.stage].filled(day=payment.stage_on)


def _where_to_wait(own: PaymentNow) -> tuple[Text, ...]:
    """Seats and steps, while there is something to go for."""
    if own.payment.stage is not Stage.ON_LIST:
        return ()
    return tuple(line for point in own.places.points for line in comfort_lines(point))


def _where(own: PaymentNow) -> PlacesNow:
    """Where somebody goes for it; what has been collected was collected where the list says."""
    return PlacesNow(tuple(own.named)) if own.payment.stage is Stage.COLLECTED else own.places


def _way_lines(way: Way, places: PlacesNow) -> tuple[Text, ...]:
    """In cash and where, or into the account."""
    if way is Way.ACCOUNT:
        return (_WAYS[way],)
    paid = _WAYS[way].filled(place=place_of(places.points))
    return places.closed if places.nowhere else (paid, *places.closed)


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


def _next_steps(own: PaymentNow, reference: Reference) -> tuple[Text, ...]:
    """What to bring, where there is something to fetch; after that, when the next money comes."""
    payment = own.payment
    match payment.stage:
        case Stage.FAILED | Stage.RETURNED:
            return ()
        case Stage.COLLECTED:
            return (_next_line(own, reference),)
    return (to_bring(own.relation),)


def _next_line(own: PaymentNow, reference: Reference) -> Text:
    following = replace(own.payment, month=own.payment.month.plus(1))
    return next_line(_line_for(following, own.person, reference), following.month)


def first_lines(own: PaymentNow, talk: Talk, reference: Reference) -> tuple[Text, ...]:
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


def _waiting(own: PaymentNow, talk: Talk, reference: Reference) -> tuple[Text, ...]:
    if own.day is None:
        return (*no_calendar(own.payment.month), *own.places.closed)
    if own.payment.way is Way.ACCOUNT:
        return account_lines(own.day, talk.now)
    lines = (*cash_lines_now(own.day, own.places, talk.now), *own.reported)
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


async def on_no_list(talk: Talk, records: Records, person: Person) -> tuple[Text, ...]:
    """Not on the list is one thing, and no list yet another: only the first is worth a walk."""
    month = Month.of(talk.today)
    if await records.payouts.list_made_on(person, month) is None:
        return (DO_NOT_GO, await none_yet(records, person, month), ASK_AGAIN)
    return (
        DO_NOT_GO,
        not_on_list(month),
        Text("Please ask the commune officer.").signed(Sign.OFFICER),
    )


async def not_of_month(
    talk: Talk, records: Records, person: Person, month: Month
) -> tuple[Text, ...]:
    """Of a month of which nothing is paid to them: what the calendar says where there is no list
    yet, or that there is no calendar."""
    if await records.payouts.list_made_on(person, month) is not None:
        officer = Text("Please ask the commune officer.").signed(Sign.OFFICER)
        return (DO_NOT_GO, not_on_list(month), officer)
    if month < Month.of(talk.today):
        return (await none_yet(records, person, month), ASK_AGAIN)
    calendar = records.reference.calendar
    units = records.reference.gazetteer.today_of(person.unit)
    if not any(one.month == month for unit in units for one in calendar.get(unit.key, ())):
        return no_calendar(month)
    return (DO_NOT_GO, await none_yet(records, person, month), ASK_AGAIN)


async def none_yet(records: Records, person: Person, month: Month) -> Text:
    """That there is no list; of an old unit that was divided, that it is not known on whose."""
    if await records.payouts.unknown_where(person, month):
        unknown = Text("It is not known yet which list of {month} the name belongs to.")
        return unknown.filled(month=month).signed(Sign.LIST)
    return no_list_yet(month)


async def enrolled(talk: Talk, records: Records, person: Person) -> tuple[Text, ...]:
    """How the person is to be paid, and since when the list without the name stands."""
    month = Month.of(talk.today)
    enrolment = await records.payouts.enrolment(person.id, month)
    point = records.reference.points.get(enrolment.point or 0)
    made_on = await records.payouts.list_made_on(person, month)
    return (
        *([PROGRAMMES[enrolment.programme].signed(Sign.LIST)] if enrolment.programme else []),
        *_way_lines(enrolment.way, places_now([point] if point else [], records.reference)),
        list_of(made_on) if made_on else ASK_AGAIN,
    )
