"""The state of an account: one's own where the address is linked, else how accounts work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.account import ACCOUNT_HOLDER_FROM, Account, ListProblem, list_problem
from domain.advice import concerning_now
from domain.case import CaseKind
from domain.message import Choice
from domain.payout import DayState, Payment, Way
from domain.permissions import Act
from domain.person import Link
from domain.place import POST_POINTS, PaymentPoint
from domain.privacy import Level
from domain.text import Month, Sign, Text
from handlers.beneficiary.account_explained import account_explained
from handlers.beneficiary.account_words import (
    REPORT,
    first_lines,
    more_lines,
    problem_lines,
    relatives_lines,
)
from handlers.beneficiary.carer import went_to
from handlers.beneficiary.payout_words import place_of
from handlers.beneficiary.places_now import PlacesNow, places_now
from handlers.beneficiary.subscribe import tell_answer
from handlers.beneficiary.whose import name_among_several, whose
from handlers.talk import Talk, offer
from storage.records import Records
from storage.reference import Reference


@dataclass(frozen=True, slots=True)
class _Standing:
    """A person's own account, and the payment of now with the account that receives it."""

    link: Link
    own: Account | None
    payment: Payment | None
    receiving: Account | None

    @property
    def problem(self) -> ListProblem | None:
        return list_problem(self.own, self.payment, self.receiving)

    @property
    def month(self) -> Month | None:
        return self.payment.month if self.payment else None


async def account_status(talk: Talk, records: Records) -> None:
    """Three lines, and a list that contradicts them is said at once."""
    link = await _linked(talk, records)
    standing = await _standing(talk, records, link)
    talk.answer(
        *await name_among_several(talk, records, link.person),
        *_first_lines(standing, talk.today, records.reference),
        offers=_offers(standing),
    )


async def account_more(talk: Talk, records: Records) -> None:
    """The bank's side, the list's side, and what is good to know."""
    link = await _linked(talk, records)
    standing = await _standing(talk, records, link)
    month = standing.month or Month.of(talk.today)
    made_on = await records.payouts.list_made_on(link.person.unit, month)
    talk.answer(
        *await name_among_several(talk, records, link.person),
        *more_lines(
            standing.own,
            standing.payment,
            _cash_places(standing.payment, records.reference).points,
            standing.payment.list_of if standing.payment else made_on,
            month,
        ),
        offers=() if talk.in_between else talk.menu,
    )


async def report_list_problem(talk: Talk, records: Records) -> None:
    """File that account and list contradict each other, as the records say at this moment."""
    link = await _linked(talk, records)
    standing = await _standing(talk, records, link)
    problem, month = standing.problem, standing.month
    if problem is None or month is None:
        talk.then(account_status, person=str(link.person.id))
    case = await records.cases.file(
        CaseKind.LIST_PROBLEM, problem.value, link.person, month, talk.session.id, talk.now
    )
    talk.note("reported_list_problem", link.person.id)
    talk.say(
        Text("Recorded, request number {number}.", number=case.number).signed(Sign.GO),
        *await went_to(records, Act.ANSWER_CASES, link.person.unit),
        Text("Please keep this number, to ask about it.").signed(Sign.PAPERS),
        _until_then(problem, standing, records.reference),
        offers=(*await tell_answer(talk, records, link.person), *talk.menu),
    )


async def _linked(talk: Talk, records: Records) -> Link:
    """Whom it is about; who is not linked hears how accounts work instead."""
    if not talk.session.linked or talk.carries < Level.OWN:
        talk.then(account_explained)
    link = await whose(talk, records)
    if link is None:
        talk.then(account_explained)
    return link


async def _standing(talk: Talk, records: Records, link: Link) -> _Standing:
    talk.note("looked_at_account", link.person.id)
    own = await records.accounts.of(link.person.id)
    since = Month.of(talk.today).plus(-1)
    payment = concerning_now(await records.payouts.of(link.person.id, since), talk.now)
    receiving = own
    if payment is not None and payment.account is not None:
        others = own is None or own.id != payment.account
        receiving = await records.accounts.known(payment.account) if others else own
    return _Standing(link, own, payment, receiving)


def _first_lines(standing: _Standing, today: date, reference: Reference) -> tuple[Text, ...]:
    problem, month, person = standing.problem, standing.month, standing.link.person
    if problem is not None and month is not None:
        places = _cash_places(standing.payment, reference)
        lines = problem_lines(standing.own, problem, month, places.points)
        return (*lines[:-1], *places.closed) if places.nowhere else lines
    paid_to_another = standing.payment is not None and standing.payment.way is Way.ACCOUNT
    if standing.own is None and paid_to_another and standing.receiving is not None:
        return relatives_lines(standing.receiving)
    return first_lines(
        standing.own,
        _post_points(standing, reference),
        standing.link.relation,
        person.age_by(today) >= ACCOUNT_HOLDER_FROM,
        _transfer_day(standing, today, reference),
    )


def _until_then(problem: ListProblem, standing: _Standing, reference: Reference) -> Text:
    """How they are paid meanwhile."""
    if problem is ListProblem.ACCOUNT_BUT_CASH_LIST:
        places = _cash_places(standing.payment, reference)
        if places.nowhere:
            return places.closed[0]
        place = place_of(places.points)
        return Text("This time it is paid in cash at {place}.", place=place).signed(Sign.MONEY)
    return Text("Until then, ask the commune officer about being paid in cash.").signed(Sign.MONEY)


def _cash_places(payment: Payment | None, reference: Reference) -> PlacesNow:
    point = reference.points.get(payment.point or 0) if payment else None
    return places_now([point] if point else [], reference)


def _post_points(standing: _Standing, reference: Reference) -> Sequence[PaymentPoint]:
    """Where the post keeps a counter near the person: that of the cash list, else of the unit."""
    collects = _cash_places(standing.payment, reference).points
    own = [one for one in collects if _has_counter(one)]
    unit = standing.link.person.unit
    there = [one for one in reference.points.values() if one.unit == unit and _has_counter(one)]
    return own or there[:1]


def _has_counter(point: PaymentPoint) -> bool:
    return point.kind in POST_POINTS and point.is_open and point.hours is not None


def _transfer_day(standing: _Standing, today: date, reference: Reference) -> date | None:
    """When money is next sent to accounts of the unit, where the post has confirmed it."""
    days = (
        line.day
        for line in reference.calendar.get(standing.link.person.unit, ())
        if line.way is Way.ACCOUNT and line.state is DayState.CONFIRMED and line.day is not None
    )
    return min((day for day in days if day > today), default=None)


def _offers(standing: _Standing) -> tuple[Choice, ...]:
    person = str(standing.link.person.id)
    report = offer(report_list_problem, REPORT, person=person)
    return (
        *([report] if standing.problem else []),
        offer(account_more, Text("More").signed(Sign.MORE), person=person),
        offer(account_explained, Text("How an account works").signed(Sign.HELP)),
    )
