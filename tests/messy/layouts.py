"""Where the table stands, what stands around it, and what stands between its people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from domain.lists.row import ListKind
from domain.text import Month
from tests.messy.expected import ANY, NOTHING, Expected, Within, messy, one_of, refused
from tests.messy.paper import SIGNERS, Formula, Paper, xlsx
from tests.messy.people import Who, who

HEAD = (
    "STT",
    "Họ và tên",
    "Năm sinh",
    "Số CCCD",
    "Địa chỉ",
    "Hệ số",
    "Số tiền",
    "Ký nhận",
    "Ghi chú",
)
NUMBERS = tuple(f"({number})" for number in range(1, 10))
HAMLETS = ("Khóm Vĩnh Tây 1", "Khóm Vĩnh Đông 2", "Khóm Vĩnh Xuyên")
NOVEMBER = Month(2026, 11)


def pay(
    paper: Paper,
    expected: Expected,
    person: Who,
    stt: object,
    amount: int = 540_000,
    **also: object,
) -> int:
    """A person in the columns of `HEAD`, and what must come of it."""
    hamlet = HAMLETS[amount // 10_000 % 3]
    row = paper.line(
        stt, person.name, person.born.year, person.citizen_id, hamlet, amount / 540_000, amount
    )
    fields: dict[str, object] = {
        "birth": person.year,
        "citizen_id": person.citizen_id,
        "address": Within(hamlet),
        "halves": amount // 270_000,
        "amount": amount,
    }
    expected.hold(paper.name, row, person.name, or_problem=False, **(fields | also))
    return row


def total(paper: Paper, amount: int, word: str = "Tổng cộng") -> int:
    return paper.line(None, word, None, None, None, None, amount)


def ordinary(paper: Paper, expected: Expected, people: range) -> None:
    """Letterhead, heading, people, total and signatures: nothing wrong anywhere."""
    paper.letterhead()
    paper.line(*HEAD)
    for stt, number in enumerate(people, 1):
        pay(paper, expected, who(number), stt, unit=Within("nui sam"))
    total(paper, 540_000 * len(people))
    paper.line("Bằng chữ: (số tiền ghi bằng chữ)")
    paper.signatures(*SIGNERS)
    expected.nobody += SIGNERS
    expected.about |= {"month": NOVEMBER, "made_on": date(2026, 11, 5)}


@messy("payments.xlsx")
def two_row_header_with_years_for_men_and_women(path: Path) -> Expected:
    """The filled one of two columns tells the sex."""
    paper, expected = Paper("DS chi trả"), Expected(about={"month": NOVEMBER})
    paper.letterhead()
    top = paper.line(
        "STT", "Họ và tên", "Ngày, tháng, năm sinh", None, "Số CCCD/\nĐịnh danh",
        "Số tiền được hưởng", None, None, "Hình thức nhận", "Số tài khoản", "Ký nhận",
    )  # fmt: skip
    paper.line(
        None, None, "Nam", "Nữ", None, "Trợ cấp tháng", "Truy lĩnh", "Tổng cộng", None, None, None
    )
    for column in (1, 2, 5, 9, 10, 11):
        paper.merge(top, column, top + 1, column)
    paper.merge(top, 3, top, 4)
    paper.merge(top, 6, top, 8)
    paper.line(*(f"({number})" for number in range(1, 12)))
    for stt, number in enumerate(range(5), 1):
        person = who(number)
        born = (None, person.born) if person.woman else (person.born, None)
        by_account = number % 2
        row = paper.line(
            stt, person.name, *born, person.citizen_id, 540_000, 120_000 if by_account else "-",
            660_000 if by_account else 540_000, "TK" if by_account else "TM",
            person.account if by_account else None,
        )  # fmt: skip
        expected.hold(
            paper.name, row, person.name, sex=person.sex, birth=person.birth,
            citizen_id=person.citizen_id, amount=540_000, unit=Within("nui sam"),
            arrears=120_000 if by_account else NOTHING, total=660_000 if by_account else 540_000,
            way="account" if by_account else "cash",
            account_number=person.account if by_account else None,
        )  # fmt: skip
    paper.line(None, "Cộng", None, None, None, 2_700_000, 240_000, 2_940_000)
    paper.signatures(*SIGNERS)
    expected.nobody += SIGNERS
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def header_under_twelve_lines_of_letterhead(path: Path) -> Expected:
    paper, expected = Paper("Trang tính1"), Expected(about={"month": NOVEMBER})
    paper.line("ỦY BAN NHÂN DÂN", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    paper.line("PHƯỜNG VĨNH TẾ", None, None, None, "Độc lập - Tự do - Hạnh phúc")
    paper.line("Số: 112/DS-UBND", None, None, None, "Vĩnh Tế, ngày 02 tháng 11 năm 2026")
    paper.blank()
    paper.line(None, None, "DANH SÁCH")
    paper.line(None, None, "Chi trả trợ cấp xã hội hàng tháng và trợ cấp hưu trí xã hội")
    paper.line(None, None, "THÁNG 11/2026")
    paper.line(None, None, "Căn cứ Nghị định số 335/2026/NĐ-CP ngày 21 tháng 8 năm 2026")
    paper.line(None, None, "Người lập danh sách: Trần Ngọc Lập Sẵn; điện thoại: 02963000111")
    paper.line(None, None, "Điểm chi trả: Bưu điện văn hóa xã; giờ: 7g30")
    paper.blank(2)
    paper.line(*HEAD)
    paper.line(*NUMBERS)
    for stt, number in enumerate(range(40, 46), 1):
        pay(paper, expected, who(number), stt, 810_000, unit=Within("vinh te"))
    total(paper, 6 * 810_000)
    expected.nobody.append("Trần Ngọc Lập Sẵn")
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def groups_by_category_with_subtotals(path: Path) -> Expected:
    """STT starts again in each group; the group's name is the category."""
    paper, expected = Paper("T11"), Expected()
    paper.letterhead()
    paper.line(*HEAD)
    at = 50
    for roman, category in (
        ("I", "NGƯỜI CAO TUỔI"),
        ("II", "NGƯỜI KHUYẾT TẬT NẶNG"),
        ("III", "TRẺ EM"),
    ):
        paper.line(roman, category, None, None, None, None, 3 * 540_000)
        for stt in range(1, 4):
            pay(paper, expected, who(at), stt, category=Within(category))
            at += 1
        paper.line(None, f"Cộng {roman}", None, None, None, None, 3 * 540_000)
    total(paper, 9 * 540_000, "TỔNG CỘNG (I+II+III)")
    paper.line(None, "Bằng chữ: Bốn triệu tám trăm sáu mươi nghìn đồng")
    paper.signatures(*SIGNERS)
    expected.nobody += [*SIGNERS, "NGƯỜI CAO TUỔI", "TRẺ EM"]
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def groups_by_hamlet_in_one_merged_cell(path: Path) -> Expected:
    paper, expected = Paper("Sheet1"), Expected()
    paper.letterhead()
    paper.line(*HEAD)
    at = 60
    for hamlet in ("KHÓM VĨNH TÂY 1", "Khóm Vĩnh Đông 2: 02 người", "Ấp Bà Bài"):
        row = paper.line(hamlet)
        paper.merge(row, 1, row, 9)
        for stt in (1, 2):
            pay(paper, expected, who(at), stt, unit=Within("nui sam"))
            at += 1
    total(paper, 6 * 540_000)
    xlsx(path, paper)
    expected.nobody += ["KHÓM VĨNH TÂY 1", "Ấp Bà Bài"]
    return expected


