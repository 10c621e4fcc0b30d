"""The tables of one sheet, row by row: which rows are people, and what the rest is.

A sheet is a letterhead and a title, a heading of one to three rows, people in groups with
subtotals, a total, and signatures; then perhaps another table. Nothing is looked ahead for, so
that a file of any length goes through.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.lists import values
from domain.lists.around import (
    Rank,
    Title,
    is_guide,
    is_note,
    is_page,
    is_part_of_total,
    is_place_and_day,
    is_signature,
    is_summary,
    is_total,
    months_in,
    same_unit,
    unit_in,
    unit_of_sheet,
)
from domain.lists.cells import Cell, NoValue, Row, SheetStart
from domain.lists.groups import (
    Context,
    Groups,
    Marker,
    looks_like_group,
    looks_like_name,
    marker_of,
    without_marker,
)
from domain.lists.headers import (
    Columns,
    Field,
    Path,
    columns_of,
    field_of,
    missing_unit,
    nothing_found,
    plain_field_of,
)
from domain.lists.row import ListKind, Problem
from domain.lists.values import is_blank
from domain.text import Month
from domain.words import folded

_MOST_ROWS_OF_HEADING = 3
_SOUGHT_IN = 1_000
"""Rows without a table after which a sheet is given up."""


@dataclass(slots=True)
class Table:
    """A table whose heading was read. ``lead`` is the column of names; ``identity`` are those that
    only a person fills; ``number`` counts the people. ``headings``: as they stand, folded."""

    columns: Columns
    title: Title
    groups: Groups
    headings: tuple[Mapping[int, str], ...]
    lead: int
    identity: tuple[int, ...]
    money: tuple[int, ...]
    number: int | None
    group: int = 0
    totalled: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A row about somebody. ``group`` changes where *như trên* no longer means the row above."""

    number: int
    cells: Sequence[Cell]
    table: Table
    context: Context
    group: int


_IDENTITY: Mapping[ListKind, tuple[Field, ...]] = dict.fromkeys(
    (ListKind.PEOPLE, ListKind.ACCOUNTS, ListKind.PAYMENTS),
    (
        *(Field.CITIZEN_ID, Field.OLD_ID, Field.BIRTH, Field.MALE, Field.FEMALE),
        *(Field.BIRTH_YEAR, Field.PHONE, Field.ACCOUNT_NUMBER),
    ),
) | {
    ListKind.CALENDAR: (Field.DAY, Field.STATE),
    ListKind.POINTS: (Field.ADDRESS, Field.UNIT, Field.KIND, Field.HOURS, Field.PHONE, Field.PLACE),
}
_LEAD: Mapping[ListKind, tuple[Field, ...]] = dict.fromkeys(
    ListKind, (Field.NAME, Field.GIVEN_NAME)
) | {ListKind.CALENDAR: (Field.UNIT, Field.POINT, Field.DAY)}
_MONEY = (Field.AMOUNT, Field.ARREARS, Field.TOTAL, Field.CASH_AMOUNT, Field.ACCOUNT_AMOUNT)
_SAID_IN_CELLS = frozenset({Field.MALE, Field.FEMALE, Field.BY_CASH, Field.BY_ACCOUNT})
_MAY_BE_TOTAL = re.compile(
    r"\s*(?:[\"'(*]*)(?:t[oổ]|c[oộ]|s[oốu]|b[aằ]|v[iế]|[aấ]n|l[uũ]|da|m|ch|g|ស)", re.IGNORECASE
)


