"""What stands in a sheet, before anybody has understood it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeAlias


class NoValue(Enum):
    """What stands in a cell and cannot be known."""

    FORMULA = "formula"  # whose result the file does not hold, or holds as an error (``#REF!``)
    OLD_FONT = "old_font"  # which may be of an old font, or not: `domain.old_fonts`


Cell: TypeAlias = "str | int | float | bool | date | NoValue | None"
"""Text is as it stands in the file, formulas written as text included; a date has no time of day;
None is an empty cell, or one of spaces alone. A whole number is an int also where the file holds a
float. A time of day is text, ``07:30``."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet that holds something, without the empty cells at its end; an empty row is
    left out. ``number`` is the one a person sees beside it, from 1."""

    number: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class SheetStart:
    """A sheet begins; its rows follow. ``merged``: (first row, first column, last row, last column)
    of merged cells, from 1, the value standing in the first of them. A file of lines without
    sheets has one, named ""."""

    name: str
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
