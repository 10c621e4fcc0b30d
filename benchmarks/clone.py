"""What a newcomer waits for, once: a clone of this repository, `make demo` in it, and the first
question answered over HTTP. It asks the package index for what it installs.

The yardstick is the making of an empty environment by ``python -m venv``.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, CookieJar

from benchmarks.ready import ready_after
from tests.faults.house import free_port
from tests.site import Visitor

_HERE = Path(__file__).parent.parent
_AT_MOST_SECONDS = 900
_QUESTION = "chừng nào Nhà Bàng phát tiền"


async def measure() -> dict[str, Any]:
    """Seconds."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh"
        bare = await _done(sys.executable, "-m", "venv", str(Path(folder) / "bare"))
        began = time.perf_counter()
        cloned = await _done("git", "clone", "-q", str(_HERE), str(fresh))
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        async with _demo(fresh, port) as process:
            await ready_after(address, process, _AT_MOST_SECONDS)
            ready = time.perf_counter() - began
            await _ask(address)
            answered = time.perf_counter() - began
    return {"venv_s": bare, "cloned_s": cloned, "ready_s": ready, "answered_s": answered}


def table(measured: dict[str, Any]) -> str:
    return (
        f"from a fresh clone to the first answer: {measured['answered_s']:.1f} s "
        f"(cloned after {measured['cloned_s']:.1f} s, ready after {measured['ready_s']:.1f} s; "
        f"an empty environment alone takes {measured['venv_s']:.1f} s)"
    )


async def _done(*command: str) -> float:
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(*command)
    if await process.wait():
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return time.perf_counter() - began


@asynccontextmanager
async def _demo(folder: Path, port: int) -> AsyncIterator[Process]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSINH_")}
    process = await asyncio.create_subprocess_exec(
        "make",
        "demo",
        f"PYTHON={sys.executable}",
        cwd=folder,
        env=kept | {"ANSINH_WEB_PORT": str(port)},
        start_new_session=True,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGTERM)
        await process.wait()


async def _ask(address: str) -> None:
    """As the page does. Raises RuntimeError where nothing is answered."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as client:
        visitor = Visitor(client, address)
        await visitor.mail(fresh=True)
        if not await visitor.says(_QUESTION):
            raise RuntimeError("the question was not answered")


if __name__ == "__main__":
    print(table(asyncio.run(measure())))
