"""Long work in a thread with an event loop of its own, so that no turn waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def beside(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What it gives, or raises. Cancelled, it cancels the work and waits until that has let go."""
    begun = _Work(work)
    running = asyncio.ensure_future(asyncio.to_thread(begun.run))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        begun.cancel()
        await asyncio.wait([running])
        raise


class _Work:
    def __init__(self, work: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        self._work = work
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[Any] | None = None
        self._stopped = False

    def run(self) -> Any:
        return asyncio.run(self._begin())

    async def _begin(self) -> Any:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        if self._stopped:
            raise asyncio.CancelledError
        return await self._work()

    def cancel(self) -> None:
        self._stopped = True
        if self._loop is not None and self._task is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._task.cancel)
