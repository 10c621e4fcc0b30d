"""What a single cell of a list says.

Every function takes a cell and gives the value, or None, "" where it says nothing (``-``,
``không có``…); it raises `Trouble` where it says what cannot be taken. What is taken, but worth a
look, is appended to ``notes``. Old fonts are made Unicode before (`domain.old_fonts`).
"""

from domain.lists.values.banks import bank
from domain.lists.values.dates import birth, day, month
from domain.lists.values.money import halves, money
from domain.lists.values.numbers import account_number, citizen_id, phone
from domain.lists.values.payments import (
    account_state,
    category,
    programme,
    relation,
    status,
    way,
)
from domain.lists.values.plain import Notes, Trouble, is_blank, is_ditto, is_mark, name, sex, text
from domain.lists.values.points import day_state, hours, place, point_kind, time_of, weekdays

__all__ = [
    "Notes",
    "Trouble",
    "account_number",
    "account_state",
    "bank",
    "birth",
    "category",
    "citizen_id",
    "day",
    "day_state",
    "halves",
    "hours",
    "is_blank",
    "is_ditto",
    "is_mark",
    "money",
    "month",
    "name",
    "phone",
    "place",
    "point_kind",
    "programme",
    "relation",
    "sex",
    "status",
    "text",
    "time_of",
    "way",
    "weekdays",
]
