"""What we write for a clerk: empty forms, and lists of problems in which text stays text."""

from __future__ import annotations

import csv
import io
import re
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from python_calamine import CalamineWorkbook

from domain.account import AccountState
from domain.banks import NAM_A_BANK
from domain.lists import values
from domain.lists.row import (
    About,
    DayRow,
    Heading,
    ListKind,
    ListRefused,
    ListRow,
    PersonRow,
    PointRow,
    Problem,
)
from domain.message import Place
from domain.payout import DayState, FailedBecause, Stage, Way
from domain.person import Programme, Sex
from domain.place import PointKind
from domain.text import Month
from storage.imports.form_words import FORMS, Column, Kind
from storage.imports.forms import GUIDE, HEADER_ROW, SHEET, write_form
from storage.imports.problem_sheet import write_problems
from storage.imports.reading import read_list
from storage.new_file import NotWritten
from storage.spreadsheets import LONGEST, harmless, new_book, write_csv

ROOT = Path(__file__).parent.parent
EVIL = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org","xem")',
    "+84900000001",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    '"=1+1',
    "\u00a0=1+1",
    "＝1+1",
    "Ấp Mẫu;=1+1",
    'Ấp Mẫu;"=1+1"',
    "Ấp Mẫu\t=1+1",
    "Ấp Mẫu\n@SUM(A1)",
)
PLAIN = ("Néang Sa Mẫu", "Khóm 3 - Ấp Mẫu", "a=b", "Đ5K5, điểm a", "'", "", "ឈ្មោះ")


@pytest.fixture(params=list(ListKind))
def kind(request: pytest.FixtureRequest) -> ListKind:
    found: ListKind = request.param
    return found


@pytest.fixture
def form(kind: ListKind, tmp_path: Path) -> Path:
    path = tmp_path / f"{kind}.xlsx"
    write_form(kind, path)
    return path


def markup(path: Path) -> str:
    """All of a workbook's XML, as it stands in the file."""
    with zipfile.ZipFile(path) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist())


def columns(kind: ListKind) -> Iterator[tuple[int, Column]]:
    return enumerate(FORMS[kind].columns, start=1)


# --- Forms ---------------------------------------------------------------------------------------


def test_a_form_has_a_title_its_header_and_nobody_beneath(kind: ListKind, form: Path) -> None:
    sheet = load_workbook(form)[SHEET]
    assert sheet["A1"].value == FORMS[kind].title
    header = [cell.value for cell in sheet[HEADER_ROW]]
    assert header == [column.header for _, column in columns(kind)]
    assert sheet.max_row == HEADER_ROW
    assert (sheet["A2"].value == "Tháng … năm …") is FORMS[kind].of_month
    assert sheet["A3"].value == "Ngày … tháng … năm …", "of the list, as above signatures"


def test_another_reader_finds_the_same(kind: ListKind, form: Path) -> None:
    rows = CalamineWorkbook.from_path(str(form)).get_sheet_by_name(SHEET).to_python()
    assert rows[HEADER_ROW - 1 :] == [[column.header for _, column in columns(kind)]]


def test_no_header_stands_twice(kind: ListKind) -> None:
    headers = [column.header for _, column in columns(kind)]
    assert len({*headers}) == len(headers)


def test_numbers_keep_their_zeros_and_money_is_a_number(kind: ListKind, form: Path) -> None:
    looks = load_workbook(form)[SHEET].column_dimensions.values()
    for number, column in columns(kind):
        (look,) = [one for one in looks if one.min <= number <= one.max]
        wanted = {Kind.TEXT: "@", Kind.NUMBER: "0", Kind.MONEY: "#,##0"}[column.kind]
        assert look.number_format == wanted, column.header


def test_what_can_be_chosen_is_offered_on_every_row(kind: ListKind, form: Path) -> None:
    book = load_workbook(form)
    offered = dict(_offered(book))
    for number, column in columns(kind):
        if column.choices:
            assert offered[number] == column.choices, column.header
    assert len(offered) == sum(bool(column.choices) for _, column in columns(kind))


def _offered(book: Any) -> Iterator[tuple[int, tuple[str, ...]]]:
    for rule in book[SHEET].data_validations.dataValidation:
        first, top, last, bottom = range_boundaries(str(rule.sqref))
        assert (first, top, bottom) == (last, HEADER_ROW + 1, 1_048_576)
        if rule.type == "list":
            sheet, _, cells = rule.formula1.partition("!")
            found = book[sheet.strip("'")][cells.replace("$", "")]
            yield first, tuple(cell.value for row in found for cell in row)


