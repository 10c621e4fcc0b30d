"""SQLite or PostgreSQL from one URL; one transaction per turn."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Connection, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import QueuePool

from storage.connection import Store
from storage.ids import Ids
from storage.name_memory import NameMemory
from storage.records import Records
from storage.reference import Reference, nothing_yet, read_reference
from storage.sealed import Vault
from storage.sqlite import STANDS_ALONE, sqlite_engine
from storage.tables import HEAD, store

_ALONE: dict[str, dict[str, Any]] = {
    "postgresql": {"isolation_level": "AUTOCOMMIT"},
    # Not AUTOCOMMIT: resetting that would bring the driver's own deferred BEGIN back.
    "sqlite": {STANDS_ALONE: True},
}
_POSTGRES_AWAY = ("08", "40", "53", "57P")
"""Connection lost, chosen to end a deadlock, out of resources, shut down: PostgreSQL manual,
appendix A."""

_SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


class Unavailable(Exception):
    """The database does not answer now; nothing was changed, and the same may work later."""


@dataclass(frozen=True, slots=True)
class Connections:
    """How many connections this process holds, and how many it may."""

    in_use: int
    limit: int


class Database:
    """One store. Every process has one of these, and any number of them may share PostgreSQL."""

    def __init__(self, engine: AsyncEngine, vault: Vault, ids: Ids | None = None) -> None:
        self.engine = engine
        self.vault = vault
        self.ids = ids or Ids()
        self._reference = nothing_yet()
        self.names = NameMemory()

    @classmethod
    def open(cls, url: str, vault: Vault, ids: Ids | None = None) -> Database:
        """Open without connecting. Raises sqlalchemy.exc.ArgumentError for a bad URL."""
        return cls(_engine(url), vault, ids)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Records]:
        """All or nothing: commits at the end, rolls back when anything leaves it raised.

        Raises Unavailable.
        """
        with _unavailable_named():
            async with self.engine.begin() as connection:
                state = self._store(connection)
                yield Records(state)
            self._reference = self._newer(state.reference)

    @contextlib.asynccontextmanager
    async def statement(self) -> AsyncIterator[Records]:
        """For one statement that stands alone: no round trips for BEGIN and COMMIT.

        Raises Unavailable.
        """
        with _unavailable_named():
            async with self.engine.connect() as connection:
                await connection.execution_options(**_ALONE[self.engine.dialect.name])
                yield Records(self._store(connection))

    @contextlib.asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Records]:
        """To read much at length: one state of the store throughout, and nobody waits for us.

        Raises Unavailable.
        """
        alone = self.engine.dialect.name == "sqlite"
        options: dict[str, Any] = (
            _ALONE["sqlite"] if alone else {"isolation_level": "REPEATABLE READ"}
        )
        with _unavailable_named():
            async with self.engine.connect() as connection:
                await connection.execution_options(**options)
                if alone:
                    await connection.exec_driver_sql("BEGIN")  # deferred: it never writes
                yield Records(self._store(connection))

    async def reference(self) -> Reference:
        """Units, points and calendar as they are now, read afresh. Raises Unavailable."""
        with _unavailable_named():
            async with self.engine.connect() as connection:
                self._reference = await read_reference(connection)
        return self._reference

    async def current_reference(self) -> Reference:
        """The same, read again only where it has changed since; for what anyone may ask often.
        Raises Unavailable."""
        with _unavailable_named():
            async with self.engine.connect() as connection:
                version = await connection.execute(select(store.c.reference_version))
                if version.scalar_one() != self._reference.version:
                    self._reference = await read_reference(connection)
        return self._reference

    async def state(self) -> StoreState:
        """Which migration the store stands at and whether it is a demo. Raises Unavailable."""
        if not _is_there(self.engine.url):
            return StoreState(None, demo=False, filled=False)  # and asking leaves no empty file
        with _unavailable_named():
            async with self.engine.connect() as connection:
                return await connection.run_sync(_state)

    def connections(self) -> Connections:
        """How far the pool is used now."""
        pool = cast("QueuePool", self.engine.pool)  # `_engine` makes no other
        return Connections(pool.checkedout(), pool.size() + pool._max_overflow)

    async def close(self) -> None:
        await self.engine.dispose()

    def _store(self, connection: AsyncConnection) -> Store:
        return Store(
            connection, self.vault, self.ids, self._reference, read_reference, names=self.names
        )

    def _newer(self, seen: Reference) -> Reference:
        return seen if seen.version > self._reference.version else self._reference


class StoreState:
    """How far a store has come: ``revision`` is None while it is empty."""

    def __init__(self, revision: str | None, demo: bool, filled: bool) -> None:
        self.revision = revision
        self.demo = demo
        self.filled = filled

    @property
    def up_to_date(self) -> bool:
        """Nothing is missing that this program needs. A newer store is as good: migrations only
        add, so that replicas of before work on while those of after are started."""
        return self.revision is not None and self.revision >= HEAD

    @property
    def newer(self) -> bool:
        """A later program has migrated it; this one knows no way from here."""
        return self.revision is not None and self.revision > HEAD


def _state(connection: Connection) -> StoreState:
    names = inspect(connection).get_table_names()
    if "alembic_version" not in names:
        return StoreState(None, demo=False, filled=False)
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if "store" not in names:
        return StoreState(revision, demo=False, filled=False)
    made_on = connection.execute(select(store.c.demo_made_on)).scalar()
    filled = connection.execute(text("SELECT EXISTS (SELECT 1 FROM person)")).scalar()
    return StoreState(revision, demo=made_on is not None, filled=bool(filled))


def _is_there(url: URL) -> bool:
    return url.get_backend_name() != "sqlite" or Path(str(url.database)).exists()


def _engine(url: str) -> AsyncEngine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return sqlite_engine(parsed)
    # What is used is used again first: there its statements are prepared. None is closed in
    # between, as those beyond a pool's size are.
    return create_async_engine(
        parsed,
        pool_size=12,
        max_overflow=0,
        pool_use_lifo=True,
        pool_timeout=10,
        hide_parameters=True,
    )


@contextlib.contextmanager
def _unavailable_named() -> Iterator[None]:
    try:
        yield
    except (PoolTimeout, OSError) as error:
        raise Unavailable(type(error).__name__) from error
    except DBAPIError as error:
        if _is_away(error):
            raise Unavailable(type(error.orig).__name__) from error
        raise


def _is_away(error: DBAPIError) -> bool:
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    if isinstance(error.orig, sqlite3.Error):
        return error.orig.sqlite_errorcode & 0xFF in _SQLITE_AWAY
    return str(getattr(error.orig, "sqlstate", "") or "").startswith(_POSTGRES_AWAY)
