"""A message that no turn gets through, updates of no sense, and rows that cannot be read."""

from __future__ import annotations

import json
import signal
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from bot.app import build
from bot.settings import Mode
from storage.tables import failure, inbox, outbox, session
from tests.botapi import bot_api
from tests.faults.house import Telegram, all_is_sent, count, on_telegram, until
from tests.house import settings

ME, OTHER = 6400, 6401
POISON = "độc"

NO_SENSE = (
    b"",
    b"\x00\xff\xfe",
    b"[" * 100_000,
    b'{"update_id": 1e400}',
    b'{"update_id": ' + b"9" * 5000 + b"}",
    b'{"update_id": 7, "message": "' + b"x" * 900_000 + b'"}',
    json.dumps({"update_id": "\x00", "message": {"text": "\ud800"}}).encode(),
)
WORDS = ("\x00", "x\x00y", "\ud83d", "\u202e" * 500, "\U0010ffff", "a\u0301" * 900, "\u200b" * 400)


@pytest.mark.parametrize("mode", Mode)
async def test_a_message_that_always_fails_is_answered_once_and_stops_nobody(
    url: str, mode: Mode
) -> None:
    async with bot_api() as api, on_telegram(url, api, mode) as alone:
        await alone.start(poison=POISON)
        telegram = Telegram(api)
        await telegram.sends(ME, POISON, mode)
        await until(lambda: len(api.texts(ME)) == 1)
        for person in (ME, OTHER):
            await telegram.sends(person, "Văn Giáo", mode)
        await until(
            lambda: all("Văn Giáo" in api.texts(one)[-1] for one in (OTHER, ME) if api.texts(one))
        )
        await until(lambda: bool(api.texts(OTHER)) and len(api.texts(ME)) > 1)
        await all_is_sent(url)
        assert set(telegram.statuses) <= {200}
        assert api.complaints == []
    assert await count(url, failure) == 1
    assert await count(url, inbox) == 3, "it was confirmed, and does not come again"


async def test_what_makes_no_sense_is_confirmed_and_stops_nobody(url: str) -> None:
    async with bot_api() as api, on_telegram(url, api) as alone:
        await alone.start()
        telegram = Telegram(api)
        await until(lambda: bool(api.webhook))
        assert [await api.push_body(body) for body in NO_SENSE] == [200] * len(NO_SENSE)
        await telegram.talks(ME, WORDS)
        await telegram.talks(ME, ["Văn Giáo"])
        await until(lambda: any("Văn Giáo" in text for text in api.texts(ME)))
        await all_is_sent(url)
        assert set(telegram.statuses) == {200}
        assert api.complaints == []
        assert alone.is_alive


@pytest.mark.parametrize(
    ("table", "column"), [(outbox, "sealed_reply"), (session, "sealed_address")]
)
async def test_a_row_that_cannot_be_read_is_given_up_and_stops_nobody(
    url: str, table: Table, column: str
) -> None:
    async with bot_api() as api, on_telegram(url, api) as alone:
        telegram = Telegram(api)
        await alone.start(falls="committed", victim=str(ME))
        task = telegram.sends(ME, "Văn Giáo")
        assert await alone.falls() == -signal.SIGKILL
        await spoil(url, table, column)
        await alone.start()
        await task
        await telegram.talks(OTHER, ["Nhà Bàng"])
        await until(lambda: bool(api.texts(OTHER)))
        await all_is_sent(url)
        assert api.texts(ME) == []
        assert {row["error"] for row in await refused(url)} == {"unreadable"}
        await telegram.talks(ME, ["An Cư"])
        await until(lambda: bool(api.texts(ME)))


async def spoil(url: str, table: Table, column: str) -> None:
    app = build(settings(url))
    async with app.database.engine.begin() as connection:
        await connection.execute(update(table).values({column: b"not sealed by anybody"}))
    await app.close()


async def refused(url: str) -> list[Mapping[str, Any]]:
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        rows = await connection.execute(select(outbox).where(outbox.c.state == "refused"))
        found: list[Mapping[str, Any]] = [dict(row) for row in rows.mappings()]
    await app.close()
    return found
