"""`import` from the operator's terminal: real files, a real child process, a real store."""

from __future__ import annotations

import json
import re
import sqlite3
from decimal import Decimal
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from storage.spreadsheets import write_csv
from tests.house import copy_sqlite
from tests.test_commands import ansinh

SAMPLES = Path(__file__).parent / "lists" / "samples"
EXPECTED = json.loads((SAMPLES / "sample_expected.json").read_text(encoding="utf-8"))["records"]
HEADING = ("Họ và tên", "Giới tính", "Năm sinh", "Số CCCD", "Mức trợ cấp", "Xã/Phường")


@pytest.fixture
def store(sqlite_template: Path, tmp_path: Path) -> str:
    return copy_sqlite(sqlite_template, tmp_path / "ansinh.db")


@pytest.fixture
def real(store: str) -> str:
    """The same store, as if its people were no invented ones."""
    with sqlite3.connect(_path(store)) as connection:
        connection.execute("UPDATE store SET demo_made_on = NULL")
    return store


def said(done: CompletedProcess[str], status: int = 0) -> dict[str, Any]:
    assert done.returncode == status, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def wanted(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": record["ho_ten"],
        "sex": {"Nam": "male", "Nữ": "female"}[record["gioi_tinh"]],
        "birth": record["ngay_sinh"],
        "citizen_id": record["cccd"],
        "phone": record["dien_thoai"],
        "unit_code": record["ma_xa"],
        "category": record["ma_doi_tuong"],
        "coefficient": str(Decimal(record["he_so"])),
        "amount": record["tro_cap"],
        "arrears": record["truy_linh"],
        "total": record["tong"],
        "method": {"Tiền mặt": "cash", "Tài khoản": "account"}[record["hinh_thuc"]],
        "account_number": record["so_tai_khoan"] or None,
        "bank": record["ngan_hang"] or None,
    }


@pytest.mark.parametrize("file", ["sample.csv", "sample_clean.xlsx"])
@pytest.mark.parametrize("kind", ["people", "payments"])
def test_a_plain_table_is_read_whole(store: str, file: str, kind: str) -> None:
    document = said(
        ansinh(store, "import", kind, SAMPLES / file, "--month", "2024-08", "--dry-run", "--json")
    )
    assert (document["kind"], document["month"], document["refused"]) == (kind, "2024-08", None)
    read = [{key: row[key] for key in wanted(EXPECTED[0])} for row in document["rows"]]
    assert read == [wanted(one) | {"arrears": one["truy_linh"]} for one in EXPECTED]
    assert not [one for one in document["problems"] if one["level"] == "error"]


def test_an_official_form_is_read_without_its_letterhead_groups_and_signatures(store: str) -> None:
    document = said(
        ansinh(
            store,
            "import",
            "payments",
            SAMPLES / "sample_official_layout.xlsx",
            "--dry-run",
            "--json",
        )
    )
    assert (document["month"], document["unit"]) == ("2024-08", "30325")
    numbers = [one["citizen_id"] for one in document["rows"]]
    assert len(numbers) == len(set(numbers)) == 24
    by_number = {one["cccd"]: one for one in EXPECTED}
    for row in document["rows"]:
        record = by_number[row["citizen_id"]]
        assert row["name"] == record["ho_ten"]
        assert row["birth"] in {record["ngay_sinh"], record["ngay_sinh"][:4]}
        assert (row["amount"], row["arrears"]) == (record["tro_cap"], record["truy_linh"])
        assert row["total"] == record["tong"]
    assert {one["code"] for one in document["problems"]} >= {"total_without_value"}


