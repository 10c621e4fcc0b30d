"""What is reported, so that somebody looks at it: each with a number one can read out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum

_NUMBER_BEGINS = "AS"
_DIGITS = 6


class CaseKind(StrEnum):
    LIST_PROBLEM = "list_problem"


class CaseState(StrEnum):
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Case:
    id: int
    number: str
    kind: CaseKind
    state: CaseState


def new_number() -> str:
    """``AS-204817``: begins with letters, so that it is never taken for a code of a bank."""
    return f"{_NUMBER_BEGINS}-{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
