"""What is written in a human conversation, on its way to the other side; and what else is said
meanwhile."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from domain.intent import Flag
from domain.message import Incoming
from domain.privacy import Level
from domain.text import Sign
from handlers import handoff
from handlers.menu import BY_NAME
from handlers.route import LONGEST_TEXT
from handlers.running import (
    ask_again,
    not_permitted,
    refusal_of,
    run,
    sign_in_offer,
    why_not_taken,
)
from handlers.staff.talk_words import NOTHING_SENT
from handlers.steps import Begin, Turn
from handlers.talk import Talk
from handlers.turn_seen import TurnOutcome
from handlers.understood import flagged
from storage.records import Records


async def talk_replied_to(talk: Talk, records: Records, incoming: Incoming) -> int | None:
    """The conversation to whose message an officer replies; 0 where it is not known which. What
    answers a message of another kind is read as if it answered none, unless a citizen is chosen."""
    asks = incoming.replied_to is not None and not incoming.text.strip().startswith("/")
    if not asks or incoming.edited or talk.actor is None or incoming.replied_to is None:
        return None
    found = await records.human_talks.answered(talk.session.id, incoming.replied_to)
    return 0 if found is None and talk.session.chosen is not None else found


async def write_to(talk: Talk, records: Records, incoming: Incoming, talk_id: int) -> None:
    """An officer's words to one conversation; a question that stands open is then asked again."""
    refusal = not_permitted(talk, BY_NAME["talk_with"])
    if refusal is not None:
        talk.session.chosen, talk.outcome = None, TurnOutcome.REFUSED
        talk.say(refusal, NOTHING_SENT, offers=sign_in_offer(talk, refusal))
    elif talk_id == 0:
        talk.say(handoff.NOT_KNOWN_TO_WHOM.signed(Sign.HELP), NOTHING_SENT)
    elif len(incoming.text) > LONGEST_TEXT:
        talk.say(why_not_taken(Turn.TOO_LONG, incoming), NOTHING_SENT)
    else:
        asks = await handoff.from_officer(talk, records, incoming, talk_id)
        if asks is not None:
            await run(talk, records, Begin(BY_NAME[asks[0]], asks[1]))
            return
    if talk.session.open is not None:
        await ask_again(talk, records)


async def pass_on(talk: Talk, records: Records, incoming: Incoming) -> None:
    """To the officer who answers here, or to the citizen who was chosen."""
    if talk.session.talk is None and talk.session.chosen is not None:
        await write_to(talk, records, incoming, talk.session.chosen.talk)
        return
    if talk.carries < Level.OWN:
        talk.say(refusal_of(talk.session, talk.carries))
        return
    waiting = talk.session.open
    photo = waiting if waiting is not None and waiting.dialogue == "pass_photo" else None
    if waiting is not None and waiting.dialogue in handoff.OF_CITIZEN:
        talk.session.open = None  # whether it is over was asked, and was not answered
    asks = await handoff.from_citizen(talk, records, incoming)
    if photo is not None and talk.session.talk is not None:
        if asks is None or asks[0] != "pass_photo":
            talk.session.open = photo
            await ask_again(talk, records)
            return
        talk.say(handoff.PHOTO_LEFT.signed(Sign.STOP))
    if asks is not None:
        await within(talk, records, run(talk, records, Begin(BY_NAME[asks[0]], asks[1])))


async def urgent_beside(talk: Talk, records: Records, text: str) -> None:
    """The officer may read an emergency too late: whom to ring is said at once."""
    first = flagged(talk.understood, text) if talk.understood else None
    if talk.session.talk is None or first is None or first[0] is not Flag.EMERGENCY:
        return
    await within(talk, records, run(talk, records, first[1]))
    talk.replies = [replace(one, choices=()) for one in talk.replies]


async def within(talk: Talk, records: Records, step: Coroutine[Any, Any, None]) -> None:
    """In the midst of a human conversation: then the assistant is silent again. Where that is over,
    it goes on where it was."""
    session, was_open = talk.session, talk.session.open
    said, talk.replies = talk.replies, []
    await step
    talk.replies = [*said, *talk.replies]
    if session.open is not None:
        return
    ours = was_open is not None and was_open.dialogue in handoff.OF_CITIZEN
    session.open = None if ours else was_open
    if session.talk is not None:
        return
    if session.open is None:
        talk.replies[-1] = replace(talk.replies[-1], choices=talk.menu)
        return
    await ask_again(talk, records)


def talks(talk: Talk) -> bool:
    """On one of the two sides of a human conversation."""
    return talk.session.talk is not None or talk.session.chosen is not None
