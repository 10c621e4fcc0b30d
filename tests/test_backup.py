"""A copy taken while people write, and put back: nothing that was confirmed is missing."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.app import build
from storage.sealed import new_key
from tests.disk import IN_A_PROCESS
from tests.house import INDEX_KEY, KEY, Phone, settings
from tests.postgres import Cluster, find_binaries
from tests.test_cli import ansinh

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def store(sqlite_url: str) -> Path:
    return Path(sqlite_url.partition("///")[2])


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def command(*arguments: str, **changed: str) -> tuple[int, str]:
        keys = {"ANSINH_KEY": KEY, "ANSINH_INDEX_KEY": INDEX_KEY}
        done = ansinh(tmp_path, *arguments, **(keys | changed))
        return done.returncode, done.stdout + done.stderr

    return command


def url_of(store: Path) -> str:
    return f"sqlite+aiosqlite:///{store}"


async def linked(url: str) -> Phone:
    phone = Phone(url)
    for said in ("tiếng Việt", "/link", "DAWN3467", "1948", "đồng ý"):
        await phone.says(said)
    return phone


def heard(store: Path) -> set[str]:
    with closing(sqlite3.connect(store)) as connection:
        return {row[0] for row in connection.execute("SELECT message_id FROM inbox")}


def assert_is_for_its_owner_and_holds_no_key(copied: Path) -> None:
    assert copied.stat().st_mode & 0o777 == 0o600
    assert not list(copied.parent.glob(f".{copied.name}*"))
    assert KEY.partition(":")[2].encode() not in copied.read_bytes()


def unchanged(store: Path) -> int:
    """The same as long as it is the same file, with nothing put aside."""
    assert not list(store.parent.glob("*.before-*"))
    return store.stat().st_ino


async def test_a_copy_taken_while_people_write_holds_what_was_confirmed(
    store: Path, run: Run, tmp_path: Path
) -> None:
    target = tmp_path / "copy.db"
    phone = Phone(url_of(store))
    confirmed: list[str] = []
    going, some_are_there = True, asyncio.Event()

    async def write() -> None:
        while going:
            message = phone.message("An Cư")
            await phone.sends(message)
            confirmed.append(message.id)
            if len(confirmed) == 5:
                some_are_there.set()

    writing = asyncio.create_task(write())
    await some_are_there.wait()
    before = set(confirmed)
    status, said = await asyncio.to_thread(
        run, "backup", str(target), ANSINH_DATABASE_URL=url_of(store)
    )
    during = len(confirmed) - len(before)
    going = False
    await writing
    assert (status, "bytes" in said) == (0, True), said
    assert during > 0, "people went on writing"
    assert before <= heard(target) <= set(confirmed)
    assert_is_for_its_owner_and_holds_no_key(target)


async def test_a_restored_store_goes_on_where_it_was(store: Path, run: Run, tmp_path: Path) -> None:
    await linked(url_of(store))
    copied, other = tmp_path / "copy.db", tmp_path / "new" / "an.db"
    assert run("backup", str(copied), ANSINH_DATABASE_URL=url_of(store))[0] == 0
    status, said = run("restore", str(copied), ANSINH_DATABASE_URL=url_of(other))
    assert status == 0, said
    phone = Phone(url_of(other))
    await phone.says("/payout")
    assert "Ngày lãnh" in phone.heard()
    assert run("db", "check", ANSINH_DATABASE_URL=url_of(other))[0] == 0


def newest_copy(store: Path) -> datetime:
    with closing(sqlite3.connect(store)) as connection:
        [(newest,)] = connection.execute("SELECT max(ran_at) FROM job_run WHERE name = 'backup'")
    return datetime.fromisoformat(newest)


def finding_of_copies(url: str, folder: Path) -> tuple[str, str]:
    """Grade and message of `ansinh check`."""
    keys = {"ANSINH_KEY": KEY, "ANSINH_INDEX_KEY": INDEX_KEY, "ANSINH_DATABASE_URL": url}
    found = json.loads(ansinh(folder, "check", "--json", **IN_A_PROCESS, **keys).stdout)["findings"]
    [one] = [one for one in found if one["code"] == "backup"]
    return one["grade"], one["message"]


def test_a_restored_store_knows_the_copy_that_it_came_from(
    store: Path, run: Run, tmp_path: Path
) -> None:
    """Whoever has just restored is not told that there is no copy."""
    first, second, other = tmp_path / "1.db", tmp_path / "2.db", tmp_path / "other.db"
    assert run("backup", str(first), ANSINH_DATABASE_URL=url_of(store))[0] == 0
    assert newest_copy(first) == newest_copy(store)
    assert run("restore", str(first), ANSINH_DATABASE_URL=url_of(other))[0] == 0
    grade, said = finding_of_copies(url_of(other), tmp_path)
    assert (grade, said[:23]) == ("ok", "The newest copy is of 2")
    assert run("backup", str(second), ANSINH_DATABASE_URL=url_of(other))[0] == 0
    assert newest_copy(second) >= newest_copy(first)


def test_a_copy_that_was_not_made_is_not_counted(store: Path, run: Run, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_text("mine")
    assert run("backup", str(there), ANSINH_DATABASE_URL=url_of(store))[0] == 1
    assert finding_of_copies(url_of(store), tmp_path) == ("warn", "There is no copy yet.")


async def test_a_store_with_people_is_replaced_only_on_demand_and_kept_aside(
    store: Path, run: Run, tmp_path: Path
) -> None:
    copied = tmp_path / "copy.db"
    assert run("backup", str(copied), ANSINH_DATABASE_URL=url_of(store))[0] == 0
    await linked(url_of(store))
    here = {"ANSINH_DATABASE_URL": url_of(store)}
    status, said = run("restore", str(copied), **here)
    assert (status, "--replace" in said) == (1, True)
    status, said = run("restore", str(copied), "--replace", **here)
    assert status == 0, said
    assert heard(store) == set()
    [aside] = store.parent.glob(f"{store.name}.before-*")
    assert len(heard(aside)) == 5
    assert not list(store.parent.glob(f"{store.name}-*"))


async def test_a_store_in_use_is_not_replaced(store: Path, run: Run, tmp_path: Path) -> None:
    copied = tmp_path / "copy.db"
    here = {"ANSINH_DATABASE_URL": url_of(store)}
    assert run("backup", str(copied), **here)[0] == 0
    app = build(settings(url_of(store)))
    await app.database.reference()
    before = unchanged(store)
    status, said = await asyncio.to_thread(run, "restore", str(copied), "--replace", **here)
    await app.close()
    assert (status, "in use" in said) == (1, True), said
    assert unchanged(store) == before


def test_another_key_is_named_and_nothing_is_changed(store: Path, run: Run, tmp_path: Path) -> None:
    copied, other = tmp_path / "copy.db", tmp_path / "other.db"
    assert run("backup", str(copied), ANSINH_DATABASE_URL=url_of(store))[0] == 0
    status, said = run(
        "restore",
        str(copied),
        ANSINH_DATABASE_URL=url_of(other),
        ANSINH_KEY=f"another:{new_key()}",
    )
    assert (status, "another key" in said) == (1, True), said
    assert not other.exists()


@pytest.mark.parametrize("content", [b"", b"no database", os.urandom(8192)])
def test_what_is_no_copy_is_not_put_anywhere(run: Run, tmp_path: Path, content: bytes) -> None:
    wrong, other = tmp_path / "wrong.db", tmp_path / "other.db"
    wrong.write_bytes(content)
    status, said = run("restore", str(wrong), ANSINH_DATABASE_URL=url_of(other))
    assert (status, "cannot be read" in said) == (1, True), said
    assert not other.exists()


def test_a_damaged_copy_is_not_put_back(store: Path, run: Run, tmp_path: Path) -> None:
    copied, other = tmp_path / "copy.db", tmp_path / "other.db"
    assert run("backup", str(copied), ANSINH_DATABASE_URL=url_of(store))[0] == 0
    whole = copied.read_bytes()
    copied.write_bytes(whole[:4096] + os.urandom(len(whole) // 2) + whole[4096 + len(whole) // 2 :])
    status, said = run("restore", str(copied), ANSINH_DATABASE_URL=url_of(other))
    assert status == 1
    assert "Traceback" not in said
    assert not other.exists()


def test_nothing_is_overwritten_by_a_copy(store: Path, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("mine")
    status, said = run("backup", str(target), ANSINH_DATABASE_URL=url_of(store))
    assert (status, "nothing is overwritten" in said) == (1, True)
    assert target.read_text() == "mine"
    missing = tmp_path / "nowhere" / "copy.db"
    status, said = run("backup", str(missing), ANSINH_DATABASE_URL=url_of(store))
    assert (status, "cannot be written" in said) == (1, True)


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_on_postgresql_its_own_tools_are_named(run: Run, tmp_path: Path, command: str) -> None:
    there = "postgresql+asyncpg://somebody@127.0.0.1:1/ansinh"
    status, said = run(command, str(tmp_path / "x"), ANSINH_DATABASE_URL=there)
    assert (status, "pg_dump" in said, "pg_restore" in said) == (1, True, True)


def uses_tool(url: str, tool: str, *given: str) -> None:
    """One of PostgreSQL's own, against the server of that address."""
    folder, reached = find_binaries(), make_url(url)
    assert folder is not None
    server = [f"--host={reached.query['host']}", f"--username={reached.username}"]
    done = subprocess.run([folder / tool, *server, *given], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.postgres
async def test_on_postgresql_a_dump_put_back_goes_on_where_it_was(
    cluster: Cluster, postgres_template: str, tmp_path: Path
) -> None:
    """As docs/operating.md has it."""
    url, dump = cluster.url("dumped"), str(tmp_path / "an.dump")
    cluster.create_database("dumped", template=postgres_template)
    await linked(url)
    cluster.create_database("put_back")
    uses_tool(url, "pg_dump", "--format=custom", f"--file={dump}", "dumped")
    uses_tool(url, "pg_restore", "--exit-on-error", "--dbname=put_back", dump)
    phone = Phone(cluster.url("put_back"))
    await phone.says("/payout")
    assert "Ngày lãnh" in phone.heard()
    for one in (url, cluster.url("put_back")):
        assert finding_of_copies(one, tmp_path) == (
            "warn",
            "Whether PostgreSQL is copied is not known here.",
        ), "before and after: who dumps it knows"
    cluster.drop_database("dumped")
    cluster.drop_database("put_back")
