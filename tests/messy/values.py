"""What stands in the cells: numbers that lost their zeros, money, dates, and letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

from domain.lists.row import ListKind
from tests.messy.expected import ANY, NOTHING, Expected, Within, messy, one_of
from tests.messy.old_fonts import tcvn3, vni
from tests.messy.paper import Formula, Paper, xlsx
from tests.messy.people import who


@messy("people.xlsx", ListKind.PEOPLE)
def cards_as_a_spreadsheet_leaves_them(path: Path) -> Expected:
    paper, expected = Paper("CCCD"), Expected()
    paper.line("STT", "Họ và tên", "Số CCCD", "Đối tượng")
    writings: tuple[Callable[[str], object], ...] = (
        str,
        int,  # the zero is gone
        float,
        lambda card: card[1:],  # as text without its zero
        lambda card: f" {card[:3]} {card[3:6]} {card[6:9]} {card[9:]}\u00a0",
        lambda card: f"{card[:3]}.{card[3:6]}.{card[6:9]}.{card[9:]}",
        lambda card: f"'{card}",
        lambda card: card.translate({ord("0") + n: 0xFF10 + n for n in range(10)}),  # full width
        lambda card: f"CCCD: {card}",
    )
    for stt, write in enumerate(writings, 1):
        person = who(400 + stt)
        row = paper.line(stt, person.name, write(person.citizen_id), "Người cao tuổi")
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, category=ANY,
            or_problem=stt > 6,
        )  # fmt: skip
    bad = ("8,9E+10", "8.91E+10", "89100000000000", "0891abc", "xin bổ sung sau", 8910)
    for stt, value in enumerate(bad, 20):
        row = paper.line(stt, who(400 + stt).name, value, "Người cao tuổi")
        expected.hold(
            paper.name, row, who(400 + stt).name, citizen_id=None, category=ANY, or_problem=True
        )
        expected.note(paper.name, row, "C", "card")
    for stt, value in enumerate(("351234567", 351234568), 30):
        row = paper.line(stt, who(400 + stt).name, value, "Người cao tuổi")
        expected.hold(paper.name, row, who(400 + stt).name, old_id=str(value), category=ANY)
    row = paper.line(40, who(440).name, "-", "Người cao tuổi")
    expected.hold(paper.name, row, who(440).name, category=ANY, or_problem=True)
    xlsx(path, paper)
    return expected


@messy("people.xlsx", ListKind.PEOPLE)
def phones_as_people_write_them(path: Path) -> Expected:
    paper, expected = Paper("SĐT"), Expected()
    paper.line("STT", "Họ và tên", "CCCD", "SĐT", "Đối tượng")
    good: tuple[object, ...] = (
        "0907123456", 907123456, 907123456.0, "+84907123456", "84907123456", 84907123456,
        "0907 123 456", "0907.123.456", "0907-123-456", "(0907) 123456", "'0907123456",
    )  # fmt: skip
    for stt, value in enumerate(good, 1):
        person = who(450 + stt)
        row = paper.line(stt, person.name, person.citizen_id, value, "Trẻ em")
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, phone="0907123456",
            category=ANY,
        )  # fmt: skip
    row = paper.line(20, who(470).name, who(470).citizen_id, "0296 3 866 123", "Trẻ em")
    expected.hold(
        paper.name, row, who(470).name, citizen_id=who(470).citizen_id,
        phone="02963866123", category=ANY,
    )  # fmt: skip
    for stt, value in enumerate(("9,07E+08", "090712345", "không có", 12), 30):
        person = who(450 + stt)
        row = paper.line(stt, person.name, person.citizen_id, value, "Trẻ em")
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, category=ANY,
            or_problem=True,
        )  # fmt: skip
        if value != "không có":
            expected.note(paper.name, row, "D", "phone")
    person = who(490)
    row = paper.line(40, person.name, person.citizen_id, "0907123456 / 0907123457 (con)", "Trẻ em")
    expected.hold(
        paper.name, row, person.name, citizen_id=person.citizen_id,
        phone=one_of("0907123456", None), category=ANY, or_problem=True,
    )  # fmt: skip
    person = who(491)
    row = paper.line(41, person.name, person.citizen_id, "0169 012 3456", "Trẻ em")  # before 2018
    expected.hold(
        paper.name, row, person.name, citizen_id=person.citizen_id,
        phone=one_of("0390123456", None), category=ANY, or_problem=True,
    )  # fmt: skip
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def amounts_as_clerks_type_them(path: Path) -> Expected:
    paper, expected = Paper("Tiền"), Expected()
    paper.line("STT", "Họ và tên", "CCCD", "Số tiền")
    good: tuple[tuple[object, int], ...] = (
        ("540.000", 540_000), ("540,000 đ", 540_000), ("540 000", 540_000), (540000.0, 540_000),
        ("540000đ", 540_000), ("540.000đồng", 540_000), ("1.350.000,00", 1_350_000),
        ("1,350,000.00", 1_350_000), ("1.350.000 VNĐ", 1_350_000), ("540.000\u00a0₫", 540_000),
        ("540.000,-", 540_000), ("1'350'000", 1_350_000), ("540.000 đ/tháng", 540_000),
        ("1\u202f350\u202f000", 1_350_000),
    )  # fmt: skip
    for stt, (value, amount) in enumerate(good, 1):
        person = who(500 + stt)
        row = paper.line(stt, person.name, person.citizen_id, value)
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, amount=amount,
            or_problem=stt > 10,
        )  # fmt: skip
    bad = (
        "5400.00", "540.00", "54.0000", "năm trăm bốn mươi nghìn", -540_000, "540.000 + 270.000",
        540_000.5, "#REF!", "5.4E+05x", "l.350.000",
    )  # fmt: skip
    for stt, value in enumerate(bad, 30):
        person = who(500 + stt)
        row = paper.line(stt, person.name, person.citizen_id, value)
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, amount=None, or_problem=True
        )
        expected.error(paper.name, row, "D", "money")
    person = who(550)  # typed as 540.000 where Excel takes the point for a decimal one
    row = paper.line(50, person.name, person.citizen_id, 540)
    expected.hold(
        paper.name, row, person.name, citizen_id=person.citizen_id, amount=one_of(None, 540),
        or_problem=True,
    )  # fmt: skip
    expected.note(paper.name, row, "D", "money_too_small")
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def money_in_thousands(path: Path) -> Expected:
    paper, expected = Paper("Nghìn đồng"), Expected()
    paper.letterhead(money="ĐVT: nghìn đồng")
    paper.line("STT", "Họ và tên", "CCCD", "Số tiền")
    values = (
        (540, 540_000),
        ("1.350", 1_350_000),
        ("810", 810_000),
        (1620.0, 1_620_000),
        ("540,0", 540_000),
    )
    for stt, (value, amount) in enumerate(values, 1):
        person = who(560 + stt)
        row = paper.line(stt, person.name, person.citizen_id, value)
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, amount=amount,
            unit=Within("nui sam"), or_problem=stt == 5,
        )  # fmt: skip
    paper.line(None, "Cộng", None, 4_860)
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def money_in_millions_in_the_heading(path: Path) -> Expected:
    paper, expected = Paper("Triệu"), Expected()
    paper.line("STT", "Họ và tên", "CCCD", "Số tiền (triệu đồng)", "Truy lĩnh (1.000đ)")
    values = (
        (0.54, 540_000),
        ("0,81", 810_000),
        ("1,35", 1_350_000),
        (1.08, 1_080_000),
        (2, 2_000_000),
    )
    for stt, (value, amount) in enumerate(values, 1):
        person = who(570 + stt)
        row = paper.line(stt, person.name, person.citizen_id, value, 120)
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, amount=amount,
            arrears=120_000,
        )  # fmt: skip
    xlsx(path, paper)
    return expected


@messy("people.xlsx", ListKind.PEOPLE)
def births_of_all_kinds(path: Path) -> Expected:
    paper, expected = Paper("Ngày sinh"), Expected()
    paper.line("STT", "Họ và tên", "Ngày, tháng, năm sinh", "CCCD", "Đối tượng")
    good: tuple[tuple[object, str], ...] = (
        (date(1940, 8, 5), "1940-08-05"), ("5/8/1940", "1940-08-05"), ("05-08-1940", "1940-08-05"),
        ("5.8.1940", "1940-08-05"), ("1940-08-05", "1940-08-05"), (1940, "1940"), ("1940", "1940"),
        ("8/1940", "1940-08"), ("00/00/1940", "1940"), ("01/01/1940", "1940-01-01"),
        ("Sinh năm 1940", "1940"), ("ngày 5 tháng 8 năm 1940", "1940-08-05"),
        ("05/08/1940 ", "1940-08-05"), ("05 / 08 / 1940", "1940-08-05"), ("00/8/1940", "1940-08"),
        ("--/--/1940", "1940"), ("1940-08-05 00:00:00", "1940-08-05"), ("05081940", "1940-08-05"),
        (14828, "1940-08-05"),
    )  # fmt: skip
    for stt, (value, birth) in enumerate(good, 1):
        person = who(600 + stt)
        row = paper.line(stt, person.name, value, person.citizen_id, "Trẻ em")
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, birth=birth, category=ANY,
            or_problem=stt > 10,
        )  # fmt: skip
    bad = ("31/02/1950", "13/25/1940", "5/8/2031", "1840", "khoảng 80 tuổi", "32/01/1940")
    for stt, value in enumerate(bad, 40):
        person = who(600 + stt)
        row = paper.line(stt, person.name, value, person.citizen_id, "Trẻ em")
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, birth=None, category=ANY,
            or_problem=True,
        )  # fmt: skip
        expected.error(paper.name, row, "C", "birth")
    person = who(660)
    row = paper.line(60, person.name, "5/8/40", person.citizen_id, "Trẻ em")
    expected.hold(
        paper.name, row, person.name, citizen_id=person.citizen_id,
        birth=one_of("1940-08-05", None), category=ANY, or_problem=True,
    )  # fmt: skip
    person = who(661)
    row = paper.line(61, person.name, "-", person.citizen_id, "Trẻ em")
    expected.hold(
        paper.name, row, person.name, citizen_id=person.citizen_id, category=ANY, or_problem=True
    )
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def ditto_signs(path: Path) -> Expected:
    """*nt*, quotation marks and *như trên* repeat what stands above, over blank rows and groups."""
    paper, expected = Paper("nt"), Expected()
    paper.line("STT", "Họ và tên", "CCCD", "Địa chỉ", "Hình thức", "Số tiền", "Truy lĩnh")
    signs = ("nt", '"', "-nt-", "''", "như trên", "NT", "〃", "”", "n.t", "- nt -")
    first = who(670)
    row = paper.line(1, first.name, first.citizen_id, "Khóm Châu Long 8", "TK", 540_000, "-")
    expected.hold(
        paper.name, row, first.name, citizen_id=first.citizen_id, amount=540_000, way="account",
        address=Within("Khóm Châu Long 8"), arrears=NOTHING,
    )  # fmt: skip
    for stt, sign in enumerate(signs, 2):
        person = who(670 + stt)
        row = paper.line(stt, person.name, person.citizen_id, sign, sign, 540_000, "-")
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, amount=540_000,
            way="account", address=Within("Khóm Châu Long 8"), arrears=NOTHING, or_problem=stt > 6,
        )  # fmt: skip
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def letters_of_every_kind(path: Path) -> Expected:
    """NFD, Ð, NBSP, zero width, upper case, two tone placements: one name each, and clean."""
    paper, expected = Paper(unicodedata.normalize("NFD", "Núi Sam")), Expected()
    heads = ("STT", "Họ và tên", "Số CCCD", "Số tiền")
    paper.line(*(unicodedata.normalize("NFD", head) for head in heads))
    writings = (
        (unicodedata.normalize("NFD", "Đặng Thị Thúy Ái"), "Đặng Thị Thúy Ái"),
        ("Ðỗ Thị Ðẹp", "Đỗ Thị Đẹp"),
        ("Nguyễn\u00a0Văn\u00a0 Tèo", "Nguyễn Văn Tèo"),
        ("\ufeffTrần\u200b Văn\u200d Tí", "Trần Văn Tí"),
        ("LÊ THỊ HỒNG GẤM", "Lê Thị Hồng Gấm"),
        ("phạm văn hoà", "Phạm Văn Hòa"),
        ("  Bùi  Văn\nCón  ", "Bùi Văn Cón"),
        ("NÉANG SÓC\u2028KHA", "Néang Sóc Kha"),
        ("Võ Thị O'Ren", "Võ Thị O'Ren"),
        ("Y Thị H\u2019Bia", "Y Thị H\u2019Bia"),
        ("1. Cao Văn Số", "Cao Văn Số"),
    )
    for stt, (written, name) in enumerate(writings, 1):
        person = who(690 + stt)
        row = paper.line(stt, written, person.citizen_id, 540_000)
        expected.hold(
            paper.name, row, name, citizen_id=person.citizen_id, amount=540_000,
            unit=Within("nui sam"), or_problem=stt > 8,
        )  # fmt: skip
    xlsx(path, paper)
    return expected


def _in_an_old_font(path: Path, paper: Paper, heads: tuple[str, ...], write: object) -> Expected:
    assert callable(write)
    expected = Expected(may_be_refused=frozenset({"*"}))
    paper.line(write("UBND phường Núi Sam"))
    paper.line(write("Danh sách chi trả trợ cấp tháng 11 năm 2026"))
    paper.line(*heads)
    for stt, number in enumerate(range(710, 720), 1):
        person = who(number)
        row = paper.line(
            stt, write(person.name), person.citizen_id, write("Khóm Vĩnh Tây 1"), 540_000
        )
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, amount=540_000,
            address=Within("Khóm Vĩnh Tây 1"), or_problem=True,
        )  # fmt: skip
    paper.line(None, write("Tổng cộng"), None, None, 5_400_000)
    paper.line(None, write("Người lập bảng"))
    paper.line(None, write("Lưu Thị Lập"))
    expected.nobody += ["Lưu Thị Lập", write("Lưu Thị Lập")]
    xlsx(path, paper)
    return expected


_HEADS = ("STT", "Họ và tên", "Số CCCD", "Địa chỉ", "Số tiền")


@messy("payments.xlsx")
def all_in_tcvn3(path: Path) -> Expected:
    return _in_an_old_font(path, Paper("T11"), tuple(map(tcvn3, _HEADS)), tcvn3)


@messy("payments.xlsx")
def all_in_vni(path: Path) -> Expected:
    return _in_an_old_font(path, Paper("T11"), tuple(map(vni, _HEADS)), vni)


@messy("payments.xlsx")
def tcvn3_under_headings_in_unicode(path: Path) -> Expected:
    return _in_an_old_font(path, Paper("T11"), _HEADS, tcvn3)


@messy("payments.xlsx")
def vni_under_headings_in_unicode(path: Path) -> Expected:
    return _in_an_old_font(path, Paper("T11"), _HEADS, vni)


def _may_be_of_either(name: str) -> bool:
    """*Sóc* is *Súc* in TCVN3."""
    return not name.isascii() and name.encode("latin-1", "ignore").decode("latin-1") == name


@messy("payments.xlsx")
def some_rows_in_tcvn3_among_unicode(path: Path) -> Expected:
    """Pasted from an old list: the Unicode names beside them stay as they are, or are asked about
    where they make syllables in both."""
    paper, expected = Paper("T11"), Expected()
    paper.line("STT", "Họ và tên", "Số CCCD", "Số tiền")
    for stt, number in enumerate(range(720, 740), 1):
        person = who(number)
        old = stt % 3 == 0
        row = paper.line(
            stt, tcvn3(person.name) if old else person.name, person.citizen_id, 540_000
        )
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, amount=540_000,
            or_problem=old or _may_be_of_either(person.name),
        )  # fmt: skip
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def formulas_written_as_text(path: Path) -> Expected:
    """Text is text: it is kept as it stands, and nothing is worked out."""
    paper, expected = Paper("T11"), Expected()
    paper.line("STT", "Họ và tên", "Số CCCD", "Điện thoại", "Số tiền", "Ghi chú")
    notes = (
        '=HYPERLINK("http://x.invalid","bấm")',
        "@SUM(A1)",
        "-2+3",
        "+84",
        "=cmd|' /C calc'!A0",
    )
    for stt, text in enumerate(notes, 1):
        person = who(740 + stt)
        row = paper.line(stt, person.name, person.citizen_id, "+84907123456", 540_000, text)
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, phone="0907123456",
            amount=540_000, note=text,
        )  # fmt: skip
    person = who(750)
    row = paper.line(9, "=1+1", person.citizen_id, None, 540_000)
    expected.error(paper.name, row, "B", "name_is_no_name")
    expected.hold(
        paper.name, row, "=1+1", citizen_id=person.citizen_id, amount=540_000, or_problem=True
    )
    person = who(751)
    row = paper.line(10, person.name, person.citizen_id, None, "=540000*1")
    expected.error(paper.name, row, "E", "money")
    expected.hold(
        paper.name, row, person.name, citizen_id=person.citizen_id, amount=None, or_problem=True
    )
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def formulas_with_words_as_results(path: Path) -> Expected:
    """A looked-up name, a looked-up card, and an error in place of money."""
    paper, expected = Paper("T11"), Expected()
    paper.line("STT", "Họ và tên", "Số CCCD", "Số tiền")
    for stt, number in enumerate(range(754, 757), 1):
        person = who(number)
        row = paper.line(
            stt, Formula('=VLOOKUP(A2,X:Y,2,0)', person.name),
            Formula('="0"&"891"', person.citizen_id), Formula("=540000*1", 540_000),
        )  # fmt: skip
        expected.hold(paper.name, row, person.name, citizen_id=person.citizen_id, amount=540_000)
    person = who(758)
    row = paper.line(4, person.name, person.citizen_id, Formula("=1/0", "#DIV/0!"))
    expected.hold(
        paper.name, row, person.name, citizen_id=person.citizen_id, amount=None, or_problem=True
    )
    expected.error(paper.name, row, "D", "money")
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def khmer_headings_and_digits(path: Path) -> Expected:
    paper, expected = Paper("បញ្ជី"), Expected()
    paper.line("ល.រ", "ឈ្មោះ", "ភេទ", "ថ្ងៃខែឆ្នាំកំណើត", "លេខអត្តសញ្ញាណប័ណ្ណ", "ចំនួនទឹកប្រាក់", "លេខទូរស័ព្ទ")
    khmer = {ord("0") + n: 0x17E0 + n for n in range(10)}
    for stt, number in enumerate(range(760, 764), 1):
        person = who(number)
        row = paper.line(
            str(stt).translate(khmer), person.name, "ស្រី" if person.woman else "ប្រុស",
            f"{person.born:%d/%m/%Y}".translate(khmer), person.citizen_id.translate(khmer),
            "540.000".translate(khmer), person.phone.translate(khmer),
        )  # fmt: skip
        expected.hold(
            paper.name, row, person.name, sex=person.sex, birth=person.birth,
            citizen_id=person.citizen_id, amount=540_000, phone=person.phone,
        )  # fmt: skip
    row = paper.line(
        "៥", "ចៅ សុខ", "ប្រុស", "១៩៥០", who(765).citizen_id, "៨១០,០០០៛".replace("៛", ""), None
    )
    expected.hold(
        paper.name, row, "ចៅ សុខ", sex="male", birth="1950", citizen_id=who(765).citizen_id,
        amount=810_000,
    )  # fmt: skip
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def addresses_that_look_like_other_things(path: Path) -> Expected:
    """Ward and hamlet in one cell, house numbers, and a category that names a sum."""
    paper, expected = Paper("T11"), Expected()
    paper.line("STT", "Họ tên", "CCCD", "Nơi ở", "Mã đối tượng", "Mức hưởng")
    values = (
        ("Tổ 5, khóm Vĩnh Đông 1, P. Núi Sam", "Đ5K6b", 810_000),
        ("12/3 Trưng Nữ Vương", "Đ5K5a", 540_000),
        ("Tổng kho Bến Đá", "K4", 540_000),
        ("Ấp 1", "3đ, K1 Đ5", 1_350_000),
    )
    for stt, (address, category, amount) in enumerate(values, 1):
        person = who(766 + stt)
        row = paper.line(stt, person.name, person.citizen_id, address, category, amount)
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, amount=amount,
            address=Within(address), category=Within(category),
        )  # fmt: skip
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def the_same_person_and_card_twice(path: Path) -> Expected:
    """Both rows come out: which is right is for a person to say."""
    paper, expected = Paper("T11"), Expected()
    paper.line("STT", "Họ tên", "CCCD", "Số tiền")
    person = who(780)
    for stt in (1, 2):
        row = paper.line(stt, person.name, person.citizen_id, 540_000)
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, amount=540_000,
            or_problem=stt == 2,
        )  # fmt: skip
    xlsx(path, paper)
    return expected
