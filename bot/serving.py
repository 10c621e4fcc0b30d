"""The program at work until it is told to stop: web, channels, delivery and schedule."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import Callable

from aiohttp import web

from bot.app import App, NotReady
from bot.schedule import run_due
from bot.telling import tell_due
from bot.web import application, runner
from storage.database import Unavailable

log = logging.getLogger(__name__)

_PAUSE_SECONDS = 5


async def serve(app: App, ready: Callable[[str], None] | None = None) -> None:
    """Web, channels, delivery and schedule, until the process is told to stop.

    ``ready`` is told where, as soon as somebody can come.
    """
    tls = app.settings.public_url.startswith("https:")
    serving = runner(application(app.database, app.channels.values(), app, tls))
    await serving.setup()
    host, port = app.settings.web_host, app.settings.web_port
    try:
        await web.TCPSite(serving, host, port).start()
    except OSError as error:
        await serving.cleanup()
        raise NotReady(
            f"{host}:{port} cannot be opened, perhaps something else runs there. "
            "Another port: ANSINH_WEB_PORT"
        ) from error
    gc.collect()
    gc.freeze()  # what was loaded stays; looking through it again would delay turns
    log.info("serving")
    if ready is not None:
        ready(app.settings.public_url or f"http://{host}:{port}")
    try:
        await _work_until_told_to_stop(app)
    finally:
        await serving.cleanup()
        with contextlib.suppress(Unavailable):
            await app.delivery.release()
            async with app.database.transaction() as records:
                await records.jobs.give_up(app.house.holder)


async def _work_until_told_to_stop(app: App) -> None:
    """One task that fails ends the process, so that a supervisor sees it and restarts it."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_keep_going(app))]
        tasks += [group.create_task(one.listen(app)) for one in app.channels.values()]
        await _told_to_stop()
        for task in tasks:
            task.cancel()


async def _keep_going(app: App) -> None:
    while True:
        try:
            await run_due(app.database, app.clock(), app.settings.keep)
            if app.channels:
                await tell_due(app)
                await app.delivery.send_due()
        except Unavailable:
            log.warning("database unavailable")
        await asyncio.sleep(_PAUSE_SECONDS)


async def _told_to_stop() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()
