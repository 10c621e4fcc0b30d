"""The web chat: a page that is a mailbox, readable from whichever replica it reaches.

The page says ``POST /chat/say`` and hears in the answer, in one round trip on a slow line::

    > {"id": "5f0c…", "order": 13, "seen": 3328, "tap": "d:payout_date"}
    < {"heard": 13, "language": "vi", "more": false, "mail": [{"n": 3584, "lines":
       [{"text": "Cô bác lãnh tiền ở đâu?", "sign": "place", "day": null}, …], "choices": […],
       "wants": "place", "pin": null, "picture": null}]}

A message that sends a file only names it. Where a question has taken it, the answer to the message
says ``"wanted": ["5f0c…"]``, and the page brings the content by ``POST /chat/file/5f0c…``; what it
is called stays on the phone. ``GET /chat/file/3584/0`` is the first file that goes with reply 3584.

``POST /chat/mail`` asks for what came meanwhile; ``seen`` acknowledges what has been shown. The
WebSocket ``/chat/wake`` only says that there is mail.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import re
import resource
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from aiohttp import WSCloseCode, web

from bot.channels.channel import Limits, Missing, Program
from bot.channels.rate import Rate
from bot.channels.visitors import Cookies, Origins, network_of, new_address
from bot.channels.webmail import NAME, Problem, file_response, incoming_of, letters, number_in
from bot.channels.webpage import Asset, Page
from domain.file import MOST_BYTES
from domain.message import Address, Rendered
from storage.database import Unavailable
from storage.mailbox import Mailbox

log = logging.getLogger(__name__)

_LONGEST_BODY = 32 * 1024
_CHUNK = 16 * 1024
_BODY_SECONDS = 20
_FILE_SECONDS = 300
"""For ten megabytes on a line that carries 300 kilobits in a second."""

_BUSY_SECONDS = 5
_FILES_AT_ONCE = 8
"""Each is in memory while it comes, and of one visitor there is one."""

_SOCKETS_EACH = 8
_FILES = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
_SOCKETS_ALL = 10_000 if _FILES == resource.RLIM_INFINITY else min(_FILES // 2, 10_000)
"""At most half of what may be open at all: a page without a socket asks for its mail by itself."""
_SOCKET_HEARS = 20
_SOCKET_SECONDS = 5
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")
_JSON, _CONTENT = "application/json", "application/octet-stream"
"""Bodies that no form of another site can send."""

_FOR_EVER = "public, max-age=31536000, immutable"

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class WebChat:
    """``public_url`` is how people reach it, if known: decides TLS, and whose requests count."""

    name = NAME
    fetched = True
    limits: Limits | None = None

    def __init__(self, public_url: str = "", clock: Callable[[], float] | None = None) -> None:
        self._origins = Origins(public_url)
        self._sockets: dict[str, set[web.WebSocketResponse]] = defaultdict(set)
        now = clock or (lambda: asyncio.get_running_loop().time())
        # Each visitor; then all of a network, where a whole village may come by one address.
        self._each = {
            "say": Rate(20, 1, now),
            "look": Rate(60, 2, now),
            "file": Rate(6, 0.1, now),
        }
        self._network = {
            "say": Rate(200, 10, now),
            "look": Rate(600, 60, now),
            "file": Rate(60, 2, now),
            "new": Rate(200, 0.5, now),
        }
        self._newcomers = Rate(300, 30, now)
        self._open = 0
        self._bringing: set[str] = set()

    def routes(self, program: Program) -> Iterable[web.RouteDef]:
        desk = _Desk(self, program, Cookies(program.signature, self.tls))
        return (
            web.get("/", _kindly(desk.index)),
            web.get("/sw.js", _kindly(desk.worker)),
            web.get("/page/{version}/{name}", _kindly(desk.file)),
            web.post("/chat/say", _kindly(desk.say)),
            web.post("/chat/mail", _kindly(desk.mail)),
            web.post("/chat/forget", _kindly(desk.forget)),
            web.post("/chat/file/{reference}", _kindly(desk.bring)),
            web.get(r"/chat/file/{number:\d{1,16}}/{position:\d}", _kindly(desk.show)),
            web.get("/chat/wake", _kindly(desk.wake)),
        )

    @property
    def tls(self) -> bool:
        """People come by https alone."""
        return self._origins.tls

    async def listen(self, program: Program) -> None:
        """Its messages come by the routes."""

    async def send(self, to: str, reply: Rendered) -> str:  # noqa: ARG002
        """Wake the pages of this address that are open here; others ask by themselves."""
        for socket in tuple(self._sockets.get(to, ())):
            try:
                # Who reads nothing must not hold up who speaks to others.
                async with asyncio.timeout(_SOCKET_SECONDS):
                    await socket.send_str("mail")
            except (ConnectionError, RuntimeError, TimeoutError):
                self._forget_socket(to, socket)
        return "woken"

    async def close(self) -> None:
        """Pages come back by themselves, to whoever is there."""
        for socket in [one for sockets in self._sockets.values() for one in sockets]:
            await socket.close(code=WSCloseCode.GOING_AWAY)

    def same_origin(self, request: web.Request) -> bool:
        """No other site's page may speak for a person. Where nothing is said of it, the cookie is
        lax, and JSON no form can send, so then no other site's request brings them."""
        return self._origins.ours(request)

    def limit(self, rate: str, request: web.Request, address: str = "") -> None:
        """Raises Problem where it is too much at once, of one visitor or of one network."""
        network = network_of(request.remote, request.headers.get("X-Forwarded-For"), self.tls)
        waits = [self._network[rate].wait(network)] if network else []
        if not any(waits):
            waits.append((self._each.get(rate) or self._newcomers).wait(address))
        if any(waits):
            raise Problem(429, "busy", max(waits))

    @contextmanager
    def bringing(self, address: str) -> Iterator[None]:
        """While a file of this address comes. Raises Problem where others are coming."""
        if address in self._bringing or len(self._bringing) >= _FILES_AT_ONCE:
            raise Problem(429, "busy", _BUSY_SECONDS)
        self._bringing.add(address)
        try:
            yield
        finally:
            self._bringing.discard(address)

    def opened(self, address: str, socket: web.WebSocketResponse) -> bool:
        """Whether one more page of this address may be woken."""
        if self._open >= _SOCKETS_ALL or len(self._sockets[address]) >= _SOCKETS_EACH:
            return False
        self._sockets[address].add(socket)
        self._open += 1
        return True

    def closed(self, address: str, socket: web.WebSocketResponse) -> None:
        self._open -= 1
        self._forget_socket(address, socket)

    def _forget_socket(self, address: str, socket: web.WebSocketResponse) -> None:
        """No entry is left of who has none."""
        self._sockets[address].discard(socket)
        if not self._sockets[address]:
            del self._sockets[address]


