"""SQLite through aiosqlite, with one crossing to its thread for each statement.

A cursor of aiosqlite crosses four times: it is made, told to execute, read and closed. Each time
the interpreter goes from one thread to the other and back, which costs more than most statements.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_BUSY_SECONDS = 20
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # NORMAL may lose acknowledged commits at a power cut
    "foreign_keys = ON",
    "recursive_triggers = ON",  # or INSERT OR REPLACE passes the audit's triggers
)
STANDS_ALONE = "stands_alone"
"""The option of a connection that begins no transaction."""


def sqlite_engine(url: URL) -> AsyncEngine:
    """One writing connection: SQLite has one writer anyway, and waiting in our queue is fairer than
    in its busy handler."""
    path = url.database or ":memory:"
    if path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        pool_size=1,
        max_overflow=0,
        pool_timeout=_BUSY_SECONDS,
        hide_parameters=True,
        async_creator=partial(_connected, path),
    )
    _begin_immediately(engine.sync_engine)
    return engine


async def _connected(path: str) -> _Connection:
    connection = _Connection(partial(_opened, path), iter_chunk_size=0)
    connection._thread.daemon = True  # as SQLAlchemy has it: an end does not wait for it
    await connection
    return connection


def _opened(path: str) -> sqlite3.Connection:
    """Begins nothing by itself, which would be deferred. It is used by the thread that opened it;
    SQLAlchemy looks at its state from another."""
    opened = sqlite3.connect(
        path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    for pragma in _PRAGMAS:
        opened.execute(f"PRAGMA {pragma}")
    return opened


def _begin_immediately(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(STANDS_ALONE):
            return
        # A deferred BEGIN that reads and then writes fails at once when another has written.
        connection.exec_driver_sql("BEGIN IMMEDIATE")


class _Connection(aiosqlite.Connection):
    """After a commit there is nothing to roll back, and nothing crosses for it."""

    _committed = False

    def cursor(self) -> Any:
        return _Cursor(self)

    async def runs(self, work: Callable[..., None], *given: Any) -> None:
        """In its thread, to the end even where nobody waits for it any more."""
        self._committed = False
        await self._execute(work, self._conn, *given)  # type: ignore[no-untyped-call]

    async def commit(self) -> None:
        await super().commit()
        self._committed = True

    async def rollback(self) -> None:
        if not self._committed:
            await super().rollback()


class _Cursor:
    """What SQLAlchemy asks of one. All rows are read where the statement runs."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> _Cursor:
        return self

    async def execute(self, sql: str, parameters: Any = ()) -> _Cursor:
        return await self._runs("execute", sql, parameters)

    async def executemany(self, sql: str, parameters: Any) -> _Cursor:
        return await self._runs("executemany", sql, parameters)

    async def fetchall(self) -> Sequence[Any]:
        return self._rows

    async def close(self) -> None:
        """It is."""

    async def _runs(self, how: str, sql: str, parameters: Any) -> _Cursor:
        await self._connection.runs(self._run, how, sql, parameters)
        return self

    def _run(self, opened: sqlite3.Connection, how: str, sql: str, parameters: Any) -> None:
        cursor = opened.cursor()
        try:
            getattr(cursor, how)(sql, parameters)
            self._rows = cursor.fetchall() if cursor.description else ()
            self.description = cursor.description
            self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()
