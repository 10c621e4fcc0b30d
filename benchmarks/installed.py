"""The libraries that an installation has: what ``requirements.lock`` names and nothing else.

Where one measures, those for tests and yardsticks lie beside them, and some libraries load what
they find (httpx loads click and rich, where they are).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from tempfile import TemporaryDirectory

_LOCK = Path(__file__).parent.parent / "requirements.lock"
_NAMED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)

PYTHON = (getattr(sys, "_base_executable", sys.executable), "-S")
"""Python that finds libraries where PYTHONPATH says, and nowhere else."""


@contextmanager
def libraries() -> Iterator[Path]:
    """A folder for PYTHONPATH."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        for name in _NAMED.findall(_LOCK.read_text(encoding="utf-8")):
            for top in _tops(name):
                if not (folder / top.name).exists():
                    (folder / top.name).symlink_to(top)
        yield folder


def _tops(name: str) -> set[Path]:
    """What a library lays beside others; nothing where it is for other machines than this."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return set()
    names = {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}
    return {path for one in names if (path := Path(str(found.locate_file(one)))).exists()}
