"""Telegram, against a server that is strict about the Bot API's rules."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
import random
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientError, web
from aiohttp.test_utils import TestServer
from sqlalchemy import select
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.app import App, build
from bot.channels.channel import Gone, Limits, Program, Refused, Retry, SendError
from bot.channels.telegram import Telegram
from bot.channels.telegram.channel import PATH
from bot.channels.telegram.errors import send_error
from bot.channels.telegram.incoming import Said, read
from bot.channels.telegram.outgoing import calls_for, split, units
from bot.settings import Mode
from bot.web import application
from domain.message import Button, Contact, Line, Rendered
from handlers import route
from handlers.menu import MENU
from storage.database import Unavailable
from storage.outbox import Outbox
from storage.tables import failure, inbox, lease, outbox, session, unreadable
from tests.botapi import TOKEN, BotApi, bot_api
from tests.browser import Service
from tests.house import NOW, settings
from tests.test_engine import count

SAMPLES = Path(__file__).parent / "telegram_updates.jsonl"
ERRORS = Path(__file__).parent / "telegram_errors.jsonl"
ME = 7


@asynccontextmanager
async def bot(url: str, api: BotApi, mode: Mode = Mode.POLLING) -> AsyncIterator[App]:
    """One replica, hearing."""
    channel = Telegram(TOKEN, api.url, mode, "https://ansinh.example")
    channel._pause = 0.05
    channel.limits = Limits(30, burst=1000)  # nobody reads as fast as a test
    async with running(url, channel) as (app, server):
        if mode is Mode.WEBHOOK:
            api.pushed_to = str(server.make_url(PATH))
        yield app


@asynccontextmanager
async def running(url: str, channel: Telegram) -> AsyncIterator[tuple[App, TestServer]]:
    app = build(settings(url), [channel], lambda: NOW)
    server = TestServer(application(app.database, app.channels.values(), app))
    await server.start_server()
    hearing = asyncio.create_task(channel.listen(app))
    try:
        yield app, server
    finally:
        hearing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await hearing
        await server.close()
        await app.close()


async def until(true: Callable[[], bool]) -> None:
    for _ in range(1500):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it does not happen")


class Person:
    """Somebody with the app. Every request of the bot is checked by the server."""

    def __init__(self, api: BotApi, number: int = ME) -> None:
        self.api = api
        self.number = number

    def says(self, text: str) -> dict[str, Any]:
        return self.sends(text=text)

    def sends(self, **content: Any) -> dict[str, Any]:
        message = self.api.message(self.number, **content)
        self.api.update(message=message)
        return message

    async def hears(self, words: str) -> dict[str, Any]:
        """The newest message with these words."""

        def found() -> list[dict[str, Any]]:
            return [one for one in self.api.sent(self.number) if words in one.get("text", "")]

        await until(lambda: bool(found()))
        return found()[-1]

    def taps(self, message: Mapping[str, Any], label: str) -> None:
        button = next(
            button
            for row in message["reply_markup"]["inline_keyboard"]
            for button in row
            if label in button["text"]
        )
        query = self.api.query(self.number, message, button["callback_data"])
        self.api.update(callback_query=query)


def labels(message: Mapping[str, Any]) -> list[str]:
    rows = message["reply_markup"]["keyboard"]
    return [one if isinstance(one, str) else one["text"] for row in rows for one in row]


async def test_a_whole_conversation_keeps_every_rule_of_the_bot_api(url: str) -> None:
    async with bot_api() as api, bot(url, api):
        me = Person(api)
        me.says("/start")
        welcome = await me.hears("muốn dùng tiếng Việt")
        me.taps(welcome, "Tiếng Việt")
        menu = await me.hears("muốn hỏi gì")
        assert "Ngày lãnh tiền" in labels(menu), "the menu is the phone's own keyboard"
        me.says("Nơi lãnh gần nhất")
        question = await me.hears("đang ở đâu")
        asks = [one for row in question["reply_markup"]["keyboard"] for one in row]
        assert any(isinstance(one, dict) and one.get("request_location") for one in asks)
        me.sends(location={"latitude": 10.6977, "longitude": 105.118})
        await me.hears("Bưu điện Châu Đốc, cách 1 km")
        await until(lambda: any("title" in one for one in api.sent(ME)))
        venue = next(one for one in api.sent(ME) if "title" in one)
        assert venue["title"] == "Bưu điện Châu Đốc"
        more = await me.hears("Bưu điện Vĩnh Mỹ")
        me.taps(more, "Xem thêm")
        await me.hears("Có ghế ngồi. Có mái che.")
        await until(lambda: "✓" in json.dumps(api.sent(ME), ensure_ascii=False))
        assert api.complaints == []
        answered = [given for method, given in api.calls if method == "answerCallbackQuery"]
        assert len(answered) == 2
        for method, given in api.calls:
            if method == "sendMessage":
                assert given["link_preview_options"] == {"is_disabled": True}


async def test_commands_are_offered_in_every_language(sqlite_url: str) -> None:
    async with bot_api() as api, bot(sqlite_url, api):
        await until(lambda: any(method == "getUpdates" for method, _ in api.calls))
        told = {
            given.get("language_code"): given["commands"]
            for method, given in api.calls
            if method == "setMyCommands"
        }
        assert set(told) == {None, "vi", "km", "en"}
        assert {"command": "payout", "description": "ថ្ងៃបើកប្រាក់"} in told["km"]
        assert {"command": "back", "description": "Quay lại"} in told["vi"]
        offered = {one["command"] for one in told[None]}
        assert {"payout", "account", "nearest", "menu", "help", "language"} < offered
        assert "signin" not in offered, "staff know what they came for; others need not wonder"
        assert api.complaints == []


async def test_a_pressed_button_is_marked_and_presses_nothing_a_second_time(url: str) -> None:
    async with bot_api() as api, bot(url, api):
        me = Person(api)
        me.says("An Cư")
        question = await me.hears("lãnh ở điểm nào")
        me.taps(question, "Vĩnh Trung")
        await me.hears("chưa tới ngày")
        await until(lambda: len(question["reply_markup"]["inline_keyboard"]) == 1)
        [[left]] = question["reply_markup"]["inline_keyboard"]
        assert left["text"].startswith("✓ ")
        assert left["callback_data"] == "-"
        before = await count(url, inbox)
        me.taps(question, "✓")
        await until(lambda: not api._queries)
        assert await count(url, inbox) == before
        assert api.complaints == []


async def test_an_answer_does_not_wait_for_its_button_to_be_seen_to(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bot_api() as api, bot(sqlite_url, api):
        me = Person(api)
        me.says("An Cư")
        question = await me.hears("lãnh ở điểm nào")
        heard = asyncio.Event()

        async def once_it_is_heard(_given: object) -> bool:
            await heard.wait()
            return True

        for method in ("_answerCallbackQuery", "_editMessageReplyMarkup"):
            monkeypatch.setattr(api, method, once_it_is_heard)
        me.taps(question, "Vĩnh Trung")
        await me.hears("chưa tới ngày")
        heard.set()
        assert api.complaints == []


async def test_a_contact_is_ones_own_only_where_telegram_says_so() -> None:
    api = BotApi()
    for user, vouched in (({"user_id": ME}, True), ({"user_id": 8}, False), ({}, False)):
        contact = {"phone_number": "+84900000001", "first_name": "x", **user}
        event = read(api.update(message=api.message(ME, contact=contact)))
        assert isinstance(event, Said)
        assert event.incoming.contact == Contact("+84900000001", vouched)


async def test_in_a_group_it_says_once_that_it_answers_alone_and_no_more(url: str) -> None:
    async with bot_api() as api, bot(url, api) as app:
        for text in ("/start", "An Cư", "hello"):
            message = api.message(ME, text=text)
            message["chat"] = {"id": -55, "type": "group", "title": "x"}
            api.update(message=message)
        me = Person(api)
        me.says("Văn Giáo")
        await me.hears("Ngày mai cô bác đi được")
        await until(lambda: api.unconfirmed == [])
        await said(app)
        assert len(api.sent(-55)) == 1
        assert "chỉ trả lời riêng" in api.sent(-55)[0]["text"]


async def test_who_blocks_the_bot_is_gone_until_they_write_again(url: str) -> None:
    async with bot_api() as api, bot(url, api) as app:
        me = Person(api)
        me.says("tiếng Việt")
        await me.hears("muốn hỏi gì")

        async def gone() -> bool:
            async with app.database.engine.connect() as connection:
                found = await connection.execute(select(session.c.gone_at))
            return found.scalar() is not None

        user = {"id": 123456, "is_bot": True, "first_name": "An Sinh"}
        for status, expected in (("kicked", True), ("member", False), ("kicked", True)):
            api.update(
                my_chat_member={
                    "chat": {"id": ME, "type": "private"},
                    "from": {"id": ME, "is_bot": False, "first_name": "x"},
                    "date": 1764036000,
                    "old_chat_member": {"status": "member", "user": user},
                    "new_chat_member": {"status": status, "user": user, "until_date": 0},
                }
            )
            for _ in range(300):
                if await gone() is expected:
                    break
                await asyncio.sleep(0.01)
            assert await gone() is expected
        me.says("Văn Giáo")
        await me.hears("Ngày mai cô bác đi được")
        assert not await gone()
        api.blocked.add(ME)
        me.says("Nhà Bàng")
        for _ in range(300):
            if await gone():
                break
            await asyncio.sleep(0.01)
        assert await gone(), "a 403 says the same"
        async with app.database.engine.connect() as connection:
            states = set((await connection.execute(select(outbox.c.state))).scalars())
        assert "waiting" not in states


async def test_an_edited_message_counts_only_while_its_question_is_open(url: str) -> None:
    async with bot_api() as api, bot(url, api):
        me = Person(api)
        for said, heard in (("tiếng Việt", "muốn hỏi gì"), ("/payout", "lãnh tiền ở đâu")):
            me.says(said)
            await me.hears(heard)
        wrong = me.says("Vawn Giaso xyz")
        await me.hears("chưa biết chỗ đó")
        api.update(edited_message=wrong | {"text": "Văn Giáo", "edit_date": 1764036001})
        await me.hears("Ngày mai cô bác đi được")
        before = len(api.texts(ME))
        api.update(edited_message=wrong | {"text": "Nhà Bàng", "edit_date": 1764036002})
        me.says("Nhà Bàng")
        await me.hears("Bưu điện Nhà Bàng")
        assert len(api.texts(ME)) == before + 1, "the second edit was no new message"


async def test_somebody_types_while_an_answer_takes_long(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = Outbox.put

    async def slowly(*given: Any) -> Any:
        await asyncio.sleep(0.3)
        return await put(*given)

    async with bot_api() as api, bot(sqlite_url, api) as app:
        app.channels["telegram"]._typing_after = 60  # type: ignore[attr-defined]
        me = Person(api)
        me.says("Văn Giáo")
        await me.hears("Ngày mai cô bác đi được")
        assert not [1 for method, _ in api.calls if method == "sendChatAction"]
        app.channels["telegram"]._typing_after = 0.05  # type: ignore[attr-defined]
        monkeypatch.setattr(Outbox, "put", slowly)
        me.says("Nhà Bàng")
        await me.hears("Bưu điện Nhà Bàng")
        assert [given for method, given in api.calls if method == "sendChatAction"]


async def test_a_label_from_an_earlier_version_is_still_understood(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A keyboard stays on a phone until another one comes."""
    renamed = tuple(
        replace(line, earlier=("Coi ngày phát tiền",)) if line.name == "payout_date" else line
        for line in MENU
    )
    monkeypatch.setattr(route, "MENU", renamed)
    route._labels.cache_clear()
    async with bot_api() as api, bot(sqlite_url, api):
        me = Person(api)
        for said, heard in (
            ("tiếng Việt", "muốn hỏi gì"),
            ("Coi ngày phát tiền", "lãnh tiền ở đâu"),
        ):
            me.says(said)
            await me.hears(heard)
        for label in ("ថ្ងៃបើកប្រាក់", "Payout date"):
            me.says("/cancel")
            me.says(label)
        await until(lambda: sum("lãnh tiền ở đâu" in text for text in api.texts(ME)) == 3)
    route._labels.cache_clear()


