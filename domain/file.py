"""What people send beside words: photos, papers, voice notes, lists; known by what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_BYTES = 10 * 1024 * 1024
"""A photo of a phone of today has 2 to 6 MB, ten minutes of a voice note 1 to 5 MB."""

MOST_A_DAY = 20
"""From one address: whoever has more to show comes to the office."""


class FileKind(StrEnum):
    """Each is what every browser of today shows or plays by itself, or prints; but for what a list
    comes in, which is saved and opened elsewhere. ``CSV``: any text, whatever stands in it."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"
    OGG = "ogg"
    MP4 = "mp4"
    MP3 = "mp3"
    WEBM = "webm"
    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]

    @property
    def is_picture(self) -> bool:
        return self in PICTURES

    @property
    def is_voice(self) -> bool:
        return self in VOICES

    @property
    def is_sheet(self) -> bool:
        return self in SHEETS


PICTURES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP})
VOICES = frozenset({FileKind.OGG, FileKind.MP4, FileKind.MP3, FileKind.WEBM})
SHEETS = frozenset({FileKind.XLSX, FileKind.XLS, FileKind.CSV})

_MEDIA_TYPES: Mapping[FileKind, str] = {
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.PDF: "application/pdf",
    FileKind.OGG: "audio/ogg",
    FileKind.MP4: "audio/mp4",
    FileKind.MP3: "audio/mpeg",
    FileKind.WEBM: "audio/webm",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.XLS: "application/vnd.ms-excel",
    FileKind.CSV: "text/csv",
}


class FileUse(StrEnum):
    """What a file is there for: it decides what is taken, and which channel may carry it."""

    DOCUMENT = "document"  # a card or a paper, as proof
    WORDS = "words"  # a voice note or a photo in place of words
    LIST = "list"  # a list of people, or what is handed out to make one
    COUNTS = "counts"  # numbers that were asked for; handed out, and never taken


ACCEPTED: Mapping[FileUse, frozenset[FileKind]] = {
    FileUse.DOCUMENT: PICTURES | {FileKind.PDF},
    FileUse.WORDS: PICTURES | VOICES,
    FileUse.LIST: SHEETS,
    FileUse.COUNTS: frozenset(),
}


class FileState(StrEnum):
    AWAITED = "awaited"  # still with the channel it came by
    HERE = "here"
    REFUSED = "refused"
    REMOVED = "removed"  # past its time


class Why(StrEnum):
    """Why a file is not taken."""

    TOO_BIG = "too_big"
    OTHER_KIND = "other_kind"
    DAMAGED = "damaged"  # its end is missing, or what should be in it
    NOT_HAD = "not_had"  # the channel has it no more, or it never came


class Unfit(ValueError):
    """A file is not taken. Says why in one code, and nothing of what was in it."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known of a file without opening it. ``size`` in bytes, once it is here."""

    id: int
    session: int
    use: FileUse
    state: FileState
    sent_at: datetime
    case: int | None = None
    kind: FileKind | None = None
    why: Why | None = None
    size: int | None = None

    @property
    def is_here(self) -> bool:
        return self.state is FileState.HERE


BEGINNING = 64
"""So many bytes tell the kind."""

_BEGINS: tuple[tuple[bytes, FileKind], ...] = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"%PDF-", FileKind.PDF),
    (b"ID3", FileKind.MP3),
)
_BRANDS = (b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso5", b"iso6", b"dash")
"""What voice recorders write into an MP4. Pictures in the same wrapping (HEIC) are none of them: no
browser but Safari shows one, so the approver would see nothing."""


def kind_of(beginning: bytes) -> FileKind | None:
    """What a file is by its first bytes, whatever it is called; None for what nobody takes."""
    for magic, kind in _BEGINS:
        if beginning.startswith(magic):
            return kind
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP":
        return FileKind.WEBP
    if beginning[:4] == b"OggS" and b"OpusHead" in beginning[:BEGINNING]:
        return FileKind.OGG
    if beginning[4:8] == b"ftyp" and beginning[8:12] in _BRANDS:
        return FileKind.MP4
    if beginning[:4] == b"\x1aE\xdf\xa3" and b"webm" in beginning[:BEGINNING]:
        return FileKind.WEBM
    return FileKind.MP3 if _is_mp3_frame(beginning) else None


_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sheet_of(beginning: bytes) -> FileKind | None:
    """What a list came in, by its first bytes; None for a picture, a paper or a voice. Whether
    there is a list in it, only its reader finds out."""
    if beginning.startswith(_ZIP):
        return FileKind.XLSX
    if beginning.startswith(_COMPOUND):
        return FileKind.XLS
    return FileKind.CSV if kind_of(beginning) is None else None


def _is_mp3_frame(beginning: bytes) -> bool:
    """Eleven bits set, then layer III, and a rate that there is."""
    if len(beginning) < 4 or beginning[0] != 0xFF or beginning[1] & 0xE6 != 0xE2:
        return False
    return beginning[2] & 0xF0 not in {0x00, 0xF0} and beginning[2] & 0x0C != 0x0C


def check(content: bytes, use: FileUse) -> FileKind:
    """What it is. Raises Unfit where it is not taken for this use."""
    if len(content) > MOST_BYTES:
        raise Unfit(Why.TOO_BIG)
    if not content:
        raise Unfit(Why.DAMAGED)
    beginning = content[:BEGINNING]
    kind = sheet_of(beginning) if use is FileUse.LIST else kind_of(beginning)
    if kind is None or kind not in ACCEPTED[use]:
        raise Unfit(Why.OTHER_KIND)
    return kind
