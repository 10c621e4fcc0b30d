"""The program at work until it is told to stop: web, channels, delivery and schedule."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from functools import partial
from typing import Any

from aiohttp import web

from bot import poster, scrape
from bot.app import App, NotReady
from bot.day_page import routes as day_page
from bot.fetching import fetch_due
from bot.list_errands import run_errands
from bot.questions import WRITE_EVERY_SECONDS
from bot.schedule import JOBS, run_due
from bot.telling import tell_due
from bot.web import STOPPING, application, runner
from handlers.understand import reader
from storage.database import Unavailable

log = logging.getLogger(__name__)

_PLAN_EVERY_SECONDS = 5
_TELL_EVERY_SECONDS = 1
_FETCH_EVERY_SECONDS = 1
_LISTS_EVERY_SECONDS = 1
_BEGIN_AFTER_SECONDS = 1
"""Who waited for a restart is answered before it is looked what is due."""

_SETTLED_AFTER_SECONDS = 60

_FINISH_SECONDS = 4
_CLOSE_SECONDS = 3
_GIVE_BACK_SECONDS = 1
"""Whoever stops us waits for ten seconds: turns and sends under way end, then the channels close,
and what was not begun is given back."""


async def _learnt() -> None:
    """What free text is read by is there before the first message. Raises NotReady."""
    try:
        await asyncio.to_thread(reader)
    except (OSError, ValueError) as error:
        raise NotReady(f"Free text cannot be read ({error}). Install An Sinh anew.") from error


async def serve(app: App, ready: Callable[[str], None] | None = None) -> None:
    """Web, channels, delivery and schedule, until the process is told to stop.

    ``ready`` is told where, as soon as somebody can come.
    """
    tls = app.settings.public_url.startswith("https:")
    pages = application(app.database, app.channels.values(), app, tls, beside(app))
    app.metrics.expect(job.name for job in JOBS)
    await _learnt()
    serving = runner(pages)
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
    gc.freeze()  # what was read and built stays too; looking through it would delay turns
    _when_told(pages[STOPPING].set)
    log.info("serving")
    if ready is not None:
        ready(app.settings.public_url or f"http://{host}:{port}")
    try:
        with app.metrics.watching_loop():
            await _work(app, pages[STOPPING])
    finally:
        await _at_most(_CLOSE_SECONDS, serving.cleanup())
        await _at_most(_GIVE_BACK_SECONDS, _give_back(app))


def beside(app: App) -> tuple[web.RouteDef, ...]:
    """What is answered beside the channels."""
    measured = scrape.routes(app.metrics, app.settings.public_url)
    return (*measured, *poster.routes(app), *day_page.routes(app))


async def _work(app: App, stop: asyncio.Event) -> None:
    """Until told to stop, and what was begun to its end; not for long.

    One task that fails ends the process, so that a supervisor sees it and restarts it. What is due
    is planned, told and sent in tasks apart: none waits for another's slow work.
    """
    hearing = {asyncio.create_task(one.listen(app)) for one in app.channels.values()}
    plan = partial(_plan, app)
    count = partial(app.questions.write, app.database)
    working = hearing | {
        asyncio.create_task(stop.wait()),
        asyncio.create_task(_settle(app, stop)),
        asyncio.create_task(app.delivery.run()),
        asyncio.create_task(_again_and_again(plan, _PLAN_EVERY_SECONDS, stop)),
        asyncio.create_task(_again_and_again(count, WRITE_EVERY_SECONDS, stop)),
        asyncio.create_task(_again_and_again(partial(tell_due, app), _TELL_EVERY_SECONDS, stop)),
        asyncio.create_task(_again_and_again(partial(fetch_due, app), _FETCH_EVERY_SECONDS, stop)),
        asyncio.create_task(
            _again_and_again(partial(run_errands, app), _LISTS_EVERY_SECONDS, stop)
        ),
    }
    try:
        await _until_one_fails(working, stop)
    finally:
        stop.set()
        app.delivery.stop()
        for task in hearing:
            task.cancel()
        await _end(working)


async def _until_one_fails(working: Iterable[asyncio.Task[Any]], stop: asyncio.Event) -> None:
    """Or until told to stop. Who has nothing to poll has ended long before."""
    running = set(working)
    while not stop.is_set():
        done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


async def _end(working: Iterable[asyncio.Task[Any]]) -> None:
    _, late = await asyncio.wait(working, timeout=_FINISH_SECONDS)
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late, timeout=1)


async def _settle(app: App, stop: asyncio.Event) -> None:
    """What the first answers have read and made stays as well: units, points, statements."""
    await _at_most(_SETTLED_AFTER_SECONDS, stop.wait())
    if not stop.is_set():
        await app.waiting.let_pass()
        gc.collect()
        gc.freeze()


async def _plan(app: App) -> None:
    await run_due(app, app.clock())


async def _give_back(app: App) -> None:
    with contextlib.suppress(Unavailable):
        await app.questions.write(app.database)
        await app.delivery.release()
        async with app.database.transaction() as records:
            await records.jobs.give_up(app.house.holder)


async def _at_most(seconds: float, work: Coroutine[Any, Any, object]) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(max(0.1, seconds)):
            await work


async def _again_and_again(
    work: Callable[[], Awaitable[object]], pause: float, stop: asyncio.Event
) -> None:
    """From a moment later on until told to stop, and then what was begun to its end."""
    await _at_most(_BEGIN_AFTER_SECONDS, stop.wait())
    while not stop.is_set():
        try:
            await work()
        except Unavailable:
            log.warning("database unavailable")
        await _at_most(pause, stop.wait())


def _when_told(stop: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop)
