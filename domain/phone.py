"""Phone numbers of Vietnam, made one form: ``0`` and nine digits (DOMAIN.md §2.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.words import clean

_SHORTENED_IN_2018 = {
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036", "0167": "037",
    "0168": "038", "0169": "039", "0120": "070", "0121": "079", "0122": "077", "0126": "076",
    "0128": "078", "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
_MOBILE = re.compile(r"0[35789]\d{8}")


_FIXED_LINE = re.compile(r"02\d{8,9}")
_LENGTH = 10


class PhoneState(StrEnum):
    """What a number is worth to who wants to write to it."""

    VALID = "valid"
    CONVERTIBLE_2018 = "convertible_2018"  # of 11 digits until then: made the one of today
    FIXED_LINE = "fixed_line"  # no message reaches it
    WRONG_LENGTH = "wrong_length"
    IMPOSSIBLE_PREFIX = "impossible_prefix"


@dataclass(frozen=True, slots=True)
class PhoneRead:
    """``number`` is in the form it is kept in; empty where there is none."""

    state: PhoneState
    number: str = ""


def read_phone(text: str) -> PhoneRead:
    """Takes 0…, 84…, +84…, +84 (0)… and 0084…, with spaces, dots, dashes, and 11 digits of
    before 2018."""
    digits = _at_home(re.sub(r"[^\d]", "", clean(text)))
    if len(digits) == _LENGTH + 1 and digits[:4] in _SHORTENED_IN_2018:
        number = _SHORTENED_IN_2018[digits[:4]] + digits[4:]
        return PhoneRead(PhoneState.CONVERTIBLE_2018, number)
    if _MOBILE.fullmatch(digits):
        return PhoneRead(PhoneState.VALID, digits)
    if _FIXED_LINE.fullmatch(digits):
        return PhoneRead(PhoneState.FIXED_LINE, digits)
    if len(digits) != _LENGTH:
        return PhoneRead(PhoneState.WRONG_LENGTH)
    return PhoneRead(PhoneState.IMPOSSIBLE_PREFIX)


def canonical(text: str) -> str | None:
    """A mobile number as it is kept; None where it is none."""
    read = read_phone(text)
    reached = read.state in {PhoneState.VALID, PhoneState.CONVERTIBLE_2018}
    return read.number if reached else None


def _at_home(digits: str) -> str:
    for abroad in ("0084", "84"):
        if digits.startswith(abroad) and len(digits) >= len(abroad) + 9:
            return "0" + digits.removeprefix(abroad).removeprefix("0")
    return digits
