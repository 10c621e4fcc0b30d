"""python-telegram-bot's requests over aiohttp, with one pool of connections for all of them."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from telegram._utils.defaultvalue import DEFAULT_NONE, DefaultValue
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_Seconds: TypeAlias = "float | DefaultValue[float] | DefaultValue[None] | None"


class AioRequest(BaseRequest):
    """``read_seconds`` is how long to wait for an answer unless a call says otherwise."""

    def __init__(self, connections: int = 64, read_seconds: float = 20) -> None:
        self._connections = connections
        self._read_seconds = read_seconds
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_seconds

    async def initialize(self) -> None:
        if self._session is None:
            self._session = ClientSession(connector=TCPConnector(limit=self._connections))

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As its own, which however logs what it cannot read."""
        try:
            read: dict[str, Any] = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TelegramError("no JSON") from None
        if not isinstance(read, dict):
            raise TelegramError("no JSON object")
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
        form: Any = request_data.json_parameters if request_data else None
        try:
            async with self._session.request(
                method, url, data=form, timeout=ClientTimeout(total=seconds)
            ) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except (ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None
