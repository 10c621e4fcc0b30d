"""The whole report as a Word document, from a template that officials edit.

Words stand where the template has their tags. A table stands where its tag is: it is built here,
since nobody can edit a table whose months are not known, and is as wide as the page it is put on.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import OpcError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.section import Section
from docx.shared import Emu, Pt
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.table import _Row as WordRow
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import XMLSyntaxError

from domain.agency import Agency
from domain.tables.layout import Form, Line
from domain.tables.numbers import Kind
from domain.tables.shapes import TOTAL
from storage.new_file import new_file

TEMPLATE = Path(__file__).parent / "templates" / "report.docx"

_LARGEST = 50_000_000
"""Bytes of a template when unpacked: ours has less than one million."""

_LONGEST_PROPERTY = 255
"""Characters, by the format."""

_FONT = "Times New Roman"
_USUAL, _LEAST = 12.0, 6.0
"""Points of what stands in a table: less where words and numbers would be broken."""

_NARROW, _MIDDLE, _BROAD = 0.25, 0.58, 0.74
"""How wide a point, a small letter or digit, a capital are in that font when bold, of its height;
rather too wide, as Word and LibreOffice measure in their own ways."""

_FULL = 0.8
"""How much of a table's width single words may need: what is left is for names and notes."""

_PADDING = Pt(4)
_COMPARED = (
    ("STT", 7, Kind.COUNT),
    ("Biểu", 11, Kind.WORDS),
    ("Đơn vị", 20, Kind.WORDS),
    ("Cột", 22, Kind.WORDS),
    ("Số in", 12, Kind.COUNT),
    ("Số tính lại", 12, Kind.COUNT),
    ("Chênh lệch", 12, Kind.COUNT),
    ("Mức", 12, Kind.WORDS),
    ("Nội dung", 52, Kind.WORDS),
)


class BadTemplate(Exception):
    """A template that cannot be filled, in words for who edited it."""


@dataclass(frozen=True, slots=True)
class Report:
    """``words`` by the names that a template calls them. ``compared``: rows of what a check found,
    as `_COMPARED` names its columns; None where nothing was compared."""

    agency: Agency
    words: Mapping[str, str]
    units: Sequence[str]
    forms: Sequence[Form]
    compared: Sequence[Sequence[str]] | None = None


def write_report(path: Path, report: Report, template: Path | None = None) -> None:
    """A .docx that is there once all is in it. Raises BadTemplate, NotWritten."""
    document = _filled(template or TEMPLATE, tags_of(report))
    for tag, table in _tables(report).items():
        _put(document, _mark(tag), table)
    document.core_properties.title = "Báo cáo"
    document.core_properties.author = report.agency.name[:_LONGEST_PROPERTY]
    made = io.BytesIO()
    document.save(made)
    with new_file(path) as file:
        file.write(made.getvalue())


def tags_of(report: Report) -> dict[str, Any]:
    """All that a template may name."""
    agency = report.agency
    compared = report.compared
    return {
        **report.words,
        "co_quan_cap_tren": agency.superior,
        "co_quan": agency.name,
        "chuc_danh": agency.signer,
        "dia_danh": agency.place,
        "ky_hieu": agency.number_sign,
        "ke_hoach": agency.plan,
        "noi_nhan": "\n".join(_recipients(agency.recipients)),
        "cac_don_vi": tuple(report.units),
        **{tag: value for form in report.forms for tag, value in _tags_of_form(form)},
        "doi_chieu": "" if compared is None else _mark("doi_chieu"),
        "so_cho_khac": str(len(compared or ())),
    }


def _recipients(names: Sequence[str]) -> Iterator[str]:
    for nth, name in enumerate(names, start=1):
        yield f"- {name}{'.' if nth == len(names) else ';'}"


def _tags_of_form(form: Form) -> Iterator[tuple[str, str]]:
    tag = form.table.value
    yield tag, _mark(tag)
    yield f"ten_{tag}", "\n".join(form.titles[1:])
    yield f"tinh_den_{tag}", form.as_of
    yield f"chu_thich_{tag}", "\n".join(form.footnotes)


def _mark(tag: str) -> str:
    """Stands for a table until it is built; readable where it is left over in a page's head."""
    return f"[bảng {tag}]"


# --- The template -------------------------------------------------------------------------------


