"""A human conversation in progress: what each side writes goes to the other, and nowhere else.

An officer has chosen one conversation, or none. It is chosen by a button and by nothing else; any
other work lets it go, so that no words meant for the one reach another.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from domain.file import FileUse
from domain.human_talk import HumanTalk, Said, says_done
from domain.mask import mask
from domain.message import Incoming, Reply
from domain.privacy import Level
from domain.secret_asked import asks_for_secret
from domain.session import Pairs
from domain.text import Sign, Text
from domain.words import clean
from handlers.asks_files import Taking
from handlers.staff.talk_words import (
    IS_OVER,
    NOBODY,
    NOTHING_SENT,
    called,
    writing_to,
)
from handlers.talk import NotUnderstood, Talk
from handlers.turn_seen import TurnOutcome
from storage.human_talks import Message
from storage.records import Records

NAME = "handoff"

OF_CITIZEN = frozenset(
    {
        "stop_messages",
        "start_messages",
        "change_language",
        "set_language",
        "end_talk",
        "pass_photo",
    }
)
"""What a citizen may do while an officer answers; all else is silent until that is over."""

_LETS_STAND = frozenset({"talk_with", "end_talk", "change_language", "set_language", "look_at"})
"""With these an officer still writes to whom they have chosen."""

_SAYS_SO_ITSELF = frozenset(
    {"talk_to_person", "conversations", "take_talk", "close_talk", "pass_photo"}
)

SILENT = Text("The officer answers now, and {me} am silent. To end it, write /done.")
NOT_PASSED_ON = Text("That was not passed on: no officer is in the conversation any more.")
NO_CHANGES = Text("What was changed later is not passed on. Please write it anew.")
NOT_KNOWN_TO_WHOM = Text("It is not known to whom that is. Please use a button.")
PHOTO_LEFT = Text("The photo before was not passed on. Please send it again.")
_ONLY_WORDS = Text("Only words, voice notes and photos are passed on here.")
_HAS_IT = Text("The officer has it. {Me} am silent until {you} write /done.")
_CODE_KEPT_BACK = Text("A number like a code was not passed on. Tell it to nobody.")
WRITTEN_DOWN = Text("{Me} have written that down for the officer, who reads it on answering.")
_SENT = Text("Sent to {who}.")
_NOBODY_MAY_ASK = Text("Nobody asks for a code, a PIN or a password. Please write it otherwise.")
_OVER = Text("You write to nobody now: that conversation is not open here.")


Next: TypeAlias = "tuple[str, Pairs] | None"
"""A dialogue that is to ask something at once, with what it is about."""


async def from_citizen(talk: Talk, records: Records, incoming: Incoming) -> Next:
    """Pass on to the officer what was said, and be silent; what is to be asked then."""
    found = await _open(talk, records)
    if found is None:
        talk.session.talk = None
        talk.say(NOT_PASSED_ON.signed(Sign.STOP), offers=talk.menu)
        return None
    words = _words(incoming)
    kept = mask(words)
    taken = await _taken(talk, records, incoming, kept)
    if taken is None:
        return None
    if caption := _caption(incoming):
        await records.human_talks.to_officer(found, Message(Said.WORDS, caption), talk.now)
    if taken.said is Said.PHOTO:
        return _about_photo(found, taken)
    await _under_case(records, found, taken)
    if not await records.human_talks.to_officer(found, taken, talk.now):
        talk.say(NOT_PASSED_ON.signed(Sign.STOP))
        return None
    _seen(talk)
    first = [_HAS_IT.signed(Sign.OFFICER)] if found.heard_at is None else []
    first = [] if says_done(words) else first  # it is asked whether that is over
    blotted = [_CODE_KEPT_BACK.signed(Sign.SECRET)] if kept != words else []
    if lines := (*first, *blotted):
        talk.say(*lines)
    talk.session.shown = ()  # a number means no choice of before, it is words for the officer
    return ("end_talk", (("perhaps", "yes"),)) if says_done(words) else None


async def kept_until_answered(talk: Talk, records: Records, words: str) -> bool:
    """Words that mean nothing else, of who waits for an officer: they are read on answering."""
    kept = mask(words)
    says_nothing = not kept or kept.startswith("/") or says_done(kept)
    if says_nothing or talk.session.open is not None or talk.carries < Level.OWN:
        return False
    found = await records.human_talks.at(talk.session.id)
    found = await records.talk_upkeep.now(found, talk.now) if found else None
    if found is None or found.is_open:
        return False
    if not await records.human_talks.to_officer(found, Message(Said.WORDS, kept), talk.now):
        return False
    _seen(talk)
    return True


async def _taken(talk: Talk, records: Records, incoming: Incoming, words: str) -> Message | None:
    """Words, or the file that came in their place; None where that was said to go nowhere."""
    if not incoming.files:
        if not words:
            talk.say(_ONLY_WORDS.signed(Sign.HELP), *_nothing_sent(talk))
        return Message(Said.WORDS, words) if words else None
    sent = incoming.files[0]
    try:
        file = int(await Taking(talk, records, FileUse.WORDS).take(sent))
    except NotUnderstood as mistake:
        talk.say(mistake.text.signed(Sign.STOP), *_nothing_sent(talk))
        return None
    return Message(Said.VOICE if sent.seems.startswith(_SOUNDS) else Said.PHOTO, file=file)


_SOUNDS = ("audio/", "video/webm", "video/mp4")
"""So browsers call what they have recorded; what is in it is looked at when it is fetched."""


def _nothing_sent(talk: Talk) -> tuple[Text, ...]:
    return (NOTHING_SENT,) if talk.session.talk is None else ()


def _about_photo(found: HumanTalk, taken: Message) -> Next:
    return "pass_photo", (("file", str(taken.file)), ("talk", str(found.id)))


async def _under_case(records: Records, found: HumanTalk, taken: Message) -> None:
    if taken.file is not None:
        await records.files.file_under(found.case, taken.file)


async def _open(talk: Talk, records: Records) -> HumanTalk | None:
    """The conversation as it stands now, where somebody answers."""
    found = await records.human_talks.one(talk.session.talk) if talk.session.talk else None
    found = await records.talk_upkeep.now(found, talk.now) if found else None
    return found if found is not None and found.is_open else None


async def from_officer(talk: Talk, records: Records, incoming: Incoming, talk_id: int) -> Next:
    """Pass on what was said to the citizen of this one conversation, where it is theirs."""
    found = await records.human_talks.one(talk_id)
    found = await records.talk_upkeep.now(found, talk.now) if found else None
    words = _words(incoming)
    if found is None or found.officer != talk.staff.id:
        _let_go_of(talk, talk_id)
        talk.say(IS_OVER, NOTHING_SENT, offers=talk.menu)
        return None
    if asks_for_secret(incoming.text):
        talk.say(_NOBODY_MAY_ASK.signed(Sign.SECRET), NOTHING_SENT)
        return None
    kept = mask(words)
    taken = await _taken(talk, records, incoming, kept)
    if taken is None:
        return None
    if caption := _caption(incoming):
        beside = Message(Said.WORDS, caption)
        await records.human_talks.to_citizen(found, beside, talk.session.id, talk.now)
    if taken.said is Said.PHOTO:
        return _about_photo(found, taken)
    await _under_case(records, found, taken)
    if not await records.human_talks.to_citizen(found, taken, talk.session.id, talk.now):
        _let_go_of(talk, talk_id)
        talk.say(IS_OVER, NOTHING_SENT, offers=talk.menu)
        return None
    _seen(talk)
    who = called(await records.human_talks.who(found))
    blotted = [_CODE_KEPT_BACK.signed(Sign.SECRET)] if kept != words else []
    talk.say(_SENT.filled(who=who).signed(Sign.GO), *blotted)
    return None


def _words(incoming: Incoming) -> str:
    """What was written; empty where something else was sent."""
    other = incoming.files or incoming.place or incoming.contact
    return "" if other else clean(incoming.text)


def _caption(incoming: Incoming) -> str:
    """What was written beside a file."""
    return mask(clean(incoming.text)) if incoming.files else ""


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
