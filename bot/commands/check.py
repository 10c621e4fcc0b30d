"""`ansinh check`: what is wrong, what is missing to go live, and what to do about each."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from bot.app import App, build
from bot.commands import refused
from bot.send_errors import advice
from bot.settings import Settings
from bot.upkeep import check
from domain.permissions import Role
from domain.place import UnitKey
from storage.condition import Condition
from storage.database import Unavailable
from storage.outbox import Standing
from storage.reference import Reference

if TYPE_CHECKING:
    from bot.commands import Commands

_UNSENT = timedelta(minutes=15)
_BACKUP = timedelta(days=2)
_CLOCKS_APART = timedelta(seconds=5)
_FREE = 0.1


class Grade(StrEnum):
    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """``todo`` is empty where there is nothing to do."""

    code: str
    grade: Grade
    message: str
    todo: str = ""


def register(commands: Commands) -> None:
    command = commands.add_parser("check", help="what is wrong, and what is missing to go live")
    command.add_argument("--json", action="store_true")
    command.set_defaults(run=refused(_check))


async def _check(settings: Settings, given: argparse.Namespace) -> int:
    app = build(settings)
    try:
        findings = [*_settings(settings), *_disk(settings), *await _store(app)]
    finally:
        await app.close()
    if given.json:
        print(json.dumps({"findings": [asdict(one) for one in findings]}))
    else:
        print("\n".join(map(_line, findings)))
    bad = sum(one.grade is Grade.BAD for one in findings)
    if bad:
        print(f"ansinh: {bad} of {len(findings)} must be put right.", file=sys.stderr)
    return 1 if bad else 0


def _line(one: Finding) -> str:
    return f"{one.grade:4} {one.message}{' ' if one.todo else ''}{one.todo}"


def _settings(settings: Settings) -> Iterator[Finding]:
    if settings.public_url.startswith("https:"):
        yield Finding("public_url", Grade.OK, f"People come to {settings.public_url}.")
    else:
        yield Finding(
            "public_url", Grade.WARN, "The page has no address with TLS.",
            "Put a proxy with a certificate in front, and set ANSINH_PUBLIC_URL=https://…",
        )  # fmt: skip
    if settings.telegram_token:
        yield Finding(
            "abroad", Grade.WARN, "Telegram keeps what goes through it abroad.",
            "Outside a demo it carries only what is public; nothing else is to be set.",
        )  # fmt: skip


def _disk(settings: Settings) -> Iterator[Finding]:
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        return
    folder = Path(str(url.database)).resolve().parent
    if not folder.exists():
        return
    disk = shutil.disk_usage(folder)
    share = disk.free / disk.total
    yield Finding(
        "disk",
        Grade.OK if share > _FREE else Grade.BAD,
        f"{share:.0%} of the disk of the store is free.",
        "" if share > _FREE else "Make room: while it is full nothing can be heard.",
    )


async def _store(app: App) -> Sequence[Finding]:
    try:
        problems = await check(app.database)
    except Unavailable as error:
        return [Finding("database", Grade.BAD, f"The database does not answer ({error}).",
                        "Look at ANSINH_DATABASE_URL and at the server.")]  # fmt: skip
    if problems:
        return [Finding("database", Grade.BAD, problem) for problem in problems]
    reference = await app.database.reference()
    async with app.database.transaction() as records:
        condition = await records.conditions.read(app.clock().date())
        standing = await records.outbox.standing()
    if condition.opens is not None:
        why = f"The keys do not open the store: {condition.opens}."
        todo = "Set the ANSINH_KEY and ANSINH_INDEX_KEY that it was made with."
        return [Finding("keys", Grade.BAD, why, todo)]
    return [
        Finding("database", Grade.OK, "The database is up to date, its triggers stand."),
        Finding("keys", Grade.OK, "The keys open the store."),
        *_clocks(condition, app.clock()),
        *_unsent(standing, app.clock()),
        *_copies(app.settings, condition, app.clock()),
        *_people_at_work(condition),
        *_lists(condition, reference),
        *_demo(reference),
    ]


def _clocks(condition: Condition, now: datetime) -> Iterator[Finding]:
    if condition.clock is None:
        return
    apart = abs(condition.clock - now)
    together = apart < _CLOCKS_APART
    yield Finding(
        "clock",
        Grade.OK if together else Grade.BAD,
        f"This clock and the database's are {apart.total_seconds():.1f} seconds apart.",
        "" if together else "Have both machines take their time from the network (NTP).",
    )


def _unsent(standing: Iterable[Standing], now: datetime) -> Iterator[Finding]:
    late = [
        one
        for one in standing
        if one.state == "waiting" and one.channel != "web" and now - one.oldest > _UNSENT
    ]
    if not late:
        yield Finding("unsent", Grade.OK, "Nothing has waited long to be sent.")
    for one in late:
        minutes = int((now - one.oldest).total_seconds() // 60)
        yield Finding(
            "unsent",
            Grade.WARN,
            f"{one.channel} {one.lane}: {one.count:,} wait, the oldest for {minutes:,} minutes.",
            advice(one.error) if one.error else "Is `ansinh serve` running?",
        )


def _copies(settings: Settings, condition: Condition, now: datetime) -> Iterator[Finding]:
    if make_url(settings.database_url).get_backend_name() != "sqlite":
        yield Finding("backup", Grade.WARN, "Whether PostgreSQL is copied is not known here.",
                      "See docs/operating.md.")  # fmt: skip
        return
    newest = condition.backed_up_at
    fresh = newest is not None and now - newest < _BACKUP
    yield Finding(
        "backup",
        Grade.OK if fresh else Grade.WARN,
        "There is no copy yet." if newest is None else f"The newest copy is of {newest:%Y-%m-%d}.",
        "" if fresh else "Once a day: ansinh backup FILE",
    )


def _people_at_work(condition: Condition) -> Iterator[Finding]:
    wanted = {
        Role.ADMIN: "There is no administrator.",
        Role.PROVINCE_OFFICIAL: "There is no official of the province.",
        Role.COMMUNE_OFFICER: "There is no officer of a commune.",
    }
    missing = {role: message for role, message in wanted.items() if role not in condition.roles}
    if not missing:
        yield Finding("staff", Grade.OK, "Administrator, officials and officers are there.")
    for role, message in missing.items():
        yield Finding("staff", Grade.WARN, message, f"ansinh staff invite --role {role} …")


def _lists(condition: Condition, reference: Reference) -> Iterator[Finding]:
    for code, units, what in (
        ("lists", condition.no_list, "payment list of this month"),
        ("calendar", condition.no_calendar, "payout day of this month or later"),
    ):
        if not units:
            yield Finding(code, Grade.OK, f"Every unit has a {what}.")
            continue
        names = ", ".join(_name(one, reference) for one in units)
        yield Finding(code, Grade.WARN, f"No {what}: {names}.",
                      "People there hear that nothing is known yet.")  # fmt: skip


def _name(key: UnitKey, reference: Reference) -> str:
    return reference.gazetteer.known(key).name


def _demo(reference: Reference) -> Iterator[Finding]:
    if reference.demo_made_on is not None:
        yield Finding("demo", Grade.WARN, "Everything in this store is invented.",
                      "For people: keys of your own and an empty store (README).")  # fmt: skip
