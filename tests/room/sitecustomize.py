"""What Python does first where this folder stands in PYTHONPATH: the disk has room."""

from __future__ import annotations

import shutil

from tests.disk import roomy

shutil.disk_usage = roomy  # type: ignore[assignment]
