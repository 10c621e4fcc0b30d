"""Slips with a one-time code, eight to an A4 sheet, to hand out on payday.

A slip is about 105 × 74 mm; the outer rows are taller by a printer's margin. The strip along its
upper edge says whose it is, for the clerk who calls people up; it is cut off as the slip is handed
over, because a lost slip that carries its name would be half of what opens a person's answers.
Everything is black: a commune's laser printer turns grey into dots. The functions take their time,
so callers run them in a thread.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from fpdf import FPDF

from bot.paper.slip import Slip
from domain.qr import qr_boxes
from domain.text import Text
from handlers.language import BOTH, label, say

# A font cut down to a slip's letters is told letter by letter, those of a person's name too.
for _library in ("fontTools", "fpdf"):
    logging.getLogger(_library).setLevel(logging.ERROR)

_FONTS = Path(__file__).parent / "fonts"
_NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)
"""Every PDF's date: the same slips make the same file, and it tells nothing else."""

_COLUMNS, _ROWS = 2, 4
_MARGIN = 5.0
"""What an office printer cannot reach around a sheet, in millimetres; as are all below."""
_WIDTH, _HEIGHT = 105.0, 71.75
"""Of one slip, without the margin above the first row and below the last."""
_INNER = _WIDTH - 2 * _MARGIN
_STRIP_TOP, _TEAR = 1.2, 9.0
_QR_TOP, _QR_SIDE = 12.2, 22.0
"""White for at least four modules remains on every side of it."""
_QR_LEFT = _WIDTH - _MARGIN - _QR_SIDE
_BESIDE_QR = _QR_LEFT - _MARGIN - 3.5
_CODE_TOP, _PAGE_TOP, _VALID_TOP, _BODY_TOP = 9.8, 22.6, 28.4, 37.3

_BODY = 11.0
"""Points, as are all sizes of letters: the least for old eyes."""
_CODE = 32.0
_MILLIMETRES = 0.45
"""In a point's height of a line."""
_LINE = {"vi": 4.5, "km": 5.5}
"""Khmer stands taller: subscripts below, vowels above."""
_FACE = {"vi": "latin", "km": "khmer"}
_Weight = Literal["", "B"]

_VALID = Text("Works until")
_FOR_COLLECTOR = Text("for the one who collects")
INSTRUCTIONS = (
    Text("To know the payday: scan, or open this page. Write the code and the payee's birth year."),
    Text("Keep the code to yourself, only the officer knows it."),
    Text("Nobody may ask for an OTP or a password."),
)
"""The birth year is said to be the payee's also to a payee, since it is often a grandchild who
holds the phone and reads the slip out."""


def slips_pdf(slips: Sequence[Slip], heading: str) -> bytes:
    """A4 sheets of eight, left to right and down; ``heading`` (the point) stands on each strip. One
    slip alone lies in the corner of its sheet: the paper that every office has.

    Raises ValueError where there is no slip.
    """
    if not slips:
        raise ValueError("there is no slip to print")
    sheets = Sheets()
    for sheet in _dealt(slips):
        sheets.add(sheet, heading)
    return bytes(sheets.output())


def _dealt(slips: Sequence[Slip]) -> Iterator[Sequence[Slip]]:
    full = _COLUMNS * _ROWS
    return (slips[start : start + full] for start in range(0, len(slips), full))


