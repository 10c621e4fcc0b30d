"""Tables that somebody else has printed, as a tree of the same shape as ``report --json``.

``{"bieu_01": {"rows": [{"unit": "Thị xã Tịnh Biên", "total": "5.605", "rate": "18,19", "months":
{"2023-07": "355"}, …}]}, "bieu_03": {"rows": [{…, "months": {"2023-07": {"count": "370", "amount":
"183,960", "state": ""}}}]}}``. A cell is a string as printed; a row whose cells are numbers is one
of ours. What is empty or left out was not printed. Beside the rows a table may have its ``formula``
(``2 = 4+5+6``) and what it ``counts`` (``payments``), a row its ``note``, and the tree ``text``:
paragraphs that repeat numbers of the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

from domain.tables import numbers
from domain.tables.numbers import Figure, Kind
from domain.tables.shapes import TOTAL, Counts, State, Table, Tables
from domain.text import Month, Text, verbatim
from domain.words import folded

BEFORE = "before"
Key: TypeAlias = "tuple[str, str]"
"""A unit (or ``total``) and a column: ``accounts``, ``2023-07``, ``2023-07.amount``."""

COLUMNS: Mapping[Table, Mapping[str, Kind]] = {
    Table.OPENED: {
        "total": Kind.COUNT,
        "accounts": Kind.COUNT,
        "rate": Kind.RATE,
        BEFORE: Kind.COUNT,
        "without_account": Kind.COUNT,
    },
    Table.PAID: {"accounts": Kind.COUNT, "paid": Kind.COUNT, "rate": Kind.RATE},
    Table.SPENT: {"paid": Kind.COUNT, "amount": Kind.MILLIONS},
}
_OF_A_MONTH: Mapping[Table, Mapping[str, Kind]] = {
    Table.OPENED: {"": Kind.COUNT},
    Table.PAID: {"": Kind.COUNT},
    Table.SPENT: {".count": Kind.COUNT, ".amount": Kind.MILLIONS},
}
_PRINTED_HEAD = "2 = 4+5+6"
"""What stands above column 2 of Biểu 02 on the official form."""

_MOST = 10**15
_SUMS = frozenset({"total", "tong", "tong so", "tong cong", "cong"})
_ESTIMATES = frozenset({"estimate", "uoc", "uoc thuc hien", "uoc th"})
_SETTLED = frozenset({"settled", "da quyet toan", "quyet toan"})


class NotATree(Exception):
    """The file holds no tables in this shape; ``sentence`` says where and what would be right."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(sentence.source)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: ``figures`` by row and column. ``formula``: what the head says of column 2, where
    it says something. ``declared``: it says what is counted."""

    figures: Mapping[Key, Figure] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    months: tuple[Month, ...] = ()
    states: Mapping[Month, State | None] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    formula: str = ""
    declared: bool = True

    def at(self, unit: str, column: str) -> Figure | None:
        return self.figures.get((unit, column))

    @property
    def sums_months(self) -> bool:
        """The head calls column 2 the sum of the months."""
        return "+" in self.formula

    @property
    def rows(self) -> tuple[str, ...]:
        """Those of the units, then the total."""
        return (*self.units, TOTAL)


@dataclass(frozen=True, slots=True)
class Reported:
    """``text``: paragraphs of the report."""

    tables: Mapping[Table, Grid]
    text: tuple[str, ...] = ()


def kind_of(table: Table, column: str) -> Kind:
    """Of a column by its key."""
    known = COLUMNS[table].get(column)
    if known is not None:
        return known
    _, dot, part = column.partition(".")
    return _OF_A_MONTH[table][dot + part]


# --- What was computed, in the same shape -------------------------------------------------------


def grids_of(tables: Tables) -> Mapping[Table, Grid]:
    return {
        Table.OPENED: _grid(
            tables,
            {
                row.unit: {
                    "total": row.total,
                    "accounts": row.accounts,
                    "rate": row.rate,
                    BEFORE: row.before,
                    "without_account": row.without_account,
                    **_plain(row.months),
                }
                for row in tables.opened
            },
            Table.OPENED,
        ),
        Table.PAID: _grid(
            tables,
            {
                row.unit: {
                    "accounts": row.accounts,
                    "paid": row.paid,
                    "rate": row.rate,
                    **_plain(row.months),
                }
                for row in tables.paid
            },
            Table.PAID,
        ),
        Table.SPENT: _grid(
            tables,
            {
                row.unit: {
                    "paid": row.paid,
                    "amount": row.amount,
                    **{f"{month}.count": one.count for month, one in row.months.items()},
                    **{f"{month}.amount": one.amount for month, one in row.months.items()},
                }
                for row in tables.spent
            },
            Table.SPENT,
        ),
    }


def _plain(months: Mapping[Month, int]) -> Mapping[str, int]:
    return {str(month): count for month, count in months.items()}


def _grid(
    tables: Tables, rows: Mapping[str, Mapping[str, int | Decimal | None]], table: Table
) -> Grid:
    figures = {
        (unit, column): Figure(numbers.printed(kind_of(table, column), value), value)
        for unit, cells in rows.items()
        for column, value in cells.items()
        if value is not None
    }
    states = {month: one.state for month, one in tables.spent[-1].months.items()}
    units = tuple(unit for unit in rows if unit != TOTAL)
    return Grid(figures, units, tables.months, states)


# --- Reading a tree -----------------------------------------------------------------------------

_SHAPE = Text(
    "The file is no report tree: {what}. It has to be shaped as `report --json` prints it, with "
    "bieu_01, bieu_02 or bieu_03 and their rows."
)
_CELL = Text(
    "{table}, {unit}, {column}: {what} is no number as the table prints it; right would be "
    "{example}."
)
_MONTH_KEY = Text("{table}, {unit}: {what} is no month; right would be 2023-07.")
_TWICE = Text("{table}: {unit} stands in it twice; each unit has one row.")
_EXAMPLES = {Kind.COUNT: "1.598", Kind.RATE: "14,22", Kind.MILLIONS: "371,700"}


def read_tree(tree: object, units: Sequence[str]) -> Reported:
    """``units``: how ours are named, so that the same are recognised however they are written.

    Raises NotATree.
    """
    if not isinstance(tree, dict):
        raise NotATree(_SHAPE.filled(what=Text("it is no object with tables")))
    there = [table for table in Table if table in tree]
    if not there:
        raise NotATree(_SHAPE.filled(what=Text("it has no table")))
    return Reported({one: _Reader(one, units).read(tree[one]) for one in there}, _text(tree))


def _text(tree: Mapping[str, Any]) -> tuple[str, ...]:
    paragraphs = tree.get("text", [])
    if not isinstance(paragraphs, list) or not all(isinstance(one, str) for one in paragraphs):
        raise NotATree(_SHAPE.filled(what=Text("text is no list of paragraphs")))
    return tuple(paragraphs)


class _Reader:
    """Of one table."""

    def __init__(self, table: Table, units: Sequence[str]) -> None:
        self._table = table
        self._names = {folded(name): name for name in units}
        self._figures: dict[Key, Figure] = {}
        self._units: list[str] = []
        self._months: set[Month] = set()
        self._states: dict[Month, State | None] = {}
        self._notes: dict[str, str] = {}
        self._ours = True

    def read(self, given: object) -> Grid:
        rows = given.get("rows") if isinstance(given, dict) else None
        if not isinstance(given, dict) or not isinstance(rows, list) or not rows:
            what = Text("{table} has no rows", table=self._table.value)
            raise NotATree(_SHAPE.filled(what=what))
        for row in rows:
            self._row(row)
        formula, counts = given.get("formula"), given.get("counts")
        said = formula if isinstance(formula, str) else "" if self._ours else self._usual_head()
        return Grid(
            self._figures,
            tuple(unit for unit in self._units if unit != TOTAL),
            tuple(sorted(self._months, key=lambda one: one.first_day)),
            self._states,
            self._notes,
            formula=_readable(said),
            declared=self._ours or counts in {one.value for one in Counts},
        )

    def _usual_head(self) -> str:
        return _PRINTED_HEAD if self._table is Table.PAID else ""

    def _row(self, row: object) -> None:
        name = row.get("unit") if isinstance(row, dict) else None
        if not isinstance(row, dict) or not isinstance(name, str) or not name.strip():
            what = Text("a row of {table} names no unit", table=self._table.value)
            raise NotATree(_SHAPE.filled(what=what))
        unit = self._named(name)
        if unit in self._units:
            raise NotATree(_TWICE.filled(table=self._table.value, unit=verbatim(_short(name))))
        self._units.append(unit)
        ours = _is_ours(row)
        self._ours = self._ours and ours
        for column, kind in COLUMNS[self._table].items():
            self._keep(unit, column, kind, row.get(column), ours)
        for month, column, kind, cell in self._month_cells(unit, row.get("months") or {}):
            self._months.add(month)
            self._keep(unit, column, kind, cell, ours)
        if isinstance(row.get("note"), str):
            self._notes[unit] = _readable(row["note"])

    def _named(self, name: str) -> str:
        fold = folded(name)
        return TOTAL if fold in _SUMS else self._names.get(fold, _readable(name))

    def _month_cells(self, unit: str, months: object) -> Iterator[tuple[Month, str, Kind, object]]:
        if not isinstance(months, dict):
            raise self._no_month(unit, months)
        for name, cell in months.items():
            try:
                month = Month.of(Month.parse(name).first_day)
            except ValueError as error:
                raise self._no_month(unit, name) from error
            parts = _OF_A_MONTH[self._table]
            if "" in parts:
                yield month, name, parts[""], cell
                continue
            if not isinstance(cell, dict):
                raise self._wrong(unit, name, Kind.COUNT, cell)
            self._state(month, cell.get("state"))
            for part, kind in parts.items():
                yield month, name + part, kind, cell.get(part[1:])

    def _state(self, month: Month, said: object) -> None:
        """As one row says it, or an estimate as soon as a row says so."""
        fold = folded(said) if isinstance(said, str) else ""
        if fold in _ESTIMATES:
            self._states[month] = State.ESTIMATE
        elif fold in _SETTLED:
            self._states.setdefault(month, State.SETTLED)

    def _keep(self, unit: str, column: str, kind: Kind, cell: object, ours: bool) -> None:
        if cell is None:
            return
        read = _own if ours else _as_printed
        try:
            figure = read(kind, cell, column)
        except ValueError as error:
            raise self._wrong(unit, column, kind, cell) from error
        if figure is not None:
            self._figures[unit, column] = figure

    def _wrong(self, unit: str, column: str, kind: Kind, cell: object) -> NotATree:
        return NotATree(
            _CELL.filled(
                table=self._table.value,
                unit=verbatim(unit),
                column=column,
                what=verbatim(_short(cell)),
                example=_EXAMPLES[kind],
            )
        )

    def _no_month(self, unit: str, said: object) -> NotATree:
        what = verbatim(_short(said))
        return NotATree(_MONTH_KEY.filled(table=self._table.value, unit=verbatim(unit), what=what))


def _is_ours(row: Mapping[str, Any]) -> bool:
    """Its counts are numbers, as ``--json`` prints them."""
    return any(type(row.get(name)) is int for name in ("total", "accounts", "paid"))


def _own(kind: Kind, cell: object, _column: str) -> Figure | None:
    """Raises ValueError."""
    if kind is Kind.RATE and isinstance(cell, str):
        value: int | Decimal = _plain_rate(cell)
    elif kind is not Kind.RATE and type(cell) is int and 0 <= cell < _MOST:
        value = cell
    else:
        raise ValueError("no number of ours")
    return Figure(numbers.printed(kind, value), value)


def _plain_rate(cell: str) -> Decimal:
    whole, dot, part = cell.partition(".")
    if not (dot and len(part) == 2 and (whole + part).isdecimal() and len(cell) < 20):
        raise ValueError("no rate of ours")
    return Decimal(cell)


def _as_printed(kind: Kind, cell: object, column: str) -> Figure | None:
    """None of an empty cell, or one with a dash. Raises ValueError."""
    if not isinstance(cell, str):
        raise ValueError("not as printed")
    text = cell.strip()
    if text.strip("-–—. ") == "":
        return None
    if column == "without_account":
        text = text.split(maxsplit=1)[0]  # "3.487 chưa có TK"
    figure = numbers.read(kind, text)
    if figure is None or figure.value >= _MOST:
        raise ValueError("no such number")
    return figure


_LONGEST = 40


def _readable(text: str) -> str:
    """On one line, without what would steer a terminal."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def _short(cell: object) -> str:
    text = _readable(str(cell))
    return f"“{text[:_LONGEST]}…”" if len(text) > _LONGEST else f"“{text}”"
