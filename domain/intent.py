"""What a person wants who writes freely, and how sure we are of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.gazetteer import Found
from domain.text import Month


class Intent(StrEnum):
    """What may be asked of us; by these names in examples, commands and reports."""

    PAYOUT_DATE = "payout_date"
    ACCOUNT_STATUS = "account_status"
    NEAREST_POINT = "nearest_point"
    HOW_MUCH = "how_much"
    MONEY_NOT_RECEIVED = "money_not_received"
    OTP_PROBLEM = "otp_problem"
    ACCOUNT_HELP = "account_help"  # PIN, password, a card that is lost, how the account is used
    CORRECT_INFO = "correct_info"
    REPORT_CHANGE = "report_change"
    TALK_TO_HUMAN = "talk_to_human"
    CHANGE_LANGUAGE = "change_language"
    HELP = "help"
    NONE = "none"


ABOUT_MONEY = frozenset(
    {
        Intent.PAYOUT_DATE,
        Intent.ACCOUNT_STATUS,
        Intent.NEAREST_POINT,
        Intent.HOW_MUCH,
        Intent.MONEY_NOT_RECEIVED,
    }
)
"""A wrong answer to one of these sends somebody on a way for nothing."""


class Flag(StrEnum):
    """What may stand beside an intent, and has an answer of its own."""

    OTHER_PROGRAMME = "other_programme"
    BANK_SMS = "bank_sms"
    SCAM = "scam"
    SECRET_DISCLOSED = "secret_disclosed"  # noqa: S105 - the name of a flag
    EMERGENCY = "emergency"


class Aside(StrEnum):
    """What is no intent and yet has an answer: these count as none."""

    GREETING = "greeting"  # and thanks
    APPLICATION = "application"  # to be given the allowance at all


class Outcome(StrEnum):
    SURE = "sure"
    TWO = "two"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Slots:
    """What was named in the same words. ``place``: the unit, as the gazetteer found it. ``lunar``:
    a day of the moon was named, which is asked back. ``whom``: a word of kin, such as *má*.
    ``point``: ``post``, ``bank``, ``atm`` or ``commune``. ``amount`` in đồng. ``case``: its
    number."""

    place: Found | None = None
    day: date | None = None
    month: Month | None = None
    lunar: bool = False
    whom: str | None = None
    point: str | None = None
    amount: int | None = None
    case: str | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """``language`` is that of the message, ``vi`` or ``km``; ``score`` from 0 to 1. ``second`` is
    what else it may mean; only with `Outcome.TWO` is it to be asked."""

    intent: Intent
    language: str
    score: float
    outcome: Outcome
    second: Intent | None = None
    flags: frozenset[Flag] = frozenset()
    aside: Aside | None = None
    slots: Slots = field(default_factory=Slots)
