"""Sheets as somebody filled them in, and the ways of writing them to a file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import xlsxwriter


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and what it came to when the file was saved; None: the file does not hold it."""

    text: str
    value: str | float | None = None


def letter(column: int) -> str:
    """``A`` for 0."""
    above, rest = divmod(column, 26)
    return (letter(above - 1) if above else "") + chr(ord("A") + rest)


@dataclass
class Paper:
    """One sheet, written from the top; rows and merged cells count from 1 and in letters outside,
    ``merged`` is (first row, first column, last row, last column), all from 1."""

    name: str = "Sheet1"
    hidden: bool = False
    lines: list[list[object]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def line(self, *cells: object) -> int:
        """Adds a row. Returns its number."""
        self.lines.append(list(cells))
        return len(self.lines)

    def blank(self, count: int = 1) -> None:
        for _ in range(count):
            self.line()

    def merge(self, row: int, column: int, last_row: int, last_column: int) -> None:
        self.merged.append((row, column, last_row, last_column))

    def letterhead(
        self,
        unit: str = "PHƯỜNG NÚI SAM",
        title: str = "DANH SÁCH CHI TRẢ TRỢ CẤP XÃ HỘI HÀNG THÁNG",
        month: str = "Tháng 11 năm 2026",
        money: str = "Đơn vị tính: đồng",
    ) -> None:
        """Seven rows, each part in merged cells."""
        top = self.line(f"UBND {unit}", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        self.merge(top, 1, top, 4)
        self.merge(top, 5, top, 9)
        self.line(None, None, None, None, "Độc lập - Tự do - Hạnh phúc")
        self.blank()
        row = self.line(title)
        self.merge(row, 1, row, 9)
        row = self.line(month)
        self.merge(row, 1, row, 9)
        self.line("(Kèm theo Quyết định số 15/QĐ-UBND ngày 15 tháng 01 năm 2025)")
        self.line(None, None, None, None, None, None, None, money)

    def signatures(self, *names: str, place: str = "Núi Sam", blank: int = 3) -> None:
        """Place and day, three columns, room for the hand, the names."""
        self.line(None, None, None, None, None, f"{place}, ngày 05 tháng 11 năm 2026")
        self.line(None, "NGƯỜI LẬP BẢNG", None, "KẾ TOÁN", None, "CHỦ TỊCH")
        self.line(None, "(Ký, ghi rõ họ tên)", None, "(Ký, ghi rõ họ tên)", None, "(Ký, đóng dấu)")
        self.blank(blank)
        first, second, third = (*names, "", "", "")[:3]
        self.line(None, first, None, second, None, third)


SIGNERS = ("Nguyễn Thị Lập Biểu", "Trần Văn Kế Sách", "Lê Hoàng Chủ")
"""Those under the three columns."""


def xlsx(path: Path, *papers: Paper) -> None:
    """By XlsxWriter: text in shared strings, dates with a format, no theme of its own."""
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        plain = book.add_format()
        for paper in papers:
            sheet = book.add_worksheet(paper.name)
            if paper.hidden:
                sheet.hide()
            for first, left, last, right in paper.merged:
                sheet.merge_range(first - 1, left - 1, last - 1, right - 1, "", plain)
            for row, cells in enumerate(paper.lines):
                for column, cell in enumerate(cells):
                    match cell:
                        case None:
                            continue
                        case Formula(text, value):
                            sheet.write_formula(
                                row, column, text, None, "" if value is None else value
                            )
                        case bool():
                            sheet.write_boolean(row, column, cell)
                        case date():
                            sheet.write_datetime(row, column, cell, day)
                        case int() | float():
                            sheet.write_number(row, column, cell)
                        case _:
                            sheet.write_string(row, column, str(cell))


def as_text(cell: object) -> str:
    """As Excel shows it when it saves a sheet as text."""
    match cell:
        case None:
            return ""
        case Formula(_, value):
            return "" if value is None else str(value)
        case date():
            return cell.strftime("%d/%m/%Y")
    return str(cell)


def separated(paper: Paper, separator: str = ",", line_end: str = "\r\n") -> str:
    """The sheet as text with separators, each row as wide as the widest."""
    out = io.StringIO()
    write = csv.writer(out, delimiter=separator, lineterminator=line_end)
    width = max(map(len, paper.lines))
    for cells in paper.lines:
        texts = [as_text(cell) for cell in cells]
        write.writerow(texts + [""] * (width - len(texts)))
    return out.getvalue()
