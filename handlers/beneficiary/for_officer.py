"""A voice note or a photo of who writes nothing goes to an officer of theirs, as a request."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.file import MOST_A_DAY, FileUse
from domain.human_talk import HumanTalk, Said
from domain.mask import mask
from domain.message import FileRef
from domain.privacy import Level
from domain.session import Open
from domain.text import Sign, Text
from handlers.asks import Brought, read_id
from handlers.asks_files import Taking
from handlers.beneficiary.own_words import OwnWords, own_words
from handlers.beneficiary.talk_to_person import of_whom, say_asked
from handlers.talk import NotUnderstood, Talk
from storage.human_talks import Message
from storage.records import Records

_NO_WORDS, _VOICES = ("application/", "text/"), ("audio/", "video/")
_FILE = Brought(read_id)


def stands_for_words(sent: FileRef) -> bool:
    """A voice note or a photo, as far as the channel knows; no workbook and no paper."""
    return not sent.seems.startswith(_NO_WORDS)


def also(number: int) -> str:
    """What is sent while it is still asked where: who cannot read answers with one more note."""
    return f"also-{number}"


async def keep_also(talk: Talk, records: Records, waiting: Open, sent: FileRef) -> Open | None:
    """The open question with one more voice note; None of a photo, which is to be asked about, and
    of what is not taken."""
    if not sent.seems.startswith(_VOICES):
        return None
    try:
        file = await Taking(talk, records, FileUse.WORDS).take(sent)
    except NotUnderstood:
        return None
    before = sum(name.startswith(also(0)[:-1]) for name, _ in waiting.answers)
    return replace(waiting, answers=((also(before), file), *waiting.answers))


async def for_officer(talk: Talk, records: Records) -> None:
    """One request of each phone while it is open: what is sent later lies with it."""
    beside = await talk.if_given("beside", Brought(mask))
    if talk.carries < Level.OWN or FileUse.WORDS not in talk.brings:
        talk.say(_CANNOT_HEAR, AT_THE_COMMUNE, offers=talk.menu)
        return
    said = await own_words(talk, records, _WHAT)
    if said is None or not (said.words or said.file):
        talk.say(Text("Nothing goes to the officer.").signed(Sign.GO), offers=talk.menu)
        return
    more = [one for n in range(MOST_A_DAY) if (one := await talk.if_given(also(n), _FILE))]
    found, is_new = await _talk_of(talk, records)
    if found is None:
        return
    await _add(talk, records, found, said, beside or "")
    for file in more:
        await _add_file(records, found, Said.VOICE, file, talk.now)
    what = _SENT if is_new else Text("{Me} have added that for the officer.")
    await say_asked(talk, records, found.number, found.unit, what)


_WHAT = Text("What shall the officer hear or see?").signed(Sign.HELP)
HAS_IT_TOO = Text("{Me} have that one too.").signed(Sign.GO)
_SENT = Text("{Me} have sent that to an officer, who hears or looks at it.")
_CANNOT_HEAR = Text("{Me} cannot pass on a voice note or a photo here.").signed(Sign.STOP)
AT_THE_COMMUNE = Text("Please ask the officer at the commune office.").signed(Sign.OFFICER)


async def _talk_of(talk: Talk, records: Records) -> tuple[HumanTalk | None, bool]:
    """The conversation that waits for an officer, or a new one; whether it is new."""
    waiting = await _waiting(talk, records)
    if waiting is not None:
        return waiting, False
    home = talk.session.home
    about, unit = await of_whom(talk, records, for_officer, home.unit if home else None)
    if unit is None:
        return None, False
    case = await records.talk_cases.ask_for_officer(about, unit, talk.session.id, talk.now)
    talk.note("asked_for_officer", about.id if about else case.id)
    return await records.human_talks.at(talk.session.id), True


async def _waiting(talk: Talk, records: Records) -> HumanTalk | None:
    found = await records.human_talks.at(talk.session.id)
    return await records.talk_upkeep.now(found, talk.now) if found else None


async def _add(talk: Talk, records: Records, found: HumanTalk, said: OwnWords, beside: str) -> None:
    """Read, heard and seen by the officer on answering; what was written beside it, first."""
    for words in filter(None, (beside, said.words)):
        await records.human_talks.to_officer(found, Message(Said.WORDS, words), talk.now)
    if said.file is not None:
        kind = Said.PHOTO if said.is_photo else Said.VOICE
        await _add_file(records, found, kind, said.file.id, talk.now)


async def _add_file(
    records: Records, found: HumanTalk, kind: Said, file: int, now: datetime
) -> None:
    await records.files.file_under(found.case, file)
    await records.human_talks.to_officer(found, Message(kind, file=file), now)
