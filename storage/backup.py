"""A copy of a SQLite store while it is used, and a copy put back in its place.

Cells stay sealed in it, and the keys are no part of it: whoever finds it reads nothing.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Column, create_engine
from sqlalchemy.dialects import sqlite

from storage.jobs import copy_made
from storage.sealed import Unreadable, Vault
from storage.tables import HEAD, job_run, person, session

_SEALED = (person.c.sealed_name, session.c.sealed_address)
"""One cell of each tells whether the keys are the right ones."""


class NotCopied(Exception):
    """What stood in the way, in words for an operator; nothing was changed."""


def copy(source: Path, target: Path, vault: Vault, now: datetime) -> int:
    """Copy a store that may be in use to a new file, whole as of one moment; its size in bytes.

    The copy says of itself when it was made, for it is the newest there is of what is restored
    from it. Raises NotCopied.
    """
    if not source.is_file():
        raise NotCopied(f"{source} is not there.")
    with _beside(target) as made:
        with _open(source) as reading, contextlib.closing(sqlite3.connect(made)) as writing:
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode = DELETE")  # one file, with no other beside it
        _noted(made, now)
        _sound(made, vault)
        _durable(made)
        try:
            os.link(made, target)  # unlike a rename, it fails where something is there
        except FileExistsError as error:
            raise NotCopied(f"{target} is there already; nothing is overwritten.") from error
    return target.stat().st_size


def put_back(copied: Path, target: Path, vault: Vault, now: datetime) -> Path | None:
    """Put a copy in the place of a store that nobody uses; where that store is now, if there was
    one. Raises NotCopied."""
    if not copied.is_file():
        raise NotCopied(f"{copied} is not there.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with _beside(target) as made:
        shutil.copyfile(copied, made)
        _sound(made, vault)
        _durable(made)
        aside = None
        if target.exists():
            _alone(target)
            aside = target.with_name(f"{target.name}.before-{now:%Y%m%dT%H%M%S}")
            target.rename(aside)
        for left_over in ("-wal", "-shm"):
            target.with_name(target.name + left_over).unlink(missing_ok=True)
        made.replace(target)
        _durable(target.parent)
    return aside


def holds_people(store: Path) -> bool:
    """Whether there is anything to lose. Raises NotCopied."""
    if not store.is_file():
        return False
    with _open(store) as reading:
        tables = "SELECT count(*) FROM sqlite_master WHERE name = 'person'"
        if reading.execute(tables).fetchone()[0] == 0:
            return False
        found: int = reading.execute("SELECT EXISTS (SELECT 1 FROM person)").fetchone()[0]
    return bool(found)


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A file for its owner alone, in the same folder, that is gone afterwards."""
    made = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        os.close(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield made
    except OSError as error:
        raise NotCopied(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        made.unlink(missing_ok=True)


@contextlib.contextmanager
def _open(store: Path) -> Iterator[sqlite3.Connection]:
    try:
        with contextlib.closing(
            sqlite3.connect(f"{store.resolve().as_uri()}?mode=ro", uri=True)
        ) as reading:
            yield reading
    except sqlite3.Error as error:
        raise NotCopied(f"{store} cannot be read as a store: {error}.") from error


def _noted(store: Path, now: datetime) -> None:
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(store))
    with engine.begin() as connection:
        connection.execute(sqlite.insert(job_run).on_conflict_do_nothing(), copy_made(now))
    engine.dispose()


def _sound(store: Path, vault: Vault) -> None:
    """Whole, of our version or an older one, and sealed with keys that we hold."""
    with _open(store) as reading:
        found = reading.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise NotCopied(f"{store} is damaged: {found}.")
        version: str = reading.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        if version > HEAD:
            raise NotCopied(f"{store} was made by a later version of An Sinh ({version}).")
        for column in _SEALED:
            query = f"SELECT id, {column.name} FROM {column.table.name} LIMIT 1"  # noqa: S608
            if (row := reading.execute(query).fetchone()) is not None:
                _opens(vault, row, column)


def _opens(vault: Vault, row: tuple[int, bytes], column: Column[bytes]) -> None:
    try:
        vault.open(row[1], column, row[0])
    except Unreadable as error:
        raise NotCopied(f"It needs another key: {error}.") from error


def _alone(store: Path) -> None:
    """Nobody else has it open, and all of it is in the one file. Raises NotCopied."""
    with contextlib.closing(sqlite3.connect(store, timeout=1)) as connection:
        try:
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            mode = "in use"
    if mode != "delete":
        raise NotCopied(f"{store} is in use. Stop `ansinh serve` first.")


def _durable(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
