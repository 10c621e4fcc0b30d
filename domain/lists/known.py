"""A row of a list held against who is in the register already: whether it is them, and what the
list says otherwise. What is only written otherwise (capitals, marks, a year instead of a date) is
no difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from rapidfuzz import fuzz

from domain.identity import born_in, kept_birth, sex_in
from domain.lists.row import PersonRow
from domain.payout import Way
from domain.permissions import Field
from domain.person import Sex
from domain.place import UnitKey
from domain.words import folded, has_vietnamese_marks

_ALIKE = 80
"""So like in per cent are two spellings of one name: *Nguyễn Thị Bé Ba* and *Nguyễn Thi Bé 3*."""


@dataclass(frozen=True, slots=True)
class Known:
    """A record, whole, as a list is held against it. ``birth`` is in its kept form; None is
    something the record does not have."""

    id: int
    name: str
    birth: str
    sex: Sex
    citizen_id: str | None
    phone: str | None
    unit: UnitKey
    way: Way
    point: int | None = None


class Likeness(Enum):
    SAME = "same"
    NAME_DIFFERS = "name_differs"  # still the same person
    SOMEBODY_ELSE = "somebody_else"


def born(row: PersonRow) -> str | None:
    """What the row says of the birth; the year that the citizen ID holds, where nothing else."""
    if row.birth is not None or row.citizen_id is None:
        return row.birth
    return str(born_in(row.citizen_id))


def sex_of(row: PersonRow) -> Sex | None:
    return row.sex if row.sex is not None or row.citizen_id is None else sex_in(row.citizen_id)


def by_number(row: PersonRow, known: Known) -> Likeness:
    """Whether who bears the row's citizen ID in the register is who the row names."""
    if folded(row.name) == folded(known.name):
        return Likeness.SAME
    birth = born(row)
    same_year = birth is None or birth[:4] == known.birth[:4]
    alike = fuzz.ratio(folded(row.name), folded(known.name)) >= _ALIKE
    return Likeness.NAME_DIFFERS if same_year and alike else Likeness.SOMEBODY_ELSE


def by_name(row: PersonRow, candidates: Sequence[Known]) -> tuple[Known, ...]:
    """Who of several of one name can be meant. More than one: nobody can tell. One whose number is
    another is a namesake, unless the whole birth date is the same: then the number is wrong in one
    place, which `other_number` finds."""
    left = [one for one in candidates if _can_be(row, one)]
    for narrower in (_same_number, _same_day, _same_phone, _same_unit):
        narrowed = [one for one in left if narrower(row, one)]
        if len(narrowed) == 1:
            return tuple(narrowed)
    return tuple(left)


def other_number(row: PersonRow, known: Known) -> bool:
    """The same name and day of birth, and another citizen ID."""
    return row.citizen_id is not None and known.citizen_id not in (None, row.citizen_id)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that the list says otherwise, in the form in which the record keeps it."""

    field: Field
    old: str | None
    new: str


def differences(row: PersonRow, known: Known) -> Iterator[Difference]:
    """What the record would become. Units are compared by the caller, who knows which became
    which."""
    if (name := _better_name(row.name, known.name)) is not None:
        yield Difference(Field.NAME, known.name, name)
    if row.birth is not None and _says_more(row.birth, known.birth):
        yield Difference(Field.BIRTH, known.birth, row.birth)
    if row.sex not in (None, known.sex) and row.sex is not None:
        yield Difference(Field.SEX, known.sex.value, row.sex.value)
    if row.citizen_id not in (None, known.citizen_id) and row.citizen_id is not None:
        yield Difference(Field.CITIZEN_ID, known.citizen_id, row.citizen_id)
    if row.phone not in (None, known.phone) and row.phone is not None:
        yield Difference(Field.PHONE, known.phone, row.phone)
    if row.way not in (None, known.way) and row.way is not None:
        yield Difference(Field.WAY, known.way.value, row.way.value)


def _can_be(row: PersonRow, known: Known) -> bool:
    birth, sex = born(row), sex_of(row)
    if birth is not None and birth[:4] != known.birth[:4]:
        return False
    if sex is not None and sex is not known.sex and row.citizen_id != known.citizen_id:
        return False
    return not other_number(row, known) or _same_day(row, known)


def _same_number(row: PersonRow, known: Known) -> bool:
    return row.citizen_id is not None and row.citizen_id == known.citizen_id


def _same_day(row: PersonRow, known: Known) -> bool:
    return row.birth is not None and len(row.birth) > _A_YEAR and row.birth == known.birth


def _same_phone(row: PersonRow, known: Known) -> bool:
    return row.phone is not None and row.phone == known.phone


def _same_unit(row: PersonRow, known: Known) -> bool:
    return row.unit_key == known.unit


_A_YEAR = 4


def _better_name(listed: str, known: str) -> str | None:
    if listed == known:
        return None
    if folded(listed) != folded(known):
        return listed
    gains_marks = has_vietnamese_marks(listed) and not has_vietnamese_marks(known)
    return listed if gains_marks else None


def _says_more(listed: str, known: str) -> bool:
    """A year beside its own date, or 1 January beside the year, is the same said otherwise."""
    if listed == known or known.startswith(listed):
        return False
    return not (kept_birth(listed).only_the_year and listed[:4] == known[:4])
