"""`audit verify`: whether the audit still says what it said."""

from __future__ import annotations

import argparse
import json
import re
import sys
from typing import TYPE_CHECKING, Any

from bot.commands import end_progress, progress_of, ready_app, who
from bot.settings import Settings
from storage.audit_check import AuditCheck, Found
from storage.seals import Head

if TYPE_CHECKING:
    from bot.commands import Commands


def register(commands: Commands) -> None:
    audit = commands.add_parser("audit", help="whether anybody has altered the audit")
    actions = audit.add_subparsers(dest="action", required=True, metavar="ACTION")
    who.register(actions)
    verify = actions.add_parser("verify", help="names the first thing that is not as it was left")
    verify.add_argument(
        "--expect", type=_head, metavar="NUMBER:HEAD", help="a newest seal noted before"
    )
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=_verify)


async def _verify(settings: Settings, given: argparse.Namespace) -> int:
    async with ready_app(settings) as app, app.database.snapshot() as records:
        found = await AuditCheck(records.store, progress_of("Rows checked")).run(given.expect)
    end_progress()
    if given.json:
        print(json.dumps(_as_json(found)))
    else:
        _say(found)
    return 0 if found.broken is None else 1


def _as_json(found: Found) -> dict[str, Any]:
    return {
        "ok": found.broken is None,
        "broken": found.broken,
        "seals": found.seals,
        "rows": found.rows,
        "late": found.late,
        "waiting": found.waiting,
        "waiting_since": found.waiting_since and found.waiting_since.isoformat(),
        "purged_through": found.purged_through,
        "head": found.head and str(found.head),
    }


def _say(found: Found) -> None:
    if found.broken is not None:
        print(f"ansinh: The audit is not as it was left: {found.broken}.", file=sys.stderr)
        return
    print(f"The audit is whole: {found.rows} rows under {found.seals} seals.")
    if found.purged_through:
        print(f"Seals up to {found.purged_through} were past their time and are purged.")
    if found.late:
        print(f"{found.late} rows were sealed after their neighbours; they were written slowly.")
    if found.waiting_since is not None:
        print(f"{found.waiting} wait for a seal, the oldest since {found.waiting_since:%c} UTC.")
    if found.head is not None:
        print(f"Newest seal, to keep elsewhere for --expect: {found.head}")


def _head(text: str) -> Head:
    number, _, value = text.partition(":")
    if not re.fullmatch("[0-9]{1,18}", number) or not re.fullmatch("(?:[0-9a-f]{64})?", value):
        raise argparse.ArgumentTypeError("write it as it was printed: 12:0a1b…")
    return Head(int(number), bytes.fromhex(value))
