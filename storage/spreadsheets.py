"""Every spreadsheet and CSV that the program writes, so that what people typed stays text in it.

A name in a list may begin with ``=``. Excel runs that, whoever wrote it, where it is not marked as
text; in a CSV nothing can be marked (OWASP, "CSV injection").
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from storage.new_file import new_file

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Value: TypeAlias = "str | int | float | date | None"

LONGEST = 32_767
"""Characters of a cell in Excel; XlsxWriter leaves out a longer text as a whole."""

_AS_TEXT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SIGNS = "[=+@＝＋－＠-]"
_BEGINS = re.compile(rf'^(?=[\t\r\n]|[\s"]*{_SIGNS})')
_NEW_CELL = re.compile(rf'([;\t\r\n][\s"]*)(?={_SIGNS})')


class Book:
    """A workbook in the making. ``sheet`` and ``style`` give what XlsxWriter has for the look of
    it; a cell's value goes in by `put`. Rows are written from above, each once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._styles: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._text = self.style()

    def sheet(self, name: str) -> Worksheet:
        return self._workbook.add_worksheet(name)

    def style(self, **look: Any) -> Format:
        """As XlsxWriter names it. A cell is text, so that it stays text when somebody edits it,
        unless ``num_format`` says otherwise."""
        key = tuple(sorted(look.items()))
        if key not in self._styles:
            self._styles[key] = self._workbook.add_format({"num_format": "@", **look})
        return self._styles[key]

    def put(
        self, sheet: Worksheet, row: int, values: Sequence[Value], style: Format | None = None
    ) -> None:
        """``row`` from 0. A date wants a style that shows one."""
        for column, value in enumerate(values):
            self.cell(sheet, row, column, value, style)

    def put_each(
        self,
        sheet: Worksheet,
        row: int,
        values: Sequence[Value],
        styles: Mapping[type, Format],
    ) -> None:
        """The same, each cell in the style of its kind; what is empty as words are."""
        for column, value in enumerate(values):
            self.cell(sheet, row, column, value, styles.get(type(value), styles[str]))

    def cell(
        self, sheet: Worksheet, row: int, column: int, value: Value, style: Format | None = None
    ) -> None:
        match value:
            case None | "":
                sheet.write_blank(row, column, None, style)
            case str():
                sheet.write_string(row, column, _kept(value)[:LONGEST], style or self._text)
            case date():
                sheet.write_datetime(row, column, value, style)
            case _:
                sheet.write_number(row, column, value, style)

    def over(
        self, sheet: Worksheet, cells: tuple[int, int, int, int], text: str, style: Format
    ) -> None:
        """One text over cells: first row and column, last row and column. Over more than one row
        only in a book that is kept whole."""
        first_row, first, last_row, last = cells
        if (first_row, first) == (last_row, last):
            self.cell(sheet, first_row, first, text, style)
        else:
            sheet.merge_range(*cells, "", style)
            self.cell(sheet, first_row, first, text, style)


@contextlib.contextmanager
def new_book(path: Path, title: str = "", *, kept_whole: bool = False) -> Iterator[Book]:
    """A workbook that is there once all is in it. Rows do not stay in memory, unless it is
    ``kept_whole``. Raises NotWritten."""
    # Only who makes a workbook loads what writes it.
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    with new_file(path) as file:
        options = {**_AS_TEXT, "constant_memory": not kept_whole, "tmpdir": str(path.parent)}
        try:
            with Workbook(file, options) as workbook:
                workbook.set_properties({"title": title})
                yield Book(workbook)
        except FileCreateError as error:
            raise error.args[0] from error


def write_csv(path: Path, rows: Iterable[Sequence[Value]]) -> None:
    """Begins with a BOM, or Excel takes it for Windows-1252. Raises NotWritten."""
    with new_file(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
        writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
        writer.writerows([_plain(value) for value in row] for row in rows)
        text.flush()
        text.detach()


def _plain(value: Value) -> str | int | float | None:
    if isinstance(value, str):
        return harmless(_kept(value))
    return value.isoformat() if isinstance(value, date) else value


def _kept(text: str) -> str:
    """Without what no XML and no UTF-8 can hold."""
    return _UNWRITABLE.sub("", text)


def harmless(text: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula in a CSV: at the
    beginning, or after what a reader set to another separator takes for the end of a cell."""
    return _NEW_CELL.sub(r"\1'", _BEGINS.sub("'", text))
