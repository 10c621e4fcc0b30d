"""Questions that only the staff are asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.days import Lunar, read_day
from domain.mask import BLOT, mask
from domain.message import Choice
from domain.permissions import Grant
from domain.phone import canonical
from domain.staff import ROLE_NAMES, Colleague
from domain.text import Sign, Text
from domain.words import clean, folded
from handlers.asks import CANNOT_SEE, OneOf, named
from handlers.talk import Asked, Heard, NotUnderstood, Stale
from storage.records import Records

_SHOWN = 8
_YES, _NO = "yes", "no"
_NO_PHONE = "none"
FEWEST_LETTERS = 3
_IN_A_FEW_WORDS = Text("Please write it in a few words.")
_LONG_NUMBER = re.compile(r"\d(?:[ .–-]?\d){7,}")


def yes_or_no(question: Text, *before: Text) -> OneOf[bool]:
    """The last question before something is done."""
    return OneOf(
        question,
        {
            _YES: (Text("Yes").signed(Sign.GO), True),
            _NO: (Text("No").signed(Sign.STOP), False),
        },
        before=before,
    )


@dataclass(frozen=True, slots=True)
class Words:
    """Something in somebody's own words, not too long; numbers that nobody may keep are blotted.
    ``fewest`` letters: what has less was meant for another question."""

    question: Text
    longest: int
    hint: Text | None = None
    fewest: int = 0
    too_few: Text = _IN_A_FEW_WORDS

    def asked(self) -> Asked:
        return Asked((self.question, *([self.hint] if self.hint else [])))

    async def hear(self, heard: Heard) -> str:
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        said = clean(heard.text)
        if not said or sum(one.isalpha() for one in said) < self.fewest:
            raise NotUnderstood(self.too_few)
        if len(said) > self.longest:
            raise NotUnderstood(Text("Please write it shorter."))
        return mask(said)

    async def read(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class InWords:
    """The same where a number alone would be none: it was meant for another question. What is as
    long as a number of a phone or a card is blotted, as somebody else reads it."""

    question: Text
    longest: int

    def asked(self) -> Asked:
        return Asked((self.question,))

    async def hear(self, heard: Heard) -> str:
        said = await Words(self.question, self.longest, fewest=FEWEST_LETTERS).hear(heard)
        return _LONG_NUMBER.sub(BLOT, said)

    async def read(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A mobile number in its one form; empty where they rather give none. ``why``: the reason for
    which there must be one."""

    question: Text
    why: Text | None = None

    def asked(self) -> Asked:
        if self.why is not None:
            return Asked((self.question, self.why))
        none = Choice(_NO_PHONE, Text("Without a number").signed(Sign.STOP))
        return Asked((self.question,), (none,))

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        phone = canonical(heard.contact.phone if heard.contact else heard.text)
        if phone is None:
            raise NotUnderstood(Text("Please write a mobile number of 10 digits."))
        return phone

    async def read(self, value: str) -> str:
        return "" if value == _NO_PHONE else value


@dataclass(frozen=True, slots=True)
class PastDay:
    """A day that has been; ``likely`` are offered."""

    question: Text
    today: date
    likely: tuple[date, ...]
    not_before: date | None = None

    def asked(self) -> Asked:
        shown = tuple(
            Choice(day.isoformat(), Text("{day:weekday}", day=day).signed(Sign.DAY))
            for day in dict.fromkeys(self.likely)
        )
        return Asked((self.question.signed(Sign.DAY), self._hint), shown)

    @property
    def _hint(self) -> Text:
        return _LIKE_THIS.filled(day=self.today - timedelta(days=_SOME_DAYS))

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        day = _day_in(heard, self.today, self._hint)
        if day > self.today:
            raise NotUnderstood(Text("That day is yet to come."))
        if self.not_before is not None and day < self.not_before:
            raise NotUnderstood(Text("That day lies before the first one."))
        return day.isoformat()

    async def read(self, value: str) -> date:
        return date.fromisoformat(value)


