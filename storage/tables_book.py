"""Biểu 01, 02 and 03 as a workbook in the official form, and what the checks found on a sheet of
its own.

Figures are numbers, so that they can be added up, and show Vietnamese points and commas whatever
the Excel is set to: these stand in the format as letters. Rates are text, which no such format can
show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from domain.tables.layout import Cell, Form, Line
from domain.tables.numbers import Kind
from domain.tables.shapes import TOTAL
from storage.spreadsheets import Book, new_book

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_COUNT = r"[>=1000000]0\.000\.000;[>=1000]0\.000;0"
_MILLIONS = r"[>=1000000000000]0\.000\.000\,000,;[>=1000000000]0\.000\,000,;0\,000,"
"""Of đồng: the comma at the end leaves three digits out."""

_A4, _A3 = 9, 8
_MOST_ON_A4 = 15
"""Columns that can still be read there."""

_FONT = {"font_name": "Times New Roman", "font_size": 12}
_CENTRED = {"align": "center", "valign": "vcenter", "text_wrap": True}
_BOXED = {**_FONT, "border": 1, "valign": "vcenter", "text_wrap": True}
_DIFFERS = {"bg_color": "#FFF2CC"}
_LINE_HEIGHT = 16
_FOUND_COLUMNS = (
    ("STT", 6),
    ("Kiểm tra", 10),
    ("Biểu", 11),
    ("Đơn vị", 24),
    ("Cột", 26),
    ("Số in", 12),
    ("Số tính lại", 12),
    ("Mức", 13),
    ("Nội dung", 70),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding in the reader's words. ``grave``: figures contradict each other."""

    cells: tuple[str, ...]
    grave: bool


def write_tables(path: Path, forms: Sequence[Form], found: Sequence[Found] | None = None) -> None:
    """An .xlsx that is there once all is in it. ``found`` is None where nothing was compared.

    Raises NotWritten.
    """
    with new_book(path, title="Biểu 01, 02, 03", kept_whole=True) as book:
        for form in forms:
            _Sheet(book, form).write()
        if found is not None:
            _write_found(book, found)


