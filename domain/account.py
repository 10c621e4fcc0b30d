"""Bank accounts that receive an allowance."""

from enum import StrEnum


class AccountState(StrEnum):
    """From the first paper to money in the hand (DOMAIN.md §1.6, §5)."""

    DETAILS_COLLECTED = "details_collected"
    OPENED = "opened"
    WAITING_FOR_ACTIVATION = "waiting_for_activation"
    OTP_NOT_ARRIVING = "otp_not_arriving"
    USABLE = "usable"
    CARD_ISSUED = "card_issued"
    CLOSED = "closed"
