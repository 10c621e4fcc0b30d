"""Real stores: a SQLite file and a PostgreSQL server, each copied from one filled template."""

from __future__ import annotations

import asyncio
import itertools
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from bot.app import build
from storage import demo
from storage.upgrade import upgrade
from tests.browser import find_chromium
from tests.disk import roomy
from tests.house import NOW, copy_sqlite, settings
from tests.in_memory import lie_in_memory
from tests.postgres import Cluster, find_binaries

hypothesis.settings.register_profile(
    "untimed", deadline=None
)  # what takes long here is the machine
hypothesis.settings.load_profile("untimed")

_numbers = itertools.count()

# Commands that tests start keep what they have compiled, or each would compile all of it anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
lie_in_memory()


def _make_store(url: str, filled: bool) -> None:
    async def make() -> None:
        app = build(settings(url))
        await upgrade(app.database)
        if filled:
            async with app.database.engine.begin() as connection:
                await demo.fill(connection, app.database.vault, NOW.date())
        await app.close()

    asyncio.run(make())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Skipped loudly: nobody shall think that PostgreSQL or the page was tried."""
    if find_binaries() is None:
        terminalreporter.section("NO POSTGRESQL SERVER ON THIS MACHINE", red=True, bold=True)
        terminalreporter.line(
            "Its half of the tests was skipped. On Debian: apt install postgresql"
        )
    if find_chromium() is None:
        terminalreporter.section("NO CHROMIUM ON THIS MACHINE", red=True, bold=True)
        terminalreporter.line("The page was not tried. On Debian: apt install chromium")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "demo.db"
    _make_store(f"sqlite+aiosqlite:///{path}", filled=True)
    return path


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    if find_binaries() is None:
        pytest.skip("no PostgreSQL server binaries: apt install postgresql")
    with Cluster() as running:
        yield running


@pytest.fixture(scope="session")
def postgres_template(cluster: Cluster) -> str:
    cluster.create_database("template_demo")
    _make_store(cluster.url("template_demo"), filled=True)
    return "template_demo"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """A store of this test's own, filled with the demo of 24 November 2026."""
    kind = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    made: str = request.getfixturevalue(kind)
    return made


@pytest.fixture
def postgres_url(cluster: Cluster, postgres_template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    cluster.create_database(name, template=postgres_template)
    yield cluster.url(name)
    cluster.drop_database(name)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    return copy_sqlite(sqlite_template, tmp_path / "ansinh.db")


@pytest.fixture
def room_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """However full the disk is on which the tests run."""
    monkeypatch.setattr("shutil.disk_usage", roomy)


@pytest.fixture(autouse=True)
def _only_localhost(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test opens a socket beyond this machine."""
    connect: Callable[[socket.socket, Any], None] = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        local = isinstance(address, str) or address[0] in {"127.0.0.1", "::1", "localhost"}
        assert local, f"a test connects to {address}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
