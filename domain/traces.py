"""What a phone writes into a picture beside the picture: where, when, with what. It is taken out.

The picture itself is copied byte by byte and never decoded, so nothing in it can do harm here. What
of it says which way is up stays.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Mapping

from domain.file import FileKind, Unfit, Why

_START, _END = b"\xff\xd8", b"\xff\xd9"
_SCAN = 0xDA
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers with nothing behind them."""

_COMMENT, _EXIF, _COLOURS = 0xFE, 0xE1, 0xE2
_KEPT = frozenset({0xE0, 0xEE})
"""Of what programs write beside a picture: how its colours are meant (JFIF, Adobe)."""

_AFTER_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_ORIENTATION = 0x0112


def without_traces(kind: FileKind, content: bytes) -> bytes:
    """The same file without what tells of its maker. Raises Unfit where its end is missing.

    Of voice notes and papers nothing is taken out.
    """
    cleaned = _CLEANERS.get(kind)
    if cleaned is None:
        return content
    try:
        return cleaned(content)
    except (IndexError, struct.error) as error:
        raise Unfit(Why.DAMAGED) from error


# --- JPEG: segments, then what the camera saw, up to the end; what follows is another file ------


def _jpeg(content: bytes) -> bytes:
    return b"".join((_START, *_segments(content), _END))


def _segments(content: bytes) -> Iterator[bytes]:
    at, scanned = 2, False
    while True:
        marker = content[at + 1]
        if content[at] != 0xFF:
            raise IndexError
        if marker == 0xFF:
            at += 1
        elif marker == _END[1]:
            if not scanned:
                raise IndexError
            return
        else:
            end = _end_of(content, at, marker)
            scanned = scanned or marker == _SCAN
            yield _cleaned(marker, content[at:end])
            at = end


def _end_of(content: bytes, at: int, marker: int) -> int:
    if marker in _ALONE:
        return at + 2
    end = at + 2 + _number(content, at + 2, ">H")
    if marker != _SCAN:
        return end
    found = _AFTER_SCAN.search(content, end)
    if found is None:
        raise IndexError
    return found.start()


def _cleaned(marker: int, segment: bytes) -> bytes:
    said = segment[4:]
    if marker == _EXIF:
        return _upright(said)
    if marker == _COLOURS:
        return segment if said.startswith(b"ICC_PROFILE\0") else b""
    by_programs = 0xE0 <= marker <= 0xEF or marker == _COMMENT
    return b"" if by_programs and marker not in _KEPT else segment


def _upright(said: bytes) -> bytes:
    """A segment that says which way is up, and nothing else; none where it is upright as it is."""
    turned = _orientation(said[6:]) if said.startswith(b"Exif\0\0") else None
    if turned is None or not 2 <= turned <= 8:
        return b""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _orientation(tiff: bytes) -> int | None:
    """Of the first directory of an Exif block; None where it is damaged, or says nothing."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return None
    try:
        first = _number(tiff, 4, f"{order}I")
        entries = range(first + 2, first + 2 + 12 * _number(tiff, first, f"{order}H"), 12)
        tagged = (at for at in entries if _number(tiff, at, f"{order}H") == _ORIENTATION)
        return next((_number(tiff, at + 8, f"{order}H") for at in tagged), None)
    except struct.error:
        return None


# --- PNG and WebP: chunks, each with its length -------------------------------------------------

_PNG_TRACES = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_WEBP_TRACES = frozenset({b"EXIF", b"XMP "})
_SAYS_EXIF, _SAYS_XMP = 0x08, 0x04


def _png(content: bytes) -> bytes:
    at, kept = 8, [content[:8]]
    while True:
        end = at + 12 + _number(content, at, ">I")
        name = content[at + 4 : at + 8]
        if end > len(content):
            raise IndexError
        if name not in _PNG_TRACES:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end


def _webp(content: bytes) -> bytes:
    length = _number(content, 4, "<I") + 8
    if length > len(content):
        raise IndexError
    body = b"".join(_webp_chunks(content[:length]))
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _webp_chunks(content: bytes) -> Iterator[bytes]:
    at = 12
    while at < len(content):
        length = _number(content, at + 4, "<I")
        name, end = content[at : at + 4], at + 8 + length + length % 2
        if at + 8 + length > len(content):
            raise IndexError
        if name == b"VP8X":
            yield _says_nothing_of_traces(content[at:end])
        elif name not in _WEBP_TRACES:
            yield content[at:end]
        at = end


def _says_nothing_of_traces(chunk: bytes) -> bytes:
    return chunk[:8] + bytes((chunk[8] & ~(_SAYS_EXIF | _SAYS_XMP),)) + chunk[9:]


def _number(content: bytes, at: int, form: str) -> int:
    """Raises struct.error where the content ends before."""
    number: int = struct.unpack_from(form, content, at)[0]
    return number


_CLEANERS: Mapping[FileKind, Callable[[bytes], bytes]] = {
    FileKind.JPEG: _jpeg,
    FileKind.PNG: _png,
    FileKind.WEBP: _webp,
}
