"""`purge`: what the daily job does, now, or what it would do."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from bot.commands import end_progress, progress_of, ready_app
from bot.settings import Settings
from storage.purge import past, purge

if TYPE_CHECKING:
    from bot.commands import Commands


def register(commands: Commands) -> None:
    command = commands.add_parser("purge", help="remove what is past its time (ANSINH_KEEP_…)")
    command.add_argument("--dry-run", action="store_true", help="only count it")
    command.add_argument("--json", action="store_true")
    command.set_defaults(run=_purge)


async def _purge(settings: Settings, given: argparse.Namespace) -> int:
    async with ready_app(settings) as app:
        if given.dry_run:
            counts = await past(app.database, app.clock(), settings.keep)
        else:
            progress = progress_of("Rows removed")
            counts = await purge(app.database, app.clock(), settings.keep, progress)
    end_progress()
    if given.json:
        print(json.dumps({"dry_run": given.dry_run, "purged": counts}))
    else:
        verb = "would go" if given.dry_run else "removed"
        print("\n".join(f"{kind}: {count} {verb}" for kind, count in counts.items()))
    return 0
