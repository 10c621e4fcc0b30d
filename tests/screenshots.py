"""Takes the README's pictures: ``python -m tests.screenshots`` (``make pictures``)."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Browser

from benchmarks.turn import filled
from domain.payday import to_announce
from tests.browser import Phone, chromium
from tests.house import NOW
from tests.site import Site, site

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
            await take_poster(browser, place)


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


async def take_poster(browser: Browser, place: Site) -> None:
    """Tomorrow's payday as it comes out of a printer, an A4 sheet of 96 points to the inch."""
    reference = await place.app.database.reference()
    payday = next(
        one
        for days in reference.calendar.values()
        for one in to_announce(days, NOW.date())
        if one.point and reference.points[one.point].name.endswith("Văn Giáo")
    )
    page = await browser.new_page(viewport={"width": 794, "height": 1123})
    await page.goto(f"{place.address}/poster/{payday.id}")
    await page.emulate_media(media="print")
    # What @page leaves free around it; a style tag its policy would not let in.
    await page.evaluate("document.querySelector('main').style.padding = '10mm'")
    await page.evaluate("document.fonts.ready.then(() => true)")
    await page.screenshot(path=str(HERE / "poster.png"))
    await page.close()


if __name__ == "__main__":
    asyncio.run(main())
