"""Go on with the question that was left open."""

from __future__ import annotations

from handlers.talk import Talk
from storage.records import Records


async def resume(talk: Talk, records: Records) -> None:
    """Says nothing of its own: after it, the open question is asked again."""
