"""A Bot API that answers every request at once and checks nothing. It speaks just enough HTTP for a
client that keeps its connections."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias

_BOT = {"id": 123456, "is_bot": True, "first_name": "An Sinh"}
_ME = json.dumps(_BOT | {"username": "an_sinh_bot"}).encode()
_MESSAGE = json.dumps(
    {
        "message_id": 1,
        "date": 1764036000,
        "chat": {"id": 7, "type": "private", "first_name": "Néang"},
        "from": _BOT,
        "text": "Dạ hôm nay khoan đi. Ngày mai cô bác đi được ạ.",
    }
).encode()
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
_LENGTH = b"content-length:"

Result: TypeAlias = Callable[[str, bytes], bytes]
"""Of a method and the body that it was called with: the result, as JSON."""


def at_once(method: str, _body: bytes) -> bytes:
    """Of any method."""
    return _ME if method == "getMe" else _MESSAGE


class Answers(asyncio.Protocol):
    """One connection, which is kept."""

    def __init__(self, result: Result) -> None:
        self._result = result
        self._came = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        while (size := whole_request(self._came)) is not None:
            request, self._came = self._came[:size], self._came[size:]
            head, _, body = request.partition(b"\r\n\r\n")
            method = head.split(b" ", 2)[1].rpartition(b"/")[2].decode()
            answer = b'{"ok": true, "result": %s}' % self._result(method, body)
            self._transport.write(_HEAD % len(answer) + answer)


def whole_request(data: bytes) -> int | None:
    """How many bytes the first request has; None while it is not all there."""
    head, end, _ = data.partition(b"\r\n\r\n")
    if not end:
        return None
    lines = head.lower().split(b"\r\n")
    length = next((int(line[len(_LENGTH) :]) for line in lines if line.startswith(_LENGTH)), 0)
    size = len(head) + len(end) + length
    return size if len(data) >= size else None


@asynccontextmanager
async def answering(result: Result) -> AsyncIterator[str]:
    """Its address; it ends with the block."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answers(result), "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
