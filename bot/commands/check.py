"""`ansinh check`: what is wrong, what is missing to go live, and what to do about each."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.app import App, build
from bot.commands import refused
from bot.findings import Finding, Grade, around, at_length, in_store
from bot.schedule import EVERY
from bot.settings import Settings
from storage.database import Unavailable

if TYPE_CHECKING:
    from bot.commands import Commands

_PATIENCE_SECONDS = 30


def register(commands: Commands) -> None:
    command = commands.add_parser("check", help="what is wrong, and what is missing to go live")
    command.add_argument("--json", action="store_true")
    command.set_defaults(run=refused(_check))


async def _check(settings: Settings, given: argparse.Namespace) -> int:
    app = build(settings)
    try:
        findings = [*await around(app), *await _store(app)]
    finally:
        await app.close()
    if given.json:
        print(json.dumps({"findings": [*map(_as_json, findings)]}))
    else:
        print("\n".join(map(_line, findings)))
    bad = sum(one.grade is Grade.BAD for one in findings)
    if bad:
        print(f"ansinh: {bad} of {len(findings)} must be put right.", file=sys.stderr)
    return 1 if bad else 0


def _line(one: Finding) -> str:
    return f"{one.grade:4} {one.message}{' ' if one.todo else ''}{one.todo}"


def _as_json(one: Finding) -> dict[str, Any]:
    return {"code": one.code, "grade": one.grade, "message": one.message, "todo": one.todo}


async def _store(app: App) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return [*await in_store(app, EVERY), *await at_length(app)]
    except (Unavailable, TimeoutError) as error:
        why = str(error) or f"not within {_PATIENCE_SECONDS} seconds"
        return [Finding("database", Grade.BAD, f"The database does not answer ({why}).",
                        "Look at ANSINH_DATABASE_URL and at the server.")]  # fmt: skip
