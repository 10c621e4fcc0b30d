"""How far a sheet really goes, found before calamine makes a full rectangle of it.

One far cell would ask for gigabytes (DESIGN §11.7). The XML of an .xlsx is looked at as bytes, a
row at a time, because to parse it takes longer than all that calamine does. Where a writer's XML is
so odd that something is missed here, the limit on memory still holds.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from domain.lists.cells import Row
from storage.imports.limits import EMPTY_ROWS, MOST_SQUARES, ROW_BYTES, STRAY_CELLS, too_big

_DIMENSIONS = re.compile(rb"\x00\x02\x0e\x00(.{12})", re.DOTALL)
_ROWS_OF_XLS, _COLUMNS_OF_XLS = 65_536, 256
_PREFIX = re.compile(rb"<(\w+:)?worksheet[\s>]")
_ROW_NUMBER = re.compile(rb"""\sr=["'](\d+)["']""")
_COLUMN = re.compile(rb"""\sr=["']([A-Z]+)""")
_FAR_LETTERS = rb"(?:[A-Z]{3}|G[S-Z]|[H-Z][A-Z])"
_FAR = re.compile(rb"""\sr=["']""" + _FAR_LETTERS + rb"[0-9]")
_ERRORS = (b't="e"', b"t='e'")
_TEXT_RESULT = re.compile(rb"""\st=["']str["']""")


@dataclass(frozen=True, slots=True)
class Extent:
    """``rows``: how many hold something. ``valueless``: the columns, from 1, of formulas without a
    value and of errors, by row. ``stray``: rows to cut; ``wide``: there are cells to cut."""

    rows: int
    valueless: Mapping[int, tuple[int, ...]]
    stray: tuple[range, ...]
    wide: bool

    @property
    def is_far(self) -> bool:
        return self.wide or bool(self.stray)


def extent_of(chunks: Iterable[bytes]) -> Extent:
    """What a sheet's XML, given piece by piece, goes to. Raises ListRefused."""
    strays, count, wide = Strays(), 0, False
    valueless: dict[int, tuple[int, ...]] = {}
    for number, row, tags in _rows(chunks):
        if not number or not (cells := tags.filled(row)):
            continue
        count += 1
        strays.hear(number, cells)
        wide = wide or _is_far(row)
        if columns := tuple(tags.valueless(row)):
            valueless[number] = columns
    return Extent(count, valueless, strays.found(), wide)


def _is_far(row: bytes) -> bool:
    """By its last cell, since they stand in order."""
    return _FAR.match(row, row.rfind(b" r=")) is not None


def without_far(chunks: Iterable[bytes], extent: Extent) -> Iterator[bytes]:
    """The same XML without the rows and cells that are cut."""
    for number, row, tags in _rows(chunks):
        if any(number in rows for rows in extent.stray):
            yield tags.after_row(row)
        else:
            yield tags.far_cell.sub(b"", row) if number else row


@dataclass(slots=True)
class _Block:
    first: int
    last: int
    cells: int


@dataclass(slots=True)
class Strays:
    """Finds rows that stand alone far below the table: at least `EMPTY_ROWS` empty ones before
    them, and fewer than `STRAY_CELLS` cells. What a sheet begins with is never one."""

    _blocks: list[_Block] = field(default_factory=list)

    def hear(self, number: int, cells: int) -> None:
        """A row that holds something."""
        if not self._blocks or number - self._blocks[-1].last > EMPTY_ROWS:
            self._blocks.append(_Block(number, number, 0))
        block = self._blocks[-1]
        block.last = number
        block.cells += cells

    def found(self) -> tuple[range, ...]:
        return tuple(
            range(block.first, block.last + 1)
            for block in self._blocks[1:]
            if block.cells < STRAY_CELLS
        )


def without_strays(rows: Sequence[Row]) -> Iterator[Row]:
    """Those of a whole sheet, without what stands alone far below."""
    strays = Strays()
    for row in rows:
        strays.hear(row.number, sum(cell is not None for cell in row.cells))
    found = strays.found()
    return (row for row in rows if not any(row.number in stray for stray in found))


def is_far_xls(content: bytes) -> bool:
    """By what each sheet says of itself ([MS-XLS] 2.4.90). Where none says so and it is, the limit
    on memory still holds."""
    squares = 0
    for said in _DIMENSIONS.finditer(content):
        top, bottom, left, right = struct.unpack("<IIHH", said[1])
        if top < bottom <= _ROWS_OF_XLS and left < right <= _COLUMNS_OF_XLS:
            squares += (bottom - top) * (right - left)
    return squares > MOST_SQUARES


class _Tags:
    """A sheet's elements under the prefix its writer gives them (``x:``, mostly none)."""

    def __init__(self, prefix: bytes) -> None:
        name = rb"<" + prefix
        end = rb"</" + prefix
        self.row = re.compile(name + rb"row[\s/>]")
        self._row_end = end + b"row>"
        self._filled = (name + b"v", name + b"f", name + b"is")
        self._formula = name + b"f"
        self._cell = re.compile(name + rb"c[\s/>]")
        self._error_cell = re.compile(name + rb"c(?=\s[^>]*\bt=[\"']e[\"'])([^>]*)>")
        self._formula_cell = re.compile(
            name + rb"c\b(?P<about>[^>]*)>\s*"
            rb"" + name + rb"f\b(?:[^>]*/>|[^>]*>[^<]*" + end + rb"f\s*>)\s*"
            rb"(?P<result>" + name + rb"v\b[^>]*>(?P<value>[^<])?)?"
        )
        far = rb"c(?=\s[^>]*\br=[\"']" + _FAR_LETTERS + rb"[0-9])"
        self.far_cell = re.compile(
            name + far + rb"(?:[^>]*/>|[^>]*>.*?" + end + rb"c\s*>)", re.DOTALL
        )

    def filled(self, row: bytes) -> int:
        """How many cells hold something, or a few more."""
        return sum(map(row.count, self._filled))

    def after_row(self, row: bytes) -> bytes:
        return row.rpartition(self._row_end)[2]

    def valueless(self, row: bytes) -> Iterator[int]:
        if any(error in row for error in _ERRORS):
            for cell in self._error_cell.finditer(row):
                yield self._column(row, cell.start(), cell[1])
        if self._formula in row:
            for cell in self._formula_cell.finditer(row):
                is_empty_text = cell["result"] and _TEXT_RESULT.search(cell["about"])
                if not (cell["value"] or is_empty_text):
                    yield self._column(row, cell.start(), cell["about"])

    def _column(self, row: bytes, start: int, about: bytes) -> int:
        """From 1; a cell that does not say where it stands follows the one before it."""
        if said := _COLUMN.search(about):
            return column_number(said[1].decode())
        return len(self._cell.findall(row, 0, start)) + 1


def _rows(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes, _Tags]]:
    """What stands before the first row under 0, then each row with what follows it."""
    number, rest, tags = 0, b"", _Tags(b"")
    for chunk in chunks:
        if not rest and (said := _PREFIX.search(chunk)):
            tags = _Tags(said[1] or b"")
        rest += chunk
        starts = [found.start() for found in tags.row.finditer(rest)]
        for start, end in pairwise([0, *starts]):
            number = _number(rest[start:end], number, tags)
            yield number, rest[start:end], tags
        rest = rest[starts[-1] :] if starts else rest
        if len(rest) > ROW_BYTES:
            raise too_big()
    yield _number(rest, number, tags), rest, tags


def _number(row: bytes, before: int, tags: _Tags) -> int:
    if not tags.row.match(row):
        return before
    said = _ROW_NUMBER.search(row, 0, row.find(b">") + 1)
    return int(said[1]) if said else before + 1


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
