"""How wide and high a picture is, from its first bytes."""

from __future__ import annotations

import struct

from domain.file import FileKind

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def sides(kind: FileKind, content: bytes) -> tuple[int, int] | None:
    """In pixels; None where it does not say so, or is of another kind."""
    try:
        if kind is FileKind.PNG:
            width, height = struct.unpack_from(">II", content, 16)
            return width, height
        return _of_jpeg(content) if kind is FileKind.JPEG else None
    except (IndexError, struct.error):
        return None


def _of_jpeg(content: bytes) -> tuple[int, int] | None:
    at = 2
    while content[at] == 0xFF:
        if content[at + 1] in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + int(struct.unpack_from(">H", content, at + 2)[0])
    return None
