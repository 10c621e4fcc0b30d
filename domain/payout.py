"""When money is handed out, and how far one payment has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from domain.person import Programme
from domain.place import UnitKey
from domain.text import Money, Month


class Way(StrEnum):
    """How the money reaches the person."""

    CASH = "cash"
    ACCOUNT = "account"


class DayState(StrEnum):
    """Entered by the post, never computed (DOMAIN.md §1.6)."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    MONEY_IN_ACCOUNT = "money_in_account"
    POSTPONED = "postponed"
    CLOSED = "closed"


class PostponedBecause(StrEnum):
    NO_CASH = "no_cash"
    LIST_LATE = "list_late"
    HOLIDAY = "holiday"
    FLOOD = "flood"
    POINT_CLOSED = "point_closed"
    TRANSFER_LATE = "transfer_late"


@dataclass(frozen=True, slots=True)
class PayoutDay:
    """One line of the payout calendar.

    ``point`` is None for a transfer to accounts. ``day`` is None where a postponed payout has no
    new day yet; ``day_before`` is the day that was announced before. ``said_on``: from when the
    information is.
    """

    id: int
    month: Month
    unit: UnitKey
    programme: Programme
    way: Way
    point: int | None
    day: date | None
    opens: time | None
    closes: time | None
    state: DayState
    reason: PostponedBecause | None
    day_before: date | None
    said_on: date


class Stage(StrEnum):
    """How far one payment has come."""

    ON_LIST = "on_list"
    SENT = "sent"
    CREDITED = "credited"
    COLLECTED = "collected"
    FAILED = "failed"
    RETURNED = "returned"


class FailedBecause(StrEnum):
    """Why a payment did not arrive, as the bank or the post reports it."""

    NAME_DIFFERS = "name_differs"
    WRONG_NUMBER = "wrong_number"
    ACCOUNT_INACTIVE = "account_inactive"
    NOT_COLLECTED = "not_collected"
    PAYEE_NOT_LISTED = "payee_not_listed"
    NO_CODE = "no_code"


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of one month. ``list_of``: the day of the payment list it stands on.

    ``account`` may be another person's: one account receives for several (DOMAIN.md §1.2).
    """

    id: int
    person: int
    month: Month
    programme: Programme
    way: Way
    amount: Money
    arrears: Money
    stage: Stage
    stage_on: date
    reason: FailedBecause | None
    point: int | None
    list_of: date
    account: int | None = None

    @property
    def total(self) -> Money:
        """What is handed out: this month's amount and the arrears."""
        return Money(self.amount.dong + self.arrears.dong)