@messy("payments.xlsx")
def groups_by_ward_under_the_city(path: Path) -> Expected:
    """The letterhead names the city, the rows between name the wards: each person's is the last."""
    paper, expected = Paper("Châu Đốc"), Expected(about={"month": NOVEMBER})
    paper.letterhead(unit="THÀNH PHỐ CHÂU ĐỐC")
    paper.line(*HEAD)
    at = 70
    for letter, ward in (("A", "Phường Núi Sam"), ("B", "PHƯỜNG CHÂU PHÚ A"), ("C", "Xã Vĩnh Tế")):
        paper.line(letter, ward, None, None, None, None, 2 * 540_000)
        for stt in (1, 2):
            pay(paper, expected, who(at), stt, unit=Within(ward.split(" ", 1)[1]))
            at += 1
        paper.line(None, f"Cộng {ward}", None, None, None, None, 2 * 540_000)
    total(paper, 6 * 540_000)
    paper.signatures(*SIGNERS, place="Châu Đốc")
    expected.nobody += SIGNERS
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def totals_at_the_top(path: Path) -> Expected:
    """Above the first person, as some print them, and *Bằng chữ* beside it."""
    paper, expected = Paper("T11"), Expected()
    paper.letterhead()
    paper.line("Tổng số người: 4; tổng số tiền: 2.160.000 đồng")
    paper.line(*HEAD)
    paper.line(*NUMBERS)
    total(paper, 4 * 540_000, "TỔNG SỐ")
    paper.line(None, "Trong đó: Nữ", None, None, None, None, 1_080_000)
    for stt, number in enumerate(range(80, 84), 1):
        pay(paper, expected, who(number), stt)
    xlsx(path, paper)
    expected.nobody += ["TỔNG SỐ", "Trong đó: Nữ"]
    return expected


