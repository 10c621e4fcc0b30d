"""Why the code of a bank does not arrive (DOMAIN.md §5), and how somebody is paid meanwhile."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.payout import Payment, Stage
from domain.text import Month


class Group(StrEnum):
    """What staff see first; each cause stands in one of these."""

    NUMBER = "number"
    SIM = "sim"
    DEVICE = "device"
    BANK = "bank"
    READING = "reading"
    NO_PHONE = "no_phone"


class Cause(StrEnum):
    WRONG_NUMBER_ON_RECORD = "wrong_number_on_record"
    NUMBER_CHANGED = "number_changed"
    NUMBER_OF_OTHER_PERSON = "number_of_other_person"
    SHARED_NUMBER = "shared_number"
    SIM_NOT_VERIFIED = "sim_not_verified"
    SIM_MOVED_TO_NEW_PHONE = "sim_moved_to_new_phone"
    ONE_WAY_LOCK = "one_way_lock"
    TWO_WAY_LOCK = "two_way_lock"
    PREPAID_EXPIRED = "prepaid_expired"
    PHONE_2G = "phone_2g"
    NO_COVERAGE = "no_coverage"
    INBOX_FULL = "inbox_full"
    BLOCKED_SENDER = "blocked_sender"
    DUAL_SIM = "dual_sim"
    PHONE_OFF_OR_BROKEN = "phone_off_or_broken"
    OTP_EXPIRED = "otp_expired"
    TOO_MANY_REQUESTS = "too_many_requests"
    SMART_OTP = "smart_otp"
    BANK_NOT_BIOMETRIC = "bank_not_biometric"
    ACCOUNT_INACTIVE = "account_inactive"
    BANK_OR_AGGREGATOR_DOWN = "bank_or_aggregator_down"
    CANNOT_READ = "cannot_read"
    DELETED_OR_IGNORED = "deleted_or_ignored"
    HELPER_HAS_PHONE = "helper_has_phone"
    NO_PHONE = "no_phone"
    UNKNOWN = "unknown"


CAUSES: Mapping[Group, tuple[Cause, ...]] = {
    Group.NUMBER: (
        Cause.NUMBER_CHANGED,
        Cause.WRONG_NUMBER_ON_RECORD,
        Cause.NUMBER_OF_OTHER_PERSON,
        Cause.SHARED_NUMBER,
    ),
    Group.SIM: (
        Cause.SIM_NOT_VERIFIED,
        Cause.SIM_MOVED_TO_NEW_PHONE,
        Cause.TWO_WAY_LOCK,
        Cause.ONE_WAY_LOCK,
        Cause.PREPAID_EXPIRED,
    ),
    Group.DEVICE: (
        Cause.PHONE_2G,
        Cause.NO_COVERAGE,
        Cause.INBOX_FULL,
        Cause.BLOCKED_SENDER,
        Cause.DUAL_SIM,
        Cause.PHONE_OFF_OR_BROKEN,
    ),
    Group.BANK: (
        Cause.OTP_EXPIRED,
        Cause.TOO_MANY_REQUESTS,
        Cause.SMART_OTP,
        Cause.BANK_NOT_BIOMETRIC,
        Cause.ACCOUNT_INACTIVE,
        Cause.BANK_OR_AGGREGATOR_DOWN,
    ),
    Group.READING: (Cause.CANNOT_READ, Cause.DELETED_OR_IGNORED, Cause.HELPER_HAS_PHONE),
    Group.NO_PHONE: (Cause.NO_PHONE,),
}
"""The likeliest first. ``UNKNOWN`` stands in no group: it is offered beside them."""


class AtBank(StrEnum):
    """Whether the number that the bank has is the person's."""

    RIGHT = "right"
    WRONG = "wrong"
    NOT_KNOWN = "not_known"
    NONE = "none"


_SAYS_ITSELF: Mapping[Cause, AtBank] = {
    Cause.NUMBER_CHANGED: AtBank.WRONG,
    Cause.WRONG_NUMBER_ON_RECORD: AtBank.WRONG,
    Cause.NUMBER_OF_OTHER_PERSON: AtBank.WRONG,
    Cause.CANNOT_READ: AtBank.RIGHT,  # the message came
    Cause.DELETED_OR_IGNORED: AtBank.RIGHT,
    Cause.NO_PHONE: AtBank.NONE,
}


def number_by(cause: Cause) -> AtBank | None:
    """What the cause says of the number already, so that nobody is asked; else None."""
    return _SAYS_ITSELF.get(cause)


class Tried(StrEnum):
    """What has been tried before it was reported."""

    NOTHING = "nothing"
    NEW_CODE = "new_code"
    RESTARTED = "restarted"
    SIM_CHECKED = "sim_checked"
    BANK_ASKED = "bank_asked"


class Meanwhile(StrEnum):
    """How they are paid until the money in the account can be had."""

    POINT = "point"
    HOME = "home"
    WAIT = "wait"
    NOT_SAID = "not_said"  # the person reported it themselves: the officer is yet to say


@dataclass(frozen=True, slots=True)
class OtpFailure:
    """What an officer says of it. ``on`` and ``point``: where cash is handed out meanwhile, and
    when, as far as the calendar knows. ``was``: the day for which it was promised before, which has
    gone by. ``first``: the first month that is paid so; None for that of now.
    ``off``: the day for which cash was promised, and is no more."""

    cause: Cause
    number: AtBank
    since: date
    tried: Tried
    meanwhile: Meanwhile
    on: date | None = None
    point: int | None = None
    was: date | None = None
    first: Month | None = None
    off: date | None = None

    @property
    def promised(self) -> date | None:
        """The day for which cash is promised."""
        return self.on if self.meanwhile is Meanwhile.POINT else None

    def instead_of(self, before: OtpFailure) -> OtpFailure:
        """What is said now, with the day that was promised before, where that is off."""
        day = before.promised or before.off
        return replace(self, off=None if day == self.promised else day)

    def written(self) -> str:
        """As it is kept, sealed, with its case; the cause stands there in the clear."""
        return json.dumps(
            {
                "number": self.number.value,
                "since": self.since.isoformat(),
                "tried": self.tried.value,
                "meanwhile": self.meanwhile.value,
                "on": self.on and self.on.isoformat(),
                "point": self.point,
                "was": self.was and self.was.isoformat(),
                "first": self.first and str(self.first),
                "off": self.off and self.off.isoformat(),
            }
        )

    @classmethod
    def read(cls, cause: str, written: str) -> OtpFailure | None:
        """None where it cannot be read; what a later program wrote must not break this one."""
        try:
            said = json.loads(written)
            return cls(
                Cause(cause),
                AtBank(said["number"]),
                date.fromisoformat(said["since"]),
                Tried(said["tried"]),
                Meanwhile(said["meanwhile"]),
                date.fromisoformat(said["on"]) if said["on"] else None,
                said["point"],
                date.fromisoformat(said["was"]) if said.get("was") else None,
                Month.parse(said["first"]) if said.get("first") else None,
                date.fromisoformat(said["off"]) if said.get("off") else None,
            )
        except (ValueError, KeyError, TypeError):
            return None


_AT_THE_BANK = frozenset({Stage.SENT, Stage.CREDITED, Stage.FAILED})


def since_when(payment: Payment | None, today: date) -> date:
    """Proposed: since the money went to the bank; today, where it is not known to be there."""
    return payment.stage_on if payment and payment.stage in _AT_THE_BANK else today
