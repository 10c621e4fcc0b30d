"""Files by other hands than Excel's, files under another's name, and files that are no list."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

from domain.lists.row import ListKind
from tests.messy.expected import Expected, Within, messy, one_of, refused
from tests.messy.layouts import HEAD, ordinary, pay, total
from tests.messy.paper import SIGNERS, Formula, Paper, xlsx
from tests.messy.people import who

SAMPLES = Path(__file__).parents[1] / "samples"


# --- Under one name or another -------------------------------------------------------------------


def _html(rows: list[str], before: str = "") -> str:
    return (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
        "<style>td{mso-number-format:General} .t{mso-number-format:'\\@'}</style>"
        "<script>var x = '<td>Kịch Thị Bản</td>';</script></head><body>"
        f"{before}<table border=1>{''.join(rows)}</table></body></html>"
    )


@messy("chitra.xls")
def html_named_xls(path: Path) -> Expected:
    """As many web systems export: spans in the heading, entities, a letterhead of its own table."""
    expected = Expected(nobody=["Kịch Thị Bản", *SIGNERS])
    before = (
        "<table><tr><td colspan=4>UBND PHƯỜNG N&Uacute;I SAM</td></tr></table>"
        "<p>DANH SÁCH CHI TRẢ<br>Tháng 11 năm 2026</p>"
    )
    rows = [
        "<thead><tr><th rowspan=2>STT</th><th rowspan=2>H&#7885; v&agrave; t&ecirc;n</th>"
        "<th colspan=2>Năm sinh</th><th rowspan=2>Số<br/>CCCD</th>"
        "<th rowspan=2>Số tiền</th></tr>",
        "<tr><th>Nam</th><th>Nữ</th></tr></thead>",
    ]
    numbers = range(900, 905)
    for stt, number in enumerate(numbers, 1):
        person = who(number)
        born = (
            f"<td></td><td>{person.year}</td>" if person.woman else f"<td>{person.year}<td>&nbsp;"
        )
        rows.append(
            f"<tr><td>{stt}<td><b>{person.name}</b>{born}"
            f'<td class=t x:str="{person.citizen_id}">{person.citizen_id}<td align=right>540.000'
        )
    rows.append("<tr><td colspan=5>Tổng cộng</td><td>2.700.000</td></tr>")
    rows.append(f"<tr><td></td><td>Người lập<br><br>{SIGNERS[0]}</td><td></td></tr>")
    path.write_text(_html(rows, before), "utf-8")
    for number in numbers:
        person = who(number)
        expected.hold(
            "*", 0, person.name, sex=person.sex, birth=person.year, citizen_id=person.citizen_id,
            amount=540_000,
        )  # fmt: skip
    return expected


@messy("chitra.xls")
def spreadsheetml_named_xls(path: Path) -> Expected:
    """XML of Excel 2003: indexes that jump, merged cells, numbers, a date and a hidden sheet."""
    expected = Expected()
    rows = [
        '<Row><Cell ss:MergeAcross="4"><Data ss:Type="String">UBND PHƯỜNG NÚI SAM</Data></Cell>'
        "</Row>",
        '<Row ss:Index="4">'
        + "".join(
            f'<Cell><Data ss:Type="String">{head}</Data></Cell>'
            for head in ("STT", "Họ và tên", "Ngày sinh", "Số CCCD")
        )
        + '<Cell ss:Index="6"><Data ss:Type="String">Số tiền</Data></Cell></Row>',
    ]
    for stt, number in enumerate(range(906, 910), 1):
        person = who(number)
        rows.append(
            f'<Row><Cell><Data ss:Type="Number">{stt}</Data></Cell>'
            f'<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">'
            f"<B>{escape(person.name)}</B></ss:Data></Cell>"
            f'<Cell><Data ss:Type="DateTime">{person.birth}T00:00:00.000</Data></Cell>'
            f'<Cell><Data ss:Type="String">{person.citizen_id}</Data></Cell>'
            '<Cell ss:Index="6" ss:Formula="=RC[-1]"><Data ss:Type="Number">540000</Data></Cell>'
            "</Row>"
        )
        expected.hold(
            "Núi Sam", stt + 4, person.name, birth=person.birth, citizen_id=person.citizen_id,
            amount=540_000, unit=Within("nui sam"),
        )  # fmt: skip
    path.write_text(
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="Núi Sam"><Table>{"".join(rows)}</Table></Worksheet></Workbook>',
        "utf-8",
    )
    return expected


@messy("danhsach.xls")
def xlsx_named_xls(path: Path) -> Expected:
    paper, expected = Paper("T11"), Expected()
    ordinary(paper, expected, range(912, 916))
    content = io.BytesIO()
    xlsx(content, paper)  # type: ignore[arg-type]
    path.write_bytes(content.getvalue())
    return expected


@messy("DANH SÁCH (1) - Copy.XLSX")
def name_of_the_file_in_capitals_with_spaces(path: Path) -> Expected:
    paper, expected = Paper("T11"), Expected()
    ordinary(paper, expected, range(918, 921))
    content = io.BytesIO()
    xlsx(content, paper)  # type: ignore[arg-type]
    path.write_bytes(content.getvalue())
    return expected


# --- What a workbook holds beside its values -----------------------------------------------------


@messy("list.xlsx")
def formulas_without_a_value(path: Path) -> Expected:
    """As programs write them that do not calculate."""
    expected = Expected()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "T11"
    sheet.append(["STT", "Họ và tên", "Số CCCD", "Hệ số", "Số tiền", "Ghi chú"])
    for stt, number in enumerate(range(924, 928), 1):
        person = who(number)
        money: object = f"=D{stt + 1}*540000" if stt > 2 else 540_000
        sheet.append(
            [
                stt,
                person.name,
                person.citizen_id,
                1,
                money,
                '=IF(D2=1,"","x")' if stt == 1 else None,
            ]
        )
        if stt > 2:
            expected.error("T11", stt + 1, "E", "formula_without_value")
        expected.hold(
            "T11", stt + 1, person.name, citizen_id=person.citizen_id, halves=2,
            amount=None if stt > 2 else 540_000, or_problem=stt > 2,
        )  # fmt: skip
    sheet.append([None, "Cộng", None, None, "=SUM(E2:E5)"])
    expected.rows[0] = type(expected.rows[0])(
        "T11", 2, expected.rows[0].name, expected.rows[0].fields, True
    )
    expected.note("T11", 2, "F", "formula_without_value")
    book.save(path)
    return expected


@messy("list.xlsx")
def names_that_are_formulas_without_a_value(path: Path) -> Expected:
    """Nobody's name is known: every one of them is told, and none is lost."""
    expected = Expected(may_be_refused=frozenset({"*"}))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "T11"
    sheet.append(["STT", "Họ và tên", "Số CCCD", "Số tiền"])
    for stt, number in enumerate(range(930, 933), 1):
        sheet.append([stt, f"=VLOOKUP(C{stt + 1},X:Y,2,0)", who(number).citizen_id, 540_000])
        expected.error("T11", stt + 1, "B", "formula_without_value")
    book.save(path)
    return expected


