"""Files as somebody sends them: opened by their content, cut to what is in them, or refused.

Those in `tests/lists` were written by LibreOffice 7.4; everybody in them is invented.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from contextlib import aclosing
from datetime import date, datetime, time
from pathlib import Path
from time import monotonic, sleep

import openpyxl
import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from domain.lists.cells import Cell, NoValue, Row, SheetStart
from domain.lists.encoded import from_json, to_json
from domain.lists.problems import REFUSALS
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
from domain.payout import DayState, Stage, Way
from domain.person import Programme, Sex
from domain.place import PointKind, UnitKey
from domain.text import Month
from storage.imports.books import open_book
from storage.imports.far_ods import FarOds
from storage.imports.far_xls import read_far
from storage.imports.limits import MOST_UNPACKED
from storage.imports.reading import read_list
from storage.imports.workbook import read_old
from tests.messy.books import FILES

MADE = Path(__file__).parent / "lists"
TODAY = date(2026, 11, 26)
HEADER = ["STT", "Họ và tên", "Ngày sinh", "Số tiền"]
SEN = ["1", "Trần Thị Sen", "17/03/1940", "540000"]
BUOI = ["2", "Lê Văn Bưởi", "01/12/1951", "540000"]


def cells(path: Path) -> list[list[Cell]]:
    """The rows of a file of one sheet, without their numbers."""
    return [list(row.cells) for row in rows(path)]


def rows(path: Path) -> list[Row]:
    return [one for one in open_book(path) if isinstance(one, Row)]


def sheets(path: Path) -> list[SheetStart]:
    return [one for one in open_book(path) if isinstance(one, SheetStart)]


def refusal(path: Path) -> str:
    with pytest.raises(ListRefused) as refused:
        list(open_book(path))
    sentence = REFUSALS[refused.value.code]
    sentence.source.format(**refused.value.values)
    return refused.value.code


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def workbook(path: Path, write: Callable[[Worksheet], object]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    write(book.add_worksheet("Núi Sam"))
    book.close()
    return path


def packed_again(source: Path, target: Path, name: str, change: Callable[[str], str]) -> Path:
    """A copy of a workbook, one part of it changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content.decode()).encode() if part == name else content)
    return target


SHEET = "xl/worksheets/sheet1.xml"


# --- Read by what it is --------------------------------------------------------------------------

AS_MADE: list[tuple[int, list[Cell]]] = [
    (1, ["Họ và tên", "Ngày sinh", "Số tiền", "Ghi chú"]),
    (2, ["Trần Thị Sen", date(1940, 3, 17), 540000]),
    (3, ["Lê Văn Bưởi", date(1951, 12, 1), 540000, "nt"]),
    (4, ["Cộng", None, 1080000]),
    (5, [None, None, NoValue.FORMULA, "07:30"]),
    (6, ["=A1"]),
    (7, ["Bằng chữ: …"]),
]


@pytest.mark.parametrize("name", ["made.xlsx", "made.xls", "made.ods"])
def test_a_workbook_is_read_whatever_it_is_named(name: str, tmp_path: Path) -> None:
    """Formulas with their results, days, a time of day, and a formula's text as text. That a
    result is an error is known of an .xlsx alone; the others have an empty cell there."""
    path = written(tmp_path / "danh sách.doc", (MADE / name).read_bytes())
    found = [(row.number, list(row.cells)) for row in rows(path) if row.number <= 7]
    no_error: list[Cell] = [None, None, None, "07:30"]
    expected = [
        (number, no_error if number == 5 and name != "made.xlsx" else line)
        for number, line in AS_MADE
    ]
    assert found[:7] == expected
    assert [(one.name, one.hidden) for one in sheets(path)] == [("Phường 1", False), ("Ẩn", True)]


@pytest.mark.parametrize("name", ["made.xlsx", "made.xls", "html.xls"])
def test_merged_cells_are_told_before_the_rows(name: str) -> None:
    start = next(iter(open_book(MADE / name)))
    assert isinstance(start, SheetStart)
    assert start.merged == ((7, 1, 7, 3),)


