"""Words in a cell: what stands there, whether it is anything at all, a name, a sex."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from domain.identity import LONGEST_NAME, read_name
from domain.lists.cells import Cell, NoValue
from domain.person import Sex
from domain.words import clean, folded


class Trouble(Exception):
    """What a cell says cannot be taken, or (as a note) should be looked at. ``code`` and
    ``values`` are those of a `Problem`, whose place is not known here."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


Notes: TypeAlias = list[Trouble]

_UNKNOWN = {NoValue.FORMULA: "formula_without_value", NoValue.OLD_FONT: "old_font"}
_FULL_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_WIDE = re.compile("[\uff01-\uff5e]")
_FORMULA_ERROR = re.compile(r"#(?:n/a|ref!|value!|div/0!|name\?|null!|num!|#+)", re.IGNORECASE)

_FILLING = " .,;:-–—―−_…/\\*"
_NOTHING = frozenset(
    {
        "", "k", "ko", "kg", "không", "khong", "không có", "khong co", "ko có", "ko co", "k có",
        "k co", "chưa có", "chua co", "chưa", "chua", "không rõ", "khong ro", "ko rõ", "k rõ",
        "chưa rõ", "không biết", "chưa xác định", "n/a", "null", "none", "គ្មាន", "មិនមាន", "អត់មាន",
    }
)  # fmt: skip
_DITTO = frozenset(
    {"nt", "n/t", "n.t", "như trên", "nhu tren", '"', "''", "``", "”", "“", "″", "〃", "”“"}
)
_MARKS = frozenset({"x", "×", "✓", "✔", "☑", "☒", "+", "1", "v", "true", "có"})
_LONGEST_SHOWN = 40


def text(cell: Cell) -> str:
    """One clean line; "" where it says nothing. Raises Trouble for a formula without a result."""
    return _text(cell) if isinstance(cell, str) else _something(line_of(cell))


def is_blank(cell: Cell) -> bool:
    """Whether it says nothing: ``-``, ``không có``, ``k``. A formula without a value says one."""
    return cell is None or (isinstance(cell, str) and says_nothing(clean(cell)))


def is_ditto(cell: Cell) -> bool:
    """*nt*, *như trên*, ``"``: what stands above holds here too."""
    if not isinstance(cell, str) or len(cell) > len("– như trên –"):
        return False
    return clean(cell).lower().strip(_FILLING) in _DITTO


def is_mark(cell: Cell) -> bool:
    """A cross or a tick, where the heading of the column is what is said."""
    if isinstance(cell, str):
        return clean(cell).lower() in _MARKS
    return cell is True or cell == 1


def line_of(cell: Cell) -> str:
    """What stands in a cell, as one line, as a person would type it: 1940.0 is 1940."""
    if isinstance(cell, str):
        return _line(cell)
    if cell is None:
        return ""
    if isinstance(cell, NoValue):
        raise Trouble(_UNKNOWN[cell])
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float):
        exact = decimal_of(cell)
        return str(int(cell)) if exact == int(exact) else str(cell)
    return str(cell)


def decimal_of(cell: float) -> Decimal:
    """The number as a spreadsheet shows it. Raises Trouble for what a division by zero leaves."""
    if not math.isfinite(cell):
        raise Trouble("formula_error", said=str(cell))
    return Decimal(repr(cell))


# The values of a list repeat: wards, categories, amounts.
@lru_cache(maxsize=1 << 14)
def _text(written: str) -> str:
    return _something(_line(written))


def _something(line: str) -> str:
    return "" if says_nothing(line) else line


def _line(written: str) -> str:
    if written.isascii() and written.isprintable():
        line = " ".join(written.split())
        if line[:1] == "#" and _FORMULA_ERROR.fullmatch(line):
            raise Trouble("formula_error", said=line[:10])
        return line
    line = clean(written)
    return line.translate(_FULL_WIDTH) if _WIDE.search(line) else line


def says_nothing(line: str) -> bool:
    """Of a clean line."""
    if len(line) > len("chưa xác định…"):
        return False
    return line.lower().strip(_FILLING) in _NOTHING


def number_line(cell: Cell) -> str:
    """A line that should be a number: digits of any script in ASCII, without the ``'`` and ``=""``
    that keep a number text, and without the ``.0`` of a program that took it for a fraction."""
    if isinstance(cell, str):
        plain = cell.isascii() and cell.isdecimal()
        return cell if plain else _number_line(cell)
    return text(cell)


