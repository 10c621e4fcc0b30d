"""The photo of a paper, shown to who decides on what it proves; each opening is written down."""

from __future__ import annotations

from domain.correction import Told
from domain.file import FileKind, FileUse, StoredFile
from domain.message import Attachment
from domain.permissions import may_decide
from domain.privacy import Level
from domain.text import Sign, Text
from handlers.asks import Brought, read_id
from handlers.asks_files import NOT_BY_THIS
from handlers.staff.fix_words import FIELD_NAMES
from handlers.staff.scope import own_people
from handlers.staff.sign_in import step_up
from handlers.talk import Talk
from storage.records import Records


async def show_photo(talk: Talk, records: Records) -> None:
    """Then the correction itself once more, to be decided on."""
    await step_up(talk, records)
    change_id = await talk.if_given("change", Brought(read_id))
    change = await records.corrections.told(change_id) if change_id else None
    if change is None or not await _may_see(talk, records, change):
        talk.say(_NO_PHOTO, offers=talk.menu)
        return
    if FileUse.DOCUMENT not in talk.brings:
        talk.say(NOT_BY_THIS.signed(Sign.STOP), offers=talk.menu)
        return
    photo = await _opened(records, change.case)
    if photo is None:
        talk.say(_NO_PHOTO, offers=talk.menu)
        return
    talk.note("photo_opened", change.case)
    said = Text("{number}: {field}.", number=change.number, field=FIELD_NAMES[change.field])
    talk.hand_out(photo, said.signed(Sign.CARD))
    talk.then("queue", case=str(change.case))


_NO_PHOTO = Text("There is no photo to open any more.").signed(Sign.STOP)
_PAPER, _PHOTO = Text("The paper as it was sent"), Text("The photo of the paper")


async def _may_see(talk: Talk, records: Records, change: Told) -> bool:
    """Who may decide on it, though not about whom their own phones hear."""
    gazetteer = records.reference.gazetteer
    decides = may_decide(talk.staff.grants, change.field, change.unit, gazetteer)
    return decides and change.person not in await own_people(talk, records)


async def _opened(records: Records, case_id: int) -> Attachment | None:
    """The newest that is here."""
    here = [one for one in await records.files.of_case(case_id) if one.is_here]
    found = await records.files.open(here[0].id, Level.STAFF) if here else None
    return _attachment(found) if found else None


def _attachment(file: StoredFile) -> Attachment | None:
    if file.kind is None:
        return None
    return Attachment(file.id, file.kind, _PAPER if file.kind is FileKind.PDF else _PHOTO)
