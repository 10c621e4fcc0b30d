"""Tables of HTML and XML that somebody named .xls; Excel opens them, so people send them.

What is merged shows only as a table goes on, and is told before its rows: so a sheet is read whole
before any of it is told.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from xml.parsers import expat

from domain.lists.cells import Cell, NoValue, Row, SheetStart
from domain.lists.row import ListRefused
from storage.imports.extent import without_strays
from storage.imports.limits import LAST_COLUMN, MOST_ROWS, too_big, too_many_rows
from storage.imports.workbook import cell_of, text_of, trimmed

_CHUNK = 1 << 18
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_OFFICE = "urn:schemas-microsoft-com:office:"
_SPREADSHEET = f"{_OFFICE}spreadsheet "
_NO_DAY = "1899-12-3"


@dataclass(slots=True)
class _Sheet:
    """Rows as they come. ``below``: how many more rows a cell above reaches down, by column."""

    name: str = ""
    hidden: bool = False
    count: int = 0
    number: int = 0
    column: int = 0
    rows: dict[int, list[Cell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    below: dict[int, int] = field(default_factory=dict)

    def begin_row(self, skipped: int = 0) -> None:
        self.number += 1 + skipped
        self.column = 1
        reaching = [(column, rows - 1 - skipped) for column, rows in self.below.items()]
        self.below = {column: rows for column, rows in reaching if rows >= 0}

    def add(self, value: Cell, across: int = 1, down: int = 1) -> None:
        """The next cell, and how many columns and rows it takes."""
        across = max(1, min(across, LAST_COLUMN))
        while self.column in self.below:
            self.column += 1
        if across > 1 or down > 1:
            self.merged.append(
                (self.number, self.column, self.number + down - 1, self.column + across - 1)
            )
        if down > 1:
            self.below |= {self.column + step: down - 1 for step in range(across)}
        if value is not None and self.column <= LAST_COLUMN:
            self._put(value)
        self.column += across

    def _put(self, value: Cell) -> None:
        cells = self.rows.setdefault(self.number, [])
        cells.extend([None] * (self.column - 1 - len(cells)))
        cells.append(value)

    def told(self) -> Iterator[SheetStart | Row]:
        yield SheetStart(self.name, self.hidden, tuple(self.merged))
        yield from without_strays(
            [Row(number, trimmed(cells)) for number, cells in self.rows.items()]
        )


# --- HTML ----------------------------------------------------------------------------------------


def read_html(path: Path) -> Iterator[SheetStart | Row]:
    """One sheet, as Excel shows it: tables beneath each other, and words outside of them in rows of
    one cell. Raises ListRefused, and UnicodeError."""
    reader = _Html()
    with path.open("rb") as file:
        decoder = _decoder(file.read(_CHUNK))
        file.seek(0)
        while chunk := file.read(_CHUNK):
            reader.feed(decoder.decode(chunk))
        reader.feed(decoder.decode(b"", final=True))
    reader.close()
    if not reader.has_table:
        raise ListRefused("not_a_spreadsheet")
    if reader.depth:
        raise ListRefused("truncated")
    yield from reader.sheet.told()


def _decoder(head: bytes) -> codecs.IncrementalDecoder:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return codecs.getincrementaldecoder("utf-16")()
    said = _CHARSET.search(head)
    name = said[1].decode() if said and not head.startswith(codecs.BOM_UTF8) else "utf-8-sig"
    try:
        return codecs.getincrementaldecoder(name)()
    except LookupError:
        return codecs.getincrementaldecoder("utf-8-sig")()


class _Html(HTMLParser):
    _UNSEEN = frozenset({"script", "style", "title", "xml"})
    _LINES = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "center", "caption"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheet = _Sheet()
        self.has_table = False
        self.depth = 0
        self._unseen = 0
        self._cell: tuple[int, int] | None = None
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("td", "th"):
            self._end_cell()
            given = dict(attrs)
            self._cell = (_span(given.get("colspan")), _span(given.get("rowspan")))
        elif tag == "tr":
            self._end_cell()
            self._begin_row()
        elif tag == "table":
            self._end_line()
            self.has_table = True
            self.depth += 1
        elif tag == "br":
            self._words.append("\v")
        elif tag in self._LINES and self._cell is None:
            self._end_line()
        elif tag in self._UNSEEN:
            self._unseen += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table":
            self._end_cell()
            self.depth = max(0, self.depth - 1)
            self.sheet.below.clear()
        elif tag in self._LINES:
            if self._cell is None:
                self._end_line()
            else:
                self._words.append("\v")
        elif tag in self._UNSEEN:
            self._unseen = max(0, self._unseen - 1)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._words.append(data)

    def close(self) -> None:
        super().close()
        self._end_line()

    def _begin_row(self) -> None:
        self._words.clear()
        self.sheet.begin_row()
        self.sheet.count += 1
        if self.sheet.count > MOST_ROWS:
            raise too_many_rows()

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        across, down = self._cell
        self._cell = None
        self.sheet.add(self._said(), across, down)

    def _end_line(self) -> None:
        """Words outside of any cell."""
        self._end_cell()
        words = self._said()
        if words is not None:
            self._begin_row()
            self.sheet.add(words)

    def _said(self) -> str | None:
        """With the breaks that stand in it, and without those of the file's own lines."""
        lines = _SPACE.sub(" ", "".join(self._words)).split("\v")
        self._words.clear()
        return text_of("\n".join(line.strip(" ") for line in lines).strip("\n"))


