"""What can be wrong with a list: one code each, how bad it is, and the sentence somebody reads.

A sentence says what is wrong and what would be right. Codes are a contract with scripts
(``import --json``), so they do not change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.lists.row import Level, Problem
from domain.text import Text


@dataclass(frozen=True, slots=True)
class Meaning:
    level: Level
    sentence: Text


def _bad(source: Text) -> Meaning:
    return Meaning(Level.ERROR, source)


def _note(source: Text) -> Meaning:
    return Meaning(Level.NOTE, source)


# --- A whole file that is refused ---------------------------------------------------------------

REFUSALS: Mapping[str, Text] = {
    "password": Text("The file is locked with a password. Save it without one, and send it again."),
    "truncated": Text("The file is cut off or damaged. Save it once more, and send it again."),
    "not_a_spreadsheet": Text("This is not a spreadsheet. Send .xlsx, .xls or .csv."),
    "empty": Text("There is nothing in the file."),
    "header_only": Text("There is a heading, and nobody beneath it."),
    "too_big": Text("The file unpacks to more than {limit}. Send it in parts, or as .csv."),
    "too_many_rows": Text("More than {limit} rows in a spreadsheet. Save it as .csv."),
    "other_list": Text("No table for this kind of list was found: {missing} is missing."),
    "no_month": Text("Which month is the list for? The file does not say; name it."),
    "other_month": Text("The file is for {file}, not for {asked}."),
}

# --- One row, or one cell ------------------------------------------------------------------------

MEANINGS: Mapping[str, Meaning] = {
    # More stand here as the code that finds them is written.
    "formula_without_value": _bad(
        Text("A formula without its result. Open the file in Excel and save it, or type the value.")
    ),
}


def level_of(problem: Problem) -> Level:
    return MEANINGS[problem.code].level


def sentence_of(problem: Problem) -> Text:
    """What is wrong, and what would be right. Raises KeyError for a code nobody knows."""
    return MEANINGS[problem.code].sentence.filled(**problem.values)