class Sheets(FPDF):
    """What the slips are drawn on; positions are those of the sheet, in millimetres."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        self.set_creation_date(_NO_CLOCK)
        self.set_auto_page_break(False)
        self.c_margin = 0.0
        for style, weight in (("", "Regular"), ("B", "Bold")):
            self.add_font("latin", style, _FONTS / f"NotoSans-{weight}.ttf")
            self.add_font("khmer", style, _FONTS / f"NotoSansKhmer-{weight}.ttf")
        self.set_fallback_fonts(["latin", "khmer"])
        self.set_text_shaping(True)

    def add(self, slips: Sequence[Slip], heading: str) -> None:
        self.add_page()
        for place, slip in enumerate(slips):
            row, column = divmod(place, _COLUMNS)
            self._slip(slip, heading, column * _WIDTH, _MARGIN + row * _HEIGHT)
        self._cut_lines(rows=-(-len(slips) // _COLUMNS))

    def _cut_lines(self, rows: int) -> None:
        self._dashed(2, 2)
        bottom = self.h if rows == _ROWS else _MARGIN + rows * _HEIGHT
        self.line(_WIDTH, 0, _WIDTH, bottom)
        for row in range(1, min(rows, _ROWS - 1) + 1):
            below = _MARGIN + row * _HEIGHT
            self.line(0, below, self.w, below)

    def _dashed(self, dash: float, gap: float) -> None:
        self.set_line_width(0.2)
        self.set_dash_pattern(dash=dash, gap=gap)

    def _slip(self, slip: Slip, heading: str, left: float, top: float) -> None:
        self._strip(slip, heading, left, top)
        self._qr(slip.link, left + _QR_LEFT, top + _QR_TOP)
        self._code(slip.code, left + _MARGIN, top + _CODE_TOP)
        self._one_line(page_of(slip.link), left + _MARGIN, top + _PAGE_TOP, _BESIDE_QR, _BODY, "B")
        self._valid(slip.valid_until, left + _MARGIN, top + _VALID_TOP)
        self._instructions(left + _MARGIN, top + _BODY_TOP)

    def _strip(self, slip: Slip, heading: str, left: float, top: float) -> None:
        for_whom = f"({say(_FOR_COLLECTOR, 'vi')}) " if slip.for_carer else ""
        beside = left + _MARGIN + 14
        self._one_line(str(slip.number), left + _MARGIN, top + _STRIP_TOP, 13, 14, "B")
        self._one_line(slip.name, beside, top + _STRIP_TOP - 0.5, _INNER - 14, 11, "B")
        self._one_line(for_whom + heading, beside, top + _STRIP_TOP + 4, _INNER - 14, 8)
        self._dashed(0.5, 1)
        self.line(left, top + _TEAR, left + _WIDTH, top + _TEAR)

    def _qr(self, link: str, left: float, top: float) -> None:
        boxes = qr_boxes(link)
        module = _QR_SIDE / boxes.size
        for box in boxes.black:
            x, y = left + box.left * module, top + box.top * module
            self.rect(x, y, box.width * module, module, style="F")

    def _code(self, code: str, left: float, top: float) -> None:
        halves = f"{code[:4]} {code[4:]}"
        self._one_line(halves, left, top, _BESIDE_QR, _CODE, "B")

    def _valid(self, day: date, left: float, top: float) -> None:
        self._one_line(f"{label(_VALID, BOTH)} {day:%d/%m/%Y}", left, top, _BESIDE_QR, _BODY)

    def _instructions(self, left: float, top: float) -> None:
        self.set_y(top)
        for language, line in _LINE.items():
            self.set_x(left)
            self.set_font(_FACE[language], size=_BODY)
            said = " ".join(say(text, language) for text in INSTRUCTIONS)
            self.multi_cell(_INNER, line, said, align="L", new_x="LEFT", new_y="NEXT")
            self.set_y(self.get_y() + 0.8)

    def _one_line(
        self, words: str, left: float, top: float, width: float, size: float, weight: _Weight = ""
    ) -> None:
        """Long names and places grow smaller rather than being cut."""
        self.set_font("latin", weight, size)
        wide = self.get_string_width(words)
        if wide > width:
            self.set_font_size(size * width / wide)
        self.set_xy(left, top)
        self.cell(width, size * _MILLIMETRES, words)


def page_of(link: str) -> str:
    """What a person types who cannot scan: without the code, which is asked for there."""
    parts = urlsplit(link)
    return f"{parts.netloc}{parts.path}".rstrip("/")
