"""What can be wrong between a person, their account and the payment lists (report 3010, V.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.account import ListProblem
from domain.case import CaseKind
from domain.payout import FailedBecause, Payment
from domain.text import Month


class ListError(StrEnum):
    ACCOUNT_BUT_CASH_LIST = "account_but_cash_list"
    NO_ACCOUNT_BUT_ACCOUNT_LIST = "no_account_but_account_list"
    ON_NO_LIST = "on_no_list"
    PAYEE_NOT_LISTED = "payee_not_listed"
    TWO_ON_ONE_ACCOUNT = "two_on_one_account"
    PAID_AFTER_DEATH = "paid_after_death"
    WRONG_AMOUNT = "wrong_amount"
    # Only whole lists held against each other show these (`domain.reconcile`).
    MONTH_MISSING = "month_missing"  # on no list, and on the lists of earlier months
    PAID_NOT_ENTITLED = "paid_not_entitled"  # on the post's list, and not on the commune's
    ACCOUNT_ALONE = "account_alone"  # on the bank's list, and on neither other
    PAID_BEFORE_BIRTH = "paid_before_birth"
    WRONG_HOLDER = "wrong_holder"
    ODD_AMOUNT = "odd_amount"  # no multiple of what every amount is a multiple of
    ID_SHARED = "id_shared"
    PHONE_SHARED = "phone_shared"

    @property
    def kind(self) -> CaseKind:
        return _KINDS.get(self, CaseKind.LIST_PROBLEM)

    @property
    def reason(self) -> str:
        """As citizens file the same, so that it is one case."""
        return self.value if self.kind is CaseKind.LIST_PROBLEM else self.kind.value


_KINDS: Mapping[ListError, CaseKind] = {
    ListError.ON_NO_LIST: CaseKind.NOT_ON_LIST,
    ListError.PAYEE_NOT_LISTED: CaseKind.PAYEE_NOT_LISTED,
    ListError.WRONG_AMOUNT: CaseKind.WRONG_AMOUNT,
    ListError.MONTH_MISSING: CaseKind.NOT_ON_LIST,
    ListError.ODD_AMOUNT: CaseKind.WRONG_AMOUNT,
}

SEEN_AT_A_COUNTER = (
    ListError.ACCOUNT_BUT_CASH_LIST,
    ListError.NO_ACCOUNT_BUT_ACCOUNT_LIST,
    ListError.ON_NO_LIST,
    ListError.PAYEE_NOT_LISTED,
    ListError.TWO_ON_ONE_ACCOUNT,
    ListError.PAID_AFTER_DEATH,
    ListError.WRONG_AMOUNT,
)
"""What somebody can know who has one person before them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the tables show of a person and a month. ``listed``: the unit has a list at all;
    ``sharing``: how many are paid into the account that the payment names; ``dead_since``: the
    month in which a death was reported; ``due``: the amount in đồng by the record, and ``paid`` by
    the lists, of the one month."""

    payment: Payment | None
    problem: ListProblem | None
    listed: bool
    sharing: int
    dead_since: Month | None
    due: int | None
    paid: int


def shown_by(seen: Seen) -> ListError | None:
    """What they contradict each other in, the gravest first. That two are paid into one account is
    usual where one person collects for both (DOMAIN.md §1.2), so that comes last."""
    payment = seen.payment
    if payment is None:
        return ListError.ON_NO_LIST if seen.listed else None
    if seen.dead_since is not None and seen.dead_since < payment.month:
        return ListError.PAID_AFTER_DEATH
    if payment.reason is FailedBecause.PAYEE_NOT_LISTED:
        return ListError.PAYEE_NOT_LISTED
    if seen.problem is not None:
        return ListError(seen.problem.value)
    if seen.due is not None and seen.paid != seen.due:
        return ListError.WRONG_AMOUNT
    return ListError.TWO_ON_ONE_ACCOUNT if seen.sharing > 1 else None
