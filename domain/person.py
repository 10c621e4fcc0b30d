"""The people: who receives, who collects for them, and how they are linked to an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True, slots=True)
class Link:
    """An address may hear about a person."""

    id: int
    person: Person
    relation: Relation
