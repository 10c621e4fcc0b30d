"""A person's own account beside the payment of now, and how its state is told to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.account import ACCOUNT_HOLDER_FROM, Account, ListProblem, list_problem
from domain.advice import concerning_now
from domain.payout import DayState, Payment, Way
from domain.person import Person, Relation
from domain.place import POST_POINTS, PaymentPoint
from domain.text import Month, Text
from handlers.beneficiary.account_words import first_lines, problem_lines, relatives_lines
from handlers.beneficiary.places_now import PlacesNow, places_now
from handlers.talk import Talk
from storage.records import Records
from storage.reference import Reference


@dataclass(frozen=True, slots=True)
class AccountNow:
    """A person's own account, and the payment of now with the account that receives it."""

    person: Person
    relation: Relation
    own: Account | None
    payment: Payment | None
    receiving: Account | None

    @property
    def problem(self) -> ListProblem | None:
        return list_problem(self.own, self.payment, self.receiving)

    @property
    def month(self) -> Month | None:
        return self.payment.month if self.payment else None


async def account_now(
    talk: Talk, records: Records, person: Person, relation: Relation
) -> AccountNow:
    """Their own, and the one that receives what is paid to them now."""
    talk.note("looked_at_account", person.id)
    own = await records.accounts.of(person.id)
    since = Month.of(talk.today).plus(-1)
    payment = concerning_now(await records.payouts.of(person.id, since), talk.now)
    receiving = own
    if payment is not None and payment.account is not None:
        others = own is None or own.id != payment.account
        receiving = await records.accounts.known(payment.account) if others else own
    return AccountNow(person, relation, own, payment, receiving)


def account_lines(standing: AccountNow, today: date, reference: Reference) -> tuple[Text, ...]:
    """What it is, from when that is known, and the next step; a list that contradicts it first."""
    problem, month, person = standing.problem, standing.month, standing.person
    if problem is not None and month is not None:
        places = cash_places(standing.payment, reference)
        lines = problem_lines(standing.own, problem, month, places.points)
        return (*lines[:-1], *places.closed) if places.nowhere else lines
    paid_to_another = standing.payment is not None and standing.payment.way is Way.ACCOUNT
    if standing.own is None and paid_to_another and standing.receiving is not None:
        return relatives_lines(standing.receiving)
    return first_lines(
        standing.own,
        _post_points(standing, reference),
        standing.relation,
        person.age_by(today) >= ACCOUNT_HOLDER_FROM,
        _transfer_day(standing, today, reference),
    )


def cash_places(payment: Payment | None, reference: Reference) -> PlacesNow:
    point = reference.points.get(payment.point or 0) if payment else None
    return places_now([point] if point else [], reference)


def _post_points(standing: AccountNow, reference: Reference) -> Sequence[PaymentPoint]:
    """Where the post keeps a counter near the person: that of the cash list, else of the unit."""
    collects = cash_places(standing.payment, reference).points
    own = [one for one in collects if _has_counter(one)]
    unit = standing.person.unit
    there = [one for one in reference.points.values() if one.unit == unit and _has_counter(one)]
    return own or there[:1]


def _has_counter(point: PaymentPoint) -> bool:
    return point.kind in POST_POINTS and point.is_open and point.hours is not None


def _transfer_day(standing: AccountNow, today: date, reference: Reference) -> date | None:
    """When money is next sent to accounts of the unit, where the post has confirmed it."""
    days = (
        line.day
        for line in reference.calendar.get(standing.person.unit, ())
        if line.way is Way.ACCOUNT and line.state is DayState.CONFIRMED and line.day is not None
    )
    return min((day for day in days if day > today), default=None)
