"""Who waits for an answer goes before what can wait."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

_AT_MOST_SECONDS = 0.1
"""However many write, what can wait goes on ten times a second."""


class Waiting:
    """How many wait for an answer of this process."""

    def __init__(self) -> None:
        self._many = 0
        self._nobody = asyncio.Event()
        self._nobody.set()

    @contextlib.contextmanager
    def one(self) -> Iterator[None]:
        """Somebody waits meanwhile."""
        self._many += 1
        self._nobody.clear()
        try:
            yield
        finally:
            self._many -= 1
            if not self._many:
                self._nobody.set()

    async def let_pass(self) -> None:
        """Until nobody waits, or for a tenth of a second."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_AT_MOST_SECONDS):
                await self._nobody.wait()
