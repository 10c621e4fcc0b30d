"""python-telegram-bot's requests over aiohttp, with one pool of connections for all of them."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    FormData,
    JsonPayload,
    Payload,
    TCPConnector,
)
from telegram._utils.defaultvalue import DEFAULT_NONE, DefaultValue
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

_UPDATE_ID = re.compile(rb'"update_id"\s*:\s*([0-9]{1,15})\b')
_LONGEST_WAIT = 24 * 3600
_CHUNK = 64 * 1024

_Seconds: TypeAlias = "float | DefaultValue[float] | DefaultValue[None] | None"


class NoJson(TelegramError):
    """An answer that is no answer of the Bot API. ``number`` is of the first update in it."""

    def __init__(self, payload: bytes) -> None:
        super().__init__("no JSON")
        found = _UPDATE_ID.search(payload)
        self.number = int(found[1]) if found else None


class TooLarge(TelegramError):
    """More than was asked for at most."""


class NotThere(TelegramError):
    """There is no such file, or not any more."""


class AioRequest(BaseRequest):
    """``read_seconds`` is how long to wait for an answer unless a call says otherwise."""

    def __init__(self, connections: int = 64, read_seconds: float = 20) -> None:
        self._connections = connections
        self._read_seconds = read_seconds
        self._session: ClientSession | None = None
        self._closed = False

    @property
    def read_timeout(self) -> float:
        return self._read_seconds

    async def initialize(self) -> None:
        if self._session is None and not self._closed:
            self._session = ClientSession(connector=TCPConnector(limit=self._connections))

    async def shutdown(self) -> None:
        self._closed = True  # what still speaks then must not open it again
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As its own, which however logs what it cannot read, and trusts what it can."""
        try:
            read = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise NoJson(payload) from None
        if not isinstance(read, dict) or (read.get("ok") is True and "result" not in read):
            raise NoJson(payload)
        if read.get("ok") is not True:
            return _refusal(read)
        return read

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: _Seconds = DEFAULT_NONE,
        write_timeout: _Seconds = DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: _Seconds = DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: _Seconds = DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Status and body. Raises TimedOut or NetworkError, which name no address: it holds the
        token."""
        await self.initialize()
        if self._session is None:
            raise NetworkError("closed")
        seconds = self._read_seconds if isinstance(read_timeout, DefaultValue) else read_timeout
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data) if request_data else None,
                timeout=ClientTimeout(total=seconds),
                allow_redirects=False,  # the address holds the token
            ) as response:
                body = await response.read()
                return _status(response.status, body), body
        except TimeoutError:
            raise TimedOut from None
        except (ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None

    async def download(self, url: str, most: int) -> bytes:
        """A file, of at most so many bytes. Raises TooLarge, NotThere, TimedOut or NetworkError,
        which name no address: it holds the token."""
        await self.initialize()
        if self._session is None:
            raise NetworkError("closed")
        timeout = ClientTimeout(total=None, sock_read=self._read_seconds)
        try:
            async with self._session.get(url, timeout=timeout, allow_redirects=False) as response:
                if response.status in {400, 404, 410}:
                    raise NotThere("not there")
                if response.status != 200:
                    raise NetworkError(f"status {response.status}")
                return await _at_most(response, most)
        except TimeoutError:
            raise TimedOut from None
        except (ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None


async def posted(
    request: BaseRequest,
    url: str,
    given: Mapping[str, object],
    read_timeout: _Seconds = DEFAULT_NONE,
) -> Any:
    """The result as Telegram wrote it, of what python-telegram-bot would make objects that nobody
    looks at, or could not make any. Raises TelegramError."""
    data = RequestData([RequestParameter.from_input(*pair) for pair in given.items()])
    return await request.post(url, request_data=data, read_timeout=read_timeout)


async def _at_most(response: ClientResponse, most: int) -> bytes:
    """Counted while it comes: what it says of its own length may be a lie."""
    content = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > most:
            raise TooLarge("too large")
    return bytes(content)


def _body(given: RequestData) -> FormData | Payload:
    """In parts where there is a file among it."""
    if not given.contains_files:
        return JsonPayload(given.parameters)
    form = FormData(given.json_parameters)
    for name, (file_name, content, kind) in given.multipart_data.items():
        # As a stream: sent in one piece, a large one would hold up every turn.
        part = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, part, filename=file_name, content_type=kind)
    return form


def _status(status: int, body: bytes) -> int:
    """The answer's own, where it refuses what something in between lets pass."""
    if not 200 <= status < 300 or body.startswith((b'{"ok":true', b'{"ok": true')):
        return status
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return status  # then it is no answer of the Bot API
    refused = isinstance(read, dict) and read.get("ok") is not True
    if not refused:
        return status
    code = read.get("error_code")
    return code if type(code) is int and 300 <= code < 600 else 500


def _refusal(read: dict[str, Any]) -> dict[str, Any]:
    """With words and numbers only where words and numbers belong."""
    given = read.get("parameters")
    parameters = {
        name: min(value, _LONGEST_WAIT) if name == "retry_after" else value
        for name, value in (given.items() if isinstance(given, dict) else ())
        if type(value) is int
    }
    said = read.get("description")
    return {
        "ok": False,
        "description": said if isinstance(said, str) else "",
        "parameters": parameters,
    }
