"""What is reported, so that somebody looks at it: each with a number one can read out."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.words import clean

_NUMBER_BEGINS = "AS"
_DIGITS = 6


class CaseKind(StrEnum):
    LIST_PROBLEM = "list_problem"
    NOT_ON_LIST = "not_on_list"
    PAYEE_NOT_LISTED = "payee_not_listed"
    CORRECT_DATA = "correct_data"
    RESTRICT_DATA = "restrict_data"
    DELETE_DATA = "delete_data"
    PASSED_ON = "passed_on"
    NOT_RECEIVED = "not_received"
    WRONG_AMOUNT = "wrong_amount"
    DEATH = "death"
    OTP = "otp"
    CORRECTION = "correction"
    CHANGE = "change"  # somebody moved, is new, stopped, is back
    POINT = "point"  # something is wrong at a payment point
    HOME = "home"  # who cannot travel is to be paid at home
    PAY_WAY = "pay_way"  # to be paid another way
    ABOUT_STAFF = "about_staff"
    TOLD = "told"  # what staff were told in passing, about nobody named
    TALK = "talk"  # somebody wants to talk to a person


URGENT = "urgent"
"""The cause of a request for a person that tells of an emergency; of which, no column says."""


class CaseState(StrEnum):
    OPEN = "open"  # nobody has looked at it yet
    IN_HAND = "in_hand"
    SENT_BACK = "sent_back"  # whoever submitted it is asked something
    WAITS_FOR_BANK = "waits_for_bank"  # our list is right, the bank's is not yet
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def is_over(self) -> bool:
        return self in OVER


OVER = frozenset({CaseState.DONE, CaseState.REFUSED, CaseState.WITHDRAWN})
STANDING = frozenset(CaseState) - OVER
"""What somebody has still to do something about."""


class PaidHow(StrEnum):
    """How somebody comes to their money where it did not come as planned."""

    PAID = "paid"  # they have it by now
    POINT = "point"  # in cash at a payment point
    HOME = "home"  # in cash at home
    ACCOUNT = "account"
    NEXT_MONTH = "next_month"  # with the next payment, as arrears
    NONE_DUE = "none_due"  # there is none for that month, so nobody must be told of a way to it


ENDS_WITH_PAYMENT = frozenset(
    {
        CaseKind.NOT_RECEIVED,
        CaseKind.WRONG_AMOUNT,
        CaseKind.OTP,
        CaseKind.LIST_PROBLEM,
        CaseKind.NOT_ON_LIST,
        CaseKind.PAYEE_NOT_LISTED,
        CaseKind.HOME,
    }
)
"""Money did not come as it should, whatever the cause. Such a case ends only when it is settled how
the person is paid, also where it is refused or taken back."""


class HowPaidMissing(Exception):
    """A case was to be closed without saying how the person comes to their money."""


def check_ending(kind: CaseKind, state: CaseState, paid: PaidHow | None) -> None:
    """Where money is missing, that none is due refuses the request. Raises HowPaidMissing."""
    if kind not in ENDS_WITH_PAYMENT:
        return
    if paid is None or (paid is PaidHow.NONE_DUE and not may_be_none(kind, state)):
        raise HowPaidMissing(kind)


def may_be_none(kind: CaseKind, state: CaseState) -> bool:
    """Whether it can end so that no money is due: a list that is wrong may name who died."""
    return state is not CaseState.DONE or kind is CaseKind.LIST_PROBLEM


@dataclass(frozen=True, slots=True)
class Case:
    """``look_by``: by when somebody must have looked at it, until somebody has; ``due_on``: by when
    it must be done. ``level``: how far up it has been reported as overdue. ``handled_by`` and
    ``filed_by``: members of the staff; None where nobody has it in hand, where a citizen filed it.
    ``cause``: why, in one code, for counting; ``reason``: what of its kind it is. ``above``: who
    answers it: 0 the unit, 1 who leads it, 2 the province. ``point``: the payment point that it is
    about.
    """

    id: int
    number: str
    kind: CaseKind
    state: CaseState
    filed_on: date
    due_on: date | None = None
    paid_how: PaidHow | None = None
    look_by: date | None = None
    level: int = 0
    handled_by: int | None = None
    filed_by: int | None = None
    cause: str | None = None
    reason: str = ""
    above: int = 0
    point: int | None = None

    @property
    def next_due(self) -> date | None:
        """The clock that runs out next."""
        days = [day for day in (self.look_by, self.due_on) if day is not None]
        return min(days, default=None)

    def is_overdue(self, today: date) -> bool:
        return not self.state.is_over and self.next_due is not None and self.next_due < today


_HALVES = r"([0-9]{3})[ .–-]?([0-9]{3})"
_READ = re.compile(r"as[ .–-]*" + _HALVES)
_PLAIN = re.compile(_HALVES)


def read_number(text: str, *, plain: bool = False) -> str | None:
    """The number of a request as people write it: *as 204817*, *AS–២០៤ ៨១៧*, in a sentence.

    ``plain``: one is asked for, so that the six digits are enough.
    """
    said = clean(text).lower()
    found = _READ.search(said) or (_PLAIN.fullmatch(said) if plain else None)
    return f"{_NUMBER_BEGINS}-{found[1]}{found[2]}" if found else None


def is_number(text: str) -> bool:
    """Whether that is all it says."""
    return _READ.fullmatch(clean(text).lower()) is not None


def new_number() -> str:
    """``AS-204817``: begins with letters, so that it is never taken for a code of a bank."""
    return f"{_NUMBER_BEGINS}-{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