class _Desk:
    """The routes, around one program."""

    def __init__(self, channel: WebChat, program: Program, cookies: Cookies) -> None:
        self._channel = channel
        self._program = program
        self._cookies = cookies
        self._page: Page | None = None

    # --- The page ---------------------------------------------------------------------------

    async def index(self, request: web.Request) -> web.Response:
        page = await self._served()
        response = _serve(request, page.index, "no-cache")
        response.headers["Content-Security-Policy"] = _policy(request)
        response.headers["Permissions-Policy"] = (
            "geolocation=(self), camera=(), microphone=(), payment=(), usb=()"
        )
        return response

    async def worker(self, request: web.Request) -> web.Response:
        response = _serve(request, (await self._served()).worker, "no-cache")
        response.headers["Content-Security-Policy"] = "default-src 'none'; connect-src 'self'"
        return response

    async def file(self, request: web.Request) -> web.Response:
        """An older page may ask for its own version: it gets today's file, but keeps none."""
        page = await self._served()
        asset = page.files.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound
        current = request.match_info["version"] == page.version
        return _serve(request, asset, _FOR_EVER if current else "no-store")

    async def _served(self) -> Page:
        """Made at the first visit: a store does not become a demo while it is served."""
        if self._page is None:
            self._page = Page(await self._program.is_demo())
        return self._page

    # --- The mailbox ------------------------------------------------------------------------

    async def say(self, request: web.Request) -> web.Response:
        address = self._known(request)
        self._channel.limit("say", request, address)
        said = await _body(request)
        incoming, seen = incoming_of(said, address), number_in(said, "seen")
        await self._program.receive(incoming)
        box = await self._program.mail(incoming.sender, seen, False)
        if box.forgotten:
            raise Problem(401, "unknown")
        wanted = await self._program.awaited(incoming.sender) if incoming.files else ()
        return letters(box, wanted)

    async def bring(self, request: web.Request) -> web.Response:
        """The content of a file that a question has taken; nothing else is read to its end."""
        address = self._known(request, _CONTENT)
        reference = request.match_info["reference"]
        self._channel.limit("file", request, address)
        sender = Address(NAME, address)
        if reference not in await self._program.awaited(sender):
            raise Problem(404, "not_awaited")
        with self._channel.bringing(address):
            content = await _content(request)
            try:
                why = await self._program.bring(sender, reference, content)
            except Missing as error:
                raise Problem(404, "not_awaited") from error
        if why is not None:
            raise Problem(422, why.value)
        return web.Response(status=204)

    async def show(self, request: web.Request) -> web.Response:
        """What goes with a reply, to whom it was said, as long as they may look at it."""
        address = self._known(request)
        self._channel.limit("look", request, address)
        number, position = (int(request.match_info[name]) for name in ("number", "position"))
        found = await self._program.shown_file(Address(NAME, address), number, position)
        if found is None:
            raise Problem(404, "not_shown")
        return file_response(found)

    async def mail(self, request: web.Request) -> web.Response:
        self._check_origin(request)
        address = self._cookies.address_of(request)
        if address is not None:
            self._channel.limit("look", request, address)
        said = await _body(request)
        fresh, seen = said.get("fresh") is True, number_in(said, "seen")
        box = None
        if address is not None:
            box = await self._program.mail(Address(NAME, address), seen, fresh)
        if box is not None and not box.forgotten:
            return letters(box)
        # A page in mid-conversation must learn that its numbers count no more.
        if not fresh:
            raise Problem(401, "unknown")
        return self._welcome(request)

    async def forget(self, request: web.Request) -> web.Response:
        self._check_origin(request)
        address = self._cookies.address_of(request)
        if address is not None:
            self._channel.limit("look", request, address)
            await self._program.forget(Address(NAME, address))
        response = web.Response(status=204)
        self._cookies.take_back(response)
        return response

    async def wake(self, request: web.Request) -> web.StreamResponse:
        """Says "mail" when there is some, and hears nothing."""
        address = self._known(request)
        self._channel.limit("look", request, address)
        socket = web.WebSocketResponse(heartbeat=25, max_msg_size=256, compress=False)
        if not socket.can_prepare(request):
            raise Problem(400, "bad")
        await socket.prepare(request)
        if not self._channel.opened(address, socket):
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
            return socket
        heard = 0
        try:
            async for _ in socket:
                heard += 1
                if heard > _SOCKET_HEARS:
                    await socket.close(code=WSCloseCode.POLICY_VIOLATION)
        finally:
            self._channel.closed(address, socket)
        return socket

    def _known(self, request: web.Request, body: str = _JSON) -> str:
        self._check_origin(request, body)
        address = self._cookies.address_of(request)
        if address is None:
            raise Problem(401, "unknown")
        return address

    def _check_origin(self, request: web.Request, body: str = _JSON) -> None:
        if not self._channel.same_origin(request):
            raise Problem(403, "elsewhere")
        if request.method == "POST" and request.content_type != body:
            raise Problem(415, "bad")

    def _welcome(self, request: web.Request) -> web.Response:
        """A new address. Nothing is stored before it says something."""
        self._channel.limit("new", request)
        response = letters(Mailbox())
        self._cookies.give(response, new_address())
        return response


