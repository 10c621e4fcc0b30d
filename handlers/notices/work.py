"""What staff are told of their work."""

from __future__ import annotations

from domain.permissions import Act
from domain.text import Sign, Text
from handlers.talk import Talk, offer
from storage.records import Records


async def handed_over(talk: Talk, records: Records, number: int) -> None:  # noqa: ARG001
    """A colleague's work is theirs from now on; the briefing is one tap away."""
    if talk.actor is None or talk.actor.locked:
        return
    talk.say(
        Text("A colleague has handed over to you, with all open cases.").signed(Sign.OFFICER),
        Text("The briefing says whom to pay, how, and what to do.").signed(Sign.HELP),
        offers=(offer("briefing", Text("Briefing").signed(Sign.HELP)),),
    )


async def unreachable(talk: Talk, records: Records, case_id: int) -> None:
    """Whoever reported something hears no answer any more: somebody has to go there, or call."""
    number = await records.cases.number_of(case_id)
    if number is None or talk.actor is None or not talk.actor.may_somewhere(Act.ANSWER_CASES):
        return
    talk.say(
        Text("Request {number}: the phone it came from cannot be reached any more.",
             number=number).signed(Sign.PHONE),
        Text("Please call, or go there, to say how it stands.").signed(Sign.OFFICER),
    )  # fmt: skip
