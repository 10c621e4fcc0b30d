"""`key new` makes the two keys; `key rotate` seals everything anew with the first one."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from bot.commands import end_progress, progress_of, ready_app
from bot.settings import Settings
from storage.rotate import Rotated, rotate
from storage.sealed import new_key

if TYPE_CHECKING:
    from bot.commands import Commands


def register(commands: Commands) -> None:
    key = commands.add_parser("key", help="make the two keys, or seal anew with another one")
    actions = key.add_subparsers(dest="action", required=True, metavar="ACTION")
    new = actions.add_parser("new", help="the two keys, as lines for .env")
    new.set_defaults(run=_new)
    again = actions.add_parser("rotate", help="seal everything with the first of ANSINH_KEY")
    again.add_argument("--json", action="store_true")
    again.set_defaults(run=_rotate)


async def _new(_settings: Settings, _given: argparse.Namespace) -> int:
    print(f"ANSINH_KEY=k1:{new_key()}\nANSINH_INDEX_KEY={new_key()}")
    return 0


async def _rotate(settings: Settings, given: argparse.Namespace) -> int:
    async with ready_app(settings) as app:
        done = await rotate(app.database, progress_of("Cells sealed anew"))
    end_progress()
    if given.json:
        print(
            json.dumps(
                {
                    "first": done.first,
                    "resealed": done.resealed,
                    "unreadable": dict(+done.unreadable),
                    "left": done.left,
                    "unused": done.unused,
                }
            )
        )
    else:
        _say(done)
    return 0 if done.complete else 1


def _say(done: Rotated) -> None:
    print(f"{done.resealed} cells sealed anew with the key {done.first}.")
    for place, cells in sorted((+done.unreadable).items()):
        print(f"ansinh: {cells} cells of {place} do not open; left alone.", file=sys.stderr)
    for key_id, cells in done.left.items():
        if cells:
            print(
                f"ansinh: {cells} cells still need the key {key_id}. If a replica is still running "
                "with it in front, restart that one, and rotate again.",
                file=sys.stderr,
            )
        else:
            print(f"No cell needs the key {key_id} any more. Keep it as long as your backups.")
