"""Killed again and again under load: what is lost, and how much of it goes twice.

A reply goes twice where its provider had it and we had not yet noted so when we were killed; how
long before the kill it was taken says how wide that window is.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from typing import Any

from benchmarks.stores import on_both
from benchmarks.turn import filled
from tests.botapi import BotApi, bot_api
from tests.faults.house import Program, Telegram, all_is_sent, left, on_telegram, twice, until

_KILLS = 40
_PEOPLE = range(7000, 7016)
_LIVES_SECONDS = (0.3, 1.2)
_READS_SECONDS = 0.4
_LAST_WORDS_SECONDS = 0.05
"""What is on its way to the provider arrives after the kill too."""

_TEXTS = ("Văn Giáo", "Nhà Bàng", "An Cư", "Tri Tôn", "/payout", "/help")


async def measure() -> list[dict[str, Any]]:
    """Counts for both databases."""
    return await on_both(_on)


def table(rows: list[dict[str, Any]]) -> str:
    lines = ["database     kills  messages  replies   lost  twice  median ms ago  longest ms ago"]
    lines += [
        f"{row['database']:12} {row['kills']:5} {row['messages']:9} {row['replies']:8} "
        f"{row['lost']:6} {row['twice']:6} {row['median_ms']:14.1f} {row['longest_ms']:15.1f}"
        for row in rows
    ]
    return "\n".join(lines)


async def _on(database: str, url: str) -> dict[str, Any]:
    await filled(url)
    async with bot_api() as api, on_telegram(url, api) as program:
        telegram = Telegram(api)
        kills = await _talk_while_it_dies(program, telegram)
        await all_is_sent(url)
        found = await left(url, api, telegram.heard)
        windows = [_until_killed(api.taken_at[one], kills) for one in await twice(url, api)]
        return {
            "database": database,
            "kills": _KILLS,
            "messages": len(telegram.heard),
            "replies": _sent(api),
            "lost": found.unheard + found.unanswered + found.unsent,
            "twice": found.doubled,
            "median_ms": round(statistics.median(windows or [0]), 1),
            "longest_ms": round(max(windows, default=0), 1),
        }


async def _talk_while_it_dies(program: Program, telegram: Telegram) -> list[tuple[float, float]]:
    """When it was killed, and when what it had said until then was taken."""
    over, kills = asyncio.Event(), []
    await program.start()
    talking = [asyncio.create_task(_talk(telegram, person, over)) for person in _PEOPLE]
    for _ in range(_KILLS):
        await asyncio.sleep(random.uniform(*_LIVES_SECONDS))  # noqa: S311
        killed_at = time.monotonic()
        await program.kill()
        await asyncio.sleep(_LAST_WORDS_SECONDS)
        kills.append((killed_at, time.monotonic()))
        await program.start()
    over.set()
    await asyncio.gather(*talking)
    return kills


async def _talk(telegram: Telegram, person: int, over: asyncio.Event) -> None:
    """Nobody goes on before they have read what they were told."""
    while not over.is_set():
        read = len(telegram.api.sent(person))
        await telegram.talks(person, [random.choice(_TEXTS)])  # noqa: S311
        await until(lambda read=read: len(telegram.api.sent(person)) > read)  # type: ignore[misc]
        await asyncio.sleep(random.uniform(0, _READS_SECONDS))  # noqa: S311


def _until_killed(taken_at: float, kills: list[tuple[float, float]]) -> float:
    """Milliseconds from when the provider had it to the kill that made us forget."""
    killed_at = next((kill for kill, taken_by in kills if taken_by >= taken_at), taken_at)
    return 1000 * max(0.0, killed_at - taken_at)


def _sent(api: BotApi) -> int:
    return sum(len(api.sent(person)) for person in _PEOPLE)
