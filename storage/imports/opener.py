"""A file is opened in one process and understood in another, at the same time: each takes about as
long as the other, and a machine that holds this service has two cores.

What comes over the pipe between them is trusted as much as this process is: both hold no more than
the file, under the same limits (`storage.imports.child`).
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from domain.lists.cells import Row, SheetStart
    from domain.lists.row import Problem

Opened: TypeAlias = "SheetStart | Row | Problem"

_BATCH = 200


_STDOUT = 1


class Broken(Exception):
    """This program is at fault. ``error`` is the name of what was raised, ``where`` the line: never
    its words, which may hold what stands in the file."""

    def __init__(self, error: str, where: str) -> None:
        super().__init__(error, where)
        self.error = error
        self.where = where

    @classmethod
    def by(cls, error: Exception) -> Broken:
        """What was raised, and where."""
        last = traceback.extract_tb(error.__traceback__)[-1]
        return cls(type(error).__name__, f"{Path(last.filename).name}:{last.lineno}")


def opened(path: Path, go_on: Callable[[], None]) -> Iterator[Opened]:
    """What `storage.imports.books.open_book` reads, in Unicode. It is begun at once; ``go_on`` is
    called by the process that opens, whenever it has come further.

    Raises ListRefused and Broken. Where what the file does ends the process that opens it, this one
    ends in the same way.
    """
    beside = multiprocessing.get_context("fork")
    here, there = beside.Pipe(duplex=False)
    process = beside.Process(target=_open, args=(path, go_on, here, there), daemon=True)
    process.start()
    there.close()
    return _heard(here, process)


def _heard(here: Connection, process: ForkProcess) -> Iterator[Opened]:
    from domain.lists.cells import Row

    while (said := _next(here)) is not None:
        if isinstance(said, Exception):
            raise said
        if not said:
            return
        for one in said:
            yield Row(*one) if isinstance(one, tuple) else one
    process.join()
    ended = process.exitcode or 0
    if ended < 0:
        os.kill(os.getpid(), -ended)
    sys.exit(ended or 1)


def _next(here: Connection) -> Any:
    """A batch, an empty one at the end, or what was raised; None where nobody is there any more."""
    try:
        return here.recv()
    except (EOFError, OSError):  # between two batches, or in the middle of one
        return None


def _open(path: Path, go_on: Callable[[], None], here: Connection, there: Connection) -> None:
    """In the process beside. Nobody waits for it but the one that has started it."""
    here.close()
    os.dup2(os.open(os.devnull, os.O_WRONLY), _STDOUT)
    with suppress(BrokenPipeError):
        try:
            for batch in _batches(path):
                there.send(batch)
                go_on()
            there.send([])
        except BrokenPipeError:
            raise
        except Exception as error:
            there.send(_told(error))


def _batches(path: Path) -> Iterator[list[Any]]:
    """Rows as bare pairs, which is half as long to write and read."""
    from domain.lists.cells import Row
    from domain.lists.fonts import in_unicode
    from storage.imports.books import open_book

    batch: list[Any] = []
    for one in in_unicode(open_book(path)):
        batch.append((one.number, one.cells) if isinstance(one, Row) else one)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _told(error: Exception) -> Exception:
    from domain.lists.row import ListRefused
    from storage.imports.limits import too_big

    if isinstance(error, MemoryError):
        return too_big()
    return error if isinstance(error, ListRefused) else Broken.by(error)
