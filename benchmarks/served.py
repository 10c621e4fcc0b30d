"""What `benchmarks.serving` starts: ``python -m benchmarks.served PLAN`` is `ansinh serve`, and
``python -m benchmarks.served bare PORT SEND CORES`` its yardstick, a webhook that only posts one
message to SEND.

Three things are set from outside, each around the program and none in it: what o'clock it is, which
cores it runs on, and whether Telegram's pace is kept.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import ClientSession, web

import bot.app
import bot.cli
from benchmarks.child import end_with_parent
from bot.channels.telegram import Telegram
from bot.channels.telegram.channel import PATH

_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_ANSWER = "Dạ ngày mai 05/12 xã Nhà Bàng phát tiền. Cô bác nhớ đem theo căn cước."


def main(given: list[str]) -> int:
    end_with_parent()
    if given[0] == "bare":
        port, send, cores = given[1:]
        _stay_on(json.loads(cores))
        asyncio.run(_bare(int(port), send))
        return 0
    return _serve(json.loads(given[0]))


def _serve(plan: dict[str, Any]) -> int:
    """``plan``: see `benchmarks.serving.Plan`."""
    _stay_on(plan["cores"])
    ahead = timedelta(seconds=plan["ahead"])
    if plan["flat_out"]:
        Telegram.limits = None
    clock = partial(_now, ahead)
    bot.cli.build = partial(bot.app.build, clock=clock)  # type: ignore[attr-defined]
    return bot.cli.main(["serve"])


def _now(ahead: timedelta) -> datetime:
    return datetime.now(_HANOI) + ahead


def _stay_on(cores: Iterable[int]) -> None:
    if chosen := set(cores):
        os.sched_setaffinity(0, chosen)


async def _bare(port: int, send: str) -> None:
    """Says 200 to each update, and posts one message to whoever it is from."""
    posting: set[asyncio.Task[None]] = set()
    async with ClientSession() as client:

        async def post(chat: int) -> None:
            form = {"chat_id": str(chat), "text": _ANSWER}
            async with client.post(send, data=form) as answer:
                await answer.read()

        async def hook(request: web.Request) -> web.Response:
            update = await request.json()
            said = update.get("message") or update["callback_query"]
            task = asyncio.create_task(post(said["from"]["id"]))
            posting.add(task)
            task.add_done_callback(posting.discard)
            return web.Response()

        async def health(_request: web.Request) -> web.Response:
            return web.Response()

        pages = web.Application()
        pages.router.add_post(PATH, hook)
        pages.router.add_get("/health", health)
        serving = web.AppRunner(pages, access_log=None)
        await serving.setup()
        await web.TCPSite(serving, "127.0.0.1", port).start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
