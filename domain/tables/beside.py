"""The tables as somebody has printed them, and beside a figure what is computed, where it differs.
Nothing official is put right silently."""

from __future__ import annotations

from dataclasses import replace

from domain.tables.layout import Cell, Column, Form, Line
from domain.tables.numbers import Figure, Kind
from domain.tables.reported import Grid
from domain.tables.shapes import TOTAL

LEGEND = "Ô có hai số: số in, rồi số tính lại trong ngoặc."


def beside(form: Form, printed: Grid) -> Form:
    """Every row and cell of both; what was not printed is left empty before what is computed."""
    ours = {line.unit for line in form.lines}
    strangers = [_stranger(unit, form, printed) for unit in printed.units if unit not in ours]
    lines = [_beside(line, form, printed) for line in form.lines]
    return replace(
        form,
        columns=tuple(_column(one, printed.formula) for one in form.columns),
        lines=(*lines[:-1], *strangers, lines[-1]),
        footnotes=(LEGEND, *form.footnotes),
    )


def _column(column: Column, formula: str) -> Column:
    """With the head's own formula for column 2, and ours beside it."""
    same = formula.replace(" ", "") in ("", column.letter.replace(" ", ""))
    if same or not column.letter.startswith("2 = "):
        return column
    return replace(column, letter=f"{formula} ({column.letter})")


def _beside(line: Line, form: Form, printed: Grid) -> Line:
    """The first two cells name the unit, and are ours."""
    figures = [
        _cell(cell, printed.at(line.unit, column.key), column.kind)
        if column.key != "note"
        else replace(cell, printed=printed.notes.get(line.unit, ""))
        for cell, column in zip(line.cells[2:], form.columns[2:], strict=True)
    ]
    return Line(line.unit, (*line.cells[:2], *figures))


def _cell(computed: Cell, said: Figure | None, kind: Kind) -> Cell:
    if said is None:
        return Cell("", computed=computed.printed)
    if kind is Kind.WORDS:
        same = computed.number == said.value
        return computed if same else Cell(said.printed, computed=computed.printed)
    return (
        computed if said.printed == computed.printed else Cell(said.printed, None, computed.printed)
    )


def _stranger(unit: str, form: Form, printed: Grid) -> Line:
    """A unit that is none of those computed."""
    said = [printed.at(unit, column.key) for column in form.columns[2:]]
    figures = [Cell(one.printed) if one else Cell("") for one in said]
    return Line(unit, (Cell(""), Cell(unit), *figures))


def label(form: Form, key: str) -> str:
    """A column's name, from all heads that stand above it; of the state of a month the month's."""
    name, _, part = key.partition(".")
    wanted = f"{name}.count" if part == "state" else key
    number = next((nth for nth, one in enumerate(form.columns) if one.key == wanted), None)
    if number is None:
        return key
    above = [one for one in form.heads if one.column <= number < one.column + one.columns]
    names = [one.text for one in sorted(above, key=lambda one: one.row)]
    return " ".join(names[:1] if part == "state" else names)


def row_name(form: Form, unit: str) -> str:
    """As the table prints it."""
    return form.lines[-1].cells[0].printed if unit == TOTAL else unit