@messy("payments.xlsx")
def pages_with_carried_sums_and_repeated_headers(path: Path) -> Expected:
    """Cộng trang, mang sang, the heading and its numbers again on each page."""
    paper, expected = Paper("In"), Expected()
    paper.letterhead()
    carried = 0
    for page in range(3):
        paper.line(*HEAD)
        paper.line(*NUMBERS)
        if page:
            total(paper, carried, "Trang trước mang sang")
        for stt in range(4):
            pay(paper, expected, who(90 + 4 * page + stt), 4 * page + stt + 1)
            carried += 540_000
        total(paper, carried, "Cộng chuyển trang sau" if page < 2 else "Cộng")
        paper.line(None, None, None, None, f"Trang {page + 1}/3")
    paper.signatures(*SIGNERS)
    expected.nobody += SIGNERS
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def signatures_on_a_page_of_their_own(path: Path) -> Expected:
    """Nobody stands under the repeated heading but those who sign."""
    paper, expected = Paper("T11"), Expected()
    paper.letterhead()
    paper.line(*HEAD)
    for stt, number in enumerate(range(110, 114), 1):
        pay(paper, expected, who(number), stt)
    paper.line(*HEAD)
    paper.signatures(*SIGNERS)
    expected.nobody += SIGNERS
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def signatures_at_once_after_the_last_person(path: Path) -> Expected:
    """No total, no blank row; who signs stands in the column of the names, and of the money."""
    paper, expected = Paper("T11"), Expected()
    paper.letterhead()
    paper.line(*HEAD)
    for stt, number in enumerate(range(120, 124), 1):
        pay(paper, expected, who(number), stt)
    paper.line(None, "Người lập", None, None, "TM. ỦY BAN NHÂN DÂN", None, "Xác nhận của Bưu điện")
    paper.line(None, SIGNERS[0], None, None, SIGNERS[1], None, SIGNERS[2])
    expected.nobody += SIGNERS
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def a_name_alone_at_the_end(path: Path) -> Expected:
    """Somebody signed without a word above the name, and left a telephone number."""
    paper, expected = Paper("T11"), Expected()
    paper.letterhead()
    paper.line(*HEAD)
    for stt, number in enumerate(range(130, 133), 1):
        pay(paper, expected, who(number), stt)
    total(paper, 3 * 540_000)
    paper.blank(4)
    paper.line(None, "Phan Thị Ký Tên")
    paper.line(None, "ĐT: 0907999888")
    expected.nobody.append("Phan Thị Ký Tên")
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def beneficiaries_named_like_totals_and_offices(path: Path) -> Expected:
    """*Tống Công Danh* folds to a total, *Lập* and *Ký* are names, one that of who signs."""
    paper, expected = Paper("T11"), Expected()
    paper.letterhead()
    paper.line(*HEAD)
    names = (
        "Tống Công Danh", "Cộng Thị Tổng", "Nguyễn Văn Lập", "Lê Văn Ký", "Trần Thị Toán",
        "Nguyễn Thị Phường", "Ấp Văn Khóm", "Bằng Thị Chữ", "Chủ Văn Tịch", "Ngày Thị Tháng",
    )  # fmt: skip
    for stt, name in enumerate(names, 1):
        person = who(140 + stt)
        row = paper.line(
            stt, name, person.born.year, person.citizen_id, "Khóm Vĩnh Tây 1", 1, 540_000
        )
        expected.hold(
            paper.name, row, name, birth=person.year, citizen_id=person.citizen_id,
            halves=2, amount=540_000,
        )  # fmt: skip
    total(paper, len(names) * 540_000)
    paper.signatures("Nguyễn Văn Lập", "Trần Thị Toán", "Lê Văn Ký")
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def a_sheet_for_each_ward(path: Path) -> Expected:
    """*NS*, *Nui Sam*, *P.Châu Phú B* and *Sheet4*: the ward is in the title or in the name."""
    expected = Expected()
    papers: list[Paper] = []
    sheets = (
        ("NS", "PHƯỜNG NÚI SAM", "nui sam"),
        ("Vinh My", "THÀNH PHỐ CHÂU ĐỐC", "vinh my"),
        ("P.Châu Phú B", "THÀNH PHỐ CHÂU ĐỐC", "chau phu b"),
        ("Sheet4", "XÃ VĨNH CHÂU", "vinh chau"),
    )
    for at, (name, unit, words) in enumerate(sheets):
        paper = Paper(name)
        paper.letterhead(unit=unit)
        paper.line(*HEAD)
        for stt in range(1, 4):
            pay(paper, expected, who(160 + 3 * at + stt), stt, unit=Within(words))
        total(paper, 3 * 540_000)
        paper.signatures(f"{SIGNERS[0]} {at}", SIGNERS[1], SIGNERS[2])
        expected.nobody.append(f"{SIGNERS[0]} {at}")
        papers.append(paper)
    expected.nobody += SIGNERS
    xlsx(path, *papers)
    return expected


