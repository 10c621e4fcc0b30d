"""What a channel is, and the closed list of ways in which sending can fail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol, TypeAlias

from aiohttp import web

from domain.message import Incoming, Rendered

Receive: TypeAlias = Callable[[Incoming], Awaitable[None]]


class SendError(Exception):
    """Why a reply was not sent; ``args[0]`` is a code for the operator, never content."""


class Retry(SendError):
    """Not now. ``after`` is how many seconds to wait, where the provider says so."""

    def __init__(self, code: str, after: float | None = None) -> None:
        super().__init__(code)
        self.after = after


class Refused(SendError):
    """Never: this reply is wrong for the provider, and would be wrong again."""


class Gone(SendError):
    """The address can no longer be reached."""


class Channel(Protocol):
    name: str

    def routes(self) -> Iterable[web.RouteDef]:
        """Webhooks it wants mounted."""

    async def listen(self, receive: Receive) -> None:
        """Take messages until cancelled; for channels that poll. Others return at once."""

    async def send(self, to: str, reply: Rendered) -> str:
        """The provider's id of what was sent. Raises Retry, Refused or Gone."""
