"""Who waits for an answer goes before what can wait, and never for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import pytest

from bot.waiting import Waiting


async def _passes_soon(passing: Awaitable[None]) -> bool:
    """Within a few turns of the loop."""
    task = asyncio.ensure_future(passing)
    for _ in range(10):
        await asyncio.sleep(0)
    return task.done()


async def test_where_nobody_waits_all_goes_on() -> None:
    assert await _passes_soon(Waiting().let_pass())


async def test_it_goes_on_when_the_last_of_them_is_answered() -> None:
    waiting = Waiting()
    with waiting.one():
        with waiting.one():
            passing = asyncio.create_task(waiting.let_pass())
        await asyncio.sleep(0)
        assert not passing.done()
    assert await _passes_soon(passing)


async def test_who_was_not_answered_waits_no_more() -> None:
    waiting = Waiting()
    with pytest.raises(RuntimeError), waiting.one():
        raise RuntimeError
    assert await _passes_soon(waiting.let_pass())


async def test_however_many_wait_it_goes_on_in_the_end() -> None:
    waiting = Waiting()
    with waiting.one():
        await waiting.let_pass()
