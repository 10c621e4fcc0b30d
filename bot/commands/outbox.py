"""`ansinh outbox list`: what waits, what was given up, why, and what to do about it."""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from typing import TYPE_CHECKING

from bot.commands import ready_app
from bot.send_errors import advice
from bot.settings import Settings
from storage.outbox import Standing

if TYPE_CHECKING:
    from bot.commands import Commands


def register(commands: Commands) -> None:
    outbox = commands.add_parser("outbox", help="what waits to be sent, and what never will be")
    actions = outbox.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="by channel, lane and error, with what to do")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=_list)


async def _list(settings: Settings, given: argparse.Namespace) -> int:
    async with ready_app(settings) as app:
        async with app.database.statement() as records:
            found = await records.outbox.standing()
        now = app.clock()
    if given.json:
        print(json.dumps({"outbox": [_document(one, now) for one in found]}))
    else:
        print("\n".join(_line(one, now) for one in found) or "Nothing waits.")
    return 0


def _document(one: Standing, now: datetime) -> dict[str, object]:
    return {
        "channel": one.channel,
        "lane": one.lane,
        "state": one.state,
        "error": one.error,
        "count": one.count,
        "oldest_seconds": _age(one, now),
        "advice": advice(one.error) if one.error else None,
    }


def _line(one: Standing, now: datetime) -> str:
    why = f": {one.error}. {advice(one.error)}" if one.error else ""
    minutes = _age(one, now) // 60
    return (
        f"{one.channel} {one.lane}: {one.count:,} {one.state}, "
        f"the oldest for {minutes:,} minutes{why}"
    )


def _age(one: Standing, now: datetime) -> int:
    return max(0, int((now - one.oldest).total_seconds()))