def _filled(template: Path, tags: Mapping[str, Any]) -> Document:
    """Raises BadTemplate."""
    _look_at(template)
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        word = DocxTemplate(str(template))
        unknown = sorted(word.get_undeclared_template_variables(environment) - tags.keys())
        if unknown:
            raise BadTemplate(_unknown(template, unknown))
        word.render(tags, environment)
        filled: Document = word.docx
    except TemplateSyntaxError as error:
        raise BadTemplate(
            f"{template}: a tag cannot be read ({error.message}). A tag is written "
            "{{ name }}, and what begins with {%p if … %} or {%p for … %} has its end."
        ) from error
    except (OpcError, XMLSyntaxError, KeyError, zipfile.BadZipFile) as error:
        raise BadTemplate(_NO_WORD.format(template)) from error
    except (TemplateError, ArithmeticError, AttributeError, TypeError, ValueError) as error:
        raise BadTemplate(
            f"{template} cannot be filled ({error}). Begin anew with a copy of {TEMPLATE.name}."
        ) from error
    return filled


_NO_WORD = "{} is no Word document. Save the template as .docx."


def _look_at(template: Path) -> None:
    """Before all of it is unpacked. Raises BadTemplate."""
    try:
        with zipfile.ZipFile(template) as parts:
            names = set(parts.namelist())
            size = sum(part.file_size for part in parts.infolist())
    except OSError as error:
        raise BadTemplate(f"{template} cannot be read: {error.strerror}.") from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise BadTemplate(_NO_WORD.format(template)) from error
    if "word/document.xml" not in names:
        raise BadTemplate(_NO_WORD.format(template))
    if size > _LARGEST:
        raise BadTemplate(f"{template} is too large for a template; leave large pictures out.")


def _unknown(template: Path, names: Sequence[str]) -> str:
    said = ", ".join(f"{{{{ {name} }}}}" for name in names)
    return f"{template}: {said} is no tag of the report. docs/report.md lists all there are."


# --- Tables -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Box:
    """A cell over ``rows`` and ``columns``, where another one begins below or behind it."""

    text: str
    row: int
    column: int
    kind: Kind = Kind.WORDS
    rows: int = 1
    columns: int = 1
    bold: bool = False
    italic: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    """``widths`` stand to each other as the columns do. ``head``: rows that every page repeats."""

    boxes: Sequence[_Box]
    widths: Sequence[int]
    head: int
    size: float = _USUAL

    @property
    def rows(self) -> int:
        return max(box.row + box.rows for box in self.boxes)


def _tables(report: Report) -> dict[str, _Table]:
    tables = {form.table.value: _official(form) for form in report.forms}
    if report.compared is not None:
        tables["doi_chieu"] = _comparison(report.compared)
    return tables


def _official(form: Form) -> _Table:
    heads = [
        _Box(head.text, head.row, head.column, rows=head.rows, columns=head.columns, bold=True,
             centred=True)
        for head in form.heads
    ]  # fmt: skip
    letters = [
        _Box(column.letter, form.head_rows, nth, italic=True, centred=True)
        for nth, column in enumerate(form.columns)
    ]
    lines = [
        box
        for row, line in enumerate(form.lines, start=form.head_rows + 1)
        for box in _boxes(form, line, row)
    ]
    widths = [column.width for column in form.columns]
    return _Table([*heads, *letters, *lines], widths, form.head_rows + 1)


def _boxes(form: Form, line: Line, row: int) -> Iterator[_Box]:
    total = line.unit == TOTAL
    for nth, (cell, column) in enumerate(zip(line.cells, form.columns, strict=True)):
        if total and nth == 1:
            continue
        over = 2 if total and nth == 0 else 1
        yield _Box(cell.printed, row, nth, column.kind, columns=over, bold=total, centred=nth == 0)


def _comparison(rows: Sequence[Sequence[str]]) -> _Table:
    heads = [_Box(name, 0, nth, bold=True, centred=True) for nth, (name, _, _) in _columns()]
    cells = [
        _Box(text, row, nth, kind)
        for row, cells in enumerate(rows, start=1)
        for (nth, (_, _, kind)), text in zip(_columns(), (str(row), *cells), strict=True)
    ]
    return _Table([*heads, *cells], [width for _, width, _ in _COMPARED], 1, size=11)


def _columns() -> Iterable[tuple[int, tuple[str, int, Kind]]]:
    return enumerate(_COMPARED)


