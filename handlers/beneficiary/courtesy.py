"""A greeting, thanks, a goodbye: answered kindly and shortly."""

from __future__ import annotations

from collections.abc import Mapping

from domain.greeting import Courtesy
from domain.text import Text
from handlers.asks import Brought
from handlers.talk import Talk
from storage.records import Records

_ANSWERS: Mapping[Courtesy, Text] = {
    Courtesy.HELLO: Text("{Me} greet {you}. What would {you} like to ask?"),
    Courtesy.THANKS: Text("Gladly done. Whatever {you} need, ask {me}."),
    Courtesy.GOODBYE: Text("Goodbye, keep well. Whatever {you} need, ask {me}."),
    Courtesy.YES: Text("Yes. Whatever {you} need, ask {me}."),
}


async def greeting(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """One line, with the menu beneath where no question waits."""
    kind = await talk.if_given("kind", Brought(_kind)) or Courtesy.HELLO
    talk.say(_ANSWERS[kind], offers=() if talk.in_between else talk.menu)


def _kind(value: str) -> Courtesy | None:
    return Courtesy(value) if value in set(Courtesy) else None