def _span(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1


# --- XML of Excel 2003 ---------------------------------------------------------------------------


def read_spreadsheet_xml(path: Path) -> Iterator[SheetStart | Row]:
    """Raises ListRefused, and expat.ExpatError where it is damaged."""
    reader = _SpreadsheetXml()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            reader.parser.Parse(chunk)
            while reader.sheets:
                yield from reader.sheets.pop(0).told()
        reader.parser.Parse(b"", True)


class _SpreadsheetXml:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.EntityDeclHandler = self._entity
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.sheets: list[_Sheet] = []
        self._sheet = _Sheet()
        self._about: dict[str, str] = {}
        self._type = ""
        self._value: Cell = None
        self._words: list[str] | None = None
        self._in_comment = False

    def _entity(self, *_: object) -> None:
        """None has a place in a spreadsheet; each may stand for a thousand others."""
        raise too_big()

    def _start(self, name: str, about: dict[str, str]) -> None:
        if name == f"{_SPREADSHEET}Worksheet":
            self._sheet = _Sheet(about.get(f"{_SPREADSHEET}Name", ""))
        elif name == f"{_SPREADSHEET}Row":
            index = _index(about)
            self._sheet.begin_row(max(0, index - self._sheet.number - 1) if index else 0)
            self._about = about
        elif name == f"{_SPREADSHEET}Cell":
            self._about, self._value = about, None
            if (index := _index(about)) is not None:
                self._sheet.column = max(self._sheet.column, index)
        elif name == f"{_SPREADSHEET}Comment":
            self._in_comment = True
        elif name == f"{_SPREADSHEET}Data" and not self._in_comment:
            self._type, self._words = about.get(f"{_SPREADSHEET}Type", ""), []
        elif name == f"{_OFFICE}excel Visible":
            self._words = []

    def _text(self, text: str) -> None:
        if self._words is not None:
            self._words.append(text)

    def _end(self, name: str) -> None:
        if name == f"{_SPREADSHEET}Data" and self._words is not None:
            self._value, self._words = _xml_cell(self._type, "".join(self._words)), None
        elif name == f"{_SPREADSHEET}Comment":
            self._in_comment = False
        elif name == f"{_SPREADSHEET}Cell":
            self._end_cell()
        elif name == f"{_SPREADSHEET}Row":
            self._end_row()
        elif name == f"{_OFFICE}excel Visible" and self._words is not None:
            self._sheet.hidden, self._words = "Hidden" in "".join(self._words), None
        elif name == f"{_SPREADSHEET}Worksheet":
            self.sheets.append(self._sheet)

    def _end_cell(self) -> None:
        if self._value is None and f"{_SPREADSHEET}Formula" in self._about:
            self._value = NoValue.FORMULA
        across, down = (
            _number(self._about.get(f"{_SPREADSHEET}{name}")) + 1
            for name in ("MergeAcross", "MergeDown")
        )
        self._sheet.add(self._value, across, down)

    def _end_row(self) -> None:
        self._sheet.count += self._sheet.number in self._sheet.rows
        if self._sheet.count > MOST_ROWS:
            raise too_many_rows()


def _index(about: dict[str, str]) -> int | None:
    return _number(about.get(f"{_SPREADSHEET}Index")) or None


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0


def _xml_cell(kind: str, text: str) -> Cell:
    if kind == "Error":
        return NoValue.FORMULA
    try:
        if kind == "Number":
            return cell_of(float(text))
        if kind == "DateTime":
            day, _, clock = text.partition("T")
            return clock[:5] if day.startswith(_NO_DAY) else date.fromisoformat(day)
    except ValueError:
        return text_of(text)
    return text == "1" if kind == "Boolean" else text_of(text)
