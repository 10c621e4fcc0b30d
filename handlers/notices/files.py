"""A photo or a voice note that is not taken, as who sent it hears of it."""

from __future__ import annotations

from domain.text import Sign, Text
from handlers.asks_files import why_not
from handlers.running import go_on
from handlers.talk import Talk, offer
from storage.records import Records


async def file_refused(talk: Talk, records: Records, file_id: int) -> None:
    """Where the dialogue that took it still stands open, it asks again, and says why; else it can
    be sent again with one tap. Silent where another one is on its way already."""
    file = await records.files.one(file_id)
    why = why_not(file) if file else None
    if why is None:
        return
    if _stands_open(talk, file_id):
        await go_on(talk, records, None)
        return
    again = offer("send_again", Text("Send it again").signed(Sign.MORE), file=str(file_id))
    talk.say(why.signed(Sign.STOP), offers=(again,))


def _stands_open(talk: Talk, file_id: int) -> bool:
    """The answer of a question that is not yet acted upon; an id is no other record's."""
    waiting = talk.session.open
    answers = waiting.answers if waiting else ()
    return any(value.rpartition(":")[2] == str(file_id) for _, value in answers)
