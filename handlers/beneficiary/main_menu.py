"""What can be asked."""

from __future__ import annotations

from domain.text import Text
from handlers.talk import Talk
from storage.records import Records


async def main_menu(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """Everything this address may start."""
    talk.say(Text("What would you like to know?"), offers=talk.whole_menu)
