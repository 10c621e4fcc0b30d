"""Where the stores of the tests lie: in memory, where there is enough of it. A disk takes a second
to copy a PostgreSQL store, and every test has its own."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_FOLDER = Path("/dev/shm")  # noqa: S108 - what is made in it has names of its own
_ENOUGH = 8 << 30


def lie_in_memory() -> None:
    """From now on, for what this process makes and for those it starts."""
    if os.access(_FOLDER, os.W_OK) and min(shutil.disk_usage(_FOLDER).free, _unused()) >= _ENOUGH:
        tempfile.tempdir = os.environ["TMPDIR"] = str(_FOLDER)


def is_in_memory(path: Path) -> bool:
    return path.is_relative_to(_FOLDER)


def _unused() -> int:
    """Bytes of memory that nobody needs (`man 5 proc_meminfo`)."""
    said = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    return int(said["MemAvailable"].split()[0]) << 10
