"""Workbooks (.xlsx, .xls, .ods) through calamine, cut to what is really in them.

calamine gives an empty cell for a formula that was never calculated and for an error (#REF!), and
makes a full rectangle of a sheet; what it does not tell is found in the XML first.
"""

from __future__ import annotations

import math
import posixpath
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import IO, TypeAlias
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZipFile

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from domain.lists.cells import Cell, NoValue, Row, SheetStart
from domain.lists.row import ListRefused
from storage.imports.extent import Extent, Strays, extent_of, without_far
from storage.imports.far_ods import FarOds
from storage.imports.limits import (
    LAST_COLUMN,
    MOST_ROWS,
    MOST_UNPACKED,
    too_big,
    too_many_rows,
)

_CHUNK = 1 << 18
_CONTENT = "content.xml"
_WORKBOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_Cut: TypeAlias = Callable[[Iterable[bytes]], Iterable[bytes]]
_NOTHING = Extent(rows=0, valueless={}, stray=(), wide=False)


def read_packed(path: Path) -> Iterator[SheetStart | Row]:
    """An .xlsx or .ods. Raises ListRefused, and what zipfile, zlib and calamine raise."""
    with ZipFile(path) as packed:
        names = {_plain(name): name for name in packed.namelist()}
        if _WORKBOOK in names:
            _measure(packed)
            yield from _read_xlsx(path, packed, names)
        elif b"opendocument.spreadsheet" in _beginning(packed, names, "mimetype"):
            if b"encryption-data" in _beginning(packed, names, "meta-inf/manifest.xml"):
                raise ListRefused("password")
            _measure(packed)
            yield from _read_ods(path, packed, names)
        else:
            raise ListRefused("not_a_spreadsheet")


def read_old(path: Path) -> Iterator[SheetStart | Row]:
    """An .xls, or what else calamine knows and nothing is known of beforehand. Raises ListRefused,
    and what calamine raises."""
    # An open file: a path is believed by its name, and people name things .xls that are none.
    with path.open("rb") as file:
        yield from _read_whole(file)


def _read_ods(path: Path, packed: ZipFile, names: Mapping[str, str]) -> Iterator[SheetStart | Row]:
    cuts: dict[str, _Cut] = {}
    if (content := names.get(_CONTENT)) is not None:
        with packed.open(content) as xml:
            far = FarOds(_chunks(xml))
        if far.is_far:
            cuts[content] = far.without
    with _cut(path, packed, cuts) as source:
        yield from _read_whole(source)


def _read_whole(file: IO[bytes]) -> Iterator[SheetStart | Row]:
    count = 0
    with load_workbook(file) as book:
        for meta in _sheets(book):
            sheet = book.get_sheet_by_name(meta.name)
            yield _start(meta, sheet)
            stray = _stray_rows(sheet)
            for row in _rows(sheet, _NOTHING):
                if any(row.number in rows for rows in stray):
                    continue
                count += 1
                if count > MOST_ROWS:
                    raise too_many_rows()
                yield row


def _read_xlsx(path: Path, packed: ZipFile, names: Mapping[str, str]) -> Iterator[SheetStart | Row]:
    extents: dict[str, Extent] = {}
    parts = _parts(packed, names)
    for sheet_name, part in parts.items():
        with packed.open(part) as xml:
            extents[sheet_name] = extent_of(_chunks(xml))
    if sum(extent.rows for extent in extents.values()) > MOST_ROWS:
        raise too_many_rows()
    cuts: dict[str, _Cut] = {
        parts[name]: partial(without_far, extent=extent)
        for name, extent in extents.items()
        if extent.is_far
    }
    with _cut(path, packed, cuts) as source, load_workbook(source) as book:
        for meta in _sheets(book):
            sheet = book.get_sheet_by_name(meta.name)
            yield _start(meta, sheet)
            yield from _rows(sheet, extents.get(meta.name, _NOTHING))


# --- What is packed ------------------------------------------------------------------------------


def _measure(packed: ZipFile) -> None:
    """Unpack everything once and count: what the file says of its own size may be a lie, and only
    at the end of each part does it show whether it is whole. Raises ListRefused."""
    size = 0
    for info in packed.infolist():
        with packed.open(info) as part:
            for chunk in _chunks(part):
                size += len(chunk)
                if size > MOST_UNPACKED:
                    raise too_big()


def _chunks(part: IO[bytes]) -> Iterator[bytes]:
    while chunk := part.read(_CHUNK):
        yield chunk


def _plain(name: str) -> str:
    return name.replace("\\", "/").lower()


