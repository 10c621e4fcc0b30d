"""Something in somebody's own words: written, spoken, or shown in a picture; who has none of these
goes on with one tap."""

from __future__ import annotations

from dataclasses import dataclass

from domain.file import FileUse
from domain.message import Choice, Wants
from domain.text import Sign, Text
from handlers.asks_files import Said, Taking
from handlers.own_words import IN_THE_PHOTO, NOT_PASSED_ON, code_in_it
from handlers.staff.asks import Words
from handlers.talk import Asked, Heard, Talk
from storage.records import Records

_LONGEST = 400
_WITHOUT, _LEAVE = "without", "leave"
_WORDS, _VOICE, _PHOTO = "words:", "voice:", "photo:"
_SOUNDS = ("audio/", "video/")


@dataclass(frozen=True, slots=True)
class OwnWords(Said):
    """``is_photo``: as the channel calls it, so that it is asked about before anybody sees it."""

    is_photo: bool = False


async def own_words(
    talk: Talk, records: Records, question: Text, before: tuple[Text, ...] = ()
) -> OwnWords | None:
    """None where it is rather left so. Of a photo in which a code stands nothing is kept."""
    taking = Taking(talk, records, FileUse.WORDS)
    said = await talk.ask("words", _InOwnWords(taking, question, before))
    if said is None or said.file is None or not said.is_photo:
        return said
    if not await talk.ask("code", code_in_it(IN_THE_PHOTO)):
        return said
    await records.files.drop(said.file.id, talk.session.id)
    talk.say(NOT_PASSED_ON)
    return OwnWords()


@dataclass(frozen=True, slots=True)
class _InOwnWords:
    taking: Taking
    question: Text
    before: tuple[Text, ...]

    def asked(self) -> Asked:
        how = Text("Write it, or send a voice note or a photo.").signed(Sign.MORE)
        choices = (
            Choice(_WITHOUT, Text("Go on without words").signed(Sign.GO)),
            Choice(_LEAVE, Text("Leave it so").signed(Sign.STOP)),
        )
        lines = (*self.before, self.question, *([how] if self.taking.may else []))
        return Asked(lines, choices, Wants.VOICE if self.taking.may else None)

    async def hear(self, heard: Heard) -> str:
        if heard.files:
            sound = heard.files[0].seems.startswith(_SOUNDS)
            return (_VOICE if sound else _PHOTO) + await self.taking.take(heard.files[0])
        if heard.choice is not None:
            return heard.choice
        return _WORDS + await Words(self.question, _LONGEST).hear(heard)

    async def read(self, value: str) -> OwnWords | None:
        for prefix in (_VOICE, _PHOTO):
            if value.startswith(prefix):
                file = await self.taking.known(value.removeprefix(prefix))
                return OwnWords(file=file, is_photo=prefix == _PHOTO)
        if value.startswith(_WORDS):
            return OwnWords(value.removeprefix(_WORDS))
        return None if value == _LEAVE else OwnWords()
