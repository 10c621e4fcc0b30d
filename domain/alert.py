"""What whoever runs the service is told of: which troubles there are, and when one stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

AGAIN = timedelta(minutes=9)
"""What is looked at every five minutes was so the last time too, if it was so this long ago; one
time was left out, if it was longer ago."""


class AlertKind(StrEnum):
    """Beside each: what it is about, and its number."""

    UNSENT = "unsent"  # a channel; minutes that the oldest has waited
    LISTS = "lists"  # a payday; units without a list that holds for it
    DISK = "disk"  # percent that is free
    BACKUP = "backup"  # days since the newest copy, -1 without one
    CERTIFICATE = "certificate"  # a host; days left, negative where it has run out
    NOT_TRUSTED = "not_trusted"  # a host; days left
    JOB = "job"  # its name; hours since it ran, -1 where it broke off
    SEALS = "seals"  # hours since something was written that has no seal
    AUDIT = "audit"  # triggers that are missing
    ALTERED = "altered"  # the audit is not as it was left
    KEYS = "keys"
    CODES = "codes"  # a bank by its number; how many of its codes did not arrive within an hour
    CLOCK = "clock"  # seconds apart
    TOKEN = "token"  # noqa: S105 - a channel that refuses it


COPY_HOLDS = timedelta(days=2)
"""So old the newest copy of the store may be."""

LOOK_HOLDS = timedelta(hours=1)
"""Of what was looked at longer ago nobody knows how it stands."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is not in order now. Two with one kind and subject are the same."""

    kind: AlertKind
    about: str = ""
    value: int = 0


def stands(ended_at: datetime | None, now: datetime) -> bool:
    """Whether what is there now was there the last time: once is no alert, nor is once not there
    its end. What is first seen has begun and ended in that moment."""
    return ended_at is None or now - ended_at < AGAIN
