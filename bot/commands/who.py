"""`audit who`: who looked at whom, when and why; the list that a 72-hour notice needs."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.commands import Refused, ready_app, refused
from bot.settings import Settings
from handlers.language import SOURCE, say
from handlers.staff.who_looked import span, why_of
from storage.audit import Look

if TYPE_CHECKING:
    from bot.commands import Commands


def register(actions: Commands) -> None:
    """Beside `audit verify`."""
    who = actions.add_parser("who", help="who looked at whom, when and why")
    about = who.add_mutually_exclusive_group(required=True)
    about.add_argument("--person", type=int, metavar="ID", help="a record number")
    about.add_argument("--staff", type=int, metavar="ID", help="a number of `staff list`")
    who.add_argument("--from", dest="since", type=_day, required=True, metavar="DAY")
    who.add_argument("--to", dest="until", type=_day, required=True, metavar="DAY")
    who.add_argument("--json", action="store_true")
    who.set_defaults(run=_who)


@refused
async def _who(settings: Settings, given: argparse.Namespace) -> int:
    if given.until < given.since:
        raise Refused("--to lies before --from.")
    async with ready_app(settings) as app, app.database.transaction() as records:
        days = span(given.since, given.until, app.clock())
        if given.person is not None:
            looks = await records.audit.about(given.person, *days)
        else:
            looks = await records.audit.by(given.staff, *days)
        names = await records.staff.names({one.actor for one in looks if one.actor})
    if given.json:
        rows = [_as_json(one, names, settings.timezone) for one in looks]
        print(json.dumps(rows, ensure_ascii=False))
    else:
        print("\n".join(_line(one, names, settings.timezone) for one in looks) or "Nobody.")
    return 0


def _line(look: Look, names: dict[int, str], zone: ZoneInfo) -> str:
    at = look.at.astimezone(zone)
    who = names.get(look.actor or 0) or "a linked phone or a command"
    why = say(why_of(look), SOURCE)
    return f"{at:%Y-%m-%d %H:%M}\t{who}\t{look.kind}\t{look.subject}\t{why}"


def _as_json(look: Look, names: dict[int, str], zone: ZoneInfo) -> dict[str, Any]:
    return {
        "at": look.at.astimezone(zone).isoformat(),
        "staff": look.actor,
        "name": names.get(look.actor or 0),
        "kind": look.kind,
        "subject": look.subject,
        "why": look.why,
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("write a day as 2026-11-24") from error
