"""Commands for who keeps the store: each file registers its own, and the parts they share."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from typing import TYPE_CHECKING

from bot.app import App, build
from bot.settings import Settings
from domain.place import UnitKey
from storage.progress import Progress, silent
from storage.records import Records

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


class Refused(Exception):
    """What was asked for is not done, and this is why."""


Command = Callable[[Settings, argparse.Namespace], Awaitable[int]]


def refused(command: Command) -> Command:
    """A reason not to do it goes to stderr, and is status 1."""

    async def run(settings: Settings, given: argparse.Namespace) -> int:
        try:
            return await command(settings, given)
        except Refused as reason:
            print(f"ansinh: {reason}", file=sys.stderr)
            return 1

    return run


def unit_named(records: Records, text: str) -> UnitKey:
    """A present unit we serve, by its code, of now or of the year named. Raises Refused."""
    code, at, year = text.partition("@")
    if at and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise Refused("Write a unit as 30526, or as 30526@2023 for one of an earlier year.")
    day = date(int(year), 12, 31) if at else date.max
    unit = records.reference.gazetteer.by_code(code, day)
    if unit is None or not unit.served or not unit.is_present:
        raise Refused(f"{text} is no present ward or commune that is served here.")
    return unit.key


@contextlib.asynccontextmanager
async def ready_app(settings: Settings) -> AsyncIterator[App]:
    """The program around a store that is up to date. Raises NotReady, BadSetting, Unavailable."""
    app = build(settings)
    try:
        await app.ready()
        yield app
    finally:
        await app.close()


def progress_of(what: str) -> Progress:
    """A line that counts up where somebody watches; silent otherwise."""
    if not sys.stderr.isatty():
        return silent

    def show(done: int, of: int) -> None:
        print(f"\r{what}: {done:,} of {max(done, of):,}", end="", file=sys.stderr, flush=True)

    return show


def end_progress() -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)
