"""Sheets as communes make them: exactly the people on them come out, each of their own unit."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, time, timedelta
from pathlib import Path
from xml.etree import ElementTree  # of our own samples

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.lists.cells import Cell, NoValue, Row, SheetStart
from domain.lists.problems import MEANINGS, sentence_of
from domain.lists.row import (
    About,
    DayRow,
    Heading,
    Level,
    ListKind,
    ListRefused,
    ListRow,
    PersonRow,
    PointRow,
    Problem,
)
from domain.lists.understanding import Understanding
from domain.payout import DayState, FailedBecause, Stage, Way
from domain.person import Programme, Sex
from domain.place import PointKind
from domain.text import Month
from domain.words import folded

TODAY = date(2026, 11, 26)
SAMPLES = Path(__file__).parent / "lists" / "samples"

Grid = Sequence[Sequence[Cell]]
HEAD: Sequence[Cell] = ("STT", "Họ và tên", "Năm sinh", "Số CCCD", "Địa chỉ", "Số tiền", "Ghi chú")
ANH: Sequence[Cell] = (1, "Trần Văn Anh", 1940, "089040000101", "Ấp Một", 540000)
BA: Sequence[Cell] = (2, "Néang Sóc Ba", 1951, "089151000102", "Ấp Hai", 810000)
CHI: Sequence[Cell] = (3, "Lê Thị Chi", 1962, "089162000103", "Ấp Ba", 540000)


class Heard:
    """What came out of some sheets."""

    def __init__(self, kind: ListKind, items: Iterable[SheetStart | Row]) -> None:
        understanding = Understanding(kind, TODAY)
        told: list[Heading | ListRow | Problem] = []
        for item in items:
            told += understanding.hear(item)
        told += understanding.end()
        self.about: About = understanding.about
        self.rows = [one for one in told if not isinstance(one, Problem | Heading)]
        self.problems = [one for one in told if isinstance(one, Problem)]
        for problem in self.problems:
            assert sentence_of(problem).values == problem.values
            assert not set(re.findall(r"\{(\w+)\}", sentence_of(problem).source)) - set(
                problem.values
            )

    @property
    def people(self) -> list[PersonRow]:
        assert all(isinstance(row, PersonRow) for row in self.rows)
        return [row for row in self.rows if isinstance(row, PersonRow)]

    @property
    def names(self) -> list[str]:
        return [row.name for row in self.people]

    @property
    def units(self) -> list[str]:
        return [row.unit for row in self.people]

    @property
    def places(self) -> list[tuple[int, str, str]]:
        return [(one.row, one.column, one.code) for one in self.problems]

    @property
    def errors(self) -> list[tuple[int, str, str]]:
        bad = {code for code, meaning in MEANINGS.items() if meaning.level is Level.ERROR}
        return [place for place in self.places if place[2] in bad]


def sheet(
    grid: Grid,
    name: str = "",
    merged: Sequence[tuple[int, int, int, int]] = (),
    hidden: bool = False,
) -> Iterator[SheetStart | Row]:
    yield SheetStart(name, hidden, tuple(merged))
    for number, cells in enumerate(grid, 1):
        yield Row(number, cells)


def heard(grid: Grid, kind: ListKind = ListKind.PAYMENTS, name: str = "", **of: object) -> Heard:
    return Heard(kind, sheet(grid, name, **of))  # type: ignore[arg-type]


def several(*sheets: Iterable[SheetStart | Row], kind: ListKind = ListKind.PAYMENTS) -> Heard:
    return Heard(kind, (item for one in sheets for item in one))


def refused(grid: Grid, kind: ListKind, name: str = "") -> ListRefused:
    with pytest.raises(ListRefused) as caught:
        heard(grid, kind, name)
    return caught.value


# --- Around the table ---------------------------------------------------------------------------

ABOVE: Grid = (
    ("UBND THÀNH PHỐ CHÂU ĐỐC\nUBND PHƯỜNG NÚI SAM", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (),
    ("DANH SÁCH ĐỐI TƯỢNG BẢO TRỢ XÃ HỘI NHẬN TRỢ CẤP HÀNG THÁNG",),
    ("Tháng 8 năm 2024",),
    ("(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 05 tháng 7 năm 2024)",),
)
BELOW: Grid = (
    (None, "Tổng cộng", None, None, None, 1890000),
    ("Tổng số đối tượng: 3 người. Bằng chữ: Một triệu tám trăm chín mươi nghìn đồng.",),
    (),
    (None, None, None, None, "Núi Sam, ngày 05 tháng 8 năm 2024"),
    (None, "NGƯỜI LẬP BẢNG", None, "KẾ TOÁN", None, "CHỦ TỊCH"),
    (None, "(Ký, ghi rõ họ tên)", None, "(Ký, ghi rõ họ tên)", None, "(Ký tên, đóng dấu)"),
    (),
    (None, "Nguyễn Văn Lập", None, "Trần Thị Toán", None, "Lê Văn Ký"),
)


def test_letterhead_title_and_signatures_are_nobody() -> None:
    all_of_it = heard([*ABOVE, HEAD, ANH, BA, CHI, *BELOW])
    assert all_of_it.names == ["Trần Văn Anh", "Néang Sóc Ba", "Lê Thị Chi"]
    assert all_of_it.problems == []
    assert set(all_of_it.units) == {"PHƯỜNG NÚI SAM"}
    assert all_of_it.about == About(
        Month(2024, 8), date(2024, 8, 5), Programme.SOCIAL_ASSISTANCE, adds=False
    )
    assert [row.amount for row in all_of_it.people] == [540000, 810000, 540000]


@pytest.mark.parametrize(
    ("title", "month"),
    [
        ("Tháng 8 năm 2024", Month(2024, 8)),
        ("THÁNG 08/2024", Month(2024, 8)),
        ("DANH SÁCH CHI TRẢ THÁNG 10-2026", Month(2026, 10)),
        ("Kỳ chi trả: T10/2026", Month(2026, 10)),
        ("ខែ 8 ឆ្នាំ 2024", Month(2024, 8)),
        ("DANH SÁCH THÁNG 10/2026 (truy lĩnh từ tháng 7/2026)", Month(2026, 10)),
        ("(Kèm theo Công văn số 3 tháng 7/2026)", None),
        ("Tháng … năm 2026", None),
        ("An Cư, ngày 05 tháng 8 năm 2024", None),
        ("Năm 2026", None),
    ],
)
def test_the_month_of_a_title(title: str, month: Month | None) -> None:
    assert heard([(title,), HEAD, ANH]).about.month == month


def test_a_month_in_cells_of_its_own() -> None:
    assert heard([("Tháng", 8, "năm", 2024), HEAD, ANH]).about.month == Month(2024, 8)


def test_a_title_of_two_months_says_none_and_is_told() -> None:
    two = heard([("DANH SÁCH CHI TRẢ THÁNG 1, 2 NĂM 2026",), HEAD, ANH])
    assert two.about.month is None
    assert two.places == [(0, "", "several_months")]


def test_payments_of_different_months_in_one_file_are_refused() -> None:
    with pytest.raises(ListRefused) as caught:
        several(
            sheet([("Tháng 7/2026",), HEAD, ANH], "T7"), sheet([("Tháng 8/2026",), HEAD, BA], "T8")
        )
    assert caught.value.code == "different_months"
    assert caught.value.values == {"months": "07/2026, 08/2026"}


def test_a_hidden_sheet_of_another_month_counts_for_nothing() -> None:
    both = several(
        sheet([("Tháng 7/2026",), HEAD, ANH], "T7", hidden=True),
        sheet([("Tháng 8/2026",), HEAD, BA], "T8"),
    )
    assert both.names == ["Néang Sóc Ba"]
    assert both.about.month == Month(2026, 8)
    assert both.places == [(0, "", "hidden_sheet")]


@pytest.mark.parametrize(
    ("said", "amount", "dong"),
    [
        ("Đơn vị tính: đồng", 540000, 540000),
        ("ĐVT: nghìn đồng", 540, 540000),
        ("Đơn vị tính: 1.000 đồng", 540, 540000),
        ("Đơn vị tính: ngàn đồng", "1.350", 1350000),
        ("(Đơn vị tính: triệu đồng)", 0.54, 540000),
        ("Đơn vị tính: triệu đồng", "1,35", 1350000),
    ],
)
def test_the_unit_of_money(said: str, amount: Cell, dong: int) -> None:
    in_title = heard([(None, None, said), HEAD, (*ANH[:5], amount)])
    assert [row.amount for row in in_title.people] == [dong]


def test_a_column_of_money_in_its_own_unit() -> None:
    head = ("STT", "Họ và tên", "Năm sinh", "Số tiền (nghìn đồng)")
    assert heard([head, (1, "Trần Văn Anh", 1940, 540)]).people[0].amount == 540000


@pytest.mark.parametrize(
    ("title", "programme", "adds"),
    [
        ("DANH SÁCH HƯỞNG TRỢ CẤP HƯU TRÍ XÃ HỘI", Programme.SOCIAL_PENSION, False),
        ("DANH SÁCH TRỢ GIÚP XÃ HỘI BỔ SUNG", Programme.SOCIAL_ASSISTANCE, True),
        ("DANH SÁCH BỔ SUNG TRỢ CẤP HƯU TRÍ XÃ HỘI", Programme.SOCIAL_PENSION, True),
        ("DANH SÁCH CHI TRẢ (NĐ sửa đổi, bổ sung)", None, False),
    ],
)
def test_programme_and_supplement(title: str, programme: Programme | None, adds: bool) -> None:
    about = heard([(title,), HEAD, ANH]).about
    assert (about.programme, about.adds) == (programme, adds)


def test_a_list_from_the_future_has_no_day() -> None:
    late = heard([HEAD, ANH, (None, "An Cư, ngày 03 tháng 12 năm 2026")])
    assert late.about.made_on is None
    assert late.places == [(0, "", "made_in_future")]


# --- Whose list ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "name", "unit"),
    [
        ("UBND XÃ AN CƯ", "", "XÃ AN CƯ"),
        ("DANH SÁCH CHI TRẢ PHƯỜNG NÚI SAM THÁNG 8/2024", "", "PHƯỜNG NÚI SAM"),
        ("Phường: Núi Sam", "", "Phường Núi Sam"),
        ("Đơn vị: Nhà Bàng", "", "Nhà Bàng"),
        ("Đơn vị tính: đồng", "", ""),
        ("DANH SÁCH BẢO TRỢ XÃ HỘI XÃ HỘI AN", "", "XÃ HỘI AN"),
        ("DANH SÁCH BẢO TRỢ XÃ HỘI", "Núi Sam", "Núi Sam"),
        ("DANH SÁCH BẢO TRỢ XÃ HỘI", "P. Núi Sam", "P. Núi Sam"),
        ("DANH SÁCH BẢO TRỢ XÃ HỘI", "T8 - Nhà Bàng", "Nhà Bàng"),
        ("DANH SÁCH BẢO TRỢ XÃ HỘI", "NUI SAM", "NUI SAM"),
        ("DANH SÁCH BẢO TRỢ XÃ HỘI", "DS chi trả T8.2024", ""),
        ("DANH SÁCH BẢO TRỢ XÃ HỘI", "Sheet1", ""),
        ("DANH SÁCH BẢO TRỢ XÃ HỘI", "BC T8", ""),
        ("UBND THỊ XÃ TỊNH BIÊN", "Xã An Cư", "Xã An Cư"),
        ("UBND PHƯỜNG THỚI SƠN", "P. Nhà Bàng", "P. Nhà Bàng"),
        ("Bưu điện phường Châu Phú A", "Núi Sam", "Núi Sam"),
    ],
)
def test_the_unit_of_a_title_or_of_the_sheets_name(title: str, name: str, unit: str) -> None:
    assert heard([(title,), HEAD, ANH], name=name).units == [unit]


def test_title_and_sheets_name_that_contradict_each_other_are_a_problem() -> None:
    two = heard([("DANH SÁCH PHƯỜNG NÚI SAM",), HEAD, ANH], name="Phường Vĩnh Mỹ")
    assert two.errors == [(0, "", "units_differ")]
    same = heard([("DANH SÁCH PHƯỜNG NÚI SAM",), HEAD, ANH], name="P. Núi Sam")
    assert same.problems == []


def test_no_row_is_of_another_sheets_unit_group_or_ditto() -> None:
    head = (*HEAD, "Ngân hàng")
    one = sheet([head, ("I", "NGƯỜI CAO TUỔI"), (*ANH, None, "Agribank")], "Núi Sam")
    two = sheet([head, (*BA[:4], "nt", 540000, None, "nt")], "Nhà Bàng")
    both = several(one, two)
    assert [(row.unit, row.category, row.bank) for row in both.people] == [
        ("Núi Sam", "NGƯỜI CAO TUỔI", "970405"),
        ("Nhà Bàng", "", None),
    ]
    assert both.people[1].address == ""
    assert {code for _, _, code in both.errors} == {"ditto_without_above"}


def test_the_rows_own_unit_goes_before_its_groups() -> None:
    head = ("STT", "Họ và tên", "Năm sinh", "Xã/Phường", "Số tiền")
    rows = [
        (1, "Trần Văn Anh", 1940, None, 540000),
        (2, "Lê Thị Chi", 1950, "Xã An Cư", 540000),
    ]
    mixed = heard([("UBND PHƯỜNG NÚI SAM",), head, ("A", "PHƯỜNG NHÀ BÀNG"), *rows])
    assert mixed.units == ["PHƯỜNG NHÀ BÀNG", "Xã An Cư"]


def test_where_nothing_else_says_it_the_address_may() -> None:
    at = heard([HEAD, (*ANH[:4], "Khóm 1, P. Núi Sam, TP Châu Đốc", 540000)])
    assert at.units == ["P. Núi Sam"]


# --- Headings -----------------------------------------------------------------------------------

TWO_ROWS: Grid = (
    ("STT", "Họ và tên", "Ngày, tháng, năm sinh", None, "Số CCCD/\nĐịnh danh", "Số tiền", None,
     None, "Hình thức", None, "Ký nhận"),
    (None, None, "Nam", "Nữ", None, "Mức trợ cấp", "Truy lĩnh", "Tổng cộng", "TM", "TK"),
    ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)=(6)+(7)", "(9)", "(10)", "(11)"),
)  # fmt: skip
MERGED = [
    *((1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4), (1, 5, 2, 5), (1, 6, 1, 8), (1, 9, 1, 10)),
    (1, 11, 2, 11),
]
TWO_PEOPLE: Grid = (
    (1, "Trần Văn Anh", date(1940, 5, 8), None, "089040000101", 540000, "-", 540000, "x", None),
    (2, "Lê Thị Chi", None, "1962", "089162000103", 810000, 540000, 1350000, None, "X"),
)


@pytest.mark.parametrize("merged", [MERGED, []])
def test_a_heading_of_two_rows_with_or_without_its_merged_cells(
    merged: list[tuple[int, int, int, int]],
) -> None:
    two = heard([*TWO_ROWS, *TWO_PEOPLE], merged=merged)
    assert two.problems == []
    assert [
        (row.sex, row.birth, row.amount, row.arrears, row.total, row.way) for row in two.people
    ] == [
        (Sex.MALE, "1940-05-08", 540000, 0, 540000, Way.CASH),
        (Sex.FEMALE, "1962", 810000, 540000, 1350000, Way.ACCOUNT),
    ]


def test_a_heading_of_three_rows() -> None:
    grid: Grid = [
        ("STT", "Thông tin người hưởng", None, None, None, "Số tiền", None),
        (None, "Họ và tên", "Ngày sinh", None, "Số CCCD", "Trong tháng", "Truy lĩnh"),
        (None, None, "Nam", "Nữ", None, None, None),
        (1, "Trần Văn Anh", None, "1940", "089140000101", 540000, 40000),
    ]
    merged = [
        *((1, 1, 3, 1), (1, 2, 1, 5), (1, 6, 1, 7), (2, 2, 3, 2), (2, 3, 2, 4), (2, 5, 3, 5)),
        *((2, 6, 3, 6), (2, 7, 3, 7)),
    ]
    for known in (merged, []):
        person = heard(grid, merged=known).people[0]
        assert (person.sex, person.birth, person.amount) == (Sex.FEMALE, "1940", 540000)
        assert (person.citizen_id, person.arrears) == ("089140000101", 40000)


def test_who_collects_is_not_the_person() -> None:
    grid: Grid = [
        ("STT", "Họ và tên", "Năm sinh", "Người nhận thay", None, None, "Số tiền"),
        (None, None, None, "Họ và tên", "Số CCCD", "Quan hệ", None),
        (1, "Trần Văn Anh", 1940, "Trần Thị Em", "089170000999", "Ủy quyền", 540000),
    ]
    person = heard(grid).people[0]
    assert (person.name, person.payee, person.citizen_id) == ("Trần Văn Anh", "Trần Thị Em", None)
    assert person.relation is not None


def test_the_amount_stands_in_the_column_of_its_way() -> None:
    grid: Grid = [
        ("STT", "Họ và tên", "Năm sinh", "Số tiền", None),
        (None, None, None, "Tiền mặt", "Tài khoản"),
        (1, "Trần Văn Anh", 1940, 540000, None),
        (2, "Lê Thị Chi", 1950, None, "810.000"),
    ]
    assert [(row.way, row.amount) for row in heard(grid).people] == [
        (Way.CASH, 540000),
        (Way.ACCOUNT, 810000),
    ]


@pytest.mark.parametrize(
    "head",
    [
        ("STT", "HO VA TEN", "NAM SINH", "SO CCCD", "DIA CHI", "SO TIEN"),
        ("Số TT", "Họ, chữ đệm\nvà tên", "Ngày sinh", "CCCD/CMND", "Nơi ở", "Mức hưởng"),
        ("TT", "Ho\u0323 va\u0300 te\u0302n", "Sinh na\u0306m", "CCCD", "Khóm/Ấp", "Thành tiền"),
        ("ល.រ", "ឈ្មោះ", "ឆ្នាំកំណើត", "លេខអត្តសញ្ញាណប័ណ្ណ", "អាសយដ្ឋាន", "ចំនួនទឹកប្រាក់"),
        ("STT", "Họ tên / ឈ្មោះ", "Năm sinh", "Số căn cước", "Địa chỉ", "Số tiền (đồng)"),
        ("STT", "Họ và tên", "Năm sinhh", "Số căn cươc công dan", "Đia chỉ", "Trợ cấp thág 8/2024"),
        ("STT", "Họ và tenn", "Nam sinhh", "Số căn cuớcc", "Địa chỉi", "Sô tienn"),
        ("STT", "Tên đối tượng", "Ngày/tháng/năm sinh", "Mã định danh", "Địa chỉ", "Thực lĩnh"),
    ],
)
def test_headings_in_many_spellings(head: Sequence[str]) -> None:
    found = heard([head, ANH]).people
    assert [(row.name, row.birth, row.citizen_id, row.address) for row in found] == [
        ("Trần Văn Anh", "1940", "089040000101", "Ấp Một")
    ]
    assert found[0].amount == 540000


def test_columns_that_nobody_knows_are_ignored() -> None:
    head = ("STT", "Họ và tên", "Sở thích", "Năm sinh", "Thành viên", "Số tiền")
    person = heard([head, (1, "Trần Văn Anh", "Cờ tướng", 1940, 5, 540000)]).people[0]
    assert (person.birth, person.amount) == ("1940", 540000)


def test_a_birth_in_three_columns() -> None:
    grid: Grid = [
        ("STT", "Họ và tên", "Ngày sinh", None, None, "Số tiền"),
        (None, None, "Ngày", "Tháng", "Năm", None),
        (1, "Trần Văn Anh", 8, 5, 1940, 540000),
        (2, "Lê Thị Chi", None, None, 1950, 540000),
    ]
    assert [row.birth for row in heard(grid).people] == ["1940-05-08", "1950"]


@pytest.mark.parametrize(
    ("head", "merged"),
    [
        (("STT", "Họ, chữ đệm", "Tên", "Năm sinh", "Số tiền"), []),
        (("STT", "Họ và tên", None, "Năm sinh", "Số tiền"), [(1, 2, 1, 3)]),
    ],
)
def test_a_name_in_two_columns(
    head: Sequence[Cell], merged: list[tuple[int, int, int, int]]
) -> None:
    people = heard([head, (1, "Trần Văn", "Anh", 1940, 540000)], merged=merged)
    assert people.names == ["Trần Văn Anh"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Ông Trần Văn Anh", "Trần Văn Anh"),
        ("BÀ LÊ THỊ CHI", "Lê Thị Chi"),
        ("Cụ Néang Sóc", "Néang Sóc"),
        ("Bé Ba", "Bé Ba"),
        ("Anh Tuấn", "Anh Tuấn"),
    ],
)
def test_titles_before_a_name_are_dropped(said: str, name: str) -> None:
    assert heard([HEAD, (1, said, *ANH[2:])]).names == [name]


def test_the_same_heading_twice_has_to_say_the_same() -> None:
    head = ("STT", "Họ và tên", "Số CCCD", "Năm sinh", "Số CCCD", "Số tiền")
    rows: Grid = [
        (1, "Trần Văn Anh", "089040000101", 1940, "089040000101", 540000),
        (2, "Lê Thị Chi", None, 1962, "089162000103", 540000),
        (3, "Néang Sóc Ba", "089151000102", 1951, "089151000999", 540000),
    ]
    twice = heard([head, *rows])
    assert [row.citizen_id for row in twice.people] == [
        "089040000101",
        "089162000103",
        "089151000102",
    ]
    assert twice.places == [(4, "E", "said_twice")]
    assert twice.problems[0].values == {"column": "C"}


def test_a_repeated_heading_is_nobody() -> None:
    again = heard([*TWO_ROWS, TWO_PEOPLE[0], *TWO_ROWS, TWO_PEOPLE[1]], merged=MERGED)
    assert again.names == ["Trần Văn Anh", "Lê Thị Chi"]
    assert again.problems == []


# --- Groups and totals --------------------------------------------------------------------------


def test_groups_set_the_category_and_numbers_begin_again() -> None:
    grid: Grid = [
        HEAD,
        ("I", "NGƯỜI CAO TUỔI", None, None, None, 1350000),
        ANH,
        BA,
        (None, "Cộng", None, None, None, 1350000),
        ("II", "Người khuyết tật nặng: 1 người"),
        (1, *CHI[1:]),
    ]
    groups = heard(grid)
    assert [row.category for row in groups.people] == [
        "NGƯỜI CAO TUỔI",
        "NGƯỜI CAO TUỔI",
        "Người khuyết tật nặng",
    ]
    assert groups.problems == []


@pytest.mark.parametrize(
    "group",
    [
        ("A", "PHƯỜNG NÚI SAM"),
        ("A. PHƯỜNG NÚI SAM",),
        (None, "Phường Núi Sam"),
        ("Phường Núi Sam", None, None, None, None, 540000),
        ("1", "Phường Núi Sam", None, "2 người"),
    ],
)
def test_a_group_that_names_a_unit(group: Sequence[Cell]) -> None:
    named = heard([HEAD, ("B", "Xã An Cư"), CHI, group, ANH])
    assert [folded(unit) for unit in named.units] == ["xa an cu", "phuong nui sam"]
    assert named.problems == []


def test_a_ward_without_its_word_heads_a_group_where_no_unit_is_known() -> None:
    wards = heard([HEAD, ("I", "NHÀ BÀNG"), ANH, ("II", "NÚI VOI"), BA], name="Sheet1")
    assert wards.units == ["NHÀ BÀNG", "NÚI VOI"]


def test_groups_in_groups() -> None:
    grid: Grid = [
        HEAD,
        ("A", "PHƯỜNG NÚI SAM"),
        ("I", "Người cao tuổi"),
        ANH,
        ("B", "XÃ AN CƯ"),
        BA,
        ("I", "Người khuyết tật"),
        (None, "Ấp Vĩnh Đông"),
        (*CHI[:4], None, 540000),
    ]
    nested = heard(grid)
    assert [(row.unit, row.category, row.address) for row in nested.people] == [
        ("PHƯỜNG NÚI SAM", "Người cao tuổi", "Ấp Một"),
        ("XÃ AN CƯ", "", "Ấp Hai"),
        ("XÃ AN CƯ", "Người khuyết tật", "Ấp Vĩnh Đông"),
    ]


@pytest.mark.parametrize(
    "group", [("II", "Tiền mặt"), (None, "Tiền mặt", None, None, None, 540000), ("II. Tiền mặt",)]
)
def test_the_way_of_one_group_is_not_that_of_the_next(group: Sequence[Cell]) -> None:
    grid: Grid = [HEAD, ("I", "Chuyển khoản"), ANH, (None, "Cộng"), group, BA]
    assert [row.way for row in heard(grid).people] == [Way.ACCOUNT, Way.CASH]


def test_groups_of_programme_and_way() -> None:
    grid: Grid = [
        HEAD,
        ("A", "TRỢ CẤP HƯU TRÍ XÃ HỘI"),
        ANH,
        ("B", "TRỢ GIÚP XÃ HỘI"),
        ("I", "Chi trả qua tài khoản"),
        BA,
        ("II", "Chi trả bằng tiền mặt"),
        CHI,
    ]
    assert [(row.programme, row.way, row.category) for row in heard(grid).people] == [
        (Programme.SOCIAL_PENSION, None, ""),
        (Programme.SOCIAL_ASSISTANCE, Way.ACCOUNT, ""),
        (Programme.SOCIAL_ASSISTANCE, Way.CASH, ""),
    ]


@pytest.mark.parametrize(
    "row",
    [
        (None, "Cộng", None, None, None, 540000),
        (None, "TỔNG CỘNG", 14, 10, None, "540.000"),
        ("Cộng chuyển trang", None, None, None, None, 540000),
        ("Trang trước chuyển sang", None, None, None, None, 540000),
        (None, None, None, None, None, 540000),
        ("Bằng chữ: Năm trăm bốn mươi nghìn đồng chẵn.",),
        ("Tổng số người: 3",),
        ("Trang 1/3",),
        (None, "Đã chi: 3 người", None, None, None, 540000),
        (None, "Trong đó: Nữ", None, None, None, 540000),
        ("Ghi chú: TM là tiền mặt",),
        ("25",),
        ("I", "Người cao tuổi", 3, 2, None, 540000),
        (1, 2, 3, 4, 5, 6, 7),
    ],
)
def test_what_else_stands_between_people_is_nobody(row: Sequence[Cell]) -> None:
    between = heard([HEAD, ANH, row, BA])
    assert between.names == ["Trần Văn Anh", "Néang Sóc Ba"]
    assert between.problems == []


@pytest.mark.parametrize("name", ["Tống Công", "Công Tằng Thị Cúc", "Phương Thị Hoa", "Tô Văn Ba"])
def test_names_that_resemble_totals_and_units_are_people(name: str) -> None:
    rare = heard([HEAD, (1, name, *ANH[2:]), (None, name, *BA[2:])])
    assert rare.names == [name, name]


def test_payments_without_any_numbers_of_people() -> None:
    grid: Grid = [
        ("STT", "Họ và tên", "Số tiền", "Ký nhận"),
        ("I", "Người cao tuổi", 1080000),
        (1, "Trần Văn Anh", 540000),
        (2, "Hồ Gia Bảo", "540.000"),
        (None, "Tổng cộng", 1080000),
        (None, "Người lập bảng", None, "Giám đốc"),
        (None, "Nguyễn Văn Lập", None, "Lê Văn Ký"),
    ]
    assert heard(grid).names == ["Trần Văn Anh", "Hồ Gia Bảo"]


@pytest.mark.parametrize(
    "row",
    [
        (None, "Lê Thị Chi", "Nữ", 1962, "Ấp 3", "Tài khoản", 540000),
        (None, "Lê Thị Chi", "Nữ", None, "Ấp 3", "Tài khoản", 540000),
        ("3", "Lê Thị Chi", "Nữ", None, "Ngân hàng", "Tài khoản", 540000),
    ],
)
def test_a_person_whose_cells_could_head_columns_is_not_lost(row: Sequence[Cell]) -> None:
    head = ("STT", "Họ và tên", "Giới tính", "Năm sinh", "Địa chỉ", "Hình thức", "Số tiền")
    first = (1, "Trần Văn Anh", "Nam", 1940, "Ấp 1", "TM", 540000)
    assert heard([head, first, row]).names == ["Trần Văn Anh", "Lê Thị Chi"]
    assert heard([head, first, row, first]).names[1] == "Lê Thị Chi"


# --- Signatures ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "signing",
    [
        [(None, "Núi Sam, ngày … tháng … năm 2026")],
        [(None, "NGƯỜI LẬP BIỂU", None, "THỦ TRƯỞNG ĐƠN VỊ")],
        [("TM. ỦY BAN NHÂN DÂN",), ("KT. CHỦ TỊCH",), ("PHÓ CHỦ TỊCH",)],
        [(None, "Xác nhận của UBND xã")],
        [(None, "CÁN BỘ CHI TRẢ", None, None, "BƯU ĐIỆN")],
        [(None, "Tổng cộng", None, None, None, 540000), ()],
    ],
)
def test_no_signature_becomes_a_beneficiary(signing: Grid) -> None:
    names = (None, "Nguyễn Văn Lập", None, "Trần Thị Toán", None, "Lê Văn Ký")
    signed = heard([HEAD, ANH, *signing, (), names, (None, "Trần Văn Cán")])
    assert signed.names == ["Trần Văn Anh"]
    assert signed.errors == []


@pytest.mark.parametrize(
    "row", [BA, (2, "Néang Sóc Ba", 1951), (2, "Ba", None, None, None, 540000)]
)
def test_a_person_beneath_the_signatures_is_not_lost_without_a_word(row: Sequence[Cell]) -> None:
    late = heard([HEAD, ANH, *BELOW, row])
    assert late.names == ["Trần Văn Anh"]
    assert late.errors == [(10 + 1, "", "beneath_signatures")]


def test_a_note_with_a_day_in_it_ends_no_table() -> None:
    row = (*ANH, "QĐ ngày 05 tháng 8 năm 2024 của Chủ tịch")
    assert heard([HEAD, row, BA]).names == ["Trần Văn Anh", "Néang Sóc Ba"]


def test_a_second_table_of_another_ward_on_the_same_sheet() -> None:
    other = ("TT", "Họ tên", "Số tiền", "Ngày sinh", "CCCD")
    grid: Grid = [
        *ABOVE,
        HEAD,
        ANH,
        *BELOW,
        (),
        ("DANH SÁCH PHƯỜNG VĨNH MỸ",),
        other,
        (1, "Lê Thị Chi", 810000, "3/1962", "089162000103"),
        (None, "NGƯỜI LẬP BẢNG"),
        (None, "Nguyễn Văn Lập"),
    ]
    two = heard(grid)
    assert [(row.name, row.unit, row.amount) for row in two.people] == [
        ("Trần Văn Anh", "PHƯỜNG NÚI SAM", 540000),
        ("Lê Thị Chi", "PHƯỜNG VĨNH MỸ", 810000),
    ]
    assert two.people[1].programme is Programme.SOCIAL_ASSISTANCE
    assert two.problems == []


def test_a_group_over_the_heading_of_the_next_table_is_of_that_table() -> None:
    grid: Grid = [
        ("A. CHI BẰNG TIỀN MẶT",),
        HEAD,
        ANH,
        (None, "Cộng", None, None, None, 540000),
        ("B. CHI QUA TÀI KHOẢN",),
        ("STT", "Số tiền", "Họ và tên", "Số tài khoản", "Số CCCD"),
        (1, 810000, "Lê Thị Chi", "0123456789", "089162000103"),
    ]
    two = heard(grid)
    assert [(row.name, row.way) for row in two.people] == [
        ("Trần Văn Anh", Way.CASH),
        ("Lê Thị Chi", Way.ACCOUNT),
    ]
    assert two.problems == []


# --- Sheets -------------------------------------------------------------------------------------


def test_a_sheet_for_each_ward_a_hidden_one_and_a_summary() -> None:
    summary: Grid = [
        ("STT", "Xã/Phường", "Số người", "Số tiền"),
        (1, "Núi Sam", 2, 1350000),
        (2, "Nhà Bàng", 1, 540000),
    ]
    workbook = several(
        sheet(summary, "Tổng hợp"),
        sheet([HEAD, ANH, BA], "Núi Sam"),
        sheet([HEAD, CHI], "Nhà Bàng"),
        sheet([HEAD, ANH], "Nháp", hidden=True),
        sheet([("Ghi chép",)], "Khác"),
    )
    assert list(zip(workbook.names, workbook.units, strict=True)) == [
        ("Trần Văn Anh", "Núi Sam"),
        ("Néang Sóc Ba", "Núi Sam"),
        ("Lê Thị Chi", "Nhà Bàng"),
    ]
    assert [(one.sheet, one.code) for one in workbook.problems] == [
        ("Tổng hợp", "summary_sheet"),
        ("Nháp", "hidden_sheet"),
        ("Khác", "sheet_without_table"),
    ]


def test_people_without_a_heading_are_not_passed_over() -> None:
    bare = several(sheet([HEAD, ANH], "Núi Sam"), sheet([BA, CHI], "Nhà Bàng"))
    assert bare.names == ["Trần Văn Anh"]
    assert bare.errors == [(0, "", "people_without_heading")]


# --- Ditto, formulas, gaps ----------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["nt", '"', "-nt-", "như trên", "〃"])
def test_ditto_is_what_stands_above(sign: str) -> None:
    head = ("STT", "Họ và tên", "Năm sinh", "Xã/Phường", "Hình thức", "Ngân hàng", "Số tiền")
    rows: Grid = [
        (1, "Trần Văn Anh", 1940, "Xã An Cư", "TK", "Agribank", 540000),
        (2, "Lê Thị Chi", 1950, sign, sign, sign, 540000),
        (3, "Néang Sóc Ba", 1951, sign, sign, sign, 540000),
    ]
    ditto = heard([head, *rows])
    assert {(row.unit, row.way, row.bank) for row in ditto.people} == {
        ("Xã An Cư", Way.ACCOUNT, "970405")
    }
    assert ditto.problems == []


def test_ditto_reaches_over_no_group_and_means_no_name_or_number() -> None:
    grid: Grid = [
        HEAD,
        ANH,
        ("II", "Người khuyết tật"),
        (2, "Néang Sóc Ba", 1951, "nt", "nt", 540000),
        (3, '"', 1951, "089151000102", "Ấp Ba", 540000),
    ]
    wrong = heard(grid)
    assert wrong.names == ["Trần Văn Anh", "Néang Sóc Ba"]
    assert wrong.people[1].citizen_id is None
    assert wrong.errors == [
        (4, "D", "ditto_here"),
        (4, "E", "ditto_without_above"),
        (5, "B", "ditto_here"),
    ]


def test_cells_merged_downwards_hold_for_all_their_rows_but_money_is_not_paid_twice() -> None:
    head = ("STT", "Họ và tên", "Năm sinh", "Xã/Phường", "Mức trợ cấp", "Tổng cộng")
    grid: Grid = [
        head,
        (1, "Trần Văn Anh", 1940, "Xã An Cư", 540000, 1080000),
        (2, "Lê Thị Chi", 1950, None, 540000, None),
        (3, "Néang Sóc Ba", 1951, None, 540000, 540000),
    ]
    down = heard(grid, merged=[(2, 4, 3, 4), (2, 6, 3, 6)])
    assert down.units == ["Xã An Cư", "Xã An Cư", ""]
    assert [row.total for row in down.people] == [1080000, None, 540000]


def test_a_formula_without_its_value_is_a_problem_where_it_stands() -> None:
    head = ("STT", "Họ và tên", "Năm sinh", "Mức trợ cấp", "Truy lĩnh", "Tổng cộng")
    none = NoValue.FORMULA
    rows: Grid = [
        (none, "Trần Văn Anh", 1940, 540000, None, none),
        (2, "Lê Thị Chi", 1950, none, 0, 540000),
        (3, none, 1951, 540000, None, 540000),
        (None, "Tổng cộng", None, none, none, none),
    ]
    formulas = heard([head, *rows])
    assert (2, "F", "total_without_value") in formulas.places
    assert formulas.errors == [
        (3, "D", "formula_without_value"),
        (4, "B", "formula_without_value"),
    ]
    assert [(row.name, row.amount, row.total) for row in formulas.people] == [
        ("Trần Văn Anh", 540000, 540000),
        ("Lê Thị Chi", None, 540000),
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ((4, None, 1940, "089040000104", "Ấp Một", 540000), "no_name"),
        ((4, None, None, None, "Ấp Một", 540000), "no_name"),
        ((None, None, None, None, "Ấp Một", 540000), "no_name"),
        ((None, "Trần Văn Nửa", None, None, None, None), "half_empty"),
        ((4, "Trần Văn Nửa", 1940, "089040000104", "Ấp Một", None), "no_amount"),
        ((None, None, None, None, "tiếp theo", None), "stray_words"),
        ((None, "Theo Quyết định số 15/QĐ-UBND ngày 5 tháng 8 năm 2024"), "stray_words"),
    ],
)
def test_gaps(row: Sequence[Cell], code: str) -> None:
    gap = heard([HEAD, ANH, row, BA])
    assert [found for _, _, found in gap.places] == [code]
    assert {"Trần Văn Anh", "Néang Sóc Ba"} <= set(gap.names)


def test_who_has_neither_birth_nor_number_is_nobody_in_particular() -> None:
    both = heard([HEAD, (1, "Trần Văn Anh", None, None, "Ấp Một")], ListKind.PEOPLE)
    assert both.errors == [(2, "", "no_birth_no_id")]


def test_the_same_person_twice() -> None:
    head = ("STT", "Họ và tên", "Năm sinh", "Số CCCD", "Đối tượng", "Số tiền")
    rows: Grid = [
        (1, "Trần Văn Anh", 1940, "089040000101", "Người cao tuổi", 540000),
        (2, "Lê Thị Chi", 1962, None, "Người đơn thân", 540000),
        (3, "TRẦN VĂN ANH", "1940", "089040000101", "Người cao tuổi", 540000),
        (4, "Lê Thị Chi", 1962, None, "Người khuyết tật", 810000),
        (5, "Lê Thị Chi", 1963, None, "Người khuyết tật", 810000),
    ]
    twice = several(sheet([head, *rows[:2]], "Một"), sheet([head, *rows[2:]], "Hai"))
    assert [(one.sheet, one.row, one.code) for one in twice.problems] == [
        ("Hai", 2, "stands_twice"),
        ("Hai", 3, "stands_again"),
    ]
    assert twice.problems[0].values == {"row": "2", "sheet": "Một"}


# --- Cells against each other -------------------------------------------------------------------


def test_amount_arrears_and_total() -> None:
    head = ("STT", "Họ và tên", "Năm sinh", "Mức trợ cấp", "Truy lĩnh", "Tổng cộng")
    rows: Grid = [
        (1, "Trần Văn Anh", 1940, 540000, 40000, 580000),
        (2, "Lê Thị Chi", 1950, 540000, "-", 580000),
        (3, "Néang Sóc Ba", 1951, None, 40000, 580000),
        (4, "Chau Kim Sên", 1952, None, None, "540.000"),
    ]
    money = heard([head, *rows])
    assert [(row.amount, row.arrears, row.total) for row in money.people] == [
        (540000, 40000, 580000),
        (540000, 0, 580000),
        (540000, 40000, 580000),
        (540000, 0, 540000),
    ]
    assert money.errors == [(3, "F", "total_differs")]
    assert money.problems[0].values == {"total": "580.000", "sum": "540.000"}


def test_an_id_that_does_not_fit_is_noted_and_kept() -> None:
    head = ("STT", "Họ và tên", "Giới tính", "Ngày sinh", "Số CCCD")
    flagged = heard([head, (1, "Trần Văn Anh", "Nam", "5/8/1941", "089140000101")], ListKind.PEOPLE)
    assert flagged.people[0].citizen_id == "089140000101"
    assert flagged.errors == []
    assert flagged.places == [(2, "E", "id_other_year"), (2, "E", "id_other_sex")]


def test_ways_and_accounts_that_contradict_each_other() -> None:
    head = ("STT", "Họ và tên", "Năm sinh", "TM", "TK", "Số tài khoản", "Số tiền")
    rows: Grid = [
        (1, "Trần Văn Anh", 1940, "x", "x", None, 540000),
        (2, "Lê Thị Chi", 1950, "x", None, "0123456789", 540000),
        (3, "Néang Sóc Ba", 1951, None, "x", None, 540000),
    ]
    ways = heard([head, *rows])
    assert [row.way for row in ways.people] == [None, Way.CASH, Way.ACCOUNT]
    assert ways.places == [
        (2, "D", "both_ways"),
        (3, "F", "cash_with_account"),
        (4, "F", "account_without_number"),
    ]


def test_both_columns_of_births_filled() -> None:
    both = heard([*TWO_ROWS, (1, "Trần Văn Anh", 1940, 1940, None, 540000)], merged=MERGED)
    assert both.errors == [(4, "C", "both_sexes")]


# --- The other kinds ----------------------------------------------------------------------------


def test_the_accounts_of_the_bank() -> None:
    grid: Grid = [
        ("STT", "Họ và tên", "CCCD", "Số tài khoản", "Chủ tài khoản", "Ngày mở", "Trạng thái"),
        (1, "Trần Văn Anh", "089040000101", "0123456789", "TRAN VAN ANH", "3/10/2026", "Đã mở"),
        (2, "Lê Thị Chi", "089162000103", None, None, None, None),
    ]
    accounts = heard(grid, ListKind.ACCOUNTS)
    first = accounts.people[0]
    assert (first.account_number, first.holder) == ("0123456789", "TRAN VAN ANH")
    assert first.opened_on == date(2026, 10, 3)
    assert accounts.errors == [(3, "D", "no_account_number")]


def test_payments_come_back_from_the_post() -> None:
    head = ("STT", "Họ và tên", "Năm sinh", "Số tiền", "Kết quả chi trả", "Ngày chi trả")
    back = heard([head, (1, "Trần Văn Anh", 1940, 540000, "Đã nhận", date(2026, 11, 5))])
    assert back.people[0].status is Stage.COLLECTED
    assert back.people[0].status_on == date(2026, 11, 5)


def test_why_a_payment_did_not_arrive_stands_in_a_column_of_its_own() -> None:
    head = ("STT", "Họ và tên", "Số tiền", "Trạng thái", "Nguyên nhân")
    rows: Grid = [
        (1, "Trần Văn Anh", 540000, "Thất bại", "Sai số tài khoản"),
        (2, "Lê Thị Chi", 540000, "Thành công", None),
    ]
    assert [(row.status, row.reason) for row in heard([head, *rows]).people] == [
        (Stage.FAILED, FailedBecause.WRONG_NUMBER),
        (Stage.CREDITED, None),
    ]


def test_the_calendar() -> None:
    grid: Grid = [
        ("BƯU ĐIỆN TỈNH AN GIANG",),
        ("LỊCH CHI TRẢ THÁNG 12/2026",),
        ("STT", "Xã/Phường", "Điểm chi trả", "Ngày chi trả", "Giờ", "Trạng thái"),
        (1, "Phường Núi Sam", "Bưu điện Núi Sam", "05/12/2026", "7h30-11h", "Đã xác nhận"),
        (2, "nt", "Nhà văn hóa Khóm 1", date(2026, 12, 6), None, None),
        (3, "Xã An Cư", "Bưu điện An Cư", None, None, "Hoãn"),
        (4, "Xã An Nông", "Bưu điện An Nông", None, None, None),
        (None, "NGƯỜI LẬP BẢNG"),
        (None, "Nguyễn Văn Lập"),
    ]
    calendar = heard(grid, ListKind.CALENDAR)
    assert [
        (row.unit, row.point, row.day, row.opens, row.state)
        for row in calendar.rows
        if isinstance(row, DayRow)
    ] == [
        ("Phường Núi Sam", "Bưu điện Núi Sam", date(2026, 12, 5), time(7, 30), DayState.CONFIRMED),
        ("Phường Núi Sam", "Nhà văn hóa Khóm 1", date(2026, 12, 6), None, DayState.PLANNED),
        ("Xã An Cư", "Bưu điện An Cư", None, None, DayState.POSTPONED),
        ("Xã An Nông", "Bưu điện An Nông", None, None, DayState.PLANNED),
    ]
    assert calendar.about.month == Month(2026, 12)
    assert calendar.errors == [(7, "D", "no_day")]


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        ("Thứ bảy, 07/11/2026", []),
        ("CN 08/11/2026", []),
        ("05/11/2062", ["day_far"]),
    ],
)
def test_a_day_of_the_calendar(day: str, codes: list[str]) -> None:
    head = ("STT", "Xã/Phường", "Ngày chi trả")
    calendar = heard([head, (1, "Xã An Cư", day)], ListKind.CALENDAR)
    assert [code for _, _, code in calendar.places] == codes


def test_payment_points() -> None:
    grid: Grid = [
        ("STT", "Tên điểm", "Loại điểm", "Xã/Phường", "Địa chỉ", "Giờ mở cửa", "Vĩ độ", "Kinh độ"),
        (1, "Bưu điện Núi Sam", "Bưu cục", "Núi Sam", "Tổ 3", "7h-11h, 13h-17h", 10.68, 105.08),
        (2, "ATM Nhà Bàng", "ATM", "Nhà Bàng", None, "24/24", None, None),
    ]
    points = heard(grid, ListKind.POINTS)
    first, second = (row for row in points.rows if isinstance(row, PointRow))
    assert (first.name, first.kind, first.unit) == (
        "Bưu điện Núi Sam",
        PointKind.POST_OFFICE,
        "Núi Sam",
    )
    assert (first.opens, first.pause_from, first.pause_to, first.closes) == (
        time(7),
        time(11),
        time(13),
        time(17),
    )
    assert first.place is not None
    assert (second.kind, second.opens) == (PointKind.ATM, None)
    assert points.problems == []


# --- Refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grid", "kind", "code", "missing"),
    [
        ([], ListKind.PEOPLE, "empty", ""),
        ([*ABOVE, HEAD], ListKind.PEOPLE, "header_only", ""),
        ([HEAD, (None, "Tổng cộng", None, None, None, 0)], ListKind.PEOPLE, "header_only", ""),
        (
            [("STT", "Tên hàng", "ĐVT", "Số lượng", "Đơn giá"), (1, "Bàn", "cái", 3, 100000)],
            ListKind.PEOPLE,
            "other_list",
            "họ và tên, ngày sinh hoặc số CCCD",
        ),
        (
            [
                ("STT", "Họ và tên", "Ngày sinh", "Lớp", "Điểm TB"),
                (1, "Trần Văn Anh", "5/8/2012", "6A", 8.5),
            ],
            ListKind.PEOPLE,
            "other_list",
            "loại trợ cấp hoặc mức trợ cấp",
        ),
        ([HEAD, ANH], ListKind.ACCOUNTS, "other_list", "số tài khoản"),
        (
            [("STT", "Họ và tên", "Ngày sinh"), ANH[:3]],
            ListKind.PAYMENTS,
            "other_list",
            "số tiền",
        ),
        ([HEAD, ANH], ListKind.CALENDAR, "other_list", "ngày chi trả"),
        (
            [("Ngày chi trả", "Điểm chi trả"), ("5/12/2026", "Bưu điện")],
            ListKind.CALENDAR,
            "other_list",
            "xã, phường",
        ),
        (
            [("Tên điểm", "Loại điểm"), ("Bưu điện", "Bưu cục")],
            ListKind.POINTS,
            "other_list",
            "xã, phường hoặc địa chỉ",
        ),
        ([HEAD, ANH], ListKind.POINTS, "other_list", "tên điểm chi trả"),
        ([ANH, BA], ListKind.PEOPLE, "other_list", "họ và tên, ngày sinh hoặc số CCCD"),
    ],
)
def test_what_is_no_such_list_is_refused_and_what_is_missing_is_said(
    grid: Grid, kind: ListKind, code: str, missing: str
) -> None:
    refusal = refused(grid, kind)
    assert (refusal.code, refusal.values.get("missing", "")) == (code, missing)


# --- The samples --------------------------------------------------------------------------------

EXPECTED = json.loads((SAMPLES / "sample_expected.json").read_text())["records"]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DAYS_ARE_STYLED = "5"
WAYS = {"Tiền mặt": Way.CASH, "Tài khoản": Way.ACCOUNT}
SEXES = {"Nam": Sex.MALE, "Nữ": Sex.FEMALE}
BANKS = {"Agribank": "970405", "LPBank": "970449", "VietinBank": "970415", "": None}


def workbook(path: Path) -> Iterator[SheetStart | Row]:
    """Of our samples, which hold text in line, numbers, days of one style and bare formulas."""
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    name = next(book.iter(f"{MAIN}sheet")).attrib["name"]
    merged = tuple(_corners(one.attrib["ref"]) for one in root.iter(f"{MAIN}mergeCell"))
    yield SheetStart(name, merged=merged)
    for row in root.iter(f"{MAIN}row"):
        cells: list[Cell] = [None] * 20
        for cell in row:
            cells[_corners(cell.attrib["r"])[1] - 1] = _value(cell)
        yield Row(int(row.attrib["r"]), cells)


def _corners(reference: str) -> tuple[int, int, int, int]:
    ends = [re.fullmatch(r"([A-Z])(\d+)", end) for end in reference.split(":")]
    (r1, c1), (r2, c2) = [(int(end[2]), ord(end[1]) - 64) for end in (ends[0], ends[-1]) if end]
    return r1, c1, r2, c2


def _value(cell: ElementTree.Element) -> Cell:
    if cell.find(f"{MAIN}f") is not None:
        return NoValue.FORMULA
    if cell.attrib.get("t") == "inlineStr":
        return "".join(cell.itertext())
    value = cell.findtext(f"{MAIN}v")
    if value is None:
        return None
    if cell.attrib.get("s") == DAYS_ARE_STYLED:
        return date(1899, 12, 30) + timedelta(days=int(value))
    number = float(value)
    return int(number) if number.is_integer() else number


def lines(path: Path) -> Iterator[SheetStart | Row]:
    yield SheetStart("")
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, cells in enumerate(csv.reader(file), 1):
            yield Row(number, cells)


def expected(record: dict[str, object]) -> tuple[object, ...]:
    return (
        *(record["ho_ten"], SEXES[str(record["gioi_tinh"])], record["ngay_sinh"], record["cccd"]),
        *(int(float(str(record["he_so"])) * 2), record["tro_cap"], record["truy_linh"]),
        *(record["tong"], record["dia_chi"], WAYS[str(record["hinh_thuc"])]),
        record["so_tai_khoan"] or None,
    )


def came(row: PersonRow) -> tuple[object, ...]:
    return (
        *(row.name, row.sex, row.birth, row.citizen_id, row.halves, row.amount, row.arrears),
        *(row.total, row.address, row.way, row.account_number),
    )


@pytest.mark.parametrize("kind", [ListKind.PAYMENTS, ListKind.PEOPLE])
@pytest.mark.parametrize("name", ["sample_clean.xlsx", "sample.csv"])
def test_the_plain_samples_field_by_field(name: str, kind: ListKind) -> None:
    path = SAMPLES / name
    sample = Heard(kind, lines(path) if path.suffix == ".csv" else workbook(path))
    assert sample.problems == []
    assert [came(row) for row in sample.people] == [expected(one) for one in EXPECTED]
    for row, one in zip(sample.people, EXPECTED, strict=True):
        assert (row.category, row.unit, row.phone, row.bank) == (
            one["ma_doi_tuong"],
            one["xa"],
            one["dien_thoai"],
            BANKS[one["ngan_hang"]],
        )


def test_the_official_sample_field_by_field() -> None:
    sample = Heard(ListKind.PAYMENTS, workbook(SAMPLES / "sample_official_layout.xlsx"))
    by_id = {one["cccd"]: one for one in EXPECTED}
    assert len(sample.people) == 24
    assert {row.unit for row in sample.people} == {"PHƯỜNG NÚI SAM"}
    for row in sample.people:
        one = by_id[row.citizen_id]
        assert came(row) == expected(one)
        assert folded(row.category) == folded(one["doi_tuong"])
    assert {(one.column, one.code) for one in sample.problems} == {("J", "total_without_value")}
    assert sample.about == About(
        Month(2024, 8), date(2024, 8, 5), Programme.SOCIAL_ASSISTANCE, adds=False
    )


# --- Whatever stands around them ----------------------------------------------------------------

FAMILIES = ("Nguyễn", "Trần", "Chau", "Néang", "Tống", "Phương", "Tô", "Hồ", "Công", "Xa")
MIDDLES = ("Văn", "Thị", "Kim", "Gia", "Sóc", "Ngọc", "")
GIVENS = ("Anh", "Lập", "Cộng", "Trí", "Kha", "Hoa", "Danh", "Ấp", "Hội")
OFFICIALS = ("Nguyễn Văn Lập Bảng", "Trần Thị Kế Toán", "Lê Văn Chủ Tịch")
WARDS = ("Phường Núi Sam", "Xã An Cư", "Phường Nhà Bàng", "Xã Hội An")

people = st.builds(
    lambda family, middle, given_, year, serial, sex: (
        " ".join(filter(None, (family, middle, given_))),
        year,
        f"089{sex}{year % 100:02d}{serial:06d}",
    ),
    st.sampled_from(FAMILIES),
    st.sampled_from(MIDDLES),
    st.sampled_from(GIVENS),
    st.integers(1930, 1999),
    st.integers(1, 999_999),
    st.integers(0, 1),
)
columns: Sequence[Cell] = (
    "STT",
    "Họ và tên",
    "Năm sinh",
    "CCCD",
    "Địa chỉ",
    "Hình thức",
    "Số tiền",
)
numbered = st.sampled_from(["as a number", "as text", "not at all"])
places: st.SearchStrategy[Cell] = st.sampled_from(["Ấp 3", "Khóm Vĩnh Tây", "Tài khoản", None])
ways: st.SearchStrategy[Cell] = st.sampled_from(["TM", "Tài khoản", "Tiền mặt", None])
between: st.SearchStrategy[Sequence[Cell]] = st.sampled_from(
    [
        (),
        ("I", "NGƯỜI CAO TUỔI", None, None, None, None, 1080000),
        ("1", "Người đơn thân", 4, None, None, None, 1080000),
        (None, "Người khuyết tật nặng"),
        ("Nhóm II: Trẻ em mồ côi",),
        (None, "Cộng", None, None, None, None, "1.080.000"),
        (None, "Cộng chuyển trang", 3, None, None, None, 540000),
        columns,
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"),
        ("Trang 2/3",),
    ]
)
above: st.SearchStrategy[Sequence[Cell]] = st.sampled_from(
    [
        (),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",),
        ("DANH SÁCH CHI TRẢ TRỢ GIÚP XÃ HỘI",),
        ("Tháng 8 năm 2024",),
        ("UBND THỊ XÃ TỊNH BIÊN", None, "Độc lập - Tự do"),
        (None, None, "Đơn vị tính: đồng"),
    ]
)
below: st.SearchStrategy[Sequence[Cell]] = st.sampled_from(
    [
        ("Bằng chữ: Một triệu đồng",),
        (None, None, None, "An Cư, ngày 05 tháng 8 năm 2024"),
        (None, "NGƯỜI LẬP BẢNG", None, "KẾ TOÁN", None, None, "CHỦ TỊCH"),
        (None, "(Ký, ghi rõ họ tên)"),
        (),
    ]
)
end: st.SearchStrategy[Sequence[Cell]] = st.sampled_from(
    [
        (None, "Tổng cộng", None, None, None, None, 9990000),
        (None, "NGƯỜI LẬP", None, None, "CHỦ TỊCH"),
        (None, None, None, "Ngày … tháng … năm 2026"),
    ]
)


@st.composite
def a_sheet(draw: st.DrawFn, ward: str) -> tuple[list[Sequence[Cell]], list[tuple[str, str]]]:
    """A sheet, and who is on it."""
    grid = draw(st.lists(above, max_size=4))
    if draw(st.booleans()):
        grid.append((f"DANH SÁCH {ward.upper()}",))
    grid.append(columns)
    on_it = draw(st.lists(people, min_size=1, max_size=5))
    for number, (name, year, citizen) in enumerate(on_it, 1):
        grid += draw(st.lists(between, max_size=1))
        how = draw(numbered)
        first: Cell = number if how == "as a number" else str(number) if how == "as text" else None
        grid.append((first, name, year, citizen, draw(places), draw(ways), 540000))
    grid += [draw(end), *draw(st.lists(below, max_size=4)), ()]
    grid.append((None, OFFICIALS[0], None, OFFICIALS[1], None, None, OFFICIALS[2]))
    return grid, [(name, citizen) for name, _, citizen in on_it]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_exactly_the_people_come_out_of_whatever_is_around_them(data: st.DataObject) -> None:
    wards = data.draw(st.lists(st.sampled_from(WARDS), min_size=1, max_size=3, unique=True))
    made = [(ward, *data.draw(a_sheet(ward))) for ward in wards]
    told = several(*(sheet(grid, ward) for ward, grid, _ in made))
    assert [(row.name, row.citizen_id, row.unit.lower(), row.sheet) for row in told.people] == [
        (name, citizen, ward.lower(), ward) for ward, _, on_it in made for name, citizen in on_it
    ]
    assert not {folded(name) for name in told.names} & {folded(name) for name in OFFICIALS}
    assert {code for _, _, code in told.errors} <= {"stands_twice"}


anything: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.sampled_from([*columns, *HEAD, "nt", '"', "x", "-", "Tổng cộng", "I", "A.", "(1)", "Nữ"]),
    st.text(max_size=12),
    st.integers(-(10**13), 10**13),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.just(NoValue.FORMULA),
)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(ListKind),
    st.lists(st.lists(anything, max_size=9), max_size=8),
    st.lists(st.lists(anything, max_size=9), max_size=8),
    st.lists(st.tuples(*[st.integers(1, 9)] * 4), max_size=3),
)
def test_whatever_stands_there_is_read_or_refused(
    kind: ListKind, before: Grid, after: Grid, merged: list[tuple[int, int, int, int]]
) -> None:
    with suppress(ListRefused):
        told = heard([*before, HEAD, *after], kind, "Núi Sam", merged=merged)
        assert all(row.row for row in told.rows)
