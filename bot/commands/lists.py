"""`import`: a list comes in from a file; it is looked at first, and can be undone."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.app import App
from bot.commands import Refused, ready_app, refused
from bot.lists import confirm, take_back
from bot.lists_shown import problem_as_json, problem_said, row_as_json, shown
from bot.settings import Settings
from domain.lists.problems import REFUSALS
from domain.lists.row import OF_PEOPLE, About, ListKind, ListRefused, ListRow
from domain.place import UnitKey
from domain.text import Month
from handlers.language import say
from handlers.staff.bring_words import place_of
from storage.imports.bringing import Bringing, Brought, Wanted, head_of
from storage.new_file import NotWritten

if TYPE_CHECKING:
    from bot.commands import Commands

_LANGUAGE = "vi"
"""Whoever corrects a list reads what is wrong with it in the language of the list."""

_ROWS_SHOWN = 5
_PROBLEMS_SHOWN = 40


def register(commands: Commands) -> None:
    importing = commands.add_parser("import", help="take a list in from a spreadsheet")
    importing.add_argument("kind", nargs="?", type=ListKind, choices=list(ListKind), metavar="KIND")
    importing.add_argument("file", nargs="?", type=Path, metavar="FILE")
    importing.add_argument("--month", type=_month, metavar="YYYY-MM", help="of the list")
    importing.add_argument("--date", type=_day, metavar="DAY", help="on which the list was made")
    importing.add_argument("--unit", metavar="CODE[@YYYY]", help="where a row does not say")
    importing.add_argument("--dry-run", action="store_true", help="look, and keep nothing")
    importing.add_argument("--skip-bad-rows", action="store_true", help="take the others")
    importing.add_argument("--add", action="store_true", help="supplement payment lists")
    importing.add_argument(
        "--whole", action="store_true", help="who is not on a list of people receives no longer"
    )
    importing.add_argument("--reveal", action="store_true", help="show numbers and names whole")
    importing.add_argument("--json", action="store_true")
    importing.add_argument("--template", type=Path, metavar="FILE.xlsx", help="an empty form")
    importing.add_argument("--undo", type=int, metavar="ID", help="a list that holds")
    importing.set_defaults(run=_run, wrong=importing.error)


async def _run(settings: Settings, given: argparse.Namespace) -> int:
    if given.undo is not None:
        return await _undo(settings, given)
    if given.kind is None:
        given.wrong("name a kind: " + ", ".join(ListKind))
    if given.template is not None:
        return await _form(settings, given)
    if given.file is None:
        given.wrong("name a file")
    return await _import(settings, given)


@refused
async def _import(settings: Settings, given: argparse.Namespace) -> int:
    if not given.file.is_file():
        raise Refused(f"There is no file {given.file}.")
    async with ready_app(settings) as app:
        return await _Import(app, given).run()


class _Import:
    """One run of the command."""

    def __init__(self, app: App, given: argparse.Namespace) -> None:
        self._app = app
        self._given = given
        self._rows = 0
        self._demo = False

    async def run(self) -> int:
        self._demo = (await self._app.database.state()).demo
        wanted = await self._wanted()
        bringing = Bringing(
            self._app.database,
            self._given.file,
            wanted,
            self._app.clock(),
            dry=self._given.dry_run,
            heard=self._row,
        )
        if self._given.json:
            _write('{"rows": [')
        try:
            brought = await bringing.run()
        except ListRefused as refusal:
            return self._refused(wanted, refusal)
        list_id = brought.list_id
        if list_id is not None and brought.bad and not self._given.skip_bad_rows:
            await bringing.discard()
        elif list_id is not None and not await confirm(self._app, list_id, None):
            await bringing.discard()
            raise Refused("Something has changed meanwhile that this list is about; try again.")
        return self._told(wanted, brought, list_id if brought.list_id is not None else None)

    async def _wanted(self) -> Wanted:
        return Wanted(
            kind=self._given.kind,
            month=self._given.month,
            made_on=self._given.date,
            unit=await self._unit(),
            adds=self._given.add,
            whole=self._given.whole,
        )

    async def _unit(self) -> UnitKey | None:
        if self._given.unit is None:
            return None
        code, _, year = self._given.unit.partition("@")
        gazetteer = (await self._app.database.current_reference()).gazetteer
        month = self._given.month or Month.of(self._app.clock().date())
        day = month.first_day
        with suppress(ValueError):
            day = date(int(year), 12, 31) if year else day
        unit = gazetteer.by_code(code, day)
        if unit is None or not unit.served:
            raise Refused(f"{self._given.unit} is no ward or commune that is served here.")
        return unit.key

    @property
    def _whole(self) -> bool:
        """Whether values are shown as they are; on real data only who asks for it sees them."""
        given = self._given
        return bool(given.reveal or self._demo or (given.json and given.dry_run))

    def _row(self, row: ListRow, unit: UnitKey | None) -> None:
        if self._given.json:
            said = json.dumps(row_as_json(row, unit, whole=self._whole), ensure_ascii=False)
            _write(f"{',' if self._rows else ''}\n{said}")
        elif self._rows < _ROWS_SHOWN:
            print(shown(row, unit, whole=self._whole))
        self._rows += 1

    def _refused(self, wanted: Wanted, refusal: ListRefused) -> int:
        sentence = say(REFUSALS[refusal.code].filled(**refusal.values), _LANGUAGE)
        if self._given.json:
            self._close(wanted.month, None, {"code": refusal.code, "message": sentence}, [])
        how = " (--month YYYY-MM)" if refusal.code == "no_month" else ""
        print(f"ansinh: {sentence}{how}", file=sys.stderr)
        return 1

    def _told(self, wanted: Wanted, brought: Brought, list_id: int | None) -> int:
        head = brought.head or head_of(wanted, About(), self._app.clock().date())
        if self._given.json:
            only = next(iter(brought.units)).code if len(brought.units) == 1 else None
            problems = [
                problem_as_json(one, _LANGUAGE, whole=self._whole) for one in brought.problems
            ]
            self._close(head.month, only, None, problems, list_id)
        else:
            self._say_problems(brought)
        said = self._outcome(brought, list_id)
        print(said, file=sys.stderr if self._given.json else sys.stdout)
        stays_out = list_id is None and brought.already is None and not self._given.dry_run
        return 1 if stays_out else 0

    def _say_problems(self, brought: Brought) -> None:
        if self._rows > _ROWS_SHOWN:
            print(f"… and {self._rows - _ROWS_SHOWN:,} more rows")
        for one in brought.problems[:_PROBLEMS_SHOWN]:
            where = say(place_of(one), _LANGUAGE)
            said = problem_said(one, _LANGUAGE, whole=self._whole)
            print(f"{where}: {said} [{one.code}]" if where else f"{said} [{one.code}]")
        if (more := len(brought.problems) - _PROBLEMS_SHOWN) > 0:
            print(f"… and {more:,} more; --json has them all")

    def _outcome(self, brought: Brought, list_id: int | None) -> str:
        counts = brought.counts
        people = (
            f" {counts.new:,} people are new, {counts.changed:,} change, "
            f"{counts.same:,} stay as they are;"
        )
        what = (
            f"{self._rows:,} rows:{people if self._given.kind in OF_PEOPLE else ''} "
            f"{len(brought.bad):,} are bad, {brought.notes:,} notes."
        )
        if brought.already is not None:
            return f"This file holds already, as list {brought.already}; nothing changed."
        if self._given.dry_run:
            return f"{what} Nothing was kept (--dry-run)."
        if list_id is None:
            return f"{what} Nothing was taken; correct the rows, or say --skip-bad-rows."
        return f"{what} List {list_id} holds; `import --undo {list_id}` takes it back."

    def _close(
        self,
        month: Month | None,
        unit: str | None,
        refusal: dict[str, str] | None,
        problems: list[dict[str, Any]],
        list_id: int | None = None,
    ) -> None:
        """The rest of the document; its rows were written as they were heard."""
        rest = {
            "file": self._given.file.name,
            "kind": self._given.kind.value,
            "month": month and str(month),
            "unit": unit,
            "list": list_id,
            "refused": refusal,
            "problems": problems,
        }
        _write("],\n" + json.dumps(rest, ensure_ascii=False)[1:] + "\n")


@refused
async def _undo(settings: Settings, given: argparse.Namespace) -> int:
    async with ready_app(settings) as app:
        undone = await take_back(app, given.undo)
    if undone is None:
        raise Refused(f"No list {given.undo} holds.")
    kept = f"; {undone.kept} cells had changed since and stay" if undone.kept else ""
    if given.json:
        print(json.dumps({"undone": given.undo, "kept": undone.kept}))
    else:
        print(f"List {given.undo} holds no more{kept}.")
    return 0


@refused
async def _form(_settings: Settings, given: argparse.Namespace) -> int:
    # Late: no other command writes a workbook.
    from storage.imports.forms import write_form

    try:
        write_form(given.kind, given.template)
    except NotWritten as error:
        raise Refused(str(error)) from error
    print(given.template)
    return 0


def _write(text: str) -> None:
    sys.stdout.write(text)


def _parsed(read: Callable[[str], Any], hint: str) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        try:
            return read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(hint) from error

    return parse


_month = _parsed(Month.parse, "write a month as 2026-11")
_day = _parsed(date.fromisoformat, "write a day as 2026-11-24")
