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
    return _meaning(problem.code).level


def sentence_of(problem: Problem) -> Text:
    """What is wrong, and what would be right. Raises KeyError for a code nobody knows."""
    return _meaning(problem.code).sentence.filled(**problem.values)


def _meaning(code: str) -> Meaning:
    return MEANINGS.get(code) or _AGAINST_THE_REGISTER[code]


# --- A row held against the register --------------------------------------------------------------

_AGAINST_THE_REGISTER: Mapping[str, Meaning] = {
    "unit_missing": _bad(
        Text("No commune or ward. Write it in the row or the title, or name it with the file.")
    ),
    "unit_unknown": _bad(
        Text("No commune or ward of that time is called “{written}”. Write its official name.")
    ),
    "unit_of_several": _bad(
        Text("“{written}” can be {units}. Write phường or xã before the name, or its code.")
    ),
    "unit_not_served": _bad(Text("“{written}” does not belong to the communes served here.")),
    "not_your_unit": _bad(
        Text("This person's commune is not yours. Leave the row out, or let its officer send it.")
    ),
    "birth_missing": _bad(
        Text("New here, and the birth is missing. Write at least the year, or the citizen ID.")
    ),
    "sex_missing": _bad(
        Text("New here, and the sex is missing. Write Nam or Nữ, or the citizen ID.")
    ),
    "several_of_that_name": _bad(
        Text("{count} people here have this name and birth year. Write the citizen ID.")
    ),
    "other_number_known": _bad(
        Text(
            "The record of this name and birth date has a citizen ID ending in {end}. Look at the"
            " paper: correct the list, or the record with /fix."
        )
    ),
    "number_of_somebody_else": _bad(
        Text("This citizen ID is somebody else's in the register. Look at the paper.")
    ),
    "account_number_missing": _bad(Text("No account number. Write it, or leave the row out.")),
    "account_of_somebody_else": _bad(
        Text("This account is somebody else's in the register. Ask the bank whose it is.")
    ),
    "amount_missing": _bad(Text("No amount. Write what is paid this month, in đồng.")),
    "failed_without_reason": _bad(
        Text("Not paid, and no reason. Write it: wrong name, wrong number, account closed …")
    ),
    "name_differs": _note(
        Text("The register spells this name otherwise; it is taken as the same.")
    ),
    "namesake": _note(
        Text("Somebody of this name and birth year is there already, under another number.")
    ),
    "not_in_register": _note(
        Text("Not in the commune's register. Taken; ask the commune whether they belong there.")
    ),
    "kept_name": _note(Text("The name was corrected here since the day of this list; it stays.")),
    "kept_birth": _note(Text("The birth was corrected here since the day of this list; it stays.")),
    "kept_sex": _note(Text("The sex was corrected here since the day of this list; it stays.")),
    "kept_citizen_id": _note(
        Text("The citizen ID was corrected here since the day of this list; it stays.")
    ),
    "kept_phone": _note(Text("The phone was corrected here since the day of this list; it stays.")),
    "kept_unit": _note(
        Text("The commune was corrected here since the day of this list; it stays.")
    ),
    "kept_way": _note(
        Text("How they are paid was corrected here since the day of this list; it stays.")
    ),
    "kept_account": _note(
        Text("The account was corrected here since the day of this list; it stays.")
    ),
    "name_changes": _note(Text("The name in the register changes to this one.")),
    "birth_changes": _note(Text("The birth in the register changes to this one.")),
    "sex_changes": _note(Text("The sex in the register changes to this one.")),
    "moves": _note(Text("The register has this person in another commune; they move to this one.")),
    "amount_no_multiple": _note(
        Text("The amount is no multiple of half the standard amount, so no coefficient is known.")
    ),
    "coefficient_missing": _note(
        Text("No coefficient and no amount, so nothing is due by this list.")
    ),
    "not_on_this_list": _note(
        Text(
            "{unit}: {count} people of the register are not on this list. They stay; say that the"
            " list is whole if they no longer receive."
        )
    ),
    "leave_the_list": _note(
        Text("{unit}: {count} people of the register are not on this list and receive no longer.")
    ),
}
