"""What people agree to, each purpose apart (Law 91/2025/QH15: explicit, separate, withdrawable)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

VERSION = 1
"""Of the words of the question; raised whenever they change their meaning."""


class Purpose(StrEnum):
    ANSWERS = "answers"  # to open the person's record on this address, and answer from it
    NOTICES = "notices"  # to write first


@dataclass(frozen=True, slots=True)
class Consent:
    """Asked and answered. ``channel`` and ``language``: where and in which words."""

    purpose: Purpose
    person: int
    given: bool
    version: int
    language: str
    channel: str
    at: datetime
