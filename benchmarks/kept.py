"""What was measured last, kept beside what measured it, and written into the documents.

A document holds the table of a benchmark between ``<!-- measured: NAME -->`` and ``<!-- end -->``.
"""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks import (
    beside_bulk,
    clone,
    delivery,
    enqueue,
    faults,
    growth,
    imports,
    names,
    notices,
    page,
    payday,
    reconcile,
    soak,
    startup,
    telegram,
    turn,
)
from benchmarks.understanding import speed

ALL: Mapping[str, ModuleType] = {
    "turn": turn,
    "telegram": telegram,
    "payday": payday,
    "beside_bulk": beside_bulk,
    "page": page,
    "names": names,
    "imports": imports,
    "delivery": delivery,
    "notices": notices,
    "enqueue": enqueue,
    "growth": growth,
    "reconcile": reconcile,
    "startup": startup,
    "clone": clone,
    "understanding": speed,
    "faults": faults,
    "soak": soak,
}
RESULTS = Path(__file__).parent / "results.json"
_ROOT = Path(__file__).parent.parent
DOCUMENTS = (_ROOT / "README.md", _ROOT / "docs" / "scaling.md")
_TABLE = re.compile(r"(<!-- measured: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def results() -> dict[str, Any]:
    """By benchmark: the day, the Python and what was measured."""
    found: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return found


def keep(name: str, measured: Any) -> None:
    """Beside what was measured of the others before."""
    kept = results() if RESULTS.exists() else {}
    kept[name] = {
        "on": date.today().isoformat(),  # noqa: DTZ011 - the day on this machine's wall
        "python": platform.python_version(),
        "measured": measured,
    }
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def with_tables(text: str, kept: Mapping[str, Any]) -> str:
    """A document with the tables as of what is kept, and the day on which it was measured."""

    def table(found: re.Match[str]) -> str:
        name = found[2]
        if name not in kept:
            return f"{found[1]}*Not measured yet: `python -m benchmarks {name}`.*\n{found[3]}"
        shown = ALL[name].table(kept[name]["measured"]).strip("\n")
        on = f"`python -m benchmarks {name}`, {kept[name]['on']}"
        return f"{found[1]}{on}:\n\n```text\n{shown}\n```\n{found[3]}"

    return _TABLE.sub(table, text)


def write_documents() -> None:
    kept = results()
    for path in DOCUMENTS:
        path.write_text(with_tables(path.read_text(encoding="utf-8"), kept), encoding="utf-8")
