"""Photos and voice notes on the page, in a real browser."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Browser, Route

from bot.telling import tell_due
from domain.file import FileUse
from domain.permissions import Act
from domain.privacy import Level
from domain.text import Text
from handlers.asks_files import Taking, VoiceOrWords
from handlers.menu import BY_COMMAND, BY_NAME, Line
from handlers.staff.asks import Words
from handlers.talk import Talk
from storage.records import Records
from tests.browser import Phone, chromium, find_chromium
from tests.files import PHOTO, VOICE, picture
from tests.site import Site, site
from tests.test_files_by_channel import SAID, rows

pytestmark = pytest.mark.skipif(
    find_chromium() is None, reason="no chromium here: apt install chromium"
)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


async def at_work(browser: Browser, place: Site, code: str) -> Phone:
    phone = await Phone.new(browser, place.address)
    await phone.says("tiếng Việt")
    await phone.hears("muốn hỏi gì")
    for said, heard in (("/link", "gõ mã"), (code, "Có đúng là"), ("1", "đăng nhập trước")):
        await phone.says(said)
        await phone.hears(heard)
    await phone.says("1")
    await phone.hears("đã đăng nhập")
    return phone


async def at_card(browser: Browser, place: Site) -> Phone:
    clerk = await at_work(browser, place, "PSTA7364")
    for said, heard in zip(
        SAID, ("người hưởng nào", "Là người nào", "sai phần nào", "sinh ngày nào", "Gửi đi"),
        strict=True,
    ):  # fmt: skip
        await clerk.says(said)
        await clerk.hears(heard)
    return clerk


def jpeg(content: bytes = PHOTO, name: str = "can-cuoc-ba-Sa-Rim.jpg") -> Any:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


async def here(url: str, state: str = "here") -> Any:
    for _ in range(300):
        found = await rows(url)
        if found and found[-1].state == state:
            return found[-1]
        await asyncio.sleep(0.05)
    raise AssertionError(f"no file is {state}")


async def test_a_photo_goes_from_one_page_to_the_other(url: str, browser: Browser) -> None:
    async with site(url) as place:
        clerk = await at_card(browser, place)
        sent: list[str] = []
        clerk.page.on("request", lambda one: sent.append(one.post_data or ""))
        await clerk.page.set_input_files("[data-wants=photo] input", jpeg())
        await clerk.hears("Có kèm hình giấy tờ")
        await here(url)
        assert await clerk.page.locator(".bubble .seen").count() == 1, "what she picked"
        assert (await clerk.said())[-1] == "can-cuoc-ba-Sa-Rim.jpg"
        assert not [one for one in sent if "Sa-Rim" in one], "what it is called stays on the phone"
        await clerk.taps("Có")
        await clerk.hears("Đã gửi duyệt")
        leader = await at_work(browser, place, "LEAD6943")
        await leader.says("/queue")
        await leader.taps("Mở hình")
        shown = leader.page.locator("img.sent")
        await shown.wait_for()
        await leader.page.wait_for_function("document.querySelector('img.sent').naturalWidth > 0")
        sides = "one => [one.naturalWidth, one.naturalHeight]"
        assert await shown.evaluate(sides) == [60, 80], "upright, as it was held"
        assert (await shown.get_attribute("alt")) == "Hình giấy tờ"
        await leader.page.reload()
        await leader.page.locator("img.sent").wait_for()
        assert clerk.complaints == leader.complaints == []
        assert leader.asked == {place.address.removeprefix("http://")}


async def test_a_large_photo_is_made_smaller_on_the_phone(
    sqlite_url: str, browser: Browser
) -> None:
    large = picture("JPEG", (3200, 2400))
    assert len(large) > 2_000_000
    async with site(sqlite_url) as place:
        clerk = await at_card(browser, place)
        await clerk.page.set_input_files("[data-wants=photo] input", jpeg(large))
        await clerk.hears("Có kèm hình giấy tờ")
        file = await here(sqlite_url)
        assert file.size < len(large)
        async with place.app.database.snapshot() as records:
            content = await records.fetching.content(file.id)
        assert Image.open(io.BytesIO(content or b"")).size == (1800, 2400), "upright"
        assert clerk.complaints == []


async def test_what_is_no_photo_is_said_so_and_the_next_one_is_taken(
    sqlite_url: str, browser: Browser
) -> None:
    async with site(sqlite_url) as place:
        clerk = await at_card(browser, place)
        await clerk.page.set_input_files("[data-wants=photo] input", jpeg(b"no picture"))
        await clerk.hears("Có kèm hình giấy tờ")
        await here(sqlite_url, "refused")
        await clerk.page.locator(".failed").wait_for()
        await tell_due(place.app)
        await clerk.hears("không phải hình")
        await clerk.page.locator("[data-wants=photo] input").last.set_input_files(jpeg())
        await clerk.hears("Có kèm hình giấy tờ", times=2)
        await here(sqlite_url)


async def test_a_line_that_breaks_while_a_photo_goes_brings_it_when_it_is_back(
    sqlite_url: str, browser: Browser
) -> None:
    async def cut(route: Route) -> None:
        await route.abort()

    async with site(sqlite_url) as place:
        clerk = await at_card(browser, place)
        await clerk.page.route("**/chat/file/*", cut, times=1)
        await clerk.page.set_input_files("[data-wants=photo] input", jpeg())
        await clerk.hears("Có kèm hình giấy tờ")
        assert (await rows(sqlite_url))[-1].state == "awaited"
        await here(sqlite_url)


async def complain(talk: Talk, records: Records) -> None:
    """A dialogue that takes words, a voice or a photo, and gives it back."""
    question = Words(Text("{name}", name="Nói đi."), 200)
    said = await talk.ask("said", VoiceOrWords(Taking(talk, records, FileUse.WORDS), question))
    talk.say(Text("{name}", name=said.words or f"Tệp {said.file.id if said.file else 0}."))


async def test_a_voice_note_answers_where_words_are_asked_for(
    sqlite_url: str, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line(complain, Act.ASK, Level.PUBLIC)
    monkeypatch.setitem(BY_NAME, line.name, line)
    monkeypatch.setitem(BY_COMMAND, "/complain", line)
    async with site(sqlite_url) as place:
        phone = await Phone.new(browser, place.address)
        await phone.says("tiếng Việt")
        await phone.hears("muốn hỏi gì")
        await phone.says("/complain")
        await phone.hears("Nói đi")
        picker = phone.page.locator("[data-wants=voice] input")
        assert await picker.get_attribute("accept") == "audio/*"
        assert await picker.get_attribute("capture") is not None
        voice: Any = {"name": "note.ogg", "mimeType": "audio/ogg", "buffer": VOICE}
        await picker.set_input_files(voice)
        file = await here(sqlite_url)
        assert file.kind == "ogg"
        await phone.hears(f"Tệp {file.id}.")
        await phone.says("/complain")
        await phone.hears("Nói đi", times=2)
        await phone.says("tiền không tới")
        await phone.hears("tiền không tới")
