"""Biểu 01, 02 and 03 in a terminal, and what the checks found in the words of officials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from textwrap import wrap

from domain.tables.beside import label, row_name
from domain.tables.findings import Finding, Level
from domain.tables.layout import STATES, Cell, Form, Line
from domain.tables.numbers import Kind
from domain.tables.shapes import TOTAL
from domain.text import Text
from handlers.language import Listener, say

OFFICIALS = "vi"
"""The language in which officials work."""

_NARROW, _WORDS = 12, 28
LEVELS: Mapping[Level, Text] = {
    Level.ERROR: Text("to be looked at"),
    Level.WARNING: Text("only noted"),
}
_STATES: Mapping[str, str] = {state.value: words for state, words in STATES.items()}
_PARAGRAPH = Text("Text, paragraph {number}")


def said(text: Text) -> str:
    return say(text, OFFICIALS, Listener.STAFF)


def table_lines(form: Form) -> Iterator[str]:
    """With its titles, and every column as wide as what stands in it."""
    yield form.number
    yield from (*form.titles, form.as_of, "")
    head = [label(form, column.key) for column in form.columns]
    letters = [column.letter for column in form.columns]
    rows = [[_shown(cell) for cell in _cells(line)] for line in form.lines]
    widths = [
        _width(column.kind, [*name.split(), letter, *cells])
        for column, name, letter, *cells in zip(form.columns, head, letters, *rows, strict=True)
    ]
    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
    kinds = [Kind.WORDS] * len(widths)
    yield from _wrapped(head, widths, kinds)
    yield from _wrapped(letters, widths, kinds)
    yield rule
    kinds = [column.kind for column in form.columns]
    for line, row in zip(form.lines, rows, strict=True):
        if line.unit == TOTAL:
            yield rule
        yield from _wrapped(row, widths, kinds)
    yield ""
    yield from form.footnotes


def found_cells(one: Finding, forms: Mapping[str, Form]) -> tuple[str, ...]:
    """Check, table, unit, column, as printed, computed again, how grave, and the sentence."""
    form = forms.get(one.table)
    where = (
        (form.number, row_name(form, one.row), label(form, one.column))
        if form
        else ("", said(_PARAGRAPH.filled(number=one.row)), "")
    )
    return (
        one.check,
        *where,
        _STATES.get(one.reported, one.reported),
        _STATES.get(one.computed, one.computed),
        said(LEVELS[one.level]),
        said(one.sentence),
    )


def found_line(one: Finding, forms: Mapping[str, Form]) -> str:
    check, table, unit, column, _, _, level, sentence = found_cells(one, forms)
    where = ", ".join(part for part in (table, unit, column) if part)
    return f"{check:<4} [{level}] {where}: {sentence}"


def _cells(line: Line) -> Sequence[Cell]:
    if line.unit != TOTAL:
        return line.cells
    return Cell(""), line.cells[0], *line.cells[2:]


def _shown(cell: Cell) -> str:
    return f"{cell.printed} ({cell.computed})".lstrip() if cell.computed else cell.printed


def _width(kind: Kind, cells: Sequence[str]) -> int:
    """Numbers are never broken."""
    longest = max(map(len, cells))
    return min(longest, _WORDS) if kind is Kind.WORDS else max(longest, _NARROW - 3)


def _wrapped(cells: Sequence[str], widths: Sequence[int], kinds: Sequence[Kind]) -> Iterator[str]:
    parts = [wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    for line in zip_longest(*parts, fillvalue=""):
        shown = (
            part.ljust(width) if kind is Kind.WORDS else part.rjust(width)
            for part, width, kind in zip(line, widths, kinds, strict=True)
        )
        yield "  ".join(shown).rstrip()
