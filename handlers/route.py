"""Which dialogue hears this message: what is on the screen, commands, labels, then the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from functools import cache
from typing import TypeAlias

from domain.gazetteer import Gazetteer
from domain.message import AnswerTap, Incoming, StartTap, read_tap
from domain.session import Pairs, Session
from domain.text import Text
from domain.words import clean, folded, has_khmer, marked
from handlers.beneficiary.language import set_language
from handlers.beneficiary.payout_at_place import payout_at_place
from handlers.language import SOURCE, label
from handlers.menu import BY_COMMAND, BY_NAME, MENU, Line
from handlers.talk import Heard, name_of

LONGEST_TEXT = 1000
"""Characters. Nobody answers a question with more, and every rule below reads the whole text."""


@dataclass(frozen=True, slots=True)
class Begin:
    """A dialogue, with answers already given; ``said`` may answer its first question."""

    line: Line
    answers: Pairs = ()
    said: Heard | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The open question may have it."""

    heard: Heard


class Turn(Enum):
    """What a message means to the conversation itself."""

    BACK = auto()
    CANCEL = auto()
    EARLIER_QUESTION = auto()
    TOO_LATE = auto()
    TOO_LONG = auto()
    IDLE = auto()
    NOT_UNDERSTOOD = auto()


Step: TypeAlias = "Begin | Answer | Turn"

CONTROLS = {Turn.BACK: Text("Back"), Turn.CANCEL: Text("Cancel")}
_CONTROL_COMMANDS = {"/back": Turn.BACK, "/cancel": Turn.CANCEL}
_NUMBER = re.compile(r"(\d{1,2})[.)]?")


def route(session: Session, incoming: Incoming, now: datetime, gazetteer: Gazetteer) -> Step:
    """What to do with a message, without having read anything into an answer."""
    if len(incoming.text) > LONGEST_TEXT:
        return Turn.TOO_LONG
    text = clean(incoming.text)
    token = incoming.tap or _shown(session, text)
    if token is not None:
        return _tapped(session, token, now)
    return _command(text) or _labelled(text) or _said(session, incoming, text, now, gazetteer)


def guess_language(text: str) -> str | None:
    """The language whose script a first message is written in; None where nothing tells."""
    if has_khmer(text):
        return "km"
    return "vi" if any(char.isalpha() for char in text) and not text.startswith("/") else None


def _tapped(session: Session, token: str, now: datetime) -> Step:
    match read_tap(token):
        case AnswerTap(asking, choice):
            if session.open is None or session.open.asking != asking:
                return Turn.EARLIER_QUESTION
            return Turn.IDLE if session.idle_since(now) else Answer(Heard(choice=choice))
        case StartTap(dialogue, answers) if dialogue in BY_NAME:
            return Begin(BY_NAME[dialogue], answers)
    return Turn.EARLIER_QUESTION


def _shown(session: Session, text: str) -> str | None:
    """The token of the choice that is on the screen by this number, or else by this label."""
    if number := _NUMBER.fullmatch(text):
        position = int(number[1]) - 1
        return session.shown[position][0] if 0 <= position < len(session.shown) else None
    wanted = folded(text)
    for token, shown in session.shown:
        if wanted and wanted in {folded(part) for part in (shown, *shown.split(" · "))}:
            return token
    return None


def _command(text: str) -> Step | None:
    if not text.startswith("/"):
        return None
    word = text.split()[0].lower().partition("@")[0]
    if word in _CONTROL_COMMANDS:
        return _CONTROL_COMMANDS[word]
    return Begin(BY_COMMAND[word]) if word in BY_COMMAND else Turn.NOT_UNDERSTOOD


def _labelled(text: str) -> Step | None:
    return _labels().get(folded(text))


@cache
def _labels() -> dict[str, Step]:
    """Menu labels and controls in every language, however they are typed."""
    lines = {line.label: Begin(line) for line in MENU if line.label}
    steps: dict[Text, Step] = {**lines, **{text: step for step, text in CONTROLS.items()}}
    return {
        folded(label(text, mode)): step
        for text, step in steps.items()
        for mode in ("vi", "km", SOURCE)
    }


def _said(
    session: Session, incoming: Incoming, text: str, now: datetime, gazetteer: Gazetteer
) -> Step:
    if session.open is None:
        return _understood(incoming, text, gazetteer)
    if incoming.order < session.open.order:
        return Turn.TOO_LATE
    if session.idle_since(now):
        return Turn.IDLE
    return Answer(Heard(text, place=incoming.place, contact=incoming.contact, files=incoming.files))


def _understood(incoming: Incoming, text: str, gazetteer: Gazetteer) -> Step:
    """A language by its name, a place by its name or position; more comes with `understand`."""
    if mode := _language_names().get(marked(text)):
        return Begin(BY_NAME[name_of(set_language)], (("mode", mode),))
    found = gazetteer.find(text)
    if incoming.place is not None or (found.certain and not found.nothing):
        said = Heard(text, place=incoming.place)
        return Begin(BY_NAME[name_of(payout_at_place)], said=said)
    return Turn.NOT_UNDERSTOOD


@cache
def _language_names() -> dict[str, str]:
    names = {
        "vi": ("tiếng việt", "tieng viet", "việt", "vietnamese", "ភាសាវៀតណាម"),
        "km": ("tiếng khmer", "tieng khmer", "khmer", "khơ me", "ភាសាខ្មែរ", "ខ្មែរ"),
        SOURCE: ("english", "tiếng anh", "ភាសាអង់គ្លេស"),
    }
    return {marked(name): mode for mode, written in names.items() for name in written}
