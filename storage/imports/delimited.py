"""CSV as Excel and others write it, line by line, so that its length does not matter.

Which letters a file without a mark at its beginning is written in shows only in the whole of it:
it is run through once before it is read.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from domain.lists.cells import Cell, Row, SheetStart
from domain.lists.row import ListRefused
from storage.imports.workbook import text_of, trimmed

_CHUNK = 1 << 20
_SAMPLE_LINES = 50
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_VOWELS = "aăâeêioôơuưy"
_MARK_ON_NO_VOWEL = re.compile(
    f"(?<![{_VOWELS}{_VOWELS.upper()}])[\N{COMBINING GRAVE ACCENT}\N{COMBINING ACUTE ACCENT}"
    "\N{COMBINING TILDE}\N{COMBINING HOOK ABOVE}\N{COMBINING DOT BELOW}]"
)
_SEPARATOR_LINE = re.compile(r'"?sep=([^\r\n"])"?\s*', re.IGNORECASE)
_DELIMITERS = (";", "\t", ",", "|")


def read_delimited(path: Path) -> Iterator[SheetStart | Row]:
    """Raises ListRefused, and csv.Error or UnicodeError where it is damaged."""
    yield SheetStart("")
    with path.open(encoding=encoding_of(path), newline="") as file:
        lines = iter(file)
        sample = list(islice(lines, _SAMPLE_LINES))
        said = _SEPARATOR_LINE.fullmatch(sample[0]) if sample else None
        if said is not None:
            del sample[0]
        delimiter = said[1] if said is not None else _delimiter(sample)
        # strict: or a quotation mark that is never closed takes everybody after it into one cell
        records = csv.reader(chain(sample, lines), delimiter=delimiter, strict=True)
        for number, record in enumerate(records, 1):
            cells: list[Cell] = [text_of(value) for value in record]
            if trimmed(cells):
                yield Row(number, cells)


def encoding_of(path: Path) -> str:
    """The name of the codec. Raises ListRefused where it is no text at all, or damaged.

    Windows-1258 writes a mark only after the vowel it stands on. Where one stands on something
    else, these are the letters of an old font (TCVN3, VNI), kept as if they were Western ones.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if (wide := _utf_16_without_mark(head)) is not None:
        return wide
    return _narrow(path)


def _utf_16_without_mark(head: bytes) -> str | None:
    even, odd = head[0::2], head[1::2]
    if even.count(0) == 0 and odd.count(0) * 3 > len(odd):
        return "utf-16-le"
    if odd.count(0) == 0 and even.count(0) * 3 > len(even):
        return "utf-16-be"
    return None


def _narrow(path: Path) -> str:
    utf_8 = codecs.getincrementaldecoder("utf-8")("replace")
    cp1258 = codecs.getincrementaldecoder("cp1258")("replace")
    good = bad = impossible = 0
    is_old_font = False
    last = ""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if _NO_TEXT.search(chunk):
                raise ListRefused("not_a_spreadsheet")
            if chunk.isascii() and not utf_8.getstate()[0]:
                last = ""
                continue
            text = utf_8.decode(chunk)
            bad += text.count("\N{REPLACEMENT CHARACTER}")
            good += len(text) - len(text.encode("ascii", "ignore"))
            if bad:
                narrow = cp1258.decode(chunk)
                impossible += narrow.count("\N{REPLACEMENT CHARACTER}")
                is_old_font = is_old_font or bool(_MARK_ON_NO_VOWEL.search(last + narrow))
                last = narrow[-1:]
    if utf_8.decode(b"", final=True):
        bad += 1
    if not bad:
        return "utf-8"
    if good - bad > bad:
        raise ListRefused("truncated")
    if impossible > 0:
        raise ListRefused("not_a_spreadsheet")
    return "cp1252" if is_old_font else "cp1258"


def _delimiter(sample: list[str]) -> str:
    return max(_DELIMITERS, key=lambda delimiter: _regularity(sample, delimiter))


def _regularity(sample: list[str], delimiter: str) -> int:
    """How many cells stand in rows of one width, leaving out rows of a single cell."""
    widths: dict[int, int] = {}
    for record in csv.reader(sample, delimiter=delimiter):
        widths[len(record)] = widths.get(len(record), 0) + 1
    return max(((width - 1) * count for width, count in widths.items()), default=0)