class Sheet:
    """One sheet that is heard row by row."""

    def __init__(self, kind: ListKind, start: SheetStart) -> None:
        self.kind = kind
        self.name = start.name
        self._of_people = kind not in {ListKind.CALENDAR, ListKind.POINTS}
        self.tables: list[Table] = []
        self.records = 0
        self.missing = nothing_found(kind)
        self._merged = sorted(start.merged)
        self._down = deque(one for one in self._merged if one[2] > one[0])
        self._held: list[tuple[int, int, Cell]] = []
        self._title = Title()
        self._above: Row | None = None
        self._block: list[Row] = []
        self._sought = 0
        self._headed: list[Row] = []
        self._numbers_seen = False
        self._is_open = False
        self._state: Callable[[Row], Iterable[Record | Problem]] = self._seek

    def hear(self, row: Row) -> Iterable[Record | Problem]:
        if all(cell is None or cell == "" for cell in row.cells):
            return ()
        return self._state(row)

    @property
    def has_said_something(self) -> bool:
        return bool(self.tables or self._sought or self._block)

    @property
    def months(self) -> frozenset[Month]:
        """Those that the titles of its tables name, or else its name."""
        named = frozenset[Month]().union(*(table.title.months for table in self.tables))
        return named or (months_in(self.name) if self.tables else frozenset())

    @property
    def made_on(self) -> date | None:
        """The last day above signatures, or of a letterhead."""
        days = [one.title.made_on for one in self.tables] + [self._title.made_on]
        return max((day for day in days if day is not None), default=None)

    def end(self) -> Iterator[Record | Problem]:
        if self._block:
            yield from self._read_heading()
        if not self.tables:
            yield from self._without_table()
        for table in self.tables:
            yield from self._two_units(table)

    def _without_table(self) -> Iterator[Problem]:
        missing = ", ".join(self.missing)
        if self._numbers_seen:
            yield self._problem(0, "people_without_heading", missing=missing)
        elif is_summary(self.name):
            yield self._problem(0, "summary_sheet")
        elif (self._sought or self._block) and not is_guide(self.name):
            yield self._problem(0, "sheet_without_table", missing=missing)

    def _two_units(self, table: Table) -> Iterator[Problem]:
        title, sheet = table.title.unit, unit_in(self.name)
        if title and sheet and table.title.rank is Rank.TITLE and not same_unit(title, sheet):
            yield self._problem(0, "units_differ", title=title, sheet=sheet)

    def _problem(self, row: int, code: str, column: str = "", **values: str) -> Problem:
        return Problem(self.name, row, column, code, values)

    # --- Above a table --------------------------------------------------------------------------

    def _seek(self, row: Row) -> Iterable[Record | Problem]:
        self._sought += 1
        if self._sought > _SOUGHT_IN:
            self._state = self._given_up
            return self._given_up(row)
        if self._begins_heading(row):
            self._block = [row]
            self._state = self._head
            return ()
        found = self._beneath_the_end(row)
        if found is None:
            self._title = self._title.and_row(row.cells)
            self._above = row
            self._numbers_seen = self._numbers_seen or _has_citizen(row.cells)
            return ()
        return (found,)

    def _given_up(self, row: Row) -> Iterable[Record | Problem]:
        found = self._beneath_the_end(row)
        return () if found is None else (found,)

    def _beneath_the_end(self, row: Row) -> Problem | None:
        """A person below the signatures would be lost without a word."""
        if not (self.tables and _is_counted(self.tables[-1], row.cells)):
            return None
        table = self.tables[-1]
        if not (self._is_somebody(row.cells, table) or _has_money(row.cells, table.money)):
            return None
        return self._problem(row.number, "beneath_signatures")

    def _begins_heading(self, row: Row) -> bool:
        """Two headings of a list at least; where one is plain, others may have slips."""
        texts = _texts(row.cells).values()
        found = {plain_field_of(self.kind, text) for text in texts} - {None}
        if len(found) == 1 and not self._is_open:
            found = {field_of(self.kind, text) for text in texts} - {None}
        said = found - _SAID_IN_CELLS
        return len(said) > 1 and bool(said - {Field.KNOWN, Field.NUMBER, Field.NOTE})

    # --- The heading ----------------------------------------------------------------------------

    def _head(self, row: Row) -> Iterable[Record | Problem]:
        if self._goes_on(row):
            self._block.append(row)
            return ()
        return self._after_heading(row)

    def _goes_on(self, row: Row) -> bool:
        """Whether this row still is of the heading: it stands beneath what is open to below."""
        first, last = self._block[0], self._block[-1]
        if row.number - first.number >= _MOST_ROWS_OF_HEADING or row.number != last.number + 1:
            return False
        if _is_numbering(row.cells):
            return False
        texts = _texts(row.cells)
        if len(texts) < sum(cell is not None and cell != "" for cell in row.cells):
            return False
        open_ = self._open_columns()
        return bool(texts) and all(column in open_ for column in texts)

    def _open_columns(self) -> frozenset[int]:
        """Columns whose heading may have others beneath it."""
        last = self._block[-1]
        width = max(len(row.cells) for row in self._block)
        filled = {c for row in self._block for c in _texts(row.cells)}
        spans = self._spans(last)
        merged = bool(self._merged)
        open_ = set(range(width)) - filled
        for column in _texts(last.cells):
            if column in spans:
                open_ |= set(spans[column])
            elif not merged and column + 1 < width and column + 1 not in filled:
                open_.add(column)
        return frozenset(open_) | frozenset(range(width, width + 64))

    def _spans(self, row: Row) -> Mapping[int, range]:
        """Of the headings of a row that are merged over several columns: which."""
        return {
            c1 - 1: range(c1 - 1, c2)
            for r1, c1, r2, c2 in self._merged
            if r1 == r2 == row.number and c2 > c1
        }

    def _after_heading(self, row: Row) -> Iterable[Record | Problem]:
        found = self._read_heading()
        if self._state == self._in_table and _is_numbering(row.cells):
            return found
        return (*found, *self._state(row))

    def _read_heading(self) -> Sequence[Record | Problem]:
        """A table begins, or what looked like its heading is none. Then it may be a line of a
        letterhead, or rows of the table that is read."""
        block, self._block = self._block, []
        columns = columns_of(self.kind, self._paths(self._with_wider(block)))
        title = self._title
        for row in self._headed:  # they headed no group, but the table that begins
            title = title.and_row(row.cells)
        if self.tables:
            title = title.beneath(self.tables[-1].title)
        missing = columns.missing
        if not missing and self.kind is ListKind.CALENDAR and not self._has_unit(columns, title):
            missing = (missing_unit(),)
        if not missing:
            self._begin_table(self._new_table(columns, title, block))
            return ()
        if self._is_open:
            self._state = self._in_table
            return [one for row in block for one in self._no_heading(row)]
        if len(missing) <= len(self.missing):
            self.missing = missing
        self._above = block[-1]
        self._state = self._seek
        return ()

    def _begin_table(self, table: Table) -> None:
        self.tables.append(table)
        self._headed.clear()
        self._title, self._above, self._sought = Title(), None, 0
        self._is_open = True
        self._state = self._in_table

    def _has_unit(self, columns: Columns, title: Title) -> bool:
        return bool(Field.UNIT in columns.at or self._unit(title))

    def _unit(self, title: Title) -> str:
        """A letterhead says who writes: of old wards its lists stand on sheets of their names."""
        if title.rank is not Rank.TITLE and (by_sheet := unit_in(self.name)):
            return by_sheet
        return title.unit or unit_of_sheet(self.name)

    def _new_table(self, columns: Columns, title: Title, block: Sequence[Row]) -> Table:
        at = columns.at
        outside = Context(
            unit=self._unit(title),
            programme=title.programme or values.programme(self.name),
            way=title.way,
        )
        lead = next(at[one][0] for one in _LEAD[self.kind] if one in at)
        return Table(
            columns,
            title,
            Groups(outside, bool(outside.unit or Field.UNIT in at)),
            tuple(_folded_texts(row.cells) for row in block),
            lead,
            tuple(c for one in _IDENTITY[self.kind] for c in at.get(one, ()) if c != lead),
            tuple(c for one in _MONEY for c in at.get(one, ())),
            columns.first(Field.NUMBER),
        )

    def _with_wider(self, block: Sequence[Row]) -> Sequence[Row]:
        """With the row above, where that one has wider headings: *Người nhận thay*."""
        above = self._above
        if above is None or above.number != block[0].number - 1:
            return block
        spans = self._spans(above)
        wider = _texts(above.cells)
        if not any(field_of(self.kind, wider[c]) for c in spans if c in wider):
            return block
        return (above, *block)

    def _paths(self, block: Sequence[Row]) -> Mapping[int, Path]:
        levels = [self._spread(block, at) for at in range(len(block))]
        columns = {column for level in levels for column in level}
        return {
            column: tuple(dict.fromkeys(level[column] for level in levels if column in level))
            for column in columns
        }

    def _spread(self, block: Sequence[Row], at: int) -> Mapping[int, str]:
        """The headings of a row, also in the columns that a wide one stands over."""
        row, texts = block[at], _texts(block[at].cells)
        spread = dict(texts)
        spans = self._spans(row)
        for column, said in texts.items():
            for beneath in spans.get(column, ()):
                spread.setdefault(beneath, said)
        if not self._merged:
            _spread_by_what_is_beneath(spread, texts, block[at + 1 :])
        return spread

    # --- In a table -----------------------------------------------------------------------------

    def _in_table(self, row: Row) -> Iterable[Record | Problem]:
        table = self.tables[-1]
        cells = self._filled_down(row, table) if self._down or self._held else row.cells
        if _is_counted(table, cells) and self._is_somebody(cells, table):
            return (self._record(row.number, cells, table),)
        return self._other(row, cells, table)

    def _record(self, number: int, cells: Sequence[Cell], table: Table) -> Record:
        self.records += 1
        self._headed.clear()
        return Record(number, cells, table, table.groups.here, table.group)

    def _other(self, row: Row, cells: Sequence[Cell], table: Table) -> Iterable[Record | Problem]:
        """A row that is not plainly a person."""
        if _is_numbering(row.cells) or _repeats(table, row.cells):
            return ()
        texts = _texts(row.cells)
        name = _said_at(cells, table.lead)
        if _totals(texts, name, _number_of(table, cells)):
            table.totalled = True
            return ()
        if name and self._is_somebody(cells, table):
            return (self._record(row.number, cells, table),)
        if self._begins_heading(row):
            self._block = [row]
            self._state = self._head
            return ()
        return self._no_heading(row)

    def _no_heading(self, row: Row) -> Iterable[Record | Problem]:
        table, texts = self.tables[-1], _texts(row.cells)
        counted = _number_of(table, row.cells)
        if not counted and self._ends(row, texts, table):
            return ()
        if (self._of_people or not counted) and _begins_group(table, row.cells, texts):
            self._headed.append(row)
            return ()
        cells = self._filled_down(row, table) if self._held else row.cells
        return self._doubtful(row.number, cells, table, any(map(_has_letter, texts.values())))

    def _is_somebody(self, cells: Sequence[Cell], table: Table) -> bool:
        """Beneath the dates of birth a group has its counts, and they are nobody's birth."""
        if not self._of_people:
            return _has_any(cells, table.identity)
        width = len(cells)
        return any(column < width and _identifies(cells[column]) for column in table.identity)

    def _ends(self, row: Row, texts: Mapping[int, str], table: Table) -> bool:
        """Place and day, or who signs: nobody beneath it is a beneficiary. A page's number and a
        note end nothing, and are nobody either."""
        said = list(texts.values())
        if said and (is_page(said[0]) or is_note(said[0])):
            return True
        if _has_money(row.cells, table.money):
            return False
        dated = any(map(is_place_and_day, said))
        if dated or any(map(is_signature, said)) or (table.totalled and _are_names(texts, row)):
            self._is_open = False
            self._sought = 0
            self._state = self._seek
            if dated:
                self._seek(row)
            return True
        return False

    def _doubtful(
        self, number: int, cells: Sequence[Cell], table: Table, said: bool
    ) -> Iterable[Record | Problem]:
        paid, counted = _has_money(cells, table.money), _number_of(table, cells)
        name = _said_at(cells, table.lead)
        if name and (paid or counted):
            return (self._record(number, cells, table),)
        if name and len(name.split()) <= _LONGEST_NAME and not any(map(str.isdigit, name)):
            return (self._problem(number, "half_empty"),)
        if _has_any(cells, table.identity) or (counted and paid):
            return (self._problem(number, "no_name", letter(table.lead)),)
        if said and paid and not counted:
            return (self._problem(number, "no_name", letter(table.lead)),)
        if said and not counted:
            return (self._problem(number, "stray_words"),)
        return ()

    def _filled_down(self, row: Row, table: Table) -> Sequence[Cell]:
        """With what is merged from the rows above, but for money: it is not paid twice."""
        while self._down and self._down[0][0] <= row.number:
            first, column, last, _ = self._down.popleft()
            if first == row.number:
                self._held.append((last, column - 1, _at(row.cells, column - 1)))
        self._held = [one for one in self._held if one[0] >= row.number]
        if not self._held:
            return row.cells
        cells = list(row.cells)
        for _, column, value in self._held:
            if column < len(cells) and cells[column] in (None, "") and column not in table.money:
                cells[column] = value
        return cells