def test_days_counted_from_1904_are_right(tmp_path: Path) -> None:
    assert rows(MADE / "1904.xls")[1].cells[1] == date(1944, 3, 18)
    book = xlsxwriter.Workbook(str(tmp_path / "mac.xlsx"), {"date_1904": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    book.add_worksheet().write_datetime(0, 0, date(1940, 3, 17), day)
    book.close()
    assert cells(tmp_path / "mac.xlsx") == [[date(1940, 3, 17)]]


def test_numbers_and_texts_come_as_what_they_are(tmp_path: Path) -> None:
    def write(sheet: Worksheet) -> None:
        sheet.write_row(1, 1, [1, 1.5, 89080000100, 1e11, True, "  Sen ", ""])
        sheet.write_string(3, 0, "=1+1")

    assert rows(workbook(tmp_path / "a.xlsx", write)) == [
        Row(2, [None, 1, 1.5, 89080000100, 100000000000, True, "  Sen "]),
        Row(4, ["=1+1"]),
    ]


def test_a_day_with_a_time_is_the_day_and_a_time_is_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([datetime(2026, 12, 5, 7, 30), time(7, 30), datetime(2026, 12, 5), "07:30"])  # noqa: DTZ001
    book.save(tmp_path / "a.xlsx")
    assert cells(tmp_path / "a.xlsx") == [[date(2026, 12, 5), "07:30", date(2026, 12, 5), "07:30"]]


def test_formulas_never_calculated_and_errors_are_told(tmp_path: Path) -> None:
    """openpyxl writes formulas without results."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Sen", 540000, "=B1*2"])
    sheet.append(["Bưởi", "=B1", "=C1"])
    sheet["E9"] = "=SUM(B1:B2)"
    sheet["A10"] = "#REF!"
    sheet["A10"].data_type = "e"
    book.save(tmp_path / "a.xlsx")
    assert rows(tmp_path / "a.xlsx") == [
        Row(1, ["Sen", 540000, NoValue.FORMULA]),
        Row(2, ["Bưởi", NoValue.FORMULA, NoValue.FORMULA]),
        Row(9, [None, None, None, None, NoValue.FORMULA]),
        Row(10, [NoValue.FORMULA]),
    ]


def test_an_empty_text_is_a_result(tmp_path: Path) -> None:
    """Excel writes it as a text without letters."""
    plain = workbook(tmp_path / "plain.xlsx", lambda sheet: sheet.write_row(0, 0, ["=A2", "Sen"]))
    path = packed_again(
        plain,
        tmp_path / "a.xlsx",
        SHEET,
        lambda xml: xml.replace('<c r="A1">', '<c r="A1" t="str">').replace(
            "<v>0</v></c><c", "<v></v></c><c"
        ),
    )
    assert cells(path) == [[None, "Sen"]]


def test_a_prefix_before_every_tag_changes_nothing(tmp_path: Path) -> None:
    """Open XML SDK writes ``<x:row>``."""

    def prefixed(xml: str) -> str:
        for tag in ("worksheet", "sheetData", "row", "c", "f", "v", "dimension"):
            xml = xml.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>")
            xml = xml.replace(f"</{tag}>", f"</x:{tag}>")
        return xml.replace("xmlns=", "xmlns:x=")

    def write(sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["Sen", 540000])
        sheet.write_formula(0, 2, "=B1", None, 540000)
        sheet.write_number(1_048_575, 16_383, 1)

    plain = workbook(tmp_path / "plain.xlsx", write)
    path = packed_again(
        plain,
        tmp_path / "x.xlsx",
        SHEET,
        lambda xml: prefixed(xml).replace("<x:v>540000</x:v></x:c></x:row>", "</x:c></x:row>"),
    )
    assert cells(path) == [["Sen", 540000, NoValue.FORMULA]]


def test_hidden_sheets_are_said_to_be_so_and_charts_are_none(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet("Vĩnh Tế").write(0, 0, 1)
    hidden, very = book.add_worksheet("Ẩn"), book.add_worksheet("Rất ẩn")
    hidden.hide()
    very.very_hidden()
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "='Vĩnh Tế'!$A$1:$A$1"})
    book.add_chartsheet("Biểu đồ").set_chart(chart)
    book.close()
    assert [(one.name, one.hidden) for one in sheets(tmp_path / "a.xlsx")] == [
        ("Vĩnh Tế", False),
        ("Ẩn", True),
        ("Rất ẩn", True),
    ]


# --- Far cells -----------------------------------------------------------------------------------


def test_far_cells_are_cut_and_the_rest_is_read(tmp_path: Path) -> None:
    def write(sheet: Worksheet) -> None:
        for number in range(50):
            sheet.write_row(number, 0, [number, "Sen", 540000])
        sheet.write_number(3, 16_383, 7)
        sheet.write_string(4, 200, "cột GS")
        sheet.write_string(4, 199, "cột GR")
        sheet.write_number(1_048_575, 0, 8)
        sheet.write_number(1_048_575, 16_383, 9)

    found = rows(workbook(tmp_path / "far.xlsx", write))
    assert [row.number for row in found] == list(range(1, 51))
    assert list(found[3].cells) == [3, "Sen", 540000]
    assert found[4].cells[199:] == ["cột GR"]


def test_a_second_table_far_below_is_no_stray_cell(tmp_path: Path) -> None:
    def write(sheet: Worksheet) -> None:
        for number in [*range(3), *range(3000, 3010)]:
            sheet.write_row(number, 0, [number, "Sen", 540000])

    assert len(rows(workbook(tmp_path / "a.xlsx", write))) == 13


def test_no_copy_of_a_file_with_far_cells_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(
        tmp_path / "far.xlsx", lambda sheet: (sheet.write(0, 0, 1), sheet.write(1_048_575, 9, 2))
    )
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(kept))
    reading = open_book(path)
    assert next(reading) == SheetStart("Núi Sam")
    assert list(kept.iterdir()) == []
    assert list(reading) == [Row(1, [1])]


@pytest.mark.parametrize("name", ["made.xls", "1904.xls"])
def test_an_xls_with_far_cells_is_read_as_any_other(name: str) -> None:
    """Two libraries read it; only one of them tells of an error in a cell."""
    ordinary, far = list(read_old(MADE / name)), list(read_far(MADE / name))
    assert [_without_errors(one) for one in far] == ordinary
    assert any(isinstance(one, Row) for one in far)


def _without_errors(one: SheetStart | Row) -> SheetStart | Row:
    if isinstance(one, SheetStart):
        return one
    return Row(one.number, [None if cell is NoValue.FORMULA else cell for cell in one.cells])


def test_what_is_cut_of_an_ods_leaves_the_other_rows_where_they_were() -> None:
    """One element stands for many that are the same, cells and rows and those that are empty."""
    cell, row = "<table:table-cell{}{}", "<table:table-row{}>{}</table:table-row>"
    repeated = ' table:number-{}-repeated="{}"'.format
    value = ' office:value-type="string"><text:p>Sen</text:p></table:table-cell>'
    one, empty = cell.format("", value), cell.format(repeated("columns", 199), "/>")
    gap = row.format(repeated("rows", 2000), "<table:table-cell/>")
    wide = row.format("", one + empty + cell.format(repeated("columns", 9), value) + one)
    kept = row.format("", one + empty)
    many = row.format(repeated("rows", 3), one)
    sheet = '<table:table table:name="{}">{}</table:table>'.format
    xml = sheet("A", wide + gap + many + gap + row.format("", one) * 30) + sheet("B", many)
    chunks = [xml[at : at + 7].encode() for at in range(0, len(xml), 7)]
    far = FarOds(chunks)
    assert far.is_far
    cut = row.format(repeated("rows", 3), "<table:table-cell/>")
    rest = kept + gap + cut + gap + row.format("", one) * 30
    assert b"".join(far.without(chunks)).decode() == sheet("A", rest) + sheet("B", many)
    assert not FarOds([sheet("B", many + gap).encode()]).is_far
    crossing = row.format("", empty + cell.format(repeated("columns", 2), value))
    assert FarOds([sheet("C", crossing).encode()]).is_far


def test_a_far_xls_that_is_damaged_is_read_or_refused(tmp_path: Path) -> None:
    chance, content = random.Random(7), (FILES / "far.xls").read_bytes()
    paths = [written(tmp_path / f"{at}.xls", damaged(content, chance)) for at in range(60)]
    assert {line.split()[0] for line in opened(paths)} == {"read", "refused"}


# --- HTML and XML --------------------------------------------------------------------------------


def test_an_html_table_named_xls_is_read_with_the_words_around_it(tmp_path: Path) -> None:
    html = """<html><head><meta charset="utf-8"><title>x</title>
    <style>td {color: red}</style></head><body><h3>DANH SÁCH <b>THÁNG 11</b></h3>
    <table><tr><th rowspan=2>STT<th colspan="2">Ngày sinh<th>Ghi<br>chú
    <tr><td>Nam</td><td>N&#7919;</td><td></td></tr>
    <tr><td>1</td><td>&nbsp;</td><td> 5/8/1940
      </td><td>a&amp;b</td></tr></table><p>Người lập</p></body></html>"""
    assert list(open_book(written(tmp_path / "a.xls", html))) == [
        SheetStart("", merged=((2, 1, 3, 1), (2, 2, 2, 3))),
        Row(1, ["DANH SÁCH THÁNG 11"]),
        Row(2, ["STT", "Ngày sinh", None, "Ghi\nchú"]),
        Row(3, [None, "Nam", "Nữ"]),
        Row(4, ["1", None, "5/8/1940", "a&b"]),
        Row(5, ["Người lập"]),
    ]
    assert refusal(written(tmp_path / "b.xls", html[: html.index("a&amp;b")])) == "truncated"
    assert (
        refusal(written(tmp_path / "c.xls", "<html><p>Đăng nhập</p></html>")) == "not_a_spreadsheet"
    )


def test_html_says_which_letters_it_is_written_in(tmp_path: Path) -> None:
    html = "<meta charset=windows-1258><table><tr><td>Nguyễn"
    encoded = html.replace("ễ", "ê\N{COMBINING TILDE}").encode("cp1258") + b"</table>"
    assert cells(written(tmp_path / "a.xls", encoded)) == [["Nguyê\N{COMBINING TILDE}n"]]
    wide = "<html><table><tr><td>Nguyễn</table>".encode("utf-16")
    assert cells(written(tmp_path / "b.xls", wide)) == [["Nguyễn"]]


XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
 <Worksheet ss:Name="Núi Sam"><Table>
  <Row><Cell ss:MergeAcross="2" ss:MergeDown="1"><Data ss:Type="String">DANH SÁCH</Data></Cell>
   <Cell><Data ss:Type="String">x</Data></Cell></Row>
  <Row><Cell><Data ss:Type="String">y</Data></Cell></Row>
  <Row ss:Index="5"><Cell><Data ss:Type="Number">1</Data></Cell>
   <Cell ss:Index="3"><Data ss:Type="DateTime">1940-03-17T00:00:00.000</Data>
    <Comment><Data ss:Type="String">xem lại</Data></Comment></Cell>
   <Cell><Data ss:Type="DateTime">1899-12-31T07:30:00.000</Data></Cell>
   <Cell ss:Formula="=RC[-1]"/><Cell><Data ss:Type="Error">#REF!</Data></Cell>
   <Cell ss:Formula="=1"><Data ss:Type="Number">1.5</Data></Cell></Row>
  <Row ss:Index="60000"><Cell><Data ss:Type="Number">7</Data></Cell></Row>
 </Table></Worksheet>
 <Worksheet ss:Name="Ẩn"><Table><Row><Cell><Data ss:Type="Boolean">1</Data></Cell></Row></Table>
  <WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible>
  </WorksheetOptions></Worksheet></Workbook>"""


def test_the_xml_of_excel_2003_named_xls_is_read(tmp_path: Path) -> None:
    assert list(open_book(written(tmp_path / "a.xls", XML))) == [
        SheetStart("Núi Sam", merged=((1, 1, 2, 3),)),
        Row(1, ["DANH SÁCH", None, None, "x"]),
        Row(2, [None, None, None, "y"]),
        Row(
            5,
            [1, None, date(1940, 3, 17), "07:30", NoValue.FORMULA, NoValue.FORMULA, 1.5],
        ),
        SheetStart("Ẩn", hidden=True),
        Row(1, [True]),
    ]
    assert refusal(written(tmp_path / "b.xls", XML[:-100])) == "truncated"


def test_entities_that_stand_for_each_other_are_refused(tmp_path: Path) -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    declared = f'<!DOCTYPE Workbook [<!ENTITY e0 "ha">{bomb}]>'
    xml = XML.replace("<Workbook", f"{declared}<Workbook", 1).replace("DANH SÁCH", "&e11;")
    assert refusal(written(tmp_path / "a.xls", xml)) == "too_big"
    plain = workbook(tmp_path / "plain.xlsx", lambda sheet: sheet.write(0, 0, 1))
    path = packed_again(
        plain,
        tmp_path / "b.xlsx",
        "xl/workbook.xml",
        lambda xml: xml.replace("<workbook", f"{declared}<workbook").replace("Núi Sam", "&e11;"),
    )
    assert refusal(path) == "too_big"


# --- CSV -----------------------------------------------------------------------------------------


def as_csv(records: Iterable[Iterable[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(records)
    return text.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_is_read_in_its_letters_and_with_what_parts_its_cells(
    encoding: str, delimiter: str, tmp_path: Path
) -> None:
    lines = [HEADER, SEN, BUOI, ["", 'Tổ 3,\nấp; "Mỹ" Phú\t', "", "500,000 đ"]]
    path = written(tmp_path / "a.txt", as_csv(lines, delimiter).encode(encoding))
    assert cells(path) == [
        *lines[:3],
        [None, 'Tổ 3,\nấp; "Mỹ" Phú\t', None, "500,000 đ"],
    ]
    assert rows(path)[3].number == 4, "a line break within a cell is no row"


def test_utf_16_of_either_order_with_its_mark_is_read(tmp_path: Path) -> None:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        path = written(tmp_path / "a.csv", mark + as_csv([HEADER, SEN]).encode(encoding))
        assert cells(path) == [HEADER, SEN]


APART: dict[str, str | int | None] = {
    "ọ": "o\N{COMBINING DOT BELOW}",
    "ố": "ô\N{COMBINING ACUTE ACCENT}",
    "ề": "ê\N{COMBINING GRAVE ACCENT}",
    "ầ": "â\N{COMBINING GRAVE ACCENT}",
    "ị": "i\N{COMBINING DOT BELOW}",
    "ở": "ơ\N{COMBINING HOOK ABOVE}",
}


def test_windows_1258_is_read_with_its_marks_apart(tmp_path: Path) -> None:
    lines = [HEADER, SEN, ["2", "Lê Văn Bưởi", "1951", "đ"]]
    apart = as_csv(lines).translate(str.maketrans(APART))
    path = written(tmp_path / "a.csv", apart.encode("cp1258"))
    assert cells(path) == list(csv.reader(apart.splitlines()))


def test_an_old_font_in_csv_keeps_the_letters_it_is_known_by(tmp_path: Path) -> None:
    """TCVN3 for "Nguyễn Thị Sen": under Windows-1258 its ị would be a mark upon an h."""
    text = as_csv([["Hä vµ tªn", "Sè tiÒn"], ["NguyÔn ThÞ Sen", "540000"]])
    assert cells(written(tmp_path / "a.csv", text.encode("cp1252"))) == [
        ["Hä vµ tªn", "Sè tiÒn"],
        ["NguyÔn ThÞ Sen", "540000"],
    ]


def test_a_first_line_of_excel_says_what_parts_the_cells(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "\ufeffsep=;\r\n1,5;Sen\r\n\r\n2,5;Bưởi\r\n")
    assert rows(path) == [Row(1, ["1,5", "Sen"]), Row(3, ["2,5", "Bưởi"])]


def test_a_quotation_mark_never_closed_takes_nobody_into_one_cell(tmp_path: Path) -> None:
    text = as_csv([HEADER, SEN, BUOI]).replace("Trần", '"Trần')
    assert refusal(written(tmp_path / "a.csv", text)) == "truncated"


# --- Refused -------------------------------------------------------------------------------------


def locked_as_excel_does() -> bytes:
    """An OLE file of a header and a directory that names the two streams of a locked workbook."""
    names = ["Root Entry", "EncryptionInfo", "EncryptedPackage"]
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(22) + b"\x09\0" + bytes(16) + bytes(4)
    return header.ljust(512, b"\0") + directory.ljust(512, b"\0")


def zip_of(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return content.getvalue()


def pointing_before_itself() -> bytes:
    """The list of what is packed is said to lie 4 GB in."""
    content = bytearray((MADE / "made.xlsx").read_bytes())
    end = content.rfind(b"PK\x05\x06")
    content[end + 16 : end + 20] = b"\xff\xff\xff\x7f"
    return bytes(content)


REFUSED: list[tuple[str, bytes, str]] = [
    ("locked xlsx", locked_as_excel_does(), "password"),
    ("locked xls", (MADE / "locked.xls").read_bytes(), "password"),
    ("locked ods", (MADE / "locked.ods").read_bytes(), "password"),
    ("nothing", b"", "empty"),
    ("blank lines", b"\xef\xbb\xbf\r\n  \r\n", "empty"),
    ("delimiters", b";;;\r\n;;;\r\n", "empty"),
    ("zeros", bytes(5000), "empty"),
    ("PDF", b"%PDF-1.7\n1 0 obj\n", "not_a_spreadsheet"),
    ("JPEG", b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(range(256)), "not_a_spreadsheet"),
    ("PNG", b"\x89PNG\r\n\x1a\n" + bytes(50), "not_a_spreadsheet"),
    ("DOCX", zip_of(**{"word/document.xml": b"<a/>"}), "not_a_spreadsheet"),
    ("other zip", zip_of(**{"readme.txt": b"hello"}), "not_a_spreadsheet"),
    ("gzip", b"\x1f\x8b\x08" + bytes(20), "not_a_spreadsheet"),
    ("garbage", random.Random(1).randbytes(5000), "not_a_spreadsheet"),
    ("other XML", b"<?xml version='1.0'?><note/>", "not_a_spreadsheet"),
    ("RTF", b"{\\rtf1 Danh s}", "not_a_spreadsheet"),
    ("half xlsx", (MADE / "made.xlsx").read_bytes()[:3000], "truncated"),
    ("xlsx from before its beginning", pointing_before_itself(), "truncated"),
    ("half xls", (MADE / "made.xls").read_bytes()[:3000], "truncated"),
    ("half ods", (MADE / "made.ods").read_bytes()[:3000], "truncated"),
    ("half a letter", "Họ và tên;Số tiền;ố".encode()[:-1], "truncated"),
]


@pytest.mark.parametrize(
    ("content", "code"), [case[1:] for case in REFUSED], ids=[c[0] for c in REFUSED]
)
def test_what_is_no_list_is_refused_with_its_reason(
    content: bytes, code: str, tmp_path: Path
) -> None:
    assert refusal(written(tmp_path / "danh sách.xlsx", content)) == code


def test_a_document_of_old_word_is_no_spreadsheet(tmp_path: Path) -> None:
    content = locked_as_excel_does().replace(
        "EncryptedPackage".encode("utf-16-le"), "WordDocument\0\0\0\0".encode("utf-16-le")
    )
    assert refusal(written(tmp_path / "a.xls", content)) == "not_a_spreadsheet"


def test_a_workbook_without_a_cell_is_empty(tmp_path: Path) -> None:
    assert (
        refusal(workbook(tmp_path / "a.xlsx", lambda sheet: sheet.write_blank(5, 5, None)))
        == "empty"
    )


def bomb(path: Path) -> Path:
    """Half a megabyte that unpacks to more than the limit, and says that it is ten bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        with packed.open(SHEET, "w", force_zip64=False) as part:
            for _ in range(MOST_UNPACKED // 10_000_000 + 1):
                part.write(bytes(10_000_000))
    return path


def test_a_zip_bomb_is_refused_by_what_it_unpacks_to(tmp_path: Path) -> None:
    path = bomb(tmp_path / "bomb.xlsx")
    assert path.stat().st_size < 1_000_000
    assert refusal(path) == "too_big"


def test_more_than_200000_rows_of_a_workbook_are_asked_for_as_csv(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    for _ in range(2):
        sheet = book.add_worksheet()
        for number in range(100_001):
            sheet.write_number(number, 0, number)
    book.close()
    assert refusal(path) == "too_many_rows"


# --- Damaged by chance ---------------------------------------------------------------------------


def damaged(content: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.4:
        return content[: chance.randrange(len(content))]
    changed = bytearray(content)
    for _ in range(chance.choice([1, 3, 20])):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def whole_files() -> dict[str, bytes]:
    kinds = {path.name: path.read_bytes() for path in sorted(MADE.iterdir()) if path.is_file()}
    return kinds | {"xml.xls": XML.encode(), "list.csv": as_csv([HEADER, SEN, BUOI]).encode()}


def test_whatever_is_damaged_is_read_or_refused(tmp_path: Path) -> None:
    """Under the limits of the process that reads; only calamine itself may break (a panic), which
    ends that process and is a refusal to who asked."""
    chance = random.Random(9)
    paths = [
        written(tmp_path / f"{number}-{name}", damaged(content, chance))
        for name, content in whole_files().items()
        for number in range(25)
    ]
    while paths:
        lines = opened(paths)
        assert [line for line in lines if not line.startswith(("read", "refused", "Panic"))] == []
        paths = paths[len(lines) + 1 :]


def opened(paths: list[Path]) -> list[str]:
    """What became of each, up to one that ended the process."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.opener"],
        input="\n".join(map(str, paths)),
        text=True,
        capture_output=True,
        check=False,
    )
    lines = ran.stdout.splitlines()
    assert len(lines) == len(paths) or ran.returncode < 0, ran.stderr
    return lines


# --- In a process of its own ---------------------------------------------------------------------

Told = About | Heading | ListRow | Problem


async def understood(path: Path, kind: ListKind = ListKind.PEOPLE) -> list[Told]:
    return [told async for told in read_list(path, kind, TODAY)]


async def refused(path: Path) -> str:
    with pytest.raises(ListRefused) as caught:
        await understood(path)
    return caught.value.code


async def test_a_list_is_understood_in_another_process(tmp_path: Path) -> None:
    told = await understood(written(tmp_path / "a.csv", as_csv([HEADER, SEN, BUOI])))
    people = [one for one in told if isinstance(one, PersonRow)]
    assert [(one.row, one.name, one.birth) for one in people] == [
        (2, "Trần Thị Sen", "1940-03-17"),
        (3, "Lê Văn Bưởi", "1951-12-01"),
    ]
    assert isinstance(told[-1], About)


async def test_what_is_refused_there_is_refused_here(tmp_path: Path) -> None:
    assert await refused(MADE / "locked.xls") == "password"
    assert await refused(written(tmp_path / "a.csv", as_csv([HEADER]))) == "header_only"
    with pytest.raises(FileNotFoundError):
        await understood(tmp_path / "nowhere.xlsx")


async def test_a_process_that_gets_no_memory_is_a_refusal(tmp_path: Path) -> None:
    """A far cell written so that it is not found beforehand: calamine asks for 550 GB, and with
    that the process is over."""
    plain = workbook(tmp_path / "a.xlsx", lambda sheet: sheet.write_column(0, 0, ["Sen", 1]))
    path = packed_again(
        plain, tmp_path / "b.xlsx", SHEET, lambda xml: xml.replace('r="A2"', 'r = "XFD1048576"')
    )
    assert await refused(path) == "too_big"


async def test_a_library_that_breaks_is_a_refusal(tmp_path: Path) -> None:
    """One byte of an .xls, at which calamine leaves the bounds of what it has read."""
    content = bytearray((MADE / "made.xls").read_bytes())
    content[3109] = 0
    path = written(tmp_path / "a.xls", bytes(content))
    assert opened([path])[0].startswith("PanicException")
    assert await refused(path) == "truncated"


async def test_a_mistake_of_ours_is_logged_by_its_place_and_without_the_list(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made by a copy of our code in which somebody has broken something."""
    copy = tmp_path / "copy"
    code = Path(__file__).parents[1]
    for part in ("domain", "storage"):
        shutil.copytree(code / part, copy / part)
    broken = copy / "domain" / "lists" / "understanding.py"
    broken.write_text(
        "class Understanding:\n"
        "    def __init__(self, kind, today): pass\n"
        "    def hear(self, item): raise KeyError(str(item))\n"
    )
    monkeypatch.setattr("storage.imports.reading._ROOT", copy)
    path = written(tmp_path / "a.csv", as_csv([HEADER, SEN]))
    assert await refused(path) == "truncated"
    assert "KeyError in understanding.py:3" in caplog.text
    assert "Sen" not in caplog.text


async def test_who_stops_reading_ends_both_processes(tmp_path: Path) -> None:
    async with aclosing(read_list(long_list(tmp_path), ListKind.PEOPLE, TODAY)) as reading:
        await anext(reading)
        assert len(readers(tmp_path)) == 2
    assert all_gone(tmp_path)


@pytest.mark.parametrize("ended", [signal.SIGKILL, signal.SIGABRT, signal.SIGXCPU])
async def test_neither_process_outlives_the_other(
    tmp_path: Path, ended: signal.Signals, caplog: pytest.LogCaptureFixture
) -> None:
    """The one that opens is ended by the kernel; the one that understands it ends in that way."""
    async with aclosing(read_list(long_list(tmp_path), ListKind.PEOPLE, TODAY)) as reading:
        await anext(reading)
        (opener,) = (one for one in readers(tmp_path) if is_last(one))
        os.kill(int(opener.name), ended)
        with pytest.raises(ListRefused) as error:
            async for _ in reading:
                pass
    assert error.value.code == "too_big"
    assert f"ended with {-ended}" in caplog.text
    assert all_gone(tmp_path)


def is_last(process: Path) -> bool:
    """It has started none of its own."""
    return not (process / "task" / process.name / "children").read_text()


def all_gone(folder: Path) -> bool:
    """A killed process is not over at once."""
    latest = monotonic() + 30
    while readers(folder) and monotonic() < latest:
        sleep(0.01)
    return not readers(folder)


def long_list(folder: Path) -> Path:
    lines = [[str(n), "Trần Thị Sen", "1940", "540000"] for n in range(20_000)]
    return written(folder / "long.csv", as_csv([HEADER, *lines]))


def readers(folder: Path) -> list[Path]:
    """The processes that read a file of this folder. A dead one not yet buried names none."""
    return [one for one in Path("/proc").glob("[0-9]*") if str(folder).encode() in command(one)]


async def test_the_process_knows_none_of_our_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSINH_KEY", "k1:secret")
    async with aclosing(read_list(long_list(tmp_path), ListKind.PEOPLE, TODAY)) as reading:
        await anext(reading)
        process = readers(tmp_path)[0]
        known = dict(
            line.partition(b"=")[::2] for line in (process / "environ").read_bytes().split(b"\0")
        )
    assert set(known) <= {b"PYTHONPATH", b"PYTHONUTF8", b"LC_CTYPE", b""}


def command(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


def test_reading_starts_without_the_rest_of_the_program() -> None:
    """It starts for every file."""
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, storage.imports.child, storage.imports.books, domain.lists.fonts\n"
            "import domain.lists.understanding, domain.lists.encoded\n"
            "print(*sys.modules)",
        ],
        text=True,
        capture_output=True,
        check=True,
    )
    heavy = {"sqlalchemy", "aiohttp", "telegram", "babel", "cryptography", "asyncio"}
    assert heavy.isdisjoint(ran.stdout.split())


PEAK = """
import re, sys
from pathlib import Path
from storage.imports.books import open_book
print(sum(1 for _ in open_book(Path(sys.argv[1]))))
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def rows_and_peak(path: Path) -> tuple[int, int]:
    """How many sheets and rows, and how many kilobytes the process that read them had at most.

    Not by `getrusage`, in which what pytest had when it forked counts too."""
    ran = subprocess.run(
        [sys.executable, "-c", PEAK, str(path)], text=True, capture_output=True, check=True
    )
    count, peak = map(int, ran.stdout.split())
    return count, peak


def test_csv_of_any_length_is_read_in_the_same_memory(tmp_path: Path) -> None:
    line = as_csv([SEN * 4]).encode()
    short = written(tmp_path / "short.csv", line * 2_500)
    long = written(tmp_path / "long.csv", line * 250_000)
    _, least = rows_and_peak(short)
    count, most = rows_and_peak(long)
    assert count == 250_001
    assert most < least + 8_000


def test_20000_rows_of_a_workbook_stay_far_below_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    for number in range(20_000):
        sheet.write_row(number, 0, [number, f"Trần Thị Sen {number}", *SEN * 4])
    book.close()
    count, peak = rows_and_peak(path)
    assert count == 20_001
    assert peak < 100_000


# --- Encoded -------------------------------------------------------------------------------------

NUI_SAM = UnitKey("30325", date(2025, 7, 1))
EVERY_KIND: list[Told] = [
    About(Month(2026, 11), date(2026, 11, 3), Programme.SOCIAL_ASSISTANCE, adds=True),
    PersonRow(
        "Núi Sam",
        9,
        "Trần Thị Sen",
        sex=Sex.FEMALE,
        birth="1940",
        unit_key=NUI_SAM,
        way=Way.CASH,
        status=Stage.CREDITED,
        amount=540000,
        opened_on=date(2026, 1, 2),
        since=Month(2024, 7),
    ),
    DayRow(
        "",
        3,
        way=Way.CASH,
        day=date(2026, 12, 5),
        opens=time(7, 30),
        state=DayState.CONFIRMED,
    ),
    PointRow(
        "",
        4,
        "Bưu điện",
        PointKind.POST_OFFICE,
        place=Place(10.7, 105.1),
        weekdays=frozenset({4, 0}),
    ),
    Problem("Núi Sam", 9, "C", "formula_without_value", {"cell": "C9"}),
    Problem("", 0, "", "formula_without_value"),
    Heading("Núi Sam", 9, {"name": "B", "citizen_id": "D"}),
]


@pytest.mark.parametrize("told", EVERY_KIND, ids=lambda told: type(told).__name__)
def test_what_is_encoded_comes_back_the_same(told: Told) -> None:
    assert from_json(json.loads(json.dumps(to_json(told)))) == told


def test_only_what_says_something_is_written() -> None:
    assert to_json(PersonRow("Núi Sam", 9, "Sen", halves=3)) == [
        "person",
        {"sheet": "Núi Sam", "row": 9, "name": "Sen", "halves": 3},
    ]
