"""The web page, served on a free port of this machine, and visitors that speak HTTP to it."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from aiohttp import ClientResponse, ClientSession, CookieJar, web

from bot.app import App, build
from bot.channels.webchat import WebChat
from bot.serving import beside
from bot.web import application, runner
from tests.house import NOW, settings

_ids = itertools.count(10_000_000)


@asynccontextmanager
async def site(
    url: str,
    at: datetime = NOW,
    channel: WebChat | None = None,
    clock: Callable[[], datetime] | None = None,
) -> AsyncIterator[Site]:
    """One replica, served as it is in earnest. Any number may share a store."""
    served = channel or WebChat()
    app = build(settings(url), [served], clock or (lambda: at))
    pages = application(app.database, app.channels.values(), app, served.tls, beside(app))
    serving = runner(pages)
    await serving.setup()
    await web.TCPSite(serving, "127.0.0.1", 0).start()
    try:
        yield Site(app, f"http://127.0.0.1:{serving.addresses[0][1]}")
    finally:
        await serving.cleanup()
        await app.close()


class Site:
    def __init__(self, app: App, address: str) -> None:
        self.app = app
        self.address = address

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[Visitor]:
        """Somebody with a browser of their own, who has opened the page."""
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
            visitor = Visitor(session, self.address)
            await visitor.mail(fresh=True)
            yield visitor


class Visitor:
    """What the page does, without a page. ``at`` may be moved to another replica."""

    def __init__(self, session: ClientSession, address: str) -> None:
        self.session = session
        self.at = address
        self.seen = 0
        self.order = 0
        self.shown: list[dict[str, Any]] = []

    def message(self, **content: Any) -> dict[str, Any]:
        self.order += 1
        return {"id": f"m-{next(_ids)}", "order": self.order, "seen": self.seen, **content}

    async def post(self, path: str, body: Any, **headers: str) -> ClientResponse:
        return await self.session.post(f"{self.at}{path}", json=body, headers=headers)

    async def says(self, text: str) -> list[dict[str, Any]]:
        return await self.sends(self.message(text=text))

    async def taps(self, label: str) -> list[dict[str, Any]]:
        """The button that was shown last with this in its label."""
        choices = [one for reply in self.shown for one in reply["choices"]]
        tap = next(one["tap"] for one in reversed(choices) if label in one["label"])
        return await self.sends(self.message(tap=tap))

    async def sends(self, message: dict[str, Any]) -> list[dict[str, Any]]:
        response = await self.post("/chat/say", message)
        assert response.status == 200, await response.text()
        return self._show(await response.json())

    async def mail(self, fresh: bool = False) -> list[dict[str, Any]]:
        response = await self.post("/chat/mail", {"seen": self.seen, "fresh": fresh})
        assert response.status == 200, await response.text()
        return self._show(await response.json())

    def _show(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        new: list[dict[str, Any]] = [one for one in body["mail"] if one["n"] > self.seen]
        self.seen = max([self.seen, *(one["n"] for one in new)])
        self.shown += new
        return new


def words(replies: list[dict[str, Any]]) -> str:
    return "\n".join(line["text"] for reply in replies for line in reply["lines"])