@dataclass(frozen=True, slots=True)
class UntilDay:
    """A last day to come, ``proposed`` or written; never after ``at_most``."""

    question: Text
    today: date
    proposed: date
    at_most: date

    def asked(self) -> Asked:
        choice = Choice(
            self.proposed.isoformat(), Text("Until {day}.", day=self.proposed).signed(Sign.DAY)
        )
        return Asked((self.question.signed(Sign.DAY), self._hint), (choice,))

    @property
    def _hint(self) -> Text:
        return _LIKE_THIS.filled(day=self.proposed)

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        day = _day_in(heard, self.today, self._hint)
        if day <= self.today:
            raise NotUnderstood(Text("That day is over."))
        if day > self.at_most:
            raise NotUnderstood(Text("Until {day} at the latest.", day=self.at_most))
        return day.isoformat()

    async def read(self, value: str) -> date:
        day = date.fromisoformat(value)
        if not self.today <= day <= self.at_most:
            raise Stale
        return day


_SOME_DAYS = 5
_LIKE_THIS = Text("Choose, or write day, month and year, for example {day}.").signed(Sign.HELP)


def _day_in(heard: Heard, today: date, hint: Text) -> date:
    if heard.files:
        raise NotUnderstood(CANNOT_SEE)
    try:
        day = read_day(heard.text, today)
    except Lunar as lunar:
        raise NotUnderstood(hint) from lunar
    if day is None:
        raise NotUnderstood(hint)
    return day


@dataclass(frozen=True, slots=True)
class Human:
    """A colleague with all that they may do, as far as it concerns who asks."""

    id: int
    name: str
    grants: tuple[Grant, ...]


def humans(colleagues: Sequence[Colleague]) -> tuple[Human, ...]:
    """Whoever has two roles stands there once."""
    grants: dict[int, list[Grant]] = {}
    for one in colleagues:
        grants.setdefault(one.id, []).append(one.grant)
    names = {one.id: one.name for one in colleagues}
    return tuple(Human(each, names[each], tuple(theirs)) for each, theirs in grants.items())


@dataclass(frozen=True, slots=True)
class ColleagueOf:
    """One of these colleagues, by button, by name, or by number where names are alike."""

    question: Text
    colleagues: Sequence[Human]
    records: Records

    def asked(self) -> Asked:
        shown = tuple(
            Choice(str(one.id), told(one, self.records)) for one in self.colleagues[:_SHOWN]
        )
        more = len(self.colleagues) > _SHOWN
        hint = Text("Not shown? Write the name.").signed(Sign.HELP)
        return Asked((self.question, *([hint] if more else [])), shown)

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        said = folded(heard.text)
        found = [one for one in self.colleagues if said and _is_called(one, said)]
        if len(found) != 1:
            raise NotUnderstood(
                Text("Several are called so. Please write the whole name.")
                if found
                else Text("No colleague of these units is called so.")
            )
        return str(found[0].id)

    async def read(self, value: str) -> Human:
        found = next((one for one in self.colleagues if str(one.id) == value), None)
        if found is None:
            raise Stale
        return found


def _is_called(colleague: Human, said: str) -> bool:
    return said == str(colleague.id) or said in folded(colleague.name)


def told(colleague: Human, records: Records) -> Text:
    """The name and what they are, so that two of one name are told apart."""
    first = colleague.grants[0]
    return Text(
        "{name}, {role}", name=colleague.name, role=granted(first, records)
    ).signed(Sign.OFFICER)  # fmt: skip


def granted(grant: Grant, records: Records) -> Text:
    """*cán bộ xã, xã An Cư*."""
    unit = records.reference.gazetteer.unit(grant.unit) if grant.unit else None
    role = ROLE_NAMES[grant.role]
    if unit is None:
        return Text("{role}, whole province", role=role)
    return Text("{role}, {unit}", role=role, unit=named(unit))
