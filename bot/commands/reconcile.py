"""`ansinh reconcile`: the lists of a month against each other, and what contradicts in them."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.commands import end_progress, progress_of, ready_app
from bot.settings import Settings
from domain.gazetteer import Gazetteer
from domain.place import UnitKey
from domain.reconcile import Finding
from domain.text import Month, Text
from handlers.language import Listener, say
from handlers.staff.list_words import ERRORS
from storage.reconciling import reconcile

if TYPE_CHECKING:
    from bot.commands import Commands

_OFFICIALS = "vi"
"""The language in which officials work."""


def register(commands: Commands) -> None:
    command = commands.add_parser("reconcile", help="hold the lists of a month against each other")
    command.add_argument("--month", type=_month, required=True, metavar="YYYY-MM")
    command.add_argument("--json", action="store_true")
    command.set_defaults(run=_reconcile)


async def _reconcile(settings: Settings, given: argparse.Namespace) -> int:
    async with ready_app(settings) as app:
        progress = progress_of("Units")
        found = await reconcile(app.database, given.month, app.clock(), progress=progress)
        gazetteer = (await app.database.current_reference()).gazetteer
    end_progress()
    if given.json:
        print(json.dumps(_document(given.month, found), ensure_ascii=False))
    else:
        print("\n".join(_table(given.month, found, gazetteer)))
    return 0


def _document(month: Month, found: Sequence[Finding]) -> dict[str, Any]:
    return {
        "month": str(month),
        "findings": [
            {
                "code": one.error.value,
                "person": one.person,
                "unit": one.unit.code,
                "lists": [kind.value for kind in one.lists],
                "message": _say(one.sentence),
                "case": one.case,
            }
            for one in found
        ],
    }


def _table(month: Month, found: Sequence[Finding], gazetteer: Gazetteer) -> list[str]:
    """By unit and what contradicts, counted; nobody is named."""
    if not found:
        return [_say(Text("The lists of {month} do not contradict each other.", month=month))]
    units: dict[UnitKey, Counter[tuple[bool, str]]] = {}
    for one in found:
        units.setdefault(one.unit, Counter())[one.note, one.error.value] += 1
    return [line for unit, counts in units.items() for line in _of(unit, counts, gazetteer)]


def _of(unit: UnitKey, counts: Mapping[tuple[bool, str], int], gazetteer: Gazetteer) -> list[str]:
    """What is somebody's work stands before what is only noted."""
    lines = [
        f"{count:>7,}  {_say(_NOTED.filled(what=ERRORS[code]) if note else ERRORS[code])}".replace(
            ",", "."
        )
        for (note, code), count in sorted(counts.items(), key=lambda one: (one[0][0], -one[1]))
    ]
    return [f"{gazetteer.known(unit).name} ({unit.code})", *lines]


_NOTED = Text("{what} (noted only: it is usual)")


def _say(text: Text) -> str:
    return say(text, _OFFICIALS, Listener.STAFF)


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("write a month as 2026-11") from error
