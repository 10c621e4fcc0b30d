"""What came of a list, as who sent it hears of it."""

from __future__ import annotations

from handlers.staff.bring_shown import say_came
from handlers.talk import Talk
from storage.records import Records


async def list_news(talk: Talk, records: Records, errand_id: int) -> None:
    """A file was read, a long list taken or undone, a form written."""
    errand = await records.list_errands.one(errand_id)
    if errand is None or talk.actor is None or talk.actor.locked:
        return
    if errand.actor == talk.actor.id:
        await say_came(talk, records, errand)