@pytest.mark.parametrize("mode", list(Mode))
async def test_a_kill_in_mid_batch_loses_nothing_and_files_nothing_twice(
    url: str, mode: Mode
) -> None:
    """A real process, killed with -9 while it answers; the next one goes on."""
    async with bot_api() as api:
        people = [Person(api, number) for number in range(2000, 2030)]
        with telegram_service(url, 18781, api, mode) as running:
            await asyncio.to_thread(running.start)
            updates = [
                api.update(message=api.message(one.number, text="Văn Giáo")) for one in people
            ]
            pushing = asyncio.create_task(push_until_heard(api, updates, mode))
            await until(lambda: sum(len(api.texts(one.number)) for one in people) >= 6)
            await asyncio.to_thread(running.kill)
            await half_a_minute_passes(url)
            await asyncio.to_thread(running.start)
            await pushing
            # A greeting and an answer; which one depends on the real clock of that process.
            await until(lambda: all(len(api.texts(one.number)) >= 2 for one in people))
        assert await count(url, inbox) == 30
        assert await count(url, session) == 30
        assert api.complaints == []


async def half_a_minute_passes(url: str) -> None:
    """What the dead process held is free: its turn to poll, and the replies it was sending."""
    app = build(settings(url))
    before = datetime.now(UTC) - timedelta(seconds=1)
    async with app.database.engine.begin() as connection:
        await connection.execute(lease.update().values(until=before))
        waiting = outbox.c.state == "waiting"
        await connection.execute(outbox.update().where(waiting).values(due_at=before))
    await app.close()


