"""A program that serves, waited for."""

from __future__ import annotations

import asyncio
import time
from asyncio.subprocess import Process

from aiohttp import ClientConnectionError, ClientSession

_LOOK_SECONDS = 0.005


async def ready_after(address: str, process: Process, at_most: float = 120) -> float:
    """Seconds until its ``/health`` says that it is ready. Raises RuntimeError where it ends, or
    is not ready in time."""
    began = time.perf_counter()
    async with ClientSession() as client:
        while (waited := time.perf_counter() - began) < at_most and process.returncode is None:
            try:
                async with client.get(f"{address}/health") as answer:
                    if answer.status == 200:
                        return time.perf_counter() - began
            except ClientConnectionError:
                pass
            await asyncio.sleep(_LOOK_SECONDS)
    raise RuntimeError(f"not ready after {waited:.0f} s")
