"""What an operator may know of a turn: which dialogue heard the message, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.place import UnitKey


class TurnOutcome(StrEnum):
    """``LATE``: it was meant for an earlier question. ``IGNORED``: it was not meant for us.
    ``PASSED_ON``: words for the other side of a human conversation.
    ``UNCONFIRMED``: nothing was committed, so the channel keeps the message and brings it again."""

    ASKED = "asked"
    ANSWERED = "answered"
    PASSED_ON = "passed_on"
    NOT_UNDERSTOOD = "not_understood"
    LATE = "late"
    REFUSED = "refused"
    IGNORED = "ignored"
    REPEATED = "repeated"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class TurnSeen:
    """Nothing of who spoke and what was said. ``dialogue`` is empty where none heard it. ``unit``:
    the place that the phone has named as its own. ``by_staff``: whoever works here has spoken.
    ``warned``: of fraud."""

    dialogue: str
    outcome: TurnOutcome
    unit: UnitKey | None = None
    by_staff: bool = False
    warned: bool = False
