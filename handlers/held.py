"""What staff asked before they had signed in is kept until they have, and then taken up."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.mask import mask
from domain.session import Held, Session
from handlers.menu import BY_NAME
from handlers.staff.sign_in import sign_in
from handlers.steps import Begin, Step, Turn
from handlers.talk import Heard, name_of

HELD_FOR = timedelta(minutes=10)
"""Long enough to look for the device with the codes; by then it may be somebody else's browser."""


def held(step: Begin, now: datetime) -> Held:
    """The dialogue and what was said to begin it; nothing where that holds a secret. Digits alone
    are the end of a number by which somebody is sought."""
    said = step.said.text if step.said else ""
    whole = said if mask(said, number_wanted=True) == said else ""
    return Held(step.line.name, step.answers, whole, now + HELD_FOR)


def taken_up(session: Session, now: datetime) -> Begin | None:
    """What waits for who has signed in by now; it is forgotten with the asking."""
    waiting = session.held if session.holds(now) else None
    session.held = None
    if waiting is None or waiting.dialogue not in BY_NAME:
        return None
    said = Heard(waiting.said) if waiting.said else None
    return Begin(BY_NAME[waiting.dialogue], waiting.answers, said)


def gives_up(step: Step) -> bool:
    """Who begins something else, or stops, has changed their mind."""
    if isinstance(step, Begin):
        return not step.line.aside and step.line.name != name_of(sign_in)
    return step is Turn.CANCEL
