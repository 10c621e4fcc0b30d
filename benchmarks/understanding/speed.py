"""What reading free text costs, beside folding the same words alone; ``python -m benchmarks
understanding``.

Microseconds are of the processor, for one message in the middle of as many as there are; the
command reads its lines from a pipe, start included. Megabytes are the resident memory that what was
learnt adds to a process; seconds of loading are once in a process, at the first message.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from benchmarks.understanding.examples import read_examples
from domain.slots import read_slots
from domain.words import marked, words
from handlers.understand import reader, understand
from storage.reference import seeded_gazetteer

_MESSAGES = 3000
_LINES = 20_000
_ROUNDS = 5
_TODAY = date(2026, 11, 24)

_FRESH = """
import json, resource, sys, time
def resident():
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * resource.getpagesize() / 2**20
started = time.process_time()
import bot.cli
program = time.process_time() - started
started = time.process_time()
import domain.slots, handlers.understand
more = time.process_time() - started
before = resident()
started = time.process_time()
handlers.understand.reader()
print(json.dumps({"program_s": program, "if_imported_after_s": more,
    "load_s": time.process_time() - started, "megabytes": resident() - before}))
"""


async def measure() -> dict[str, Any]:
    """Microseconds a message, lines a second, seconds and megabytes once."""
    return await asyncio.to_thread(_measure)


def table(measured: dict[str, Any]) -> str:
    lines = [f"understanding: {_MESSAGES:,} messages, median of {_ROUNDS} rounds"]
    lines += [f"  {name:24} {micro:7.0f} µs" for name, micro in measured["microseconds"].items()]
    once = measured["once"]
    lines.append(
        f"  loaded in {once['load_s']:.2f} s, {once['megabytes']:.0f} MB;"
        f" the whole program is imported in {once['program_s']:.2f} s"
    )
    lines.append(f"  ansinh understand: {measured['lines_per_s']:,.0f} lines/s with its start")
    return "\n".join(("", *lines))


def _measure() -> dict[str, Any]:
    texts = [one.text for one in random.Random(1).sample(read_examples(), _MESSAGES)]  # noqa: S311
    units = seeded_gazetteer()
    read = reader().read
    ways: dict[str, Callable[[str], object]] = {
        "folding the words": words,
        "reading": lambda text: read(marked(text)),
        "what is named": lambda text: read_slots(text, _TODAY, units),
        "all of it": lambda text: understand(text, "vi", _TODAY, units),
    }
    rounds = [{name: _micro(way, texts) for name, way in ways.items()} for _ in range(_ROUNDS)]
    return {
        "microseconds": {name: statistics.median(one[name] for one in rounds) for name in ways},
        "once": json.loads(_run([sys.executable, "-c", _FRESH], b"")),
        "lines_per_s": _lines_per_s(texts),
    }


def _micro(way: Callable[[str], object], texts: Sequence[str]) -> float:
    started = time.process_time()
    for text in texts:
        way(text)
    return (time.process_time() - started) / len(texts) * 1e6


def _lines_per_s(texts: Sequence[str]) -> float:
    lines = "\n".join((list(texts) * (_LINES // len(texts) + 1))[:_LINES]) + "\n"
    started = time.perf_counter()
    told = _run([sys.executable, "-m", "bot", "understand"], lines.encode())
    assert told.count(b"\n") == _LINES
    return _LINES / (time.perf_counter() - started)


def _run(command: list[str], said: bytes) -> bytes:
    return subprocess.run(command, input=said, stdout=subprocess.PIPE, check=True).stdout  # noqa: S603
