"""A human conversation is over, by the word of either side."""

from __future__ import annotations

from domain.human_talk import Ended
from domain.permissions import Act
from domain.text import Sign, Text
from handlers.asks import Brought
from handlers.staff.asks import yes_or_no
from handlers.talk import Talk
from storage.records import Records


async def end_talk(talk: Talk, records: Records) -> None:
    """A citizen who says that it is over in other words is asked first: it may answer the officer.
    Who answers is asked what becomes of the request."""
    found = await records.human_talks.one(talk.session.talk) if talk.session.talk else None
    if found is None:
        _of_officer(talk)
        talk.say(Text("No conversation is open here.").signed(Sign.GO), offers=talk.menu)
        return
    if await talk.if_given("perhaps", Brought(_perhaps)) and not await talk.ask("sure", _SURE):
        talk.say(Text("Please go on writing, the officer reads it.").signed(Sign.OFFICER))
        return
    await records.human_talks.end(found, Ended.BY_CITIZEN, talk.now)
    talk.session.talk = None
    talk.say(
        Text("The conversation is over.").signed(Sign.STOP),
        Text("{Me} answer {you} again.").signed(Sign.GO),
    )


def _of_officer(talk: Talk) -> None:
    """Leads an officer who has chosen one to the question what becomes of it."""
    if talk.actor is None or not talk.actor.may_somewhere(Act.ANSWER_CASES):
        return
    if talk.session.chosen is not None:
        talk.then("close_talk", talk=str(talk.session.chosen.talk))
    talk.then("conversations")


def _perhaps(value: str) -> bool | None:
    """Set by the program where somebody seems to say so; no button brings it."""
    return True if value == "yes" else None


_SURE = yes_or_no(Text("Shall {me} end the conversation with the officer?").signed(Sign.STOP))
