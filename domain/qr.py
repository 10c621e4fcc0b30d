"""A link as a QR code: a picture for a screen, and boxes for what is printed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

import segno

QUIET = 4
"""Modules of white on every side, without which readers do not find the code (ISO/IEC 18004)."""
_PIXELS = 12
"""Per module: about 500 pixels across, which a phone's screen shows sharp and a chat app's
shrinking of pictures leaves readable."""


@dataclass(frozen=True, slots=True)
class Box:
    """One black run of a row, in modules from the upper left corner, without the quiet zone."""

    left: int
    top: int
    width: int


@dataclass(frozen=True, slots=True)
class Boxes:
    """A QR code to be drawn; ``size`` is the modules of a side."""

    size: int
    black: tuple[Box, ...]


def code_link(code: str, public_url: str, telegram_bot: str = "") -> str:
    """Where a phone goes that scans the code. Raises ValueError where there is nowhere to go.

    In the web page's fragment, which a browser keeps to itself, so no log of any server has it.
    """
    if telegram_bot:
        query = urlencode({"start": code})
        return f"https://t.me/{telegram_bot.removeprefix('@')}?{query}"
    if public_url:
        return f"{public_url.rstrip('/')}/#{urlencode({'code': code})}"
    raise ValueError("a code needs a Telegram bot or a public URL to lead to")


def qr_png(link: str) -> bytes:
    """Black on white, one bit a pixel: about 1 kB."""
    buffer = io.BytesIO()
    _encode(link).save(buffer, kind="png", scale=_PIXELS, border=QUIET)
    return buffer.getvalue()


def qr_boxes(link: str) -> Boxes:
    """The same code; runs instead of single modules leave no seams between them on paper."""
    rows = _encode(link).matrix
    black = tuple(box for top, row in enumerate(rows) for box in _runs(top, row))
    return Boxes(len(rows), black)


def _encode(link: str) -> segno.QRCode:
    """Level M mends 15 %, a fold or a stain; a higher one would make the modules smaller."""
    return segno.make_qr(link, error="m", boost_error=False)


def _runs(top: int, row: bytearray) -> Iterator[Box]:
    left = 0
    for dark, modules in groupby(row):
        width = len(list(modules))
        if dark:
            yield Box(left, top, width)
        left += width
