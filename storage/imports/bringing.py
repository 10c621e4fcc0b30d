"""A file becomes a staged list: read in a process of its own, held against the register, written
where it waits, batch by batch in short transactions. A dry run writes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from domain.lists.problem_columns import ProblemColumns
from domain.lists.problems import level_of
from domain.lists.row import (
    OF_PEOPLE,
    About,
    Heading,
    Level,
    ListKind,
    ListRefused,
    ListRow,
    Problem,
)
from domain.lists.row import Head as HeadOfLines
from domain.place import UnitKey
from domain.text import Month
from storage.connection import Store
from storage.database import Database
from storage.imports import days, points
from storage.imports.head import Head
from storage.imports.intake import Intake
from storage.imports.reading import read_list
from storage.imports.so_far import Counts

_BATCH = 500
_HELD_BACK = 30_000
"""So many rows wait in memory for the day of the list, which stands beneath them."""

_CHUNK = 1 << 20
_PROBLEMS_SHOWN = 2_000
"""So many are handed to who asked; all of them are counted."""

Heard = Callable[[ListRow, UnitKey | None], None]


def _nobody(_row: ListRow, _unit: UnitKey | None) -> None:
    """Who does not want to see the rows."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody says of a file beside the file itself. ``by``: the member of the staff;
    ``scope``: the units for which they may speak, None for all."""

    kind: ListKind
    month: Month | None = None
    made_on: date | None = None
    unit: UnitKey | None = None
    scope: Collection[UnitKey] | None = None
    adds: bool = False
    whole: bool = False
    by: int | None = None


@dataclass(slots=True)
class Brought:
    """``list_id``: where it waits; None after a dry run and where nothing was there to wait.
    ``already``: the list that holds by this very file. ``bad``: rows that cannot be taken, by sheet
    and number; ``notes``: how many things somebody should look at. ``problems`` are the first."""

    head: Head | None = None
    list_id: int | None = None
    already: int | None = None
    counts: Counts = field(default_factory=Counts)
    problems: list[Problem] = field(default_factory=list)
    bad: set[tuple[str, int]] = field(default_factory=set)
    notes: int = 0
    units: set[UnitKey] = field(default_factory=set)

    def add(self, problems: Collection[Problem]) -> None:
        self.problems += list(problems)[: max(0, _PROBLEMS_SHOWN - len(self.problems))]
        for one in problems:
            if level_of(one) is Level.ERROR:
                self.bad.add((one.sheet, one.row))
            else:
                self.notes += 1


class Bringing:
    """One file on its way in."""

    def __init__(
        self,
        database: Database,
        path: Path,
        wanted: Wanted,
        now: datetime,
        *,
        dry: bool = False,
        heard: Heard = _nobody,
    ) -> None:
        self._database = database
        self._path = path
        self._wanted = wanted
        self._now = now
        self._dry = dry
        self._heard = heard
        self._about = About()
        self._rows: list[ListRow] = []
        self._lines: list[Any] = []
        self._columns = ProblemColumns()
        self._unnoted: list[Problem] = []
        self._intake: Intake | None = None
        self._content = ""
        self.brought = Brought()

    async def run(self) -> Brought:
        """The list, staged. Raises ListRefused; then nothing of it waits."""
        self._content = await _content(self._path)
        try:
            reading = read_list(self._path, self._wanted.kind, self._now.date())
            async with aclosing(reading) as told:
                async for one in told:
                    await self._hear(one)
            await self._flush()
            intake = self._intake or await self._begin()
            if self.brought.already is None:
                await self._finish(intake)
        except BaseException:
            await self.discard()
            raise
        return self.brought

    async def discard(self) -> None:
        """What was staged so far is not wanted."""
        if self.brought.list_id is None:
            return
        async with self._database.transaction() as records:
            await records.lists_in.drop(self.brought.list_id)
        await sweep(self._database, self.brought.list_id)
        self.brought.list_id = None

    async def _hear(self, one: Any) -> None:
        if isinstance(one, About):
            self._about = one
        elif isinstance(one, Heading):
            self._columns.hear(one)
        elif isinstance(one, Problem):
            self._found([one])
        else:
            self._rows.append(one)
            if len(self._rows) >= (_BATCH if self._is_dated else _HELD_BACK):
                await self._flush()

    @property
    def _is_dated(self) -> bool:
        """Whether it is known from which day the list is, or too late to ask."""
        said = self._wanted.made_on or self._about.made_on
        return said is not None or self._intake is not None

    async def _begin(self) -> Intake:
        head = head_of(self._wanted, self._about, self._now.date())
        async with self._database.transaction() as records:
            standards = await records.people.standard_amounts()
            same = await records.lists_in.same_file(self._content, head)
            self.brought.already = same.id if same else None
            if same is None and not self._dry:
                self.brought.list_id = await records.lists_in.begin(
                    head, self._content, self._wanted.by, self._now
                )
        reference = await self._database.current_reference()
        self.brought.head = head
        self._intake = Intake(head, reference, standards, self._now)
        self.brought.counts = self._intake.counts
        return self._intake

    async def _flush(self) -> None:
        """What was heard so far is held against the register, and written where it waits."""
        rows, self._rows = self._rows, []
        for start in range(0, len(rows), _BATCH):
            intake = self._intake or await self._begin()
            await self._some(intake, rows[start : start + _BATCH])

    async def _some(self, intake: Intake, rows: list[ListRow]) -> None:
        placed, problems = intake.place(rows)
        units = {(one.sheet, one.row): one.unit_key for one in placed}
        for one in rows:
            unit = units.get((one.sheet, one.row))
            self._heard(one, unit)
            if unit is not None:
                self.brought.units.add(unit)
        self._found(problems)
        good = [one for one in placed if (one.sheet, one.row) not in self.brought.bad]
        if self.brought.already is not None:
            return
        if self._wanted.kind in OF_PEOPLE:
            await self._take(intake, good)
        else:
            self._lines += good

    async def _take(self, intake: Intake, rows: list[Any]) -> None:
        async with self._database.transaction() as records:
            waiting, unplaced = await intake.take(records.store, rows)
            problems = self._columns.placed(unplaced)
            if self.brought.list_id is not None:
                await waiting.write(records.store, self.brought.list_id)
                await records.lists_in.note(self.brought.list_id, self._unnoted + problems)
        self._unnoted = []
        self.brought.add(problems)

    async def _finish(self, intake: Intake) -> None:
        async with self._database.transaction() as records:
            if self._wanted.kind not in OF_PEOPLE:
                await self._look(records.store, intake)
            waiting, problems = await intake.finish(records.store)
            list_id = self.brought.list_id
            if list_id is not None:
                await waiting.write(records.store, list_id)
                await records.lists_in.note(list_id, self._unnoted + problems)
                await records.lists_in.staged(list_id, intake.counts.rows, len(self.brought.bad))
        self.brought.add(problems)

    async def _look(self, store: Store, intake: Intake) -> None:
        """A calendar or points: all lines at once, since one may contradict another."""
        known = intake.head
        head = HeadOfLines(known.month, known.made_on, known.programme)
        store.today = self._now.date()
        placed = [one for one in self._lines if one.unit_key is not None]
        self._found(
            [
                Problem(one.sheet, one.row, "", "unit_missing")
                for one in self._lines
                if one.unit_key is None
            ]
        )
        if self._wanted.kind is ListKind.CALENDAR:
            self._found(list(await days.look(store, placed, head)))
        else:
            self._found(list(await points.look(store, placed, head)))
        good = [one for one in placed if (one.sheet, one.row) not in self.brought.bad]
        intake.counts.rows = len(good)
        if self.brought.list_id is None:
            return
        if self._wanted.kind is ListKind.CALENDAR:
            await days.stage(store, self.brought.list_id, good, head)
        else:
            await points.stage(store, self.brought.list_id, good)

    def _found(self, problems: list[Problem]) -> None:
        """They are written with the rows around them."""
        problems = self._columns.placed(problems)
        self.brought.add(problems)
        if not self._dry:
            self._unnoted += problems


async def sweep(database: Database, list_id: int) -> None:
    """Remove what waited for a list that is over, a batch at a time."""
    while True:
        async with database.transaction() as records:
            if not await records.lists_in.sweep(list_id):
                return


def head_of(wanted: Wanted, about: About, today: date) -> Head:
    """What is known of the list before its rows. Raises ListRefused."""
    month = wanted.month or about.month
    if wanted.month and about.month and wanted.month != about.month:
        raise ListRefused("other_month", file=str(about.month), asked=str(wanted.month))
    if month is None and wanted.kind in {ListKind.PAYMENTS, ListKind.CALENDAR}:
        raise ListRefused("no_month")
    return Head(
        kind=wanted.kind,
        month=month or Month.of(today),
        made_on=wanted.made_on or about.made_on or today,
        dated=(wanted.made_on or about.made_on) is not None,
        programme=about.programme,
        adds=wanted.adds or about.adds,
        whole=wanted.whole,
        unit=wanted.unit,
        scope=wanted.scope,
    )


async def _content(path: Path) -> str:
    """A hash of the file, by which the same one is known again."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
