"""How late the event loop comes to what is due: where it is late, every answer is."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator

_LOOK_EVERY_SECONDS = 0.25


class LoopWatch:
    """Tells ``observe`` four times a second by how many seconds the loop came too late."""

    def __init__(self, observe: Callable[[float], None]) -> None:
        self._observe = observe
        self._loop = asyncio.get_running_loop()
        self._plan()

    def stop(self) -> None:
        self._next.cancel()

    def _plan(self) -> None:
        self._due = self._loop.time() + _LOOK_EVERY_SECONDS
        self._next = self._loop.call_at(self._due, self._look)

    def _look(self) -> None:
        self._observe(max(0.0, self._loop.time() - self._due))
        self._plan()


@contextlib.contextmanager
def watched(observe: Callable[[float], None]) -> Iterator[None]:
    """While the running loop is at work in here."""
    watch = LoopWatch(observe)
    try:
        yield
    finally:
        watch.stop()
