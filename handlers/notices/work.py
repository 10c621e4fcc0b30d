"""What staff are told of their work."""

from __future__ import annotations

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
