"""Codes to try every role with, and the people behind them, each in a fixed situation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.account import AccountState, ListProblem
from domain.payout import Way
from domain.person import Relation, Sex
from domain.text import Month
from storage.demo.categories import Birth
from storage.demo.people import Who

_ROLES = {
    Relation.SELF: "beneficiary",
    Relation.GUARDIAN: "guardian",
    Relation.AUTHORISED: "authorised",
}


@dataclass(frozen=True, slots=True)
class DemoCode:
    """``name`` and ``birth_year`` are those of the beneficiary whom the code opens.

    ``situation`` is for whoever tries it.
    """

    role: str
    name: str
    code: str
    birth_year: int
    situation: str


class Fate(StrEnum):
    """What is settled of a person's payment this month beforehand."""

    AS_CALENDAR = "as_calendar"
    CREDITED = "credited"
    NAME_DIFFERS = "name_differs"
    RETURNED = "returned"
    COLLECTED = "collected"
    ARREARS = "arrears"
    INACTIVE = "inactive"
    NO_CODE = "no_code"
    ON_NO_LIST = "on_no_list"


@dataclass(frozen=True, slots=True)
class Part:
    """One person of the demo. ``ward`` is the code of the old ward they live in.

    ``account`` is the state of the account of who has one.
    """

    code: str
    who: Who
    ward: str
    situation: str
    fate: Fate = Fate.AS_CALENDAR
    way: Way = Way.CASH
    relation: Relation = Relation.SELF
    account: AccountState = AccountState.USABLE
    listed_wrong: ListProblem | None = None

    @property
    def as_code(self) -> DemoCode:
        role, birth_year = _ROLES[self.relation], self.who.birth.year
        return DemoCode(role, self.who.name, self.code, birth_year, self.situation)


_SINCE = Month(2025, 7)


def _woman(name: str, birth_year: int, category: str) -> Who:
    return Who(name, Sex.FEMALE, Birth(birth_year), category, _SINCE)


def _man(name: str, birth_year: int, category: str) -> Who:
    return Who(name, Sex.MALE, Birth(birth_year), category, _SINCE)


def _born(name: str, sex: Sex, day: date, category: str) -> Who:
    return Who(name, sex, Birth(day.year, day), category, _SINCE)


CAST = (
    Part("DAWN3467", _woman("Néang Sa Rim", 1948, "K5a"), "30526", "cash, payday tomorrow"),
    Part(
        "GRAN4673",
        _woman("Nguyễn Thị Lành", 1944, "HTXH"),
        "30316",
        "social pension, cash, payday today",
    ),
    Part(
        "CARD6734",
        _man("Trần Văn Sáu", 1959, "K6b"),
        "30505",
        "account, money credited",
        Fate.CREDITED,
        Way.ACCOUNT,
    ),
    Part(
        "NAME7346",
        _woman("Lê Thị Bảy", 1951, "K5a"),
        "30325",
        "account, payment failed: the bank has another name",
        Fate.NAME_DIFFERS,
        Way.ACCOUNT,
    ),
    Part(
        "RTRN3764",
        _man("Phạm Văn Tư", 1946, "HTXH"),
        "30331",
        "cash, returned as not collected",
        Fate.RETURNED,
    ),
    Part(
        "WATR4376",
        _man("Chau Sóc Khone", 1956, "K6a"),
        "30538",
        "cash, payday postponed to a new day",
    ),
    Part(
        "WHEN7463",
        _woman("Huỳnh Thị Chín", 1949, "HTXH"),
        "30541",
        "cash, payday postponed, new day not known",
    ),
    Part("DRFT6473", _man("Võ Văn Mười", 1950, "HTXH"), "30520", "cash, payday only planned"),
    Part(
        "REAR3674",
        _woman("Đặng Thị Hoa", 1957, "K5a"),
        "30517",
        "cash next week, with arrears (made from October 2026 to January 2027 only)",
        Fate.ARREARS,
    ),
    Part(
        "DARA7934",
        _born("Chau Dara", Sex.MALE, date(2016, 5, 20), "K1"),
        "30532",
        "orphan, cash in two days; the sister's code is NARY4793",
        relation=Relation.GUARDIAN,
    ),
    Part(
        "NARY4793",
        _born("Néang Channary", Sex.FEMALE, date(2019, 11, 2), "K1"),
        "30532",
        "orphan, cash in two days; the brother's code is DARA7934",
        relation=Relation.GUARDIAN,
    ),
    Part(
        "HAND9374",
        _born("Nguyễn Hữu Phước", Sex.MALE, date(1985, 8, 14), "K6a"),
        "30505",
        "person with a disability, cash next week",
        relation=Relation.AUTHORISED,
    ),
    Part(
        "HAVE6947",
        _woman("Bùi Thị Út", 1940, "HTXH"),
        "30325",
        "cash, collected already",
        Fate.COLLECTED,
    ),
    Part(
        "EMPT7639",
        _man("Hồ Văn Hai", 1953, "K5a"),
        "30511",
        "entitled, but on no list this month",
        Fate.ON_NO_LIST,
    ),
    Part(
        "MADE3479",
        _woman("Néang Kim Phượne", 1961, "K6b"),
        "30526",
        "account with a card, money credited",
        Fate.CREDITED,
        Way.ACCOUNT,
        account=AccountState.CARD_ISSUED,
    ),
    Part(
        "WTNG3746",
        _man("Lê Văn Năm", 1952, "K5a"),
        "30502",
        "account waiting to be activated",
        Fate.AS_CALENDAR,
        Way.ACCOUNT,
        account=AccountState.WAITING_FOR_ACTIVATION,
    ),
    Part(
        "PHNE4637",
        _woman("Trần Thị Mười", 1947, "K5a"),
        "30316",
        "account, the bank's code does not arrive",
        Fate.NO_CODE,
        Way.ACCOUNT,
        account=AccountState.OTP_NOT_ARRIVING,
    ),
    Part(
        "NEWA4763",
        _man("Chau Phol", 1955, "K5a"),
        "30532",
        "account opened, not linked to the list yet",
        Fate.INACTIVE,
        Way.ACCOUNT,
        account=AccountState.OPENED,
    ),
    Part(
        "PAPR6437",
        _woman("Võ Thị Tám", 1958, "K6b"),
        "30517",
        "usable account, but on the cash list",
        Fate.AS_CALENDAR,
        Way.ACCOUNT,
        listed_wrong=ListProblem.ACCOUNT_BUT_CASH_LIST,
    ),
    Part(
        "GAVE7364",
        _man("Chau Rinh", 1950, "K5a"),
        "30538",
        "no account, only details collected, but on the account list",
        listed_wrong=ListProblem.NO_ACCOUNT_BUT_ACCOUNT_LIST,
    ),
)

CODES: tuple[DemoCode, ...] = tuple(part.as_code for part in CAST)
"""Fixed and reusable: 8 characters, none of which looks or sounds like another."""
