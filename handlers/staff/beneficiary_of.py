"""Finding the person whom a member of staff means, among those of their own units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.message import Choice
from domain.permissions import Act, is_shared
from domain.person import Person
from domain.place import UnitKey
from domain.text import Sign, Text, verbatim
from domain.words import clean
from handlers.asks import CANNOT_SEE, named
from handlers.staff.scope import units_for
from handlers.talk import Asked, Heard, NotUnderstood, Stale, Talk
from storage.records import Records

AT_MOST = 8
_LAST_FOUR = re.compile(r"\d{4}")
_RECORD = re.compile(r"\d{5,19}")
_NONE_OF_THEM = "none"
_ANEW = "anew:"
_BIGGEST = 2**63


async def beneficiary(talk: Talk, records: Records, act: Act) -> Person:
    """Searched for, then chosen by sight: a name alone identifies nobody (DOMAIN.md §2.4)."""
    search = BeneficiaryOf(talk, records, act)
    attempt, found = 1, await talk.ask("sought1", search)
    while not isinstance(chosen := await _chosen(talk, search, attempt, found), Person):
        attempt += 1
        found = chosen or await talk.ask(f"sought{attempt}", search)
    return chosen


async def _chosen(
    talk: Talk, search: BeneficiaryOf, attempt: int, found: Sequence[int]
) -> Person | tuple[int, ...]:
    people = [one for each in found if (one := await search.records.people.known(each))]
    return await talk.ask(f"person{attempt}", _Which(people, search))


@dataclass(frozen=True, slots=True)
class BeneficiaryOf:
    """Who may be meant: by name, the end of the citizen ID, or the number of the record.

    Nobody outside the units is found, and the answer does not say whether they exist.
    """

    talk: Talk
    records: Records
    act: Act

    def asked(self) -> Asked:
        question = Text("Which beneficiary is it about?").signed(Sign.PERSON)
        how = Text("Write the name, the last 4 digits of the citizen ID, or the record number.")
        return Asked((question, how))

    async def hear(self, heard: Heard) -> str:
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        found = await self._found(clean(heard.text))
        if not found:
            raise NotUnderstood(
                Text("Nobody in these units is found by that. Please look at the spelling.")
            )
        return ",".join(map(str, found))

    async def read(self, value: str) -> tuple[int, ...]:
        """Those who are still of these units: scope may have changed since they were found."""
        found = await self._mine([int(one) for one in value.split(",")])
        if not found:
            raise Stale
        return found

    async def _found(self, said: str) -> Sequence[int]:
        if _LAST_FOUR.fullmatch(said):
            people = await self.records.people.with_last_four(self._units(), said)
            return [one.id for one in people[:AT_MOST]]
        if _RECORD.fullmatch(said):
            return await self._mine([int(said)]) if int(said) < _BIGGEST else ()
        version = await self.records.people.version()
        matches = await self.records.names.find(said, self._units(), version, AT_MOST)
        return [one.person_id for one in matches]

    async def _mine(self, people: Sequence[int]) -> tuple[int, ...]:
        units = set(self._units())
        of = await self.records.people.units_of(people)
        return tuple(one for one in people if of.get(one) in units)

    def _units(self) -> tuple[UnitKey, ...]:
        return units_for(self.talk.staff, self.act, self.records.reference.gazetteer)


@dataclass(frozen=True, slots=True)
class _Which:
    """One of those found, shown with what tells them apart; or another name, searched for anew."""

    people: Sequence[Person]
    search: BeneficiaryOf

    def asked(self) -> Asked:
        shown = [Choice(str(one.id), told(one, self.search.records)) for one in self.people]
        none = Choice(_NONE_OF_THEM, Text("None of them").signed(Sign.STOP))
        many = Text("Many are called so. Not shown? Write the birth year after the name.")
        hint = (many.signed(Sign.HELP),) if len(self.people) == AT_MOST else ()
        return Asked((Text("Which one is it?").signed(Sign.PERSON), *hint), (*shown, none))

    async def hear(self, heard: Heard) -> str:
        return heard.choice or _ANEW + await self.search.hear(heard)

    async def read(self, value: str) -> Person | tuple[int, ...]:
        """Empty where it is none of them."""
        if value.startswith(_ANEW):
            return await self.search.read(value.removeprefix(_ANEW))
        found = next((one for one in self.people if str(one.id) == value), None)
        if found is None and value != _NONE_OF_THEM:
            raise Stale
        return found or ()


def told(person: Person, records: Records) -> Text:
    """Name, birth year, unit; people of a divided old unit are marked, as its heirs share them."""
    gazetteer = records.reference.gazetteer
    unit = gazetteer.unit(person.unit)
    source = (
        Text("{name}, {year}, {unit}, divided: shared with the neighbours")
        if is_shared(person.unit, gazetteer)
        else Text("{name}, {year}, {unit}")
    )
    return source.filled(
        name=person.name,
        year=str(person.birth_year),
        unit=named(unit) if unit else verbatim(str(person.unit)),
    ).signed(Sign.PERSON)
