"""The clock of the machine steps an hour ahead and back, while people write."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Mode
from storage.tables import outbox
from tests.botapi import bot_api
from tests.faults.house import Left, Telegram, all_is_sent, left, on_telegram, there_is, until

AN_HOUR = 3600
FIRST, AHEAD, BACK, TRIED_AGAIN, IN_FLIGHT = range(6300, 6305)


class Wrong:
    """By how many seconds the clock is wrong, where the program looks for it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.by(0)

    def by(self, seconds: int) -> None:
        self.path.write_text(str(seconds))


@pytest.fixture
def clock(tmp_path: Path) -> Wrong:
    return Wrong(tmp_path / "seconds")


async def test_turns_and_replies_go_on_when_the_clock_steps_an_hour(url: str, clock: Wrong) -> None:
    async with bot_api() as api, on_telegram(url, api, Mode.POLLING) as alone:
        await alone.start(shift=clock.path)
        telegram = Telegram(api)
        for person, wrong in ((FIRST, 0), (AHEAD, AN_HOUR), (BACK, -AN_HOUR), (BACK, 0)):
            clock.by(wrong)
            before = len(api.texts(person))
            telegram.says(person, "Văn Giáo")
            await until(lambda person=person, before=before: len(api.texts(person)) > before)  # type: ignore[misc]
        await until(lambda: not api.unconfirmed)
        await all_is_sent(url)
        assert await left(url, api, range(1, 5)) == Left(0, 0, 0, 0)


async def test_what_is_tried_again_does_not_wait_for_an_hour_that_comes_twice(
    url: str, clock: Wrong
) -> None:
    """Put off by the clock that was ahead; and whatever that person says next stands behind it."""
    async with bot_api() as api, on_telegram(url, api) as alone:
        clock.by(AN_HOUR)
        await alone.start(shift=clock.path)
        telegram = Telegram(api)
        api.fails("sendMessage", 500)
        await telegram.talks(TRIED_AGAIN, ["Văn Giáo"])
        await there_is(url, outbox, outbox.c.error.is_not(None))
        clock.by(0)
        await until(lambda: len(api.texts(TRIED_AGAIN)) >= 2, seconds=10)
        await all_is_sent(url)
        assert await left(url, api, telegram.heard) == Left(0, 0, 0, 0)


async def test_who_polled_by_a_clock_ahead_and_died_keeps_nobody_from_polling(
    url: str, clock: Wrong
) -> None:
    async with bot_api() as api, on_telegram(url, api, Mode.POLLING) as alone:
        clock.by(AN_HOUR)
        await alone.start(shift=clock.path)
        await until(lambda: any(method == "getUpdates" for method, _ in api.calls))
        await alone.kill()
        clock.by(0)
        await alone.start(shift=clock.path)
        Telegram(api).says(FIRST, "Văn Giáo")
        await until(lambda: bool(api.texts(FIRST)), seconds=10)


async def test_a_step_ahead_sends_twice_at_most_what_was_in_flight(url: str, clock: Wrong) -> None:
    async with bot_api() as api, on_telegram(url, api) as alone:
        await alone.start(shift=clock.path)
        telegram = Telegram(api)
        await telegram.talks(IN_FLIGHT, ["Văn Giáo"])
        await all_is_sent(url)
        api.delays["sendMessage"] = 1.2
        sent = sum(method == "sendMessage" for method, _ in api.calls)
        await telegram.talks(IN_FLIGHT, ["Nhà Bàng"])
        await until(lambda: sum(method == "sendMessage" for method, _ in api.calls) > sent)
        clock.by(AN_HOUR)
        await until(lambda: "Nhà Bàng" in api.texts(IN_FLIGHT)[-1])
        api.delays.clear()
        await all_is_sent(url)
        found = await left(url, api, telegram.heard)
        assert found == Left(0, 0, 0, found.doubled)
        assert found.doubled <= 1
