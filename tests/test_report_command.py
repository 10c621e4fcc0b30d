"""`ansinh report`: what a script reads, what stands in the workbook, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.cli import main
from tests.house import INDEX_KEY, KEY
from tests.test_tables import CHAU_DOC, TINH_BIEN

PILOT = ("report", "--months", "2023-07..2023-09", "--as-of", "2023-09-10")
PRINTED_FILE = str(Path(__file__).parent / "report" / "printed_2023.json")


@pytest.fixture(autouse=True)
def _demo(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("DATABASE_URL", sqlite_url), ("KEY", KEY), ("INDEX_KEY", INDEX_KEY)):
        monkeypatch.setenv(f"ANSINH_{name}", value)


def test_the_document_has_the_shape_that_scripts_depend_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([*PILOT, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert list(document) == ["bieu_01", "bieu_02", "bieu_03", "findings"]
    assert document["bieu_01"]["rows"][1] == {
        "unit": TINH_BIEN,
        "total": 5605,
        "accounts": 1020,
        "rate": "18.20",
        "months": {"2023-07": 355, "2023-08": 353, "2023-09": 312},
        "without_account": 4585,
    }
    assert document["bieu_02"]["rows"][0] == {
        "unit": CHAU_DOC,
        "accounts": 578,
        "paid": 409,
        "rate": "70.76",
        "months": {"2023-07": 182, "2023-08": 182, "2023-09": 409},
    }
    assert document["bieu_03"]["rows"][2] == {
        "unit": "total",
        "paid": 1113,
        "amount": 1_093_860_000,
        "months": {
            "2023-07": {"count": 552, "amount": 270_180_000, "state": "settled"},
            "2023-08": {"count": 537, "amount": 265_140_000, "state": "settled"},
            "2023-09": {"count": 1113, "amount": 558_540_000, "state": "estimate"},
        },
    }
    assert document["findings"] == []


def test_findings_are_told_for_scripts_and_for_officials(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([*PILOT, "--against", PRINTED_FILE, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    keys = ("check", "table", "row", "column", "reported", "computed", "level", "message")
    assert {tuple(one) for one in document["findings"]} == {keys}
    assert {one["level"] for one in document["findings"]} == {"error", "warning"}
    assert document["bieu_01"]["rows"][2]["months"]["2023-09"] == 708, "it is what is computed"
    assert main([*PILOT, "--against", PRINTED_FILE]) == 0
    shown = capsys.readouterr().out
    for beside in ("312 (708)", "722,120 (722,160)", "69.02 (69,02)", "2 = 4+5+6 (2 = 6)"):
        assert beside in shown
    assert "Néang" not in shown


def test_our_own_document_can_be_compared_and_nothing_contradicts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([*PILOT, "--json"])
    ours = tmp_path / "ours.json"
    ours.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main([*PILOT, "--against", str(ours), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["findings"]
    assert {one["check"] for one in found} == {"C6", "C9", "C10", "C12"}
    assert {one["level"] for one in found} == {"warning"}


def test_the_workbook_is_the_official_form_with_numbers_that_add_up(tmp_path: Path) -> None:
    path = tmp_path / "bieu.xlsx"
    assert main([*PILOT, "--xlsx", str(path)]) == 0
    book = load_workbook(path)
    assert book.sheetnames == ["Biểu 01", "Biểu 02", "Biểu 03"]
    rows = [[cell.value for cell in row] for row in book["Biểu 03"].iter_rows()]
    letters = ["A", "B", "1", "2 = 5+7+9", "4", "5", "6", "7", "8", "9", "10"]
    begins = rows.index(letters) + 1
    first, second = (704, 722_160_000), (370, 183_960_000, 355, 179_640_000, 704, 358_560_000)
    assert rows[begins + 1] == ["2", TINH_BIEN, *first, *second, None]
    assert rows[begins][:4] == ["1", CHAU_DOC, 409, 371_700_000]
    assert rows[begins + 2][:4] == ["Tổng số", None, 1113, 1_093_860_000]
    assert "Tháng 9 (ước thực hiện)" in {value for row in rows for value in row}
    merged = {str(one) for one in book["Biểu 03"].merged_cells.ranges}
    assert f"A{begins + 3}:B{begins + 3}" in merged
    titles = [row[0].value for row in book["Biểu 01"].iter_rows(max_row=4)]
    assert titles[:2] == ["Biểu 01", "BIỂU TỔNG HỢP"]
    assert titles[3] == "(Tính đến ngày 10/9/2023)"


def test_a_compared_workbook_shows_both_figures_and_lists_what_was_found(tmp_path: Path) -> None:
    path = tmp_path / "bieu.xlsx"
    assert main([*PILOT, "--against", PRINTED_FILE, "--xlsx", str(path)]) == 0
    book = load_workbook(path)
    values = {cell.value for row in book["Biểu 01"].iter_rows() for cell in row}
    assert {"312 (708)", "18,19 (18,20)", "16,52 (16,53)"} <= values
    found = list(book["Đối chiếu"].iter_rows(min_row=2, values_only=True))
    assert ("Biểu 01", "Tổng", "Tháng 9", "312", "708") in {row[2:7] for row in found}
    assert {row[7] for row in found} == {"cần xem lại", "lưu ý"}
    assert main([*PILOT, "--xlsx", str(path)]) == 1, "nothing is overwritten"


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        (["--months", "2023-7..2023-09", "--as-of", "2023-09-10"], 2, "2023-07..2023-09"),
        (["--months", "2023-09", "--as-of", "2023-09-10"], 2, "2023-07..2023-09"),
        (["--months", "0000-01..2023-09", "--as-of", "2023-09-10"], 2, "2023-07..2023-09"),
        (["--months", "2023-09..2023-07", "--as-of", "2023-09-10"], 2, "lies before"),
        (["--months", "2003-07..2023-07", "--as-of", "2023-09-10"], 2, "at most 36"),
        (["--months", "2023-07..2023-09", "--as-of", "10/9/2023"], 2, "2023-09-10"),
        (["--months", "2023-07..2023-09"], 2, "--as-of"),
        ([*PILOT[1:], "--by", "province"], 2, "--by"),
        ([*PILOT[1:], "--json", "--xlsx", "bieu.xlsx"], 2, "not allowed"),
        (["--months", "2023-07..2023-09", "--as-of", "2999-01-01"], 1, "lies ahead"),
        (["--months", "2023-07..2023-10", "--as-of", "2023-09-10"], 1, "2023-09"),
        ([*PILOT[1:], "--against", "/nowhere/at-all.json"], 1, "cannot be read"),
        ([*PILOT[1:], "--against", __file__], 1, "JSON"),
    ],
)
def test_what_cannot_be_told_is_refused_with_a_sentence(
    given: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        ended = main(["report", *given])
    except SystemExit as wrong:
        ended = int(wrong.code or 0)
    printed = capsys.readouterr()
    assert (ended, printed.out) == (status, "")
    assert said in printed.err


def test_a_file_that_is_no_tree_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for content in ("[]", '{"bieu_01": {"rows": []}}', "[" * 100_000, "9" * 5000, ""):
        path = tmp_path / "printed.json"
        path.write_text(content, encoding="utf-8")
        assert main([*PILOT, "--against", str(path)]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith("ansinh: ")
