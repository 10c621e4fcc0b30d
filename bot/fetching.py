"""Fetches what was sent beside words, after the turn that took it, with no transaction open.

A file is checked by what is in it, cleaned of what a phone writes beside a picture, and sealed.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from bot.app import App
from bot.channels.channel import Fetches, Missing, Retry, TooBig
from bot.checked import checked
from domain.file import MOST_BYTES, Unfit, Why
from handlers.turn import trace
from storage.fetching import Awaited

log = logging.getLogger(__name__)

_AT_ONCE = 4
"""In memory together, each of at most ten megabytes."""

_SECONDS = 60


async def fetch_due(app: App) -> int:
    """Fetch what is due on our channels, until nothing is; how many are here. Raises Unavailable.

    What was awaited in vain is given up, and its sender told.
    """
    async with app.database.statement() as records:
        if not await records.fetching.any_awaited():
            return 0
    ours = [name for name, one in app.channels.items() if isinstance(one, Fetches)]
    brought = [name for name, one in app.channels.items() if one.fetched]
    async with app.database.transaction() as records:
        await records.fetching.give_up(brought, app.clock())
    total = 0
    while ours:
        async with app.database.transaction() as records:
            now, holder = app.clock(), app.house.holder
            due = await records.fetching.claim(ours, now, holder, _AT_ONCE)
        if not due:
            break
        total += sum(await asyncio.gather(*(_fetch(app, one) for one in due)))
    return total


async def _fetch(app: App, one: Awaited) -> bool:
    """Whether it is here now."""
    try:
        kind, content = await checked(await _content(app, one), one.use)
    except Retry as error:
        await _later(app, one, error)
        return False
    except Unfit as error:
        await _refuse(app, one, error.why)
        return False
    async with app.database.transaction() as records:
        return await records.fetching.keep(one, kind, content, app.house.holder)


async def _content(app: App, one: Awaited) -> bytes:
    """Raises Retry or Unfit."""
    channel = app.channels[one.channel]
    if not isinstance(channel, Fetches):
        raise Retry("not ours")
    try:
        async with asyncio.timeout(_SECONDS):
            return await channel.fetch(one.reference, MOST_BYTES)
    except TimeoutError:
        raise Retry("timed out") from None
    except TooBig:
        raise Unfit(Why.TOO_BIG) from None
    except Missing:
        raise Unfit(Why.NOT_HAD) from None
    except Retry:
        raise
    except Exception as error:  # as in sending: one poison file must not end the process
        log.error("fetching failed", extra={"channel": one.channel, "error": trace(error)})
        raise Retry("failed") from None


async def _later(app: App, one: Awaited, error: Retry) -> None:
    log.info("fetched later", extra={"channel": one.channel, "error": error.args[0]})
    async with app.database.transaction() as records:
        now: datetime = app.clock()
        await records.fetching.later(one, app.house.holder, now, error.after)


async def _refuse(app: App, one: Awaited, why: Why) -> None:
    log.info("file refused", extra={"channel": one.channel, "error": why.value})
    async with app.database.transaction() as records:
        await records.fetching.refuse(one, why, app.house.holder, app.clock())
