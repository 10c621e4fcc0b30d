"""Empty forms for the lists: what a clerk fills in so that we read it without a question."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from domain.lists.row import ListKind
from storage.imports.form_words import FORMS, Column, Form, Kind
from storage.spreadsheets import Book, Value, new_book

SHEET = "Danh sách"
GUIDE = "Hướng dẫn"
HEADER_ROW = 5
"""As a person counts it, from 1; the people stand beneath."""

_LAST_ROW = 1_048_576
_A4 = 9
_TITLE_COLUMNS = 10
"""Over which the title is centred: about the width of a screen."""

_GUIDE_HEADER = ("Cột", "Cần có", "Cách điền", "Chọn một trong")
_GUIDE_WIDTHS = (18, 9, 74, 18)
_CHOICES_FROM = 3


def write_form(kind: ListKind, path: Path) -> None:
    """An .xlsx with an empty sheet and one that tells how to fill it in. Raises NotWritten."""
    form = FORMS[kind]
    with new_book(path, title=form.title) as book:
        sheet, guide = book.sheet(SHEET), book.sheet(GUIDE)
        _write_head(book, sheet, form)
        _set_columns(book, sheet, form)
        choices = _write_guide(book, guide, form)
        _set_validation(sheet, form, choices)
        _set_print(sheet, HEADER_ROW - 1)
        _set_print(guide, None)


# --- The sheet to fill in ------------------------------------------------------------------------


def _write_head(book: Book, sheet: Worksheet, form: Form) -> None:
    across = min(len(form.columns), _TITLE_COLUMNS) - 1
    for row, (line, look) in enumerate(_head(form)):
        if line:
            sheet.merge_range(row, 0, row, across, line, book.style(align="center", **look))
    sheet.set_row(HEADER_ROW - 1, 32)
    header = [column.header for column in form.columns]
    book.put(sheet, HEADER_ROW - 1, header, _header_style(book))
    sheet.freeze_panes(HEADER_ROW, 2)


def _head(form: Form) -> Sequence[tuple[str, dict[str, Any]]]:
    of_money = any(column.kind is Kind.MONEY for column in form.columns)
    return (
        (form.title, {"bold": True, "font_size": 14}),
        ("Tháng … năm …" if form.of_month else "", {"bold": True}),
        ("Ngày … tháng … năm …", {"italic": True}),
        ("Đơn vị tính: đồng" if of_money else "", {"italic": True}),
    )


def _set_columns(book: Book, sheet: Worksheet, form: Form) -> None:
    """To the last row there is, so that a list of any length stays text where it must."""
    for number, column in enumerate(form.columns):
        sheet.set_column(number, number, column.width, _style(book, column))
    everywhere = xl_range(HEADER_ROW, 0, _LAST_ROW - 1, len(form.columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": everywhere, "two_digit_text_year": everywhere})


def _style(book: Book, column: Column) -> Format:
    match column.kind:
        case Kind.MONEY:
            return book.style(num_format="#,##0")
        case Kind.NUMBER:
            return book.style(num_format="0")
    return book.style()


def _set_validation(sheet: Worksheet, form: Form, choices: dict[str, str]) -> None:
    for number, column in enumerate(form.columns):
        cells = (HEADER_ROW, number, _LAST_ROW - 1, number)
        if column.choices:
            sheet.data_validation(*cells, _one_of(column, choices[column.header]))
        elif column.kind is Kind.MONEY:
            sheet.data_validation(*cells, _whole_dong(column))


def _one_of(column: Column, choices: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": f"='{GUIDE}'!{choices}",
        "error_type": "stop" if column.only else "warning",
        "error_title": column.header,
        "error_message": "Xin chọn một trong danh sách.",
    }


def _whole_dong(column: Column) -> dict[str, Any]:
    """500.000 is five hundred to an Excel set to American English."""
    return {
        "validate": "integer",
        "criteria": ">=",
        "value": 1000,
        "error_title": column.header,
        "error_message": "Gõ liền, không có dấu: 540000. Không có thì để trống.",
    }


def _set_print(sheet: Worksheet, repeated: int | None) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&CTrang &P/&N")
    if repeated is not None:
        sheet.repeat_rows(repeated)


# --- How to fill it in ---------------------------------------------------------------------------


def _write_guide(book: Book, guide: Worksheet, form: Form) -> dict[str, str]:
    """Where the choices of each column stand, by its header."""
    for number, width in enumerate(_GUIDE_WIDTHS):
        guide.set_column(number, number, width)
    lines = _how(form)
    for row, line in enumerate(lines):
        book.put(guide, row, [line])
    first = len(lines) + 1
    book.put(guide, first, _GUIDE_HEADER, _header_style(book))
    where = {}
    for row, column in enumerate(form.columns, start=first + 1):
        book.put(guide, row, _guide_row(column))
        last = _CHOICES_FROM + len(column.choices) - 1
        where[column.header] = xl_range_abs(row, _CHOICES_FROM, row, last)
    return where


def _how(form: Form) -> list[str]:
    month = ["Dòng “Tháng … năm …”: tháng của danh sách, thay dấu … bằng số."]
    return [
        f"{form.one_line} Điền ở trang “{SHEET}”, ngay dưới dòng tiêu đề.",
        *(month if form.of_month else []),
        "Dòng “Ngày … tháng … năm …”: ngày lập danh sách.",
        "Không biết thì để trống. Ô cần có mà trống thì dòng đó chưa nhận được.",
    ]


def _guide_row(column: Column) -> list[Value]:
    """An example stands in a sentence: alone in a cell, a number would look like somebody's."""
    needed = "Cần có" if column.needed else ""
    shown = column.example != "" and not column.choices
    how = f"{column.wanted} Ví dụ: {column.example}" if shown else column.wanted
    return [column.header, needed, how, *column.choices]


def _header_style(book: Book) -> Format:
    return book.style(
        bold=True, border=1, bg_color="#DDEBF7", align="center", valign="vcenter", text_wrap=True
    )
