"""What may be done with a message: what `route` decides, and a turn does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from domain.intent import Understood
from domain.session import Pairs
from handlers.menu_line import Line
from handlers.talk import Heard


@dataclass(frozen=True, slots=True)
class Begin:
    """A dialogue, with answers already given; ``said`` may answer its first question. ``warns``:
    what is said above it. ``leaves``: a half-finished dialogue for this one, to be taken up again.
    ``words``: what was written, where it is a warning; an officer who is waited for reads it too.
    """

    line: Line
    answers: Pairs = ()
    said: Heard | None = None
    warns: Begin | None = None
    leaves: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The open question may have it. ``warns``: what is said above what follows. ``told``: they
    were asked whether it is the answer, and said so."""

    heard: Heard
    warns: Begin | None = None
    told: bool = False


@dataclass(frozen=True, slots=True)
class Unsure:
    """Words that no open question takes, and of which it is not sure what they mean."""

    words: str
    understood: Understood


class Turn(Enum):
    """What a message means to the conversation itself."""

    PASS_ON = auto()  # to the other side of a human conversation
    SILENT = auto()  # an officer answers, and not the assistant
    NOT_CHANGED = auto()  # words that were passed on are not taken back

    BACK = auto()
    CANCEL = auto()
    EARLIER_QUESTION = auto()
    TOO_LATE = auto()
    TOO_LONG = auto()
    IDLE = auto()
    NOTHING = auto()
    NOT_UNDERSTOOD = auto()


Step: TypeAlias = "Begin | Answer | Unsure | Turn"
