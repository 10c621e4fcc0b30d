"""A store with invented people, and phones that talk to a program built anew for every message."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlalchemy import Engine, event
from sqlalchemy.sql.dml import UpdateBase

from bot.app import App, build
from bot.channels.channel import Limits, Program
from bot.settings import Settings, read_settings
from domain.message import Address, FileRef, Incoming, Place, Rendered
from storage.database import Database
from storage.tables import payment_point, payout_day, store, unit, unit_alias, unit_successor

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=HANOI)
"""A Tuesday; the demo store of the tests is made on this day."""

KEY = "test:a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
INDEX_KEY = "aWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWk="


def settings(url: str) -> Settings:
    return read_settings(
        {"ANSINH_DATABASE_URL": url, "ANSINH_KEY": KEY, "ANSINH_INDEX_KEY": INDEX_KEY}
    )


class Screen:
    """A channel that keeps what it is given to show. ``name`` decides what it may carry."""

    fetched = False
    limits: Limits | None = None

    def __init__(self, name: str = "console") -> None:
        self.name = name
        self.shown: list[tuple[str, Rendered]] = []

    def routes(self, program: Program) -> Iterable[web.RouteDef]:
        return ()

    async def listen(self, program: Program) -> None:
        """Its messages come from the test."""

    async def send(self, to: str, reply: Rendered) -> str:
        self.shown.append((to, reply))
        return str(len(self.shown))

    async def close(self) -> None:
        """Nothing is held open."""


_orders = itertools.count(1)
_databases: dict[str, list[Database]] = {}
"""Of the store of this test, closed and in nobody's use. What is made anew for every message is the
program; a database keeps how statements are written and which units there are, which takes longer
than most of them."""


_OF_REFERENCE = {store, unit, unit_successor, unit_alias, payment_point, payout_day}


def _database_of(url: str) -> Database | None:
    if url not in _databases:
        _databases.clear()
    free = _databases.get(url)
    return free.pop() if free else None


@event.listens_for(Engine, "after_execute")
def _is_outdated(_connection: object, statement: object, *_: object) -> None:
    """A test that writes units, points or days itself tells nobody that they have changed."""
    if isinstance(statement, UpdateBase) and statement.table in _OF_REFERENCE:
        _databases.clear()


@dataclass
class Phone:
    """Somebody with an address. Nothing survives between two messages but the store."""

    url: str
    name: str = "me"
    channel: str = "console"
    at: datetime = NOW
    last: list[Rendered] = field(default_factory=list)

    def app(self, screen: Screen) -> App:
        kept = _database_of(self.url) if type(self) is Phone else None
        return build(settings(self.url), [screen], lambda: self.at, database=kept)

    def message(self, text: str = "", **more: object) -> Incoming:
        order = next(_orders)
        made = Incoming(
            id=f"m{order}",
            order=order,
            sender=Address(self.channel, self.name),
            at=self.at,
            text=text,
        )
        return made if not more else _with(made, more)

    async def sends(self, message: Incoming) -> list[Rendered]:
        screen = Screen(self.channel)
        app = self.app(screen)
        try:
            await app.receive(message)
        finally:
            await app.close()
            if type(self) is Phone:  # others may watch the engine that they have made
                _databases.setdefault(self.url, []).append(app.database)
        self.last = [reply for _, reply in screen.shown]
        return self.last

    async def says(self, text: str) -> list[Rendered]:
        return await self.sends(self.message(text))

    async def taps(self, token: str) -> list[Rendered]:
        return await self.sends(self.message(tap=token))

    async def is_at(self, latitude: float, longitude: float) -> list[Rendered]:
        return await self.sends(self.message(place=Place(latitude, longitude)))

    async def photographs(self) -> list[Rendered]:
        return await self.sends(self.message(files=(FileRef("f1", "photo.jpg"),)))

    def token(self, label: str) -> str:
        """Of the button that was shown last with this in its label."""
        choices = [choice for reply in self.last for choice in reply.choices]
        return next(one.token for one in choices if label in one.label)

    def heard(self) -> str:
        """All lines of the last replies."""
        return "\n".join(line.text for reply in self.last for line in reply.lines)

    def later(self, **span: float) -> None:
        self.at = self.at + timedelta(**span)


def _with(message: Incoming, more: dict[str, object]) -> Incoming:
    return replace(message, **more)  # type: ignore[arg-type]


def copy_sqlite(template: Path, target: Path) -> str:
    shutil.copy(template, target)
    return f"sqlite+aiosqlite:///{target}"
