"""A photo, a voice note or a list that did not arrive, sent once more in its place."""

from __future__ import annotations

from domain.file import FileState, FileUse, StoredFile
from domain.text import Sign, Text
from handlers.asks import Brought, read_id
from handlers.asks_files import PhotoOf, Taking, why_not
from handlers.staff.sheet_words import IS_READ, NOT_TAKEN, SEND_IT_AGAIN
from handlers.talk import Talk
from storage.records import Records


async def send_again(talk: Talk, records: Records) -> None:
    """What it was sent with, a request perhaps, keeps its place for it."""
    file_id = await talk.if_given("file", Brought(read_id))
    file = await _missing(talk, records, file_id) if file_id else None
    if file is None:
        talk.say(Text("Nothing is missing any more.").signed(Sign.GO), offers=talk.menu)
        return
    why = why_not(file)
    taking = Taking(talk, records, file.use, instead_of=file.id)
    question = PhotoOf(taking, _QUESTIONS[file.use], (why,) if why else ())
    sent = await talk.ask("photo", question)
    if file.use is FileUse.LIST:
        talk.say(IS_READ if sent else NOT_TAKEN, offers=talk.menu[-1:])
        return
    talk.say(_COMES if sent else _LEFT_OUT, offers=talk.menu)


_QUESTIONS = {
    FileUse.DOCUMENT: Text("Please send the photo of the paper again.").signed(Sign.CARD),
    FileUse.WORDS: Text("Please send the photo or the voice note again.").signed(Sign.MORE),
    FileUse.LIST: SEND_IT_AGAIN,
}
_COMES = Text("Thank you. It goes with what you sent before.").signed(Sign.GO)
_LEFT_OUT = Text("It goes on without it.").signed(Sign.GO)


async def _missing(talk: Talk, records: Records, file_id: int) -> StoredFile | None:
    """One that this address has sent, and that was refused; also while the next is on its way."""
    found = await records.files.one(file_id)
    if found is None or found.session != talk.session.id:
        return None
    return found if found.state in {FileState.REFUSED, FileState.AWAITED} else None
