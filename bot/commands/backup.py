"""`ansinh backup` and `ansinh restore`: a copy while it runs, and a copy put back."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from bot.app import build
from bot.commands import Refused, ready_app, refused
from bot.settings import Settings
from storage.backup import NotCopied, copy, holds_people, put_back

if TYPE_CHECKING:
    from bot.commands import Commands

_ON_POSTGRES = (
    "A PostgreSQL store is copied with PostgreSQL's own tools: "
    "pg_dump --format=custom --file=FILE NAME, and back into an empty database with "
    "pg_restore --dbname=NAME FILE."
)


def register(commands: Commands) -> None:
    """`ansinh backup FILE`, `ansinh restore FILE [--replace]`."""
    backup = commands.add_parser("backup", help="copy a SQLite store, also while it is used")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.set_defaults(run=refused(_backup))

    restore = commands.add_parser("restore", help="put a copy in the place of the store")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument(
        "--replace", action="store_true", help="also where there are people in the store"
    )
    restore.set_defaults(run=refused(_restore))


async def _backup(settings: Settings, given: argparse.Namespace) -> int:
    store = _file_of(settings)
    async with ready_app(settings) as app:
        now = app.clock()
        try:
            size = await asyncio.to_thread(copy, store, given.file, app.database.vault, now)
        except NotCopied as reason:
            raise Refused(str(reason)) from reason
        async with app.database.transaction() as records:
            await records.jobs.copied(now)
    print(f"{given.file}: {size:,} bytes. The keys are not in it; keep them elsewhere.")
    return 0


async def _restore(settings: Settings, given: argparse.Namespace) -> int:
    store = _file_of(settings)
    app = build(settings)
    vault = app.database.vault
    await app.close()
    try:
        if not given.replace and await asyncio.to_thread(holds_people, store):
            raise Refused(f"There are people in {store}. To replace it all the same: --replace")
        before = await asyncio.to_thread(put_back, given.file, store, vault, app.clock())
    except NotCopied as reason:
        raise Refused(str(reason)) from reason
    if before is not None:
        print(f"What was there before is now {before}.")
    print(f"{store} is as it was when it was copied. Next: ansinh db upgrade")
    return 0


def _file_of(settings: Settings) -> Path:
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        raise Refused(_ON_POSTGRES)
    return Path(str(url.database))
