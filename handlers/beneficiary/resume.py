"""Go on with the question that was left open, or that was left for another one."""

from __future__ import annotations

from domain.text import Text
from handlers.talk import Talk
from storage.records import Records


async def resume(talk: Talk, records: Records) -> None:
    """Says nothing of its own: after it, the open question is asked again."""


async def take_up(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """Where it was left, with all that was answered; once."""
    left, talk.session.left = talk.session.left, None
    if left is None or talk.now >= left.until:
        talk.say(Text("That is no longer there."), offers=talk.menu)
        return
    talk.then(left.dialogue, **dict(left.answers))
