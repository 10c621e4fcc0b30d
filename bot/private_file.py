"""A file on the disk that only this program can read, and only while it is needed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "ansinh-"


@contextmanager
def private_folder() -> Iterator[Path]:
    """A new one, open to nobody else (mode 700), and gone with all that is in it."""
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
        yield Path(folder)


@contextmanager
def private_file(content: bytes, name: str) -> Iterator[Path]:
    """This content in a file of mode 600."""
    with private_folder() as folder:
        path = folder / name
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        yield path