def _kindly(handler: Handler) -> Handler:
    """Problems as JSON with a code, for which the page has a sentence in every language."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            response = await handler(request)
        except Problem as problem:
            response = web.json_response({"problem": problem.code}, status=problem.status)
            if problem.after:
                response.headers["Retry-After"] = str(math.ceil(problem.after))
        except Unavailable:
            response = web.json_response({"problem": "unavailable"}, status=503)
        return response

    return handle


def _policy(request: web.Request) -> str:
    """Nothing from elsewhere. A socket is named by host, because to some browsers it is no
    ``self``."""
    host = request.host if _HOST.fullmatch(request.host) else ""
    sockets = f" ws://{host} wss://{host}" if host else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob:",
            "media-src blob:",
            "font-src 'self'",
            f"connect-src 'self'{sockets}",
            "manifest-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def _serve(request: web.Request, asset: Asset, kept: str) -> web.Response:
    headers = {"Cache-Control": kept, "ETag": asset.tag, "Vary": "Accept-Encoding"}
    if request.headers.get("If-None-Match") == asset.tag:
        return web.Response(status=304, headers=headers)
    body = asset.body
    if asset.packed is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        body, headers["Content-Encoding"] = asset.packed, "gzip"
    return web.Response(body=body, headers=headers | {"Content-Type": asset.type})


# --- What comes, and what goes back -------------------------------------------------------------


async def _body(request: web.Request) -> Mapping[str, Any]:
    """Raises Problem for what is too long, too slow or no JSON object."""
    if (request.content_length or 0) > _LONGEST_BODY:
        raise Problem(413, "too_big")
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            raw = await _read(request)
        said = json.loads(raw)
    except TimeoutError as error:
        raise Problem(408, "slow") from error
    except (ValueError, RecursionError) as error:
        raise Problem(400, "bad") from error
    if not isinstance(said, dict):
        raise Problem(400, "bad")
    return said


async def _content(request: web.Request) -> bytes:
    """A file, or one byte more than is taken: then it is known to be too big. Raises Problem."""
    try:
        async with asyncio.timeout(_FILE_SECONDS):
            return await _at_most(request, MOST_BYTES + 1)
    except TimeoutError as error:
        raise Problem(408, "slow") from error


async def _at_most(request: web.Request, most: int) -> bytes:
    content = bytearray()
    async for chunk in request.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) >= most:
            break
    return bytes(content[:most])


async def _read(request: web.Request) -> bytes:
    """Its length is counted, because it need not say one."""
    raw = await _at_most(request, _LONGEST_BODY + 1)
    if len(raw) > _LONGEST_BODY:
        raise Problem(413, "too_big")
    return raw
