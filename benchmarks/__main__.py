"""Runs every benchmark, or those that are named (``python -m benchmarks imports``), keeps what it
measured, and writes it into the documents: their tables and their plots."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from benchmarks.kept import ALL, RESULTS, keep, write_documents


def main(wanted: list[str]) -> None:
    if unknown := set(wanted) - set(ALL):
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(ALL)}")
    for name in wanted or ALL:
        measured = asyncio.run(ALL[name].measure())
        keep(name, measured)
        print(ALL[name].table(measured), flush=True)
    write_documents()
    _draw()
    print(f"\nWritten to {RESULTS.relative_to(Path.cwd())}, README.md and docs/scaling.md.")


def _draw() -> None:
    try:
        from benchmarks import plots
    except ImportError:
        print("The plots stay as they were: `make bench` installs what draws them.")
        return
    plots.draw()


main(sys.argv[1:])