def test_an_amount_below_a_thousand_dong_is_not_taken(form: Path, kind: ListKind) -> None:
    rules = load_workbook(form)[SHEET].data_validations.dataValidation
    found = [rule for rule in rules if rule.type == "whole"]
    assert len(found) == sum(column.kind is Kind.MONEY for _, column in columns(kind))
    assert all((rule.operator, rule.formula1) == ("greaterThanOrEqual", "1000") for rule in found)


def test_a_form_prints_on_a4_with_its_header_on_every_page(form: Path) -> None:
    sheet = load_workbook(form)[SHEET]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0, "as many pages as it takes"
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
    assert sheet.freeze_panes == f"C{HEADER_ROW + 1}"


def test_the_guide_tells_of_every_column(kind: ListKind, form: Path) -> None:
    told = {row[0]: row[1:] for row in load_workbook(form)[GUIDE].iter_rows(values_only=True)}
    for _, column in columns(kind):
        needed, how, *choices = told[column.header]
        assert needed == ("Cần có" if column.needed else None)
        assert how.startswith(column.wanted)
        assert str(column.example) in (how if not column.choices else [*column.choices, ""])
        assert tuple(one for one in choices if one) == column.choices


def test_a_form_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    path.write_bytes(b"filled in for hours")
    with pytest.raises(NotWritten, match=r"people\.xlsx is there already; nothing is overwritten"):
        write_form(ListKind.PEOPLE, path)
    assert path.read_bytes() == b"filled in for hours"
    assert [one.name for one in tmp_path.iterdir()] == ["people.xlsx"]


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match="cannot be written: No such file or directory"):
        write_form(ListKind.PEOPLE, tmp_path / "no such folder" / "people.xlsx")


READ: Mapping[str, Callable[[Any], object]] = {
    "Giới tính": values.sex,
    "Chương trình": values.programme,
    "Hệ số": values.halves,
    "Hình thức": values.way,
    "Quan hệ": lambda cell: values.relation(cell, []),
    "Loại điểm": values.point_kind,
}
STATES: Mapping[ListKind, Callable[[Any], object]] = {
    ListKind.ACCOUNTS: values.account_state,
    ListKind.PAYMENTS: values.status,
    ListKind.CALENDAR: values.day_state,
}
MEANT: Mapping[str, Iterable[object]] = {
    "Giới tính": Sex,
    "Chương trình": Programme,
    "Hình thức": Way,
    "Loại điểm": [one for one in PointKind if one is not PointKind.HOME],
}
STATES_MEANT: Mapping[ListKind, Iterable[object]] = {
    ListKind.ACCOUNTS: AccountState,
    ListKind.CALENDAR: DayState,
}


def test_every_choice_is_read_and_means_something_else(kind: ListKind) -> None:
    for _, column in columns(kind):
        if column.choices:
            read = STATES[kind] if column.header == "Trạng thái" else READ[column.header]
            meant = [read(choice) for choice in column.choices]
            assert None not in meant, column.header
            assert len({*meant}) == len(column.choices), column.header


def test_whatever_can_be_meant_can_be_chosen(kind: ListKind) -> None:
    for _, column in columns(kind):
        is_state = column.header == "Trạng thái"
        read = STATES[kind] if is_state else READ.get(column.header)
        meant = STATES_MEANT.get(kind) if is_state else MEANT.get(column.header)
        if read and meant:
            assert {read(choice) for choice in column.choices} == {*meant}, column.header


def test_every_stage_and_reason_of_a_payment_can_be_chosen() -> None:
    (column,) = [one for _, one in columns(ListKind.PAYMENTS) if one.header == "Trạng thái"]
    read = [values.status(choice) for choice in column.choices]
    assert {stage for stage, _ in filter(None, read)} == {*Stage}
    assert {reason for _, reason in filter(None, read)} == {*FailedBecause, None}


# --- Filled in -----------------------------------------------------------------------------------


WRITTEN_OVER = {
    "Tháng … năm …": "Tháng 11 năm 2026",
    "Ngày … tháng … năm …": "Ngày 3 tháng 11 năm 2026",
}


