"""In which column a problem lies that shows only when a row is held against what is known.

What is wrong in a cell is known with its column; what contradicts the register, the calendar or the
points is found when the cells are gone. Whatever is about a whole row stays without.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from domain.lists.headers import Field
from domain.lists.row import Heading, Problem

_CODES: Mapping[tuple[Field, ...], str] = {
    (Field.NAME, Field.FAMILY_NAME): """name_differs namesake name_changes kept_name no_name
        point_twice_otherwise point_called_otherwise point_alike point_closed""",
    (Field.BIRTH, Field.BIRTH_YEAR): "birth_missing birth_changes kept_birth",
    (Field.SEX,): "sex_missing sex_changes kept_sex",
    (Field.CITIZEN_ID,): "other_number_known number_of_somebody_else kept_citizen_id",
    (Field.CITIZEN_ID, Field.NAME, Field.FAMILY_NAME): "several_of_that_name",
    (Field.PHONE,): "kept_phone",
    (Field.UNIT,): """unit_missing unit_unknown unit_of_several unit_not_served not_your_unit
        moves kept_unit""",
    (Field.WAY,): "kept_way day_way_missing",
    (Field.ACCOUNT_NUMBER, Field.BY_ACCOUNT): """account_number_missing account_of_somebody_else
        kept_account""",
    (Field.AMOUNT, Field.TOTAL): "amount_missing amount_no_multiple",
    (Field.COEFFICIENT,): "coefficient_missing",
    (Field.REASON, Field.STATUS): "failed_without_reason",
    (Field.DAY,): """no_day day_not_near_month day_of_other_month day_past day_weekend day_holiday
        day_feast day_is_certain day_was_postponed day_is_over day_said_later
        day_said_later_open""",
    (Field.POINT,): """point_unclear kept_point day_point_missing day_point_unknown
        day_point_unclear day_point_closed day_point_read_as day_point_of_transfer
        day_no_points""",
    (Field.HOURS, Field.MORNING, Field.OPENS): """day_hours_half day_hours_order
        day_hours_are_certain point_hours_order point_hours_stay""",
    (Field.WEEKDAYS, Field.HOURS, Field.MORNING, Field.OPENS): "point_weekdays_guessed",
    (Field.STATE,): "day_said_otherwise",
    (Field.ADDRESS,): "point_address_missing",
    (Field.PLACE, Field.LATITUDE): "point_outside point_swapped",
    (Field.KIND,): "point_kind_stays",
}
FIELDS_OF = {code: fields for fields, codes in _CODES.items() for code in codes.split()}
"""What a problem is about: of several, the first that is a column of the table."""


class ProblemColumns:
    """Of one file, as far as its tables have been heard."""

    def __init__(self) -> None:
        self._headings: dict[str, list[Heading]] = {}

    def hear(self, heading: Heading) -> None:
        self._headings.setdefault(heading.sheet, []).append(heading)

    def placed(self, problems: Iterable[Problem]) -> list[Problem]:
        """Each with its column, where it has one and the table does too."""
        return [
            replace(one, column=self._letter(one)) if one.row and not one.column else one
            for one in problems
        ]

    def _letter(self, problem: Problem) -> str:
        above = [one for one in self._headings.get(problem.sheet, ()) if one.row <= problem.row]
        letters = above[-1].letters if above else {}
        fields = FIELDS_OF.get(problem.code, ())
        return next((letters[one.value] for one in fields if one.value in letters), "")