def _beginning(packed: ZipFile, names: Mapping[str, str], name: str) -> bytes:
    if name not in names:
        return b""
    with packed.open(names[name]) as part:
        return part.read(_CHUNK)


def _parts(packed: ZipFile, names: Mapping[str, str]) -> dict[str, str]:
    """Where each sheet lies, by its name. A chart has no rows, and lies somewhere else."""
    if _LINKS not in names:
        return {}
    links = {
        link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target", "")))[1:]
        for link in _elements(packed, names[_LINKS], "Relationship")
    }
    parts = {}
    for sheet in _elements(packed, names[_WORKBOOK], "sheet"):
        link = next((value for key, value in sheet.items() if key.endswith("}id")), None)
        part = names.get(_plain(links.get(link, "")))
        if part is not None:
            parts[sheet.get("name", "")] = part
    return parts


def _elements(packed: ZipFile, name: str, tag: str) -> list[ElementTree.Element]:
    content = packed.read(name)
    if b"<!ENTITY" in content:
        raise too_big()
    root = ElementTree.fromstring(content)  # noqa: S314 - it declares no entities
    return [element for element in root.iter() if element.tag.rpartition("}")[2] == tag]


@contextmanager
def _cut(path: Path, packed: ZipFile, cuts: Mapping[str, _Cut]) -> Iterator[IO[bytes]]:
    """The file itself, or, where a part holds far cells, a copy without them. The copy has no
    name in any folder, so that nothing is left of it however this process ends."""
    with ExitStack() as opened:
        if not cuts:
            yield opened.enter_context(path.open("rb"))
            return
        copy = opened.enter_context(tempfile.TemporaryFile())
        with ZipFile(copy, "w", ZIP_DEFLATED, compresslevel=1) as target:
            for name in packed.namelist():
                with packed.open(name) as part, target.open(name, "w") as written:
                    chunks = _chunks(part)
                    for chunk in cuts[name](chunks) if name in cuts else chunks:
                        written.write(chunk)
        copy.seek(0)
        yield copy


# --- What calamine gives -------------------------------------------------------------------------


def _sheets(book: CalamineWorkbook) -> list[SheetMetadata]:
    return [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]


def _start(meta: SheetMetadata, sheet: CalamineSheet) -> SheetStart:
    merged = tuple(
        (top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    return SheetStart(meta.name, meta.visible != SheetVisibleEnum.Visible, merged)


def _stray_rows(sheet: CalamineSheet) -> tuple[range, ...]:
    strays = Strays()
    for number, values in enumerate(sheet.iter_rows(), 1):
        if cells := sum(1 for value in values if value != ""):
            strays.hear(number, cells)
    return strays.found()


def _rows(sheet: CalamineSheet, extent: Extent) -> Iterator[Row]:
    """Those that hold something. calamine gives them from the sheet's first row on, but from the
    first column that holds something; a formula without a value stands nowhere in what it gives,
    so it may lie outside of it."""
    waiting = sorted(extent.valueless, reverse=True)
    _, left = sheet.start or (0, 0)
    for number, values in enumerate(sheet.iter_rows(), 1):
        while waiting and waiting[-1] < number:
            yield _row(waiting.pop(), [], extent)
        if waiting and waiting[-1] == number:
            waiting.pop()
        cells = [None] * left + [cell_of(value) for value in values[: LAST_COLUMN - left]]
        row = _row(number, cells, extent)
        if row.cells:
            yield row
    while waiting:
        yield _row(waiting.pop(), [], extent)


def _row(number: int, cells: list[Cell], extent: Extent) -> Row:
    for column in extent.valueless.get(number, ()):
        if column > LAST_COLUMN:
            continue
        cells.extend([None] * (column - len(cells)))
        if cells[column - 1] is None:
            cells[column - 1] = NoValue.FORMULA
    return Row(number, trimmed(cells))


def trimmed(cells: list[Cell]) -> Sequence[Cell]:
    """Without the empty ones at its end."""
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def text_of(text: str) -> str | None:
    """Spaces alone are nothing."""
    return None if not text or text.isspace() else text


def cell_of(value: object) -> Cell:
    """A time of day, or a span of time, as ``07:30``; of a date with a time only the date."""
    if isinstance(value, str):
        return text_of(value)
    if isinstance(value, float):
        if value.is_integer():
            return int(value)
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, (int, date)):
        return value
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        hours, seconds = divmod(int(value.total_seconds()), 3600)
        return f"{hours:02d}:{seconds // 60:02d}"
    return None
