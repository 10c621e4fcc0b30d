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

from python_calamine import CalamineError, PasswordError

from domain.lists.cells import Row, SheetStart
from domain.lists.row import ListRefused
from storage.imports.delimited import read_delimited
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
    struct.error,
)


def open_book(path: Path) -> Iterator[SheetStart | Row]:
    """Its sheets and their rows, those without any value left out.

    Raises ListRefused, with what `domain.lists.problems.REFUSALS` names: ``password``,
    ``truncated``, ``not_a_spreadsheet``, ``empty``, ``too_big`` and ``too_many_rows``, some only
    after rows were told. Raises OSError where there is no such file. A file made to do harm may end
    the whole process: `storage.imports.reading` opens it in one of its own.
    """
    is_empty = True
    try:
        for item in _reader(path)(path):
            is_empty = is_empty and isinstance(item, SheetStart)
            yield item
    except PasswordError as error:
        raise ListRefused("password") from error
    except RuntimeError as error:
        if "password" in str(error):  # zipfile has no name for it
            raise ListRefused("password") from error
        raise
    except _DAMAGED as error:
        raise ListRefused("truncated") from error
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
    if _names("EncryptedPackage") in content:
        raise ListRefused("password")
    if _names("WordDocument") in content or _names("PowerPoint Document") in content:
        raise ListRefused("not_a_spreadsheet")
    if _names("Workbook") in content or _names("Book") in content:
        return read_old
    raise ListRefused("truncated" if _is_cut_off(content) else "not_a_spreadsheet")


_SECTOR = 512
_DIRECTORY_AT = slice(48, 52)


def _is_cut_off(content: bytes) -> bool:
    """The names stand in sectors of their own, and the first of these lies beyond the end."""
    (directory,) = struct.unpack("<I", content[_DIRECTORY_AT].ljust(4, b"\xff"))
    return len(content) < _SECTOR * (directory + 2)


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