@messy("payments.xlsx")
def sheets_with_their_columns_in_another_order(path: Path) -> Expected:
    """The second sheet's heading is its own, and the third has none: nothing of it is guessed."""
    expected = Expected()
    first = Paper("Núi Sam")
    first.line(*HEAD)
    for stt in (1, 2):
        pay(first, expected, who(180 + stt), stt, unit=Within("nui sam"))
    second = Paper("Vĩnh Ngươn")
    second.line("TT", "Số tiền", "Địa chỉ", "Họ tên", "CCCD")
    for stt in (1, 2):
        person = who(184 + stt)
        row = second.line(stt, 810_000, "Khóm Vĩnh Tân", person.name, person.citizen_id)
        expected.hold(
            second.name, row, person.name, citizen_id=person.citizen_id, amount=810_000,
            unit=Within("vinh nguon"),
        )  # fmt: skip
    third = Paper("Vĩnh Mỹ")
    for stt in (1, 2):
        person = who(188 + stt)
        third.line(stt, person.name, person.born.year, person.citizen_id, "Khóm Mỹ", 1, 540_000)
        expected.nobody.append(person.citizen_id)
    expected.note(third.name, 0, None, "sheet_without_table")
    xlsx(path, first, second, third)
    return expected


@messy("payments.xlsx")
def ditto_in_the_first_row_of_a_sheet(path: Path) -> Expected:
    """It repeats nothing, least of all the last row of the sheet before."""
    expected = Expected()
    papers: list[Paper] = []
    for name in ("Núi Sam", "Vĩnh Mỹ"):
        paper = Paper(name)
        paper.line("STT", "Họ và tên", "Số CCCD", "Địa chỉ", "Số tiền", "Hình thức")
        for stt in (1, 2):
            person = who(200 + stt + len(papers) * 2)
            first = stt == 1
            address = ("Khóm Vĩnh Tây 1" if first else "nt") if name == "Núi Sam" else "nt"
            way = "TK" if first and name == "Núi Sam" else '"'
            row = paper.line(stt, person.name, person.citizen_id, address, 540_000, way)
            if name == "Núi Sam":
                expected.hold(
                    name, row, person.name, citizen_id=person.citizen_id, amount=540_000,
                    address=Within("Khóm Vĩnh Tây 1"), way="account",
                )  # fmt: skip
            else:
                expected.hold(
                    name, row, person.name, citizen_id=person.citizen_id, amount=540_000,
                    address=one_of("", "nt"), way=None, or_problem=True,
                )  # fmt: skip
                if first:
                    expected.note(name, row, "F", "nothing_to_repeat")
        papers.append(paper)
    xlsx(path, *papers)
    return expected


@messy("payments.xlsx")
def hidden_sheet_with_people_of_years_ago(path: Path) -> Expected:
    """It is not held, and somebody is told that it is there."""
    expected = Expected()
    shown = Paper("T11-2026")
    ordinary(shown, expected, range(210, 214))
    old = Paper("T11-2021", hidden=True)
    old.letterhead(month="Tháng 11 năm 2021")
    old.line(*HEAD)
    for stt in range(1, 4):
        person = who(214 + stt)
        old.line(stt, person.name, person.born.year, person.citizen_id, "Khóm 1", 1, 360_000)
        expected.nobody.append(person.citizen_id)
    expected.note(old.name, 0, None, "hidden_sheet")
    xlsx(path, shown, old)
    return expected


