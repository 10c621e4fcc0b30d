"""A human conversation in progress: what each side writes goes to the other, and nowhere else.

An officer has chosen one conversation, or none. It is chosen by a button and by nothing else; any
other work lets it go, so that no words meant for the one reach another.
"""

from __future__ import annotations

from dataclasses import replace

from domain.human_talk import HumanTalk, says_done
from domain.mask import mask
from domain.message import Incoming, Reply
from domain.privacy import Level
from domain.text import Sign, Text
from domain.words import clean
from handlers.staff.talk_words import (
    IS_OVER,
    NOBODY,
    NOTHING_SENT,
    called,
    writing_to,
)
from handlers.talk import Talk
from handlers.turn_seen import TurnOutcome
from storage.records import Records

NAME = "handoff"

OF_CITIZEN = frozenset(
    {"stop_messages", "start_messages", "change_language", "set_language", "end_talk"}
)
"""What a citizen may do while an officer answers; all else is silent until that is over."""

_LETS_STAND = frozenset({"talk_with", "end_talk", "change_language", "set_language"})
"""With these an officer still writes to whom they have chosen."""

_SAYS_SO_ITSELF = frozenset({"talk_to_person", "conversations", "take_talk", "close_talk"})

SILENT = Text("The officer answers now, and {me} am silent. To end it, write /done.")
NOT_PASSED_ON = Text("That was not passed on: no officer is in the conversation any more.")
NO_CHANGES = Text("What was changed later is not passed on. Please write it anew.")
NOT_KNOWN_TO_WHOM = Text("It is not known to whom that is. Please use a button.")
_ONLY_WORDS = Text("Only words are passed on here. Please write it.")
_HAS_IT = Text("The officer has it. {Me} am silent until {you} write /done.")
_CODE_KEPT_BACK = Text("A number like a code was not passed on. Tell it to nobody.")
_SENT = Text("Sent to {who}.")
_OVER = Text("You write to nobody now: that conversation is not open here.")


async def from_citizen(talk: Talk, records: Records, incoming: Incoming) -> bool:
    """Pass words on to the officer, and be silent; whether it sounds as if it were over."""
    found = await _open(talk, records)
    if found is None:
        talk.session.talk = None
        talk.say(NOT_PASSED_ON.signed(Sign.STOP), offers=talk.menu)
        return False
    words = _words(incoming)
    if not words:
        talk.say(_ONLY_WORDS.signed(Sign.HELP))
        return False
    kept = mask(words)
    if not await records.human_talks.to_officer(found, kept, talk.now):
        talk.say(NOT_PASSED_ON.signed(Sign.STOP))
        return False
    _seen(talk)
    first = [_HAS_IT.signed(Sign.OFFICER)] if found.heard_at is None else []
    blotted = [_CODE_KEPT_BACK.signed(Sign.SECRET)] if kept != words else []
    if lines := (*first, *blotted):
        talk.say(*lines)
    talk.session.shown = ()  # a number means no choice of before, it is words for the officer
    return says_done(words)


async def _open(talk: Talk, records: Records) -> HumanTalk | None:
    """The conversation as it stands now, where somebody answers."""
    found = await records.human_talks.one(talk.session.talk) if talk.session.talk else None
    found = await records.talk_upkeep.now(found, talk.now) if found else None
    return found if found is not None and found.is_open else None


async def from_officer(talk: Talk, records: Records, incoming: Incoming, talk_id: int) -> None:
    """Pass words on to the citizen of this one conversation, where it is theirs."""
    found = await records.human_talks.one(talk_id)
    found = await records.talk_upkeep.now(found, talk.now) if found else None
    words = _words(incoming)
    if found is None or found.officer != talk.staff.id:
        _let_go_of(talk, talk_id)
        talk.say(IS_OVER, NOTHING_SENT, offers=talk.menu)
        return
    if not words:
        talk.say(_ONLY_WORDS.signed(Sign.HELP), NOTHING_SENT)
        return
    kept = mask(words)
    if not await records.human_talks.to_citizen(found, kept, talk.session.id, talk.now):
        _let_go_of(talk, talk_id)
        talk.say(IS_OVER, NOTHING_SENT, offers=talk.menu)
        return
    _seen(talk)
    who = called(await records.human_talks.who(found))
    blotted = [_CODE_KEPT_BACK.signed(Sign.SECRET)] if kept != words else []
    talk.say(_SENT.filled(who=who).signed(Sign.GO), *blotted)


def _words(incoming: Incoming) -> str:
    """What was written; empty where something else was sent."""
    other = incoming.files or incoming.place or incoming.contact
    return "" if other else clean(incoming.text)


def _seen(talk: Talk) -> None:
    talk.heard_by, talk.outcome = NAME, TurnOutcome.PASSED_ON


def _let_go_of(talk: Talk, talk_id: int) -> None:
    chosen = talk.session.chosen
    if chosen is not None and chosen.talk == talk_id:
        talk.session.chosen = None


def let_go(talk: Talk, dialogue: str) -> None:
    """A dialogue begins: but for a few, what is written next is for it, and for no citizen."""
    if talk.session.chosen is None or dialogue in _LETS_STAND:
        return
    talk.let_go = dialogue not in _SAYS_SO_ITSELF
    talk.session.chosen = None


async def headed(talk: Talk, records: Records) -> None:
    """Over every screen of an officer stands to whom they write; nobody, if that is not so."""
    if talk.let_go and talk.replies:
        talk.replies.insert(0, Reply((NOBODY,)))
    chosen = talk.session.chosen
    if chosen is None or not talk.replies:
        return
    found = await records.human_talks.one(chosen.talk)
    theirs = talk.actor is not None and found is not None and found.officer == talk.actor.id
    if talk.session.open is not None or not theirs or talk.carries < Level.STAFF or found is None:
        talk.session.chosen = None
        talk.replies.insert(0, Reply((_OVER.signed(Sign.STOP),)))
        return
    heading = writing_to(await records.human_talks.who(found))
    talk.replies = [replace(one, lines=(heading, *one.lines)) for one in talk.replies]
