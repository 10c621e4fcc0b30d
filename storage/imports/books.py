"""Opens a file as somebody sent it: what it is shows in its content, never in its name."""

from __future__ import annotations

import codecs
import csv
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from python_calamine import CalamineError

from domain.lists.cells import Row, SheetStart
from domain.lists.row import ListRefused
from storage.imports.delimited import read_delimited
from storage.imports.extent import is_far_xls
from storage.imports.limits import too_big
from storage.imports.markup import read_html, read_spreadsheet_xml
from storage.imports.workbook import read_old, read_packed

_Reader: TypeAlias = Callable[[Path], Iterator[SheetStart | Row]]

_PACKED = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_NEVER = (
    *(b"%PDF", b"{\\rtf", b"MIME-Version", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"ID3"),
    *(b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"PK\x05\x06"),
)
_OLE_HEADER = 512
_BIFF_BEGINS = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00")
_FILEPASS = 0x2F
_HTML = re.compile(
    r"<(?:html|head|body|meta|style|table|tr|div|center|p|h\d|font)\b|<!doctype html"
)
_DAMAGED = (
    BadZipFile,
    zlib.error,
    EOFError,
    ParseError,
    ExpatError,
    CalamineError,
    csv.Error,
    UnicodeError,
    NotImplementedError,  # packed in a way that no spreadsheet is
    OSError,  # it points to before its own beginning
)


def open_book(path: Path) -> Iterator[SheetStart | Row]:
    """Its sheets and their rows, those without any value left out.

    Raises ListRefused, with what `domain.lists.problems.REFUSALS` names: ``password``,
    ``truncated``, ``not_a_spreadsheet``, ``empty``, ``too_big`` and ``too_many_rows``, some only
    after rows were told. Raises OSError where there is no such file. A file made to do harm may end
    the whole process: `storage.imports.reading` opens it in one of its own.
    """
    is_empty = True
    read = _reader(path)
    try:
        for item in read(path):
            is_empty = is_empty and isinstance(item, SheetStart)
            yield item
    except _DAMAGED as error:
        raise ListRefused("truncated") from error
    except RuntimeError as error:
        if "password" in str(error):  # zipfile has no name for it
            raise ListRefused("password") from error
        raise
    except MemoryError as error:
        raise too_big() from error
    if is_empty:
        raise ListRefused("empty")


def _reader(path: Path) -> _Reader:
    with path.open("rb") as file:
        head = file.read(8192)
    if not head.strip(b"\0 \t\r\n"):
        raise ListRefused("empty")
    if head.startswith(_PACKED):
        return read_packed
    if head.startswith(_OLE):
        return _in_ole(path)
    if head.startswith(_NEVER):
        raise ListRefused("not_a_spreadsheet")
    return _in_text(head)


def _in_ole(path: Path) -> _Reader:
    """Old Office files and locked new ones are little file systems; their names are in UTF-16."""
    content = path.read_bytes()
    if _names("EncryptedPackage") in content or _is_locked(content):
        raise ListRefused("password")
    if _names("WordDocument") in content or _names("PowerPoint Document") in content:
        raise ListRefused("not_a_spreadsheet")
    if _names("Workbook") in content or _names("Book") in content:
        return _read_far if is_far_xls(content) else read_old
    raise ListRefused("not_a_spreadsheet" if _has_directory(content) else "truncated")


def _read_far(path: Path) -> Iterator[SheetStart | Row]:
    # Late: hardly any file needs it, and it takes a tenth of a second.
    from storage.imports.far_xls import read_far

    return read_far(path)


def _is_locked(content: bytes) -> bool:
    """Whether one of a workbook's first records is FILEPASS ([MS-XLS] 2.4.117). calamine says so
    only of a file that is named .xls."""
    for begins in _BIFF_BEGINS.finditer(content):
        at = begins.start()
        for _ in range(4):
            if at + 4 > len(content):
                break
            code, size = struct.unpack_from("<HH", content, at)
            if code == _FILEPASS:
                return True
            at += 4 + size
    return False


def _has_directory(content: bytes) -> bool:
    """Whether the sector that lists what is in it is there: mostly it is one of the last."""
    if len(content) < _OLE_HEADER:
        return False
    (size_power,) = struct.unpack_from("<H", content, 30)
    (sector,) = struct.unpack_from("<I", content, 48)
    end: int = (sector + 2) << min(size_power, 12)
    return end <= len(content)


def _names(name: str) -> bytes:
    return f"{name}\0".encode("utf-16-le")


def _in_text(head: bytes) -> _Reader:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = head.decode("utf-16", "replace")
    else:
        text = head.removeprefix(codecs.BOM_UTF8).decode("latin-1")
    text = text.lstrip().lower()
    if not text.startswith("<"):
        return read_delimited
    if "urn:schemas-microsoft-com:office:spreadsheet" in text and text.startswith("<?xml"):
        return read_spreadsheet_xml
    if _HTML.search(text):
        return read_html
    raise ListRefused("not_a_spreadsheet")
