"""Days and months in a cell: of birth, of a payout, of an account; the day comes first.

A spreadsheet holds a day as a number counted from 30 December 1899, or as text in any form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.identity import Birth, is_buddhist
from domain.lists.cells import Cell
from domain.lists.values.plain import Notes, Trouble, number_line, shown
from domain.text import Month

_OLDEST = 120
_BUDDHIST_ERA = 543
_CENTURY = 100

_EXCEL_BEGINS = date(1899, 12, 30)
_EXCEL_DAYS = range(10_000, 73_051)  # 18 May 1927 to the end of 2099; what is below is a year
_EXCEL_NOW = range(40_000, 73_051)  # from July 2009
_YEARS = range(1850, 2701)
_MONTHS_OF = range(1990, 2101)

_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})[\s./\-]+(\d{1,2})[\s./\-]+(\d{4}|\d{2})")
_USUAL = re.compile(r"(0[1-9]|[1-3][0-9])/(0[1-9]|1[0-2])/([0-9]{4})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[\s./\-]+(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[\s./\-]+(\d{1,2})(?:[\s./\-]+(\d{1,2}))?")
_YEAR_ALONE = re.compile(r"(\d)[.,]?(\d{3})|(\d{2})")
_WEEKDAY = re.compile(
    r"^(?:(?:thứ|thu)\s*(?:hai|ba|tư|tu|năm|nam|sáu|sau|bảy|bay|[2-7])|t[2-7]|chủ nhật|cn)"
    r"[\s,:(-]+",
    re.IGNORECASE,
)
_DAY_UNKNOWN = re.compile(r"([^/]*)/([^/]*)/\s*(\d{4})|([^/]*)/\s*(\d{4})")
_TIME_OF_DAY = re.compile(
    r"[\sT]+0?0:00(?::00)?(?:\.0+)?$|\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?$", re.IGNORECASE
)

_MONTH_NAMES = (
    ("jan", "january", "មករា"), ("feb", "february", "កុម្ភៈ"), ("mar", "march", "មីនា"),
    ("apr", "april", "មេសា"), ("may", "ឧសភា"), ("jun", "june", "មិថុនា"),
    ("jul", "july", "កក្កដា"), ("aug", "august", "សីហា"), ("sep", "sept", "september", "កញ្ញា"),
    ("oct", "october", "តុលា"), ("nov", "november", "វិច្ឆិកា"), ("dec", "december", "ធ្នូ"),
)  # fmt: skip
_NUMBER_OF_MONTH = {
    name: str(number) for number, names in enumerate(_MONTH_NAMES, 1) for name in names
}
_WORD = re.compile("[^\\W\\d_]+(?:[\u17b4-\u17dd]+[^\\W\\d_]*)*")
_NAME_FIRST = re.compile(r"^([^\W\d_]+)[\s.]+(\d{1,2})[\s,]+(\d{4}|\d{2})$")
_KHMER_MONTH = "ខែ"  # its name follows without a space
_BETWEEN = frozenset({"tháng", "thang", "thg", "th", "t", "năm", "nam", "ឆ្នាំ"})
_BEFORE = frozenset(
    {
        "ngày", "ngay", "sinh", "sn", "ns", "khoảng", "khoang", "độ", "ថ្ងៃទី", "ថ្ងៃ", "កើត",
        "từ", "tu", "đến", "den", "hết", "het", "kỳ", "ky", "kể", "cuối", "đầu",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Read:
    """A day as it is written; month and day are None where they stand as 0 or as dashes.
    ``note``: why somebody should look."""

    year: int
    month: int | None = None
    day: int | None = None
    note: str = ""

    @property
    def on(self) -> date:
        """Its first possible day. Raises Trouble where there is no such day."""
        try:
            return date(self.year, self.month or 1, self.day or 1)
        except ValueError:
            raise self._impossible() from None

    def _impossible(self) -> Trouble:
        said = f"{self.day or 0}/{self.month or 0}/{self.year}"
        if self.month and self.day and self.month > 12 >= self.day and self.month <= 31:
            return Trouble(
                "date_month_first", said=said, right=f"{self.month}/{self.day}/{self.year}"
            )
        return Trouble("date_impossible", said=said)


def birth(cell: Cell, today: date, notes: Notes) -> str | None:
    """*1940*, *1940-03* or *1940-03-17* from a day, 17/3/1940, 00/00/1940, a year.

    Raises Trouble for what can be no birth: in the future, over 120 years ago, a Buddhist year,
    an age."""
    if isinstance(cell, date):
        return _plausible(_Read(cell.year, cell.month, cell.day), today)
    if isinstance(cell, str) and (usual := _USUAL.fullmatch(cell)):
        return _plausible(_Read(int(usual[3]), int(usual[2]), int(usual[1])), today)
    line = number_line(cell)
    if not line:
        return None
    read = _read(line, today.year, _EXCEL_DAYS)
    if read is None:
        raise Trouble("birth_unreadable", said=shown(line))
    kept = _plausible(read, today)
    if read.note:
        notes.append(Trouble(read.note, said=line, right=_in_words(read)))
    return kept


def _plausible(read: _Read, today: date) -> str:
    year = str(read.year)
    if read.year > today.year and is_buddhist(year):
        raise Trouble("birth_buddhist", said=year, right=str(read.year - _BUDDHIST_ERA))
    on = read.on
    if on > today:
        raise Trouble("birth_future", said=_in_words(read))
    if read.year < today.year - _OLDEST:
        raise Trouble("birth_too_old", said=_in_words(read), years=str(_OLDEST))
    return on.isoformat() if read.day else str(Birth(read.year, read.month))


def day(cell: Cell, notes: Notes) -> date | None:
    """A whole day, with its year. Raises Trouble."""
    if isinstance(cell, date):
        return cell
    line = _WEEKDAY.sub("", number_line(cell))
    if not line:
        return None
    read = _read(line, _CENTURY - 1, _EXCEL_NOW)
    if read is None or read.month is None or read.day is None:
        raise Trouble("day_unreadable", said=shown(line))
    on = read.on
    if read.note:
        notes.append(Trouble(read.note, said=line, right=_in_words(read)))
    return on


def month(cell: Cell) -> Month | None:
    """*10/2026*, *tháng 10 năm 2026*, *T10/2026*, *2026-10*, or any day in it. Raises Trouble."""
    if isinstance(cell, date):
        return Month.of(cell)
    line = number_line(cell)
    if not line:
        return None
    if len(line) == len("202610") and line.isdecimal():
        line = f"{line[:4]}-{line[4:]}"
    read = _read(line, _CENTURY - 1, _EXCEL_NOW)
    if read is None or not read.month or read.month > 12 or read.year not in _MONTHS_OF:
        raise Trouble("month_unreadable", said=shown(line))
    return Month(read.year, read.month)


def _in_words(read: _Read) -> str:
    parts = (read.day, read.month, read.year)
    return "/".join(str(part) for part in parts if part)


def _read(line: str, this_year: int, serial: range) -> _Read | None:
    """``this_year``: two digits up to its own are of this century. None for what is no day."""
    if whole := _DAY_MONTH_YEAR.fullmatch(line):
        return _parts(whole[1], whole[2], whole[3], this_year)
    if line.isdecimal():
        return _from_digits(line, this_year, serial)
    plain = _without_words(_TIME_OF_DAY.sub("", line))
    if whole := _DAY_MONTH_YEAR.fullmatch(plain):
        return _parts(whole[1], whole[2], whole[3], this_year)
    if first := _YEAR_FIRST.fullmatch(plain):
        return _parts(first[3] or "", first[2], first[1], this_year)
    if part := _MONTH_YEAR.fullmatch(plain):
        return _parts("", part[1], part[2], this_year)
    if alone := _YEAR_ALONE.fullmatch(plain):
        return _from_digits("".join(filter(None, alone.groups())), this_year, serial)
    if gap := _DAY_UNKNOWN.fullmatch(plain):
        return _with_gaps(gap[1] or "", gap[2] or gap[4] or "", gap[3] or gap[5], this_year)
    return None


def _parts(day_: str, month_: str, year: str, this_year: int) -> _Read | None:
    of_month, of_day = int(month_ or 0) or None, int(day_ or 0) or None
    if of_month is None and of_day is not None:
        return None
    full, note = _in_full(year, this_year)
    return _Read(full, of_month, of_day, note)


def _with_gaps(day_: str, month_: str, year: str, this_year: int) -> _Read | None:
    """``--/--/1940``, ``/1940``, ``../8/1940``."""
    said = [part.strip(" -_.…?*x") for part in (day_, month_)]
    if not all(part == "" or (part.isdecimal() and len(part) <= 2) for part in said):
        return None
    return _parts(said[0], said[1], year, this_year)


def _from_digits(digits: str, this_year: int, serial: range) -> _Read | None:
    """A year alone, a day counted by a spreadsheet, or a day without anything between."""
    match len(digits):
        case 4 if int(digits) in _YEARS:
            return _Read(int(digits))
        case 2:
            year, note = _in_full(digits, this_year)
            return _Read(year, note=note)
        case 5 if int(digits) in serial:
            on = _EXCEL_BEGINS + timedelta(days=int(digits))
            return _Read(on.year, on.month, on.day, "date_from_number")
        case 7 | 8:
            return _run_together(digits.zfill(8))
    return None


def _run_together(digits: str) -> _Read | None:
    """05081940 or 19400805, where only one of them is a day."""
    as_written = (digits[4:], digits[2:4], digits[:2]), (digits[:4], digits[4:6], digits[6:])
    found = []
    for year, month_, day_ in as_written:
        try:
            on = date(int(year), int(month_), int(day_))
        except ValueError:
            continue
        if on.year in _YEARS:
            found.append(_Read(on.year, on.month, on.day, "date_run_together"))
    return found[0] if len(found) == 1 else None


def _in_full(year: str, this_year: int) -> tuple[int, str]:
    """Two digits are of the last century, until they can only be of this one."""
    if len(year) > 2:
        return int(year), ""
    century = 1900 if int(year) > this_year % _CENTURY else 2000
    return century + int(year), "date_two_digit_year"


def _without_words(line: str) -> str:
    """Months become numbers, *tháng* and *năm* what stands between; another word stays."""
    day_first = _NAME_FIRST.sub(r"\2 \1 \3", line.lower().replace(_KHMER_MONTH, " / "))
    return _WORD.sub(_plain_word, day_first.replace(",", " ")).strip(" :~≈()").rstrip(".")


def _plain_word(found: re.Match[str]) -> str:
    word = found[0]
    if word in _BETWEEN:
        return "/" if found.start() else ""
    if word in _BEFORE:
        return ""
    return _NUMBER_OF_MONTH.get(word, word)
