"""The cells of one record, each read by what its column holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from domain.lists import values
from domain.lists.cells import Cell
from domain.lists.headers import Field
from domain.lists.layout import Record, Table, letter
from domain.lists.row import Problem
from domain.lists.values import Notes, Trouble
from domain.lists.values.plain import is_mark

Parse: TypeAlias = Callable[[Cell, Notes], Any]

_CROSS = "cross"
"""What a crossed cell is read as, where its heading is what is said."""


def _plain(parse: Callable[[Cell], Any]) -> Parse:
    """Of a function that notes nothing."""
    return lambda cell, _: parse(cell)


def _crossed_or(parse: Parse) -> Parse:
    return lambda cell, notes: _CROSS if is_mark(cell) else parse(cell, notes)


def is_cross(value: object) -> bool:
    return value == _CROSS


def _programme(cell: Cell, _: Notes) -> object:
    """One of ours, or the words, which then are a category."""
    said = values.text(cell)
    return values.programme(said) or said


def _reason(cell: Cell, notes: Notes) -> object:
    """As a status; words of their own are for a person to read, and stop nothing."""
    try:
        return values.status(cell)
    except Trouble as trouble:
        if trouble.code != "status_unknown":
            raise
        notes.append(Trouble("reason_unknown", **trouble.values))
        return None


_PARSERS: Mapping[Field, Parse] = {
    Field.NAME: values.name,
    Field.FAMILY_NAME: _plain(values.text),
    Field.GIVEN_NAME: _plain(values.text),
    Field.SEX: _plain(values.sex),
    Field.BIRTH_DAY: _plain(values.text),
    Field.BIRTH_MONTH: _plain(values.text),
    Field.BIRTH_YEAR: _plain(values.text),
    Field.CITIZEN_ID: values.citizen_id,
    Field.OLD_ID: values.citizen_id,
    Field.PHONE: values.phone,
    Field.UNIT: _plain(values.text),
    Field.ADDRESS: _plain(values.text),
    Field.PROGRAMME: _programme,
    Field.CATEGORY: _plain(values.category),
    Field.CATEGORY_CODE: _plain(values.category),
    Field.COEFFICIENT: _plain(values.halves),
    Field.WAY: _plain(values.way),
    Field.ACCOUNT_NUMBER: values.account_number,
    Field.BANK: _plain(values.bank),
    Field.HOLDER: _plain(values.text),
    Field.PAYEE: _plain(values.text),
    Field.RELATION: values.relation,
    Field.STATUS: _plain(values.status),
    Field.REASON: _reason,
    Field.STATUS_ON: values.day,
    Field.ACCOUNT_STATE: _plain(values.account_state),
    Field.OPENED_ON: values.day,
    Field.SINCE: _plain(values.month),
    Field.UNTIL: _plain(values.month),
    Field.NOTE: _plain(values.text),
    Field.POINT: _plain(values.text),
    Field.DAY: values.day,
    Field.HOURS: _plain(values.hours),
    Field.MORNING: _plain(values.hours),
    Field.AFTERNOON: _plain(values.hours),
    Field.OPENS: _plain(values.time_of),
    Field.CLOSES: _plain(values.time_of),
    Field.STATE: _plain(values.day_state),
    Field.KIND: _plain(values.point_kind),
    Field.PLACE: _plain(values.place),
    Field.LATITUDE: _plain(values.text),
    Field.LONGITUDE: _plain(values.text),
    Field.WEEKDAYS: _plain(values.weekdays),
}
_MONEY = frozenset(
    {Field.AMOUNT, Field.ARREARS, Field.TOTAL, Field.CASH_AMOUNT, Field.ACCOUNT_AMOUNT}
)
_DITTO_MEANS_SOMETHING = frozenset(
    {Field.ADDRESS, Field.UNIT, Field.CATEGORY, Field.CATEGORY_CODE, Field.PROGRAMME, Field.BANK}
    | {Field.WAY, Field.NOTE, Field.POINT, Field.KIND, Field.HOURS, Field.MORNING}
    | {Field.AFTERNOON, Field.OPENS, Field.CLOSES, Field.WEEKDAYS, Field.STATE}
)
_SELDOM_TWICE = frozenset(
    {Field.NAME, Field.FAMILY_NAME, Field.CITIZEN_ID, Field.OLD_ID, Field.PHONE, Field.HOLDER}
    | {Field.ACCOUNT_NUMBER, Field.BIRTH, Field.MALE, Field.FEMALE, Field.PAYEE}
    | {Field.BY_ACCOUNT}
)
_ONE_OF_TWO = frozenset(
    {Field.UNIT, Field.PHONE, Field.STATUS, Field.REASON, Field.NOTE, Field.PAYEE}
)
"""Two columns of these may differ, and the first that says something counts."""

_DITTO_BEGINS = frozenset("nN\"'`”“″〃-–—(.,/ *")
_MOST_REMEMBERED = 5_000
_REMEMBERED = frozenset({str, int})  # and not True, which would be found as 1

_Read: TypeAlias = tuple[Any, tuple[Trouble, ...]]


@dataclass(slots=True)
class Column:
    """One column that is read. ``known``: what its cells have been read as before, where they are
    the same again and again; ``above``: what *như trên* means."""

    at: int
    field: Field
    parse: Parse
    takes_ditto: bool
    known: dict[Cell, _Read] | None
    above: Any = None

    @property
    def letter(self) -> str:
        return letter(self.at)


@dataclass(slots=True)
class Cells:
    """What a record says. ``troubled``: fields of which a cell could not be taken."""

    record: Record
    sheet: str
    today: date
    got: dict[Field, Any] = field(default_factory=dict)
    troubled: set[Field] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def of(self, wanted: Field) -> Any:
        return self.got.get(wanted)

    def text(self, wanted: Field) -> str:
        said: str = self.got.get(wanted, "")
        return said

    def problem(self, code: str, wanted: Field | None = None, **filled: str) -> None:
        column = None if wanted is None else self.record.table.columns.first(wanted)
        place = "" if column is None else letter(column)
        self.problems.append(Problem(self.sheet, self.record.number, place, code, filled))

    def parse(self, wanted: Field, parse: Parse, cell: Cell) -> Any:
        """Of what several columns say together."""
        notes: Notes = []
        value = None
        try:
            value = parse(cell, notes)
        except Trouble as trouble:
            self.troubled.add(wanted)
            notes.append(trouble)
        for note in notes:
            self.problem(note.code, wanted, **note.values)
        return value


class Reader:
    """Reads the records of one table after the other."""

    def __init__(self, sheet: str, today: date) -> None:
        self._sheet = sheet
        self._today = today
        self._table: Table | None = None
        self._group = -1
        self._columns: tuple[Column, ...] = ()

    def read(self, record: Record) -> Cells:
        if record.table is not self._table:
            self._table = record.table
            self._columns = tuple(self._columns_of(record.table))
            self._group = record.group
        if record.group != self._group:
            self._group = record.group
            for column in self._columns:
                column.above = None
        cells = Cells(record, self._sheet, self._today)
        row, width, got = record.cells, len(record.cells), cells.got
        for column in self._columns:
            at, meant, known = column.at, column.field, column.known
            cell = row[at] if at < width else None
            if cell is None or cell == "":
                column.above = None
                continue
            read = known.get(cell) if known is not None and type(cell) in _REMEMBERED else None
            value, notes = read or self._read(column, cell)
            if notes:
                self._tell(cells, column, notes)
            if value is _TROUBLED:
                cells.troubled.add(meant)
                continue
            column.above = value
            if value is None:
                continue
            if meant in got:
                _put(cells, column, value)
            else:
                got[meant] = value
        return cells

    def _columns_of(self, table: Table) -> list[Column]:
        return sorted(
            (
                Column(
                    at,
                    meant,
                    parse,
                    meant in _DITTO_MEANS_SOMETHING,
                    None if meant in _SELDOM_TWICE else {},
                )
                for meant, all_at in table.columns.at.items()
                for at in all_at
                if (parse := self._parser(meant, table, at)) is not None
            ),
            key=lambda column: column.at,
        )

    def _parser(self, meant: Field, table: Table, at: int) -> Parse | None:
        unit = table.columns.units.get(at) or table.title.money or 1
        if meant in _MONEY:
            return lambda cell, notes: values.money(cell, notes, unit)
        if meant is Field.BY_CASH:
            return _crossed_or(lambda cell, notes: values.money(cell, notes, unit))
        if meant is Field.BY_ACCOUNT:
            return _crossed_or(values.account_number)
        if meant is Field.BIRTH:
            return self._birth
        if meant in {Field.MALE, Field.FEMALE}:
            return _crossed_or(self._birth)
        return _PARSERS.get(meant)

    def _birth(self, cell: Cell, notes: Notes) -> str | None:
        return values.birth(cell, self._today, notes)

    def _tell(self, cells: Cells, column: Column, notes: tuple[Trouble, ...]) -> None:
        place = (self._sheet, cells.record.number, column.letter)
        cells.problems += [Problem(*place, note.code, note.values) for note in notes]

    def _read(self, column: Column, cell: Cell) -> _Read:
        if isinstance(cell, str) and cell[0] in _DITTO_BEGINS and values.is_ditto(cell):
            return self._ditto(column)
        read = _parsed(column.parse, cell)
        if column.known is not None and type(cell) in _REMEMBERED:
            if len(column.known) >= _MOST_REMEMBERED:
                column.known.clear()
            column.known[cell] = read
        return read

    def _ditto(self, column: Column) -> _Read:
        if not column.takes_ditto:
            return _TROUBLED, (Trouble("ditto_here"),)
        if column.above is None:
            return _TROUBLED, (Trouble("ditto_without_above"),)
        return column.above, ()


_TROUBLED: Any = object()
"""Of a cell that cannot be taken."""
_NOTHING: tuple[Any, ...] = (None, "", (None, None))


def _parsed(parse: Parse, cell: Cell) -> _Read:
    """None where it says nothing."""
    notes: Notes = []
    try:
        value = parse(cell, notes)
    except Trouble as trouble:
        return _TROUBLED, (*notes, trouble)
    return None if value in _NOTHING else value, tuple(notes)


def _put(cells: Cells, column: Column, value: Any) -> None:
    """A second column of the same: added to an address and to arrears, else it has to agree."""
    got, meant = cells.got, column.field
    if meant is Field.ADDRESS:
        got[meant] = f"{got[meant]}, {value}"
    elif meant is Field.ARREARS:
        got[meant] += value
    elif got[meant] != value and meant not in _ONE_OF_TWO:
        first = cells.record.table.columns.first(meant)
        cells.problems.append(
            Problem(
                cells.sheet,
                cells.record.number,
                column.letter,
                "said_twice",
                {"column": letter(first or 0)},
            )
        )