@lru_cache(maxsize=1 << 14)
def _number_line(written: str) -> str:
    line = _KEPT_AS_TEXT.sub(r"\1", _text(written))
    if not line.isascii():
        line = "".join(map(_ascii_digit, line))
    return _POINT_ZERO.sub("", line)


_KEPT_AS_TEXT = re.compile(r'^(?:[\'‘’`]\s*|="?)(.*?)"?$')
_POINT_ZERO = re.compile(r"(?<=\d{4})[.,]0$")


def _ascii_digit(letter: str) -> str:
    digit = unicodedata.decimal(letter, None)
    return letter if digit is None else str(digit)


def shown(line: str) -> str:
    """What a sentence may quote of a cell: not long, and of a long number the end alone."""
    short = line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…"
    return _LONG_NUMBER.sub(lambda found: f"…{ending_of(found[0])}", short)


_LONG_NUMBER = re.compile(r"\d(?:[\s.\-]?\d){8,}")


def ending_of(number: str) -> str:
    """The last three digits of an identity, phone or account number."""
    return re.sub(r"\D", "", number)[-3:]


# --- A name -------------------------------------------------------------------------------------

_VIETNAMESE = "".join(
    dict.fromkeys(
        unicodedata.normalize("NFC", letter + tone)
        for letter in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    )
)
_LETTERS = f"a-zA-ZđĐ{_VIETNAMESE}\u1780-\u17dd"
_USUAL_NAME = re.compile(f"[{_LETTERS} '’.\\-]+")
_ORDINARY_NAME = re.compile(f"[{_LETTERS}][{_LETTERS} ]{{1,{LONGEST_NAME - 2}}}")
_REMARK = re.compile(r"\s*[(\[].*?[)\]]\s*$")
_LOST = re.compile("[?\ufffd]")


def name(cell: Cell, notes: Notes) -> str:
    """As it is written; what is written all large or all small gets capitals.

    Raises Trouble for digits, for letters that were lost, and for what is no name."""
    line = text(cell)
    if not line or _is_ordinary(line):
        return line
    if "(" in line or "[" in line:
        line = _without_remark(line, notes)
    read = None if is_ditto(line) else read_name(line)
    if read is None or _LOST.search(line):
        raise _no_name(line)
    if not _USUAL_NAME.fullmatch(read):
        notes.append(Trouble("name_foreign_letters", letters=_foreign(read)))
    return read


def _is_ordinary(line: str) -> bool:
    """Nearly all are, and need no closer look."""
    in_one_case = line.isupper() or line.islower()
    return not in_one_case and _ORDINARY_NAME.fullmatch(line) is not None


def _without_remark(line: str, notes: Notes) -> str:
    remark = _REMARK.search(line)
    if remark is None:
        return line
    notes.append(Trouble("name_with_remark", remark=shown(remark[0].strip())))
    return line[: remark.start()]


def _no_name(line: str) -> Trouble:
    if _LOST.search(line):
        return Trouble("name_lost_letters", said=shown(line))
    if any(map(str.isdigit, line)):
        return Trouble("name_digits", said=shown(line))
    if len(line) > LONGEST_NAME:
        return Trouble("name_too_long", limit=str(LONGEST_NAME))
    return Trouble("name_unreadable", said=shown(line))


def _foreign(read: str) -> str:
    return "".join(dict.fromkeys(one for one in read if not _USUAL_NAME.fullmatch(one)))


# --- A sex --------------------------------------------------------------------------------------

_SEXES = {
    "nam": Sex.MALE, "nam gioi": Sex.MALE, "trai": Sex.MALE, "m": Sex.MALE, "male": Sex.MALE,
    "ប្រុស": Sex.MALE, "ប": Sex.MALE, "ភេទប្រុស": Sex.MALE,
    "nu": Sex.FEMALE, "nu gioi": Sex.FEMALE, "gai": Sex.FEMALE, "f": Sex.FEMALE,
    "female": Sex.FEMALE, "ស្រី": Sex.FEMALE, "ស": Sex.FEMALE, "ភេទស្រី": Sex.FEMALE,
}  # fmt: skip
_BY_FOLDED_SEX = {folded(said): sex for said, sex in _SEXES.items()}


def sex(cell: Cell) -> Sex | None:
    """*Nam*, *Nữ*, NU, F, ស្រី. Raises Trouble: *N* is either, and so is 0 or 1."""
    line = text(cell)
    return _sex(line) if line else None


@lru_cache(maxsize=256)
def _sex(line: str) -> Sex:
    found = _BY_FOLDED_SEX.get(folded(line))
    if found is None:
        raise Trouble("sex_unknown", said=shown(line))
    return found
