"""What the new value is: one question a field, each taking what people really write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from domain.correction import WHOLE_NUMBERS
from domain.file import StoredFile
from domain.identity import (
    IdState,
    is_buddhist,
    kept_birth,
    read_account_number,
    read_birth,
    read_citizen_id,
)
from domain.message import Choice, Wants
from domain.payout import Way
from domain.permissions import Field
from domain.person import Sex
from domain.phone import PhoneState, read_phone
from domain.place import Unit
from domain.text import Sign, Text
from handlers.asks import CANNOT_SEE, OneOf, PlaceOf, begun, unit_choice
from handlers.asks_files import Taking
from handlers.staff.asks import Words, yes_or_no
from handlers.staff.fix_words import FIELD_SIGN, SEXES, WAYS
from handlers.staff.name_asks import a_name
from handlers.talk import Asked, Heard, NotUnderstood, Stale, Talk
from storage.records import Records

_QUESTIONS: Mapping[Field, Text] = {
    Field.NAME: Text("What is the full name, as on the paper?"),
    Field.BIRTH: Text("When was the person born? The year alone is enough."),
    Field.CITIZEN_ID: Text("Which 12 digits stand on the citizen card?"),
    Field.PHONE: Text("Which phone number is right?"),
    Field.ACCOUNT_NUMBER: Text("Which account number stands on the bank's paper?"),
    Field.HOLDER: Text("In whose name is the account, as the bank writes it?"),
}
ALREADY_SO = Text("The record says that already. To leave it so, write /cancel.")
_LONGEST_WORDS = 200

_ID_HINTS: Mapping[IdState, Text] = {
    IdState.OLD_CARD: Text("That is the old card of 9 digits. Please read the citizen card."),
    IdState.ROUNDED: Text("A spreadsheet has rounded this number. Please read the card itself."),
    IdState.WRONG_LENGTH: Text("A citizen ID has 12 digits. Please count them again."),
    IdState.NO_NUMBER: Text("Please write the 12 digits of the citizen card."),
}
_PHONE_HINTS: Mapping[PhoneState, Text] = {
    PhoneState.WRONG_LENGTH: Text("A mobile number has 10 digits. Please count them again."),
    PhoneState.IMPOSSIBLE_PREFIX: Text("No phone number begins like this. Please look again."),
}


@dataclass(frozen=True, slots=True)
class Read:
    """A value in the form it is kept in. ``lost_zero``: its first digit is our guess, to be said
    yes to. ``converted``: it was written as before 2018."""

    value: str
    lost_zero: bool = False
    converted: bool = False


async def new_value(talk: Talk, records: Records, field: Field, old: str | None) -> Read | None:
    """What the record shall say; None where what was written turned out not to be meant."""
    match field:
        case Field.SEX:
            return Read((await talk.ask("new", _sex(old))).value)
        case Field.UNIT:
            return Read(str((await _unit(talk, records)).key))
        case Field.PAYEE:
            return Read(await talk.ask("new", _payee()))
        case Field.WAY:
            return Read((await talk.ask("new", _way(old))).value)
    written = await talk.ask("new", Written(field, old, talk.today))
    if written.lost_zero and not await talk.ask("zero", _zero(written.value)):
        return None
    if field is Field.BIRTH and kept_birth(written.value).only_the_year:
        return Read(await talk.ask("known", _how_much_is_known(written.value)))
    return written


_WITH_ZERO, _OF_2018 = "zero:", "2018:"


@dataclass(frozen=True, slots=True)
class Written:
    """A value that is written: kept in its one form, and refused only where it can be none."""

    field: Field
    old: str | None
    today: date

    def asked(self) -> Asked:
        return Asked((_QUESTIONS[self.field].signed(FIELD_SIGN[self.field]),))

    async def hear(self, heard: Heard) -> str:
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        said = heard.contact.phone if heard.contact else heard.text
        value = _READS[self.field](said, self.today)
        if (await self.read(value)).value == self.old:
            raise NotUnderstood(ALREADY_SO)
        return value

    async def read(self, value: str) -> Read:
        zero, converted = value.startswith(_WITH_ZERO), value.startswith(_OF_2018)
        return Read(value.removeprefix(_WITH_ZERO).removeprefix(_OF_2018), zero, converted)


@dataclass(frozen=True, slots=True)
class Sure:
    """The last question, where a value that is written instead of an answer is the better one, and
    a photo of the paper may come before the answer. ``taking``: None where no paper shows it."""

    whether: OneOf[bool]
    field: Field
    old: str | None
    today: date
    taking: Taking | None = None

    def asked(self) -> Asked:
        asked = self.whether.asked()
        return replace(asked, wants=Wants.PHOTO) if self.taking and self.taking.may else asked

    async def hear(self, heard: Heard) -> str:
        if heard.files and self.taking is not None:
            return f"{_PHOTO}{await self.taking.take(heard.files[0])}"
        if heard.choice is None and self._writes_one(heard.text):
            better = await Written(self.field, self.old, self.today).hear(heard)
            return f"{_BETTER}{better}"
        return await self.whether.hear(heard)

    async def read(self, value: str) -> bool | str | StoredFile:
        """Yes, no, the value as `Written` keeps it, or the photo."""
        if value.startswith(_PHOTO) and self.taking is not None:
            return await self.taking.known(value.removeprefix(_PHOTO))
        if value.startswith(_BETTER):
            return value.removeprefix(_BETTER)
        return await self.whether.read(value)

    def _writes_one(self, text: str) -> bool:
        """Of words nobody can tell whether they are a name, or an answer."""
        return self.field in _WITH_DIGITS and any(char.isdigit() for char in text)


_BETTER, _PHOTO = "better:", "photo:"
_WITH_DIGITS = WHOLE_NUMBERS | {Field.BIRTH}


def _name(text: str, _: date) -> str:
    return a_name(text)


def _holder(text: str, today: date) -> str:
    return _name(text, today).upper()


def _birth(text: str, today: date) -> str:
    birth = read_birth(text, today)
    if birth is None:
        raise NotUnderstood(_BUDDHIST if is_buddhist(text) else _NO_BIRTH)
    return str(birth)


_NO_BIRTH = Text("Please write the year, or day, month and year, for example 17/3/1945.")
_BUDDHIST = Text("That is a year of the Buddhist calendar. Please write the year on the card.")


def _citizen_id(text: str, _: date) -> str:
    read = read_citizen_id(text)
    if not read.number:
        raise NotUnderstood(_ID_HINTS[read.state])
    return (_WITH_ZERO if read.state is IdState.LOST_ZERO else "") + read.number


def _phone(text: str, _: date) -> str:
    read = read_phone(text)
    if not read.number:
        raise NotUnderstood(_PHONE_HINTS[read.state])
    converted = read.state is PhoneState.CONVERTIBLE_2018
    return (_OF_2018 if converted else "") + read.number


def _account(text: str, _: date) -> str:
    number = read_account_number(text)
    if number is None:
        raise NotUnderstood(Text("An account number has 6 to 20 digits or letters."))
    return number


_READS: Mapping[Field, Callable[[str, date], str]] = {
    Field.NAME: _name,
    Field.HOLDER: _holder,
    Field.BIRTH: _birth,
    Field.CITIZEN_ID: _citizen_id,
    Field.PHONE: _phone,
    Field.ACCOUNT_NUMBER: _account,
}


def _zero(number: str) -> OneOf[bool]:
    lost = Text("These are 11 digits. A spreadsheet drops the 0 in front.").signed(Sign.HELP)
    question = Text("Is it 0{digits} …, with a 0 in front?", digits=number[1:3])
    return yes_or_no(question.signed(Sign.CARD), lost)


def _how_much_is_known(value: str) -> OneOf[str]:
    year = value[:4]
    choices = {
        "year": (Text("Only the year {year} is known", year=year).signed(Sign.PERHAPS), year),
        "day": (Text("Born on 1 January {year}", year=year).signed(Sign.DAY), value),
    }
    return OneOf(Text("Is 1 January the real day?").signed(Sign.DAY), choices, by_beginning=True)


def _sex(old: str | None) -> OneOf[Sex]:
    choices = {one.value: (label, one) for one, label in SEXES.items() if one.value != old}
    return OneOf(Text("Which sex stands on the citizen card?").signed(Sign.PERSON), choices)


def _way(old: str | None) -> OneOf[Way]:
    choices = {one.value: (label, one) for one, label in WAYS.items() if one.value != old}
    return OneOf(Text("How are they to be paid?").signed(Sign.MONEY), choices)


def _payee() -> Words:
    question = Text("Who is to collect, on what paper, until when?").signed(Sign.PAPERS)
    return Words(question, _LONGEST_WORDS, _BY_HAND)


_BY_HAND = Text("The decision is kept; the list itself is changed by hand.").signed(Sign.HELP)


async def _unit(talk: Talk, records: Records) -> Unit:
    gazetteer = records.reference.gazetteer
    where = await talk.ask("place", PlaceOf(gazetteer, Text("Where does the person live now?")))
    if len(where.units) == 1:
        return where.units[0]
    choices = {str(unit.key): unit_choice(unit, gazetteer) for unit in where.units}
    return await talk.ask("unit", OneOf(Text("Which one?").signed(Sign.PLACE), choices))


@dataclass(frozen=True, slots=True)
class TheNumber:
    """The whole number, typed from the document by who approves: same, or different.

    Asked as a secret, so that no more than the outcome is kept.
    """

    field: Field
    new: str
    otherwise: Mapping[str, Text]

    def asked(self) -> Asked:
        lines = (
            Text("Please type the number from the document itself.").signed(FIELD_SIGN[self.field]),
            Text("It is compared, and not shown.").signed(Sign.SECRET),
        )
        shown = tuple(Choice(key, label) for key, label in self.otherwise.items())
        return Asked(lines, shown)

    async def hear(self, heard: Heard) -> str:
        if chosen := heard.choice or begun(heard):
            return chosen
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        typed = _number_in(self.field, heard.text)
        if typed != self.new:
            raise NotUnderstood(Text("That is a different number than the one submitted."))
        return SAME

    async def read(self, value: str) -> str:
        if value != SAME and value not in self.otherwise:
            raise Stale
        return value


SAME = "same"


def _number_in(field: Field, text: str) -> str | None:
    match field:
        case Field.CITIZEN_ID:
            return read_citizen_id(text).number
        case Field.PHONE:
            return read_phone(text).number
    return read_account_number(text)
