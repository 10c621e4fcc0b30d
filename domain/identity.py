"""What stands on papers, as people write it: read and held against the record, never set right.

A mismatch is a flag for two pairs of eyes and never a refusal: the record may be what is wrong
(DOMAIN.md §2).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.person import Sex
from domain.words import clean, folded

_BETWEEN = re.compile(r"[\s.\-_–·]+")
_LETTER_O = re.compile(r"[OoОо]")
_MARKS = re.compile("[\u0300-\u036f]+")
_SCIENTIFIC = re.compile(r"\d+[.,]\d+\s*e\s*\+?\s*\d+", re.IGNORECASE)


def digits_of(text: str) -> str:
    """Without what stands between the groups, and with the zeros that were typed as letters."""
    return _LETTER_O.sub("0", _BETWEEN.sub("", clean(text)))


def ending(number: str) -> str:
    """All that is ever shown of a number."""
    return number[-_SHOWN:]


_SHOWN = 3


# --- The number of a citizen --------------------------------------------------------------------


class IdState(StrEnum):
    WHOLE = "whole"
    LOST_ZERO = "lost_zero"  # a spreadsheet took the first one: it is offered
    OLD_CARD = "old_card"  # 9 digits, valid no more since 2025
    ROUNDED = "rounded"  # a spreadsheet wrote it as 8,9145E+10: its digits are gone
    WRONG_LENGTH = "wrong_length"
    NO_NUMBER = "no_number"


@dataclass(frozen=True, slots=True)
class CitizenId:
    """What was read. ``number`` is of 12 digits where it is whole, or made so by its zero."""

    state: IdState
    number: str = ""


_WHOLE, _ONE_LOST = 12, 11
_OLD_CARD = frozenset({8, 9})  # the lists have lost their zeros too
_BEGINS_LIKE_ONE = re.compile(r"89|91|9[2-6]|8[0-7]|79")


def read_citizen_id(text: str) -> CitizenId:
    """*089 145 012 345*, *O89145012345*, *89145012345* with its zero lost, ០៨៩…"""
    if _SCIENTIFIC.fullmatch(clean(text)):
        return CitizenId(IdState.ROUNDED)
    digits = digits_of(text)
    if not (digits.isascii() and digits.isdigit()):
        return CitizenId(IdState.NO_NUMBER)
    if len(digits) == _WHOLE:
        return CitizenId(IdState.WHOLE, digits)
    if len(digits) == _ONE_LOST and _BEGINS_LIKE_ONE.match(digits):
        return CitizenId(IdState.LOST_ZERO, f"0{digits}")
    return CitizenId(IdState.OLD_CARD if len(digits) in _OLD_CARD else IdState.WRONG_LENGTH)


class IdFlag(StrEnum):
    """Where the number says something else than the record."""

    OTHER_YEAR = "other_year"
    OTHER_SEX = "other_sex"
    UNKNOWN_PROVINCE = "unknown_province"


_PROVINCES = frozenset(
    re.findall(
        r"\d{3}",
        "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 "
        "035 036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 "
        "070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096",
    )
)
"""Where births were registered before 2025; the mergers changed nobody's number."""

_ABROAD_FROM = "100"
_FIRST_CENTURY, _A_CENTURY = 1900, 100


def born_in(number: str) -> int:
    """The birth year that a whole number says: century and sex in one digit, then two digits."""
    return _FIRST_CENTURY + int(number[3]) // 2 * _A_CENTURY + int(number[4:6])


def sex_in(number: str) -> Sex:
    return Sex.FEMALE if int(number[3]) % 2 else Sex.MALE


def of_a_province(number: str) -> bool:
    """Whether births are registered where its first three digits say, here or abroad."""
    province = number[:3]
    return province >= _ABROAD_FROM or province in _PROVINCES


def flags_of(number: str, birth_year: int, sex: Sex) -> tuple[IdFlag, ...]:
    """What does not fit the record of whose number this is to be."""
    return tuple(
        flag
        for flag, raised in (
            (IdFlag.OTHER_YEAR, born_in(number) != birth_year),
            (IdFlag.OTHER_SEX, sex_in(number) is not sex),
            (IdFlag.UNKNOWN_PROVINCE, not of_a_province(number)),
        )
        if raised
    )


# --- The account --------------------------------------------------------------------------------

_ACCOUNT_NUMBER = re.compile(r"[0-9A-Za-z]{6,20}")


def read_account_number(text: str) -> str | None:
    """As the bank writes it, zeros in front included; it has no check digit. None for no number."""
    if _SCIENTIFIC.fullmatch(clean(text)):
        return None
    number = _BETWEEN.sub("", clean(text))
    return number if _ACCOUNT_NUMBER.fullmatch(number) else None