@messy("list.xlsx")
def far_cells(path: Path) -> Expected:
    """Something in the last cell of a sheet, and formats all the way down: cut, not refused."""
    paper, expected = Paper("T11"), Expected()
    paper.line(*HEAD)
    for stt, number in enumerate(range(936, 940), 1):
        pay(paper, expected, who(number), stt)
    total(paper, 4 * 540_000)
    xlsx(path, paper)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet["XFD1048576"] = "x"
    sheet["XFD3"] = "y"
    sheet["B1048576"] = " "
    book.save(path)
    return expected


@messy("list.xlsx")
def rich_text_comments_and_validation(path: Path) -> Expected:
    """A name half in bold, a comment that names somebody else, a list of choices."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    from openpyxl.comments import Comment

    expected = Expected(nobody=["Bình Thị Luận"])
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "T11"
    sheet.append(["STT", "Họ và tên", "Số CCCD", "Số tiền"])
    for stt, number in enumerate(range(942, 945), 1):
        person = who(number)
        family, given = person.name.split(" ", 1)
        sheet.append([stt, None, person.citizen_id, 540_000])
        sheet.cell(stt + 1, 2).value = CellRichText(
            TextBlock(InlineFont(b=True), family), f" {given}"
        )
        expected.hold("T11", stt + 1, person.name, citizen_id=person.citizen_id, amount=540_000)
    sheet["B2"].comment = Comment("Nhận thay: Bình Thị Luận", "Bình Thị Luận")
    sheet.row_dimensions[3].hidden = True
    book.save(path)
    expected.rows[1] = type(expected.rows[1])(
        "T11", 3, expected.rows[1].name, expected.rows[1].fields, True
    )
    return expected


# --- By LibreOffice: made once by make_files.py ---------------------------------------------------

FILES = Path(__file__).parent / "files"


def office_list() -> tuple[Paper, Expected]:
    """What `make_files` had LibreOffice write."""
    paper, expected = Paper("Núi Sam"), Expected()
    ordinary(paper, expected, range(950, 960))
    person = who(961)
    paper.lines.insert(18, [11, person.name, person.born, person.citizen_id, "Khóm 1",
                            Formula("=3/2", 1.5), Formula("=F19*540000", 810_000)])  # fmt: skip
    expected.hold(
        "Núi Sam", 19, person.name, birth=person.birth, citizen_id=person.citizen_id,
        halves=3, amount=810_000, unit=Within("nui sam"),
    )  # fmt: skip
    return paper, expected


def _by_office(path: Path, name: str) -> Expected:
    path.write_bytes((FILES / name).read_bytes())
    return office_list()[1]


@messy("office.xlsx")
def xlsx_by_libreoffice(path: Path) -> Expected:
    return _by_office(path, "office.xlsx")


@messy("office.xls")
def xls_by_libreoffice(path: Path) -> Expected:
    return _by_office(path, "office.xls")


@messy("office.xlsx")
def old_xls_named_xlsx(path: Path) -> Expected:
    return _by_office(path, "office.xls")


@messy("office.ods")
def ods_by_libreoffice(path: Path) -> Expected:
    expected = _by_office(path, "office.ods")
    expected.may_be_refused = frozenset({"not_a_spreadsheet"})
    return expected


@messy("office.csv")
def csv_by_libreoffice(path: Path) -> Expected:
    """In UTF-8, and with the month before the day in the one date."""
    expected = _by_office(path, "office.csv")
    expected.rows = [type(held)("", held.row, held.name, held.fields) for held in expected.rows]
    last = expected.rows[-1]
    assert who(961).born.day > 12
    expected.rows[-1] = type(last)(
        "", last.row, last.name, {**last.fields, "birth": one_of(None, who(961).birth)}, True
    )
    expected.note("", last.row, "C", "birth")
    return expected


@messy("office.xls")
def html_by_libreoffice(path: Path) -> Expected:
    expected = _by_office(path, "office.html")
    expected.rows = [type(held)("*", 0, held.name, held.fields) for held in expected.rows]
    return expected


@messy("locked.xlsx")
def locked_xlsx(path: Path) -> Expected:
    path.write_bytes((FILES / "locked.xlsx").read_bytes())
    return refused("password")


@messy("locked.xls")
def locked_xls(path: Path) -> Expected:
    path.write_bytes((FILES / "locked.xls").read_bytes())
    return refused("password")


@messy("locked.xlsx")
def locked_xls_named_xlsx(path: Path) -> Expected:
    path.write_bytes((FILES / "locked.xls").read_bytes())
    return refused("password")


@messy("locked.ods")
def locked_ods(path: Path) -> Expected:
    path.write_bytes((FILES / "locked.ods").read_bytes())
    return refused("password", "not_a_spreadsheet")


@messy("far.xls")
def xls_with_far_cells(path: Path) -> Expected:
    """Something in the last cell of an old sheet, and between: cut, not refused."""
    return _by_office(path, "far.xls")


@messy("far.ods")
def ods_with_far_cells(path: Path) -> Expected:
    return _by_office(path, "far.ods")


# --- Refused -------------------------------------------------------------------------------------


def _good(numbers: range = range(970, 990)) -> bytes:
    paper = Paper("T11")
    ordinary(paper, Expected(), numbers)
    content = io.BytesIO()
    xlsx(content, paper)  # type: ignore[arg-type]
    return content.getvalue()


@messy("half.xlsx")
def first_half_of_an_xlsx(path: Path) -> Expected:
    whole = _good()
    path.write_bytes(whole[: len(whole) // 2])
    return refused("truncated")


@messy("half.xlsx")
def xlsx_without_its_last_hundred_bytes(path: Path) -> Expected:
    path.write_bytes(_good()[:-100])
    return refused("truncated")


@messy("half.xls")
def first_half_of_an_xls(path: Path) -> Expected:
    whole = (FILES / "office.xls").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return refused("truncated")


@messy("spoilt.xlsx")
def xlsx_with_a_spoilt_sheet(path: Path) -> Expected:
    """Its directory is whole; the bytes of the sheet are not."""
    whole = bytearray(_good())
    with zipfile.ZipFile(io.BytesIO(bytes(whole))) as archive:
        place = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    for at in range(place + 200, place + 400):
        whole[at] ^= 0x5A
    path.write_bytes(bytes(whole))
    return refused("truncated")


@messy("scan.xlsx")
def pdf_renamed(path: Path) -> Expected:
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n")
    return refused("not_a_spreadsheet")


@messy("photo.xls")
def photo_renamed(path: Path) -> Expected:
    path.write_bytes((SAMPLES / "card.jpg").read_bytes())
    return refused("not_a_spreadsheet")


@messy("photo.csv")
def photo_named_csv(path: Path) -> Expected:
    path.write_bytes((SAMPLES / "card.jpg").read_bytes())
    return refused("not_a_spreadsheet")


@messy("scan.csv")
def pdf_named_csv(path: Path) -> Expected:
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n")
    return refused("not_a_spreadsheet")


@messy("noise.xlsx")
def random_bytes(path: Path) -> Expected:
    path.write_bytes(random.Random(9).randbytes(20_000))
    return refused("not_a_spreadsheet")


def _zip(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


@messy("letter.xlsx")
def docx_renamed(path: Path) -> Expected:
    _zip(
        path,
        {
            "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            b'content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.'
            b'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
            "word/document.xml": b"<w:document/>",
        },
    )
    return refused("not_a_spreadsheet")


@messy("list.xlsx")
def a_zip_with_the_list_inside(path: Path) -> Expected:
    _zip(path, {"danh sach.xlsx": _good()})
    return refused("not_a_spreadsheet")


@messy("letter.xls")
def prose_named_xls(path: Path) -> Expected:
    path.write_bytes((SAMPLES / "letter.txt").read_bytes())
    return refused("not_a_spreadsheet", "other_list", "empty")


@messy("page.xls")
def log_in_page_named_xls(path: Path) -> Expected:
    """The session had ended when the clerk pressed *export*."""
    path.write_text(
        "<!DOCTYPE html><html><body><form>Đăng nhập <input name=user></form></body></html>", "utf-8"
    )
    return refused("not_a_spreadsheet", "other_list", "empty")


@messy("list.xlsx")
def workbook_of_empty_sheets(path: Path) -> Expected:
    xlsx(path, Paper("Sheet1"), Paper("Sheet2"), Paper("Sheet3"))
    return refused("empty")


@messy("list.xlsx")
def all_its_sheets_hidden_but_an_empty_one(path: Path) -> Expected:
    old = Paper("cũ", hidden=True)
    ordinary(old, Expected(), range(990, 993))
    xlsx(path, Paper("Sheet1"), old)
    return refused("empty")


def _bomb(path: Path, size: int) -> None:
    """A sheet of so many blanks, packed to a thousandth, in a workbook that is whole else."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    million = b" " * 1_000_000
    first = packer.compress(million) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(million) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = first + again * (size // 1_000_000 - 1) + packer.flush()
    crc = 0
    for _ in range(size // 1_000_000):
        crc = zlib.crc32(million, crc)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_good())) as good, zipfile.ZipFile(out, "w") as archive:
        for name in good.namelist():
            if not name.endswith("sheet1.xml"):
                archive.writestr(name, good.read(name))
        archive.writestr("xl/worksheets/sheet1.xml", packed)
    whole = out.getvalue()
    stored = struct.pack("<III", zlib.crc32(packed), len(packed), len(packed))
    right = struct.pack("<III", crc, len(packed), size)
    part = b"xl/worksheets/sheet1.xml"
    parts = whole.replace(stored, right)
    for signature, method in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = parts.index(part) if method == 8 else parts.rindex(part)
        start = parts.rindex(signature, 0, at)
        parts = parts[: start + method] + struct.pack("<H", 8) + parts[start + method + 2 :]
    path.write_bytes(parts)


