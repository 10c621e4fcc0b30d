"""Does what clerks have asked for with lists: reads a file, takes or undoes a long list, writes a
form. Each in a thread of its own, over a connection of its own; the file itself is opened in a
process apart (`storage.imports.reading`)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from bot.app import App
from bot.beside import beside
from bot.lists import compare, confirm, take_back
from bot.private_file import private_file, private_folder
from domain.file import FileKind
from domain.lists.problems import sentence_of
from domain.lists.row import ListRefused
from domain.permissions import MAY_BRING
from domain.place import UnitKey
from handlers.language import say
from handlers.staff.bring_words import PROBLEMS_SHOWN
from handlers.staff.scope import units_of
from handlers.turn import trace
from storage.database import Database, Unavailable
from storage.imports.bringing import Bringing, Brought, Wanted, sweep
from storage.list_errands import MOST_TRIES, Came, Errand, What

log = logging.getLogger(__name__)

_LANGUAGE = "vi"
"""Whoever corrects a list reads what is wrong with it in the language of the list."""


async def run_errands(app: App) -> int:
    """Do what is due, one after the other, until nothing is; how many. Raises Unavailable."""
    done = 0
    async with app.database.statement() as records:
        if not await records.list_errands.any_due(app.clock()):
            return 0
    while True:
        async with app.database.transaction() as records:
            errand = await records.list_errands.claim(app.clock(), app.house.holder)
        if errand is None:
            return done
        await beside(partial(_run, app, errand))
        done += 1


async def _run(app: App, errand: Errand) -> None:
    """In a thread: its own connections, because those of the program belong to another loop."""
    own = Database.open(app.settings.database_url, app.database.vault)
    try:
        await own.reference()
        await _do(replace(app, database=own), errand)
    finally:
        await own.close()


async def _do(app: App, errand: Errand) -> None:
    if errand.tries > MOST_TRIES:  # a process has ended with it more than once
        await _done(app, errand, Came(broke=True))
        return
    try:
        await _DOES[errand.what](app, errand)
    except Unavailable:
        raise  # its lease ends, and it is done then
    except Exception as error:  # whatever is in a file, it must not end the process
        log.error("list failed", extra={"dialogue": errand.what.value, "error": trace(error)})
        await _done(app, errand, Came(broke=True))


async def _done(app: App, errand: Errand, came: Came, list_id: int | None = None) -> None:
    """The file that was sent is here no longer than until it is read."""
    async with app.database.transaction() as records:
        if errand.file is not None:
            await records.files.drop(errand.file, errand.session)
        holder, now = app.house.holder, app.clock()
        await records.list_errands.done(errand, came, holder, now, list_id)


# --- A file is read -------------------------------------------------------------------------------


async def _read(app: App, errand: Errand) -> None:
    async with app.database.snapshot() as records:
        file = await records.files.one(errand.file or 0)
        content = await records.fetching.content(errand.file or 0)
    if file is None or file.kind is None or content is None:
        await _done(app, errand, Came(refused="truncated"))
        return
    wanted = await _wanted(app, errand)
    with private_file(content, f"list.{file.kind}") as path:
        bringing = Bringing(app.database, path, wanted, app.clock())
        try:
            brought = await bringing.run()
        except ListRefused as refusal:
            came = Came(refused=refusal.code, values=dict(refusal.values))
            await _done(app, errand, came)
            return
    came = _came(brought)
    if came.bad + came.notes > PROBLEMS_SHOWN and brought.list_id is not None:
        came = replace(came, file=await _problems(app, errand, brought.list_id))
    await _done(app, errand, came, brought.list_id)


async def _wanted(app: App, errand: Errand) -> Wanted:
    """For whom they may speak now; what was revoked since they sent it counts no more."""
    async with app.database.snapshot() as records:
        grants = await records.staff.grants(errand.actor)
        gazetteer = records.reference.gazetteer
    theirs = [one for one in grants if one.role in MAY_BRING[errand.kind]]
    scope = units_of(theirs, gazetteer)
    return Wanted(
        kind=errand.kind,
        month=errand.month,
        unit=errand.unit if scope is None or errand.unit in scope else None,
        scope=None if scope is None else frozenset[UnitKey](scope),
        whole=errand.whole,
        by=errand.actor,
    )


def _came(brought: Brought) -> Came:
    counts = asdict(brought.counts)
    return Came(already=brought.already, bad=len(brought.bad), notes=brought.notes, **counts)


async def _problems(app: App, errand: Errand, list_id: int) -> int:
    """All of them, in a spreadsheet."""
    from storage.imports.problem_sheet import write_problems

    async with app.database.snapshot() as records:
        problems = await records.lists_in.problems(list_id)
    said = [(one, say(sentence_of(one), _LANGUAGE)) for one in problems]
    return await _made(app, errand, lambda path: write_problems(path, said))


# --- A form is written ----------------------------------------------------------------------------


async def _form(app: App, errand: Errand) -> None:
    from storage.imports.forms import write_form

    file = await _made(app, errand, partial(write_form, errand.kind))
    await _done(app, errand, Came(file=file))


async def _made(app: App, errand: Errand, write: Callable[[Path], None]) -> int:
    """A spreadsheet, kept to be handed out to who asked; its id."""
    with private_folder() as folder:
        path = folder / "made.xlsx"
        await asyncio.to_thread(write, path)
        content = path.read_bytes()
    async with app.database.transaction() as records:
        return await records.files.keep_made(errand.session, FileKind.XLSX, content, app.clock())


# --- A long list is taken, or undone --------------------------------------------------------------


async def _take(app: App, errand: Errand) -> None:
    done = errand.list is not None and await confirm(app, errand.list, errand.actor)
    await _done(app, errand, Came(done=done))


async def _undo(app: App, errand: Errand) -> None:
    undone = await take_back(app, errand.list, errand.actor) if errand.list is not None else None
    await _done(app, errand, Came(done=undone is not None, kept=undone.kept if undone else 0))


async def _follow(app: App, errand: Errand) -> None:
    """Compared before it is swept, which forgets the units of one that was undone."""
    if errand.list is not None:
        await compare(app, errand.list)
        await sweep(app.database, errand.list)
    await _done(app, errand, Came(done=True))


_DOES: Mapping[What, Callable[[App, Errand], Awaitable[None]]] = {
    What.READ: _read,
    What.FORM: _form,
    What.TAKE: _take,
    What.UNDO: _undo,
    What.FOLLOW: _follow,
}