def same_name(one: str, other: str) -> bool:
    """A bank writes NEANG SOC KHA for Néang Sóc Kha."""
    return _without_marks(one) == _without_marks(other) or folded(one) == folded(other)


def _without_marks(name: str) -> str:
    """Enough for most names, at a twentieth of the price of `folded`: whole lists are compared."""
    return _MARKS.sub("", unicodedata.normalize("NFD", name.upper())).replace("Đ", "D")


# --- The name -----------------------------------------------------------------------------------

LONGEST_NAME = 60
_SHORTEST_NAME = 2


def read_name(text: str) -> str | None:
    """Composed, and otherwise letter by letter as it was written: *Phượne* is no mistake.

    Only what is written all small or all large gets capitals. None for what is no name.
    """
    name = clean(text).strip(" .,;:")
    short_or_long = not _SHORTEST_NAME <= len(name) <= LONGEST_NAME
    if short_or_long or not all(one.isalpha() or one in " '’-." for one in _bare(name)):
        return None
    return name.title() if name == name.lower() or name == name.upper() else name


def _bare(name: str) -> str:
    """Vowel signs of Khmer are no letters to a computer."""
    return "".join(one for one in name if not "\u17b4" <= one <= "\u17dd")


# --- Birth --------------------------------------------------------------------------------------


class Precision(StrEnum):
    """How much of a birth date is known: many elderly know the year alone (DOMAIN.md §2.5)."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Birth:
    year: int
    month: int | None = None
    day: int | None = None

    @property
    def precision(self) -> Precision:
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    @property
    def on(self) -> date | None:
        """None where the day is not known."""
        whole = self.month is not None and self.day is not None
        return date(self.year, self.month or 1, self.day or 1) if whole else None

    @property
    def only_the_year(self) -> bool:
        """A registry writes 1 January where it knows the year alone."""
        return (self.month, self.day) == (1, 1)

    def __str__(self) -> str:
        """As it is kept: 1945, 1945-03, 1945-03-17."""
        parts = (f"{self.year:04d}", *(f"{one:02d}" for one in (self.month, self.day) if one))
        return "-".join(parts)


_OLDEST = 120
_YEAR_ALONE = re.compile(r"\D*(\d{4}|\d{2})\D*")
_MONTH_AND_YEAR = re.compile(r"\D*(\d{1,2})\D+(\d{4})\D*")
_WHOLE_DATE = re.compile(r"\D*(\d{1,2})\D+(\d{1,2})\D+(\d{4})\D*")
_KEPT = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_BUDDHIST = range(2443, 2700)


def read_birth(text: str, today: date) -> Birth | None:
    """*1945*, *sn 45*, *3/1945*, *17/3/1945*, *1945-03-17*; None for what can be no birth."""
    said = clean(text)
    if kept := _KEPT.fullmatch(said):
        return _birth(kept[1], kept[2], kept[3], today)
    if whole := _WHOLE_DATE.fullmatch(said):
        return _birth(whole[3], whole[2], whole[1], today)
    if part := _MONTH_AND_YEAR.fullmatch(said):
        return _birth(part[2], part[1], None, today)
    if year := _YEAR_ALONE.fullmatch(said):
        return _birth(_in_full(year[1], today), None, None, today)
    return None


def is_buddhist(text: str) -> bool:
    """A year as monks count it: asked about, and not converted silently (LANGUAGE.md §8B)."""
    return any(int(one) in _BUDDHIST for one in re.findall(r"\d{4}", clean(text)))


def kept_birth(value: str) -> Birth:
    """From how it is kept. Raises ValueError."""
    kept = _KEPT.fullmatch(value)
    if kept is None:
        raise ValueError("no birth")
    return Birth(int(kept[1]), _number(kept[2]), _number(kept[3]))


def _in_full(year: str, today: date) -> str:
    """Two digits are the last century's, until they can only be of this one."""
    if len(year) > 2:
        return year
    return f"19{year}" if int(year) > today.year % _A_CENTURY else f"20{year}"


def _birth(year: str, month: str | None, day: str | None, today: date) -> Birth | None:
    read = Birth(int(year), _number(month), _number(day))
    try:
        earliest = date(read.year, 1 if read.month is None else read.month, read.day or 1)
    except ValueError:
        return None
    return read if today.year - _OLDEST <= read.year and earliest <= today else None


def _number(part: str | None) -> int | None:
    return None if part is None else int(part)
