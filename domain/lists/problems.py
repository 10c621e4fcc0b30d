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
    "different_months": Text(
        "The file holds lists of several months: {months}. Send the list of each month by itself."
    ),
    "other_month": Text("The file is for {file}, not for {asked}."),
}

# --- One row, or one cell ------------------------------------------------------------------------

MEANINGS: Mapping[str, Meaning] = {
    # --- Any cell ---
    "total_without_value": _note(
        Text("The total is a formula without its result. It was added up from the other columns.")
    ),
    "formula_without_value": _bad(
        Text("A formula without its result. Open the file in Excel and save it, or type the value.")
    ),
    "formula_error": _bad(Text("The formula failed: {said}. Type the value in its place.")),
    "old_font": _bad(
        Text("This may be in an old font (.VnTime or VNI), or not. Type it again in Unicode.")
    ),
    "old_font_read": _note(
        Text("Written in an old font (.VnTime or VNI) and made Unicode. Look at the names.")
    ),
    "letter_for_zero": _note(Text("A letter O was taken for a zero. Type the number in digits.")),
    # --- Names and sex ---
    "name_digits": _bad(Text("“{said}” is no name: there are digits in it. Write the name alone.")),
    "name_lost_letters": _bad(
        Text("Letters of the name were lost: “{said}”. Save the file as .xlsx or as UTF-8.")
    ),
    "name_too_long": _bad(Text("A name has at most {limit} letters. Write one name in a cell.")),
    "name_unreadable": _bad(Text("“{said}” is no name. Write family name and given name.")),
    "name_foreign_letters": _note(
        Text("In the name are letters that Vietnamese does not have: {letters}. Compare the paper.")
    ),
    "name_with_remark": _note(
        Text("Behind the name stands {remark}. It was left out; it belongs among the notes.")
    ),
    "sex_unknown": _bad(Text("“{said}” is no sex. Write Nam or Nữ.")),
    # --- Days ---
    "date_month_first": _bad(
        Text("{said}: there is no such month. The day comes first: would it be {right}?")
    ),
    "date_impossible": _bad(Text("There is no {said}. Write day/month/year, or the year alone.")),
    "date_two_digit_year": _note(
        Text("{said} was taken for {right}. Write the year in four digits.")
    ),
    "date_from_number": _note(
        Text("The number {said} was taken for the day {right}. Format the cell as a date.")
    ),
    "date_run_together": _note(Text("{said} was taken for {right}. Write it as day/month/year.")),
    "birth_unreadable": _bad(Text("“{said}” is no day of birth. Write 17/3/1940, 3/1940 or 1940.")),
    "birth_buddhist": _bad(
        Text("{said} is a Buddhist year. Would it be {right}? Write the year of the common era.")
    ),
    "birth_future": _bad(Text("Born {said}: that is still to come. Write the day on the papers.")),
    "birth_too_old": _bad(
        Text("Born {said}: that is over {years} years ago. Write the day on the papers.")
    ),
    "day_unreadable": _bad(Text("“{said}” is no day. Write day/month/year, as 5/8/2026.")),
    "month_unreadable": _bad(Text("“{said}” is no month. Write month/year, as 10/2026.")),
    # --- The number of a citizen ---
    "id_rounded": _bad(
        Text("The ID number was rounded. Format the column as text, and type all 12 digits.")
    ),
    "id_length": _bad(
        Text("The ID number has {count} digits. It has 12 today, and had 9 on the old card.")
    ),
    "id_no_number": _bad(Text("“{said}” is no ID number. Write its 12 digits.")),
    "id_several": _bad(Text("{count} ID numbers in one cell. Write the one of 12 digits.")),
    "id_zero_restored": _note(
        Text("The ID number ending in {ending} had lost its zero in front; it was put back.")
    ),
    "id_old_card": _note(
        Text("The number ending in {ending} is of the old card. Ask for the one of 12 digits.")
    ),
    "id_among_words": _note(
        Text("The ID number was taken out of “{said}”. Write the number alone.")
    ),
    "id_unknown_province": _note(
        Text("An ID number begins with its province, and {province} is none. Compare the card.")
    ),
    "id_future_century": _note(
        Text("The fourth digit of the ID number is {digit}: a birth after 2099. Compare the card.")
    ),
    # --- Phones ---
    "phone_rounded": _bad(
        Text("The phone number was rounded. Format the column as text, and type all 10 digits.")
    ),
    "phone_length": _bad(Text("The phone number has {count} digits. A mobile number has 10.")),
    "phone_prefix": _bad(
        Text("No phone number begins with {begins}. A mobile one does with 03, 05, 07, 08 or 09.")
    ),
    "phone_no_number": _bad(Text("“{said}” is no phone number. Write its 10 digits.")),
    "phone_zero_restored": _note(
        Text("The phone number ending in {ending} had lost its zero in front; it was put back.")
    ),
    "phone_of_before_2018": _note(
        Text("The number ending in {ending} is of before 2018. Today it begins with {begins}.")
    ),
    "phone_fixed_line": _note(
        Text("The number ending in {ending} is a fixed line: no message reaches it.")
    ),
    "phone_first_of_several": _note(
        Text("Several phone numbers in one cell. The first was taken, ending in {ending}.")
    ),
    "phone_among_words": _note(
        Text("Beside the phone number ending in {ending} stand words. Write the number alone.")
    ),
    "phone_abroad": _note(
        Text("A phone number of another country was left out. Write one of Vietnam, or none.")
    ),
    # --- Accounts and banks ---
    "account_rounded": _bad(
        Text("The account number was rounded. Format the column as text, and type all digits.")
    ),
    "account_zeros_lost": _bad(
        Text(
            "The account number has {count} digits: its zeros in front were lost. "
            "Format the column as text, and type them all."
        )
    ),
    "account_several": _bad(Text("{count} account numbers in one cell. Write one.")),
    "account_no_number": _bad(
        Text("“{said}” is no account number. Write it as the bank does, 6 to 20 digits.")
    ),
    "account_as_number": _note(
        Text(
            "The account number ending in {ending} stands as a number: zeros in front would be "
            "lost. Format the column as text."
        )
    ),
    "account_among_words": _note(
        Text("Beside the account number ending in {ending} stand words. Write the number alone.")
    ),
    "bank_unknown": _bad(
        Text("“{said}” is not one bank that we know. Write its name, as Agribank or Nam A Bank.")
    ),
    "account_state_unknown": _bad(
        Text("“{said}” is no state of an account. Write Đã mở, Chờ kích hoạt, Đang hoạt động…")
    ),
    # --- Amounts ---
    "money_two_amounts": _bad(
        Text("“{said}” may be two different amounts. Write it in full, as 540.000.")
    ),
    "money_negative": _bad(Text("{said}: an amount cannot be below zero. Write what is paid.")),
    "money_fraction": _bad(Text("{said} is not in whole đồng. Write it as 540.000.")),
    "money_rounded": _bad(Text("{said} was rounded. Write the whole amount, as 540.000.")),
    "money_too_small": _bad(
        Text("{said} đồng: were thousands lost? Write the whole amount, as 540.000.")
    ),
    "money_too_large": _bad(
        Text("{said} đồng for one person is over {most}. Write the amount in đồng.")
    ),
    "money_is_day": _bad(
        Text("Instead of an amount stands a date. Format the column as numbers, and type it again.")
    ),
    "money_unreadable": _bad(Text("“{said}” is no amount. Write it in digits, as 540.000.")),
    "money_in_words": _note(Text("“{said}” was taken for {amount} đồng. Write it in digits.")),
    "coefficient_unreadable": _bad(Text("“{said}” is no coefficient. Write it as 1,5.")),
    "coefficient_no_half": _bad(
        Text("A coefficient goes by halves, as 1,0 or 1,5. {said} does not.")
    ),
    "coefficient_too_large": _bad(
        Text("A coefficient of {said} cannot be. Was a comma lost? Write it as 1,5.")
    ),
    "coefficient_is_day": _bad(
        Text("Instead of a coefficient stands a date. Would it be {right}? Format it as text.")
    ),
    # --- Payments ---
    "way_unknown": _bad(Text("“{said}” does not say how they are paid. Write TM or TK.")),
    "status_unknown": _bad(
        Text("“{said}” does not say how far it has come. Write Đã chi, Chưa nhận, Sai tên…")
    ),
    "day_far": _bad(Text("{said} is more than a year from today. Correct the year.")),
    "reason_unknown": _note(
        Text("“{said}” is no reason that is known, and is left out. Known are Sai tên, Vắng mặt…")
    ),
    "relation_unknown": _bad(
        Text("“{said}” does not say by what right they collect. Write Giám hộ or Ủy quyền.")
    ),
    "relation_kin": _note(
        Text("“{said}” is kinship, no right to collect. Add Giám hộ or Ủy quyền where it is so.")
    ),
    # --- The calendar and the points ---
    "time_unreadable": _bad(Text("“{said}” is no time. Write it as 7h30.")),
    "hours_unreadable": _bad(Text("“{said}” are no hours. Write 7h30-11h30, 13h30-17h.")),
    "hours_backwards": _bad(Text("“{said}” ends before it begins. Write 7h30-11h30, 13h30-17h.")),
    "weekdays_unreadable": _bad(Text("“{said}” are no weekdays. Write T2-T6, or T2, T4.")),
    "point_kind_unknown": _bad(
        Text("“{said}” is no kind of point. Write Bưu cục, BĐ-VHX, Lưu động, PGD or ATM.")
    ),
    "day_state_unknown": _bad(
        Text("“{said}” is no state of a payout. Write Dự kiến, Đã xác nhận or Hoãn.")
    ),
    "place_unreadable": _bad(
        Text("“{said}” are no coordinates. Write latitude, longitude, as 10.705, 105.117.")
    ),
    "place_abroad": _bad(
        Text("{said} does not lie in Vietnam. Latitude comes first, as 10.705, 105.117.")
    ),
    # --- A whole sheet ---
    "hidden_sheet": _note(
        Text("The sheet is hidden and was not read. Show it, if its people belong to the list.")
    ),
    "summary_sheet": _note(Text("The sheet is a summary without people. It was not read.")),
    "sheet_without_table": _note(
        Text("No table for this kind of list stands on the sheet: {missing} is missing.")
    ),
    "people_without_heading": _bad(
        Text("There are people on the sheet, and no heading: {missing} is missing. Put one above.")
    ),
    "several_months": _note(
        Text("The title names several months: {months}. Say which one the list is for.")
    ),
    "made_in_future": _note(
        Text("The list is dated {day}, which is still to come. That day was left out.")
    ),
    "units_differ": _bad(
        Text("The title says {title}, and the sheet's name {sheet}. Correct the one that is wrong.")
    ),
    # --- A row as a whole ---
    "no_name": _bad(Text("The row has no name. Write the name, or delete the row.")),
    "half_empty": _bad(
        Text("A name, and nothing else. Fill in the row, or delete it if it is nobody of the list.")
    ),
    "stray_words": _note(
        Text("Words that belong to nobody. If they continue the row above, write them there.")
    ),
    "beneath_signatures": _bad(
        Text("The row stands beneath the signatures and was not read. Move it into the table.")
    ),
    "no_birth_no_id": _bad(
        Text("Neither birth nor ID number. Write at least one, so that the person can be told.")
    ),
    "no_account_number": _bad(Text("The account has no number. Write the number.")),
    "no_amount": _bad(Text("The payment has no amount. Write the amount in đồng.")),
    "no_day": _bad(Text("The line has no day. Write day/month/year, or that it is postponed.")),
    "no_unit": _bad(Text("The line says no commune or ward. Write its name.")),
    "stands_twice": _bad(
        Text("The same person stands on sheet “{sheet}”, row {row}, with the same. Delete one row.")
    ),
    "stands_again": _note(
        Text("The person also stands on sheet “{sheet}”, row {row}. Is this a second allowance?")
    ),
    # --- Cells that contradict each other ---
    "said_twice": _bad(
        Text("This says something else than column {column}. Correct the one that is wrong.")
    ),
    "both_sexes": _bad(
        Text("The row says man and woman at once. Leave only the one that is right.")
    ),
    "both_ways": _bad(
        Text("The row says cash and account at once. Leave only the one that is right.")
    ),
    "total_differs": _bad(
        Text("The total is {total}, while amount and arrears make {sum}. Correct the wrong one.")
    ),
    "id_other_year": _note(
        Text("The ID number says born {in_id}, the list {in_list}. Compare the card.")
    ),
    "id_other_sex": _note(
        Text("The ID number is of the other sex than the list says. Compare the card.")
    ),
    "account_without_number": _note(
        Text("To be paid into an account, and there is no number. Write it, or write cash.")
    ),
    "cash_with_account": _note(
        Text("To be paid in cash, and there is an account number. Is cash still right?")
    ),
    "hours_several": _bad(
        Text(
            "More than two times of opening in a day. Write one for morning and one for afternoon."
        )
    ),
    # --- The sign for the row above ---
    "ditto_here": _bad(Text("“As above” cannot stand here. Write out what is meant.")),
    "ditto_without_above": _bad(
        Text("“As above”, and nothing stands above it in the group. Write out what is meant.")
    ),
}


