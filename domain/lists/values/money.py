"""Amounts in đồng, and coefficients.

People here write 500.000 and computers 500,000; a thousand may become a thousandth on the way. So
an amount is taken only where it can be one amount alone, and what is not plausible is asked about.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from domain.lists.cells import Cell
from domain.lists.values.plain import Notes, Trouble, decimal_of, number_line, says_nothing, shown

LEAST = 10_000
"""The smallest step of an arrears (DOMAIN.md §1.1); what is below has lost its thousands."""
MOST = 100_000_000
"""For one person in one month, arrears of years included; what is above is in another unit."""

_THOUSAND, _MILLION = 1_000, 1_000_000
_NEARLY = Decimal("0.001")
_MARK = "[.,' ’]"

_WHOLE = re.compile(r"\d+")
_GROUPED = re.compile(rf"[1-9]\d{{0,2}}(?P<mark>{_MARK})\d{{3}}(?:(?P=mark)\d{{3}})*")
_DECIMAL = re.compile(r"\d+[.,]\d+")
_TO_THE_XU = re.compile(r"\d+[.,]\d{1,2}")
_GROUPED_TO_THE_XU = re.compile(
    rf"([1-9]\d{{0,2}}(?P<mark>{_MARK})\d{{3}}(?:(?P=mark)\d{{3}})*)(?!(?P=mark))[.,](\d{{1,2}})"
)
_NEGATIVE = re.compile(r"[-−–]\s*\d.*|\(\s*\d[^)]*\)|\d.*\d\s*[-−–]")
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?\s*e\s*\+?\s*\d+", re.IGNORECASE)
_CURRENCY = "đồng|dong|đ|d|vnđ|vnd|₫|ដុង"
_IN_DONG = re.compile(
    rf"(?:vnđ|vnd|₫)\s*(?P<before>.+)|"
    rf"(?P<after>.*?)\s*(?:{_CURRENCY})\.?(?:\s*/\s*(?:tháng|thang|th|suất|người))?",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(r"(.*\d)\s*(k|nghìn|ngàn|nghin|ngan|triệu|trieu|tr)\.?", re.IGNORECASE)


def money(cell: Cell, notes: Notes, unit: int = 1) -> int | None:
    """Whole đồng; ``unit``: what one stands for in this column (1, 1.000, 1.000.000 đồng).

    Raises Trouble for what may be two amounts, is negative, not whole, or not plausible."""
    if cell is None:
        return None
    if isinstance(cell, int) and not isinstance(cell, bool):
        return _plausible(cell * unit)
    if isinstance(cell, float):
        return _plausible(_whole(decimal_of(cell) * unit))
    if isinstance(cell, date):
        raise Trouble("money_is_day")
    amount, in_words = _of_text(number_line(cell), unit)
    if amount is not None and in_words:
        notes.append(Trouble("money_in_words", said=in_words, amount=in_dong(amount)))
    return amount


def in_dong(amount: int) -> str:
    """540.000"""
    return f"{amount:,}".replace(",", ".")


@lru_cache(maxsize=1 << 14)
def _of_text(line: str, unit: int) -> tuple[int | None, str]:
    """The amount, and how it was written where a word had to be understood."""
    plain, unit = _without_currency(line, unit)
    if says_nothing(plain):
        return None, ""
    if _NEGATIVE.fullmatch(plain):
        raise Trouble("money_negative", said=shown(line))
    if _SCIENTIFIC.fullmatch(plain):
        raise Trouble("money_rounded", said=shown(line))
    words = _IN_WORDS.fullmatch(plain)
    if words is None:
        return _the_one(_readings(plain, unit), line), ""
    times = _THOUSAND if words[2].lower()[0] in "kn" else _MILLION
    return _the_one(_readings(words[1], times), line), line


def _without_currency(line: str, unit: int) -> tuple[str, int]:
    """What says *đồng* is in đồng, whatever stands above the column."""
    said = _IN_DONG.fullmatch(line)
    if said is None:
        return line, unit
    return said["before"] or said["after"] or "", 1


def _readings(plain: str, unit: int) -> list[Decimal]:
    """What it may mean. A single đồng has no decimals of three digits; a million has."""
    found: list[Decimal] = []
    if _WHOLE.fullmatch(plain):
        found.append(Decimal(plain) * unit)
    if _GROUPED.fullmatch(plain):
        found.append(_digits(plain) * unit)
    if (_TO_THE_XU if unit == 1 else _DECIMAL).fullmatch(plain):
        found.append(Decimal(plain.replace(",", ".")) * unit)
    if both := _GROUPED_TO_THE_XU.fullmatch(plain):
        found.append((_digits(both[1]) + Decimal(f"0.{both[3]}")) * unit)
    return found


def _digits(grouped: str) -> Decimal:
    return Decimal(re.sub(_MARK, "", grouped))


def _the_one(readings: list[Decimal], line: str) -> int:
    """The reading that is plausible, where one alone is."""
    if not readings:
        raise Trouble("money_unreadable", said=shown(line))
    plausible = [one for one in readings if one == 0 or LEAST <= one <= MOST]
    if len(plausible) > 1 or (not plausible and _may_lack_zeros(line)):
        raise Trouble("money_two_amounts", said=shown(line))
    return _plausible(_whole((plausible or readings)[0]))


def _may_lack_zeros(line: str) -> bool:
    """*500.00*: five hundred, or a zero short of five hundred thousand?"""
    return re.search(r"[.,]\d{1,2}(?!\d)", line) is not None


def _whole(amount: Decimal) -> int:
    """Sums of halves come out of a spreadsheet a hair beside the whole number."""
    near = int(amount.to_integral_value())
    if abs(amount - near) > _NEARLY:
        raise Trouble("money_fraction", said=f"{amount:f}".replace(".", ","))
    return near


def _plausible(amount: int) -> int:
    if amount < 0:
        raise Trouble("money_negative", said=in_dong(amount))
    if 0 < amount < LEAST:
        raise Trouble("money_too_small", said=in_dong(amount))
    if amount > MOST:
        raise Trouble("money_too_large", said=in_dong(amount), most=in_dong(MOST))
    return amount


# --- A coefficient ------------------------------------------------------------------------------

_COEFFICIENT = re.compile(r"(?:hệ số|hs|x)?\s*(\d{1,2}(?:[.,]\d{1,3})?)", re.IGNORECASE)
_LARGEST = 10


def halves(cell: Cell) -> int | None:
    """A coefficient counted in halves: *1,0* is 2, 1.5 is 3.

    Raises Trouble for what is no multiple of one half, nothing, or above ten."""
    if cell is None:
        return None
    if isinstance(cell, date):
        raise Trouble("coefficient_is_day", right=f"{cell.day},{cell.month}")
    if isinstance(cell, float):
        return _in_halves(decimal_of(cell), str(cell))
    line = number_line(cell)
    return _halves_of_text(line) if line else None


@lru_cache(maxsize=256)
def _halves_of_text(line: str) -> int:
    said = _COEFFICIENT.fullmatch(line)
    if said is None:
        raise Trouble("coefficient_unreadable", said=shown(line))
    return _in_halves(Decimal(said[1].replace(",", ".")), line)


def _in_halves(value: Decimal, said: str) -> int:
    if value > _LARGEST:
        raise Trouble("coefficient_too_large", said=shown(said))
    doubled = value * 2
    if doubled <= 0 or doubled != int(doubled):
        raise Trouble("coefficient_no_half", said=shown(said))
    return int(doubled)
