"""The judge of pip-audit's findings: a hole fails, silence is said aloud, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

AUDIT = Path(__file__).parent.parent / ".ci" / "audit.py"
HOLE = {"id": "PYSEC-2026-1", "fix_versions": ["1.0.1"], "aliases": [], "description": "…"}
SOUND: dict[str, Any] = {"name": "sound", "version": "1.0", "vulns": []}
HOLED: dict[str, Any] = {"name": "holed", "version": "1.0", "vulns": [HOLE]}
UNKNOWN = {"name": "unknown", "skip_reason": "Dependency not found on PyPI"}

FINDINGS: tuple[tuple[list[dict[str, Any]] | None, int, str], ...] = (
    ([SOUND, SOUND], 0, ""),
    ([SOUND, HOLED], 1, "holed 1.0: PYSEC-2026-1, mended in 1.0.1"),
    ([UNKNOWN, HOLED], 1, "answered for 1 of 2 packages"),
    ([UNKNOWN, SOUND], 0, "answered for 1 of 2 packages"),
    ([UNKNOWN, UNKNOWN], 0, "answered for 0 of 2 packages"),
    (None, 0, "answered for 0 of all packages"),
)


@pytest.mark.parametrize(("found", "status", "told"), FINDINGS)
def test_a_hole_fails_and_silence_is_said(
    found: list[dict[str, Any]] | None, status: int, told: str
) -> None:
    said = "no route to host" if found is None else json.dumps({"dependencies": found})
    speaker = [sys.executable, "-c", "import sys; print(sys.argv[1]); sys.exit(1)", said]
    ran = subprocess.run(
        [sys.executable, str(AUDIT), *speaker], capture_output=True, text=True, check=False
    )
    assert ran.returncode == status
    assert told in ran.stderr
    assert bool(told) == bool(ran.stderr)
