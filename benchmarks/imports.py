"""A list read in, beside the same file read by calamine and by openpyxl alone, in one run;
``python -m benchmarks.imports`` runs it alone.

Every reading is a process of its own, and they take turns, so that no warm cache and no memory of
one serves another. *Ours* is all of `read_list`: a child that opens the file, understanding it, and
every row heard by the parent. Megabytes are the highest resident memory of a process; of ours the
parent's and the child's. A CSV is read at two lengths: what grows between them is who stands on the
list already (`domain.lists.met`), which is kept of 400,000 people at most.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.invented_lists import COLUMNS, write_lines, write_workbook

_PEOPLE = 20_000
_LINES = (50_000, 300_000)
_ROUNDS = 5
_LONG_ROUNDS = 3


async def measure() -> dict[str, Any]:
    """Seconds and megabytes of every reading."""
    with tempfile.TemporaryDirectory() as folder:
        workbook = Path(folder) / f"{_PEOPLE}.xlsx"
        write_workbook(workbook, _PEOPLE)
        return {
            "people": _PEOPLE,
            "columns": COLUMNS,
            "workbook": await _in_turn(_ROUNDS, workbook, ("calamine", "openpyxl", "ours")),
            "lines": [await _of_lines(Path(folder), lines) for lines in _LINES],
        }


def table(measured: dict[str, Any]) -> str:
    head = "what             median s  worst s  rows/s   MB parent  MB child"
    lines = [f"imports: {measured['people']:,} people × {measured['columns']}, .xlsx", head]
    lines += [_line(row) for row in measured["workbook"]]
    for part in measured["lines"]:
        lines += [f"imports: {part['lines']:,} lines of CSV", head]
        lines += [_line(row) for row in part["rows"]]
    return "\n".join(("", *lines))


async def _of_lines(folder: Path, lines: int) -> dict[str, Any]:
    path = folder / f"{lines}.csv"
    write_lines(path, lines)
    return {"lines": lines, "rows": await _in_turn(_LONG_ROUNDS, path, ("csv", "ours"))}


def _line(row: Mapping[str, Any]) -> str:
    return (
        f"{row['what']:16} {row['median_s']:8.2f} {row['worst_s']:8.2f} {row['rows_per_s']:7,.0f} "
        f"{row['parent_mb']:11.0f} {row['child_mb']:9.0f}"
    )


async def _in_turn(rounds: int, path: Path, whats: Sequence[str]) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {what: [] for what in whats}
    for _ in range(rounds):
        for what in whats:
            found[what].append(await _alone(what, path))
    return [_summary(what, runs) for what, runs in found.items()]


def _summary(what: str, runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    walls = [run["s"] for run in runs]
    return {
        "what": what,
        "median_s": round(statistics.median(walls), 2),
        "worst_s": round(max(walls), 2),
        "rows_per_s": round(runs[0]["rows"] / statistics.median(walls)),
        "parent_mb": round(max(run["parent_mb"] for run in runs)),
        "child_mb": round(max(run["child_mb"] for run in runs)),
    }


async def _alone(what: str, path: Path) -> dict[str, Any]:
    command = (sys.executable, "-m", "benchmarks.one_reading", what, str(path))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    written, _ = await process.communicate()
    assert process.returncode == 0, f"{what} ended with {process.returncode}"
    found: dict[str, Any] = json.loads(written)
    return found


if __name__ == "__main__":
    print(table(asyncio.run(measure())))