def fill(form: Path, lines: Iterable[Mapping[str, object]]) -> None:
    """As a clerk does it, in another program: the month, the day, and the lines."""
    book = load_workbook(form)
    sheet = book[SHEET]
    for cell in ("A2", "A3"):
        sheet[cell] = WRITTEN_OVER.get(sheet[cell].value)
    header = [cell.value for cell in sheet[HEADER_ROW]]
    for row, line in enumerate(lines, start=HEADER_ROW + 1):
        assert {*line} <= {*header}
        for number, word in enumerate(header, start=1):
            sheet.cell(row, number).value = line.get(word)
    book.save(form)


async def heard(path: Path, kind: ListKind) -> list[About | ListRow | Problem]:
    told = [one async for one in read_list(path, kind, date(2026, 11, 25))]
    return [one for one in told if not isinstance(one, Heading)]


def examples(kind: ListKind) -> dict[str, object]:
    return {column.header: column.example for _, column in columns(kind) if column.example != ""}


AN_CU = "Xã An Cư"
HELD: Mapping[ListKind, ListRow] = {
    ListKind.PEOPLE: PersonRow(
        SHEET,
        HEADER_ROW + 1,
        "Néang Sa Mẫu",
        sex=Sex.FEMALE,
        birth="1940-03-17",
        citizen_id="089140000001",
        phone="0900000001",
        unit=AN_CU,
        address="Ấp Mẫu",
        programme=Programme.SOCIAL_ASSISTANCE,
        category="Đ5K5",
        halves=2,
        amount=540_000,
        way=Way.ACCOUNT,
        account_number="00990000000001",
        bank=NAM_A_BANK,
        since=Month(2025, 7),
    ),
    ListKind.ACCOUNTS: PersonRow(
        SHEET,
        HEADER_ROW + 1,
        "Néang Sa Mẫu",
        birth="1940-03-17",
        citizen_id="089140000001",
        phone="0900000001",
        unit=AN_CU,
        account_number="00990000000001",
        bank=NAM_A_BANK,
        holder="NEANG SA MAU",
        account_state=AccountState.USABLE,
        opened_on=date(2026, 9, 5),
    ),
    ListKind.PAYMENTS: PersonRow(
        SHEET,
        HEADER_ROW + 1,
        "Néang Sa Mẫu",
        sex=Sex.FEMALE,
        birth="1940-03-17",
        citizen_id="089140000001",
        unit=AN_CU,
        address="Ấp Mẫu",
        programme=Programme.SOCIAL_ASSISTANCE,
        halves=2,
        amount=540_000,
        arrears=80_000,
        total=620_000,
        way=Way.ACCOUNT,
        account_number="00990000000001",
        bank=NAM_A_BANK,
        status=Stage.CREDITED,
        status_on=date(2026, 11, 5),
    ),
    ListKind.CALENDAR: DayRow(
        SHEET,
        HEADER_ROW + 1,
        unit=AN_CU,
        programme=Programme.SOCIAL_ASSISTANCE,
        way=Way.CASH,
        point="Bưu điện Mẫu",
        day=date(2026, 11, 5),
        opens=time(7, 30),
        closes=time(11, 0),
        state=DayState.PLANNED,
    ),
    ListKind.POINTS: PointRow(
        SHEET,
        HEADER_ROW + 1,
        "Bưu điện Mẫu",
        kind=PointKind.POST_OFFICE,
        unit=AN_CU,
        address="Khóm Mẫu",
        place=Place(10.6, 105.0),
        opens=time(7, 30),
        closes=time(17, 0),
        pause_from=time(11, 30),
        pause_to=time(13, 30),
        weekdays=frozenset(range(5)),
    ),
}
"""What the examples of a form say, all of them on one line."""


async def test_a_form_that_is_filled_in_is_read_whole(kind: ListKind, form: Path) -> None:
    fill(form, [examples(kind)])
    row, about = await heard(form, kind)
    month = Month(2026, 11) if FORMS[kind].of_month else None
    assert about == About(month=month, made_on=date(2026, 11, 3))
    assert row == HELD[kind]


async def test_a_form_that_is_empty_is_refused(kind: ListKind, form: Path) -> None:
    with pytest.raises(ListRefused) as refused:
        await heard(form, kind)
    assert refused.value.code == "header_only"


async def test_many_lines_of_a_form_are_all_read(tmp_path: Path) -> None:
    """Old people of whom the year is known, cash, and nothing else that need not be there."""
    form = tmp_path / "people.xlsx"
    write_form(ListKind.PEOPLE, form)
    lines = [
        {"STT": n, "Họ và tên": f"Chau Mẫu {word}", "Ngày sinh": str(1930 + n), "Xã/Phường": AN_CU}
        for n, word in enumerate(("Sa", "Kim", "Sóc Khone", "Rum", "Phi"))
    ]
    fill(form, lines)
    rows = [one for one in await heard(form, ListKind.PEOPLE) if isinstance(one, PersonRow)]
    assert [one.name for one in rows] == [line["Họ và tên"] for line in lines]
    assert [one.birth for one in rows] == [line["Ngày sinh"] for line in lines]


