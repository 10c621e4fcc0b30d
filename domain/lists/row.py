"""A list that was understood: what it is of, its rows, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import TypeAlias

from domain.account import AccountState
from domain.message import Place
from domain.payout import DayState, FailedBecause, Stage, Way
from domain.person import Programme, Relation, Sex
from domain.place import PointKind, UnitKey
from domain.text import Month


class ListKind(StrEnum):
    """Whose list it is: the register of the commune, the accounts of the bank, the payments of the
    post, and the post's calendar and points."""

    PEOPLE = "people"
    ACCOUNTS = "accounts"
    PAYMENTS = "payments"
    CALENDAR = "calendar"
    POINTS = "points"


OF_PEOPLE = frozenset({ListKind.PEOPLE, ListKind.ACCOUNTS, ListKind.PAYMENTS})
"""The three that are held against each other (`domain.reconcile`)."""


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself, outside its table; None where it does not.

    ``made_on``: the day above the signatures. ``adds``: it supplements an earlier list (*danh sách
    bổ sung*) and does not replace it. ``month`` is the one in a title.
    """

    month: Month | None = None
    made_on: date | None = None
    programme: Programme | None = None
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """What holds for every row of a list: the month, the day above the signatures, and the
    programme of rows that name none."""

    month: Month
    made_on: date
    programme: Programme | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of a list of people, accounts or payments; None or "" where it says nothing.

    ``unit``: as it is written, in the row, a title or the sheet's name; ``unit_key``: which one
    that is, once somebody who knows all units has looked. ``birth``: ``1940``, ``1940-03`` or
    ``1940-03-17``. ``citizen_id``: 12 digits; ``old_id``: 9, of the card before. ``phone``: ``0``
    and nine digits, or of a fixed line. ``halves``: the coefficient, counted in halves.
    ``amount``, ``arrears``, ``total`` in đồng. ``bank``: its NAPAS number. ``payee``: who collects
    for them. ``point``: where they are paid in cash, as it is written. ``status``: how far a
    payment has come; ``account_state``: how far an account has.
    """

    sheet: str
    row: int
    name: str
    sex: Sex | None = None
    birth: str | None = None
    citizen_id: str | None = None
    old_id: str | None = None
    phone: str | None = None
    unit: str = ""
    unit_key: UnitKey | None = None
    address: str = ""
    programme: Programme | None = None
    category: str = ""
    halves: int | None = None
    amount: int | None = None
    arrears: int | None = None
    total: int | None = None
    way: Way | None = None
    account_number: str | None = None
    bank: str | None = None
    holder: str = ""
    payee: str = ""
    relation: Relation | None = None
    status: Stage | None = None
    reason: FailedBecause | None = None
    status_on: date | None = None
    account_state: AccountState | None = None
    opened_on: date | None = None
    since: Month | None = None
    until: Month | None = None
    point: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DayRow:
    """One line of a payout calendar. ``point``: as it is written; empty for a transfer."""

    sheet: str
    row: int
    unit: str = ""
    unit_key: UnitKey | None = None
    programme: Programme | None = None
    way: Way | None = None
    point: str = ""
    day: date | None = None
    opens: time | None = None
    closes: time | None = None
    state: DayState = DayState.PLANNED


@dataclass(frozen=True, slots=True)
class PointRow:
    """One payment point. Hours: ``opens`` to ``closes``, without ``pause_from`` to ``pause_to``."""

    sheet: str
    row: int
    name: str
    kind: PointKind | None = None
    unit: str = ""
    unit_key: UnitKey | None = None
    address: str = ""
    place: Place | None = None
    opens: time | None = None
    closes: time | None = None
    pause_from: time | None = None
    pause_to: time | None = None
    weekdays: frozenset[int] | None = None
    bank: str | None = None


ListRow: TypeAlias = PersonRow | DayRow | PointRow


@dataclass(frozen=True, slots=True)
class Heading:
    """A table begins, whose first row is ``row``. ``letters``: of the first column that holds a
    field of `domain.lists.headers`, by the field's value."""

    sheet: str
    row: int
    letters: Mapping[str, str]


class Level(StrEnum):
    """Whether a row can be taken as it is."""

    ERROR = "error"  # the row is bad: the list is not activated with it
    NOTE = "note"  # taken, and somebody should look


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place. ``column`` is the letter of the column, or "" for a whole row;
    ``row`` is 0 for a whole sheet. ``code`` is one of `domain.lists.problems`, which has its level
    and its sentence; ``values`` fill the sentence."""

    sheet: str
    row: int
    column: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


class Coded(Exception):
    """What cannot be taken. ``code`` is one of `domain.lists.problems`; ``values`` fill its
    sentence."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values: Mapping[str, str] = values


class ListRefused(Coded):
    """Nothing of the file can be taken."""
