"""The process in which one file is opened and understood: ``python -m storage.imports.child KIND
PATH TODAY``. What it tells goes to stdout, a batch in each line:

    [["person", {"sheet": "Núi Sam", "row": 9, …}], ["problem", {…}], …]

with ``["about", {…}]`` whenever the file has said more of itself, and last ``["end", {}]``,
``["refused", {"code": "password", "values": {}}]`` or, where this program is at fault,
``["failed", {"error": "KeyError", "where": "layout.py:120"}]``.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from storage.imports.limits import CPU_SECONDS, MEMORY_BYTES
from storage.imports.opener import Broken, opened

_BATCH = 100


def main(arguments: Sequence[str]) -> None:
    kind, path, today = arguments
    confine()
    batch: list[list[Any]] = []
    for told in _told(kind, Path(path), date.fromisoformat(today)):
        batch.append(told)
        if len(batch) >= _BATCH:
            _write(batch)
            batch = []
            _go_on()
    _write(batch)


def _told(kind: str, path: Path, today: date) -> Iterator[list[Any]]:
    items = opened(path, _go_on)
    # Late: they are read while the file is opened already.
    from domain.lists.encoded import to_json
    from domain.lists.row import About, ListKind, ListRefused, Problem
    from domain.lists.understanding import Understanding
    from storage.imports.limits import too_big

    understanding, about = Understanding(ListKind(kind), today), About()
    try:
        for item in items:
            for told in [item] if isinstance(item, Problem) else understanding.hear(item):
                if about != understanding.about:
                    about = understanding.about
                    yield to_json(about)
                yield to_json(told)
        for told in understanding.end():
            yield to_json(told)
        yield to_json(understanding.about)
        yield ["end", {}]
    except ListRefused as refused:
        yield ["refused", {"code": refused.code, "values": dict(refused.values)}]
    except MemoryError:
        yield ["refused", {"code": "too_big", "values": dict(too_big().values)}]
    except Exception as error:
        broken = error if isinstance(error, Broken) else Broken.by(error)
        yield ["failed", {"error": broken.error, "where": broken.where}]


def confine() -> None:
    """No more memory than this, a little time, and no image of it left behind when it dies."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    # 1, not 0: where a program of the system's own collects images, it takes 0 for no limit.
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    core = 1 if most == resource.RLIM_INFINITY else min(1, most)
    resource.setrlimit(resource.RLIMIT_CORE, (core, core))
    _go_on()


def _go_on() -> None:
    """Another `CPU_SECONDS`: a long list may take its time, but not without a row."""
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(time.process_time()) + CPU_SECONDS
    if most != resource.RLIM_INFINITY:
        soft = min(soft, most)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, most))


def _write(batch: list[list[Any]]) -> None:
    sys.stdout.write(json.dumps(batch, separators=(",", ":")) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except BrokenPipeError:
        # Who asked has gone. Or Python would try once more to write as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
