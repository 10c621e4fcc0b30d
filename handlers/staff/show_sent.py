"""A voice note or a photo that came in the place of words, for who answers the request; each
opening is written down."""

from __future__ import annotations

from domain.case import CaseKind
from domain.file import FileUse, StoredFile
from domain.message import Attachment
from domain.privacy import Level
from domain.text import Sign, Text
from handlers.asks import Brought, read_id
from handlers.asks_files import NOT_BY_THIS
from handlers.staff.scope import cases_of
from handlers.talk import Talk
from storage.case_queue import Open
from storage.records import Records

IN_WORDS = frozenset({CaseKind.PASSED_ON, CaseKind.TOLD, CaseKind.ABOUT_STAFF})
"""Requests that are what somebody said."""

_AT_MOST = 3


async def show_sent(talk: Talk, records: Records) -> None:
    """Then the request itself once more."""
    case_id = await talk.if_given("case", Brought(read_id))
    sought = await cases_of(talk, records)
    one = await records.case_queue.one(case_id, sought, talk.now) if case_id else None
    files = await sent_with(records, one) if one else ()
    if one is None or not files:
        talk.say(Text("That is no longer there."), offers=talk.menu)
        return
    if FileUse.WORDS not in talk.brings:
        talk.say(NOT_BY_THIS.signed(Sign.STOP), offers=talk.menu)
        return
    talk.note("sent_opened", one.case.id)
    for file in files[:_AT_MOST]:
        opened = await records.files.open(file.id, Level.STAFF)
        if opened is not None and opened.kind is not None:
            label = _VOICE if opened.kind.is_voice else _PICTURE
            talk.hand_out(Attachment(opened.id, opened.kind, label), _OF.filled(
                number=one.case.number).signed(Sign.PAPERS))  # fmt: skip
    talk.then("cases", case=str(one.case.id))


async def sent_with(records: Records, one: Open) -> tuple[StoredFile, ...]:
    """What is here by now, newest first; a paper is opened where it is decided on."""
    if not one.whole:
        return ()
    if one.person is None and await records.own_news.person_of(one.case.id) is not None:
        return ()  # whose record they may not open
    files = await records.files.of_case(one.case.id)
    return tuple(file for file in files if file.is_here and file.use is FileUse.WORDS)


_OF = Text("Sent with request {number}.")
_VOICE = Text("What was said")
_PICTURE = Text("What was shown")
