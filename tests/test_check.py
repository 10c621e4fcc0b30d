"""`ansinh check`: each thing that can be wrong is found, and says what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update

from bot.app import build
from bot.schedule import run_due
from storage.sealed import new_key
from storage.tables import outbox, payment_list, payout_day, staff_grant
from tests.disk import IN_A_PROCESS
from tests.house import INDEX_KEY, KEY, Phone, settings
from tests.test_cli import ansinh


def check(url: str, folder: Path, **changed: str) -> tuple[int, dict[str, list[str]]]:
    """Exit status, and the grades by code."""
    keys = {"ANSINH_KEY": KEY, "ANSINH_INDEX_KEY": INDEX_KEY, "ANSINH_DATABASE_URL": url}
    done = ansinh(folder, "check", "--json", **(keys | IN_A_PROCESS | changed))
    grades: dict[str, list[str]] = {}
    for one in json.loads(done.stdout)["findings"]:
        assert one["message"]
        assert (one["grade"] == "ok") == (not one["todo"]) or one["code"] == "database"
        grades.setdefault(one["code"], []).append(one["grade"])
    return done.returncode, grades


async def runs(url: str, *statements: object) -> None:
    app = build(settings(url))
    async with app.database.engine.begin() as connection:
        for statement in statements:
            await connection.execute(statement)  # type: ignore[call-overload]
    await app.close()


def test_a_demo_is_sound_and_says_what_is_missing_to_go_live(url: str, tmp_path: Path) -> None:
    status, grades = check(url, tmp_path)
    assert (status, grades.get("disk", ["ok"])) == (0, ["ok"]), "however full this machine's is"
    expected = {"database": ["ok"], "keys": ["ok"], "unsent": ["ok"], "demo": ["warn"]}
    assert expected.items() <= grades.items()
    assert grades["public_url"] == ["warn"]
    assert grades["backup"] == ["warn"]
    assert ("clock" in grades) == url.startswith("postgresql")
    assert ("disk" in grades) == url.startswith("sqlite")
    https = {
        "ANSINH_PUBLIC_URL": "https://localhost:1",
        "ANSINH_TELEGRAM_TOKEN": "123:abcd",
        "ANSINH_TELEGRAM_API_URL": "http://127.0.0.1:1",
    }
    status, grades = check(url, tmp_path, **https)
    assert (grades["public_url"], grades["abroad"]) == (["ok"], ["warn"])
    assert (status, grades["certificate"], grades["token"]) == (0, ["warn"], ["warn"])


def test_a_wrong_key_is_named(url: str, tmp_path: Path) -> None:
    status, grades = check(url, tmp_path, ANSINH_KEY=f"another:{new_key()}")
    assert (status, grades["keys"]) == (1, ["bad"])


def test_a_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    there = "postgresql+asyncpg://somebody@127.0.0.1:1/ansinh"
    status, grades = check(there, tmp_path)
    assert (status, grades["database"]) == (1, ["bad"])


async def test_a_missing_trigger_and_an_old_store_are_bad(url: str, tmp_path: Path) -> None:
    on = "" if url.startswith("sqlite") else " ON audit"
    await runs(url, text(f"DROP TRIGGER audit_no_delete{on}"))
    assert check(url, tmp_path)[1]["database"] == ["bad"]
    await runs(url, text("UPDATE alembic_version SET version_num = '0001'"))
    status, grades = check(url, tmp_path)
    assert (status, grades["database"]) == (1, ["bad"])


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (delete(staff_grant).where(staff_grant.c.role == "admin"), "staff"),
        (update(payment_list).values(active=False), "lists"),
        (delete(payout_day), "calendar"),
    ],
)
async def test_what_is_missing_is_warned_of(
    url: str, tmp_path: Path, statement: object, code: str
) -> None:
    await runs(url, statement)
    status, grades = check(url, tmp_path)
    assert (status, set(grades[code])) == (0, {"warn"})


async def test_staff_and_jobs_are_asked_after(url: str, tmp_path: Path) -> None:
    officer = Phone(url, "officer")
    for said in ("tiếng Việt", "/link", "WARD4793", "1"):
        await officer.says(said)
    on = {"ANSINH_STAFF_TOTP": "on"}
    _, grades = check(url, tmp_path, **on)
    assert (grades["totp"], grades["jobs"]) == (["warn"], ["warn"])
    assert {"paydays", "points", "seals", "audit"} <= grades.keys()
    assert check(url, tmp_path)[1].get("totp") is None, "a demo asks for no codes"
    app = build(settings(url))
    await run_due(app, app.clock())
    await app.close()
    assert check(url, tmp_path)[1]["jobs"] == ["ok"]


async def test_what_has_waited_long_is_warned_of(url: str, tmp_path: Path) -> None:
    await Phone(url).says("An Cư")
    assert check(url, tmp_path)[1]["unsent"] == ["ok"]
    old = update(outbox).values(
        state="waiting", error="network", channel="telegram", id=outbox.c.id - (1 << 44)
    )
    await runs(url, old)
    assert check(url, tmp_path)[1]["unsent"] == ["warn"]


def test_a_copy_is_seen(sqlite_url: str, tmp_path: Path) -> None:
    keys = {"ANSINH_KEY": KEY, "ANSINH_INDEX_KEY": INDEX_KEY, "ANSINH_DATABASE_URL": sqlite_url}
    assert ansinh(tmp_path, "backup", str(tmp_path / "copy.db"), **keys).returncode == 0
    assert check(sqlite_url, tmp_path)[1]["backup"] == ["ok"]