@messy("payments.xlsx")
def summary_sheet_first(path: Path) -> Expected:
    """Wards, how many people, how much money: none of its lines is a person."""
    expected = Expected()
    summary = Paper("TỔNG HỢP")
    summary.letterhead(unit="THÀNH PHỐ CHÂU ĐỐC", title="BẢNG TỔNG HỢP KINH PHÍ CHI TRẢ")
    summary.line("STT", "Phường, xã", "Số người", "Số tiền", "Ghi chú")
    summary.line(1, "Phường Núi Sam", 3, 1_620_000)
    summary.line(2, "Phường Vĩnh Mỹ", 3, 1_620_000)
    summary.line(None, "Tổng cộng", 6, 3_240_000)
    summary.signatures(*SIGNERS)
    expected.nobody += [*SIGNERS, "Phường Núi Sam", "Phường Vĩnh Mỹ"]
    papers = [summary]
    for at, name in enumerate(("Núi Sam", "Vĩnh Mỹ")):
        paper = Paper(name)
        paper.line(f"PHƯỜNG {name.upper()}")
        paper.line(*HEAD)
        for stt in range(1, 4):
            pay(paper, expected, who(220 + 3 * at + stt), stt, unit=Within(name))
        papers.append(paper)
    xlsx(path, *papers)
    return expected


@messy("payments.xlsx")
def summary_that_calls_its_wards_names(path: Path) -> Expected:
    """A summary whose column is headed *Tên đơn vị* and whose sums look like a payment each."""
    expected = Expected()
    summary = Paper("TH")
    summary.line("STT", "Tên đơn vị", "Số đối tượng", "Số tiền", "Ký nhận")
    summary.line(1, "Núi Sam", 2, 1_080_000)
    summary.line(2, "Vĩnh Mỹ", 2, 1_080_000)
    expected.nobody += ["Núi Sam", "Vĩnh Mỹ"]
    paper = Paper("Chi tiết")
    paper.line(*HEAD)
    for stt in range(1, 5):
        pay(paper, expected, who(230 + stt), stt)
    xlsx(path, summary, paper)
    return expected


