"""Commands as an operator runs them: each a process of its own, forked from one that has loaded the
program already. That it starts from nothing as well, `test_cli` shows with what it serves."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bot.cli import main

_FOREVER_SECONDS = 300


def ansinh_with(
    environment: Mapping[str, str], *arguments: str, folder: Path | None = None, said: str = ""
) -> subprocess.CompletedProcess[str]:
    """``folder``: in which it is run; ``said``: what stands on its standard input."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "tests.command", "tests.faults.program"])
    with tempfile.TemporaryDirectory() as between:
        streams = [Path(between) / name for name in ("in", "out", "err")]
        streams[0].write_text(said, encoding="utf-8")
        process = context.Process(
            target=_be, args=(arguments, dict(environment), folder or Path.cwd(), streams)
        )
        process.start()
        process.join(_FOREVER_SECONDS)
        if process.exitcode is None:
            process.kill()
            raise AssertionError("the command does not end")
        out, err = (path.read_text(encoding="utf-8") for path in streams[1:])
        status = process.exitcode
        process.close()
    return subprocess.CompletedProcess(["ansinh", *arguments], status, out, err)


def _be(
    arguments: tuple[str, ...], environment: dict[str, str], folder: Path, streams: list[Path]
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for number, path in enumerate(streams):
        opened = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.argv = ["ansinh", *arguments]
    sys.exit(main())
