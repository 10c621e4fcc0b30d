"""The aiohttp application: channel routes, /health, /metrics, and the walls around all of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TypeAlias

from aiohttp import web

from bot.channels.channel import Channel, Program
from bot.plain_page import problem
from handlers.turn import trace
from storage.database import Database, Unavailable

log = logging.getLogger(__name__)
_nobody = logging.getLogger(f"{__name__}.garbage")
_nobody.setLevel(logging.CRITICAL + 1)
"""Garbage on an open port is everyday: a line for each of it would fill the log."""

IDLE_SECONDS = 75
"""For a connection's next whole request. Longer than nginx keeps one open behind itself (60), or a
message would now and then meet a closing door."""

STOPPING = web.AppKey("stopping", asyncio.Event)
"""Set from the moment that the process is told to stop: whoever balances sends nobody here."""

_GRACE_SECONDS = 2
_LINGERING_SECONDS = 2
_LONGEST_LINE = 8190
_MOST_HEADERS = 64

_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""On every answer, unless its handler says otherwise."""

_TLS_ONLY = "max-age=31536000"
"""A year. Not for the names below ours: they are not ours to decide on."""

_Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(
    database: Database,
    channels: Iterable[Channel],
    program: Program,
    tls: bool = False,
    pages: Iterable[web.RouteDef] = (),
) -> web.Application:
    """The routes of all channels, further ``pages``, and /health. ``tls``: people come by https
    alone."""
    served, stopping = tuple(channels), asyncio.Event()

    async def health(_request: web.Request) -> web.Response:
        """``{"alive": true, "ready": true}``; 503 while the store cannot be used, or it stops."""
        try:
            ready = (await database.state()).up_to_date and not stopping.is_set()
        except Unavailable:
            ready = False
        return web.json_response({"alive": True, "ready": ready}, status=200 if ready else 503)

    made = web.Application(middlewares=[_plainly])
    made[STOPPING] = stopping
    made.router.add_get("/health", health)
    made.router.add_routes(list(pages))
    for channel in served:
        made.router.add_routes(list(channel.routes(program)))

    async def close(_made: web.Application) -> None:
        for channel in served:
            await channel.close()

    async def harden(_request: web.Request, response: web.StreamResponse) -> None:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["Server"] = "ansinh"  # not which versions of what
        if tls:
            response.headers["Strict-Transport-Security"] = _TLS_ONLY

    made.on_shutdown.append(close)
    made.on_response_prepare.append(harden)
    return made


def runner(pages: web.Application) -> web.AppRunner:
    """What serves it: who sends a request byte by byte is cut off, whatever it is."""
    return web.AppRunner(
        pages,
        access_log=None,  # an address of the network is a trace of a person
        logger=_nobody,
        shutdown_timeout=_GRACE_SECONDS,
        lingering_time=_LINGERING_SECONDS,
        keepalive_timeout=IDLE_SECONDS,
        max_line_size=_LONGEST_LINE,
        max_field_size=_LONGEST_LINE,
        max_headers=_MOST_HEADERS,
    )


@web.middleware
async def _plainly(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """What is not there, and what we did wrong, as a code or a page of ours: no page of the
    library, no trace."""
    try:
        return await handler(request)
    except web.HTTPException as answer:
        if answer.status < 400:
            raise
        kept = {name: answer.headers[name] for name in ("Allow",) if name in answer.headers}
        refused = problem(request, "refused", answer.status)
        refused.headers.update(kept)
        return refused
    except Exception as error:
        log.error("request failed", extra={"error": trace(error)})
        return problem(request, "failed", 500)
