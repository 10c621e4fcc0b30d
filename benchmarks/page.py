"""The web page: what the first load weighs, how long it takes on a slow line, and what a message
costs over HTTP.

The yardstick of a message is an aiohttp handler that reads the same JSON and answers with a JSON of
the same size, called by the same client in the same process and run.
"""

from __future__ import annotations

import gzip
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, CookieJar, web
from aiohttp.test_utils import TestServer

from benchmarks.turn import filled, timed
from bot.channels.webchat import WebChat
from bot.channels.webpage import Page
from tests.browser import Phone, chromium, find_chromium
from tests.postgres import Cluster, find_binaries
from tests.site import Site, site

_LOADED = ("app.js", "style.css", "khmer.woff2", "manifest.webmanifest", "icon.svg")
_SLOW_LINES = (("3G", 400, 1600), ("2G", 800, 200))
"""Name, milliseconds there and back, kilobits a second."""


async def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'page.db'}"
        await filled(url)
        loads = await _loads(url)
        messages = await _messages("SQLite", url)
    if find_binaries() is not None:
        with Cluster() as cluster:
            cluster.create_database("page")
            await filled(cluster.url("page"))
            messages += await _messages("PostgreSQL", cluster.url("page"))
    return {"weight": _weight(), "loads": loads, "messages": messages}


def table(measured: dict[str, Any]) -> str:
    weight = measured["weight"]
    lines = [
        f"first load: {weight['plain']:,} bytes, {weight['packed']:,} compressed",
        *(f"  {name:22} {plain:8,} {packed:8,}" for name, plain, packed in weight["files"]),
        "line   first screen s   ready s   first answer s",
        *(
            f"{row['line']:6} {row['first_screen_s']:14.2f} {row['ready_s']:9.2f} "
            f"{row['first_answer_s']:16.2f}"
            for row in measured["loads"]
        ),
        "database     what                          median ms   p99 ms   CPU ms",
        *(
            f"{row['database']:12} {row['what']:28} {row['median_ms']:10.2f} {row['p99_ms']:8.2f} "
            f"{row['cpu_ms']:8.2f}"
            for row in measured["messages"]
        ),
    ]
    return "\n".join(lines)


def _weight() -> dict[str, Any]:
    page = Page(demo=True)
    bodies = {"index.html": page.index.body, **{name: page.files[name].body for name in _LOADED}}
    files = [
        (name, len(body), len(body) if name.endswith(".woff2") else len(gzip.compress(body, 9)))
        for name, body in bodies.items()
    ]
    return {
        "plain": sum(plain for _, plain, _ in files),
        "packed": sum(packed for _, _, packed in files),
        "files": files,
    }


async def _loads(url: str) -> list[dict[str, Any]]:
    if find_chromium() is None:
        print("NO CHROMIUM ON THIS MACHINE: loading the page was not measured")
        return []
    async with site(url) as place, chromium() as browser:
        return [
            await _load(await browser.new_context(), place.address, *line)
            for line in (("local", 0, 0), *_SLOW_LINES)
        ]


async def _load(
    context: Any, address: str, name: str, latency: int, kilobits: int
) -> dict[str, Any]:
    """A browser that has never been there, on a line as slow as told."""
    page = await context.new_page()
    if kilobits:
        tools = await context.new_cdp_session(page)
        speed = kilobits * 1000 / 8
        await tools.send("Network.enable")
        await tools.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": latency,
                "downloadThroughput": speed,
                "uploadThroughput": speed,
            },
        )
    began = time.perf_counter()
    await page.goto(address, wait_until="commit")
    await page.locator("button.big").first.wait_for(timeout=60_000)
    seen = time.perf_counter()
    await page.wait_for_load_state("load", timeout=60_000)
    ready = time.perf_counter()
    phone = Phone(page, address)
    await phone.says("Văn Giáo")
    await page.locator("[data-from=them] .leaf").first.wait_for(timeout=60_000)
    answered = time.perf_counter()
    await context.close()
    return {
        "line": name,
        "first_screen_s": round(seen - began, 2),
        "ready_s": round(ready - began, 2),
        "first_answer_s": round(answered - began, 2),
    }


async def _messages(database: str, url: str) -> list[dict[str, Any]]:
    channel = WebChat(clock=partial(next, count(0, 10)))
    jar = CookieJar(unsafe=True)
    async with site(url, channel=channel) as place, ClientSession(cookie_jar=jar) as browser:
        await browser.post(f"{place.address}/chat/mail", json={"seen": 0, "fresh": True})
        say = _Talk(browser, place)
        async with _echo(await say(0)) as echo:
            bare = partial(_post, browser, echo, say.message())
            return [
                await timed(database, "echo over HTTP", bare),
                await timed(database, "payout message over HTTP", say),
                await timed(database, "mail with nothing new", say.look),
                await timed(database, "echo over HTTP again", bare),
            ]


class _Talk:
    def __init__(self, browser: ClientSession, place: Site) -> None:
        self._browser = browser
        self._place = place
        self._order = 0
        self._seen = 0

    def message(self) -> dict[str, Any]:
        self._order += 1
        return {
            "id": f"bench-{self._order:08d}",
            "order": self._order,
            "seen": self._seen,
            "text": "chừng nào Nhà Bàng phát tiền",
        }

    async def __call__(self, _number: int) -> bytes:
        said = self.message()
        async with self._browser.post(f"{self._place.address}/chat/say", json=said) as answer:
            assert answer.status == 200
            body = await answer.read()
            self._seen = max([self._seen, *(one["n"] for one in (await answer.json())["mail"])])
        return body

    async def look(self, _number: int) -> None:
        said = {"seen": self._seen, "fresh": False}
        async with self._browser.post(f"{self._place.address}/chat/mail", json=said) as answer:
            assert answer.status == 200
            await answer.read()


@asynccontextmanager
async def _echo(body: bytes) -> AsyncIterator[str]:
    """Reads a JSON, and answers with these bytes."""

    async def handle(request: web.Request) -> web.Response:
        await request.json()
        return web.Response(body=body, content_type="application/json")

    application = web.Application()
    application.router.add_post("/", handle)
    server = TestServer(application)
    await server.start_server()
    try:
        yield str(server.make_url("/"))
    finally:
        await server.close()


async def _post(browser: ClientSession, address: str, said: dict[str, Any], _number: int) -> None:
    async with browser.post(address, json=said) as response:
        await response.read()
