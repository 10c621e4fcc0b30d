"""A file that somebody named: whole or not at all, and never over another one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


class NotWritten(Exception):
    """What stood in the way, in words for an operator; nothing was changed."""


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """For its owner alone; it stands under its name once all of it is there. Raises NotWritten."""
    if path.exists():
        raise _there(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.link(beside, path)  # unlike a rename, it fails where somebody was quicker
        finally:
            beside.unlink(missing_ok=True)
    except FileExistsError as error:
        raise _there(path) from error
    except OSError as error:
        raise NotWritten(f"{path} cannot be written: {error.strerror}.") from error


def _there(path: Path) -> NotWritten:
    return NotWritten(f"{path} is there already; nothing is overwritten.")
