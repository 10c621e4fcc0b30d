"""Go on with the question that was left open."""

from __future__ import annotations

from handlers.beneficiary.main_menu import main_menu
from handlers.talk import Talk
from storage.records import Records


async def resume(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """Says nothing of its own: after it, the open question is asked again."""
    if not talk.in_between:
        talk.then(main_menu)
