"""Takes the README's pictures: ``python -m tests.screenshots`` (``make pictures``)."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Browser

from benchmarks.turn import filled
from tests.browser import Phone, chromium
from tests.site import site

HERE = Path(__file__).parent / "screenshots"

# Name, theme, the language chosen on the first screen (or none), and what is said.
_PICTURES: tuple[tuple[str, str, str | None, tuple[str, ...]], ...] = (
    ("first", "light", None, ()),
    ("payout-vi", "light", "vi", ("Văn Giáo",)),
    ("payout-km", "dark", "km", ("Văn Giáo",)),
    ("nearest-vi", "light", "vi", ("/nearest Nhà Bàng", "1")),
    ("nearest-km", "light", "km", ("/nearest Nhà Bàng", "1")),
    ("account-vi", "dark", "vi", ("/link", "PAPR6437", "1958", "đồng ý", "/account")),
)


async def main() -> None:
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'ansinh.db'}"
        await filled(url)
        async with site(url) as place, chromium() as browser:
            for picture in _PICTURES:
                await _take(browser, place.address, *picture)


async def _take(
    browser: Browser,
    address: str,
    name: str,
    theme: str,
    language: str | None,
    said: tuple[str, ...],
) -> None:
    phone = await Phone.new(browser, address, theme)
    page = phone.page
    replies = page.locator("[data-from=them]")
    if language:
        await page.click(f"button[data-tap='d:set_language:mode={language}']")
        await replies.first.wait_for()
    for words in said:
        before = await replies.count()
        await phone.says(words)
        await replies.nth(before).wait_for()
    await page.evaluate("document.fonts.ready.then(() => true)")
    await page.wait_for_timeout(700)  # until it has scrolled
    await page.screenshot(path=str(HERE / f"{name}.png"))
    await page.context.close()


if __name__ == "__main__":
    asyncio.run(main())
