"""Runs every benchmark and writes what it measured beside the code that measured it."""

from __future__ import annotations

import asyncio
import json
import platform
from datetime import date
from pathlib import Path

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

RESULTS = Path(__file__).parent / "results.json"


def main() -> None:
    turns = asyncio.run(turn.measure())
    pages = asyncio.run(page.measure())
    on_telegram = asyncio.run(telegram.measure())
    by_name = asyncio.run(names.measure())
    lists_in = asyncio.run(imports.measure())
    delivered = asyncio.run(delivery.measure())
    told = asyncio.run(notices.measure())
    reconciled = asyncio.run(reconcile.measure())
    killed = asyncio.run(faults.measure())
    measured = {
        "on": date.today().isoformat(),  # noqa: DTZ011 - the day on this machine's wall
        "python": platform.python_version(),
        "turn": turns,
        "page": pages,
        "telegram": on_telegram,
        "names": by_name,
        "imports": lists_in,
        "delivery": delivered,
        "notices": told,
        "reconcile": reconciled,
        "faults": killed,
    }
    RESULTS.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    print(turn.table(turns))
    print(page.table(pages))
    print(telegram.table(on_telegram))
    print(names.table(by_name))
    print(imports.table(lists_in))
    print(delivery.table(delivered))
    print(notices.table(told))
    print(reconcile.table(reconciled))
    print(faults.table(killed))
    print(f"\nWritten to {RESULTS.relative_to(Path.cwd())}.")


main()
