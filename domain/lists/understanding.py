"""A list is heard row by row, and its rows and problems are told as they are understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeAlias

from domain.lists.cells import Row, SheetStart
from domain.lists.headers import nothing_found
from domain.lists.layout import Record, Sheet, Table, letter
from domain.lists.met import Met
from domain.lists.payout_rows import day_row, point_row
from domain.lists.person_rows import person_row
from domain.lists.reading import Cells, Reader
from domain.lists.row import (
    About,
    Heading,
    ListKind,
    ListRefused,
    ListRow,
    PersonRow,
    Problem,
)
from domain.person import Programme
from domain.text import Month

Said: TypeAlias = Heading | ListRow | Problem


class Understanding:
    """Of one file of a kind. It keeps nothing of a row but that somebody was there.

    ``hear`` takes what `storage.imports` reads, in order; ``end`` is called once after it. Both
    raise ListRefused: ``empty``, ``header_only``, ``other_list`` and ``different_months``.
    """

    def __init__(self, kind: ListKind, today: date) -> None:
        self._kind = kind
        self._today = today
        self._sheet: Sheet | None = None
        self._reader: Reader | None = None
        self._table: Table | None = None
        self._hidden = False
        self._anything = False
        self._rows = 0
        self._tables: list[Table] = []
        self._missing = nothing_found(kind)
        self._months: set[Month] = set()
        self._made_on: date | None = None
        self._met = Met()

    @property
    def about(self) -> About:
        """What the file says of itself, once it was heard whole."""
        programmes = {table.title.programme for table in self._tables}
        return About(
            month=next(iter(self._months)) if len(self._months) == 1 else None,
            made_on=self._made_on,
            programme=_the_one(programmes),
            adds=bool(self._tables) and all(table.title.adds for table in self._tables),
        )

    def hear(self, item: SheetStart | Row) -> Iterable[Said]:
        if isinstance(item, SheetStart):
            return self._begin(item)
        sheet, reader = self._sheet, self._reader
        if self._hidden or sheet is None or reader is None:
            return ()
        found = sheet.hear(item)
        return list(self._told(found)) if found else ()

    def end(self) -> Iterable[Said]:
        told = list(self._end_of_sheet())
        if not self._tables:
            raise self._refused()
        if not self._rows:
            raise ListRefused("header_only")
        return told

    def _refused(self) -> ListRefused:
        if not self._anything:
            return ListRefused("empty")
        return ListRefused("other_list", missing=", ".join(self._missing))

    # --- Sheets ---------------------------------------------------------------------------------

    def _begin(self, start: SheetStart) -> Iterable[Said]:
        told = list(self._end_of_sheet())
        self._hidden = start.hidden
        self._sheet = Sheet(self._kind, start)
        self._reader = Reader(start.name, self._today)
        if start.hidden:
            self._sheet = None
            told.append(Problem(start.name, 0, "", "hidden_sheet"))
        return told

    def _end_of_sheet(self) -> Iterator[Said]:
        sheet = self._sheet
        if sheet is None:
            return
        yield from self._told(sheet.end())
        self._anything = self._anything or sheet.has_said_something
        self._tables += sheet.tables
        if len(sheet.missing) <= len(self._missing):
            self._missing = sheet.missing
        yield from self._months_of(sheet)
        yield from self._day_of(sheet)
        self._sheet = None

    def _day_of(self, sheet: Sheet) -> Iterator[Problem]:
        """A list from tomorrow would be newer than every correction."""
        made_on = sheet.made_on
        if made_on is None:
            return
        if made_on > self._today:
            yield Problem(sheet.name, 0, "", "made_in_future", {"day": f"{made_on:%d/%m/%Y}"})
        elif self._made_on is None or made_on > self._made_on:
            self._made_on = made_on

    def _months_of(self, sheet: Sheet) -> Iterator[Problem]:
        months = sheet.months
        if len(months) > 1:
            yield Problem(sheet.name, 0, "", "several_months", {"months": _in_words(months)})
        before, self._months = self._months, self._months | months
        if self._kind is ListKind.PAYMENTS and before and months and before != months:
            raise ListRefused("different_months", months=_in_words(self._months))

    # --- Rows -----------------------------------------------------------------------------------

    def _told(self, found: Iterable[Record | Problem]) -> Iterator[Said]:
        for one in found:
            if isinstance(one, Problem):
                yield one
            else:
                if one.table is not self._table:
                    yield self._heading(one)
                yield from self._read(one)

    def _heading(self, first: Record) -> Heading:
        assert self._sheet is not None  # noqa: S101
        self._table = first.table
        at = first.table.columns.at.items()
        letters = {meant.value: letter(columns[0]) for meant, columns in at if columns}
        return Heading(self._sheet.name, first.number, letters)

    def _read(self, record: Record) -> Iterable[ListRow | Problem]:
        assert self._reader is not None  # noqa: S101
        self._rows += 1
        cells = self._reader.read(record)
        row = self._row(cells)
        if isinstance(row, PersonRow):
            self._check_again(cells, row)
        return cells.problems if row is None else (row, *cells.problems)

    def _row(self, cells: Cells) -> ListRow | None:
        if self._kind is ListKind.CALENDAR:
            return day_row(cells)
        return point_row(cells) if self._kind is ListKind.POINTS else person_row(self._kind, cells)

    def _check_again(self, cells: Cells, row: PersonRow) -> None:
        before = self._met.before(row)
        if before is not None:
            code, number, sheet = before
            cells.problem(code, row=str(number), sheet=sheet)


def _the_one(said: set[Programme | None]) -> Programme | None:
    return said.pop() if len(said) == 1 else None


def _in_words(months: Iterable[Month]) -> str:
    return ", ".join(f"{one.month:02d}/{one.year}" for one in sorted(months))
