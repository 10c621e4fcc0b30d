"""Bank accounts that receive an allowance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.payout import Payment, Way


class AccountState(StrEnum):
    """From the first paper to money in the hand (DOMAIN.md §1.6, §5)."""

    DETAILS_COLLECTED = "details_collected"
    OPENED = "opened"
    WAITING_FOR_ACTIVATION = "waiting_for_activation"
    OTP_NOT_ARRIVING = "otp_not_arriving"
    USABLE = "usable"
    CARD_ISSUED = "card_issued"
    CLOSED = "closed"


_NO_MONEY_CAN_COME = frozenset({AccountState.DETAILS_COLLECTED, AccountState.CLOSED})
_MONEY_CAN_BE_HAD = frozenset({AccountState.USABLE, AccountState.CARD_ISSUED})

ACCOUNT_HOLDER_FROM = 15
"""Years of age: below, the legal representative holds the account (Circular 17/2024/TT-NHNN)."""


@dataclass(frozen=True, slots=True)
class Account:
    """``bank`` is its NAPAS number; ``state_on`` since when the state is known."""

    id: int
    person: int
    bank: str
    state: AccountState
    state_on: date
    opened_on: date | None

    @property
    def exists(self) -> bool:
        """At the bank, so that money can be sent to it."""
        return self.state not in _NO_MONEY_CAN_COME

    @property
    def usable(self) -> bool:
        """Its money can be had."""
        return self.state in _MONEY_CAN_BE_HAD

    @property
    def has_card(self) -> bool:
        return self.state is AccountState.CARD_ISSUED


class ListProblem(StrEnum):
    """An account and a payment list that contradict each other (report 3010, V.3.2)."""

    ACCOUNT_BUT_CASH_LIST = "account_but_cash_list"
    NO_ACCOUNT_BUT_ACCOUNT_LIST = "no_account_but_account_list"


def list_problem(
    own: Account | None, payment: Payment | None, receiving: Account | None
) -> ListProblem | None:
    """What is wrong between a person's own account and this payment of theirs.

    ``receiving`` is the account that the payment names, which may be a relative's: then the person
    needs none, and nothing is wrong.
    """
    if payment is None:
        return None
    return way_problem(
        payment.way,
        usable=own is not None and own.usable,
        exists=receiving is not None and receiving.exists,
    )


def way_problem(way: Way, *, usable: bool, exists: bool) -> ListProblem | None:
    """``usable``: the person's own account. ``exists``: the one that the payment names."""
    if way is Way.CASH:
        return ListProblem.ACCOUNT_BUT_CASH_LIST if usable else None
    return None if exists else ListProblem.NO_ACCOUNT_BUT_ACCOUNT_LIST