class _Sheet:
    """One table."""

    def __init__(self, book: Book, form: Form) -> None:
        self._book = book
        self._form = form
        self._sheet: Worksheet = book.sheet(form.number)
        self._last = len(form.columns) - 1
        self._row = 0

    def write(self) -> None:
        for nth, column in enumerate(self._form.columns):
            self._sheet.set_column(nth, nth, column.width)
        self._titles()
        self._heads()
        first = self._row
        for line in self._form.lines:
            self._line(line)
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{self._row}"})
        self._row += 1
        for note in self._form.footnotes:
            self._across(note, {"italic": True, "font_size": 11, "text_wrap": True})
        self._page(first)

    def _titles(self) -> None:
        self._across(self._form.number, {"bold": True, "align": "right"})
        title, *under = self._form.titles
        self._across(title, {"bold": True, "align": "center", "font_size": 14})
        for line in under:
            self._across(line, {"bold": True, "align": "center"})
        self._across(self._form.as_of, {"italic": True, "align": "center"})
        self._row += 1

    def _across(self, text: str, look: dict[str, Any]) -> None:
        style = self._book.style(**{**_FONT, **look})
        self._book.over(self._sheet, (self._row, 0, self._row, self._last), text, style)
        width = sum(column.width for column in self._form.columns)
        self._sheet.set_row(self._row, (_LINE_HEIGHT + 2) * (1 + len(text) // width))
        self._row += 1

    def _heads(self) -> None:
        style = self._book.style(**{**_BOXED, **_CENTRED, "bold": True})
        for head in self._form.heads:
            top, left = self._row + head.row, head.column
            cells = (top, left, top + head.rows - 1, left + head.columns - 1)
            self._book.over(self._sheet, cells, head.text, style)
        for row, height in enumerate(self._head_heights()):
            self._sheet.set_row(self._row + row, height)
        self._row += self._form.head_rows
        letters = self._book.style(**{**_BOXED, **_CENTRED, "italic": True})
        columns = self._form.columns
        self._book.put(self._sheet, self._row, [column.letter for column in columns], letters)
        height = max(_lines(column.letter, column.width) for column in columns)
        self._sheet.set_row(self._row, _LINE_HEIGHT * height + 2)
        self._row += 1

    def _head_heights(self) -> list[int]:
        """So that every head shows whole; one over several rows needs their sum."""
        rows = self._form.head_rows
        heights = [_LINE_HEIGHT + 4] * rows
        for head in sorted(self._form.heads, key=lambda one: one.rows):
            columns = self._form.columns[head.column : head.column + head.columns]
            wanted = _LINE_HEIGHT * _lines(head.text, sum(one.width for one in columns)) + 4
            missing = wanted - sum(heights[head.row : head.row + head.rows])
            heights[head.row + head.rows - 1] += max(0, missing)
        return heights

    def _line(self, line: Line) -> None:
        total = line.unit == TOTAL
        cells = list(enumerate(zip(line.cells, self._form.columns, strict=True)))
        height = 1
        for nth, (cell, column) in cells:
            text = _shown(cell)
            if not (total and nth == 0):
                height = max(height, _lines(text, column.width - 1))
            style = self._style(cell, column.kind, nth, total)
            value = cell.number if _as_number(cell, column.kind) else text
            self._book.cell(self._sheet, self._row, nth, value, style)
        if total:
            style = self._style(line.cells[0], Kind.WORDS, 0, total)
            where = (self._row, 0, self._row, 1)
            self._book.over(self._sheet, where, line.cells[0].printed, style)
        self._sheet.set_row(self._row, _LINE_HEIGHT * height + 6)
        self._row += 1

    def _style(self, cell: Cell, kind: Kind, nth: int, total: bool) -> Format:
        look: dict[str, Any] = {**_BOXED, "bold": total}
        if cell.computed:
            look |= _DIFFERS
        if nth == 0:
            look["align"] = "center"
        elif kind is Kind.WORDS:
            look["indent"] = 1
        else:
            look["align"] = "right"
        if _as_number(cell, kind):
            look["num_format"] = _MILLIONS if kind is Kind.MILLIONS else _COUNT
            look["text_wrap"] = False
        return self._book.style(**look)

    def _page(self, first: int) -> None:
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4 if len(self._form.columns) <= _MOST_ON_A4 else _A3)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        self._sheet.center_horizontally()
        self._sheet.repeat_rows(first - self._form.head_rows - 1, first - 1)
        self._sheet.freeze_panes(first, 2)


def _as_number(cell: Cell, kind: Kind) -> bool:
    return kind in (Kind.COUNT, Kind.MILLIONS) and cell.number is not None


def _shown(cell: Cell) -> str:
    return f"{cell.printed} ({cell.computed})".lstrip() if cell.computed else cell.printed


def _lines(text: str, width: int) -> int:
    """How many a text needs in a column; a little too many rather than one too few."""
    lines, left = 1, 0
    for word in text.split():
        if left and left + 1 + len(word) > width - 1:
            lines, left = lines + 1, 0
        left += len(word) + bool(left)
    return lines


# --- What the checks found ----------------------------------------------------------------------


def _write_found(book: Book, found: Sequence[Found]) -> None:
    sheet = book.sheet("Đối chiếu")
    for nth, (_, width) in enumerate(_FOUND_COLUMNS):
        sheet.set_column(nth, nth, width)
    head = book.style(**{**_BOXED, **_CENTRED, "bold": True})
    book.put(sheet, 0, [name for name, _ in _FOUND_COLUMNS], head)
    plain = book.style(**_BOXED, indent=1)
    grave = book.style(**_BOXED, **_DIFFERS, indent=1)
    for row, one in enumerate(found, start=1):
        cells = (str(row), *one.cells)
        book.put(sheet, row, cells, grave if one.grave else plain)
        wanted = zip(cells, _FOUND_COLUMNS, strict=True)
        height = max(_lines(text, width - 2) for text, (_, width) in wanted)
        sheet.set_row(row, _LINE_HEIGHT * height + 4)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1000"})
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
