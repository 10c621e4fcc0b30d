"""One-time codes that link an address to a person, or invite a member of staff."""

from __future__ import annotations

import secrets
from datetime import timedelta

LETTERS = "ACDEFGHJKLMNPQRTVWXY"
DIGITS = "34679"
"""Without what looks alike in print or by hand: B 8, I 1, O 0, S 5, U V, Z 2."""

LENGTH = 8
VALID_FOR = timedelta(days=45)
WRONG_YEARS_BURN = 3
PAIRED_FOR = timedelta(minutes=10)
"""So long a number that one phone shows to an officer in front of it is good."""

_PAIR_DIGITS = 6


def new_code() -> str:
    """Eight characters, at least two letters, so that it is never taken for a number of a bank,
    and at least one digit, so that it is never taken for a word."""
    while True:
        code = "".join(secrets.choice(LETTERS + DIGITS) for _ in range(LENGTH))
        letters = sum(one in LETTERS for one in code)
        if 2 <= letters < LENGTH:
            return code


def is_code(text: str) -> bool:
    """Whether `new_code` may have made it; in capitals."""
    letters = sum(one in LETTERS for one in text)
    return len(text) == LENGTH and set(text) <= set(LETTERS + DIGITS) and 2 <= letters < LENGTH


def new_pair_number() -> str:
    """Six digits, to be read aloud to who stands in front."""
    return f"{secrets.randbelow(10**_PAIR_DIGITS):0{_PAIR_DIGITS}d}"


def in_halves(code: str) -> str:
    """``DAWN 3467``: how a code is shown and said."""
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"