@messy("bomb.xlsx")
def bomb_of_a_gigabyte(path: Path) -> Expected:
    _bomb(path, 1_000_000_000)
    return refused("too_big")


@messy("bomb.xlsx")
def bomb_of_entities(path: Path) -> Expected:
    """Each names the one before ten times."""
    entities = ['<!ENTITY a0 "ha ha ha ha ha ha ha ha">']
    entities += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11)]
    with zipfile.ZipFile(io.BytesIO(_good())) as good:
        members = {name: good.read(name) for name in good.namelist()}
    members["xl/sharedStrings.xml"] = (
        f'<?xml version="1.0"?><!DOCTYPE sst [{"".join(entities)}]>'
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><t>&a10;</t></si></sst>"
    ).encode()
    _zip(path, members)
    return Expected(refused=frozenset({"too_big", "truncated", "not_a_spreadsheet"}))


@messy("bomb.xls")
def bomb_of_entities_in_xml(path: Path) -> Expected:
    entities = ['<!ENTITY a0 "ha ha ha ha ha ha ha ha">']
    entities += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11)]
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE x [{"".join(entities)}]>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        '<Worksheet ss:Name="a"><Table><Row>'
        '<Cell><Data ss:Type="String">&a10;</Data></Cell></Row></Table></Worksheet></Workbook>',
        "utf-8",
    )
    return Expected(
        refused=frozenset({"too_big", "truncated", "not_a_spreadsheet", "empty", "other_list"})
    )


