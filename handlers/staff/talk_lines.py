"""What a citizen has said, as the officer who answers reads, hears and sees it."""

from __future__ import annotations

from collections.abc import Mapping

from domain.human_talk import Correspondent, Said
from domain.message import Attachment, Choice
from domain.permissions import Act
from domain.privacy import Level
from domain.text import Sign, Text
from handlers.asks import Brought, read_id
from handlers.staff.talk_words import IS_OVER, answer_this, called
from handlers.talk import Talk, offer
from storage.human_talks import Line
from storage.records import Records

_TOLD: Mapping[Said, Text] = {
    Said.VOICE: Text("a voice note"),
    Said.PHOTO: Text("a photo"),
}


async def attached(records: Records, line: Line, level: Level) -> Attachment | None:
    """The voice note or photo, where it is here; its record is opened."""
    found = await records.files.open(line.file, level) if line.file is not None else None
    if found is None or found.kind is None:
        return None
    return Attachment(found.id, found.kind, _TOLD[line.said])


async def show_line(
    talk: Talk, records: Records, line: Line, who: Correspondent, offers: tuple[Choice, ...] = ()
) -> None:
    """Words are read and a voice is heard at once; a photo is opened by a tap, which is written
    down, as is each hearing."""
    if line.said is Said.WORDS:
        said = Text("{who}: “{words}”", who=called(who), words=line.words)
        talk.say(said.signed(Sign.PERSON), offers=offers)
        return
    attachment = await attached(records, line, Level.STAFF)
    if attachment is None:
        return
    told = Text("{who}: {words}.", who=called(who), words=attachment.told).signed(Sign.PERSON)
    if line.said is Said.PHOTO:
        look = offer("look_at", Text("Look at the photo").signed(Sign.MORE), line=str(line.id))
        talk.say(told, offers=(look, *offers))
    elif attachment.kind.is_voice:
        talk.note("voice_opened", attachment.file)
        talk.hand_out(attachment, told, offers=offers)
    else:
        conversation = await records.human_talks.known(line.talk)
        if conversation is not None:
            await records.human_talks.not_passed(conversation, talk.now)


async def look_at(talk: Talk, records: Records) -> None:
    """A photo of a conversation that is theirs; each opening is written down."""
    line_id = await talk.if_given("line", Brought(read_id))
    line = await records.human_talks.line(line_id) if line_id else None
    conversation = await records.human_talks.known(line.talk) if line else None
    theirs = conversation is not None and conversation.officer == talk.staff.id
    gazetteer = records.reference.gazetteer
    if (
        line is None
        or conversation is None
        or not theirs
        or line.said is not Said.PHOTO
        or not line.to_staff
        or not talk.staff.may(Act.ANSWER_CASES, conversation.unit, gazetteer)
    ):
        talk.say(IS_OVER, offers=() if talk.in_between else talk.menu)
        return
    attachment = await attached(records, line, Level.STAFF)
    if attachment is None:
        talk.say(Text("The photo is no longer there.").signed(Sign.STOP))
        return
    talk.note("photo_opened", attachment.file)
    who = await records.human_talks.who(conversation)
    told = Text("{who}: {words}.", who=called(who), words=attachment.told)
    talk.hand_out(attachment, told.signed(Sign.PERSON), offers=(answer_this(conversation.id, who),))
