"""A conversation in a terminal, or a transcript where nobody watches."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TextIO

from bot.app import App, build
from bot.channels.console import NAME, BadLine, Console, Lines
from bot.fetching import fetch_due
from bot.list_errands import run_errands
from bot.settings import Settings
from bot.telling import tell_due
from domain.message import Address


async def chat(
    settings: Settings,
    name: str,
    clock: Callable[[], datetime] | None,
    source: TextIO,
    out: TextIO,
    files: Path | None = None,
) -> int:
    """Talk until the input ends; the exit status. Raises NotReady or Unavailable."""

    def write(text: str) -> None:
        out.write(text)
        out.flush()

    app = build(settings, [Console(write)], clock)
    try:
        await app.ready()
        await _what_waits(app, name)
        await _converse(app, Lines(name, app.clock, files), source, write)
        await _what_waits(app, name)
        await app.questions.write(app.database)
    finally:
        await app.close()
    return 0


async def _what_waits(app: App, name: str) -> None:
    """Print what was said to this address meanwhile, and to no other."""
    await tell_due(app, send=False)
    await app.delivery.send_due(Address(NAME, name))


async def _what_came_of_it(app: App, name: str) -> None:
    """What was sent is fetched at once: nobody else does it for a terminal."""
    await fetch_due(app)
    await run_errands(app)
    await _what_waits(app, name)


async def _converse(app: App, lines: Lines, source: TextIO, write: Callable[[str], None]) -> None:
    watched = source.isatty()
    while True:
        if watched:
            write("> ")
        line = await _line(source, watched)
        if not line:
            return
        if not watched:
            write(f"> {line.rstrip()}\n")
        try:
            message = lines.message(line)
        except BadLine as error:
            print(f"ansinh: {error}", file=sys.stderr)
            continue
        write("".join(f"  (file {one.name})\n" for one in message.files))
        await app.receive(message)
        if message.files:
            await _what_came_of_it(app, message.sender.id)


async def _line(source: TextIO, watched: bool) -> str:
    """The next line, or nothing at the end.

    From a terminal no thread reads: one that waits for a line would keep Ctrl-C from ending us.
    """
    if not watched:
        return await asyncio.to_thread(source.readline)
    loop = asyncio.get_running_loop()
    typed = loop.create_future()
    loop.add_reader(source, typed.set_result, None)
    try:
        await typed
    finally:
        loop.remove_reader(source)
    return source.readline()
