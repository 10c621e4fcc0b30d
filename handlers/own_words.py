"""What somebody says in their own words, or sends in their place: a voice note, a photo."""

from __future__ import annotations

from domain.file import FileUse
from domain.text import Sign, Text
from handlers.asks import OneOf
from handlers.asks_files import Said, Taking, VoiceOrWords
from handlers.staff.asks import Words
from handlers.talk import Talk
from storage.records import Records

_IN_IT = Text("Is a code, a PIN or a password said or shown in it?").signed(Sign.SECRET)
IN_THE_PHOTO = Text("Is there a code, a PIN or a password in the photo?").signed(Sign.SECRET)
NOT_PASSED_ON = Text("It was not passed on, and nothing of it is kept.").signed(Sign.SECRET)


async def in_own_words(talk: Talk, records: Records, words: Words) -> Said | None:
    """Words alone where the channel may carry nothing else. None where a code stands in what was
    sent: then nothing of it is kept, and that was said."""
    taking = Taking(talk, records, FileUse.WORDS)
    if not taking.may:
        return Said(await talk.ask("words", words))
    said = await talk.ask("words", VoiceOrWords(taking, words))
    if said.file is None or not await talk.ask("code", code_in_it()):
        return said
    await records.files.drop(said.file.id, talk.session.id)
    talk.say(NOT_PASSED_ON, offers=talk.menu)
    return None


async def keep_with(records: Records, case_id: int, said: Said) -> None:
    """What was sent lies with the case from now on."""
    if said.file is not None:
        await records.files.file_under(case_id, said.file.id)


def code_in_it(question: Text = _IN_IT, before: tuple[Text, ...] = ()) -> OneOf[bool]:
    """Asked before it goes to anybody."""
    choices = {
        "no": (Text("No, pass it on").signed(Sign.GO), False),
        "yes": (Text("Yes, do not pass it on").signed(Sign.STOP), True),
    }
    return OneOf(question, choices, before=before)
