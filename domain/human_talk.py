"""A conversation between a citizen and an officer, carried by the service: what it is, what is told
in it, and how people say that it is over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.person import Relation
from domain.place import UnitKey
from domain.words import folded

AT_MOST = 8
"""So many conversations an officer is shown to choose from."""


class Said(StrEnum):
    """What is told in a conversation: words, or what has become of it."""

    WORDS = "words"
    VOICE = "voice"
    PHOTO = "photo"  # of which it was said that no code stands in it
    NOT_PASSED = "not_passed"  # a photo of which nobody has said that
    OPENED = "opened"  # to the citizen: an officer is there
    MOVED = "moved"  # another officer answers from now on
    WAITS = "waits"  # nobody answers any more, until somebody else of the unit does
    ENDED = "ended"
    QUIET = "quiet"
    UNLINKED = "unlinked"


SPOKEN = frozenset({Said.WORDS, Said.VOICE, Said.PHOTO})
"""What one side says to the other."""


class Ended(StrEnum):
    """Why a conversation is over."""

    BY_CITIZEN = "by_citizen"
    BY_OFFICER = "by_officer"
    QUIET = "quiet"
    CASE_OVER = "case_over"
    UNLINKED = "unlinked"
    GONE = "gone"  # nothing reaches the citizen any more
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class HumanTalk:
    """``session``: where the citizen writes. ``officer``: who answers; None while nobody does.
    ``desk``: the address at which that officer reads it. ``heard_at``: when the citizen wrote
    last. ``person``: whom it is about, where the phone is linked to somebody."""

    id: int
    case: int
    number: str
    unit: UnitKey
    session: int
    person: int | None = None
    officer: int | None = None
    desk: int | None = None
    heard_at: datetime | None = None
    over: bool = False

    @property
    def is_open(self) -> bool:
        """Somebody answers."""
        return self.officer is not None and not self.over


@dataclass(frozen=True, slots=True)
class Correspondent:
    """How an officer tells a citizen apart: by first name and number. ``name`` is None where nobody
    knows who writes; ``relation``: what they are to whom the name is of."""

    number: str
    name: str | None = None
    relation: Relation = Relation.SELF


def first_name(name: str) -> str:
    """The word by which people of this country are called, which stands last."""
    return name.split()[-1] if name.split() else name


_ASK = "|".join(
    map(
        re.escape,
        map(folded, ("xong", "xong rồi", "dạ xong", "dạ xong rồi", "xong rồi dạ", "hết", "hết rồi",
                     "dạ hết", "dạ hết rồi", "hết chuyện rồi", "hết hỏi rồi", "vậy thôi",
                     "vậy thôi ạ", "dạ vậy thôi", "thôi được rồi", "ចប់", "ចប់ហើយ", "ចប់ហើយបាទ",
                     "អស់ហើយ", "រួចហើយ", "រួចរាល់ហើយ", "done", "that is all")),
    )
)  # fmt: skip
_OVER = re.compile(f"(?:{_ASK})(?: a| nghen| nha| nhe)?")


def says_done(text: str) -> bool:
    """*Xong*, *hết rồi*, ចប់: the whole of what was said. It may answer the officer as well, so
    whoever says it is asked."""
    return _OVER.fullmatch(folded(text)) is not None
