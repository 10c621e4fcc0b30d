"""An .ods without its far cells, before calamine makes full rectangles of it.

All its sheets are one XML, looked at as bytes, a row at a time; an element may stand for many that
are the same. Where a writer's XML is so odd that something is missed here, the limit on memory
still holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from storage.imports.extent import Strays
from storage.imports.limits import LAST_COLUMN, ROW_BYTES, too_big

_ROW = re.compile(rb"<table:table-row[\s/>]")
_CELL_END = b"</table:table-cell>"
_ROW_END = b"</table:table-row>"
_SHEET = re.compile(rb"<table:table[\s>]")
_CELL = re.compile(
    rb"<table:(?:covered-)?table-cell\b(?:[^>]*/>|[^>]*>.*?</table:(?:covered-)?table-cell>)",
    re.DOTALL,
)
_VALUE = b"office:value-type"
_SO_MANY_ROWS = re.compile(rb'table:number-rows-repeated="(\d+)"')
_SO_MANY_COLUMNS = re.compile(rb'table:number-columns-repeated="(\d+)"')


class FarOds:
    """What of an .ods is cut: rows by sheet, and whether there are cells to cut."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        """Raises ListRefused."""
        self._wide = False
        strays: dict[int, Strays] = {}
        for sheet, number, row in _rows(chunks):
            if number and (cells := row.count(_VALUE)):
                self._wide = self._wide or _is_wide(row)
                heard, many = strays.setdefault(sheet, Strays()), _many(_SO_MANY_ROWS, row)
                heard.hear(number, cells)
                heard.hear(number + many - 1, cells * (many - 1))
        self._stray = {sheet: heard.found() for sheet, heard in strays.items()}

    @property
    def is_far(self) -> bool:
        return self._wide or any(self._stray.values())

    def without(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same XML without what is cut; what is cut in between leaves an empty row."""
        for sheet, number, row in _rows(chunks):
            if not number:
                yield row
            elif any(number in stray for stray in self._stray.get(sheet, ())):
                many = _many(_SO_MANY_ROWS, row)
                yield b'<table:table-row table:number-rows-repeated="%d">' % many
                yield b"<table:table-cell/></table:table-row>" + row.rpartition(_ROW_END)[2]
            else:
                yield _narrow(row)


def _is_wide(row: bytes) -> bool:
    """By its cells up to the last that holds something. Few rows can be so, and to count their
    cells one by one takes longest."""
    last, cell_end, _ = row[row.rfind(_VALUE) :].partition(_CELL_END)
    filled = row[: row.rfind(_VALUE)] + last + cell_end
    can_be = filled.count(b"table-cell") > LAST_COLUMN or b"columns-repeated" in filled
    return can_be and _narrow(filled) != filled


def _narrow(row: bytes) -> bytes:
    column = 0

    def cut(found: re.Match[bytes]) -> bytes:
        nonlocal column
        cell, first = found[0], column
        column += _many(_SO_MANY_COLUMNS, cell)
        if column <= LAST_COLUMN:
            return cell
        left = b'table:number-columns-repeated="%d"' % (LAST_COLUMN - first)
        return _SO_MANY_COLUMNS.sub(left, cell, 1) if first < LAST_COLUMN else b""

    return _CELL.sub(cut, row)


def _rows(chunks: Iterable[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """The sheet, the first number of a row, and it with what follows it. What stands before the
    first row is one of number 0."""
    sheet, number = 0, 0
    for piece in _pieces(chunks):
        is_row = _ROW.match(piece) is not None
        yield sheet, number + 1 if is_row else 0, piece
        number += _many(_SO_MANY_ROWS, piece) if is_row else 0
        if _SHEET.search(piece):
            sheet, number = sheet + 1, 0


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        rest += chunk
        starts = [found.start() for found in _ROW.finditer(rest)]
        yield from (rest[start:end] for start, end in pairwise([0, *starts]))
        rest = rest[starts[-1] :] if starts else rest
        if len(rest) > ROW_BYTES:
            raise too_big()
    yield rest


def _many(said: re.Pattern[bytes], element: bytes) -> int:
    """For how many the element stands, by its own attributes."""
    found = said.search(element, 0, element.find(b">") + 1)
    return int(found[1]) if found else 1
