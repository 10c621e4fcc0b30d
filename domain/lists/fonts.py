"""A file whose cells are of old fonts, made Unicode on its way from who reads it to who
understands it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from domain.lists.cells import Cell, NoValue, Row, SheetStart
from domain.lists.row import Problem
from domain.old_fonts import OldFont, Reader

_HEARD_FIRST = 1000
"""Rows of a sheet that say in which font it is, before any of them is passed on."""


def in_unicode(items: Iterable[SheetStart | Row]) -> Iterator[SheetStart | Row | Problem]:
    """The same sheets and rows, and for each sheet that was in an old font a note of it.

    A cell that may be of one or not is `NoValue.OLD_FONT`."""
    rest = iter(items)
    sheet = _Sheet(rest)
    yield from sheet.rows()  # none, as files are read
    while (start := sheet.next) is not None:
        yield start
        sheet = _Sheet(rest)
        yield from sheet.rows() if start.hidden else sheet.in_unicode(start.name)


class _Sheet:
    """The rows up to the next sheet, whose start is ``next`` when they are all told."""

    def __init__(self, items: Iterator[SheetStart | Row]) -> None:
        self._items = items
        self.next: SheetStart | None = None

    def rows(self) -> Iterator[Row]:
        for item in self._items:
            if isinstance(item, SheetStart):
                self.next = item
                return
            yield item

    def in_unicode(self, name: str) -> Iterator[Row | Problem]:
        rows = self.rows()
        first = list(islice(rows, _HEARD_FIRST))
        reader = Reader.of(text for row in first for text in _marked(row.cells))
        is_noted = False
        for row in chain(first, rows):
            cells = _read(row.cells, reader)
            if cells is row.cells:
                yield row
                continue
            if not is_noted:
                is_noted = True
                yield Problem(name, 0, "", "old_font_read")
            yield replace(row, cells=cells)


def _marked(cells: Sequence[Cell]) -> Iterator[tuple[int, str]]:
    for column, cell in enumerate(cells):
        if isinstance(cell, str) and not cell.isascii():
            yield column, cell


def _read(cells: Sequence[Cell], reader: Reader) -> Sequence[Cell]:
    """The very cells, where none of them is of an old font."""
    changed: dict[int, Cell] = {}
    for column, cell in _marked(cells):
        read = _cell(cell, column, reader)
        if read is not cell:
            changed[column] = read
    return [changed.get(at, cell) for at, cell in enumerate(cells)] if changed else cells


def _cell(text: str, column: int, reader: Reader) -> Cell:
    try:
        return reader.read(text, column)
    except OldFont:
        return NoValue.OLD_FONT
