"""One reading of a list in a process of its own, started by `benchmarks.imports`: how long, and how
much memory. What a reader needs is imported when it is used, so that none carries another's."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import importlib
import json
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

_TODAY = date(2026, 11, 25)
_LOOK_SECONDS = 0.01


def read(what: str, path: Path) -> dict[str, Any]:
    """Seconds, rows and megabytes; what a program has loaded long before is not counted."""
    importlib.import_module(_LOADED[what])
    with _children_watched() as highest:
        began = time.perf_counter()
        rows = _READERS[what](path)
        took = time.perf_counter() - began
    parent = _high_water("self")
    return {"s": took, "rows": rows, "parent_mb": parent, "child_mb": highest()}


def _calamine(path: Path) -> int:
    from python_calamine import CalamineWorkbook

    return len(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())


def _openpyxl(path: Path) -> int:
    from openpyxl import load_workbook

    (sheet,) = load_workbook(path, read_only=True, data_only=True)
    return sum(1 for _ in sheet.iter_rows(values_only=True))


def _csv(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file))


def _ours(path: Path) -> int:
    return asyncio.run(_listened(path))


async def _listened(path: Path) -> int:
    from domain.lists.row import ListKind, PersonRow, Problem
    from storage.imports.reading import read_list

    rows, problems = 0, 0
    async for one in read_list(path, ListKind.PAYMENTS, _TODAY):
        rows += isinstance(one, PersonRow)
        problems += isinstance(one, Problem)
    assert rows == int(path.stem), f"{rows} rows and {problems} problems in {path.name}"
    return rows


_READERS: Mapping[str, Callable[[Path], int]] = {
    "calamine": _calamine,
    "openpyxl": _openpyxl,
    "csv": _csv,
    "ours": _ours,
}


_LOADED = {
    "calamine": "python_calamine",
    "openpyxl": "openpyxl",
    "csv": "csv",
    "ours": "storage.imports.reading",
}


@contextlib.contextmanager
def _children_watched() -> Iterator[Callable[[], float]]:
    """The memory of the child and of its own, the highest of each together, in megabytes. The
    kernel keeps the highest of each process, but getrusage mixes in the parent's of the moment it
    was forked, so it is looked at while the child lives."""
    seen, done = [0.0], threading.Event()

    def look() -> None:
        while not done.wait(_LOOK_SECONDS):
            seen[:] = [max(*seen, sum(map(_high_water, _below("self"))))]

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield lambda: max(seen)
    finally:
        done.set()
        looking.join()


def _below(process: str) -> Iterator[str]:
    """The processes that one has started, and those that they have."""
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield child
                yield from _below(child)


def _high_water(process: str) -> float:
    """In megabytes; 0 of who is gone."""
    with contextlib.suppress(OSError):
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
        return int(found[1]) / 1024 if found else 0.0
    return 0.0


if __name__ == "__main__":
    print(json.dumps(read(sys.argv[1], Path(sys.argv[2]))))
