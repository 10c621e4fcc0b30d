"""Runs every benchmark, or those that are named (``python -m benchmarks imports``), and keeps what
it measured beside the code that measured it, and what was measured of the others before."""

from __future__ import annotations

import asyncio
import json
import platform
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks import (
    delivery,
    faults,
    imports,
    names,
    notices,
    page,
    reconcile,
    telegram,
    turn,
)
from benchmarks.understanding import speed

RESULTS = Path(__file__).parent / "results.json"
_ALL: Mapping[str, ModuleType] = {
    "turn": turn,
    "page": page,
    "telegram": telegram,
    "names": names,
    "imports": imports,
    "delivery": delivery,
    "notices": notices,
    "reconcile": reconcile,
    "faults": faults,
    "understanding": speed,
}


def main(wanted: list[str]) -> None:
    if unknown := set(wanted) - set(_ALL):
        sys.exit(
            f"There is no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(_ALL)}"
        )
    for name in wanted or _ALL:
        measured = asyncio.run(_ALL[name].measure())
        _keep(name, measured)
        print(_ALL[name].table(measured), flush=True)
    print(f"\nWritten to {RESULTS.relative_to(Path.cwd())}.")


def _keep(name: str, measured: Any) -> None:
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    kept[name] = {
        "on": date.today().isoformat(),  # noqa: DTZ011 - the day on this machine's wall
        "python": platform.python_version(),
        "measured": measured,
    }
    RESULTS.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


main(sys.argv[1:])
