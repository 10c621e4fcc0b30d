"""What the assistant can do, who it is, and what it never asks for."""

from __future__ import annotations

from domain.text import Sign, Text
from handlers.beneficiary.payout_words import NEVER_TELL
from handlers.talk import Talk
from storage.records import Records


async def help_me(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """Three sentences; then the menu, unless a question waits."""
    talk.say(
        Text("{Me} tell you when and where the allowance is paid.").signed(Sign.DAY),
        Text("Write *back* to change an answer, *menu* to start again.").signed(Sign.MENU),
        NEVER_TELL,
        offers=() if talk.in_between else talk.menu,
    )