async def push_until_heard(api: BotApi, updates: list[dict[str, Any]], mode: Mode) -> None:
    """As Telegram does: again and again until it is told 200."""
    if mode is not Mode.WEBHOOK:
        return
    await until(lambda: bool(api.webhook))
    for update in updates:
        while True:
            with contextlib.suppress(OSError, ClientError):
                if await api.push(update) == 200:
                    break
            await asyncio.sleep(0.05)


@contextlib.contextmanager
def telegram_service(url: str, port: int, api: BotApi, mode: Mode) -> Iterator[Service]:
    api.pushed_to = f"http://127.0.0.1:{port}{PATH}"
    running = Service(
        url,
        port,
        ANSINH_TELEGRAM_TOKEN=TOKEN,
        ANSINH_TELEGRAM_API_URL=api.url,
        ANSINH_TELEGRAM_MODE=mode.value,
        ANSINH_PUBLIC_URL="https://ansinh.example",
    )
    try:
        yield running
    finally:
        running.kill()


# --- Every shape is survived --------------------------------------------------------------------


def shapes() -> list[dict[str, Any]]:
    lines = SAMPLES.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["update"] for line in lines]


def odd(api: BotApi) -> list[Any]:
    """Kinds that nobody handles, and some that do not exist yet."""
    said = api.message
    file = {"file_id": "f", "file_unique_id": "u"}
    return [
        {"message": said(ME, sticker=file | _sized() | {"type": "regular", "is_animated": False})},
        {"message": said(ME, dice={"emoji": "🎲", "value": 3})},
        {"message": said(ME, voice=file | {"duration": 3, "file_size": 999})},
        {"message": said(ME, photo=[file | _sized()], caption="giấy tờ")},
        {"message": said(ME, document=file | {"file_name": "x.pdf"})},
        {"message": said(ME, video_note=file | {"length": 1, "duration": 1})},
        {"message": said(ME, text="x" * 4096)},
        {"message": said(ME, text="👩🏽‍🌾" * 300)},
        {"message": said(ME, hologram={"of": "the future"})},
        {"message": said(ME, story={"chat": {"id": 1, "type": "channel"}, "id": 1})},
        {"message": said(ME, pinned_message=said(ME, text="x"))},
        {"message": said(ME, text="hi") | {"from": {"id": 9, "is_bot": True, "first_name": "b"}}},
        {"channel_post": said(ME, text="x") | {"chat": {"id": -9, "type": "channel"}}},
        {"message_reaction": {"anything": 1}},
        {"business_message": said(ME, text="x")},
        {"inline_query": {"id": "1"}},
    ]


