"""Payment lists of any length, all invented: as an office writes them, and as plain lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path

from xlsxwriter import Workbook

from domain.person import Sex
from storage.demo.names import invent_name
from storage.demo.supply import Supply
from storage.spreadsheets import Value, write_csv

_WARDS = (
    "Phường Châu Đốc",
    "Phường Vĩnh Tế",
    "Phường Thới Sơn",
    "Phường Chi Lăng",
    "Phường Tịnh Biên",
    "Xã An Cư",
    "Xã Núi Cấm",
)
_GROUPS = (
    ("I", "NGƯỜI CAO TUỔI TỪ ĐỦ 80 TUỔI", "Đ5K5", 2, range(1930, 1945)),
    ("II", "NGƯỜI KHUYẾT TẬT NẶNG", "Đ5K6", 3, range(1967, 2005)),
    ("III", "NGƯỜI KHUYẾT TẬT ĐẶC BIỆT NẶNG", "Đ5K6", 4, range(1967, 2005)),
    ("IV", "NGƯỜI ĐƠN THÂN NUÔI CON THUỘC HỘ NGHÈO", "Đ5K4", 2, range(1975, 2000)),
)
"""Number and heading, code, coefficient in halves, years of birth."""

_HALF = 270_000
_KHMER_PERCENT = 10

COLUMNS = 18
_HEADER = {
    0: "STT",
    1: "Họ và tên",
    2: "Ngày, tháng, năm sinh",
    4: "Số CCCD/\nĐịnh danh",
    5: "Điện thoại",
    6: "Địa chỉ\n(khóm, ấp)",
    7: "Xã/Phường",
    8: "Mã đối tượng",
    9: "Hệ số",
    10: "Số tiền được hưởng",
    13: "Hình thức nhận",
    14: "Số tài khoản",
    15: "Ngân hàng",
    16: "Ký nhận",
    17: "Ghi chú",
}
_UNDER = {
    2: {2: "Nam", 3: "Nữ"},
    10: {10: "Trợ cấp tháng", 11: "Truy lĩnh", 12: "Tổng cộng"},
}
_LINE_HEADER = (
    "STT", "Họ và tên", "Giới tính", "Ngày sinh", "Số CCCD", "Điện thoại", "Địa chỉ", "Xã/Phường",
    "Đối tượng", "Mã đối tượng", "Hệ số", "Mức trợ cấp", "Truy lĩnh", "Tổng cộng", "Hình thức",
    "Số tài khoản", "Ngân hàng", "Ghi chú",
)  # fmt: skip


def write_lines(path: Path, people: int) -> None:
    write_csv(path, _lines(people))


def write_workbook(path: Path, people: int) -> None:
    """As an office writes it: letterhead, a merged header of two rows, groups, signatures."""
    with Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as workbook:
        sheet = workbook.add_worksheet("DS chi trả T11")
        sheet.merge_range(0, 0, 0, 4, "UBND TỈNH AN GIANG")
        sheet.merge_range(2, 0, 2, 17, "DANH SÁCH ĐỐI TƯỢNG NHẬN TRỢ CẤP HÀNG THÁNG")
        sheet.merge_range(3, 0, 3, 17, "Tháng 11 năm 2026")
        sheet.write(4, 16, "Đơn vị tính: đồng")
        for column, header in _HEADER.items():
            under = _UNDER.get(column, {})
            sheet.merge_range(5, column, 5 + (not under), max(under, default=column), header)
            for below, word in under.items():
                sheet.write(6, below, word)
        for row, values in enumerate(_office_rows(people), start=7):
            sheet.write_row(row, 0, values)


def _lines(people: int) -> Iterator[Sequence[Value]]:
    supply = Supply(7)
    yield _LINE_HEADER
    for number in range(1, people + 1):
        _, category, code, halves, years = _GROUPS[number % len(_GROUPS)]
        sex, born = _born(supply, years)
        yield (
            number,
            invent_name(supply, sex, born.year, _KHMER_PERCENT),
            "Nam" if sex is Sex.MALE else "Nữ",
            f"{born:%d/%m/%Y}",
            *_where(sex, born, number),
            category.capitalize(),
            code,
            f"{halves // 2},{halves % 2 * 5}",
            *_how_much(halves, number),
            *_how(number),
            None,
        )


def _born(supply: Supply, years: range) -> tuple[Sex, date]:
    day = date(supply.rng.choice(years), 1, 1) + timedelta(days=supply.rng.randrange(365))
    return supply.rng.choice(tuple(Sex)), day


def _where(sex: Sex, born: date, number: int) -> Sequence[Value]:
    century_and_sex = (born.year // 100 - 19) * 2 + (sex is Sex.FEMALE)
    return (
        f"089{century_and_sex}{born.year % 100:02d}{number:06d}",
        f"0900{number:06d}",
        f"Ấp Mẫu {number % 9 + 1}",
        _WARDS[number % len(_WARDS)],
    )


def _how_much(halves: int, number: int) -> Sequence[Value]:
    amount = halves * _HALF
    arrears = amount if number % 7 == 0 else None
    return amount, arrears, amount + (arrears or 0)


def _how(number: int) -> Sequence[Value]:
    return ("Tài khoản", f"990000{number:08d}", "Nam A Bank") if number % 5 else ("TM", None, None)


def _office_rows(people: int) -> Iterator[Sequence[Value]]:
    supply, numbers = Supply(7), count(1)
    yield [f"({column + 1})" for column in range(COLUMNS)]
    for roman, heading, code, halves, years in _GROUPS:
        yield [roman, heading]
        for number in islice(numbers, people // len(_GROUPS)):
            sex, born = _born(supply, years)
            name = invent_name(supply, sex, born.year, _KHMER_PERCENT)
            birth = (born, None) if sex is Sex.MALE else (None, born)
            said = (*_where(sex, born, number), code, halves / 2, *_how_much(halves, number))
            yield [number, name, *birth, *said, *_how(number)]
    yield [None, "Tổng cộng"]
    yield ["Bằng chữ: Mười tỷ đồng./."]
    yield []
    yield [None, "NGƯỜI LẬP", *[None] * 10, "CHỦ TỊCH"]
    yield []
    yield [None, "Trần Văn Mẫu", *[None] * 10, "Lê Thị Mẫu"]