@messy("payments.xlsx")
def two_tables_side_by_side(path: Path) -> Expected:
    """Read right or told as wrong: the money of the one is never another's."""
    paper, expected = Paper("Hai cột"), Expected(may_be_refused=frozenset({"*"}))
    paper.line(
        "STT", "Họ và tên", "Số CCCD", "Số tiền", None, "STT", "Họ và tên", "Số CCCD", "Số tiền"
    )
    for stt in range(1, 5):
        left, right = who(240 + stt), who(250 + stt)
        row = paper.line(
            stt, left.name, left.citizen_id, 540_000, None,
            stt + 4, right.name, right.citizen_id, 810_000,
        )  # fmt: skip
        for person, amount in ((left, 540_000), (right, 810_000)):
            expected.hold(
                paper.name, row, person.name, citizen_id=person.citizen_id, amount=amount,
                or_problem=True,
            )  # fmt: skip
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def two_tables_beneath_each_other(path: Path) -> Expected:
    """The second has a heading of its own, with its columns in another order."""
    paper, expected = Paper("T11"), Expected()
    paper.letterhead()
    paper.line("A. CHI BẰNG TIỀN MẶT")
    paper.line("STT", "Họ và tên", "Số CCCD", "Số tiền", "Ghi chú")
    for stt in range(1, 4):
        person = who(260 + stt)
        row = paper.line(stt, person.name, person.citizen_id, 540_000)
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, amount=540_000,
            way=one_of(None, "cash"),
        )  # fmt: skip
    paper.line(None, "Cộng", None, 1_620_000)
    paper.blank(2)
    paper.line("B. CHI QUA TÀI KHOẢN")
    paper.line("STT", "Số tiền", "Họ và tên", "Số tài khoản", "Số CCCD", "Ngân hàng")
    for stt in range(1, 4):
        person = who(264 + stt)
        row = paper.line(stt, 1_080_000, person.name, person.account, person.citizen_id, "NH Nam Á")
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, amount=1_080_000,
            account_number=person.account, bank="970428", way=one_of(None, "account"),
        )  # fmt: skip
    paper.line(None, 3_240_000, "Cộng")
    paper.signatures(*SIGNERS)
    expected.nobody += SIGNERS
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def blank_rows_between_people(path: Path) -> Expected:
    paper, expected = Paper("T11"), Expected()
    paper.line(*HEAD)
    for stt, number in enumerate(range(270, 276), 1):
        paper.blank(stt * 2)
        pay(paper, expected, who(number), stt)
    paper.blank(2)
    total(paper, 6 * 540_000)
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def one_person_over_two_payments(path: Path) -> Expected:
    """Number, name, year and card in merged cells over two rows, each with money of its own."""
    paper, expected = Paper("T11"), Expected()
    paper.line(*HEAD)
    pay(paper, expected, who(280), 1)
    person = who(281)
    row = paper.line(2, person.name, person.born.year, person.citizen_id, "Khóm 1", 1, 540_000)
    paper.line(None, None, None, None, "Khóm 1", 1.5, 810_000)
    for column in (1, 2, 3, 4):
        paper.merge(row, column, row + 1, column)
    for at, amount in ((row, 540_000), (row + 1, 810_000)):
        expected.hold(
            paper.name, at, person.name, birth=person.year, citizen_id=person.citizen_id,
            halves=amount // 270_000, amount=amount,
        )  # fmt: skip
    pay(paper, expected, who(282), 3)
    total(paper, 540_000 * 3 + 810_000)
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def money_in_a_row_without_a_name(path: Path) -> Expected:
    """Not merged: nobody says whose it is, so it is nobody's, and not lost either."""
    paper, expected = Paper("T11"), Expected()
    paper.line(*HEAD)
    pay(paper, expected, who(284), 1)
    row = paper.line(None, None, None, None, "Khóm 1", 1.5, 810_000)
    expected.error(paper.name, row, None, "no_name")
    pay(paper, expected, who(285), 2)
    row = paper.line(3, None, 1950, who(286).citizen_id, "Khóm 1", 1, 540_000)
    expected.error(paper.name, row, None, "no_name")
    pay(paper, expected, who(287), 4)
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def name_in_two_columns(path: Path) -> Expected:
    """One heading over two columns: family name in the one, given name in the other."""
    paper, expected = Paper("T11"), Expected()
    top = paper.line("STT", "Họ và tên", None, "Năm sinh", "Số CCCD", "Số tiền")
    paper.merge(top, 2, top, 3)
    for stt, number in enumerate(range(290, 294), 1):
        person = who(number)
        family, given = person.name.rsplit(" ", 1)
        row = paper.line(stt, family, given, person.born.year, person.citizen_id, 540_000)
        expected.hold(
            paper.name, row, person.name, birth=person.year, citizen_id=person.citizen_id,
            amount=540_000,
        )  # fmt: skip
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def family_and_given_name_headed_each(path: Path) -> Expected:
    paper, expected = Paper("T11"), Expected()
    paper.line("TT", "Họ và chữ đệm", "Tên", "CCCD", "Thành tiền")
    for stt, number in enumerate(range(295, 299), 1):
        person = who(number)
        family, given = person.name.rsplit(" ", 1)
        row = paper.line(stt, family, given, person.citizen_id, 540_000)
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, amount=540_000,
        )  # fmt: skip
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def birth_in_three_columns(path: Path) -> Expected:
    paper, expected = Paper("T11"), Expected()
    top = paper.line("STT", "Họ và tên", "Ngày tháng năm sinh", None, None, "CCCD", "Số tiền")
    paper.line(None, None, "Ngày", "Tháng", "Năm", None, None)
    paper.merge(top, 3, top, 5)
    for column in (1, 2, 6, 7):
        paper.merge(top, column, top + 1, column)
    for stt, number in enumerate(range(300, 303), 1):
        person = who(number)
        born = person.born
        row = paper.line(
            stt, person.name, born.day, born.month, born.year, person.citizen_id, 540_000
        )
        expected.hold(
            paper.name, row, person.name, birth=one_of(person.birth, person.year),
            citizen_id=person.citizen_id, amount=540_000, or_problem=True,
        )  # fmt: skip
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def crosses_for_women_and_for_the_way_of_payment(path: Path) -> Expected:
    paper, expected = Paper("T11"), Expected()
    top = paper.line("STT", "Họ tên", "Giới tính", None, "CCCD", "Số tiền", "Hình thức nhận", None)
    paper.line(None, None, "Nam", "Nữ", None, None, "Tiền mặt", "Tài khoản")
    paper.merge(top, 3, top, 4)
    paper.merge(top, 7, top, 8)
    for column in (1, 2, 5, 6):
        paper.merge(top, column, top + 1, column)
    for stt, number in enumerate(range(305, 310), 1):
        person = who(number)
        sex = (None, "x") if person.woman else ("X", None)
        way = ("x", None) if stt % 2 else (None, "x")
        row = paper.line(stt, person.name, *sex, person.citizen_id, 540_000, *way)
        expected.hold(
            paper.name, row, person.name, sex=person.sex, citizen_id=person.citizen_id,
            amount=540_000, way="cash" if stt % 2 else "account",
        )  # fmt: skip
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def running_number_as_text_and_lower_case_headings(path: Path) -> Expected:
    """*01.*, *a)* for groups, headings in lower case with units and numbers, notes with stars."""
    paper, expected = Paper("chi tra"), Expected()
    paper.line("số tt (1)", "họ và tên (2)", "số cccd (3)", "số tiền (đồng) (4)", "ghi chú (5)")
    for group, people in (("a) Người cao tuổi", (312, 313)), ("b) Trẻ em mồ côi", (314, 315))):
        paper.line(group)
        for stt, number in enumerate(people, 1):
            person = who(number)
            star = " (*)" if stt == 1 else ""
            row = paper.line(f"{stt:02d}.", person.name + star, person.citizen_id, "540.000")
            expected.hold(
                paper.name, row, person.name, citizen_id=person.citizen_id, amount=540_000
            )
    paper.line("(*) Người đã đổi điểm chi trả: Phan Văn Chú Thích")
    paper.line("Ghi chú: danh sách có 4 người, số tiền 2.160.000 đồng.")
    expected.nobody.append("Phan Văn Chú Thích")
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def no_running_number_at_all(path: Path) -> Expected:
    paper, expected = Paper("T11"), Expected()
    paper.line("Họ tên", "Số tiền", "CMND/CCCD")
    for number in range(320, 324):
        person = who(number)
        row = paper.line(person.name, 540_000, person.citizen_id)
        expected.hold(paper.name, row, person.name, citizen_id=person.citizen_id, amount=540_000)
    paper.line("Cộng", 2_160_000)
    paper.line("Người lập biểu", None, "Kế toán")
    paper.line(SIGNERS[0], None, SIGNERS[1])
    expected.nobody += SIGNERS
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def people_who_collect_for_others(path: Path) -> Expected:
    """Who collects stands beside the beneficiary, and is nobody's row."""
    paper, expected = Paper("T11"), Expected()
    paper.line("STT", "Tên đối tượng", "CCCD", "Số tiền", "Người nhận thay", "Ký nhận")
    for stt, number in enumerate(range(326, 330), 1):
        person = who(number)
        payee = f"Bành Thị Nhận Thay {stt}" if stt != 2 else None
        row = paper.line(stt, person.name, person.citizen_id, 540_000, payee)
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, amount=540_000,
            payee=Within(payee) if payee else "", relation=ANY,
        )  # fmt: skip
        if payee:
            expected.nobody.append(payee)
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def the_same_heading_twice(path: Path) -> Expected:
    """*Số tiền* of this month and *Số tiền* of the last: which one is never guessed."""
    paper, expected = Paper("T11"), Expected(may_be_refused=frozenset({"*"}))
    paper.line("STT", "Họ và tên", "CCCD", "Số tiền", "Số tiền")
    for stt, number in enumerate(range(332, 335), 1):
        person = who(number)
        row = paper.line(stt, person.name, person.citizen_id, 500_000, 540_000)
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, amount=None, or_problem=True
        )
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def supplement_of_an_earlier_list(path: Path) -> Expected:
    paper, expected = Paper("BS"), Expected(about={"month": NOVEMBER, "adds": True})
    paper.letterhead(title="DANH SÁCH BỔ SUNG ĐỐI TƯỢNG HƯỞNG TRỢ CẤP HƯU TRÍ XÃ HỘI")
    paper.line(*HEAD)
    for stt, number in enumerate(range(336, 339), 1):
        pay(paper, expected, who(number), stt, programme="social_pension")
    expected.about["programme"] = one_of("social_pension")
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def totals_written_as_formulas(path: Path) -> Expected:
    """With the results that the program wrote: each total is the sum."""
    paper, expected = Paper("T11"), Expected()
    paper.line("STT", "Họ tên", "CCCD", "Trợ cấp", "Truy lĩnh", "Tổng cộng")
    for stt, number in enumerate(range(340, 344), 1):
        person = who(number)
        row = len(paper.lines) + 1
        paper.line(
            Formula(f"=ROW()-{row - stt}", stt), person.name, person.citizen_id, 540_000, 120_000,
            Formula(f"=D{row}+E{row}", 660_000),
        )  # fmt: skip
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, amount=540_000,
            arrears=120_000, total=660_000,
        )  # fmt: skip
    paper.line(None, "Cộng", None, Formula("=SUM(D2:D5)", 2_160_000))
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def merged_letterhead_over_the_heading(path: Path) -> Expected:
    """A title merged down beside the heading, and headings merged over three rows."""
    paper, expected = Paper("T11"), Expected()
    top = paper.line("STT", "Họ và tên", "Giấy tờ", None, "Kinh phí", None, None)
    paper.line(None, None, "Số CCCD", "Ngày cấp", "Trong đó", None, "Tổng cộng")
    paper.line(None, None, None, None, "Trợ cấp tháng", "Truy lĩnh", None)
    for column in (1, 2):
        paper.merge(top, column, top + 2, column)
    paper.merge(top, 3, top, 4)
    paper.merge(top, 5, top, 7)
    paper.merge(top + 1, 3, top + 2, 3)
    paper.merge(top + 1, 4, top + 2, 4)
    paper.merge(top + 1, 5, top + 1, 6)
    paper.merge(top + 1, 7, top + 2, 7)
    paper.line("A", "B", 1, 2, 3, 4, "5=3+4")
    for stt, number in enumerate(range(346, 350), 1):
        person = who(number)
        row = paper.line(
            stt, person.name, person.citizen_id, date(2022, 3, stt), 540_000, 40_000, 580_000
        )
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, amount=540_000,
            arrears=40_000, total=580_000,
        )  # fmt: skip
    xlsx(path, paper)
    return expected


