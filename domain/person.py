"""The people: who receives, who collects for them, and how they are linked to an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.place import UnitKey


class Programme(StrEnum):
    """Who pays whom under which law; both are ours since July 2025 (NĐ 176/2025/NĐ-CP)."""

    SOCIAL_ASSISTANCE = "social_assistance"
    SOCIAL_PENSION = "social_pension"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class Relation(StrEnum):
    """What the holder of an address is to the beneficiary."""

    SELF = "self"
    GUARDIAN = "guardian"
    AUTHORISED = "authorised"


@dataclass(frozen=True, slots=True)
class Person:
    """A beneficiary. ``birth_day`` is None where only the year is known (DOMAIN.md §2.5)."""

    id: int
    name: str
    sex: Sex
    birth_year: int
    birth_day: date | None
    unit: UnitKey

    def age_by(self, day: date) -> int:
        """Age in whole years; by the year alone where no day is known."""
        if self.birth_day is None:
            return day.year - self.birth_year
        had_birthday = (day.month, day.day) >= (self.birth_day.month, self.birth_day.day)
        return day.year - self.birth_year - (not had_birthday)


class How(StrEnum):
    """By what an address was linked."""

    CODE = "code"
    PHONE = "phone"
    IN_FRONT = "in_front"


MOST_PEOPLE = 20
"""Whom one address may hear about."""

OF_AGE = 18
"""Guardianship of a child ends (Civil Code 91/2015/QH13, Article 21)."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address may hear about a person; ``label`` is what its holder calls them.

    ``until`` is the last day, where the link ends by itself.
    """

    id: int
    person: Person
    relation: Relation
    label: str = ""
    until: date | None = None

    @property
    def called(self) -> str:
        return self.label or self.person.name


@dataclass(frozen=True, slots=True)
class Carer:
    """Who hears about a person on another address: what they said of themselves, and until when."""

    link: int
    session: int
    name: str
    relation: Relation
    since: date
    until: date | None
    confirmed: bool


def of_age_on(person: Person) -> date:
    """The day on which a child becomes of age; the last of the year where no day is known."""
    if person.birth_day is None:
        return date(person.birth_year + OF_AGE, 12, 31)
    born = person.birth_day
    day = min(born.day, 28) if born.month == 2 else born.day
    return date(born.year + OF_AGE, born.month, day)


def ends_on(person: Person, relation: Relation, today: date, days: int) -> date | None:
    """The last day of a carer's link: a child's guardian at its majority, an authorisation after so
    many days, a guardian of an adult not by itself (how long a letter is valid: DOMAIN.md §1.5)."""
    match relation:
        case Relation.SELF:
            return None
        case Relation.GUARDIAN:
            adult = today >= of_age_on(person)
            return None if adult else of_age_on(person) - timedelta(days=1)
    return today + timedelta(days=days)
