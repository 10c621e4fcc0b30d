"""Who has an account and is not seen paid: what the officer who rang them up was told."""

from __future__ import annotations

from enum import StrEnum


class Asked(StrEnum):
    """One tap each; the newest answer of a month counts."""

    NO_CODE = "no_code"  # the code of the bank does not arrive
    WRONG_DATA = "wrong_data"
    PAID_CASH = "paid_cash"
    MOVED = "moved"
    DIED = "died"
    NOT_REACHED = "not_reached"  # nobody was spoken to: stays on the list

    @property
    def says_why(self) -> bool:
        return self is not Asked.NOT_REACHED
