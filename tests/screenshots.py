"""Takes the README's pictures: ``python -m tests.screenshots`` (``make pictures``)."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Browser

from benchmarks.turn import filled
from domain.asked import Asked
from domain.case import CaseKind
from domain.payday import to_announce
from domain.permissions import Field
from domain.text import Month
from tests.browser import Phone, chromium
from tests.house import NOW
from tests.house import Phone as InChat
from tests.place import place as at_the_place
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

# The day in numbers, as it is told in chat.
_SUMMARY = ("summary-vi", "light", "vi", ("/link TNHA4796", "1", "1", "/summary"))

# The officials' page: name, whose code, how wide and high.
_DAYS = (("day-phone", "LEAD6943", 360, 740), ("day-desk", "TNHA4796", 1200, 800))
_ANSWERS = (Asked.NO_CODE, Asked.NO_CODE, Asked.PAID_CASH, Asked.NOT_REACHED, Asked.WRONG_DATA)
_RUNG_UP = 25


async def main() -> None:
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'ansinh.db'}"
        await filled(url)
        async with site(url) as place, chromium() as browser:
            for picture in _PICTURES:
                await _take(browser, place.address, *picture)
            await take_poster(browser, place)
            await something_happens(url)
            await _take(browser, place.address, *_SUMMARY)
            for day in _DAYS:
                await take_day(browser, place, *day)


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


async def something_happens(url: str) -> None:
    """Officers ring people up, and one person reports what keeps the money from her."""
    async with at_the_place(url) as there:
        mine = await there.session()
        clerk = InChat(url, "clerk")
        for said in ("tiếng Việt", "/link", "WARD4793", "1"):
            await clerk.says(said)
        officer = await there.session(clerk)
        async with there.records() as records:
            by = await records.staff.at(officer, NOW.date(), timedelta(1))
            assert by is not None
            units = [one.key for one in records.reference.gazetteer.served()]
            after = 0
            for nth in range(_RUNG_UP):
                found = (await records.unpaid.next(units, (), NOW, after)).one
                if found is None:
                    break
                after = found.person.id
                answer = _ANSWERS[nth % len(_ANSWERS)]
                await records.unpaid.answer(after, answer, by.id, NOW)
            for kind in (CaseKind.NOT_RECEIVED, CaseKind.PAY_WAY):
                about = (kind, kind.value, there.person, Month.of(NOW.date()))
                await records.cases.file(*about, mine, NOW)
            await records.corrections.submit(
                there.person, Field.BIRTH, "1949-03-17", by.id, officer, NOW
            )


async def take_day(
    browser: Browser, place: Site, name: str, code: str, width: int, height: int
) -> None:
    """Entered as it is in earnest: by the link that is given in chat."""
    phone = await Phone.new(browser, place.address)
    replies = phone.page.locator("[data-from=them]")
    for words in ("tiếng Việt", "/link", code, "1", "1", "/page"):
        before = await replies.count()
        await phone.says(words)
        await replies.nth(before).wait_for()
        await phone.page.wait_for_timeout(300)
    link = await phone.page.locator("a[href^='/day/in/']").get_attribute("href")
    context = await browser.new_context(
        viewport={"width": width, "height": height}, locale="vi-VN", color_scheme="light"
    )
    page = await context.new_page()
    await page.goto(f"{place.address}{link}")
    await page.click("main button")
    await page.wait_for_url("**/day")
    await page.screenshot(path=str(HERE / f"{name}.png"))
    await context.close()
    await phone.page.context.close()


if __name__ == "__main__":
    asyncio.run(main())
