"""Phone numbers of Vietnam, made one form: ``0`` and nine digits (DOMAIN.md §2.2)."""

from __future__ import annotations

import re

from domain.words import clean

_SHORTENED_IN_2018 = {
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036", "0167": "037",
    "0168": "038", "0169": "039", "0120": "070", "0121": "079", "0122": "077", "0126": "076",
    "0128": "078", "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
_MOBILE = re.compile(r"0[35789]\d{8}")


def canonical(text: str) -> str | None:
    """A mobile number as it is kept; None where it is none. Takes 0…, 84…, +84… and 0084…."""
    digits = re.sub(r"[^\d]", "", clean(text))
    for abroad in ("0084", "84"):
        if digits.startswith(abroad) and len(digits) >= len(abroad) + 9:
            digits = "0" + digits.removeprefix(abroad)
            break
    if len(digits) == 11 and digits[:4] in _SHORTENED_IN_2018:
        digits = _SHORTENED_IN_2018[digits[:4]] + digits[4:]
    return digits if _MOBILE.fullmatch(digits) else None
