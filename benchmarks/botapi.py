"""A Bot API that answers every request at once and checks nothing: ``python -m benchmarks.botapi``.

It runs in a process of its own, so that its work is not counted as the bot's, and speaks just
enough HTTP for a client that keeps its connections. Its first line is the port.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_MESSAGE = {
    "message_id": 1,
    "date": 1764036000,
    "chat": {"id": 7, "type": "private", "first_name": "Néang"},
    "from": {"id": 123456, "is_bot": True, "first_name": "An Sinh"},
    "text": "Dạ hôm nay khoan đi. Ngày mai cô bác đi được ạ.",
}
_BODY = json.dumps({"ok": True, "result": _MESSAGE}).encode()
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(_BODY)
) + _BODY
_LENGTH = b"content-length:"


class _Answers(asyncio.Protocol):
    def __init__(self) -> None:
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while (size := whole_request(self._waiting)) is not None:
            self._waiting = self._waiting[size:]
            assert isinstance(self._transport, asyncio.Transport)
            self._transport.write(_ANSWER)


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
async def bare_bot_api() -> AsyncIterator[str]:
    """Its address; it ends with the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.botapi", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        port = int(await process.stdout.readline())
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Answers, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
