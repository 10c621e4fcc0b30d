"""Another way of being paid: which there are, and who may hold the account, by age and capacity."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.account import ACCOUNT_HOLDER_FROM
from domain.payout import Way
from domain.person import Person, Relation


class PayWish(StrEnum):
    OPEN_ACCOUNT = "open_account"
    USE_ACCOUNT = "use_account"  # the one there is
    CASH = "cash"
    OTHER_BANK = "other_bank"
    WALLET = "wallet"
    VNEID = "vneid"  # the account for social security that one names there oneself


class Capacity(StrEnum):
    """To act for oneself, as the law sees it (Civil Code 91/2015/QH13, Articles 19 to 24)."""

    FULL = "full"
    HARD_TO_UNDERSTAND = "hard_to_understand"
    LIMITED = "limited"  # or none, by a court


class Holder(StrEnum):
    SELF = "self"
    REPRESENTATIVE = "representative"  # by law: of a child its parents
    GUARDIAN = "guardian"


def holder_of(age: int, capacity: Capacity) -> Holder:
    """In whose hands the account is (Circular 17/2024/TT-NHNN; DOMAIN.md §1.5)."""
    if age < ACCOUNT_HOLDER_FROM or capacity is Capacity.LIMITED:
        return Holder.REPRESENTATIVE
    return Holder.GUARDIAN if capacity is Capacity.HARD_TO_UNDERSTAND else Holder.SELF


def surely_aged(person: Person, today: date) -> int:
    """Whole years that somebody has for certain: by the year of birth alone it may be one less."""
    return person.age_by(today) - (person.birth_day is None)


def capacity_for(relation: Relation) -> Capacity:
    """As far as it is known who collects for a grown person: a letter of authorisation can only be
    given by who acts for themselves, a guardian stands for who cannot."""
    return Capacity.HARD_TO_UNDERSTAND if relation is Relation.GUARDIAN else Capacity.FULL


ONES_OWN = frozenset({PayWish.WALLET, PayWish.VNEID})
"""Nobody else can do it for them: the name must be that of who is paid."""

_OF_AN_ACCOUNT = frozenset(
    {PayWish.OPEN_ACCOUNT, PayWish.OTHER_BANK, PayWish.WALLET, PayWish.VNEID}
)


def needs_holder(wish: PayWish) -> bool:
    """Whether it matters who may hold the account."""
    return wish in _OF_AN_ACCOUNT


def can_have(wish: PayWish, holder: Holder) -> bool:
    return wish not in ONES_OWN or holder is Holder.SELF


def wishes(way: Way, *, has_account: bool, of_age: bool) -> tuple[PayWish, ...]:
    """What somebody can ask for who is paid so now. ``of_age``: to hold an account themselves."""
    to_account = PayWish.USE_ACCOUNT if has_account else PayWish.OPEN_ACCOUNT
    first = PayWish.CASH if way is Way.ACCOUNT else to_account
    bank = (PayWish.OTHER_BANK,) if has_account else ()
    return (first, *bank, *((PayWish.VNEID, PayWish.WALLET) if of_age else ()))


@dataclass(frozen=True, slots=True)
class WayAsked:
    """What somebody asks for; ``holder`` is None where it does not matter."""

    wish: PayWish
    holder: Holder | None = None

    def written(self) -> str:
        """As it is kept, sealed, with its case; the wish stands there in the clear."""
        return json.dumps({"holder": self.holder and self.holder.value})

    @classmethod
    def read(cls, cause: str | None, written: str) -> WayAsked | None:
        """None where it cannot be read; what a later program wrote must not break this one."""
        try:
            holder = json.loads(written)["holder"] if written else None
            return cls(PayWish(cause or ""), Holder(holder) if holder else None)
        except (ValueError, KeyError, TypeError):
            return None
