"""How an officer reads with whom they talk."""

from __future__ import annotations

from domain.human_talk import Correspondent
from domain.message import Choice
from domain.person import Relation
from domain.text import Sign, Text
from handlers.talk import offer

NOBODY = Text("You write to nobody now.").signed(Sign.STOP)
NOTHING_SENT = Text("Nothing was sent.").signed(Sign.STOP)
IS_OVER = Text("That conversation is over, or a colleague has it.").signed(Sign.STOP)
STOPPED = Text("What was begun is stopped, nothing of it was kept.").signed(Sign.STOP)
MINE = Text("People who talk with me").signed(Sign.OFFICER)


def called(who: Correspondent) -> Text:
    """*Rim · AS-204817*: by first name and number, which no two conversations share."""
    if who.name is None:
        return Text("somebody unknown · {number}", number=who.number)
    if who.relation is Relation.SELF:
        return Text("{name} · {number}", name=who.name, number=who.number)
    return Text("who collects for {name} · {number}", name=who.name, number=who.number)


def writing_to(who: Correspondent) -> Text:
    """Stands over every screen while that conversation is chosen."""
    return Text("You write to: {who}", who=called(who)).signed(Sign.PERSON)


def answer_this(talk_id: int, who: Correspondent) -> Choice:
    label = Text("Answer {who}", who=called(who)).signed(Sign.OFFICER)
    return offer("talk_with", label, talk=str(talk_id))
