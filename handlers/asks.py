"""Questions asked in more than one dialogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Generic, TypeVar

from domain.days import Lunar, read_day
from domain.gazetteer import Found, Gazetteer
from domain.link_code import LENGTH, is_code
from domain.mask import names_secret
from domain.message import Choice, Place, Wants
from domain.place import Unit, UnitKey, UnitKind
from domain.text import Sign, Text
from domain.words import clean, folded, words
from handlers.talk import Asked, Heard, NotUnderstood, Stale

T = TypeVar("T")

CANNOT_SEE = Text("{Me} cannot look at pictures or hear voices yet. Please write or choose.")
CHOOSE_ONE = Text("Please choose one of these.")
WHERE_COLLECTED = Text("Where do you collect the money?")

_NO = frozenset(map(folded, ("không", "hông", "ko", "không được", "មិន", "អត់", "ទេ", "no", "not")))
_KINDS: Mapping[UnitKind, Text] = {
    UnitKind.WARD: Text("ward {name}"),
    UnitKind.COMMUNE: Text("commune {name}"),
    UnitKind.TOWNSHIP: Text("township {name}"),
    UnitKind.CITY: Text("city of {name}"),
    UnitKind.TOWN: Text("town of {name}"),
    UnitKind.DISTRICT: Text("district of {name}"),
}


def named(unit: Unit) -> Text:
    """A unit with its kind: *xã An Cư*."""
    return _KINDS[unit.kind].filled(name=unit.name)


def says_no(text: str) -> bool:
    """*No*, and not a word more."""
    return folded(text) in _NO


def begun(heard: Heard) -> str | None:
    """The answer whose label begins with what was written. *No* alone is no such beginning: it may
    also say that a card is not in order, and a rejection is not to be taken from it."""
    return None if says_no(heard.text) else heard.begun


@dataclass(frozen=True, slots=True)
class OneOf(Generic[T]):
    """One of a few values, by their choice id. ``before`` is said ahead of the question.
    ``reads``: which of them people mean who say it in words of their own. ``by_beginning``: the
    first words of a label are enough."""

    question: Text
    choices: Mapping[str, tuple[Text, T]]
    hint: Text = CHOOSE_ONE
    before: tuple[Text, ...] = ()
    reads: Callable[[str], str | None] = lambda _: None
    by_beginning: bool = False

    def asked(self) -> Asked:
        shown = tuple(Choice(key, label) for key, (label, _) in self.choices.items())
        return Asked((*self.before, self.question), shown)

    async def hear(self, heard: Heard) -> str:
        begins = begun(heard) if self.by_beginning else None
        said = heard.choice or self.reads(heard.text) or begins
        if said is not None and said in self.choices:
            return said
        raise NotUnderstood(CANNOT_SEE if heard.files else self.hint)

    async def read(self, value: str) -> T:
        if value not in self.choices:
            raise Stale
        return self.choices[value][1]


@dataclass(frozen=True, slots=True)
class Brought(Generic[T]):
    """What a button brings along, and nobody is asked for. ``known``: what it names, if that is
    still there."""

    known: Callable[[str], T | None]

    def asked(self) -> Asked:
        return Asked(())

    async def hear(self, heard: Heard) -> str:  # noqa: ARG002
        raise NotUnderstood(CHOOSE_ONE)

    async def read(self, value: str) -> T:
        found = self.known(value)
        if found is None:
            raise Stale
        return found


@dataclass(frozen=True, slots=True)
class Where:
    """What a person named: an old district to choose from, or units, perhaps more than one.

    ``exact`` is their own position, if that is what they sent.
    """

    units: tuple[Unit, ...]
    former: tuple[Unit, ...] = ()
    divided: bool = False
    elsewhere: tuple[Unit, ...] = ()
    certain: bool = True
    exact: Place | None = None


@dataclass(frozen=True, slots=True)
class PlaceOf:
    """A place by button (area first), by any name people use, or by position."""

    gazetteer: Gazetteer
    question: Text = WHERE_COLLECTED

    def asked(self) -> Asked:
        areas = tuple(
            Choice(
                f"area:{area.key.code}",
                Text("{area} (old name)", area=named(area)).signed(Sign.PLACE),
            )
            for area in self.gazetteer.areas()
        )
        lines = (
            self.question.signed(Sign.PLACE),
            Text("Choose, or write the name of the ward or commune, old or new."),
        )
        return Asked(lines, areas, Wants.PLACE)

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        if heard.place is not None:
            unit = self.gazetteer.at(heard.place)
            if unit is None:
                raise NotUnderstood(Text("That place is outside the area {me} know."))
            return f"{unit.key}|||{_AT}{heard.place.latitude:.5f},{heard.place.longitude:.5f}"
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        return self._by_name(heard.text)

    async def read(self, value: str) -> Where:
        if value.startswith("area:"):
            units = self.gazetteer.today(value.removeprefix("area:"))
            if not units:
                raise Stale
            return Where(units)
        parts = value.split("|")
        units, former, elsewhere = (self._units(part) for part in (*parts, "", "")[:3])
        if not units:
            raise Stale
        exact = next((_position(part) for part in parts if part.startswith(_AT)), None)
        return Where(units, former, "divided" in parts, elsewhere, "near" not in parts, exact)

    def _by_name(self, text: str) -> str:
        found = self.gazetteer.find(text)
        if found.units:
            return written(found)
        if found.elsewhere:
            place = named(found.elsewhere[0])
            raise NotUnderstood(Text("{place} is outside the area {me} know.", place=place))
        raise NotUnderstood(Text("{Me} do not know that place. Please choose, or write it again."))

    def _units(self, part: str) -> tuple[Unit, ...]:
        known = (self.gazetteer.unit(UnitKey.parse(one)) for one in part.split(",") if one)
        return tuple(unit for unit in known if unit is not None)


_AT = "at="


def _position(part: str) -> Place:
    latitude, longitude = part.removeprefix(_AT).split(",")
    return Place(float(latitude), float(longitude))


def written(found: Found) -> str:
    """Canonical: units, former, elsewhere, then the flags; a re-run never reads the text again."""
    keys = [
        ",".join(str(unit.key) for unit in units)
        for units in (found.units, found.former, found.elsewhere)
    ]
    flags = ["divided"] * found.divided + ["near"] * (not found.certain)
    return "|".join(keys + flags).rstrip("|")


def unit_choice(unit: Unit, gazetteer: Gazetteer) -> tuple[Text, Unit]:
    """A present unit with the old names people know it by; not a name that was divided."""
    old = [
        one.name
        for one in gazetteer.made_from(unit.key)
        if one.name != unit.name and len(gazetteer.today_of(one.key)) == 1
    ]
    label = named(unit)
    if old:
        label = Text("{unit} (was {old})", unit=named(unit), old=", ".join(old))
    return label.signed(Sign.PLACE), unit


@dataclass(frozen=True, slots=True)
class DayOf:
    """A day from today on, by button or as people write it. ``likely`` are offered."""

    today: date
    likely: tuple[date, ...] = ()

    def asked(self) -> Asked:
        tomorrow = self.today + timedelta(days=1)
        named = {
            self.today: Text("Today"),
            tomorrow: Text("Tomorrow"),
        }
        days = dict.fromkeys((self.today, tomorrow, *self.likely))
        shown = tuple(
            Choice(day.isoformat(), named.get(day, Text("{day:weekday}", day=day)).signed(Sign.DAY))
            for day in days
        )
        return Asked((Text("Which day?").signed(Sign.DAY), LIKE_THIS), shown)

    async def hear(self, heard: Heard) -> str:
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        if heard.choice is not None:
            return heard.choice
        try:
            day = read_day(heard.text, self.today)
        except Lunar as lunar:
            raise NotUnderstood(
                Text(
                    "{Me} do not know the moon calendar. Please write the day of the sun calendar."
                )
            ) from lunar
        if day is None:
            raise NotUnderstood(LIKE_THIS)
        if day < self.today:
            raise NotUnderstood(Text("That day is over."))
        return day.isoformat()

    async def read(self, value: str) -> date:
        day = date.fromisoformat(value)
        if day < self.today:
            raise Stale
        return day


LIKE_THIS = Text("Choose, or write the day, for example 26/11.").signed(Sign.HELP)

_BEYOND_IDS = 2**63


def read_id(value: str) -> int:
    """A number of the store, out of a tap or an answer. Raises Stale where none can be that."""
    if not (value.isascii() and value.isdigit() and int(value) < _BEYOND_IDS):
        raise Stale
    return int(value)


_HALF = LENGTH // 2
_LIKE_A_CODE = re.compile(r"(?=\w*\d)(?=(?:\w*[a-z]){2})[a-z0-9]{8}")
"""Eight letters and digits, at least two of them letters and one a digit; misread ones too."""


def read_code(text: str) -> str | None:
    """A link code as people write it who are asked for it: in any case, in two halves, in the
    middle of a sentence. Two words of a sentence are one only if each of their signs may be."""
    said = words(text)
    halves = (one for one in _halves(said) if is_code(one.upper()))
    for candidate in ("".join(said), *said):
        if _LIKE_A_CODE.fullmatch(candidate):
            return candidate.upper()
    return next((one.upper() for one in halves), None)


def code_alone(text: str) -> str | None:
    """A link code and not a word more; also with signs that look alike, as one word."""
    said = words(text)
    if len(said) == 1 and _LIKE_A_CODE.fullmatch(said[0]):
        return said[0].upper()
    apart = len(said) == LENGTH or [len(one) for one in said] == [_HALF, _HALF]
    joined = "".join(said).upper()
    return joined if apart and is_code(joined) else None


def code_within(text: str) -> str | None:
    """One word of a message that can be nothing but a link code."""
    found = (one.upper() for one in words(text) if sum(map(str.isdigit, one)) >= _SURELY)
    return next(filter(is_code, found), None)


def _halves(said: Sequence[str]) -> Iterator[str]:
    return (one + other for one, other in pairwise(said) if len(one) == len(other) == _HALF)


_SURELY = 2
"""Digits. With one alone it may be a word with a digit at its end."""


def read_year(text: str) -> int | None:
    """A birth year: 1945, *sn 45*, ១៩៤៥. *Pin 1948* is none."""
    digits = re.findall(r"\d+", clean(text))
    if len(digits) != 1 or names_secret(text):
        return None
    if len(digits[0]) == 4:
        return int(digits[0])
    return None