def test_a_list_is_taken_undone_and_the_same_file_twice_changes_nothing(
    store: str, tmp_path: Path
) -> None:
    file = SAMPLES / "sample_clean.xlsx"
    before = counts(store)
    taken = said(ansinh(store, "import", "people", file, "--json", "--month", "2026-11"))
    assert counts(store)["person"] == before["person"] + 42
    again = ansinh(store, "import", "people", file, "--month", "2026-11")
    assert again.returncode == 0
    assert f"holds already, as list {taken['list']}" in again.stdout
    undone = ansinh(store, "import", "--undo", taken["list"])
    assert undone.returncode == 0, undone.stderr
    assert counts(store) == before
    assert ansinh(store, "import", "--undo", taken["list"]).returncode == 1


def test_one_bad_row_and_nothing_is_taken_but_the_others_on_demand(
    store: str, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    rows = [
        ("Ngô Thị Hòa Mẫn", "Nữ", "1940", "089140000777", "540000", "Xã An Cư"),
        ("Lê Văn Chẳng", "Nam", "", "", "540000", "Xã An Cư"),
    ]
    write_csv(file, [HEADING, *rows])
    before = counts(store)
    kept_out = ansinh(store, "import", "people", file)
    assert kept_out.returncode == 1
    assert "nothing was taken" in kept_out.stdout.lower()
    assert counts(store) == before
    taken = ansinh(store, "import", "people", file, "--skip-bad-rows")
    assert taken.returncode == 0, taken.stderr
    assert counts(store)["person"] == before["person"] + 1


def test_on_real_data_a_terminal_shows_no_name_and_no_number_whole(
    real: str, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    write_csv(
        file, [HEADING, ("Ngô Thị Hòa Mẫn", "Nữ", "1940", "089140000777", "540000", "Xã An Cư")]
    )
    secrets = ("Mẫn", "089140000777")
    masked = ansinh(real, "import", "people", file, "--dry-run")
    assert masked.returncode == 0, masked.stderr
    assert not any(one in masked.stdout + masked.stderr for one in secrets)
    assert "•777" in masked.stdout
    whole = ansinh(real, "import", "people", file, "--dry-run", "--reveal")
    assert all(one in whole.stdout for one in secrets)
    document = ansinh(real, "import", "people", file, "--dry-run", "--json")
    assert all(one in document.stdout for one in secrets)
    taken = ansinh(real, "import", "people", file, "--json")
    assert not any(one in taken.stdout + taken.stderr for one in secrets)
    assert said(taken)["list"]


def test_on_real_data_a_terminal_repeats_no_cell_that_is_wrong(real: str, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    wrong = ("Ngô Thị Hòa 2", "Nữ", "31/2/1940", "08914000O77x", "540000", "Xã An Cư")
    write_csv(file, [HEADING, wrong])
    masked = ansinh(real, "import", "people", file, "--dry-run").stdout
    assert "[name_digits]" in masked
    assert not any(cell in masked for cell in wrong[:4:2] + wrong[3:4])
    whole = ansinh(real, "import", "people", file, "--dry-run", "--reveal").stdout
    assert wrong[0] in whole
    problems = said(ansinh(real, "import", "people", file, "--json"), 1)["problems"]
    assert not any(wrong[0] in one["message"] for one in problems)


def test_who_came_in_by_a_list_is_answered(store: str, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    write_csv(
        file, [HEADING, ("Ngô Thị Hòa Mẫn", "Nữ", "1940", "089140000777", "540000", "Xã An Cư")]
    )
    said(ansinh(store, "import", "people", file, "--json"))
    with sqlite3.connect(_path(store)) as connection:
        [(who,)] = connection.execute(
            "SELECT id FROM person WHERE from_list IS NOT NULL"
        ).fetchall()
    code = json.loads(ansinh(store, "people", "code", who, "--json").stdout)["code"]
    assert re.fullmatch(r"[A-Z0-9-]+", code)


@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_no_list_is_refused_in_a_sentence(
    store: str, tmp_path: Path, as_json: bool
) -> None:
    file = tmp_path / "photo.xlsx"
    file.write_bytes(b"\xff\xd8\xff\xe0" + bytes(2000))
    done = ansinh(store, "import", "people", file, *(["--json"] if as_json else []))
    assert done.returncode == 1
    assert "Đây không phải bảng tính" in done.stderr
    if as_json:
        assert json.loads(done.stdout)["refused"]["code"] == "not_a_spreadsheet"


def test_wrong_usage_is_two_and_what_is_not_there_is_one(store: str, tmp_path: Path) -> None:
    for wrong in (
        ["import"],
        ["import", "people"],
        ["import", "songs", "x.csv"],
        ["import", "people", "x.csv", "--month", "11/2026"],
    ):
        assert ansinh(store, *wrong).returncode == 2, wrong
    missing = ansinh(store, "import", "people", tmp_path / "none.csv")
    assert missing.returncode == 1
    assert "There is no file" in missing.stderr
    file = tmp_path / "list.csv"
    write_csv(
        file, [HEADING, ("Ngô Thị Hòa Mẫn", "Nữ", "1940", "089140000777", "540000", "Xã An Cư")]
    )
    no_month = ansinh(store, "import", "payments", file)
    assert no_month.returncode == 1
    assert "tháng nào" in no_month.stderr


def test_an_empty_form_is_written_once_and_never_over_a_file(store: str, tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    assert ansinh(store, "import", "payments", "--template", form).returncode == 0
    written = form.read_bytes()
    again = ansinh(store, "import", "payments", "--template", form)
    assert again.returncode == 1
    assert form.read_bytes() == written
    filled = ansinh(store, "import", "payments", form, "--month", "2026-11", "--json")
    assert said(filled, 1)["refused"]["code"] == "header_only"


def counts(store: str) -> dict[str, int]:
    with sqlite3.connect(_path(store)) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("person", "entitlement", "account", "payment", "payment_list")
        }


def _path(store: str) -> str:
    return store.removeprefix("sqlite+aiosqlite:///")


def columns(document: dict[str, Any]) -> dict[str, str]:
    """The place of each problem, as ``C4``, by its code."""
    return {one["code"]: f"{one['column']}{one['row']}" for one in document["problems"]}


def test_what_the_register_contradicts_is_told_with_its_column(store: str, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    here = ("Ngô Thị Hòa Mẫn", "Nữ", "1940", "089140000777", "540000", "Xã An Cư")
    write_csv(file, [HEADING, here])
    said(ansinh(store, "import", "people", file, "--json"))
    file = tmp_path / "next.csv"
    write_csv(
        file,
        [
            HEADING,
            ("Trần Thị Khác", "Nữ", "1940", "089140000777", "540000", "Xã An Cư"),
            ("Lê Văn Xa", "Nam", "1951", "089051000778", "540000", "Xã Không Có"),
            ("Lý Thị Lẻ", "Nữ", "1951", "089151000779", "541000", "Xã An Cư"),
            ("Võ Văn Chẳng", "Nam", "", "", "540000", "Xã An Cư"),
        ],
    )
    told = columns(said(ansinh(store, "import", "people", file, "--dry-run", "--json")))
    assert told == {
        "number_of_somebody_else": "D2",
        "unit_unknown": "F3",
        "amount_no_multiple": "E4",
        "no_birth_no_id": "5",
        "not_on_this_list": "0",
    }
    shown = ansinh(store, "import", "people", file, "--dry-run").stdout
    assert re.search(r"^Dòng 2, cột D: .+ \[number_of_somebody_else\]$", shown, re.MULTILINE)


def test_what_the_calendar_contradicts_is_told_with_its_column(store: str, tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    heading = ("Xã/Phường", "Hình thức", "Điểm chi trả", "Ngày chi trả")
    far, nowhere = "5/6/2027", ("Phường Núi Sam", "TM", "Bưu điện Trên Mây", "3/12/2026")
    write_csv(file, [heading, ("Phường Núi Sam", "TK", "", far), nowhere])
    document = ansinh(
        store, "import", "calendar", file, "--month", "2026-12", "--dry-run", "--json"
    )
    assert columns(said(document)) == {"day_not_near_month": "D2", "day_point_unknown": "C3"}
