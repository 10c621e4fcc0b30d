"""`/metrics`: for who measures the program from beside it, and for nobody who comes by a proxy.

It answers ``GET /metrics`` in Prometheus's text form::

    # HELP ansinh_turns_total Messages, by the dialogue that heard them and how the turn ended.
    # TYPE ansinh_turns_total counter
    ansinh_turns_total{dialogue="payout_at_place",outcome="answered"} 1312.0
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Iterable
from urllib.parse import urlsplit

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot.metrics import Metrics

_PASSED_ON = ("forwarded", "via", "x-real-ip")
_PASSED_ON_LIKE = "x-forwarded-"


def routes(metrics: Metrics, public_url: str) -> Iterable[web.RouteDef]:
    """Where it is answered. ``public_url`` is how people reach the page."""
    return (web.get("/metrics", scrape(metrics, public_url)),)


def scrape(metrics: Metrics, public_url: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The answer itself."""
    public = urlsplit(public_url)
    # We bring no TLS ourselves: who calls us by a name that has it came through what does.
    public_name = (public.hostname or "") if public.scheme == "https" else ""

    async def answer(request: web.Request) -> web.Response:
        beside = is_near(request.remote) and not was_passed_on(request.headers)
        if not beside or _name(request.host) == public_name:
            raise web.HTTPNotFound
        text = await metrics.text()
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    return answer


def is_near(peer: str | None) -> bool:
    """On this machine, or in a private network with it."""
    try:
        address = ipaddress.ip_address(peer or "")
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped  # all of which Python once called private
    return address.is_loopback or address.is_private


def was_passed_on(headers: Iterable[str]) -> bool:
    """Some proxy has left its name, or that of whom it speaks for."""
    names = {name.lower() for name in headers}
    return any(name in _PASSED_ON or name.startswith(_PASSED_ON_LIKE) for name in names)


def _name(host: str) -> str:
    """Without the port."""
    return host.rpartition(":")[0].lower() if ":" in host else host.lower()
