"""Which dialogue hears this message: what is on the screen, commands, labels, then the rest."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache

from domain.gazetteer import Gazetteer
from domain.intent import Understood
from domain.message import AnswerTap, Incoming, StartTap, read_tap
from domain.own_wish import own_wish
from domain.permissions import Act
from domain.session import Chosen, Session
from domain.staff import Actor
from domain.text import Text
from domain.trouble import read_trouble
from domain.words import clean, folded, has_khmer
from handlers.asked_instead import was_the_answer
from handlers.beneficiary.arrived import ANSWERS, arrived
from handlers.beneficiary.ask_home import SAID as HOME_SAID
from handlers.beneficiary.change_way import SAID as WAY_SAID
from handlers.beneficiary.change_way import change_way
from handlers.beneficiary.language import set_language
from handlers.beneficiary.link import link
from handlers.beneficiary.me import SAID as ME_SAID
from handlers.beneficiary.nearest_point import nearest_point
from handlers.beneficiary.payout_at_place import payout_at_place
from handlers.beneficiary.talk_to_person import WORDS as TALK_WORDS
from handlers.handoff import OF_CITIZEN
from handlers.language import BOTH, SEPARATOR, SOURCE, label
from handlers.menu import BY_COMMAND, BY_NAME, MENU
from handlers.official.summary import summary_of
from handlers.request import request
from handlers.said_freely import NUMBER, Said, is_late, step_of
from handlers.staff.answer_for import answer_for
from handlers.staff.change import change
from handlers.staff.fix import fix
from handlers.staff.give_code import give_code
from handlers.staff.home import home
from handlers.staff.link_in_front import link_in_front
from handlers.staff.list_problem import list_problem
from handlers.staff.otp import otp
from handlers.staff.pay_way import pay_way
from handlers.staff.told import told
from handlers.steps import Answer, Begin, Step, Turn
from handlers.talk import Heard, name_of

LONGEST_TEXT = 1000
"""Characters. Nobody answers a question with more, and every rule below reads the whole text."""


CONTROLS = {Turn.BACK: Text("Back"), Turn.CANCEL: Text("Cancel")}
_CONTROL_COMMANDS = {"/back": Turn.BACK, "/cancel": Turn.CANCEL}
_TAKES_WORDS = {
    "/payout": payout_at_place,
    "/nearest": nearest_point,
    "/request": request,
    "/otp": otp,
    "/fix": fix,
    "/change": change,
    "/list": list_problem,
    "/told": told,
    "/home": home,
    "/payway": pay_way,
    "/for": answer_for,
    "/code": give_code,
    "/front": link_in_front,
    "/summary": summary_of,
    "/link": link,
    "/start": link,  # what a scanned code says on a channel that has such links
}
_LANGUAGE_NAMES = {
    "vi": ("tiếng Việt", "tiếng Kinh", "Vietnamese", "ភាសាវៀតណាម", "វៀតណាម"),
    "km": ("tiếng Khmer", "tiếng Khơ-me", "Khmer", "ភាសាខ្មែរ", "ខ្មែរ"),
    SOURCE: ("English", "tiếng Anh", "ភាសាអង់គ្លេស"),
}
_WISHED = frozenset((*WAY_SAID, *HOME_SAID, *ME_SAID, *TALK_WORDS))


def route(
    session: Session,
    incoming: Incoming,
    now: datetime,
    gazetteer: Gazetteer,
    understood: Understood,
    actor: Actor | None = None,
) -> Step:
    """What to do with a message, without having read anything into an answer. ``understood``: what
    its words mean, where nothing else takes them; ``actor``: the member of staff who writes."""
    if incoming.edited and not _still_asks(session, incoming):
        return Turn.NOT_CHANGED if session.talk or session.chosen else Turn.NOTHING
    if len(incoming.text) > LONGEST_TEXT:
        return Turn.TOO_LONG
    text = clean(incoming.text)
    if session.talk is not None:
        return _in_human_talk(session, incoming, text, now)
    if session.chosen is not None and incoming.tap is None:
        return _for_chosen(session.chosen, incoming, text)
    token = incoming.tap or (None if is_late(session, incoming) else _shown(session, text))
    if token is not None:
        return _tapped(session, token, now)
    return (
        _command(text)
        or _labelled_here(session, text)
        or step_of(Said(session, incoming, text, now, gazetteer, understood, actor))
    )


def _labelled_here(session: Session, text: str) -> Step | None:
    """A citizen who says in their words what stands on a button of the staff means no work."""
    step = _labelled(text)
    work = isinstance(step, Begin) and step.line.act is not Act.ASK
    return None if work and not session.staff and read_trouble(text) is not None else step


def _in_human_talk(session: Session, incoming: Incoming, text: str, now: datetime) -> Step:
    """An officer answers: all that is said is for them, but for a few things that stay with the
    assistant. A number is no choice, unless of just these."""
    token = incoming.tap or _shown(session, text)
    step = _tapped(session, token, now) if token is not None else None
    step = step or _command(text) or _labelled(text)
    if isinstance(step, Begin) and step.line.name in OF_CITIZEN:
        return step
    waiting = session.open
    if isinstance(step, Answer) and waiting is not None and waiting.dialogue in OF_CITIZEN:
        return step
    quiet = incoming.tap is not None or text.startswith("/")
    return Turn.SILENT if quiet else Turn.PASS_ON


def _for_chosen(chosen: Chosen, incoming: Incoming, text: str) -> Step:
    """An officer writes to whom they have chosen: a number or a word is no choice of the screen,
    but a command is one, and what stands on the keyboard of a phone."""
    if text.startswith("/"):
        return _command(text) or Turn.NOT_UNDERSTOOD
    if (step := _keyboard().get(folded(text))) is not None:
        return step
    return Turn.TOO_LATE if incoming.order < chosen.order else Turn.PASS_ON


@cache
def _keyboard() -> dict[str, Step]:
    """The labels of the menu as a channel sends them that has them on a keyboard."""
    return {
        folded(label(line.label, mode)): Begin(line)
        for line in MENU
        if line.label and line.in_menu
        for mode in ("vi", "km", SOURCE, BOTH)
    }


def guess_language(text: str) -> str | None:
    """The language whose script a first message is written in; None where nothing tells."""
    if has_khmer(text):
        return "km"
    return "vi" if any(char.isalpha() for char in text) and not text.startswith("/") else None


def _still_asks(session: Session, incoming: Incoming) -> bool:
    """The edited message was not understood as an answer, and its question still stands open.

    A question that was asked anew after it keeps the number of its first asking; one that was asked
    because it was understood has the number of the turn that heard it, which was the last.
    """
    waiting = session.open
    if waiting is None or waiting.order != incoming.order:
        return False
    return waiting.asking < session.version - 1


def _tapped(session: Session, token: str, now: datetime) -> Step:
    match read_tap(token):
        case AnswerTap(asking, choice):
            if session.open is None or session.open.asking != asking:
                return Turn.EARLIER_QUESTION
            if session.idle_since(now):
                return Turn.IDLE
            return was_the_answer(session.open, token) or Answer(Heard(choice=choice))
        case StartTap(dialogue, answers, leaves) if dialogue in BY_NAME:
            line = BY_NAME[dialogue]
            taken = tuple(pair for pair in answers if pair[0] in line.takes)
            return Begin(line, taken, leaves=leaves)
    return Turn.EARLIER_QUESTION


def _shown(session: Session, text: str) -> str | None:
    """The token of the choice that is on the screen by this number, or else by this label."""
    if number := NUMBER.fullmatch(text):
        position = int(number[1]) - 1
        return session.shown[position][0] if 0 <= position < len(session.shown) else None
    wanted = folded(text)
    return next((token for token, shown in session.on_screen if wanted in _said_as(shown)), None)


@lru_cache(maxsize=1 << 10)
def _said_as(shown: str) -> frozenset[str]:
    """A label, and each language of it, `folded`."""
    return frozenset(filter(None, map(folded, (shown, *shown.split(SEPARATOR)))))


def _command(text: str) -> Step | None:
    if not text.startswith("/"):
        return None
    word = text.split()[0].lower().partition("@")[0]
    if word in _CONTROL_COMMANDS:
        return _CONTROL_COMMANDS[word]
    if word in _TAKES_WORDS and " " in text:
        said = Heard(text.partition(" ")[2])
        return Begin(BY_NAME[name_of(_TAKES_WORDS[word])], said=said)
    return Begin(BY_COMMAND[word]) if word in BY_COMMAND else Turn.NOT_UNDERSTOOD


def _labelled(text: str) -> Step | None:
    return _labels().get(folded(text)) or _wishes().get(own_wish(text))


@cache
def _wishes() -> dict[str | None, Step]:
    """What is asked for in one's own words, whoever says that they want it, and how."""
    steps = {words: step for words, step in _in_own_words().items() if words in _WISHED}
    said = {own_wish(words) or folded(words): step for words, step in steps.items()}
    return {what: step for what, step in said.items() if not what.startswith("khong ")}