# --- Text stays text -----------------------------------------------------------------------------


def test_no_text_is_a_formula_or_a_link_in_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    said = [*EVIL, "http://example.org", "mailto:a@example.org", "0123"]
    with new_book(path) as book:
        book.put(book.sheet("A"), 0, said)
    written = markup(path)
    assert "<f>" not in written
    assert "<f " not in written
    assert "<hyperlink" not in written
    (row,) = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("A").to_python()
    assert [str(cell).replace("\r", "") for cell in row] == [one.replace("\r", "") for one in said]
    read = load_workbook(path)["A"]
    assert {(cell.data_type, cell.number_format) for cell in read[1]} == {("s", "@")}


@pytest.mark.parametrize("text", EVIL)
def test_no_cell_of_a_csv_begins_a_formula(text: str, tmp_path: Path) -> None:
    """Also where the reader takes another separator, and then knows nothing of our quotes."""
    path = tmp_path / "out.csv"
    write_csv(path, [["STT", "Họ và tên"], [1, text], [2, "x"]])
    with path.open(encoding="utf-8-sig", newline="") as file:
        written = file.read()
    read = [cell for row in csv.reader(io.StringIO(written, newline="")) for cell in row]
    assert read == ["STT", "Họ và tên", "1", harmless(text), "2", "x"]
    split = re.split("[;\t\r\n]", written)
    assert not [cell for cell in (*read, *split) if re.match(r'[\s"]*[=+@＝-]', cell)]


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_formula_stands_in_a_csv_as_it_was(text: str, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_csv(path, [["a", text, -5, 1.5, date(2026, 11, 3), None]])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "or Excel spoils the letters"
    (row,) = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    assert row == ["a", text, "-5", "1.5", "2026-11-03", ""]
    assert harmless(text) == text


def test_what_no_file_can_hold_is_left_out(tmp_path: Path) -> None:
    said = ["a\x00b\x0bc\ud800d\ufffee", "x" * (LONGEST + 1)]
    with new_book(tmp_path / "out.xlsx") as book:
        book.put(book.sheet("A"), 0, said)
    write_csv(tmp_path / "out.csv", [said[:1]])
    cells = [cell.value for cell in load_workbook(tmp_path / "out.xlsx")["A"][1]]
    assert cells == ["abcde", "x" * LONGEST]
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig") == '"abcde"\n'


def test_a_file_that_was_not_finished_is_not_there(tmp_path: Path) -> None:
    def broken() -> Iterator[tuple[Problem, str]]:
        yield Problem("A", 1, "B", "code"), "Một câu."
        raise KeyError("code")

    with pytest.raises(KeyError):
        write_problems(tmp_path / "problems.xlsx", broken())
    assert list(tmp_path.iterdir()) == []


def test_a_list_of_problems_says_where_each_is(tmp_path: Path) -> None:
    path = tmp_path / "problems.xlsx"
    problems = [
        (Problem("=Xã Mẫu", 12, "E", "one"), "=Số CCCD thiếu một số: cần 12 số."),
        (Problem("Trang 2", 0, "", "two"), "Trang này không có bảng."),
    ]
    write_problems(path, problems)
    assert "<f>" not in markup(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600, "it may quote what stands in a list"
    (sheet,) = load_workbook(path)
    assert list(sheet.iter_rows(values_only=True)) == [
        ("Trang", "Dòng", "Cột", "Cần xem lại"),
        ("=Xã Mẫu", 12, "E", "=Số CCCD thiếu một số: cần 12 số."),
        ("Trang 2", None, None, "Trang này không có bảng."),
    ]


def test_nothing_else_writes_spreadsheets() -> None:
    """One place makes text harmless, so all must go through it."""
    by_hand = re.compile(
        r"csv\.(writer|DictWriter)|Workbook\(|\.write_(formula|array_formula|url|string|rich)|"
        r"(sheet|guide)\.write(_row|_column)?\("
    )
    found = [
        path.relative_to(ROOT).as_posix()
        for folder in ("bot", "handlers", "storage", "domain")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if by_hand.search(path.read_text(encoding="utf-8"))
    ]
    assert found == ["storage/spreadsheets.py"]
