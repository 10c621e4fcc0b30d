"""Old .xls with cells so far apart that calamine's rectangles of them would take all the memory.

Only these go through xlrd, which keeps a row as long as it is, and takes three times as long.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import xlrd
from xlrd.book import Book
from xlrd.compdoc import CompDocError
from xlrd.sheet import Sheet
from xlrd.xldate import xldate_as_datetime

from domain.lists.cells import Cell, NoValue, Row, SheetStart
from domain.lists.row import ListRefused
from storage.imports.extent import without_strays
from storage.imports.limits import LAST_COLUMN, MOST_ROWS, too_many_rows
from storage.imports.workbook import cell_of, trimmed

_BROKEN = (
    *(xlrd.XLRDError, CompDocError, struct.error, AssertionError),
    *(LookupError, ValueError, TypeError, OverflowError),  # it believes what the file says
)


def read_far(path: Path) -> Iterator[SheetStart | Row]:
    """As `storage.imports.workbook.read_old`. Raises ListRefused."""
    try:
        # What it has to say is not for stdout, where our own words go.
        with xlrd.open_workbook(
            path, logfile=sys.stderr, on_demand=True, formatting_info=True, ragged_rows=True
        ) as book:
            yield from _read(book)
    except _BROKEN as error:
        raise ListRefused("truncated") from error


def _read(book: Book) -> Iterator[SheetStart | Row]:
    count = 0
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        merged = tuple(
            (top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells
        )
        yield SheetStart(sheet.name, sheet.visibility != 0, merged)
        rows = list(_rows(sheet, book.datemode))
        book.unload_sheet(number)
        for row in without_strays(rows):
            count += 1
            if count > MOST_ROWS:
                raise too_many_rows()
            yield row


def _rows(sheet: Sheet, datemode: int) -> Iterator[Row]:
    for number in range(sheet.nrows):
        types = sheet.row_types(number, 0, LAST_COLUMN)
        values = sheet.row_values(number, 0, LAST_COLUMN)
        cells = [_cell(*one, datemode) for one in zip(types, values, strict=True)]
        if trimmed(cells):
            yield Row(number + 1, cells)


def _cell(kind: int, value: str | float, datemode: int) -> Cell:
    if kind == xlrd.XL_CELL_ERROR:
        return NoValue.FORMULA
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_DATE and isinstance(value, float):
        return _day(value, datemode)
    return cell_of(value)


def _day(value: float, datemode: int) -> Cell:
    """Less than a day is a time."""
    try:
        at: datetime = xldate_as_datetime(value, datemode)
    except OverflowError:
        return cell_of(value)
    return cell_of(at if value >= 1 else at.time())