# --- What stands in a row -----------------------------------------------------------------------

_EMPTY = frozenset({"", "-", "–", "—", ".", "..", "…", " "})
_CITIZEN = re.compile(r"0\d{11}")
_NUMBERING = re.compile(r"\(?\s*(?:\d{1,2}|[A-Za-z])\s*\)?(?:\s*=.*)?")
_COUNT = re.compile(r"\d{1,8}[.)]?")
_MONEY_IN_TEXT = re.compile(r"[\s.,đĐdDvVnN₫]*\d[\s\d.,đĐdDvVnN₫]*")
_FOUR_DIGITS = 4
_LEAST_OF_FOUR_DIGITS = 1_000
_SOME_OF_A_HEADING = 0.6
_LONGEST_GROUP = 16
_LONGEST_NAME = 7


def letter(column: int) -> str:
    """Of a column counted from 0: A … Z, AA …"""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _at(cells: Sequence[Cell], column: int) -> Cell:
    return cells[column] if column < len(cells) else None


def _texts(cells: Sequence[Cell]) -> dict[int, str]:
    return {
        column: text
        for column, cell in enumerate(cells)
        if isinstance(cell, str) and (text := cell.strip())
    }


def _has_letter(text: str) -> bool:
    return any(map(str.isalpha, text))


