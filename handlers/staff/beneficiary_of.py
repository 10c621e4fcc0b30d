"""Finding the person whom a member of staff means, among those of their own units."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from domain.message import Choice
from domain.names import placed
from domain.permissions import Act, is_shared
from domain.person import Person
from domain.place import UnitKey
from domain.text import Sign, Text, verbatim
from domain.words import clean
from handlers.asks import CANNOT_SEE, named, read_id
from handlers.staff.scope import units_for
from handlers.talk import Asked, Heard, NotUnderstood, Stale, Talk
from storage.records import Records

AT_MOST = 8
LAST_FEW = 5
_DIGITS = re.compile(r"\d{3,19}")
_SHORTEST_RECORD = 5
_NONE_OF_THEM = "none"
_NOT_THERE = "absent"
_ANEW = "anew:"
_ONE = "one:"
_BIGGEST = 2**63
_CALLED_SO = 90.0

_Meant: TypeAlias = Person | tuple[int, ...] | None
"""One, or those who may be meant; None where it is said that the person is not among them."""


async def beneficiary(talk: Talk, records: Records, act: Act) -> Person:
    """Brought by a button, or of the last few, or sought and then chosen by sight: a name alone
    identifies nobody (DOMAIN.md §2.4). Whoever is not there is passed on by another dialogue."""
    found = await brought(talk, records, act)
    if found is not None:
        return found
    person = await _sought(talk, Search(talk, records, act))
    await records.last_looked.note(talk.staff.id, person.id, talk.now)
    return person


async def brought(talk: Talk, records: Records, act: Act) -> Person | None:
    """Whom a button brings along, if one does."""
    person = await talk.if_given("person", _Brought(Search(talk, records, act)))
    if person is not None:
        await records.last_looked.note(talk.staff.id, person.id, talk.now)
    return person


async def _sought(talk: Talk, search: Search) -> Person:
    attempt, found = 1, await _whom(talk, search, "sought1")
    while not isinstance(found, Person):
        if found is None:
            talk.then("not_found")
        found = await talk.ask(f"person{attempt}", await _which(search, found))
        attempt += 1
        if not found:
            found = await _whom(talk, search, f"sought{attempt}")
    return found


async def _whom(talk: Talk, search: Search, name: str) -> _Meant:
    """The last few are opened only where they are to be shown: not where it is said already who is
    meant, or each search would stand in the audit as five more looks."""
    known = await talk.if_given(name, BeneficiaryOf(search, {}))
    if known:
        return known
    last = {} if talk.opened_with else await search.last_few()
    return await talk.ask(name, BeneficiaryOf(search, last))


@dataclass(frozen=True, slots=True)
class Search:
    """Who may be meant: by name, year of birth, the end of the citizen ID or of the phone number,
    or the number of the record.

    Nobody outside the units is found, and the answer does not say whether they exist.
    """

    talk: Talk
    records: Records
    act: Act

    async def found(self, heard: Heard) -> str:
        """Their ids, as an answer keeps them. Raises NotUnderstood."""
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
        found = await self.mine([read_id(one) for one in value.split(",")])
        if not found:
            raise Stale
        return found

    async def one(self, value: str) -> Person:
        """Raises Stale where it is nobody of these units."""
        found = await self.mine([read_id(value)])
        person = await self.records.people.known(found[0]) if found else None
        if person is None:
            raise Stale
        return person

    async def last_few(self) -> Mapping[int, Text]:
        """Whom they had before them last, as far as they are still of these units."""
        last = await self.mine(await self.records.last_looked.of(self.talk.staff.id))
        return await told_apart(await self.records.people.all_known(last[:LAST_FEW]), self.records)

    async def mine(self, people: Sequence[int]) -> tuple[int, ...]:
        units = set(self._units())
        of = await self.records.people.units_of(people)
        return tuple(one for one in people if of.get(one) in units)

    async def _found(self, said: str) -> Sequence[int]:
        """Of many who fit alike, those whom they had before them last come first."""
        last = (await self.records.last_looked.of(self.talk.staff.id))[:LAST_FEW]
        numbered = await self._by_number(said) if _DIGITS.fullmatch(said) else ()
        units, version = self._units(), await self.records.people.version()
        matches = await self.records.names.find(said, units, version, AT_MOST, last)
        if self._names_a_place(said):
            matches = tuple(one for one in matches if one.score >= _CALLED_SO)
        born = await self.records.names.born(said, units, version)
        by_name = (one.person_id for one in matches)
        lately = placed(last)
        found = (*sorted(numbered, key=lately), *by_name, *sorted(born, key=lately))
        return tuple(dict.fromkeys(found))[:AT_MOST]

    def _names_a_place(self, said: str) -> bool:
        """*An Cư*: of people only who is called so is meant, and not who sounds like it."""
        place = self.records.reference.gazetteer.find(said)
        return place.certain and not place.nothing

    async def _by_number(self, digits: str) -> tuple[int, ...]:
        """A record is named by its whole number; all others end so."""
        whole = len(digits) >= _SHORTEST_RECORD and int(digits) < _BIGGEST
        record = await self.mine([int(digits)]) if whole else ()
        return record or await self.records.people.ending_in(self._units(), digits)

    def _units(self) -> tuple[UnitKey, ...]:
        return units_for(self.talk.staff, self.act, self.records.reference.gazetteer)


@dataclass(frozen=True, slots=True)
class _Brought:
    """By a button, which may come back from anywhere, so it is looked at anew."""

    search: Search

    def asked(self) -> Asked:
        return Asked(())

    async def hear(self, heard: Heard) -> str:
        return await self.search.found(heard)

    async def read(self, value: str) -> Person:
        return await self.search.one(value)


@dataclass(frozen=True, slots=True)
class BeneficiaryOf:
    """Who it is about: one of the last few at once, or whoever may be meant by what is written."""

    search: Search
    last: Mapping[int, Text]

    def asked(self) -> Asked:
        question = Text("Which beneficiary is it about?").signed(Sign.PERSON)
        how = Text("Write the name, birth year, or the last 3–4 digits of the ID or phone.")
        like = Text("For example: Chau Kim 45.").signed(Sign.HELP)
        shown = (Choice(f"{_ONE}{one}", label) for one, label in self.last.items())
        absent = Choice(_NOT_THERE, Text("That person is not found").signed(Sign.HELP))
        return Asked((question, how, like), (*shown, absent))

    async def hear(self, heard: Heard) -> str:
        return heard.choice or await self.search.found(heard)

    async def read(self, value: str) -> _Meant:
        if value == _NOT_THERE:
            return None
        if value.startswith(_ONE):
            return await self.search.one(value.removeprefix(_ONE))
        return await self.search.read(value)


async def _which(search: Search, found: Sequence[int]) -> _Which:
    people = await search.records.people.all_known(found)
    return _Which(people, await told_apart(people, search.records), search)


@dataclass(frozen=True, slots=True)
class _Which:
    """One of those found, shown with what tells them apart; or another name, searched for anew."""

    people: Sequence[Person]
    labels: Mapping[int, Text]
    search: Search

    def asked(self) -> Asked:
        shown = [Choice(str(one), label) for one, label in self.labels.items()]
        none = Choice(_NONE_OF_THEM, Text("None of them").signed(Sign.STOP))
        many = Text("Many fit. Not shown? Write the name with the birth year.")
        hint = (many.signed(Sign.HELP),) if len(self.people) == AT_MOST else ()
        return Asked((Text("Which one is it?").signed(Sign.PERSON), *hint), (*shown, none))

    async def hear(self, heard: Heard) -> str:
        return heard.choice or _ANEW + await self.search.found(heard)

    async def read(self, value: str) -> Person | tuple[int, ...]:
        """Empty where it is none of them."""
        if value.startswith(_ANEW):
            return await self.search.read(value.removeprefix(_ANEW))
        found = next((one for one in self.people if str(one.id) == value), None)
        if found is None and value != _NONE_OF_THEM:
            raise Stale
        return found or ()


async def told_apart(people: Sequence[Person], records: Records) -> dict[int, Text]:
    """Each as `told`; where two would read alike, also with the end of the citizen ID."""
    read_as = Counter(map(_reads_as, people))
    alike = [one.id for one in people if read_as[_reads_as(one)] > 1]
    ends = await records.people.last_three(alike) if alike else {}
    return {
        one.id: _with_end(told(one, records), ends[one.id])
        if one.id in ends
        else told(one, records)
        for one in people
    }


def _reads_as(person: Person) -> tuple[str, int, UnitKey]:
    return person.name, person.birth_year, person.unit


def _with_end(who: Text, digits: str) -> Text:
    if not digits:
        return Text("{who}, no ID number", who=who).signed(Sign.PERSON)
    return Text("{who}, ID …{digits}", who=who, digits=digits).signed(Sign.PERSON)


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
