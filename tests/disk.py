"""A disk with room, however full the one is on which the tests run."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).parent.parent

IN_A_PROCESS = {"PYTHONPATH": os.pathsep.join(map(str, (ROOT / "tests" / "room", ROOT)))}
"""Settings of a process of its own that is to find room too."""


def roomy(_: object) -> SimpleNamespace:
    """In place of `shutil.disk_usage`: half is free."""
    return SimpleNamespace(total=100, used=50, free=50)
