"""A picture, on every channel: a code to scan, with its words beside it and for who cannot see."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser
from sqlalchemy import update

from bot.channels.console import transcript_of
from bot.channels.telegram.outgoing import calls_for
from domain.message import (
    PICTURE_BYTES,
    Button,
    Line,
    Picture,
    Pin,
    Place,
    Rendered,
    Reply,
    ShownPicture,
    start_token,
)
from domain.permissions import Act
from domain.privacy import Level
from domain.text import Text
from handlers.language import BOTH, SEPARATOR, render
from handlers.menu import BY_NAME
from handlers.menu import Line as MenuLine
from handlers.talk import Talk, name_of
from storage.records import Records
from storage.rendered import from_json, to_json
from storage.tables import outbox
from tests.botapi import Upload, bot_api
from tests.browser import Phone, chromium, find_chromium
from tests.house import NOW
from tests.site import site, words
from tests.test_telegram import ME, Person, bot, until


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def png(width: int = 33, height: int = 33) -> bytes:
    """Black, of so many points."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes(width)) * height)
    parts = _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


TOLD = Text("{words}", words="Mã của Sa Rim")
TOY = start_token("toy")


@pytest.fixture
def shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialogue on the menu that shows a picture."""

    async def toy(talk: Talk, _records: Records) -> None:
        text = Text("{words}", words="Quét mã này ở quầy")
        talk.replies.append(Reply((text,), picture=Picture("code.png", png(), TOLD)))

    line = MenuLine(toy, Act.ASK, Level.PUBLIC)
    monkeypatch.setitem(BY_NAME, name_of(toy), line)


def shown(text: str, **more: object) -> Rendered:
    picture = ShownPicture("code.png", png(), "Mã của Sa Rim")
    return Rendered((Line(text),), picture=picture, **more)  # type: ignore[arg-type]


def test_a_picture_lies_in_the_outbox_as_it_was() -> None:
    reply = shown("Quét mã này")
    assert from_json(to_json(reply)) == reply


def test_what_it_shows_is_told_in_the_persons_language() -> None:
    told = Text("Payout date")
    reply = Reply((told,), picture=Picture("code.png", png(), told))
    for mode, line in (
        ("vi", "Ngày lãnh tiền"),
        ("km", "ថ្ងៃបើកប្រាក់"),
        (BOTH, f"Ngày lãnh tiền{SEPARATOR}ថ្ងៃបើកប្រាក់"),
    ):
        picture = render(reply, mode).picture
        assert picture is not None
        assert picture.told == line


def test_a_picture_that_is_too_large_is_none() -> None:
    Picture("code.png", bytes(PICTURE_BYTES), TOLD)
    with pytest.raises(ValueError, match="at most"):
        Picture("code.png", bytes(PICTURE_BYTES + 1), TOLD)


def test_a_terminal_names_it_and_tells_what_it_shows() -> None:
    assert list(transcript_of(shown("Quét mã này"))) == [
        "< Quét mã này",
        "  [picture: code.png] Mã của Sa Rim",
    ]


@pytest.mark.parametrize(
    ("text", "methods"),
    [
        ("x" * 1024, ["send_photo"]),
        ("x" * 1025, ["send_photo", "send_message"]),
        ("👩" * 512, ["send_photo"]),
        ("👩" * 512 + "x", ["send_photo", "send_message"]),
        ("", ["send_photo"]),
        ("Dạ. " * 2000, ["send_photo", "send_message", "send_message"]),
    ],
    ids=["fits", "too long", "fits by units", "too long by units", "no words", "very long"],
)
def test_a_caption_holds_1024_units_and_longer_words_come_after(
    text: str, methods: list[str]
) -> None:
    calls = calls_for(shown(text, choices=(Button("d:main_menu", "Menu"),)))
    assert [call.method for call in calls] == methods
    assert ["reply_markup" in call.given for call in calls] == [*[False] * (len(calls) - 1), True]
    assert calls[0].given.get("caption") == (text if len(calls) == 1 and text else None)


def test_a_pin_comes_before_the_choices_also_beside_a_picture() -> None:
    pin = Pin("Bưu điện", "", Place(10.0, 105.0))
    choices = (Button("d:main_menu", "Menu"),)
    calls = calls_for(shown("Quét mã này", pin=pin, choices=choices))
    assert [call.method for call in calls] == ["send_venue", "send_photo"]


@pytest.mark.usefixtures("shows")
async def test_telegram_gets_a_photo_with_a_caption_now_or_later(url: str) -> None:
    async with bot_api() as api, bot(url, api) as app:
        me = Person(api)
        me.says("tiếng Việt")
        menu = await me.hears("muốn hỏi gì")
        api.update(callback_query=api.query(ME, menu, TOY))
        await until(lambda: any("photo" in one for one in api.sent(ME)))
        api.fails("sendPhoto", 502)
        api.update(callback_query=api.query(ME, menu, TOY))
        await until(lambda: not api.failures)
        await until(lambda: not app.channels["telegram"]._speaking)  # type: ignore[attr-defined]
        async with app.database.engine.begin() as connection:
            await connection.execute(update(outbox).values(due_at=NOW))
        assert await app.delivery.send_due() == 1
        photos = [one for one in api.sent(ME) if "photo" in one]
        assert [one["photo"] for one in photos] == [Upload("code.png", "image/png", png())] * 2
        assert {one["caption"] for one in photos} == {"Quét mã này ở quầy"}
        assert api.complaints == []


@pytest.mark.usefixtures("shows")
async def test_the_web_page_gets_the_bytes_and_what_they_show(url: str) -> None:
    async with site(url) as place, place.visitor() as visitor:
        await visitor.says("tiếng Việt")
        replies = await visitor.sends(visitor.message(tap=TOY))
        assert "Quét mã này ở quầy" in words(replies)
        assert replies[-1]["picture"]["told"] == "Mã của Sa Rim"
        assert base64.b64decode(replies[-1]["picture"]["png"]) == png()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    if find_chromium() is None:
        pytest.skip("no Chromium: apt install chromium")
    async with chromium() as running:
        yield running


@pytest.mark.usefixtures("shows")
async def test_the_page_shows_it_and_screen_readers_tell_of_it(
    sqlite_url: str, browser: Browser
) -> None:
    async with site(sqlite_url) as place:
        phone = await Phone.new(browser, place.address)
        await phone.says("tiếng Việt")
        await phone.hears("muốn hỏi gì")
        await phone.page.evaluate(
            f"""fetch('/chat/say', {{method: 'POST',
                headers: {{'Content-Type': 'application/json'}}, body: JSON.stringify(
                {{id: 'picture-1', order: 9e6, seen: 0, tap: '{TOY}'}})}})"""
        )
        picture = phone.page.locator("[data-from=them] img")
        await picture.wait_for(timeout=60_000)
        assert await picture.get_attribute("alt") == "Mã của Sa Rim"
        assert await picture.evaluate(
            "async one => { await one.decode(); return one.naturalWidth }"
        )
        assert phone.complaints == []
        assert {one for one in phone.asked if one} == {place.address.split("/")[2]}