def _sized() -> dict[str, int | bool]:
    return {"width": 9, "height": 9, "is_video": False}


BROKEN: tuple[Any, ...] = (
    {"message": {}},
    {"message": None},
    {"message": "text"},
    {"message": {"message_id": "x", "date": "y", "chat": 5}},
    {"message": {"message_id": 1, "date": 10**30, "chat": {"id": 7, "type": "private"}}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 7}}},
    {"callback_query": {"id": "1"}},
    {"callback_query": []},
    {"edited_message": {"text": "x"}},
    {"my_chat_member": {"chat": {"id": 7, "type": "private"}}},
    {"message": {"message_id": 1, "date": 1, "from": {"id": 1, "first_name": "no is_bot"}}},
)


async def test_every_shape_of_an_update_is_survived_by_polling(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """None blocks those behind it, none comes back, and nothing of them is in a log line."""
    caplog.set_level(logging.DEBUG)
    async with bot_api() as api, bot(url, api):
        for shape in shapes():
            api.raw(shape | {"update_id": next(api._numbers)})
        for content in [*odd(api), *BROKEN]:
            api.update(**content)
        rubbish: Any
        for rubbish in ("text", 5, None, []):
            api.raw(rubbish)
        me = Person(api)
        me.says("/cancel")  # a photo among them is asked about
        me.says("Văn Giáo")
        await me.hears("Ngày mai cô bác đi được")
        await until(lambda: not [one for one in api.unconfirmed if isinstance(one, dict)])
        assert complaints(api) == []
        assert await count(url, unreadable) >= 5
        assert await count(url, failure) == 0
        said = api.texts(ME)
        assert any("Trong hình có mã OTP" in text for text in said)
        assert any("chưa hiểu" in text for text in said)
    for record in caplog.records:
        line = record.getMessage()
        assert "Néang" not in line
        assert TOKEN not in line
        assert "giấy tờ" not in line


async def test_every_shape_of_an_update_is_survived_by_webhook(sqlite_url: str) -> None:
    async with bot_api() as api, bot(sqlite_url, api, Mode.WEBHOOK):
        await until(lambda: bool(api.webhook))
        assert api.webhook["max_connections"] == 40
        for content in [*shapes(), *odd(api), *BROKEN]:
            update = content | {"update_id": next(api._numbers)}
            assert await api.push(update) == 200
        me = Person(api)
        for said in ("/cancel", "Văn Giáo"):  # a photo among them is asked about
            assert await api.push(me.api.update(message=api.message(ME, text=said))) == 200
        await me.hears("Ngày mai cô bác đi được")
        assert complaints(api) == []


def complaints(api: BotApi) -> list[str]:
    """But for queries in the samples, which the server never asked."""
    return [one for one in api.complaints if "query is too old" not in one]


async def test_a_webhook_without_the_secret_is_refused(sqlite_url: str) -> None:
    async with bot_api() as api, bot(sqlite_url, api, Mode.WEBHOOK):
        await until(lambda: bool(api.webhook))
        update = api.update(message=api.message(ME, text="Văn Giáo"))
        for secret in ("", "wrong", api.webhook["secret_token"] + "x", "é"):
            with contextlib.suppress(ValueError):
                assert await api.push(update, secret) == 403
        assert await count(sqlite_url, inbox) == 0


async def test_by_webhook_nothing_is_confirmed_before_it_is_committed(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bot_api() as api, bot(url, api, Mode.WEBHOOK):
        await until(lambda: bool(api.webhook))
        update = api.update(message=api.message(ME, text="Văn Giáo"))

        async def away(*_given: object) -> None:
            raise Unavailable("gone")

        with monkeypatch.context() as patched:
            patched.setattr(Outbox, "put", away)
            assert await api.push(update) == 503
        assert [await api.push(update) for _ in range(3)] == [200, 200, 200]
        await Person(api).hears("Ngày mai cô bác đi được")
        assert await count(url, inbox) == 1


async def test_updates_that_overtake_each_other_answer_no_later_question(url: str) -> None:
    async with bot_api() as api, bot(url, api, Mode.WEBHOOK):
        await until(lambda: bool(api.webhook))
        me = Person(api)
        early = api.update(message=api.message(ME, text="2"))
        later = api.update(message=api.message(ME, text="Tịnh Biên"))
        await api.push(later)
        await me.hears("nơi nào trong mấy nơi này")
        await api.push(early)
        await me.hears("Tin đó tới trễ")


async def test_while_the_database_is_away_the_offset_stays(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bot_api() as api, bot(url, api):
        me = Person(api)
        me.says("tiếng Việt")
        await me.hears("muốn hỏi gì")
        tries = 0

        async def away(*_given: object) -> None:
            nonlocal tries
            tries += 1
            raise Unavailable("gone")

        with monkeypatch.context() as patched:
            patched.setattr(Outbox, "put", away)
            me.says("Văn Giáo")
            me.says("Nhà Bàng")
            await until(lambda: tries >= 2)
            assert len(api.unconfirmed) == 2
        await me.hears("Bưu điện Nhà Bàng")
        assert sum("Ngày mai cô bác đi được" in text for text in api.texts(ME)) == 1
        assert api.complaints == []


async def test_of_two_replicas_one_polls(url: str) -> None:
    async with bot_api() as api, bot(url, api) as one, bot(url, api) as other:
        me = Person(api)
        for _ in range(5):
            me.says("Văn Giáo")
        await until(lambda: len(api.texts(ME)) >= 6)
        await asyncio.sleep(0.3)
        assert len(api.texts(ME)) == 6, "each is answered once, and one greeting"
        assert one.house.holder != other.house.holder
        polls = [given for method, given in api.calls if method == "getUpdates"]
        assert polls
        assert api.complaints == []


async def test_a_batch_of_many_chats_is_heard_each_in_its_order(url: str) -> None:
    async with bot_api() as api, bot(url, api):
        people = [Person(api, number) for number in range(1000, 1012)]
        for said in ("tiếng Việt", "Tịnh Biên", "3"):
            for one in people:
                one.says(said)
        for one in people:
            await one.hears("lãnh tiền nào")
        assert api.complaints == []


# --- What goes wrong when speaking --------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "means"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Gone),
        (Forbidden("Forbidden: user is deactivated"), Gone),
        (BadRequest("Bad Request: chat not found"), Gone),
        (BadRequest("Bad Request: PEER_ID_INVALID"), Gone),
        (BadRequest("Bad Request: group is deactivated"), Gone),
        (ChatMigrated(-1), Gone),
        (BadRequest("Bad Request: message text is empty"), Refused),
        (NetworkError("Request Entity Too Large (413)"), Refused),
        (InvalidToken(), Retry),
        (Conflict("Conflict: x"), Retry),
        (NetworkError("Bad Gateway"), Retry),
        (NetworkError("Internal Server Error"), Retry),
        (TimedOut(), Retry),
        (TelegramError("no JSON"), Retry),
    ],
    ids=lambda one: getattr(one, "__name__", str(one))[:40],
)
def test_every_refusal_means_again_never_or_nobody_there(
    error: TelegramError, means: type[SendError]
) -> None:
    found = send_error(error)
    assert type(found) is means
    assert error.message not in found.args[0] or error.message == found.args[0]


def refusals() -> list[Any]:
    lines = ERRORS.read_text(encoding="utf-8").splitlines()
    means = (Gone, Gone, Gone, Refused, Gone, Gone, Gone, Retry)
    found = [json.loads(line)["response"] for line in lines]
    return [
        pytest.param(answer, kind, id=answer["description"])
        for answer, kind in zip(found, means, strict=True)
    ]


@pytest.mark.parametrize(("answer", "means"), refusals())
async def test_every_refusal_of_the_real_server_is_understood(
    answer: dict[str, Any], means: type[SendError]
) -> None:
    async with bot_api() as api:
        api.known.add(ME)
        api.fails("sendMessage", answer)
        channel = Telegram(TOKEN, api.url, Mode.POLLING)
        with pytest.raises(means) as caught:
            await channel.send(str(ME), Rendered((Line("hi"),)))
        assert type(caught.value) is means
        assert getattr(caught.value, "after", None) == answer.get("parameters", {}).get(
            "retry_after"
        )
        await channel.close()


def test_a_flood_says_how_long_to_wait() -> None:
    found = send_error(RetryAfter(17))
    assert isinstance(found, Retry)
    assert found.after == 17


@pytest.mark.parametrize(
    "failed",
    [
        500,
        502,
        200,
        {"ok": False, "error_code": 429, "description": "x", "parameters": {"retry_after": 1}},
    ],
    ids=["500", "502", "garbage", "429"],
)
async def test_what_fails_for_now_is_said_later(sqlite_url: str, failed: Any) -> None:
    async with bot_api() as api, bot(sqlite_url, api) as app:
        me = Person(api)
        me.says("tiếng Việt")
        await me.hears("muốn hỏi gì")
        api.fails("sendMessage", failed)
        me.says("Văn Giáo")
        await until(lambda: not api.failures)
        await asyncio.sleep(0.2)
        assert not any("Ngày mai" in text for text in api.texts(ME))
        async with app.database.engine.begin() as connection:
            await connection.execute(outbox.update().values(due_at=NOW))
        assert await app.delivery.send_due() == 1
        await me.hears("Ngày mai cô bác đi được")


# --- What is sent -------------------------------------------------------------------------------


def test_a_long_text_is_split_at_sentences_and_nothing_is_lost() -> None:
    for sentence in ("Dạ hôm nay đi được ạ. ", "ថ្ងៃនេះទៅបាន។ ", "👩🏽‍🌾 "):
        text = (sentence * 900).strip()
        parts = list(split(text))
        assert all(0 < units(part) <= 4096 for part in parts)
        assert "".join(parts).replace(" ", "") == text.replace(" ", "")
    assert all(part.endswith(".") for part in split("Dạ hôm nay đi được ạ. " * 900))
    assert [units(part) for part in split("x" * 9000)] == [4096, 4096, 808]


def test_the_keyboard_stands_under_the_last_part() -> None:
    lines = tuple(Line("Một câu dài. " * 40) for _ in range(20))
    calls = calls_for(Rendered(lines, (Button("d:main_menu", "Menu"),)))
    assert len(calls) > 2
    assert ["reply_markup" in call.given for call in calls] == [False] * (len(calls) - 1) + [True]


@pytest.mark.parametrize(
    "answer",
    [
        {"ok": True, "result": {}},
        {"ok": True, "result": "sent"},
        {"ok": True, "result": {"message_id": "x", "date": [], "chat": None}},
    ],
    ids=["nothing", "text", "wrong types"],
)
async def test_what_was_sent_is_not_sent_again_where_the_answer_cannot_be_read(
    sqlite_url: str, answer: Any
) -> None:
    async with bot_api() as api, bot(sqlite_url, api) as app:
        me = Person(api)
        me.says("tiếng Việt")
        await me.hears("muốn hỏi gì")
        api.fails("sendMessage", answer)
        me.says("Văn Giáo")
        await until(lambda: not api.failures)
        await said(app)
        assert await states(app) == {"sent"}


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, {"ok": False, "error_code": 500, "description": "x"}),
        (201, {"ok": False, "error_code": 200}),
        (204, None),
        (200, {"ok": True}),
        (200, []),
        (429, {"ok": False, "parameters": {"retry_after": 10**12}}),
        (429, {"ok": False, "parameters": "soon", "description": 5}),
        (400, {"ok": False, "parameters": {"migrate_to_chat_id": "x"}, "error_code": "y"}),
        (302, {}),
        (599, None),
    ],
)
async def test_no_answer_of_the_bot_api_ends_anything(status: int, answer: Any) -> None:
    """Whatever comes back is one of the errors that the table knows."""

    async def handle(_request: web.Request) -> web.Response:
        headers = {"Location": "http://elsewhere.example"} if status == 302 else None
        return web.json_response(answer, status=status, headers=headers)

    application = web.Application()
    application.router.add_post("/bot{token}/{method}", handle)
    async with TestServer(application) as server:
        channel = Telegram(TOKEN, str(server.make_url("/")), Mode.POLLING)
        with pytest.raises((Retry, Refused)) as caught:
            await channel.send("7", Rendered((Line("hi"),)))
        assert getattr(caught.value, "after", None) in {None, 24 * 3600}
        await channel.close()


