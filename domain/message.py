"""What comes in from a channel and what goes out to it; nothing here knows which channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zlib import crc32

from domain.file import FileKind
from domain.privacy import Level
from domain.text import Sign, Text

TAP_BYTES = 64
"""What the narrowest channel carries behind a button (Telegram's callback data)."""


@dataclass(frozen=True, slots=True)
class Address:
    """One person's end of one channel: a chat, a browser, a terminal."""

    channel: str
    id: str


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees, WGS84."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Contact:
    """A phone number. ``vouched``: the channel itself says that it is the sender's own."""

    phone: str
    vouched: bool


@dataclass(frozen=True, slots=True)
class FileRef:
    """Where the channel keeps a file; its content is fetched only after the turn. ``seems``: the
    media type that the channel gives it, of which only the content tells whether it is true."""

    id: str
    name: str
    size: int | None = None
    seems: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message. ``id`` is unique for its sender; ``order`` grows with the sending.

    ``edited``: it was sent before and says something else now. ``public``: others hear the answer.
    ``replied_to``: the message that it answers, by the id its provider gave it.
    """

    id: str
    order: int
    sender: Address
    at: datetime
    text: str = ""
    tap: str | None = None
    place: Place | None = None
    contact: Contact | None = None
    files: tuple[FileRef, ...] = ()
    edited: bool = False
    public: bool = False
    replied_to: str | None = None


class Wants(StrEnum):
    """What a reply asks for beyond words; a channel that cannot, shows the text alone."""

    PLACE = "place"
    PHONE = "phone"
    PHOTO = "photo"
    VOICE = "voice"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tap. ``id`` names it within its question, or is a whole `start` token."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Pin:
    """A place on the map, by its own coordinates; a channel that has no map leaves it out."""

    name: str
    address: str
    place: Place


PICTURE_BYTES = 64 * 1024
"""A larger one would be long on the way to a small phone, and fill the outbox."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Something to look at or to scan. ``told`` says what it shows to who cannot see it. Raises
    ValueError where it holds more than `PICTURE_BYTES`."""

    name: str
    png: bytes
    told: Text

    def __post_init__(self) -> None:
        if len(self.png) > PICTURE_BYTES:
            raise ValueError(f"a picture holds at most {PICTURE_BYTES} bytes: {self.name}")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored file that goes with a reply, by its id. ``told`` says what it is."""

    file: int
    kind: FileKind
    told: Text


@dataclass(frozen=True, slots=True)
class Reply:
    """One message out: lines that stand alone, each short enough for a small phone.

    ``language`` is set only where it must not be the person's own: at first contact, and where it
    is ``large``, to be held up to somebody else. ``for_other``: its words are for somebody else,
    who is addressed by them.
    """

    lines: tuple[Text, ...]
    choices: tuple[Choice, ...] = ()
    wants: Wants | None = None
    language: str | None = None
    pin: Pin | None = None
    picture: Picture | None = None
    large: bool = False
    for_other: bool = False
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line in somebody's language. ``day`` is what a calendar leaf beside it shows."""

    text: str
    sign: Sign | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A choice as it is shown. ``token`` is the tap behind it."""

    token: str
    label: str
    sign: Sign | None = None


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture told of in somebody's language."""

    name: str
    png: bytes
    told: str


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A stored file told of in somebody's language. ``content`` is read only as it is sent, and
    stays empty where its reader fetches it, or where it is there no more."""

    file: int
    kind: FileKind
    told: str
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reply in somebody's language. ``menu``: its choices are all that can be asked.

    ``secret``: what is said next may be a secret, so a screen shows and keeps none of it.
    ``large``: it is held up to somebody; a channel that has one size of letters just says it.
    ``level``: how far it may travel, also when it is read again.
    """

    lines: tuple[Line, ...]
    choices: tuple[Button, ...] = ()
    wants: Wants | None = None
    pin: Pin | None = None
    menu: bool = False
    secret: bool = False
    picture: ShownPicture | None = None
    large: bool = False
    level: Level = Level.PUBLIC
    attachments: tuple[ShownFile, ...] = ()


def answer_token(asking: int, choice: str) -> str:
    """The tap that answers one asking of one question, and no later one."""
    return _short(f"a:{asking}:{choice}")


def doubt_token(asking: int, words: str) -> str:
    """The tap that says that just these words are the answer, and not what was written before."""
    return answer_token(asking, f"said{crc32(words.encode()):x}")


def start_token(dialogue: str, **answers: str) -> str:
    """The tap that starts a dialogue with answers already given."""
    return _short(
        ":".join(["d", dialogue, *(f"{name}={value}" for name, value in answers.items())])
    )


def leave_token(started: str) -> str:
    """The same tap, where a half-finished dialogue is left for it and may be taken up again."""
    return f"l{started.removeprefix('d')}"


@dataclass(frozen=True, slots=True)
class AnswerTap:
    asking: int
    choice: str


@dataclass(frozen=True, slots=True)
class StartTap:
    dialogue: str
    answers: tuple[tuple[str, str], ...]
    leaves: bool = False


def read_tap(token: str) -> AnswerTap | StartTap | None:
    """What a token means; None for what we never sent (taps come back from outside)."""
    kind, _, rest = token.partition(":")
    if kind == "a":
        asking, _, choice = rest.partition(":")
        return AnswerTap(int(asking), choice) if asking.isascii() and asking.isdigit() else None
    if kind in {"d", "l"}:
        dialogue, *given = rest.split(":")
        pairs = tuple((name, value) for name, _, value in (part.partition("=") for part in given))
        return StartTap(dialogue, pairs, leaves=kind == "l")
    return None


def _short(token: str) -> str:
    if len(token.encode()) > TAP_BYTES:
        raise ValueError(f"a tap holds at most {TAP_BYTES} bytes: {token}")
    return token
