"""What is counted over people, accounts and payments: rows that each name a unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class PeopleRow(NamedTuple):
    """Entitled in the month, by unit and way. ``opened_…``: with an account at the bank since that
    day or before it; ``unseen``: of these, not seen paid; ``unfailed``: of those, whose payment has
    not failed either; ``unseen_before``: as the day before ended."""

    unit_code: str
    unit_from: date
    way: str
    people: int
    opened_today: int = 0
    opened_before: int = 0
    paid: int = 0
    paid_before: int = 0
    in_cash: int = 0
    unseen: int = 0
    unfailed: int = 0
    unseen_before: int = 0


class KnownRow(NamedTuple):
    """Of those unseen, what is known of why, by unit and way; ``unfailed``: of whom something is
    known though their payment has not failed; ``before``: of whom it was known as the day before
    ended; ``not_reached``: of whom it is not. ``with_alternative``: known or not."""

    unit_code: str
    unit_from: date
    way: str
    no_code: int = 0
    other_reason: int = 0
    unfailed: int = 0
    before: int = 0
    not_reached: int = 0
    with_alternative: int = 0


class WaitingRow(NamedTuple):
    """People with an account on its way, by unit and stage."""

    unit_code: str
    unit_from: date
    state: str
    people: int
    too_long: int


class BankRow(NamedTuple):
    """The day of the newest thing that the bank has said of a unit."""

    unit_code: str
    unit_from: date
    newest: date


class PaymentRow(NamedTuple):
    """Of the month, by the unit of their list, by way and stage."""

    unit_code: str
    unit_from: date
    way: str
    stage: str
    payments: int
    first: date
    last: date


class UncollectedRow(NamedTuple):
    """People whose cash was twice not collected."""

    unit_code: str
    unit_from: date
    people: int


@dataclass(frozen=True, slots=True)
class OfPeople:
    """All that only people, accounts and payments decide: most of the work of counting."""

    people: Sequence[PeopleRow] = ()
    waiting: Sequence[WaitingRow] = ()
    payments: Sequence[PaymentRow] = ()
    uncollected: Sequence[UncollectedRow] = ()
    banks: Sequence[BankRow] = ()

    def and_of(self, other: OfPeople) -> OfPeople:
        """Of other units too."""
        return OfPeople(
            people=(*self.people, *other.people),
            waiting=(*self.waiting, *other.waiting),
            payments=(*self.payments, *other.payments),
            uncollected=(*self.uncollected, *other.uncollected),
            banks=(*self.banks, *other.banks),
        )