async def test_while_telegram_is_away_the_rest_goes_on_and_it_is_asked_again(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    introduce, tries = Telegram._introduce, itertools.count()

    async def late(self: Telegram, program: Program) -> None:
        if next(tries) < 1200:  # more often than Python calls itself
            raise NetworkError("away")
        await introduce(self, program)

    monkeypatch.setattr(Telegram, "_introduce", late)
    async with bot_api() as api:
        channel = Telegram(TOKEN, api.url, Mode.POLLING)
        channel._pause = 0
        async with running(sqlite_url, channel):
            me = Person(api)
            me.says("Văn Giáo")
            await me.hears("Ngày mai cô bác đi được")


async def test_polling_waits_as_long_as_it_is_told(sqlite_url: str) -> None:
    async with bot_api() as api:
        flood = {"ok": False, "error_code": 429, "parameters": {"retry_after": 1}}
        api.fails("getUpdates", flood)
        async with bot(sqlite_url, api):
            await until(lambda: sum(method == "getUpdates" for method, _ in api.calls) == 1)
            await asyncio.sleep(0.5)
            assert sum(method == "getUpdates" for method, _ in api.calls) == 1
            me = Person(api)
            me.says("Văn Giáo")
            await me.hears("Ngày mai cô bác đi được")


async def test_another_who_polls_is_given_time(sqlite_url: str) -> None:
    async with bot_api() as api:
        conflict = {"ok": False, "error_code": 409, "description": "Conflict: terminated by other"}
        for _ in range(3):
            api.fails("getUpdates", conflict)
        async with bot(sqlite_url, api):
            me = Person(api)
            me.says("Văn Giáo")
            await me.hears("Ngày mai cô bác đi được")
            assert api.complaints == []


async def test_who_is_spoken_to_slowly_holds_up_nobody(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Telegram.send

    async def slowly(self: Telegram, to: str, reply: Rendered) -> str:
        if to == "8":
            await asyncio.sleep(3)
        return await send(self, to, reply)

    monkeypatch.setattr(Telegram, "send", slowly)
    monkeypatch.setattr("bot.channels.telegram.channel._PATIENCE_SECONDS", 0.05)
    async with bot_api() as api, bot(sqlite_url, api):
        Person(api, 8).says("Văn Giáo")
        await until(lambda: api.unconfirmed == [])
        me = Person(api)
        me.says("Văn Giáo")
        await me.hears("Ngày mai cô bác đi được")
        assert api.texts(8) == []


async def test_a_secret_of_no_letters_is_refused_too(sqlite_url: str) -> None:
    async with bot_api() as api, bot(sqlite_url, api, Mode.WEBHOOK):
        await until(lambda: bool(api.webhook))
        address = urlsplit(api.pushed_to or "")
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(
            f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n".encode()
            + b"X-Telegram-Bot-Api-Secret-Token: \xff\xfe\r\n\r\n{}"
        )
        assert b" 403 " in await reader.readline()
        writer.close()


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_split_is_whole_and_no_part_is_empty_or_too_long(seed: int) -> None:
    chance = random.Random(seed)
    pieces = ("a", " ", "\n", ". ", "។", "👩🏽‍🌾", "ស្ត្រី", "x" * 60, "\n\n  ", "!", "ạ ")
    text = "".join(chance.choice(pieces) for _ in range(chance.choice((0, 3, 400, 6000))))
    parts = list(split(text))
    assert all(part.strip() and units(part) <= 4096 for part in parts)
    whole = "".join(text.split())
    assert "".join("".join(parts).split()) == (whole or "…")


async def said(app: App) -> None:
    channel = app.channels["telegram"]
    await until(lambda: not channel._speaking)  # type: ignore[attr-defined]


async def states(app: App) -> set[str]:
    async with app.database.engine.connect() as connection:
        return set((await connection.execute(select(outbox.c.state))).scalars())