def _folded_texts(cells: Sequence[Cell]) -> Mapping[int, str]:
    return {column: folded(text) for column, text in _texts(cells).items()}


def _said_at(cells: Sequence[Cell], column: int) -> str:
    """What stands there, also where it is a number or a formula: somebody was meant."""
    cell = _at(cells, column)
    if isinstance(cell, str):
        return "" if is_blank(cell) else cell
    return "" if cell is None else str(cell)


def _has_any(cells: Sequence[Cell], columns: Iterable[int]) -> bool:
    width = len(cells)
    for column in columns:
        if column < width:
            cell = cells[column]
            if cell is not None and not (isinstance(cell, str) and cell.strip() in _EMPTY):
                return True
    return False


def _has_money(cells: Sequence[Cell], columns: Iterable[int]) -> bool:
    """Beneath a table, other words stand in the columns of money."""
    for column in columns:
        cell = _at(cells, column)
        if isinstance(cell, str):
            if _MONEY_IN_TEXT.fullmatch(cell):
                return True
        elif cell is not None:
            return True
    return False


def _is_counted(table: Table, cells: Sequence[Cell]) -> bool:
    """Has a name, and a running number where the table has those."""
    name = _at(cells, table.lead)
    if name is None or (isinstance(name, str) and name.strip() in _EMPTY):
        return False
    if table.number is not None:
        return _is_count(_at(cells, table.number))
    return isinstance(name, str) and _MAY_BE_TOTAL.match(name) is None


