"""The report as a Word document: what the records give, put into a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.commands import Refused
from bot.tables_shown import found_cells
from domain.agency import Agency
from domain.tables.findings import Finding
from domain.tables.in_words import Cash, difference_of, in_words, units_of
from domain.tables.layout import Form, forms
from domain.tables.shapes import Tables
from storage.new_file import NotWritten


def write_document(
    path: Path,
    template: Path | None,
    agency: Agency,
    tables: Tables,
    cash: Cash,
    compared: Sequence[Sequence[str]] | None,
) -> None:
    """``template`` None is ours, ``compared`` None where nothing was. Raises Refused."""
    # A third of a second, for which no other command should wait.
    from storage.report_document import BadTemplate, Report, write_report

    report = Report(agency, in_words(tables, cash), units_of(tables), forms(tables), compared)
    try:
        write_report(path, report, template)
    except (NotWritten, BadTemplate) as error:
        raise Refused(str(error)) from error


def compared_row(one: Finding, by_table: Mapping[str, Form]) -> tuple[str, ...]:
    """Table, unit, column, as printed, computed again, the difference, how grave, the sentence."""
    _, table, unit, column, reported, computed, level, sentence = found_cells(one, by_table)
    return table, unit, column, reported, computed, difference_of(one), level, sentence
