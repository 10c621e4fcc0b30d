"""Bars as a picture, to be read on a phone held upright.

The letters are as large as those of the chat itself where the picture fills the screen's width.
Kinds differ in lightness as well as in colour, so that they are told apart by who sees no colours,
and printed in black. It takes its time, so callers draw it in a thread.
"""

from __future__ import annotations

import asyncio
import io
import unicodedata
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from domain.chart import Bar, Bars

_FONTS = Path(__file__).parent / "fonts"

_WIDTH = 810
"""Pixels, as are all below: two to each that a phone counts across. With more, the longest names
would make more bytes than a picture may have."""
_MARGIN, _GAP = 30, 12
_TITLE, _LETTERS, _FOOT = 35, 29, 23
_ROW, _THICK = 90, 34
_LEAST, _SEAM = 6, 2
"""A part that is there is seen, however small it is beside the others."""

_PAPER, _INK, _PALE = "#ffffff", "#1a1a1a", "#5c5c5c"
_COLOURS = ("#0b5563", "#f2a541", "#c8c8c8", "#8c2f39")
_SHADES = 16
"""Colours of the picture, edges of letters among them: it stays small on the way."""


async def chart_png(bars: Bars) -> bytes:
    """A PNG of about 20 kB, drawn beside the event loop."""
    return await asyncio.to_thread(draw, bars)


def draw(bars: Bars) -> bytes:
    """The same, where somebody waits for it. Raises ValueError where there is no bar."""
    if not bars.bars:
        raise ValueError("there is no bar to draw")
    return _Sheet(bars).png()


class _Sheet:
    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._wide = _WIDTH - 2 * _MARGIN
        self._title = _wrapped(bars.title, _font(_TITLE, bold=True), self._wide)
        self._foot = _wrapped(bars.foot, _font(_FOOT), self._wide) if bars.foot else []
        self._image = Image.new("RGB", (_WIDTH, self._height()), _PAPER)
        self._pen = ImageDraw.Draw(self._image)

    def png(self) -> bytes:
        top = self._lines(self._title, _font(_TITLE, bold=True), _MARGIN, _INK)
        top = self._kinds(top + _GAP)
        for bar in self._bars.bars:
            self._bar(bar, top)
            top += _ROW
        self._lines(self._foot, _font(_FOOT), top + _GAP, _PALE)
        kept = io.BytesIO()
        few = self._image.quantize(_SHADES, dither=Image.Dither.NONE)
        few.save(kept, format="PNG", optimize=True)
        return kept.getvalue()

    def _height(self) -> int:
        title = len(self._title) * _line(_TITLE)
        kinds = len(self._bars.kinds) * _line(_LETTERS)
        foot = len(self._foot) * _line(_FOOT) + _GAP if self._foot else 0
        return 2 * _MARGIN + title + 2 * _GAP + kinds + len(self._bars.bars) * _ROW + foot

    def _kinds(self, top: int) -> int:
        """What each colour stands for, a line to each."""
        for colour, kind in zip(_COLOURS, self._bars.kinds, strict=False):
            side = _LETTERS - 6
            middle = top + _line(_LETTERS) // 2
            square = (_MARGIN, middle - side // 2, _MARGIN + side, middle + side // 2)
            self._pen.rectangle(square, fill=colour)
            self._write(kind, _MARGIN + side + _GAP, top, _font(_LETTERS), _INK)
            top += _line(_LETTERS)
        return top + _GAP

    def _bar(self, bar: Bar, top: int) -> None:
        """Name and counts above, so that a long name takes nothing from the bar."""
        counts = " + ".join(map(_number, bar.parts))
        bold = _font(_LETTERS, bold=True)
        beside = self._wide - bold.getlength(counts) - 2 * _GAP
        self._write(_cut(bar.name, _font(_LETTERS), beside), _MARGIN, top, _font(_LETTERS), _INK)
        right = _WIDTH - _MARGIN - bold.getlength(counts)
        self._write(counts, right, top, bold, _INK)
        self._parts(bar, top + _line(_LETTERS) + 2)

    def _parts(self, bar: Bar, top: int) -> None:
        longest = max(max(one.length for one in self._bars.bars), 1)
        left = float(_MARGIN)
        for colour, width in zip(_COLOURS, _widths(bar, self._wide / longest), strict=False):
            if width:
                right = left + width
                self._pen.rectangle((left, top, right - _SEAM, top + _THICK), fill=colour)
                left = right
        if not bar.length:
            self._pen.line((_MARGIN, top, _MARGIN, top + _THICK), fill=_PALE, width=2)

    def _lines(self, lines: list[str], font: ImageFont.FreeTypeFont, top: int, colour: str) -> int:
        for line in lines:
            self._write(line, _MARGIN, top, font, colour)
            top += _line(int(font.size))
        return top

    def _write(
        self, words: str, left: float, top: int, font: ImageFont.FreeTypeFont, colour: str
    ) -> None:
        self._pen.text((left, top), unicodedata.normalize("NFC", words), colour, font)


def _widths(bar: Bar, each: float) -> list[float]:
    """What the small ones need to be seen, the longest gives as far as it can."""
    widths = [max(count * each, _LEAST) if count else 0.0 for count in bar.parts]
    if widths:
        longest = widths.index(max(widths))
        too_much = sum(widths) - bar.length * each
        widths[longest] = max(widths[longest] - too_much, _LEAST if bar.length else 0.0)
    return widths


@cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "NotoSans-Bold.ttf" if bold else "NotoSans-Regular.ttf"
    return ImageFont.truetype(str(_FONTS / name), size)


def _line(size: int) -> int:
    """Room for marks above and below a Vietnamese letter."""
    return size * 3 // 2


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _wrapped(words: str, font: ImageFont.FreeTypeFont, wide: float) -> list[str]:
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= wide:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(words: str, font: ImageFont.FreeTypeFont, wide: float) -> str:
    """What does not fit ends in dots."""
    if font.getlength(words) <= wide:
        return words
    while words and font.getlength(f"{words}…") > wide:
        words = words[:-1]
    return f"{words.rstrip()}…"