def _number_of(table: Table, cells: Sequence[Cell]) -> bool:
    """Whether the row is numbered as a person is."""
    return table.number is not None and _is_count(_at(cells, table.number))


def _is_count(cell: Cell) -> bool:
    if isinstance(cell, str):
        return _COUNT.fullmatch(cell.strip()) is not None
    return isinstance(cell, int | float | NoValue)


def _has_citizen(cells: Sequence[Cell]) -> bool:
    return any(isinstance(cell, str) and _CITIZEN.fullmatch(cell.strip()) for cell in cells)


def _identifies(cell: Cell) -> bool:
    """A date, or at least four digits: more than a count of people."""
    if isinstance(cell, str):
        return cell[-_FOUR_DIGITS:].isdecimal() or sum(map(str.isdigit, cell)) >= _FOUR_DIGITS
    if isinstance(cell, int | float):
        return abs(cell) >= _LEAST_OF_FOUR_DIGITS
    return cell is not None


def _is_numbering(cells: Sequence[Cell]) -> bool:
    """(1) (2) (3), 1 2 3, A B 1 2, (10)=(8)+(9)."""
    said = [str(cell).strip() for cell in cells if cell is not None and cell != ""]
    return len(said) > 2 and len(set(said)) == len(said) and all(map(_NUMBERING.fullmatch, said))


