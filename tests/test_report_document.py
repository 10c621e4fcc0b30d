"""The report as a Word document says the numbers of the tables, whatever an official has made of
its template."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Mm
from docx.table import Table as WordTable

from bot.app import build
from bot.cli import main
from bot.document import compared_row
from bot.settings import BadSetting, read_settings
from domain.tables.checks import findings
from domain.tables.findings import Beside, Finding, Level
from domain.tables.in_words import Cash, difference_of, in_words, units_of
from domain.tables.layout import Form, forms
from domain.tables.reported import grids_of, read_tree
from domain.tables.shapes import State, Table, Tables
from domain.tables.tree import tree_of
from domain.text import Month, Text
from storage.cash_counts import count_cash
from storage.new_file import NotWritten
from storage.report_document import TEMPLATE, BadTemplate, Report, tags_of, write_report
from tests.house import INDEX_KEY, KEY, settings
from tests.test_tables import MONTHS, PRINTED, REPORT, SEPTEMBER, STANDARDS, TENTH

ROOT = Path(__file__).parent.parent
CASH = Cash(8_072, 8_072)
AGENCY = read_settings({"ANSINH_KEY": KEY, "ANSINH_INDEX_KEY": INDEX_KEY}).agency


def report_of(tables: Tables = REPORT, **changed: Any) -> Report:
    report = Report(AGENCY, in_words(tables, CASH), units_of(tables), forms(tables))
    return replace(report, **changed)


def written(folder: Path, report: Report | None = None, template: Path | None = None) -> Document:
    path = folder / "report.docx"
    write_report(path, report or report_of(), template)
    return docx.Document(str(path))


def edited(folder: Path, edit: Callable[[Document], object]) -> Path:
    """A template as somebody has saved it."""
    document, path = docx.Document(str(TEMPLATE)), folder / "mine.docx"
    edit(document)
    document.save(str(path))
    return path


def lines(document: Document) -> list[str]:
    """All paragraphs that are not in a table."""
    return [paragraph.text for paragraph in document.paragraphs]


def official(document: Document) -> list[WordTable]:
    """Those with a numbered first column: not the heading, and not the signature."""
    return [table for table in document.tables if table.cell(0, 0).text == "STT"]


def rows(table: WordTable) -> Iterator[list[str]]:
    """A merged cell is said once."""
    for row in table.rows:
        cells = list(dict.fromkeys(cell._tc for cell in row.cells))
        yield ["".join(text.text or "" for text in cell.iter(docx.oxml.ns.qn("w:t")))
               for cell in cells]  # fmt: skip


# --- What it says -------------------------------------------------------------------------------


def test_part_four_says_the_numbers_of_the_tables(tmp_path: Path) -> None:
    said = "\n".join(lines(written(tmp_path)))
    for sentence in (
        "Tính đến ngày 10/9/2023, trên địa bàn thành phố Châu Đốc và thị xã Tịnh Biên có 1.598 đối "
        "tượng có tài khoản nhận trợ cấp trên tổng số 9.670 đối tượng đang hưởng, đạt tỷ lệ 16,53% "
        "(thành phố Châu Đốc 578/4.065 đối tượng, tỷ lệ 14,22%; thị xã Tịnh Biên 1.020/5.605 đối "
        "tượng, tỷ lệ 18,20%).",
        "theo tháng mở: tháng 7: 537; tháng 8: 353; tháng 9: 708.",
        "1.113 suất chi trả, đạt tỷ lệ 69,65% trên số tài khoản đã mở (thành phố Châu Đốc 409 "
        "suất/578 tài khoản, tỷ lệ 70,76%; thị xã Tịnh Biên 704 suất/1.020 tài khoản, tỷ lệ "
        "69,02%)",
        "8.072 đối tượng chưa có tài khoản nhận trợ cấp (thành phố Châu Đốc 3.487; thị xã Tịnh "
        "Biên 4.585); trong đó 8.072 đối tượng đã nhận tiền mặt.",
        "chưa thấy chi trả qua tài khoản: 485 đối tượng (thành phố Châu Đốc 169; thị xã Tịnh Biên "
        "316).",
        "+ Theo dõi 485 đối tượng có tài khoản mà chưa thấy chi trả tháng 9/2023",
    ):
        assert sentence in said


def test_the_structure_is_that_of_the_report(tmp_path: Path) -> None:
    document = written(tmp_path)
    headings = [line for line in lines(document) if re.match(r"[IV]+\. |\d\.", line)]
    assert [heading.split(" ")[0] for heading in headings] == [
        "I.", "II.", "III.", "IV.", "1.", "2.", "3.", "3.1.", "3.2.", "V.", "1.", "2.", "3.",
        "3.1.", "3.2.", "VI.",
    ]  # fmt: skip
    heading, *_, signature = [table for table in document.tables if len(table.rows) == 1]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in heading.cell(0, 1).text
    assert "ngày [..] tháng [..] năm [....]" in heading.cell(0, 1).text
    assert signature.cell(0, 0).text == "Nơi nhận:\n- [Nơi nhận];\n- Lưu: VT."
    assert signature.cell(0, 1).text == "[Chức vụ người ký]\n[Họ và tên]"
    assert not any("{" in line for line in lines(document))


def test_the_tables_stand_on_wide_pages_as_they_do_on_paper(tmp_path: Path) -> None:
    document = written(tmp_path)
    for form, table in zip(forms(REPORT), official(document), strict=True):
        *heads, letters, body = _parts(form, list(rows(table)))
        assert sorted({text for row in heads[0] for text in row} - {""}) == sorted(
            {head.text for head in form.heads}
        )
        assert letters == [column.letter for column in form.columns]
        assert body == [
            [
                cell.printed
                for nth, cell in enumerate(line.cells)
                if line.unit != "total" or nth != 1
            ]
            for line in form.lines
        ]
        assert form.number in lines(document)
        assert form.titles[1] in lines(document)
    page = document.sections[-1]
    assert page.orientation == WD_ORIENT.LANDSCAPE
    assert page.page_width == pytest.approx(Mm(297), abs=Mm(0.1))


def _parts(form: Form, found: list[list[str]]) -> tuple[Any, ...]:
    return found[: form.head_rows], found[form.head_rows], found[form.head_rows + 1 :]


def test_its_own_words_pass_the_checks_of_reports(tmp_path: Path) -> None:
    """C10: nothing that is an estimate is called settled. C14: no figure that no table has."""
    tree = tree_of(REPORT, (), str) | {"text": lines(written(tmp_path))}
    computed = grids_of(REPORT)
    found = findings(Beside(read_tree(tree, computed[Table.OPENED].units), computed, STANDARDS))
    assert {one.check for one in found} <= {"C6", "C9", "C10", "C11", "C12"}
    assert not [one for one in found if one.table == "text"]
    assert "hoàn thành" not in "".join(tree["text"])


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (
            "SSE",
            "Đã quyết toán: tháng 7: 552 suất, 270,180 triệu đồng; tháng 8: 537 suất, 265,140 "
            "triệu đồng. Ước thực hiện, chưa quyết toán: tháng 9: 1.113 suất, 558,540 triệu đồng. "
            "Tổng kinh phí chi trả qua tài khoản 1.093,860 triệu đồng, gồm cả số ước thực hiện.",
        ),
        (
            "EEE",
            "Ước thực hiện, chưa quyết toán: tháng 7: 552 suất, 270,180 triệu đồng; tháng 8: 537 "
            "suất, 265,140 triệu đồng; tháng 9: 1.113 suất, 558,540 triệu đồng. Tổng kinh phí chi "
            "trả qua tài khoản 1.093,860 triệu đồng, gồm cả số ước thực hiện.",
        ),
        (
            "SNS",
            "Đã quyết toán: tháng 7: 552 suất, 270,180 triệu đồng; tháng 9: 1.113 suất, 558,540 "
            "triệu đồng. Tháng 8: chưa có suất chi trả qua tài khoản trong dữ liệu. Tổng kinh phí "
            "chi trả qua tài khoản 828,720 triệu đồng.",
        ),
    ],
)
def test_money_is_called_settled_only_where_it_is(states: str, said: str) -> None:
    *units, total = REPORT.spent
    months = {
        month: replace(
            total.months[month],
            state=State.ESTIMATE if state == "E" else State.SETTLED,
            **({"count": 0, "amount": 0} if state == "N" else {}),
        )
        for month, state in zip(MONTHS, states, strict=True)
    }
    tables = replace(REPORT, spent=(*units, replace(total, months=months)))
    assert in_words(tables, CASH)["quyet_toan"] == said


def test_where_no_list_of_cash_is_known_nobody_is_said_to_be_paid() -> None:
    assert in_words(REPORT, Cash(0, 0))["tien_mat"].startswith("[chưa có danh sách chi tiền mặt")


async def test_who_got_cash_is_counted_as_known_on_the_day(url: str) -> None:
    app = build(settings(url))
    june, early, known = [
        await count_cash(app.database, month, day)
        for month, day in (
            (Month(2023, 6), TENTH),
            (SEPTEMBER, date(2023, 9, 6)),
            (SEPTEMBER, TENTH),
        )
    ]
    await app.close()
    assert (june, known) == (Cash(0, 0), CASH)
    assert (early.listed, 0 < early.collected < 8_072) == (8_072, True)


# --- Beside what was printed --------------------------------------------------------------------


def test_what_was_printed_stands_beside_it_in_an_annex_only_if_it_was_compared(
    tmp_path: Path,
) -> None:
    assert "Phụ lục" not in lines(written(tmp_path))
    computed = grids_of(REPORT)
    reported = read_tree(PRINTED, computed[Table.OPENED].units)
    found = findings(Beside(reported, computed, STANDARDS))
    by_table = {form.table.value: form for form in forms(REPORT)}
    compared = [compared_row(one, by_table) for one in found]
    (tmp_path / "report.docx").unlink()
    document = written(tmp_path, report_of(compared=compared))
    *tables, annex = official(document)
    assert len(tables) == 3
    head, *body = rows(annex)
    assert head[4:7] == ["Số in", "Số tính lại", "Chênh lệch"]
    assert [tuple(row[1:]) for row in body] == compared
    assert ["312", "708", "−396"] in [row[4:7] for row in body]
    assert ["722,120", "722,160", "−0,040"] in [row[4:7] for row in body]
    assert f"(Có {len(found)} chỗ để xem lại; số đã in được giữ nguyên)" in lines(document)


@pytest.mark.parametrize(
    ("table", "column", "reported", "computed", "difference"),
    [
        ("bieu_01", "rate", "18,19", "18,20", "−0,01"),
        ("bieu_03", "2023-09.amount", "558,54", "558,540", ""),
        ("bieu_03", "2023-09.state", "estimate", "settled", ""),
        ("text", "", "18,19", "18,20", "−0,01"),
        ("bieu_02", "note", "", "5", ""),
    ],
)
def test_a_difference_is_of_two_numbers(
    table: str, column: str, reported: str, computed: str, difference: str
) -> None:
    one = Finding("C", table, "total", column, reported, computed, Level.ERROR, Text("."))
    assert difference_of(one) == difference


# --- The template -------------------------------------------------------------------------------


def test_names_come_from_the_settings_whatever_letters_they_have(tmp_path: Path) -> None:
    agency = read_settings(
        {
            "ANSINH_REPORT_SUPERIOR": "UBND <tỉnh> & huyện",
            "ANSINH_REPORT_AGENCY": f"Sở 'A & B' {{{{ so_chi }}}}{' rất dài' * 40}",
            "ANSINH_REPORT_PLAN": "Kế hoạch " * 50,
            "ANSINH_REPORT_RECIPIENTS": "Phòng A & B; Lưu: VT, <P>",
        }
    ).agency
    document = written(tmp_path, report_of(agency=agency))
    heading, *_, signature = [table for table in document.tables if len(table.rows) == 1]
    assert "UBND <tỉnh> & huyện" in heading.cell(0, 0).text
    assert "Sở 'A & B' {{ so_chi }} rất dài" in heading.cell(0, 0).text
    assert "- Phòng A & B;\n- Lưu: VT, <P>." in signature.cell(0, 0).text


@pytest.mark.parametrize("name", ["a\nb", "x" * 501])
def test_a_name_is_one_line(name: str) -> None:
    with pytest.raises(BadSetting, match="ANSINH_REPORT_PLAN must be one line"):
        read_settings({"ANSINH_REPORT_PLAN": name})


def _moved(document: Document) -> None:
    """A sentence to the end of all, a table into the text, a tag in letters of two kinds."""
    paragraphs = document.paragraphs
    settlement = next(one for one in paragraphs if one.text == "{{ quyet_toan }}")
    for run in settlement.runs:
        run.text = ""
    for part in ("Tiền: {", "{ quyet", "_toan }", "}"):
        settlement.add_run(part).bold = part.startswith("{")
    document.element.body.insert(len(document.element.body) - 1, settlement._p)
    table = next(one for one in paragraphs if one.text == "{{ bieu_02 }}")
    first = next(one for one in paragraphs if one.text.startswith("I. "))
    first._p.addprevious(deepcopy(table._p))
    table._p.getparent().remove(table._p)


def test_an_official_may_move_everything(tmp_path: Path) -> None:
    document = written(tmp_path, template=edited(tmp_path, _moved))
    assert next(line for line in reversed(lines(document)) if line).startswith(
        "Tiền: Đã quyết toán: tháng 7: 552 suất"
    )
    moved, *others = official(document)
    assert moved.cell(2, 3).text == "2 = 6"
    widths = [sum(column.width or 0 for column in one.columns) for one in (moved, *others)]
    tall, wide = Mm(160), Mm(257)
    assert widths == pytest.approx([tall, wide, wide], abs=Mm(0.5))


def _says(text: str) -> Callable[[Document], object]:
    return lambda document: document.add_paragraph(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{{ so_tai_khoanh }}",
            "{{ so_tai_khoanh }} is no tag of the report. docs/report.md lists",
        ),
        ("{{ so_chi", "a tag cannot be read"),
        ("{%p if doi_chieu %}", "a tag cannot be read"),
        ("{{ so_chi | lam_tron }}", "a tag cannot be read"),
        ("{{ so_chi.the }}", "cannot be filled"),
        ("{{ so_chi / 0 }}", "cannot be filled"),
        ("{{ so_chi.__class__.__mro__ }}", "cannot be filled"),
        ("{% for one in range(999999999) %}{% endfor %}", "cannot be filled"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused_and_nothing_is_written(
    tmp_path: Path, text: str, said: str
) -> None:
    template = edited(tmp_path, _says(text))
    with pytest.raises(BadTemplate, match=re.escape(said)):
        written(tmp_path, template=template)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.docx"]


def _text(path: Path) -> None:
    path.write_text("BÁO CÁO {{ so_chi }}", encoding="utf-8")


def _workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")


def _torn(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("word/document.xml", "<w:document")


def _blown_up(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b" " * 51_000_000)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_text, "is no Word document. Save the template as .docx."),
        (_workbook, "is no Word document"),
        (_torn, "is no Word document"),
        (_blown_up, "is too large"),
        (lambda _path: None, "cannot be read: No such file"),
    ],
)
def test_what_is_no_document_is_refused(
    tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    make(tmp_path / "mine.docx")
    with pytest.raises(BadTemplate, match=re.escape(said)):
        written(tmp_path, template=tmp_path / "mine.docx")
    assert not (tmp_path / "report.docx").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    written(tmp_path)
    with pytest.raises(NotWritten, match="nothing is overwritten"):
        written(tmp_path)


def test_every_tag_is_explained_to_officials() -> None:
    page = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    assert [tag for tag in tags_of(report_of()) if f"`{tag}`" not in page] == []


# --- The command --------------------------------------------------------------------------------


def test_the_command_writes_it_beside_what_was_printed(
    sqlite_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ANSINH_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ANSINH_KEY", KEY)
    monkeypatch.setenv("ANSINH_INDEX_KEY", INDEX_KEY)
    monkeypatch.setenv("ANSINH_REPORT_AGENCY", "Sở Y tế tỉnh An Giang")
    printed, made, none = (tmp_path / name for name in ("printed.json", "made.docx", "none.docx"))
    printed.write_text(json.dumps(PRINTED), encoding="utf-8")
    months = ["report", "--months", "2023-07..2023-09", "--as-of", "2023-09-10"]
    assert main([*months, "--against", str(printed), "--docx", str(made)]) == 0
    assert capsys.readouterr().out == f"{made} is written.\n"
    document = docx.Document(str(made))
    said = "\n".join(lines(document))
    assert "Sở Y tế tỉnh An Giang báo cáo kết quả tháng 7, 8, 9 năm 2023" in said
    assert "trong đó 8.072 đối tượng đã nhận tiền mặt" in said
    *tables, annex = official(document)
    assert [list(rows(table))[-1][1:3] for table in tables] == [
        ["9.670", "1.598"],
        ["1.598", "1.113"],
        ["1.113", "1.093,860"],
    ]
    assert len(annex.rows) > 10
    assert main([*months, "--template", str(made)]) == 1
    assert "add --docx FILE" in capsys.readouterr().err
    assert main([*months, "--template", str(printed), "--docx", str(none)]) == 1
    assert "is no Word document" in capsys.readouterr().err
    assert not none.exists()


def test_no_other_command_waits_for_what_writes_word() -> None:
    said = "import sys, bot.commands.report; print('docx' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", said], text=True, capture_output=True, check=True)
    assert ran.stdout == "False\n"