@messy("big.xlsx")
def quarter_of_a_million_rows(path: Path) -> Expected:
    """More than a spreadsheet may have here: as text it may."""
    with zipfile.ZipFile(io.BytesIO(_good())) as good:
        members = {name: good.read(name) for name in good.namelist()}
    cells = "<c><v>1</v></c><c><v>2</v></c><c><v>3</v></c>"
    rows = "".join(f'<row r="{number}">{cells}</row>' for number in range(1, 250_001))
    members["xl/worksheets/sheet1.xml"] = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    ).encode()
    _zip(path, members)
    return refused("too_many_rows")


# --- Lists of something else ---------------------------------------------------------------------


def _pupils(path: Path) -> None:
    paper = Paper("Lớp 5A")
    paper.line("TRƯỜNG TIỂU HỌC A")
    paper.line("DANH SÁCH HỌC SINH LỚP 5A")
    paper.line(
        "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Lớp", "Toán", "Tiếng Việt", "Xếp loại"
    )
    for stt in range(1, 8):
        person = who(1000 + stt)
        paper.line(stt, person.name, person.born, person.sex_word, "5A", 8, 9, "Khá")
    xlsx(path, paper)


@messy("lop5a.xlsx")
def pupils_as_payments(path: Path) -> Expected:
    _pupils(path)
    return refused("other_list")


