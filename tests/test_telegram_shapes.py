"""Every shape of an update is survived: old and new, whole and broken."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import math
import random
from datetime import datetime
from typing import Any

import pytest
from telegram import Message, Update

from bot.channels.telegram.incoming import (
    Event,
    Membership,
    OnlyPressed,
    Said,
    chat_of,
    press_of,
    read,
)
from bot.settings import Mode
from domain.message import Incoming
from storage.tables import failure, unreadable
from tests import telegram_shapes as built
from tests.botapi import BotApi, bot_api
from tests.telegram_shapes import ME, Json, broken, shapes
from tests.test_engine import count
from tests.test_telegram import Person, bot, complaints, until

SHAPES = dict(shapes())


def test_no_field_of_a_message_and_no_kind_of_update_is_missing() -> None:
    """A newer python-telegram-bot brings newer shapes: build them, and say what they mean."""
    fields = {
        "from" if name == "from_user" else name
        for name in inspect.signature(Message.__init__).parameters
    }
    kinds = set(inspect.signature(Update.__init__).parameters)
    seen = {field for _, one in built.messages() for field in one}
    seen |= {field for one in built.OTHER_KINDS.values() for field in one}
    assert fields - seen - {"self", "api_kwargs"} == set()
    assert (
        kinds - {kind for one in SHAPES.values() for kind in one} - {"self", "api_kwargs"} == set()
    )


@pytest.mark.parametrize("name", list(built.CONTENTS))
def test_whatever_somebody_says_is_heard(name: str) -> None:
    for kind in ("message", "edited_message"):
        event = read(SHAPES[f"{kind}: {name}"])
        assert isinstance(event, Said)
        assert event.incoming.sender.id == str(ME)
        assert event.incoming.edited is (kind == "edited_message")


@pytest.mark.parametrize("name", [*built.AROUND, "by nobody", "by somebody without is_bot (old)"])
def test_whatever_stands_beside_words_changes_nothing(name: str) -> None:
    event = read(SHAPES[f"message: {name}"])
    assert isinstance(event, Said)
    assert event.incoming.text == "Văn Giáo"


@pytest.mark.parametrize("name", list(built.SERVICE))
def test_what_happened_to_a_chat_is_no_message(name: str) -> None:
    assert read(SHAPES[f"message: {name}"]) is None


@pytest.mark.parametrize("name", list(built.SERVICE))
def test_what_libraries_write_for_nothing_is_nothing(name: str) -> None:
    """A null, or false, beside the words is no news of the chat."""
    for nothing in (None, False):
        silent = dict.fromkeys(built.SERVICE[name], nothing)
        event = read({"update_id": 1, "message": built.message(**built.TEXT, **silent)})
        assert isinstance(event, Said)


def test_files_are_references_with_their_size() -> None:
    for name, file, called in (
        ("photo", "larger", "photo.jpg"),
        ("document", "AgAD", "giấy.pdf"),
        ("voice", "AgAD", "voice"),
        ("video note", "AgAD", "video_note"),
        ("animation", "AgAD", "document"),
    ):
        event = read(SHAPES[f"message: {name}"])
        assert isinstance(event, Said)
        assert [(one.id, one.name, one.size) for one in event.incoming.files] == [
            (file, called, 1234)
        ]


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("on our message", True),
        ("on an inaccessible message", True),
        ("on a message that is too old to be told", True),
        ("with data of another bot", True),
        ("on a chosen button", False),
        ("on an inline message", False),
        ("for a game", False),
        ("in a group", False),
        ("in somebody else's chat", False),
        ("with too much data", False),
    ],
)
def test_a_press_counts_only_under_our_message_in_ones_own_chat(name: str, taken: bool) -> None:
    event = read(SHAPES[f"callback_query {name}"])
    assert isinstance(event, Said if taken else OnlyPressed)
    if isinstance(event, Said):
        assert event.incoming.sender.id == str(ME)
    assert press_of(SHAPES[f"callback_query {name}"]) is not None, "it can always be answered"


@pytest.mark.parametrize("old", list(built.STATES))
@pytest.mark.parametrize("new", list(built.STATES))
def test_every_change_of_membership_is_understood(old: str, new: str) -> None:
    out = new in {"left", "kicked", "restricted and gone"}
    alone = read(SHAPES[f"my_chat_member: private, {old} to {new}"])
    assert isinstance(alone, Membership)
    assert (alone.address.id, alone.gone) == (str(ME), out)
    for chat in ("group", "supergroup"):
        event = read(SHAPES[f"my_chat_member: {chat}, {old} to {new}"])
        assert (event is None) is out
        assert event is None or (isinstance(event, Said) and event.incoming.public)
    assert read(SHAPES[f"my_chat_member: channel, {old} to {new}"]) is None


@pytest.mark.parametrize("kind", list(built.OTHER_KINDS))
def test_what_was_not_asked_for_is_left_alone(kind: str) -> None:
    assert read(SHAPES[kind]) is None


# --- Broken by rule -----------------------------------------------------------------------------


def test_whatever_is_broken_is_refused_or_is_somebodys_own() -> None:
    """Over every value of every shape, dropped and put wrong in every way."""
    tried = refused = 0
    for name, shape in SHAPES.items():
        if name.startswith("my_chat_member") and "member to kicked" not in name:
            continue  # they differ in nothing that is read
        for what, update in broken(shape):
            tried += 1
            assert isinstance(hash(chat_of(update)), int)
            event = read_or_not(update)
            refused += event is UNREAD
            problem = _problem(event, update)
            assert problem is None, f"{name}, {what}: {problem}"
    assert tried > 50_000
    assert refused > 5_000


UNREAD = "unread"


def read_or_not(update: Json) -> Event | str | None:
    """Whatever is raised here is what the channel records."""
    try:
        return read(update)
    except Exception:
        return UNREAD


def _problem(event: Event | str | None, update: Json) -> str | None:
    """What is wrong with what was read of a broken update."""
    match event:
        case None | OnlyPressed() | "unread":
            return None
        case Membership(address, gone):
            own = update["my_chat_member"]["from"]["id"]
            right = address.id == str(own) and isinstance(gone, bool)
            return None if right else "somebody else's membership"
        case Said(incoming):
            return _wrong_type(incoming) or _wrong_person(incoming, update)
    return "no event"


def _wrong_person(incoming: Incoming, update: Json) -> str | None:
    """Who is answered must be who wrote, in a chat of their own; or a group, once, in public."""
    inner = next(update[kind] for kind in _HEARD if update.get(kind) is not None)
    writer = (inner.get("from") or inner["chat"])["id"]
    if incoming.public:
        return None if incoming.sender.id == str(inner["chat"]["id"]) else "another group"
    return None if incoming.sender.id == str(writer) else "somebody else"


_HEARD = ("message", "edited_message", "callback_query", "my_chat_member")


def _wrong_type(incoming: Incoming) -> str | None:
    place, contact = incoming.place, incoming.contact
    checks = {
        "id": incoming.id.lstrip("-").isdigit() and len(incoming.id) < 20,
        "order": type(incoming.order) is int and abs(incoming.order) < 2**63,
        "address": incoming.sender.id.lstrip("-").isdigit() and len(incoming.sender.id) < 20,
        "at": isinstance(incoming.at, datetime) and incoming.at.tzinfo is not None,
        "text": _is_text(incoming.text, 4096),
        "tap": incoming.tap is None or _is_text(incoming.tap, 64),
        "place": place is None
        or (_is_within(place.latitude, 90) and _is_within(place.longitude, 180)),
        "contact": contact is None
        or (_is_text(contact.phone, 200) and contact.vouched in {True, False}),
        "files": all(
            _is_text(one.id, 4096)
            and _is_text(one.name, 200)
            and type(one.size) in {int, type(None)}
            for one in incoming.files
        ),
    }
    return next((name for name, right in checks.items() if not right), None)


def _is_within(degrees: float, most: float) -> bool:
    return math.isfinite(degrees) and abs(degrees) <= most


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest and bool(value.encode() or True)


def test_anothers_number_is_never_vouched_for() -> None:
    for name in ("contact, another's", "contact, nobody's"):
        for what, update in broken(SHAPES[f"message: {name}"]):
            event = read_or_not(update)
            if isinstance(event, Said) and event.incoming.contact is not None:
                contact = update["message"]["contact"]
                writer = (update["message"].get("from") or {}).get("id")
                own = writer is not None and contact.get("user_id") == writer
                assert event.incoming.contact.vouched is own, what


# --- Through the whole channel ------------------------------------------------------------------


def sample(number: int, seed: int) -> list[Json]:
    """Broken updates from all over; what JSON cannot carry is left out."""
    chance = random.Random(seed)
    names = [name for name in SHAPES if "my_chat_member" not in name]
    found: list[Json] = []
    while len(found) < number:
        shape = SHAPES[chance.choice(names)]
        path = chance.choice(list(built.paths(shape)))
        value = chance.choice([value for name, value in built.BREAKS.items() if name != "fraction"])
        if path != ("update_id",):
            found.append(built._with(shape, path, value))
    return found


def _ours(api: BotApi) -> list[str]:
    """But for messages that are built here, and were never sent."""
    return [one for one in complaints(api) if "message to edit not found" not in one]


def numbered(api: BotApi, updates: list[Json]) -> list[Json]:
    return [update | {"update_id": next(api._numbers)} for update in updates]


async def test_all_shapes_and_broken_ones_block_nobody_by_polling(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    async with bot_api() as api, bot(url, api):
        api.known |= {ME, built.OTHER}
        whole = [shape for name, shape in SHAPES.items() if "my_chat_member" not in name]
        for update in numbered(api, [*whole, *sample(150, 1)]):
            api.raw(update)
        me = Person(api, 4711)
        me.says("Văn Giáo")
        await me.hears("Ngày mai cô bác đi được")
        await until(lambda: api.unconfirmed == [])
        assert _ours(api) == []
        assert await count(url, failure) == 0
        assert await count(url, unreadable) > 10
    assert not [record for record in caplog.records if "Néang" in record.getMessage()]


async def test_all_shapes_and_broken_ones_are_confirmed_by_webhook(url: str) -> None:
    async with bot_api() as api, bot(url, api, Mode.WEBHOOK):
        await until(lambda: bool(api.webhook))
        api.known |= {ME, built.OTHER}
        for update in numbered(api, [*SHAPES.values(), *sample(150, 2)]):
            assert await api.push(update) == 200
        update = api.update(message=api.message(4711, text="Văn Giáo"))
        assert await api.push(update) == 200
        await Person(api, 4711).hears("Ngày mai cô bác đi được")
        assert _ours(api) == []
        assert await count(url, failure) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b'{"update_id": 5, "message": ' + b'{"chat":' * 50_000,
        b'{"update_id": 5, "text": "' + b"x" * 3_000_000 + b'"}',
    ],
    ids=["nothing", "no text", "deep", "huge number", "deep update", "long"],
)
async def test_a_body_that_is_no_update_is_recorded_and_confirmed(
    sqlite_url: str, body: bytes
) -> None:
    """Or Telegram would bring it again, and nothing behind it."""
    async with bot_api() as api, bot(sqlite_url, api, Mode.WEBHOOK):
        await until(lambda: bool(api.webhook))
        assert await api.push_body(body) == 200
        assert await count(sqlite_url, unreadable) == 1


@pytest.mark.parametrize(
    "text",
    ['"x": ' + "9" * 5000, '"message": ' + '{"chat":' * 20_000 + "1" + "}" * 20_000],
    ids=["huge number", "deep"],
)
async def test_an_update_that_no_json_reader_takes_blocks_nobody(
    sqlite_url: str, text: str
) -> None:
    async with bot_api() as api, bot(sqlite_url, api):
        me = Person(api)
        me.says("tiếng Việt")
        await me.hears("muốn hỏi gì")
        garbage = api.garbage(text)
        me.says("Văn Giáo")
        await me.hears("Ngày mai cô bác đi được")
        await until(lambda: api.confirmed > garbage)
        assert await count(sqlite_url, unreadable) == 1
        assert await count(sqlite_url, failure) == 0


async def test_what_fails_even_where_it_is_apologised_for_is_recorded_and_left(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bot_api() as api, bot(sqlite_url, api) as app:
        hear = type(app).hear

        async def fails(self: Any, incoming: Incoming) -> Any:
            if incoming.text == "!":
                raise RuntimeError("once more")
            return await hear(self, incoming)

        monkeypatch.setattr(type(app), "hear", fails)
        me = Person(api)
        me.says("!")
        me.says("Văn Giáo")
        await me.hears("Ngày mai cô bác đi được")
        await until(lambda: api.unconfirmed == [])
        assert await count(sqlite_url, unreadable) == 1


async def test_a_button_whose_update_cannot_be_read_is_released_all_the_same(
    sqlite_url: str,
) -> None:
    async with bot_api() as api, bot(sqlite_url, api):
        me = Person(api)
        me.says("tiếng Việt")
        menu = await me.hears("muốn hỏi gì")
        api.update(callback_query=api.query(ME, menu, "x") | {"from": "nobody"})
        await until(lambda: not api._queries)
        assert await count(sqlite_url, unreadable) == 1
        assert api.complaints == []


async def test_a_press_in_a_group_says_nothing_there(sqlite_url: str) -> None:
    async with bot_api() as api, bot(sqlite_url, api):
        shared = built._MARKED | {"chat": built.GROUP}
        api.update(callback_query=api.query(ME, shared, "d:main_menu"))
        await until(lambda: not api._queries)
        await asyncio.sleep(0.1)
        assert api.sent(-55) == []
        assert api.sent(ME) == []
        assert json.dumps(api.complaints) == "[]"
