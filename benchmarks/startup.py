"""How soon the program can answer after it is started, and what it holds while nobody writes.

Started in turn, several rounds, on bytecode that an earlier start has left and with the libraries
of an installation alone (`benchmarks.installed`): ``python -c pass`` and
the import of the three largest libraries, which are the yardsticks; `serve` with Telegram and the
web page, until ``/health`` says that it is ready; two commands, until they have ended. *idle*: what
a serving process holds five seconds after it was ready, in all (RSS) and its share of what it has
in common with others (PSS).

``python -m benchmarks.startup FOLDER`` starts the program that lies in that folder in turn with
this one: what a change has bought.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.installed import PYTHON, libraries
from benchmarks.ready import ready_after
from benchmarks.stores import on_both
from benchmarks.turn import filled
from tests.botapi import TOKEN, bot_api
from tests.faults.house import free_port
from tests.house import INDEX_KEY, KEY

ROUNDS = 9
_HERE = Path(__file__).parent.parent
_IDLE_SECONDS = 5
_LIBRARIES = "import telegram, sqlalchemy, aiohttp"
_BARE: Mapping[str, tuple[str, ...]] = {
    "python -c pass": ("-c", "pass"),
    f"python -c '{_LIBRARIES}'": ("-c", _LIBRARIES),
}
_COMMANDS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "--help": (("--help",), ""),
    "understand, one line": (("understand",), "chừng nào Nhà Bàng phát tiền\n"),
}


class _Program(NamedTuple):
    folder: Path
    environment: Mapping[str, str]


async def measure(folders: Sequence[Path] = (_HERE,), rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """For both databases: seconds, and megabytes of what serves."""

    with libraries() as beside:

        async def on(name: str, url: str) -> list[dict[str, Any]]:
            await filled(url)
            programs = [_Program(folder, _environment(url, folder, beside)) for folder in folders]
            return [{"database": name, **row} for row in await _on(programs, rounds)]

        return [row for rows in await on_both(on) for row in rows]


def table(rows: list[dict[str, Any]]) -> str:
    return "\n".join(
        (
            f"{'database':12} {'what':50} median s  worst s   idle RSS MB   PSS MB",
            *(
                f"{row['database']:12} {row['what']:50} {row['median_s']:>8.3f}"
                f" {row['worst_s']:>8.3f}{_held(row)}"
                for row in rows
            ),
        )
    )


def _held(row: Mapping[str, Any]) -> str:
    return f" {row['rss_mb']:>13.1f} {row['pss_mb']:>8.1f}" if "rss_mb" in row else ""


async def _on(programs: Sequence[_Program], rounds: int) -> list[dict[str, Any]]:
    took: dict[str, list[float]] = defaultdict(list)
    idle: dict[str, dict[str, float]] = {}
    for round_ in range(rounds + 1):
        last = round_ == rounds
        for what, arguments in _BARE.items():
            took[what].append(_took(programs[0], arguments))
        for program in programs if round_ % 2 else programs[::-1]:
            of = "" if len(programs) == 1 else f"{program.folder.name}: "
            seconds, held = await _served(program, wait_idle=last)
            took[f"{of}serve"].append(seconds)
            idle |= {f"{of}serve": held} if held else {}
            for what, (arguments, said) in _COMMANDS.items():
                command = ("-m", "bot", *arguments)
                took[f"{of}{what}"].append(_took(program, command, said))
    return [
        {
            "what": what,
            "median_s": statistics.median(seconds[1:]),  # the first of each left the bytecode
            "worst_s": max(seconds[1:]),
            **idle.get(what, {}),
        }
        for what, seconds in took.items()
    ]


def _took(program: _Program, arguments: Sequence[str], said: str = "") -> float:
    began = time.perf_counter()
    subprocess.run(  # noqa: S603 - commands that stand above
        [*PYTHON, *arguments],
        cwd=program.folder,
        env=program.environment,
        input=said.encode(),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - began


async def _served(program: _Program, *, wait_idle: bool) -> tuple[float, dict[str, float] | None]:
    """Seconds until it is ready, and what it holds once it has been idle."""
    async with bot_api() as api:
        port = free_port()
        telegram = {"ANSINH_TELEGRAM_TOKEN": TOKEN, "ANSINH_TELEGRAM_API_URL": api.url}
        there = telegram | {"ANSINH_WEB_PORT": str(port)}
        async with _process(program, there) as process:
            seconds = await ready_after(f"http://127.0.0.1:{port}", process)
            if not wait_idle:
                return seconds, None
            await asyncio.sleep(_IDLE_SECONDS)
            return seconds, _held_by(process.pid)


@asynccontextmanager
async def _process(program: _Program, there: Mapping[str, str]) -> AsyncIterator[Any]:
    process = await asyncio.create_subprocess_exec(
        *PYTHON, "-m", "bot", "serve", cwd=program.folder, env={**program.environment, **there}
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _environment(url: str, *paths: Path) -> dict[str, str]:
    """What is installed finds bytecode beside its code."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSINH_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | {
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "ANSINH_DATABASE_URL": url,
        "ANSINH_KEY": KEY,
        "ANSINH_INDEX_KEY": INDEX_KEY,
        "ANSINH_LOG_LEVEL": "ERROR",
    }


def _held_by(process: int) -> dict[str, float]:
    """Megabytes (`man 5 proc_pid_smaps_rollup`)."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    said = dict(line.split(":", 1) for line in lines)
    return {f"{name.lower()}_mb": int(said[name].split()[0]) / 1024 for name in ("Rss", "Pss")}


if __name__ == "__main__":
    given = [Path(one).resolve() for one in sys.argv[1:]]
    print(table(asyncio.run(measure([*given, _HERE]))))
