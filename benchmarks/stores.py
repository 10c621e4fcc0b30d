"""The same measured on both databases, one after the other in one run."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from tests.postgres import Cluster, find_binaries

T = TypeVar("T")


async def on_both(measured: Callable[[str, str], Awaitable[T]]) -> list[T]:
    """``measured`` is given a database's name and an empty store of it; PostgreSQL is left out,
    loudly, where there is none."""
    with tempfile.TemporaryDirectory() as folder:
        found = [await measured("SQLite", f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}")]
    if find_binaries() is None:
        print("NO POSTGRESQL SERVER ON THIS MACHINE: measured on SQLite only")
        return found
    with Cluster() as cluster:
        cluster.create_database("bench")
        found.append(await measured("PostgreSQL", cluster.url("bench")))
    return found
