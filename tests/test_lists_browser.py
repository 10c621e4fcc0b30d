"""A list on the page, in a real browser: chosen, shown what is in it, taken."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncIterator
from typing import Any

import openpyxl
import pytest
from playwright.async_api import Browser

from bot.list_errands import run_errands
from bot.telling import tell_due
from storage.tables import person
from tests.browser import chromium, find_chromium
from tests.site import site
from tests.test_lists_page import BAD, HEADER, HOA, SEN, SEND, count
from tests.test_page_files import at_work

pytestmark = pytest.mark.skipif(
    find_chromium() is None, reason="no chromium here: apt install chromium"
)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


def workbook(*rows: str) -> Any:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "An Cư"
    for line in ("Danh sách người hưởng trợ cấp xã hội tháng 11/2026", "Xã An Cư", HEADER, *rows):
        sheet.append(line.split(";"))
    made = io.BytesIO()
    book.save(made)
    return {"name": "danh-sach-xa.xlsx", "mimeType": _XLSX, "buffer": made.getvalue()}


async def test_a_list_is_chosen_on_the_page_looked_at_and_taken(
    sqlite_url: str, browser: Browser
) -> None:
    before = await count(sqlite_url, person)
    async with site(sqlite_url) as place:
        clerk = await at_work(browser, place, "WARD4793")
        sent: list[str] = []
        clerk.page.on("request", lambda one: sent.append(str(one.post_data_buffer or b"")))
        for said in SEND:
            await clerk.says(said)
        await clerk.hears("tối đa 10 MB")
        picker = clerk.page.locator("[data-wants=sheet] input")
        assert await picker.get_attribute("accept") == ".xlsx,.xls,.csv"
        bad = [BAD.format(number=number) for number in range(3, 15)]
        await picker.set_input_files(workbook(HOA, SEN, *bad))
        await clerk.hears("Đang đọc tệp")
        assert not [one for one in sent if "danh-sach-xa" in one], "its name stays here"
        for _ in range(1200):
            if await run_errands(place.app):
                break
            await asyncio.sleep(0.05)
        await tell_due(place.app)
        await clerk.hears("2 dòng nhập được")
        await clerk.hears("An Cư, dòng 6, cột B")
        saved = clerk.page.locator("a[download='an-sinh.xlsx']")
        await saved.wait_for()
        if folder := os.environ.get("ANSINH_LOOK"):
            await clerk.page.set_viewport_size({"width": 360, "height": 740})
            await clerk.page.screenshot(path=f"{folder}/lists-1.png")
            talk = clerk.page.locator("#talk")
            for number in (2, 3):
                await talk.evaluate("one => one.scrollBy(0, 560)")
                await clerk.page.screenshot(path=f"{folder}/lists-{number}.png")
        async with clerk.page.expect_download() as downloading:
            await saved.click()
        path = await (await downloading.value).path()
        assert openpyxl.load_workbook(io.BytesIO(path.read_bytes())).active is not None
        await clerk.taps("Nhập, bỏ 12 dòng lỗi")
        await clerk.hears("Đã nhập")
        assert clerk.complaints == []
    assert await count(sqlite_url, person) == before + 2
