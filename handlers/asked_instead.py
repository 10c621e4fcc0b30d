"""A name, or words of one's own, were asked for, and what came may be another question: nothing is
taken nor left before they say which of the two it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.asked_instead import Wanted, asks_instead
from domain.intent import Outcome, Understood
from domain.mask import mask
from domain.message import Choice, doubt_token, leave_token
from domain.session import Open
from domain.text import Sign, Text
from domain.words import clean
from handlers.beneficiary.resume import resume
from handlers.menu import BY_NAME
from handlers.steps import Answer
from handlers.talk import Heard, Talk, offer
from handlers.understood import ANSWERED_BY, offered

_TAKES_ANYTHING: Mapping[str, Wanted] = {
    "own_name": Wanted.NAME,
    "label": Wanted.NAME,
    "words": Wanted.WORDS,
}
"""The questions of citizens that whatever is written would answer, by what they ask for."""


def is_doubtful(waiting: Open, heard: Heard, understood: Understood | None) -> bool:
    """What citizens were asked, and said."""
    wanted = _TAKES_ANYTHING.get(waiting.asked)
    if wanted is None or understood is None or heard.choice is not None or heard.files:
        return False
    return asks_instead(understood, heard.text, wanted)


def ask_which(talk: Talk, waiting: Open, text: str, *, may_leave: bool) -> None:
    """What was written is held until it is told which it is; the question stays open beneath."""
    words = mask(clean(text))
    talk.session.open = replace(waiting, doubted=words)
    talk.session.missed = 0
    talk.heard_by = waiting.dialogue
    answer = Choice(doubt_token(waiting.asking, words), Text("That is my answer").signed(Sign.GO))
    others = _others(talk, text, may_leave=may_leave)
    talk.say(
        Text("Is that another question, or the answer?").signed(Sign.HELP),
        *([_AFTERWARDS] if may_leave else []),
        offers=(*others, answer),
    )


_AFTERWARDS = Text("After another question {you} can go on with this.").signed(Sign.WAIT)


def was_the_answer(waiting: Open, tapped: str) -> Answer | None:
    """The tap that says so; None of all other taps, and of one beneath earlier words."""
    if not waiting.doubted or tapped != doubt_token(waiting.asking, waiting.doubted):
        return None
    return Answer(Heard(waiting.doubted), told=True)


def _others(talk: Talk, text: str, *, may_leave: bool) -> tuple[Choice, ...]:
    """What was asked, or may have been. Where something is left already, only what is soon said."""
    understood = talk.understood
    if understood is None:
        return ()
    both = understood.outcome is Outcome.TWO
    either = (understood.intent, *([understood.second] if both and understood.second else []))
    choices = []
    for intent in either:
        goes = offered(intent, understood, text, talk.actor)
        if BY_NAME[ANSWERED_BY[intent][1]].aside:
            choices.append(goes)
        elif may_leave:
            choices.append(Choice(leave_token(goes.id), goes.label))
    return tuple(choices) or (offer(resume, Text("No, go on here").signed(Sign.GO)),)