@cache
def _labels() -> dict[str, Step]:
    """Menu labels, controls and names of languages, in every language, however typed."""
    lines = {line.label: Begin(line) for line in MENU if line.label}
    steps: dict[Text, Step] = {**lines, **{text: step for step, text in CONTROLS.items()}}
    labels = {
        folded(part): step
        for text, step in steps.items()
        for mode in ("vi", "km", SOURCE, BOTH)
        for part in (label(text, mode), *label(text, mode).split(SEPARATOR))
    }
    languages = {
        folded(name): Begin(BY_NAME[name_of(set_language)], (("mode", mode),))
        for mode, names in _LANGUAGE_NAMES.items()
        for name in names
    }
    said_later = {
        folded(label(text, mode)): Begin(BY_NAME[name_of(arrived)], answers)
        for text, answers in ANSWERS.items()
        for mode in ("vi", "km", SOURCE)
    }
    own = {folded(words): step for words, step in _in_own_words().items()}
    return {**own, **said_later, **labels, **languages}


def _in_own_words() -> dict[str, Step]:
    ways: dict[str, Step] = {
        words: Begin(BY_NAME[name_of(change_way)], answers) for words, answers in WAY_SAID.items()
    }
    return {**{words: Begin(line) for line in MENU for words in line.earlier}, **ways}
