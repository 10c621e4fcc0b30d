"""What is made, before it is sealed and written: one class per table."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from domain.account import AccountState
from domain.payout import FailedBecause, PayoutDay, Stage, Way
from domain.person import Programme, Relation, Sex
from domain.place import PaymentPoint, UnitKey
from domain.text import Month
from storage.demo.categories import Birth, Entitlement
from storage.demo.wards import Ward


@dataclass(frozen=True, slots=True, eq=False)
class Beneficiary:
    """``ward`` is the old unit they live in; ``unit`` the one their layer knows them by."""

    id: int
    unit: UnitKey
    ward: Ward
    name: str
    sex: Sex
    birth: Birth
    citizen_id: str | None
    phone: str | None
    way: Way
    point: int | None
    entitlements: tuple[Entitlement, ...]

    @property
    def programme(self) -> Programme:
        return self.entitlements[0].programme

    def halves(self, month: Month) -> int:
        """The coefficient of a month. Raises LookupError where nothing is due."""
        for one in self.entitlements:
            if one.from_month <= month and (one.to_month is None or month <= one.to_month):
                return one.halves
        raise LookupError(f"person {self.id} is entitled to nothing in {month}")


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """``number`` is empty while only the details have been collected."""

    id: int
    person: Beneficiary
    bank: str
    number: str
    holder: str
    state: AccountState
    state_on: date
    opened_on: date | None


@dataclass(frozen=True, slots=True)
class PaymentList:
    id: int
    month: Month
    unit: UnitKey
    programme: Programme
    way: Way
    made_on: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a payment has come, since when, and why no further."""

    stage: Stage
    on: date
    reason: FailedBecause | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    id: int
    list_id: int
    person: Beneficiary
    month: Month
    way: Way
    account: Account | None
    point: int | None
    amount: int
    arrears: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class LinkCode:
    id: int
    code: str
    person: Beneficiary
    relation: Relation


@dataclass(slots=True)
class Invented:
    """One layer."""

    points: list[PaymentPoint] = field(default_factory=list)
    days: list[PayoutDay] = field(default_factory=list)
    people: list[Beneficiary] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    lists: list[PaymentList] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    codes: list[LinkCode] = field(default_factory=list)
