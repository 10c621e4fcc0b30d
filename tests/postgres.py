"""A private PostgreSQL server for the tests, from whatever binaries are installed."""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.in_memory import is_in_memory

_WANTED = ("initdb", "postgres", "createdb", "dropdb")
_DEBIAN = Path("/usr/lib/postgresql")
_OWNER = "ansinh"
_START_SECONDS = 120
_STOP_SECONDS = 20
_STATUS_LINE = 7
"""Of postmaster.pid, from 0; the server writes "ready" there once it takes connections."""
_KNOWS_STRATEGIES = (15,)

_GUARD = """
directory=$1; shift
"$@" </dev/null >>"$directory/log" 2>&1 &
read -r keep
kill -QUIT $! 2>/dev/null
wait $!
[ "$keep" ] || rm -rf "$directory"
"""
"""Its standard input ends with us, however we end, so a killed test run leaves no server."""


def find_binaries() -> Path | None:
    """The folder with the newest server binaries; None where there is no server."""
    debian = sorted(_DEBIAN.glob("*/bin"), key=_version, reverse=True)
    path = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    return next((folder for folder in [*debian, *path] if _complete(folder)), None)


class Cluster:
    """One server with its own data, reached over a unix socket that only its owner can open.

    ``durable=False`` is for tests that kill nothing: quicker, but a crash may lose commits.
    """

    def __init__(self, binaries: Path | None = None, *, durable: bool = True) -> None:
        found = binaries or find_binaries()
        if found is None:
            raise FileNotFoundError(
                "no PostgreSQL server binaries (Debian: apt install postgresql)"
            )
        self._binaries = found
        self._durable = durable
        self._identity = _unprivileged()
        self._directory: Path | None = None
        self._guard: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Make the data unless they are there, and serve. Raises RuntimeError with the log."""
        if self._guard is not None:
            return
        try:
            if self._directory is None:
                self._directory = self._make_data()
            self._guard = self._serve(self._directory)
            self._wait_until_ready(self._directory)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server and remove its data. Harmless when it is stopped already."""
        self._end(keep=False)
        if self._directory is not None:
            shutil.rmtree(self._directory, ignore_errors=True)
            self._directory = None

    def crash(self) -> None:
        """End the server at once and keep its data; ``start`` then recovers from its log."""
        self._end(keep=True)

    def url(self, database: str) -> str:
        """For SQLAlchemy with asyncpg."""
        return f"postgresql+asyncpg://{_OWNER}@/{database}?host={self._running()}"

    def create_database(self, name: str, template: str | None = None) -> None:
        """Raises RuntimeError, also when somebody is connected to the template."""
        host = self._running()
        chosen = ["--template", template] if template else []
        if template and is_in_memory(host) and _version(self._binaries) >= _KNOWS_STRATEGIES:
            chosen += ["--strategy", "file_copy"]  # on a disk it takes longer than by the log
        self._run("createdb", "-h", str(host), "-U", _OWNER, *chosen, name)

    def drop_database(self, name: str) -> None:
        """Also one that is not there, or still has connections."""
        host = str(self._running())
        self._run("dropdb", "-h", host, "-U", _OWNER, "--if-exists", "--force", name)

    def __enter__(self) -> Cluster:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _running(self) -> Path:
        if self._guard is None or self._directory is None:
            raise RuntimeError("the cluster is not running")
        return self._directory

    def _make_data(self) -> Path:
        directory = Path(tempfile.mkdtemp(prefix="ansinh-pg-"))
        try:
            if self._identity:
                shutil.chown(directory, self._identity["user"], self._identity["group"])
            settings = ["--username", _OWNER, "--auth", "trust", "--encoding", "UTF8"]
            # Nothing to lose yet: what the server itself writes later is synced by the server.
            quick = ["--no-sync", "--no-instructions"]
            data = str(directory / "data")
            self._run("initdb", *settings, "--locale", "C.UTF-8", *quick, data, cwd=directory)
        except BaseException:
            shutil.rmtree(directory, ignore_errors=True)
            raise
        return directory

    def _serve(self, directory: Path) -> subprocess.Popen[str]:
        (directory / "data" / "postmaster.pid").unlink(missing_ok=True)
        settings = {"listen_addresses": "", "unix_socket_directories": str(directory)}
        if not self._durable:
            settings |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
        server = [str(self._binaries / "postgres"), "-D", str(directory / "data")]
        for name, value in settings.items():
            server += ["-c", f"{name}={value}"]
        # A session of its own: Ctrl-C is for the tests, which then stop the server in order.
        return subprocess.Popen(
            ["/bin/sh", "-c", _GUARD, "guard", str(directory), *server],
            stdin=subprocess.PIPE,
            cwd=directory,
            text=True,
            start_new_session=True,
            **self._identity,
        )

    def _wait_until_ready(self, directory: Path) -> None:
        status = directory / "data" / "postmaster.pid"
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            with contextlib.suppress(FileNotFoundError):
                lines = status.read_text().splitlines()
                if len(lines) > _STATUS_LINE and lines[_STATUS_LINE].strip() == "ready":
                    return
            time.sleep(0.01)
        raise RuntimeError(f"PostgreSQL did not start:\n{(directory / 'log').read_text()}")

    def _end(self, *, keep: bool) -> None:
        guard, self._guard = self._guard, None
        if guard is None:
            return
        try:
            # A guard that was killed with everything else reads nothing more.
            with contextlib.suppress(BrokenPipeError):
                guard.communicate("keep\n" if keep else "", timeout=_STOP_SECONDS)
        finally:
            guard.kill()
            guard.wait()

    def _run(self, program: str, *arguments: str, cwd: Path | None = None) -> None:
        done = subprocess.run(
            [str(self._binaries / program), *arguments],
            cwd=cwd,
            **self._identity,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.strip()}")


def _unprivileged() -> dict[str, Any]:
    """Whom the server runs as when we are root, whom initdb refuses; for subprocess."""
    if os.geteuid() != 0:
        return {}
    try:
        account = pwd.getpwnam("postgres")
    except KeyError:
        account = pwd.getpwnam("nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d+", folder.parent.name))


def _complete(folder: Path) -> bool:
    return all((folder / name).is_file() for name in _WANTED)
