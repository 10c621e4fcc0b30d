"""`staff` and `people` from the operator's terminal, against a real store and real files."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.app import build
from storage.tables import invite
from tests.command import ansinh_with
from tests.house import INDEX_KEY, KEY, NOW, Phone, copy_sqlite, settings

AN_CU = "30526"


@pytest.fixture
def store(sqlite_template: Path, tmp_path: Path) -> str:
    return copy_sqlite(sqlite_template, tmp_path / "ansinh.db")


def ansinh(url: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "ANSINH_DATABASE_URL": url,
        "ANSINH_KEY": KEY,
        "ANSINH_INDEX_KEY": INDEX_KEY,
    }
    return ansinh_with(environment, *map(str, arguments))


def staff_of(url: str, *arguments: object) -> list[dict[str, Any]]:
    listed = ansinh(url, "staff", "list", "--json", *arguments)
    assert listed.returncode == 0, listed.stderr
    found: list[dict[str, Any]] = json.loads(listed.stdout)["staff"]
    return found


async def test_who_is_invited_by_the_operator_works_on_any_channel_and_stops_when_revoked(
    store: str,
) -> None:
    made = ansinh(
        store, "staff", "invite", "--role", "commune_officer", "--unit", AN_CU,
        "--name", "Đoàn Thị Thu", "--phone", "0905111222", "--json",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    code = json.loads(made.stdout)["code"]
    phone = Phone(store)
    for said in ("tiếng Việt", "/link", code):
        await phone.says(said)
    assert "Đoàn Thị Thu, cán bộ xã" in phone.heard()
    await phone.says("1")
    assert "Chào Đoàn Thị Thu" in phone.heard()
    [new] = [one for one in staff_of(store) if one["name"] == "Đoàn Thị Thu"]
    assert (new["role"], new["unit"]) == ("commune_officer", AN_CU)
    again = Phone(store, "another")
    for said in ("tiếng Việt", "/link", code):
        await again.says(said)
    assert "hết dùng được" in again.heard()
    assert ansinh(store, "staff", "revoke", "--staff", new["id"]).returncode == 0
    await phone.says("/signin")
    assert "chỉ dành cho người phụ trách" in phone.heard()


def invited(url: str, *arguments: object) -> list[dict[str, Any]]:
    listed = ansinh(url, "staff", "list", "--json", *arguments)
    found: list[dict[str, Any]] = json.loads(listed.stdout)["invited"]
    return found


async def test_who_is_invited_is_listed_until_they_come_or_it_is_over(store: str) -> None:
    """Without the code; and nobody of a demo, whose invitations are for everybody."""
    assert invited(store) == []
    made = [
        ansinh(store, "staff", "invite", "--role", role, *unit, "--name", name, "--json")
        for role, unit, name in (
            ("post_clerk", ("--unit", AN_CU, "--phone", "0905111222"), "Đoàn Thị Thu"),
            ("admin", ("--another",), "Huỳnh Gia Bảo"),
        )
    ]
    clerk, admin = (json.loads(one.stdout) for one in made)
    expected = {"name": "Đoàn Thị Thu", "role": "post_clerk", "unit": AN_CU}
    assert invited(store)[0] == expected | {"until": clerk["until"]}
    assert [one["name"] for one in invited(store, "--unit", "30316")] == ["Huỳnh Gia Bảo"]
    said = ansinh(store, "staff", "list").stdout
    assert said.endswith(f"invited\tadmin\tprovince\tHuỳnh Gia Bảo\tuntil {admin['until']}\n")
    assert clerk["code"] not in said
    phone = Phone(store)
    for one in ("tiếng Việt", "/link", clerk["code"], "1"):
        await phone.says(one)
    assert [one["role"] for one in invited(store)] == ["admin"]
    app = build(settings(store))
    async with app.database.engine.begin() as connection:
        await connection.execute(update(invite).values(valid_until=date(2026, 1, 1)))
    await app.close()
    assert invited(store) == []


def test_where_only_invitations_are_it_says_so_and_shows_them(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"
    assert ansinh(url, "db", "upgrade").returncode == 0
    assert "Invite one" in ansinh(url, "staff", "list").stdout
    ansinh(url, "staff", "invite", "--role", "admin", "--name", "Huỳnh Gia Bảo")
    nobody, one = ansinh(url, "staff", "list").stdout.splitlines()
    assert nobody == "Nobody works here yet."
    assert one.startswith("invited\tadmin\tprovince\tHuỳnh Gia Bảo\tuntil ")


def test_a_handover_moves_everything_in_one_step(store: str) -> None:
    by_name = {one["name"]: one for one in staff_of(store)}
    leaver, heir = by_name["Trần Thị Ngọc Mai"]["id"], by_name["Lê Minh Tâm"]["id"]
    assert ansinh(store, "staff", "handover", "--from", leaver, "--to", heir).returncode == 0
    after = staff_of(store)
    assert [one for one in after if one["id"] == leaver] == []
    assert {one["unit"] for one in after if one["id"] == heir} == {"30316", AN_CU}


@pytest.mark.parametrize(
    "arguments",
    [
        ("staff", "invite", "--role", "admin", "--unit", AN_CU, "--name", "x"),
        ("staff", "invite", "--role", "post_clerk", "--name", "x"),
        ("staff", "invite", "--role", "post_clerk", "--unit", "99999", "--name", "x"),
        ("staff", "invite", "--role", "post_clerk", "--unit", f"{AN_CU}@soon", "--name", "x"),
        ("staff", "invite", "--role", "post_clerk", "--unit", AN_CU, "--name", "Hà Thị Sen"),
        (
            "staff",
            "invite",
            "--role",
            "commune_officer",
            "--unit",
            AN_CU,
            "--name",
            "tran thi ngoc mai",
            "--phone",
            "0905111222",
        ),
        ("staff", "invite", "--role", "admin", "--name", " "),
        ("staff", "invite", "--role", "admin", "--name", "x", "--phone", "12"),
        ("staff", "invite", "--role", "admin", "--name", "x", "--staff", "12"),
        ("staff", "revoke", "--staff", "12"),
        ("staff", "handover", "--from", "12", "--to", "13"),
        ("staff", "handover", "--from", "12", "--to", "12"),
        ("people", "code", "12"),
        ("people", "slips", "--unit", AN_CU, "--point", "12", "/nowhere/slips.pdf"),
    ],
    ids=lambda given: " ".join(given)[:60],
)
def test_what_cannot_be_done_is_refused_with_a_reason(
    store: str, arguments: tuple[str, ...]
) -> None:
    refused = ansinh(store, *arguments)
    assert refused.returncode == 1
    assert refused.stderr.startswith("ansinh: ")
    assert "Traceback" not in refused.stderr
    assert refused.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [("staff",), ("people",), ("staff", "invite"), ("people", "code", "x"), ("people", "slips")],
)
def test_wrong_usage_is_told_as_such(store: str, arguments: tuple[str, ...]) -> None:
    assert ansinh(store, *arguments).returncode == 2


async def test_a_code_for_one_person_links_their_phone(store: str, tmp_path: Path) -> None:
    person = await person_at(store)
    slip = tmp_path / "slip.pdf"
    made = ansinh(store, "people", "code", person, "--slip", slip, "--json")
    assert made.returncode == 0, made.stderr
    assert slip.read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(slip.stat().st_mode) == 0o600
    phone = Phone(store, at=NOW)
    for said in ("tiếng Việt", "/link", json.loads(made.stdout)["code"], "1948"):
        await phone.says(said)
    assert "Néang Sa Rim" in phone.heard()
    again = ansinh(store, "people", "code", person, "--slip", slip)
    assert again.returncode == 1, "a slip is not written over another one"


def test_slips_for_a_point_are_all_there_or_none(store: str, tmp_path: Path) -> None:
    point = next(word for word in points(store) if word.isdigit())
    file = tmp_path / "slips.pdf"
    made = ansinh(store, "people", "slips", "--unit", AN_CU, "--point", point,
                  "--month", "2026-11", file)  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert file.read_bytes().startswith(b"%PDF")
    before = codes(store)
    nowhere = ansinh(store, "people", "slips", "--unit", AN_CU, "--point", point,
                     "--month", "2026-11", tmp_path / "none" / "slips.pdf")  # fmt: skip
    assert nowhere.returncode == 1
    assert codes(store) == before, "no code is kept that nobody was handed"
    assert sorted(tmp_path.glob("*")) == sorted([file, *tmp_path.glob("ansinh.db*")])


def codes(url: str) -> int:
    return int(_asked(url, "SELECT count(*) FROM link_code")[0])


def points(url: str) -> list[str]:
    return ansinh(url, "people", "slips", "--unit", AN_CU, "--point", 1, "x.pdf").stderr.split()


async def person_at(url: str) -> int:
    """Néang Sa Rim, whose demo code is DAWN3467."""
    app = build(settings(url))
    await app.database.reference()
    async with app.database.transaction() as records:
        code = await records.link_codes.id_of("DAWN3467")
        opened = await records.link_codes.opened_by(code or 0, NOW.date())
    await app.close()
    assert opened is not None
    return opened[0].id


def _asked(url: str, statement: str) -> list[Any]:
    connection = sqlite3.connect(url.partition("///")[2])
    try:
        return [row[0] for row in connection.execute(statement)]
    finally:
        connection.close()
