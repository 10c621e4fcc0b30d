"""Questions that a photo, a voice note or a spreadsheet answers. The content is fetched after the
turn; the answer is the stored file's id, and one that turns out to be none is asked for again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.file import MOST_A_DAY, MOST_BYTES, FileState, FileUse, StoredFile, Why
from domain.message import Choice, FileRef, Wants
from domain.text import Sign, Text
from handlers.asks import CHOOSE_ONE, read_id
from handlers.staff.asks import Words
from handlers.staff.sheet_words import ENOUGH_LISTS, FILE_OR_CHOOSE, WHY_NO_LIST
from handlers.talk import Asked, Heard, NotUnderstood, Stale, Talk
from storage.records import Records

WHY: Mapping[Why, Text] = {
    Why.TOO_BIG: Text("That is too big. Please send a smaller photo, or a shorter voice note."),
    Why.OTHER_KIND: Text("{Me} cannot open that. Please send a photo or a voice note."),
    Why.DAMAGED: Text("It did not arrive whole. Please send it again."),
    Why.NOT_HAD: Text("It did not arrive here. Please send it again."),
}
"""One sentence for each reason why a file is not taken."""

NO_PHOTO = Text("That is no photo. Please send a photo of the paper.")
NOT_BY_THIS = Text("A photo of a paper may not go by this channel. Please send it on the web page.")
_ENOUGH = Text("That is enough for today. Please bring the rest to the office.")
_PHOTO_OR_CHOOSE = Text("Please send a photo, or choose.")

_SKIP = "skip"
_WORDS, _FILE = "words:", "file:"


def why_not(file: StoredFile) -> Text | None:
    """Why it is not taken, in one sentence; None where nothing stands against it."""
    if file.why is Why.OTHER_KIND and file.use is FileUse.DOCUMENT:
        return NO_PHOTO
    return _why(file.why, file.use) if file.why is not None else None


def _why(why: Why, use: FileUse) -> Text:
    return (WHY_NO_LIST if use is FileUse.LIST else WHY)[why]


@dataclass(frozen=True, slots=True)
class Taking:
    """How files are taken in this turn. ``instead_of``: the refused one whose place the next one
    takes."""

    talk: Talk
    records: Records
    use: FileUse
    instead_of: int | None = None

    @property
    def may(self) -> bool:
        """The channel may carry it."""
        return self.use in self.talk.brings

    async def take(self, sent: FileRef) -> str:
        """Its id. Raises NotUnderstood where it is not even awaited."""
        talk, files = self.talk, self.records.files
        if not self.may:
            raise NotUnderstood(NOT_BY_THIS)
        if sent.size is not None and sent.size > MOST_BYTES:
            raise NotUnderstood(_why(Why.TOO_BIG, self.use))
        if self.use is FileUse.DOCUMENT and sent.seems.startswith(("audio/", "video/")):
            raise NotUnderstood(NO_PHOTO)
        if self.use is FileUse.LIST and sent.seems.startswith(("image/", "audio/", "video/")):
            raise NotUnderstood(_why(Why.OTHER_KIND, self.use))
        if await files.sent_lately(talk.session.id, talk.now) >= MOST_A_DAY:
            raise NotUnderstood(ENOUGH_LISTS if self.use is FileUse.LIST else _ENOUGH)
        sender = talk.session.address
        place = self.instead_of
        if place is not None and await files.await_again(place, sender, sent, talk.now):
            return str(place)
        return str(await files.await_file(talk.session.id, sender, sent, self.use, talk.now))

    async def known(self, value: str) -> StoredFile:
        """One that this address has sent. Raises Stale, with the reason where it was refused."""
        found = await self.records.files.one(read_id(value))
        if found is None or found.session != self.talk.session.id:
            raise Stale
        if found.state is FileState.REMOVED:
            raise Stale(WHY[Why.NOT_HAD])
        if found.state is FileState.REFUSED:
            raise Stale(why_not(found))
        return found


@dataclass(frozen=True, slots=True)
class PhotoOf:
    """A photo; or none, with one tap. Or another file, where ``taking`` is for one."""

    taking: Taking
    question: Text
    before: tuple[Text, ...] = ()

    def asked(self) -> Asked:
        skip = Choice(_SKIP, Text("Go on without it").signed(Sign.STOP))
        wants = Wants.SHEET if self.taking.use is FileUse.LIST else Wants.PHOTO
        return Asked((*self.before, self.question), (skip,), wants)

    async def hear(self, heard: Heard) -> str:
        if heard.files:
            return await self.taking.take(heard.files[0])
        if chosen := heard.choice or heard.begun:
            return chosen
        raise NotUnderstood(FILE_OR_CHOOSE if self.taking.use is FileUse.LIST else _PHOTO_OR_CHOOSE)

    async def read(self, value: str) -> StoredFile | None:
        return None if value == _SKIP else await self.taking.known(value)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said in their own words, or sent in their place."""

    words: str = ""
    file: StoredFile | None = None


@dataclass(frozen=True, slots=True)
class VoiceOrWords:
    """Something in somebody's own words: written, spoken, or shown in a picture."""

    taking: Taking
    words: Words

    def asked(self) -> Asked:
        return Asked(self.words.asked().lines, wants=Wants.VOICE)

    async def hear(self, heard: Heard) -> str:
        if heard.files:
            return _FILE + await self.taking.take(heard.files[0])
        return _WORDS + await self.words.hear(heard)

    async def read(self, value: str) -> Said:
        if value.startswith(_FILE):
            return Said(file=await self.taking.known(value.removeprefix(_FILE)))
        if not value.startswith(_WORDS):
            raise Stale(CHOOSE_ONE)
        return Said(value.removeprefix(_WORDS))