def _put(document: Document, mark: str, table: _Table) -> None:
    """Above each paragraph that has the mark, which is then left without it: Word wants one between
    two tables, and a page's form may hang on it."""
    for paragraph in list(document.element.body.iter(qn("w:p"))):
        marked = [text for text in paragraph.iter(qn("w:t")) if mark in (text.text or "")]
        if not marked:
            continue
        paragraph.addprevious(_built(document, table, _width(document, paragraph))._tbl)
        for text in marked:
            text.text = text.text.replace(mark, "")


def _width(document: Document, paragraph: CT_P) -> int:
    """Between the margins of the page it stands on, in Word's smallest unit."""
    found = paragraph.xpath("(./w:pPr/w:sectPr | ./following::w:sectPr)[1]")
    section = Section(found[0], document.part) if found else document.sections[-1]
    sides = (section.left_margin, section.right_margin)
    return (section.page_width or Pt(595)) - sum(side or 0 for side in sides)


def _built(document: Document, wanted: _Table, width: int) -> WordTable:
    table: WordTable = document.add_table(wanted.rows, len(wanted.widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _border(table)
    size, widths = _fitted(wanted, width)
    rows = [list(row.cells) for row in table.rows]
    for cells in rows:
        for cell, one in zip(cells, widths, strict=True):
            cell.width = one
    for one, column in zip(widths, table.columns, strict=True):
        column.width = one
    for box in wanted.boxes:
        last = rows[box.row + box.rows - 1][box.column + box.columns - 1]
        cell = rows[box.row][box.column]
        _write(cell if last is cell else cell.merge(last), box, size)
    for nth, row in enumerate(table.rows):
        _keep_whole(row, repeated=nth < wanted.head)
    return table


def _fitted(table: _Table, width: int) -> tuple[float, list[Emu]]:
    """The largest size at which nothing is broken within a word, and the columns' widths then: as
    wide as their longest word, and what is left by what they should have."""
    size = table.size
    while size > _LEAST and sum(_least(table, size)) > _FULL * width:
        size -= 0.5
    least = _least(table, size)
    least = [one * min(1.0, width / sum(least)) for one in least]
    wanted = [width * one / sum(table.widths) for one in table.widths]
    missing = [max(0.0, want - has) for want, has in zip(wanted, least, strict=True)]
    share = max(0.0, width - sum(least)) / (sum(missing) or 1)
    return size, [Emu(int(has + share * one)) for has, one in zip(least, missing, strict=True)]


def _least(table: _Table, size: float) -> list[float]:
    """Of each column, in Word's smallest unit."""
    least = [0.0] * len(table.widths)
    for box in table.boxes:
        if box.columns == 1:
            longest = max(map(_ems, box.text.split()), default=0.0)
            least[box.column] = max(least[box.column], Pt(1) * size * longest + 2 * _PADDING)
    return least


def _ems(word: str) -> float:
    return sum(
        _NARROW if char in ".,;()/" else _BROAD if char.isupper() else _MIDDLE for char in word
    )


def _write(cell: WordCell, box: _Box, size: float) -> None:
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = _side(box)
    form = paragraph.paragraph_format
    form.first_line_indent = form.left_indent = form.right_indent = Pt(0)
    form.space_before = form.space_after = Pt(1)
    form.line_spacing = 1.0
    run = paragraph.add_run("".join(char if char.isprintable() else " " for char in box.text))
    run.font.name, run.font.size = _FONT, Pt(size)
    run.font.bold, run.font.italic = box.bold, box.italic


def _side(box: _Box) -> WD_ALIGN_PARAGRAPH:
    if box.centred:
        return WD_ALIGN_PARAGRAPH.CENTER
    return WD_ALIGN_PARAGRAPH.LEFT if box.kind is Kind.WORDS else WD_ALIGN_PARAGRAPH.RIGHT


def _border(table: WordTable) -> None:
    """Of its own, so that it needs no style of the template."""
    borders, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(side, val="single", sz="4", space="0", color="000000"))
    for side in ("left", "right"):
        margins.append(_element(side, w=str(int(_PADDING.twips)), type="dxa"))
    properties = table._tbl.tblPr
    properties.find(qn("w:tblLayout")).addprevious(borders)
    properties.find(qn("w:tblLook")).addprevious(margins)


def _keep_whole(row: WordRow, *, repeated: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(_element("cantSplit"))
    if repeated:
        properties.append(_element("tblHeader"))


def _element(name: str, **values: str) -> Any:
    made = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made
