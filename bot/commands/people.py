"""`people …`: one-time codes for beneficiaries, one by one or as slips for a whole point."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app import App, entrance
from bot.commands import Refused, end_progress, progress_of, ready_app, refused, unit_named
from bot.paper.slip import Slip
from bot.settings import Settings
from domain.link_code import in_halves
from domain.person import Person, Relation
from domain.place import PaymentPoint, UnitKey
from domain.text import Month
from handlers.staff.scope import with_old
from storage.new_file import NotWritten, new_file
from storage.records import Records

if TYPE_CHECKING:
    from bot.commands import Commands


def register(commands: Commands) -> None:
    people = commands.add_parser("people", help="codes with which people link their phones")
    actions = people.add_subparsers(dest="action", required=True, metavar="ACTION")

    code = actions.add_parser("code", help="a code for one person")
    code.add_argument("person", type=int, metavar="ID", help="the record number")
    code.add_argument("--relation", type=Relation, choices=list(Relation), default=Relation.SELF)
    code.add_argument("--slip", type=Path, metavar="FILE.pdf", help="write it as a slip too")
    code.add_argument("--json", action="store_true")
    code.set_defaults(run=_code)

    slips = actions.add_parser("slips", help="slips for all who are paid in cash at a point")
    slips.add_argument("--unit", required=True, metavar="CODE[@YYYY]")
    slips.add_argument("--point", type=int, required=True, metavar="ID")
    slips.add_argument("--month", type=_month, metavar="YYYY-MM", help="of the list")
    slips.add_argument("file", type=Path, metavar="FILE.pdf")
    slips.set_defaults(run=_slips)


@refused
async def _code(settings: Settings, given: argparse.Namespace) -> int:
    _free(given.slip)
    async with ready_app(settings) as app:
        await app.database.reference()
        with paper(given.slip) as write:
            async with app.database.transaction() as records:
                person = await records.people.known(given.person)
                if person is None:
                    raise Refused(f"There is no record with the number {given.person}.")
                slip = await _slip(app, records, person, given.relation, 1)
                if given.slip:
                    write(await asyncio.to_thread(_printed, (slip,), ""))
    if given.json:
        until = slip.valid_until.isoformat()
        print(json.dumps({"code": slip.code, "until": until, "link": slip.link}))
    else:
        print(f"{in_halves(slip.code)}  until {slip.valid_until.isoformat()}")
        print("It opens once, with the birth year of who receives the money.")
    return 0


@refused
async def _slips(settings: Settings, given: argparse.Namespace) -> int:
    """All codes in one transaction, and the file complete before it commits."""
    _free(given.file)
    async with ready_app(settings) as app:
        await app.database.reference()
        with paper(given.file) as write:
            async with app.database.transaction() as records:
                unit = unit_named(records, given.unit)
                point = _point(records, unit, given.point)
                made = await _make_all(app, records, unit, point, given.month)
                end_progress()
                write(await asyncio.to_thread(_printed, made, point.name))
    print(f"{len(made)} slips for {point.name}: {given.file}")
    return 0


def _printed(slips: Sequence[Slip], heading: str) -> bytes:
    # Late: to load what prints takes longer than most commands.
    from bot.paper.slips import slips_pdf

    return slips_pdf(slips, heading)


async def _make_all(
    app: App, records: Records, unit: UnitKey, point: PaymentPoint, month: Month | None
) -> list[Slip]:
    this = Month.of(app.clock().date())
    people = await _called(records, unit, point, (month,) if month else (this.plus(1), this))
    if not people:
        raise Refused("Nobody is on a cash list there, this month or the next.")
    progress = progress_of("Codes made")
    made = []
    for number, person_id in enumerate(people, start=1):
        person = await records.people.known(person_id)
        if person is not None:
            made.append(await _slip(app, records, person, Relation.SELF, number))
        progress(number, len(people))
    return made


async def _called(
    records: Records, unit: UnitKey, point: PaymentPoint, months: Sequence[Month]
) -> tuple[int, ...]:
    """By the first of these months that has a list."""
    units = with_old(unit, records.reference.gazetteer)
    for month in months:
        if people := await records.briefings.to_call(units, point.id, month):
            return people
    return ()


async def _slip(
    app: App, records: Records, person: Person, relation: Relation, number: int
) -> Slip:
    code, until = await records.link_codes.make(person.id, relation, None, app.clock())
    await records.audit.note(
        0, records.new_id(), "gave_code", person.id, app.clock(), why="command"
    )
    return Slip(
        code=code,
        link=entrance(app.settings, code),
        name=person.name,
        number=number,
        for_carer=relation is not Relation.SELF,
        valid_until=until,
    )


def _point(records: Records, unit: UnitKey, point_id: int) -> PaymentPoint:
    point = records.reference.points.get(point_id)
    if point is not None and point.unit == unit:
        return point
    there = [one for one in records.reference.points.values() if one.unit == unit]
    listed = "".join(f"\n  {one.id}\t{one.name}" for one in there)
    raise Refused(f"There is no such point in {unit}. Its points:{listed}")


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("write a month as 2026-11") from error


def _free(path: Path | None) -> None:
    if path is not None and path.exists():
        raise Refused(f"{path} is there already; nothing is overwritten.")


@contextlib.contextmanager
def paper(path: Path | None) -> Iterator[Callable[[bytes], None]]:
    """Writes a file that stays only where all went well: no paper shall bear a code that no store
    knows, because the transaction failed after it was written."""
    written, went_well = False, False

    def write(content: bytes) -> None:
        nonlocal written
        if path is not None:
            _write(path, content)
            written = True

    try:
        yield write
        went_well = True
    finally:
        if path is not None and written and not went_well:
            path.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    try:
        with new_file(path) as file:
            file.write(content)
    except NotWritten as reason:
        raise Refused(str(reason)) from reason
