"""What a check found in a table: a figure as printed beside the one computed, never put right.

Somebody signed these figures, so nothing is called wrong: a sentence says what is printed, what
comes out when it is computed again, and the difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.tables import numbers
from domain.tables.numbers import Figure, Kind, Value
from domain.tables.reported import Grid, Reported, kind_of
from domain.tables.shapes import Table
from domain.text import Month, Text, verbatim


class Level(StrEnum):
    """Figures that contradict each other; or what somebody should know or look at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """``table`` is one of `Table`, or ``text``, whose ``row`` is the number of a paragraph.
    ``reported`` as printed and ``computed`` beside it; either is empty where there is none."""

    check: str
    table: str
    row: str
    column: str
    reported: str
    computed: str
    level: Level
    sentence: Text


@dataclass(frozen=True, slots=True)
class Beside:
    """What is reported and what the records give for the same months. ``standards``: đồng by the
    month from which each holds; ``with_arrears``: months in which some was paid back."""

    reported: Reported
    computed: Mapping[Table, Grid]
    standards: Mapping[Month, int]
    with_arrears: frozenset[Month] = frozenset()

    def grid(self, table: Table) -> Grid:
        return self.reported.tables.get(table, Grid())

    def of_records(self, table: Table, row: str, column: str) -> Figure | None:
        return self.computed[table].at(row, column)


def differs(
    check: str, table: Table, key: tuple[str, str], said: Figure, value: Value, sentence: Text
) -> Finding:
    """A figure that comes out otherwise. The sentence may name ``{reported}``, ``{computed}`` and
    their ``{difference}``."""
    row, column = key
    kind = kind_of(table, column)
    computed = numbers.printed(kind, value)
    filled = sentence.filled(
        reported=verbatim(said.printed),
        computed=verbatim(computed),
        difference=verbatim(difference(kind, said.value, value)),
    )
    return Finding(check, table.value, row, column, said.printed, computed, Level.ERROR, filled)


def difference(kind: Kind, reported: Value, computed: Value) -> str:
    """What is printed less what is computed, with its sign."""
    sign = "−" if reported < computed else "+"
    return sign + numbers.printed(kind, abs(Decimal(reported) - Decimal(computed)))
