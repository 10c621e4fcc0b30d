"""What is wrong with a list, as a spreadsheet for who corrects it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from domain.lists.row import Problem
from storage.spreadsheets import new_book

_COLUMNS = (("Trang", 22), ("Dòng", 8), ("Cột", 8), ("Cần xem lại", 90))


def write_problems(path: Path, problems: Iterable[tuple[Problem, str]]) -> None:
    """An .xlsx with sheet, row, column and the sentence, already in the reader's language.

    Raises NotWritten.
    """
    with new_book(path, title="Những chỗ cần xem lại") as book:
        sheet = book.sheet("Cần xem lại")
        for number, (_, width) in enumerate(_COLUMNS):
            sheet.set_column(number, number, width)
        sheet.freeze_panes(1, 0)
        book.put(sheet, 0, [header for header, _ in _COLUMNS], book.style(bold=True, border=1))
        body = book.style(text_wrap=True, valign="top")
        for row, (problem, sentence) in enumerate(problems, start=1):
            line = [problem.sheet, problem.row or None, problem.column, sentence]
            book.put(sheet, row, line, body)
