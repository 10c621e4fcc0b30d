"""The commands. Exit status: 0 done, 1 refused with a reason, 2 wrong usage."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from pathlib import Path

from bot import logs
from bot.app import NotReady, build, served_channels
from bot.chat import chat
from bot.commands import (
    audit,
    backup,
    check,
    keys,
    lists,
    notice,
    outbox,
    people,
    purge,
    reconcile,
    report,
    staff,
    summary,
    understand,
)
from bot.schedule import run_due
from bot.serving import serve
from bot.settings import BadSetting, Settings, read_settings
from bot.telling import tell_due
from storage.database import Unavailable

REFUSED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status. argparse itself exits with 2 for wrong usage."""
    given = _parser().parse_args(arguments)
    try:
        settings = read_settings()
        logs.set_up(settings.log_level if given.command == "serve" else "WARNING")
        status: int = asyncio.run(given.run(settings, given))
    except (BadSetting, NotReady) as error:
        return _refuse(str(error))
    except Unavailable as error:
        return _refuse(f"The database does not answer ({error}).")
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read along has seen enough (`… | head`); nor may the interpreter write at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _refuse(reason: str) -> int:
    print(f"ansinh: {reason}", file=sys.stderr)
    return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ansinh", description="Messages about social allowances.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="fill an empty database with invented people; serve it")
    demo.add_argument("--data-only", action="store_true", help="fill it, and do not serve")
    demo.add_argument("--json", action="store_true", help="print the codes as JSON")
    demo.set_defaults(run=_demo)

    serving = commands.add_parser("serve", help="run the channels, delivery and schedule")
    serving.set_defaults(run=_serve)

    talk = commands.add_parser("chat", help="the same conversations in a terminal")
    talk.add_argument(
        "--as", dest="name", default="me", type=_name, metavar="NAME", help="who is writing"
    )
    talk.add_argument("--at", type=_moment, metavar="ISO-TIME", help="freeze the clock")
    talk.add_argument("--files", type=Path, metavar="DIR", help="where /file looks")
    talk.set_defaults(run=_chat)

    tick = commands.add_parser("tick", help="do once what is due by then")
    tick.add_argument("--at", type=_moment, metavar="ISO-TIME", required=True)
    tick.add_argument("--json", action="store_true")
    tick.set_defaults(run=_tick)

    sentences = commands.add_parser("sentences", help="what waits for a native reader")
    sentences.add_argument("--awaiting", action="store_true", required=True)
    sentences.set_defaults(run=_sentences)

    database = commands.add_parser("db", help="bring the database up to date, or look at it")
    database.add_argument("action", choices=("upgrade", "check"))
    database.set_defaults(run=_db)

    for command in (
        audit, backup, check, keys, lists, notice, outbox, purge, people, reconcile, report,
        staff, summary, understand,
    ):  # fmt: skip
        command.register(commands)
    return parser


async def _demo(settings: Settings, given: argparse.Namespace) -> int:
    # Only this command and `db` may load Alembic: a second start must be quick.
    from bot.demo import fill_if_empty, print_codes, print_where

    app = build(settings, served_channels(settings), make_demo_keys=True)
    try:
        await fill_if_empty(app)
        print_codes(as_json=given.json)
        if not given.data_only:
            await serve(app, ready=print_where)
    finally:
        await app.close()
    return 0


async def _serve(settings: Settings, _given: argparse.Namespace) -> int:
    app = build(settings, served_channels(settings))
    try:
        await app.ready()
        await serve(app)
    finally:
        await app.close()
    return 0


async def _chat(settings: Settings, given: argparse.Namespace) -> int:
    clock = _frozen(given.at, settings.timezone) if given.at else None
    return await chat(settings, given.name, clock, sys.stdin, sys.stdout, given.files)


async def _tick(settings: Settings, given: argparse.Namespace) -> int:
    clock = _frozen(given.at, settings.timezone)
    app = build(settings, clock=clock)
    try:
        await app.ready()
        done = await run_due(app, clock())
        queued = await tell_due(app, send=False)
    finally:
        await app.close()
    if given.json:
        told = [{"kind": one.kind.value, "channel": one.to.channel} for one in queued]
        print(json.dumps({"jobs": done, "queued": told}))
    else:
        lines = [f"{name}: {count}" for name, count in done.items()]
        lines += [f"queued: {one.kind.value} ({one.to.channel})" for one in queued]
        print("\n".join(lines) or "nothing was due")
    return 0


async def _sentences(_settings: Settings, _given: argparse.Namespace) -> int:
    from handlers.sentences import awaiting

    waiting = list(awaiting())
    for one in waiting:
        print(f"{one.language}\t{one.source}\t{one.translation}\t{one.comment}")
    print(f"{len(waiting)} sentences wait for a native reader.", file=sys.stderr)
    return 0


async def _db(settings: Settings, given: argparse.Namespace) -> int:
    from bot.upkeep import check, upgrade

    app = build(settings, make_demo_keys=False)
    try:
        if given.action == "upgrade":
            await upgrade(app.database)
        problems = await check(app.database)
    finally:
        await app.close()
    for problem in problems:
        print(f"ansinh: {problem}", file=sys.stderr)
    if not problems:
        print("The database is up to date.")
    return REFUSED if problems else 0


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("write a time as 2026-11-24T09:00") from error


def _name(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("a name is needed")
    return text.strip()


def _frozen(at: datetime, timezone: tzinfo) -> Callable[[], datetime]:
    """A clock that stands still; a time without a zone is one of ours."""
    fixed = at.astimezone(timezone) if at.tzinfo else at.replace(tzinfo=timezone)
    return lambda: fixed