def _repeats(table: Table, cells: Sequence[Cell]) -> bool:
    """The heading once more, at the top of another page."""
    texts = _folded_texts(cells)
    for heading in table.headings:
        same = sum(heading.get(column) == text for column, text in texts.items())
        if same > 1 and same >= _SOME_OF_A_HEADING * len(texts):
            return True
    return False


def _totals(texts: Mapping[int, str], name: str, counted: bool) -> bool:
    if counted:
        return is_total(name)
    if is_part_of_total(name or next(iter(texts.values()), "")):
        return True
    return any(is_total(text) for text in list(texts.values())[:3])


def _are_names(texts: Mapping[int, str], row: Row) -> bool:
    """Names and nothing else, as they stand beneath who signs."""
    filled = sum(cell is not None and cell != "" for cell in row.cells)
    return bool(texts) and filled == len(texts) and all(map(looks_like_name, texts.values()))


def _begins_group(table: Table, cells: Sequence[Cell], texts: Mapping[int, str]) -> bool:
    number = _at(cells, table.number) if table.number is not None else None
    marker = marker_of(number)
    words = [text for column, text in texts.items() if column != table.number or marker is None]
    first = min(texts, default=table.lead)
    in_front = first <= table.lead and not _is_count(number) and words
    text = texts.get(table.lead) or (words[0] if in_front else "")
    if not text or len(text.split()) > _LONGEST_GROUP or not _heads(text, marker, number, words):
        return False
    table.groups.begin(text, marker or (Marker.NUMBER if _is_count(number) else None))
    table.group += 1
    return True


def _heads(text: str, marker: Marker | None, number: Cell, words: Sequence[str]) -> bool:
    if marker is not None:
        return True
    bare, own = without_marker(text)
    if looks_like_group(bare):
        return True
    if _is_count(number) or len(words) > 1 or looks_like_name(bare):
        return False
    return own is not None or text.isupper()


def _spread_by_what_is_beneath(
    spread: dict[int, str], texts: Mapping[int, str], below: Sequence[Row]
) -> None:
    """Without merged cells: a wide heading stands over blanks with headings beneath."""
    beneath = {column for row in below for column in _texts(row.cells)}
    over: int | None = None
    for column in range(max(beneath, default=-1) + 1):
        if column in texts:
            over = column if column in beneath else None
        elif column not in beneath:
            over = None
        elif over is not None:
            spread[column] = texts[over]
