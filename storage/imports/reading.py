"""A file is read in a process of its own, because what is in it may end that process.

calamine aborts where it gets no memory, and no exception can be caught (DESIGN §11.7). The other
process has a limit on memory and on time, none of our settings, and nobody to tell but us.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from domain.lists.encoded import from_json
from domain.lists.row import About, Heading, ListKind, ListRefused, ListRow, Problem
from storage.imports.limits import too_big

_LINE_BYTES = 16 * 1024 * 1024
_SILENT_SECONDS = 180.0
_BY_A_LIMIT = frozenset({-signal.SIGABRT, -signal.SIGKILL, -signal.SIGXCPU})
_ROOT = Path(__file__).parents[2]
_log = logging.getLogger(__name__)


async def read_list(
    path: Path, kind: ListKind, today: date
) -> AsyncGenerator[About | Heading | ListRow | Problem, None]:
    """Rows and problems in the file's order, and, whenever it has said more of itself, what it has
    said by then: a title is told before the rows beneath it, signatures after them.

    Raises ListRefused, some reasons only after rows were told, and OSError where the file cannot be
    opened. Who stops before the end closes it (``contextlib.aclosing``); the process is gone then.
    """
    await asyncio.to_thread(_try_to_open, path)
    process = await _start(path, kind, today)
    try:
        async for batch in _batches(process):
            for one in batch:
                if one[0] == "end":
                    return
                yield _heard(one)
        raise await _died(process)
    finally:
        await _end(process)


def _try_to_open(path: Path) -> None:
    if not path.is_file():
        raise FileNotFoundError(path)
    with path.open("rb"):
        pass


async def _start(path: Path, kind: ListKind, today: date) -> Process:
    """Nothing of our environment, since it holds the keys; our own code and no folder's."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "storage.imports.child"),
        *(kind.value, str(path), today.isoformat()),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
        limit=_LINE_BYTES,
        env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},
        start_new_session=True,  # so that both of its processes can be ended by one signal
    )


async def _batches(process: Process) -> AsyncIterator[list[Any]]:
    assert process.stdout is not None  # noqa: S101
    while True:
        try:
            async with asyncio.timeout(_SILENT_SECONDS):
                line = await process.stdout.readline()
        except (TimeoutError, ValueError) as error:
            raise too_big() from error
        if not line.endswith(b"\n"):
            return
        yield json.loads(line)


def _heard(one: list[Any]) -> About | Heading | ListRow | Problem:
    kind, given = one
    if kind == "refused":
        raise ListRefused(given["code"], **given["values"])
    if kind == "failed":
        _log.error("a list could not be read: %s in %s", given["error"], given["where"])
        raise ListRefused("truncated")
    return from_json(one)


async def _died(process: Process) -> ListRefused:
    """It ended in mid-sentence: by a limit, or because what it met broke the library."""
    status = await process.wait()
    _log.warning("the process that read a list ended with %s", status)
    return too_big() if status in _BY_A_LIMIT else ListRefused("truncated")


async def _end(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    # Reads what is left in the pipe, too: unread, it would stay open.
    await process.communicate()