def level_of(problem: Problem) -> Level:
    return _meaning(problem.code).level


def sentence_of(problem: Problem) -> Text:
    """What is wrong, and what would be right. Raises KeyError for a code nobody knows."""
    return _meaning(problem.code).sentence.filled(**problem.values)


def _meaning(code: str) -> Meaning:
    return MEANINGS.get(code) or OF_DAYS_AND_POINTS.get(code) or AGAINST_THE_REGISTER[code]


# --- A row held against the register --------------------------------------------------------------

AGAINST_THE_REGISTER: Mapping[str, Meaning] = {
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
    "point_unclear": _bad(
        Text(
            "“{written}” is no payment point of this commune, or may be several. It has: {points}."
        )
    ),
    "no_point_known": _note(
        Text(
            "{unit}: where {count} people are paid in cash is not known, so nobody can tell them."
            " Write it in a column “Điểm chi trả”."
        )
    ),
    "fewer_than_before": _note(
        Text(
            "{unit}: {count} people stand on the earlier payment list and not on this one, which"
            " replaces it. If it only supplements that one, write “bổ sung” in its title."
        )
    ),
    "kept_point": _note(
        Text("The payment point was corrected here since the day of this list; it stays.")
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


# --- Calendars and payment points ----------------------------------------------------------------

OF_DAYS_AND_POINTS: Mapping[str, Meaning] = {
    "day_not_near_month": _bad(
        Text("{day} is more than a month away from {month}, which the list is for. Check the year.")
    ),
    "day_of_other_month": _note(
        Text("{day} is not in {month}, whose money it is. Keep it only if that is meant.")
    ),
    "day_past": _note(Text("{day} has passed. A calendar is for days to come.")),
    "day_weekend": _note(Text("{day} is a Saturday or Sunday: the counter may be shut.")),
    "day_holiday": _note(Text("{day} is a public holiday. Choose a working day.")),
    "day_feast": _note(Text("{day} is {feast}: hardly anybody comes. Choose another day.")),
    "day_way_missing": _bad(Text("Cash, or to accounts? Write which of them.")),
    "day_point_missing": _bad(
        Text("Cash is handed out at a point, and none is named. This unit has: {points}.")
    ),
    "day_point_unknown": _bad(
        Text("“{said}” is no payment point of this unit. It has: {points}. Write one of these.")
    ),
    "day_point_unclear": _bad(
        Text("“{said}” may be several points: {points}. Write the whole name.")
    ),
    "day_point_closed": _bad(
        Text("{point} is closed. Write where people go now. Open in this unit: {points}.")
    ),
    "day_no_points": _bad(
        Text("No payment point of {unit} is known. Bring in the list of points first.")
    ),
    "day_point_read_as": _note(Text("“{said}” was read as {point}. Check that it is meant.")),
    "day_point_of_transfer": _note(
        Text("Money that goes to accounts has no point, so “{said}” is left out.")
    ),
    "day_hours_half": _note(
        Text("Only one hour is given, so none is taken. Write from when to when.")
    ),
    "day_hours_order": _bad(Text("It would close at {closes}, and open at {opens}. Check both.")),
    "day_twice": _note(Text("Row {row} says the same. One of them is enough.")),
    "day_twice_otherwise": _bad(
        Text(
            "Row {row} has another day or other hours for the same money at the same place."
            " Keep one of them."
        )
    ),
    "day_is_certain": _bad(
        Text(
            "{day} has been announced as certain, so a list cannot move it to {listed}."
            " Postpone it with /calendar and say why: then people are told."
        )
    ),
    "day_was_postponed": _bad(
        Text("People were told that it is postponed. Enter the new day, {listed}, with /calendar.")
    ),
    "day_hours_are_certain": _note(
        Text("{day} has been announced with other hours. They stay as they are.")
    ),
    "day_is_over": _note(
        Text("The calendar says that it was paid, on {day}. It stays, whatever the list says.")
    ),
    "day_said_later": _note(
        Text("After this list was made, on {since}, the calendar was changed to {day}. That stays.")
    ),
    "day_said_later_open": _note(
        Text("After this list was made, on {since}, it was postponed without a day. That stays.")
    ),
    "day_said_otherwise": _note(
        Text(
            "The list says that it is postponed, paid or over. A list only plans: enter that with"
            " /calendar."
        )
    ),
    "days_not_certain": _note(
        Text(
            "The list calls {count} days certain. They come in as planned and nobody is told yet:"
            " confirm each with /calendar."
        )
    ),
    "day_changed_since": _note(
        Text("{day}, {unit}: somebody has changed it since, so it stays. Change it with /calendar.")
    ),
    "point_address_missing": _bad(
        Text("{point} has no address. Write it as people find it; without it nobody gets there.")
    ),
    "point_too_long": _bad(
        Text("Name or address is too long. At most {name} and {address} letters.")
    ),
    "point_hours_order": _bad(
        Text("The hours do not follow each other. Write them as 7:30-11:00, 13:30-16:30.")
    ),
    "point_weekdays_guessed": _note(
        Text("Hours without days of the week are taken as Monday to Friday.")
    ),
    "point_outside": _bad(
        Text("The coordinates are not in {unit}. Correct them, or leave them out.")
    ),
    "point_swapped": _bad(
        Text("Latitude and longitude have changed places. Latitude comes first, about 10.")
    ),
    "point_twice": _note(Text("Row {row} is the same point. One of them is enough.")),
    "point_twice_otherwise": _bad(
        Text("{point} is there already, at another address. Give each point a name of its own.")
    ),
    "point_called_otherwise": _note(
        Text(
            "At this address there is {point} already. It is taken as the same, and keeps its name."
        )
    ),
    "point_alike": _note(
        Text("It comes in as a new point, and is called nearly as {point}. Check that it is new.")
    ),
    "point_closed": _note(
        Text("{point} is closed, and a list does not open it. Open it with /point if it is open.")
    ),
    "point_seen_later": _note(
        Text("After this list was made, on {since}, the post has looked at {point}. That stays.")
    ),
    "point_hours_stay": _note(
        Text("The hours of {point} are others here. A list does not change them.")
    ),
    "point_kind_stays": _note(
        Text("{point} is of another kind or bank here. A list does not change that.")
    ),
    "point_changed_since": _note(
        Text("Somebody has changed {point} since, so it stays. Change it with /point.")
    ),
    "point_has_paydays": _note(
        Text("Paydays are still to come at {point}, so it stays. Take back the calendar first.")
    ),
}
