"""A photo is asked about before it goes to the other side of a human conversation."""

from __future__ import annotations

from domain.human_talk import HumanTalk, Said
from domain.text import Sign, Text
from handlers.asks import Brought, read_id
from handlers.own_words import IN_THE_PHOTO, NOT_PASSED_ON, code_in_it
from handlers.staff.talk_words import IS_OVER, NOTHING_SENT, STOPPED, called
from handlers.talk import Talk
from storage.human_talks import Message
from storage.records import Records


async def pass_photo(talk: Talk, records: Records) -> None:
    """Nothing is kept of one in which a code stands. What was sent, and to which conversation, is
    brought by the program; no button does."""
    file = await talk.if_given("file", Brought(read_id))
    talk_id = await talk.if_given("talk", Brought(read_id))
    found = await records.human_talks.one(talk_id) if talk_id else None
    found = await records.talk_upkeep.now(found, talk.now) if found else None
    if file is None or found is None or not found.is_open:
        talk.say(IS_OVER, NOTHING_SENT)
        return
    from_citizen = found.session == talk.session.id
    before = () if from_citizen else (called(await records.human_talks.who(found)),)
    if talk.was_in not in {"", "pass_photo"} and not from_citizen:
        before = (STOPPED, *before)
    if await talk.ask("code", code_in_it(IN_THE_PHOTO, before)):
        await records.files.drop(file, talk.session.id)
        talk.say(NOT_PASSED_ON)
    elif await _pass_on(talk, records, found, file):
        talk.say(Text("The photo is passed on.").signed(Sign.GO))
    else:
        talk.say(IS_OVER, NOTHING_SENT)
        return
    if not from_citizen:
        talk.then("talk_with", talk=str(found.id))


async def _pass_on(talk: Talk, records: Records, found: HumanTalk, file: int) -> bool:
    await records.files.file_under(found.case, file)
    photo = Message(Said.PHOTO, file=file)
    if found.session == talk.session.id:
        return await records.human_talks.to_officer(found, photo, talk.now)
    if talk.actor is None or talk.actor.id != found.officer:
        return False
    return await records.human_talks.to_citizen(found, photo, talk.session.id, talk.now)
