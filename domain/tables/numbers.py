"""Numbers as the tables print them (1.093,860; 69,02), and rates rounded as the report's are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum, auto
from typing import TypeAlias

MILLION = 1_000_000
NOTHING = "–"
"""Stands where there is no number."""

_HUNDREDTH = Decimal("0.01")
_GROUPED = r"\d{1,3}(?:\.\d{3}){0,5}"
_COUNT = re.compile(_GROUPED)
_RATE = re.compile(rf"{_GROUPED},\d{{2}}")
_MILLIONS = re.compile(rf"{_GROUPED},\d{{3}}")
_ANY_COUNT = re.compile(r"\d{1,3}(?:[., ]\d{3}){1,5}|\d{1,18}")
_ANY_DECIMAL = re.compile(rf"({_GROUPED}|\d{{1,18}})(?:,(\d{{1,6}}))?")
_ENGLISH_DECIMAL = re.compile(r"(\d{1,18})\.(\d{1,2})")
_IN_DONG = 1_000_000
"""Whole numbers from here on are đồng, not millions of them."""


class Kind(Enum):
    """How a cell prints its number; the value of money is đồng."""

    WORDS = auto()
    COUNT = auto()
    RATE = auto()
    MILLIONS = auto()


Value: TypeAlias = "int | Decimal"


@dataclass(frozen=True, slots=True)
class Figure:
    """``printed`` as it stands on paper; ``formal``: in the Vietnamese way, with as many decimals
    as the table has."""

    printed: str
    value: Value
    formal: bool = True


def percent(part: int, whole: int) -> Decimal | None:
    """Half-up to two decimals, from the integers themselves: 14,2189 becomes 14,22 and 18,1980
    18,20 (DOMAIN.md §10.1). None of nothing."""
    if whole == 0:
        return None
    return (Decimal(100 * part) / whole).quantize(_HUNDREDTH, ROUND_HALF_UP)


# --- Printing -----------------------------------------------------------------------------------


def count(number: int) -> str:
    return _turned(f"{number:,}")


def rate(number: Decimal | None) -> str:
    return NOTHING if number is None else _turned(f"{number:,.2f}")


def millions(dong: int) -> str:
    """Million đồng with three decimals, as Biểu 03 has it; to a thousand đồng, half-up."""
    thousands = (Decimal(dong) / 1000).quantize(Decimal(1), ROUND_HALF_UP)
    return _turned(f"{thousands / 1000:,.3f}")


def printed(kind: Kind, value: Value) -> str:
    return rate(Decimal(value)) if kind is Kind.RATE else _WHOLE[kind](int(value))


_WHOLE: Mapping[Kind, Callable[[int], str]] = {Kind.COUNT: count, Kind.MILLIONS: millions}


def _turned(english: str) -> str:
    return english.translate({ord(","): ".", ord("."): ","})


# --- Reading ------------------------------------------------------------------------------------


def read(kind: Kind, text: str) -> Figure | None:
    """A cell as somebody has printed it, also where they have not printed it the Vietnamese way.
    None where it is no such number."""
    found = _READERS[kind](" ".join(text.split()))
    return found and Figure(text.strip(), *found)


def _read_count(text: str) -> tuple[Value, bool] | None:
    if not _ANY_COUNT.fullmatch(text):
        return None
    return int(re.sub("[., ]", "", text)), _COUNT.fullmatch(text) is not None


def _read_rate(text: str) -> tuple[Value, bool] | None:
    plain = text.removesuffix("%").rstrip()
    if english := _ENGLISH_DECIMAL.fullmatch(plain):
        return Decimal(f"{english[1]}.{english[2]}"), False
    found = _decimal(plain)
    return found if found is None else (found, _RATE.fullmatch(plain) is not None)


def _read_millions(text: str) -> tuple[Value, bool] | None:
    """Whole numbers that are too large for millions are đồng."""
    if english := _ENGLISH_DECIMAL.fullmatch(text):
        return int(Decimal(f"{english[1]}.{english[2]}") * MILLION), False
    found = _decimal(text)
    if found is None:
        return None
    if "," not in text and found >= _IN_DONG:
        return int(found), _COUNT.fullmatch(text) is not None
    return int(found * MILLION), _MILLIONS.fullmatch(text) is not None


_READERS: Mapping[Kind, Callable[[str], tuple[Value, bool] | None]] = {
    Kind.COUNT: _read_count,
    Kind.RATE: _read_rate,
    Kind.MILLIONS: _read_millions,
}


def _decimal(text: str) -> Decimal | None:
    found = _ANY_DECIMAL.fullmatch(text)
    return Decimal(f"{found[1].replace('.', '')}.{found[2] or 0}") if found else None