@messy("lop5a.xlsx", ListKind.ACCOUNTS)
def pupils_as_accounts(path: Path) -> Expected:
    _pupils(path)
    return refused("other_list")


@messy("lop5a.xlsx", ListKind.PEOPLE)
def pupils_as_people(path: Path) -> Expected:
    """Names and births, but neither card nor category: this register is not the commune's."""
    _pupils(path)
    return refused("other_list")


@messy("lop5a.xlsx", ListKind.CALENDAR)
def pupils_as_calendar(path: Path) -> Expected:
    _pupils(path)
    return refused("other_list")


@messy("kho.xlsx")
def inventory(path: Path) -> Expected:
    """STT, a name, an amount: but of things."""
    paper = Paper("Kiểm kê")
    paper.line("STT", "Tên tài sản", "ĐVT", "Số lượng", "Đơn giá", "Thành tiền")
    for stt, thing in enumerate(("Bàn làm việc", "Ghế xếp", "Máy in Canon"), 1):
        paper.line(stt, thing, "cái", 2, 1_500_000, 3_000_000)
    paper.line(None, "Tổng cộng", None, None, None, 9_000_000)
    xlsx(path, paper)
    return refused("other_list")


@messy("bieu01.xlsx")
def report_of_the_province(path: Path) -> Expected:
    paper = Paper("Biểu 01")
    paper.line(
        "STT", "Đơn vị", "Tổng số đối tượng", "Số tài khoản đã mở", "Tháng 7", "Tháng 8", "Tháng 9"
    )
    paper.line(1, "Thành phố Châu Đốc", 4065, 578, 182, 0, 396)
    paper.line(2, "Thị xã Tịnh Biên", 5605, 1020, 355, 353, 312)
    paper.line(None, "Tổng cộng", 9670, 1598, 537, 353, 312)
    xlsx(path, paper)
    return refused("other_list")


@messy("taikhoan.xlsx")
def accounts_as_payments(path: Path) -> Expected:
    paper = Paper("TK")
    paper.line("STT", "Họ và tên", "Số CCCD", "Số tài khoản", "Ngân hàng")
    for stt in range(1, 4):
        person = who(1010 + stt)
        paper.line(stt, person.name, person.citizen_id, person.account, "NH Nam Á")
    xlsx(path, paper)
    return refused("other_list")


@messy("chitra.xlsx", ListKind.POINTS)
def payments_as_points(path: Path) -> Expected:
    paper = Paper("T11")
    ordinary(paper, Expected(), range(1014, 1018))
    xlsx(path, paper)
    return refused("other_list")


@messy("chitra.xlsx", ListKind.CALENDAR)
def payments_as_calendar(path: Path) -> Expected:
    paper = Paper("T11")
    ordinary(paper, Expected(), range(1018, 1022))
    xlsx(path, paper)
    return refused("other_list")
