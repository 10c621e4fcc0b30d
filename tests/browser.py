"""A real browser, headless, that reaches nothing but this machine."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.house import INDEX_KEY, KEY

ROOT = Path(__file__).parent.parent
PHONE = {"width": 360, "height": 740}
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


def find_chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=list(_QUIET)
        )
        try:
            yield browser
        finally:
            await browser.close()


class Phone:
    """A phone-sized tab that remembers what went wrong in it, and whom it asked."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        self.asked: set[str] = set()
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.asked.add(request.url.split("/")[2]))

    @classmethod
    async def new(cls, browser: Browser, address: str, scheme: str = "light") -> Phone:
        context = await browser.new_context(
            viewport={"width": PHONE["width"], "height": PHONE["height"]},
            has_touch=True,
            is_mobile=True,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        return await cls.tab(context, address)

    @classmethod
    async def tab(cls, context: BrowserContext, address: str) -> Phone:
        phone = cls(await context.new_page(), address)
        await phone.page.goto(address)
        await phone.page.wait_for_function("document.readyState === 'complete'")
        return phone

    async def says(self, text: str) -> None:
        await self.page.fill("#say", text)
        await self.page.press("#say", "Enter")

    async def taps(self, label: str) -> None:
        """The newest button with these words, on the first screen or in the conversation."""
        button = self.page.locator("button:visible:not([disabled])", has_text=label)
        await button.last.click()

    async def hears(self, words: str, times: int = 1) -> None:
        """Waits until the assistant has said it so many times, and not more."""
        said = self.page.locator("[data-from=them]", has_text=words)
        await said.nth(times - 1).wait_for(timeout=60_000)
        assert await said.count() == times

    async def said(self) -> list[str]:
        """Her own bubbles, without what is for ears only."""
        return [
            (await one.inner_text()).strip()
            for one in await self.page.locator("[data-from=me] .words").all()
        ]


_START_TRIES = 1200
"""A minute: the machine may be doing much else."""


class Service:
    """``ansinh serve`` in a process of its own, to be killed and started again."""

    def __init__(self, url: str, port: int, **settings: str) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "ANSINH_DATABASE_URL": url,
            "ANSINH_KEY": KEY,
            "ANSINH_INDEX_KEY": INDEX_KEY,
            "ANSINH_WEB_PORT": str(port),
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"],
            env=self._environment,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(_START_TRIES):
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                urllib.request.urlopen(f"{self.address}/health", timeout=5).close()
                return
            time.sleep(0.05)
        raise AssertionError("the service does not start")

    def stop(self) -> None:
        """Tell it to stop, and do not wait."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float) -> int:
        """Its exit status, once it has stopped. Raises TimeoutExpired."""
        assert self._process is not None
        return self._process.wait(seconds)

    def kill(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None


@contextlib.contextmanager
def service(url: str, port: int) -> Iterator[Service]:
    running = Service(url, port)
    try:
        running.start()
        yield running
    finally:
        running.kill()