@messy("people.xlsx", ListKind.PEOPLE)
def register_of_the_commune(path: Path) -> Expected:
    """No money in it: who, where, which category, since when."""
    paper, expected = Paper("QL đối tượng"), Expected()
    paper.letterhead(title="DANH SÁCH ĐỐI TƯỢNG BẢO TRỢ XÃ HỘI ĐANG QUẢN LÝ", money="")
    paper.line(
        "Số TT", "Họ, chữ đệm và tên", "Ngày sinh", "Giới tính", "Số định danh cá nhân",
        "Khóm/Ấp", "Xã/Phường", "Loại đối tượng", "Hệ số", "Điện thoại", "Ghi chú",
    )  # fmt: skip
    for stt, number in enumerate(range(352, 358), 1):
        person = who(number)
        row = paper.line(
            stt, person.name, person.born, person.sex_word, person.citizen_id, "Khóm Vĩnh Tây 1",
            "Núi Sam", "Người cao tuổi", "1,5", person.phone,
        )  # fmt: skip
        expected.hold(
            paper.name, row, person.name, birth=person.birth, sex=person.sex,
            citizen_id=person.citizen_id, phone=person.phone, unit=Within("nui sam"),
            address=Within("Khóm Vĩnh Tây 1"), category=Within("Người cao tuổi"), halves=3,
        )  # fmt: skip
    paper.line("Tổng số: 6 đối tượng")
    paper.signatures(*SIGNERS)
    expected.nobody += SIGNERS
    xlsx(path, paper)
    return expected


@messy("payments.xlsx")
def a_heading_and_nobody(path: Path) -> Expected:
    paper = Paper("T11")
    paper.letterhead()
    paper.line(*HEAD)
    paper.line(*NUMBERS)
    xlsx(path, paper)
    return refused("header_only")


@messy("payments.xlsx")
def a_heading_a_total_of_nothing_and_signatures(path: Path) -> Expected:
    paper = Paper("T11")
    paper.letterhead()
    paper.line(*HEAD)
    total(paper, 0)
    paper.line("Bằng chữ: Không đồng")
    paper.signatures(*SIGNERS)
    xlsx(path, paper)
    return refused("header_only")
