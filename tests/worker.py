"""A program of its own for `test_processes`: ``python -m tests.worker URL WHAT …``."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from domain.message import Address, Incoming, Rendered
from storage.outbox import Outbox
from tests.house import NOW, Phone, Screen


class DiesSending(Screen):
    """Is killed after the commit, before the reply is out."""

    async def send(self, to: str, reply: Rendered) -> str:
        die()
        return await super().send(to, reply)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def message(number: int, text: str) -> Incoming:
    return Incoming(f"p{number}", number, Address("console", "me"), NOW, text)


async def talk(url: str, first: int, last: int) -> None:
    """Sends numbered messages, a few at once."""
    app = Phone(url).app(Screen())
    await asyncio.gather(*(app.receive(message(n, "Nhà Bàng")) for n in range(first, last)))
    await app.close()


async def killed_before_commit(url: str) -> None:
    put = Outbox.put

    async def put_and_die(self: Outbox, *given: object, **named: object) -> object:
        await put(self, *given, **named)  # type: ignore[arg-type]
        die()
        raise AssertionError

    Outbox.put = put_and_die  # type: ignore[method-assign,assignment]
    await Phone(url).app(Screen()).receive(message(1, "Nhà Bàng"))


async def killed_after_commit(url: str) -> None:
    await Phone(url).app(DiesSending()).receive(message(1, "Nhà Bàng"))


if __name__ == "__main__":
    address, what, *rest = sys.argv[1:]
    if what == "talk":
        asyncio.run(talk(address, int(rest[0]), int(rest[1])))
    elif what == "killed_before_commit":
        asyncio.run(killed_before_commit(address))
    else:
        asyncio.run(killed_after_commit(address))
