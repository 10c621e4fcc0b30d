"""What is remembered of one address, and of the dialogue open with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.message import Address
from domain.place import UnitKey

Pairs = tuple[tuple[str, str], ...]
"""Ordered, because *back* drops the last one."""

IDLE = timedelta(days=1)
"""After this long nobody remembers what was asked: offer to go on or to start again."""


@dataclass(frozen=True, slots=True)
class Home:
    """The unit, and perhaps the point, that a person asked to have remembered."""

    unit: UnitKey
    point: int | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A dialogue that waits for an answer. ``asking`` numbers the asking, for its taps.

    ``order`` is that of the message after which it was asked; an older one cannot answer it.
    ``secret``: what answers it must stay on no screen and in no store. ``doubted``: what was said
    last that may be an answer or another question, until it is told which.
    """

    dialogue: str
    answers: Pairs
    asked: str
    asking: int
    order: int
    secret: bool = False
    doubted: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A question that was answered last: it can be said again in another language, or gone back
    into. Only for dialogues that look and file nothing."""

    dialogue: str
    answers: Pairs


@dataclass(frozen=True, slots=True)
class Held:
    """What staff asked before they had signed in: a dialogue and how it was to begin."""

    dialogue: str
    answers: Pairs
    said: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Left:
    """A half-finished dialogue that was left for another question, until when it can be taken up
    again."""

    dialogue: str
    answers: Pairs
    until: datetime


@dataclass(frozen=True, slots=True)
class Chosen:
    """The conversation into which an officer writes from here. ``order`` is that of the message
    with which it was chosen: one of before was meant for another."""

    talk: int
    order: int


@dataclass(slots=True)
class Session:
    """The turn's working copy, loaded locked and saved once.

    ``linked``: somebody's record may be opened here, or is still to be agreed to. ``staff``: it is
    an address of the staff. ``signed_in_at``: when they last proved here who they are.
    ``shown``: the choices that were shown last. ``beneath``: those of the question that stands open
    beneath them. ``stopped_at``: since when this address wants no message that it did not ask for.
    ``forgotten``: in this turn; whoever writes next from there is new. ``talk``: the conversation
    in which an officer answers whoever writes here. ``chosen``: that into which an officer writes.
    ``missed``: how many messages in a row nobody here has understood.
    """

    id: int
    address: Address
    version: int
    linked: bool = False
    staff: bool = False
    language: str | None = None
    home: Home | None = None
    open: Open | None = None
    done: Done | None = None
    held: Held | None = None
    left: Left | None = None
    missed: int = 0
    shown: Pairs = ()
    beneath: Pairs = ()
    run: int = 0
    failures: int = 0
    heard_order: int = -1
    heard_at: datetime | None = None
    signed_in_at: datetime | None = None
    stopped_at: datetime | None = None
    lost: bool = False
    forgotten: bool = False
    talk: int | None = None
    chosen: Chosen | None = None

    def holds(self, now: datetime) -> bool:
        """Something waits for the sign-in, and not for too long."""
        return self.held is not None and now < self.held.until

    @property
    def on_screen(self) -> Pairs:
        """All choices that can be seen: the last ones first."""
        return (*self.shown, *self.beneath)

    def idle_since(self, now: datetime) -> bool:
        return self.open is not None and self.heard_at is not None and now - self.heard_at > IDLE
