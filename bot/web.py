"""The aiohttp application: channel routes and /health."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from bot.channels.channel import Channel, Program
from storage.database import Database, Unavailable


def application(
    database: Database, channels: Iterable[Channel], program: Program
) -> web.Application:
    """The routes of all channels, and /health."""
    served = tuple(channels)

    async def health(_request: web.Request) -> web.Response:
        """``{"alive": true, "ready": true}``; 503 while the store cannot be used."""
        try:
            ready = (await database.state()).up_to_date
        except Unavailable:
            ready = False
        return web.json_response({"alive": True, "ready": ready}, status=200 if ready else 503)

    made = web.Application()
    made.router.add_get("/health", health)
    for channel in served:
        made.router.add_routes(list(channel.routes(program)))

    async def close(_made: web.Application) -> None:
        for channel in served:
            await channel.close()

    made.on_shutdown.append(close)
    return made
