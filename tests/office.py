"""Several phones and a desk around one program, which may be started anew at any time."""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.app import App, build
from bot.schedule import run_due
from bot.telling import tell_due
from domain.message import Address, Incoming, Rendered
from tests.house import NOW, Screen, settings

NUMBER = re.compile(r"AS-\d{6}")
WRITES_TO = "Đang viết cho: "
_orders = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Shown:
    """What stood on a screen. ``sent_as``: its number at the provider."""

    to: str
    reply: Rendered
    sent_as: str

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.reply.lines)

    @property
    def chosen(self) -> str | None:
        """The number of the conversation that stands over the screen."""
        first = self.reply.lines[0].text if self.reply.lines else ""
        found = NUMBER.search(first) if first.startswith(WRITES_TO) else None
        return found[0] if found else None


@dataclass
class Office:
    """``at``: what time it is for everybody."""

    url: str
    screen: Screen
    at: datetime = NOW
    shown: list[Shown] = field(default_factory=list)
    app: App = field(init=False)

    def __post_init__(self) -> None:
        self.app = build(settings(self.url), [self.screen], lambda: self.at)

    async def hears(self, who: str, text: str = "", **more: object) -> list[Shown]:
        """One message, and what was shown because of it."""
        order = next(_orders)
        sender = Address(self.screen.name, who)
        made = Incoming(f"o{order}", order, sender, self.at, text)
        await self.app.receive(replace(made, **more))  # type: ignore[arg-type]
        return self._look()

    async def says_all(self, who: str, texts: Iterable[str]) -> list[Shown]:
        found: list[Shown] = []
        for text in texts:
            found = await self.hears(who, text)
        return found

    async def delivers(self) -> list[Shown]:
        """What waits to be told is told."""
        await tell_due(self.app)
        return self._look()

    async def waits(self, **span: float) -> list[Shown]:
        """Time passes, and what is due by then is done."""
        self.at += timedelta(**span)
        await run_due(self.app, self.at)
        return await self.delivers()

    async def restarts(self) -> None:
        await self.app.close()
        self.app = build(settings(self.url), [self.screen], lambda: self.at)

    def to(self, who: str) -> list[Shown]:
        return [one for one in self.shown if one.to == who]

    def _look(self) -> list[Shown]:
        fresh = [
            Shown(to, reply, str(number))
            for number, (to, reply) in enumerate(self.screen.shown, start=1)
        ][len(self.shown) :]
        self.shown += fresh
        return fresh


@asynccontextmanager
async def opened(
    url: str, channel: str = "console", screen: Screen | None = None
) -> AsyncIterator[Office]:
    office = Office(url, screen or Screen(channel))
    try:
        yield office
    finally:
        await office.app.close()


async def staff(office: Office, who: str, code: str) -> None:
    await office.says_all(who, ("tiếng Việt", "/link", code, "1"))


async def linked(office: Office, who: str, code: str, year: str) -> None:
    await office.says_all(who, ("tiếng Việt", "/link", code, year, "đồng ý"))


async def asks(office: Office, who: str, place: str = "") -> str:
    """Somebody wants to talk to a person; the number of it."""
    last = await office.says_all(who, ("tiếng Việt", "gặp cán bộ", *([place] if place else [])))
    found = NUMBER.search("\n".join(one.text for one in last))
    assert found is not None, last
    return found[0]


def button(shown: Iterable[Shown], label: str) -> str:
    """The token of the last button with this in its label."""
    tokens = [one.token for each in shown for one in each.reply.choices if label in one.label]
    assert tokens, f"no button {label!r}"
    return tokens[-1]


async def takes(office: Office, officer: str, number: str) -> None:
    """Somebody of the staff takes a conversation by the button of its notice."""
    await office.delivers()
    of_it = [one for one in office.to(officer) if number in one.text]
    await office.hears(officer, tap=button(of_it, "Tôi trả lời người này"))
    await office.delivers()
