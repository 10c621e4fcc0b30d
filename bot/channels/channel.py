"""What a channel is, what the program offers it, and the closed list of ways sending can fail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from aiohttp import web

from domain.file import Why
from domain.message import Address, Incoming, Rendered, ShownFile
from storage.mailbox import Mailbox
from storage.outbox import Queued


class NotFetched(Exception):
    """A file will not be had; ``args[0]`` is a code for the operator."""


class TooBig(NotFetched):
    """It is larger than what was asked for at most; no more of it was read."""


class Missing(NotFetched):
    """The provider has it no more, or never had it."""


class SendError(Exception):
    """Why a reply was not sent; ``args[0]`` is a code for the operator, never content."""


class Retry(SendError):
    """Not now. ``after`` is how many seconds to wait, where the provider says so; ``parts`` are the
    provider's ids of what has gone out of it all the same."""

    def __init__(self, code: str, after: float | None = None, parts: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.after = after
        self.parts = parts


class Refused(SendError):
    """Never: this reply is wrong for the provider, and would be wrong again."""


class Gone(SendError):
    """The address can no longer be reached."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast a provider lets itself be written to.

    ``bulk_per_second``: what nobody has asked for just now, over all addresses and replicas.
    ``burst``: to one address so many at once, and then one a second.
    """

    bulk_per_second: float
    burst: int = 3


class Program(Protocol):
    """What a channel with routes may ask of the program around it. All raise Unavailable."""

    async def receive(self, incoming: Incoming) -> None:
        """One message, decided, committed and answered."""

    async def hear(self, incoming: Incoming) -> tuple[Queued, ...]:
        """One message, decided and committed; the answer is left to `deliver`."""

    async def deliver(self, queued: Iterable[Queued]) -> None:
        """Say what a turn has decided."""

    async def lease(self, name: str, seconds: float) -> bool:
        """Whether this process alone may do something for so long; asked for anew, it is kept."""

    async def unreadable(self, channel: str, error: str) -> None:
        """Something came that could not be read: record that, and nothing of it."""

    async def gone(self, address: Address, gone: bool) -> None:
        """Nothing reaches an address any more, or something does again."""

    async def mail(self, address: Address, seen: int, fresh: bool) -> Mailbox:
        """What came after number ``seen``, which acknowledges all up to it; with ``fresh`` the
        newest replies, for a page that has shown nothing yet."""

    async def forget(self, address: Address) -> None:
        """Leave nothing of an address but what was decided in its name."""

    async def awaited(self, address: Address) -> tuple[str, ...]:
        """The references of files that this address has still to bring."""

    async def bring(self, address: Address, reference: str, content: bytes) -> Why | None:
        """One of them; why it is not taken, where it is not. Raises Missing where nothing waits for
        it any more."""

    async def shown_file(self, address: Address, number: int, position: int) -> ShownFile | None:
        """What goes with reply ``number``, as long as this address may look at it."""

    async def is_demo(self) -> bool:
        """Everything in the store is invented."""

    def signature(self, text: str) -> bytes:
        """A keyed hash that every replica makes alike, and nobody else can make."""


class Channel(Protocol):
    """``fetched``: replies wait in the outbox until the other end fetches them, and `send` only
    says that there is something; elsewhere `send` hands them to a provider. ``limits``: None where
    nobody minds how fast it is."""

    name: str
    fetched: bool
    limits: Limits | None

    def routes(self, program: Program) -> Iterable[web.RouteDef]:
        """What it wants mounted."""

    async def listen(self, program: Program) -> None:
        """Take messages until cancelled; for channels that poll. Others return at once."""

    async def send(self, to: str, reply: Rendered) -> str:
        """The provider's id of what was sent. Raises Retry, Refused or Gone."""

    async def close(self) -> None:
        """Let go of what is held open; the process stops."""


@runtime_checkable
class InParts(Protocol):
    """A channel that makes several messages of a long reply, and can go on in the middle."""

    async def send_rest(self, to: str, reply: Rendered, parts: tuple[str, ...]) -> str:
        """As `send`, without the first parts, which have gone out under these ids."""


@runtime_checkable
class Fetches(Protocol):
    """A channel that can be asked for the files that came by it."""

    async def fetch(self, reference: str, most: int) -> bytes:
        """What is in a file, of at most so many bytes. Raises TooBig, Missing, or Retry."""
