"""`understand`: lines are read as messages are; and what was not understood is sorted, and printed
as a file of examples."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.app import App
from bot.commands import Refused, ready_app, refused
from bot.settings import Settings
from bot.understood_lines import tell
from domain.examples import LANGUAGES, SECTIONS, read, written
from storage.not_understood import NotUnderstood
from storage.reference import seeded_gazetteer

if TYPE_CHECKING:
    from bot.commands import Commands

_PAGE = 100
_DISCARD, _STOP = "-", "q"
_HOW = (
    f"Type what a message asks, or how its name begins: {', '.join(SECTIONS)}.\n"
    f"{_DISCARD} discards it, Enter leaves it for later, {_STOP} stops.\n"
)
_WHO = "People who were not understood, as officials and operators sorted it."


def register(commands: Commands) -> None:
    command = commands.add_parser("understand", help="read lines as messages; sort what was not")
    what = command.add_mutually_exclusive_group()
    what.add_argument("--review", action="store_true", help="say what each message means")
    what.add_argument(
        "--added", choices=LANGUAGES, metavar="LANGUAGE", help="print what was sorted, as examples"
    )
    command.add_argument(
        "--to", type=Path, metavar="FILE", help="with --added: add it to what stands there"
    )
    command.add_argument("--json", action="store_true", help="only print what waits")
    command.add_argument(
        "--preferred",
        choices=LANGUAGES,
        default="vi",
        metavar="LANGUAGE",
        help="whose lines they are, where the words do not tell",
    )
    command.add_argument("--staff", action="store_true", help="lines of staff: bd is biến động")
    command.set_defaults(run=_understand)


@refused
async def _understand(settings: Settings, given: argparse.Namespace) -> int:
    if given.to and not given.added:
        raise Refused("--to is for --added.")
    if given.json and not given.review:
        raise Refused("--json is for --review.")
    if not (given.review or given.added):
        today = datetime.now(settings.timezone).date()
        preferred, units = given.preferred, seeded_gazetteer()
        tell(sys.stdin.buffer, sys.stdout, preferred, today, units, staff=given.staff)
        return 0
    async with ready_app(settings) as app:
        if given.added:
            await _added(app, given.added, given.to)
        elif given.json:
            print(json.dumps([_document(one) async for one in _waiting(app)], ensure_ascii=False))
        elif sys.stdin.isatty():
            await review(app, sys.stdin, sys.stdout)
        else:
            lines = [_line(one) async for one in _waiting(app)]
            print("\n".join(lines) or "Nothing waits.")
    return 0


async def _added(app: App, language: str, to: Path | None) -> None:
    async with app.database.snapshot() as records:
        chosen = [one async for one in records.not_understood.chosen(language)]
    if to is None:
        sys.stdout.write(written(_WHO, chosen))
    else:
        print(f"{_add(to, chosen)} added to {to}")


def _add(file: Path, examples: Sequence[tuple[str, str]]) -> int:
    """To what stands there; how many are new. Raises Refused."""
    before = _read(file)
    file.write_text(written(_WHO, [*before, *examples]), encoding="utf-8")
    return len(set(examples) - set(before))


def _read(file: Path) -> list[tuple[str, str]]:
    """What stands there, if anything does. Raises Refused."""
    if not file.parent.is_dir():
        raise Refused(f"There is no folder {file.parent}.")
    try:
        return read(file.read_text(encoding="utf-8")) if file.exists() else []
    except ValueError as error:
        raise Refused(f"{file} is no file of examples: {error}.") from error


async def review(app: App, source: TextIO, out: TextIO) -> None:
    """One message after the other, until the operator stops; each answer holds at once."""
    out.write(_HOW)
    done = 0
    async for one in _waiting(app):
        out.write(f"\n{_line(one)}\n")
        said = _answer(source, out)
        if said == _STOP:
            break
        if said and await _hold(app, one.id, said):
            done += 1
    out.write(f"\n{done} sorted. To learn from them: ansinh understand --added LANGUAGE\n")


def _answer(source: TextIO, out: TextIO) -> str:
    """A section, `_DISCARD`, `_STOP`, or nothing; asked for anew until it is one of them."""
    while True:
        out.write("> ")
        out.flush()
        line = source.readline()
        said = line.strip().lower()
        if not line:
            return _STOP
        if said in {"", _DISCARD, _STOP}:
            return said
        meant = section_named(said)
        if len(meant) == 1:
            return meant[0]
        out.write(f"Which of them: {', '.join(meant or SECTIONS)}?\n")


def section_named(said: str) -> tuple[str, ...]:
    """The section called so, or all whose names begin so."""
    if said in SECTIONS:
        return (said,)
    return tuple(one for one in SECTIONS if one.startswith(said))


async def _hold(app: App, row: int, said: str) -> bool:
    now = app.clock()
    async with app.database.transaction() as records:
        if said == _DISCARD:
            kind, held = "words_discarded", await records.not_understood.discard(row)
        else:
            held = await records.not_understood.choose(row, said, None, now)
            kind = "words_sorted"
        if held:
            await records.audit.note(0, records.new_id(), kind, row, now, why="command")
    return held


async def _waiting(app: App) -> AsyncIterator[NotUnderstood]:
    """No transaction is open while somebody thinks."""
    after = 0
    while True:
        async with app.database.snapshot() as records:
            page = await records.not_understood.waiting(_PAGE, after)
        if not page:
            return
        for one in page:
            yield one
        after = page[-1].id


def _line(one: NotUnderstood) -> str:
    guess = one.intent.value if one.second is None else f"{one.intent.value} or {one.second.value}"
    return f"{one.words}\n  {one.language}, {one.times} times since {one.day}; thought: {guess}"


def _document(one: NotUnderstood) -> dict[str, object]:
    return {
        "id": one.id,
        "day": one.day.isoformat(),
        "language": one.language,
        "words": one.words,
        "times": one.times,
        "intent": one.intent.value,
        "second": one.second and one.second.value,
        "score": one.score,
        "outcome": one.outcome.value,
    }
