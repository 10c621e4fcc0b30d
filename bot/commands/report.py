"""`ansinh report`: Biểu 01, 02 and 03 from the records, and beside what somebody has printed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app import App
from bot.commands import Refused, ready_app, refused
from bot.settings import Settings
from bot.tables_shown import found_cells, found_line, said, table_lines
from domain.tables.beside import beside
from domain.tables.checks import findings
from domain.tables.counting import MOST_MONTHS, By, months_from, usual_by
from domain.tables.findings import Beside, Finding, Level
from domain.tables.layout import Form, forms
from domain.tables.reported import NotATree, Reported, grids_of, read_tree
from domain.tables.shapes import Table
from domain.tables.tree import tree_of
from domain.text import Month, Text
from storage.new_file import NotWritten
from storage.table_counts import Counted, count_tables
from storage.tables_book import Found, write_tables

if TYPE_CHECKING:
    from bot.commands import Commands

_LARGEST = 2_000_000
"""Bytes of a file to compare with: tables of a province are a few thousand."""

_NOTHING_FOUND = Text("Nothing printed differs from what is computed.")


def register(commands: Commands) -> None:
    command = commands.add_parser("report", help="Biểu 01, 02 and 03, and their checks")
    command.add_argument("--months", type=_months, required=True, metavar="A..B")
    command.add_argument("--as-of", type=_day, required=True, metavar="DAY", help="as YYYY-MM-DD")
    command.add_argument(
        "--by", choices=[one.value for one in By], help="units of 2023, or today's"
    )
    command.add_argument("--against", type=Path, metavar="FILE", help="tables as printed, in JSON")
    shown = command.add_mutually_exclusive_group()
    shown.add_argument("--json", action="store_true")
    shown.add_argument("--xlsx", type=Path, metavar="FILE", help="a workbook in the official form")
    command.set_defaults(run=_report)


@dataclass(frozen=True, slots=True)
class _Report:
    """``found`` is None where nothing was compared."""

    counted: Counted
    forms: tuple[Form, ...]
    found: tuple[Finding, ...] | None

    @property
    def by_table(self) -> Mapping[str, Form]:
        return {form.table.value: form for form in self.forms}


@refused
async def _report(settings: Settings, given: argparse.Namespace) -> int:
    tree = _read(given.against) if given.against else None
    async with ready_app(settings) as app:
        _look_at(given.months, given.as_of, app.clock().date())
        report = await _made(app, given, tree)
    if given.json:
        document = tree_of(report.counted.tables, report.found or (), said)
        print(json.dumps(document, ensure_ascii=False))
    elif given.xlsx:
        _write(given.xlsx, report)
    else:
        print("\n".join(_lines(report)))
    return 0


async def _made(app: App, given: argparse.Namespace, tree: object) -> _Report:
    by = By(given.by) if given.by else usual_by(given.as_of)
    counted = await count_tables(app.database, given.months, given.as_of, by)
    printed = forms(counted.tables)
    if tree is None:
        return _Report(counted, printed, None)
    computed = grids_of(counted.tables)
    try:
        reported = read_tree(tree, computed[Table.OPENED].units)
    except NotATree as error:
        raise Refused(said(error.sentence)) from error
    arrears = {month for month, one in counted.tables.spent[-1].months.items() if one.arrears}
    found = findings(Beside(reported, computed, counted.standards, frozenset(arrears)))
    return _Report(counted, _beside(printed, reported), found)


def _beside(printed: Sequence[Form], reported: Reported) -> tuple[Form, ...]:
    """A table that the file does not hold is shown as computed."""
    return tuple(
        beside(form, reported.tables[form.table]) if form.table in reported.tables else form
        for form in printed
    )


def _look_at(months: Sequence[Month], as_of: date, today: date) -> None:
    """Raises Refused for what nobody can know yet."""
    if as_of > today:
        raise Refused(
            f"--as-of {as_of} lies ahead; what is known today can be told, as of {today} or before."
        )
    if Month.of(as_of) < months[-1]:
        raise Refused(
            f"The months end with {months[-1]}, after --as-of {as_of}; "
            f"the last that can be told as of then is {Month.of(as_of)}."
        )


def _read(path: Path) -> object:
    """Raises Refused."""
    wanted = "It has to be JSON, shaped as `report --json` prints it."
    try:
        if path.stat().st_size > _LARGEST:
            raise Refused(f"{path} is too large for a report's tables. {wanted}")
        read: object = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise Refused(f"{path} is no JSON. {wanted}") from error
    return read


def _write(path: Path, report: _Report) -> None:
    try:
        write_tables(path, report.forms, _found(report))
    except NotWritten as error:
        raise Refused(str(error)) from error
    print(f"{path} is written.")


def _found(report: _Report) -> list[Found] | None:
    if report.found is None:
        return None
    return [
        Found(found_cells(one, report.by_table), one.level is Level.ERROR) for one in report.found
    ]


def _lines(report: _Report) -> list[str]:
    lines: list[str] = []
    for form in report.forms:
        lines += [*table_lines(form), "", ""]
    if report.found is not None:
        lines += [found_line(one, report.by_table) for one in report.found]
        lines += [] if report.found else [said(_NOTHING_FOUND)]
    return lines


def _months(text: str) -> tuple[Month, ...]:
    first, dots, last = text.partition("..")
    try:
        if not dots:
            raise ValueError("one month alone")
        months = months_from(_month(first), _month(last))
    except ValueError as error:
        raise argparse.ArgumentTypeError("write months as 2023-07..2023-09") from error
    if not months:
        raise argparse.ArgumentTypeError(f"{last} lies before {first}; the earlier comes first")
    if len(months) > MOST_MONTHS:
        raise argparse.ArgumentTypeError(f"at most {MOST_MONTHS} months stand in one table")
    return months


def _month(text: str) -> Month:
    """Raises ValueError, also for one before the first year."""
    month = Month.parse(text)
    return Month.of(month.first_day)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("write a day as 2023-09-10") from error
