"""Photos, papers and voice notes as phones send them: small, whole, with traces of the phone."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from PIL import Image

from bot.app import build
from bot.channels.channel import Missing, TooBig
from bot.fetching import fetch_due
from bot.list_errands import run_errands
from bot.telling import tell_due
from domain.file import FileKind
from domain.message import FileRef, Rendered
from tests.house import Phone, Screen, settings

MAKER = "ACME Phone 7"
TURNED = 6


def picture(form: str = "JPEG", sides: tuple[int, int] = (80, 60)) -> bytes:
    """With where and with what it was made, and turned by a quarter."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = TURNED, MAKER
    exif.get_ifd(0x8825)[1] = "N"
    made = io.BytesIO()
    Image.effect_noise(sides, 40).convert("RGB").save(made, form, exif=exif)
    return made.getvalue()


PHOTO = picture()
VOICE = (
    b"OggS\0\2" + bytes(8) + struct.pack("<II", 7, 0) + bytes(4) + b"\x01\x13OpusHead\x01\x01"
) + bytes(200)
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HEIC = struct.pack(">I", 24) + b"ftypheic" + bytes(60)

SAMPLES: dict[FileKind, bytes] = {
    FileKind.JPEG: PHOTO,
    FileKind.PNG: picture("PNG"),
    FileKind.WEBP: picture("WEBP"),
    FileKind.PDF: PAPER,
    FileKind.OGG: VOICE,
    FileKind.MP4: struct.pack(">I", 24) + b"ftypM4A \0\0\0\0M4A isom" + bytes(80),
    FileKind.MP3: b"\xff\xfb\x90\x64" + bytes(413),
    FileKind.WEBM: b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\xf7\x81\1B\xf2\x81\4B\xf3\x81\x08B\x82\x84webm"
    + bytes(80),
    FileKind.XLSX: b"PK\3\4" + bytes(80),
    FileKind.XLS: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(80),
    FileKind.CSV: "STT;Họ và tên;Năm sinh\n1;Néang Sa Mươl;1948\n".encode(),
}


class Carrier(Screen):
    """A channel that keeps files until they are asked for."""

    def __init__(self, files: Mapping[str, bytes | Exception], name: str = "console") -> None:
        super().__init__(name)
        self.files = files
        self.asked: list[str] = []

    async def fetch(self, reference: str, most: int) -> bytes:
        self.asked.append(reference)
        found = self.files.get(reference)
        if found is None:
            raise Missing("gone")
        if isinstance(found, Exception):
            raise found
        if len(found) > most:
            raise TooBig("too big")
        return found


@dataclass
class Sender(Phone):
    """A phone that also sends files. What its channel keeps outlives a message."""

    files: dict[str, bytes | Exception] = field(default_factory=dict)

    async def sends_file(self, content: bytes | Exception, seems: str = "") -> list[Rendered]:
        """The answer to it, then what came unasked once it was fetched."""
        name = f"f{len(self.files)}"
        self.files[name] = content
        size = len(content) if isinstance(content, bytes) else None
        heard = await self.sends(self.message(files=(FileRef(name, "a file", size, seems),)))
        return [*heard, *await self.fetches()]

    async def fetches(self) -> list[Rendered]:
        screen = Carrier(self.files, self.channel)
        app = build(settings(self.url), [screen], lambda: self.at)
        try:
            await fetch_due(app)
            await run_errands(app)
            await tell_due(app)
        finally:
            await app.close()
        came = [reply for to, reply in screen.shown if to == self.name]
        self.last = came or self.last
        return came
