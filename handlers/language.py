"""A `Text` becomes words: catalogues, dates, money, and how the listener is addressed."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from domain.message import Button, Line, Picture, Rendered, Reply, ShownFile, ShownPicture
from domain.person import Link, Relation, Sex
from domain.text import Distance, Money, Month, Sign, Text, Value

LOCALES = Path(__file__).parent.parent / "locales"
SOURCE = "en"
BOTH = "vi+km"
SEPARATOR = " · "
"""Stands between the languages of one label."""
MODES = ("vi", "km", BOTH, SOURCE)
"""What a person can choose. Together: who hears Khmer and who reads Vietnamese share a phone."""


class Listener(StrEnum):
    """How someone is addressed (LANGUAGE.md §8C)."""

    UNKNOWN = "unknown"
    GRANDMOTHER = "grandmother"
    GRANDFATHER = "grandfather"
    MANY = "many"
    STAFF = "staff"


_ELDER = 60
"""Years: a *người cao tuổi* (Law on the Elderly 39/2009/QH12, Article 2)."""


def listener_of(links: tuple[Link, ...], today: date) -> Listener:
    """An elder who writes for herself is a grandmother; who writes for others is not known."""
    own = [one.person for one in links if one.relation is Relation.SELF]
    if len(links) != 1 or not own or own[0].age_by(today) < _ELDER:
        return Listener.UNKNOWN
    return Listener.GRANDMOTHER if own[0].sex is Sex.FEMALE else Listener.GRANDFATHER


@dataclass(frozen=True, slots=True)
class _Manner:
    """How one language prints what a catalogue cannot hold."""

    you: Mapping[Listener, str]
    me: Mapping[Listener, str]
    weekdays: tuple[str, ...]
    day: Callable[[date], str]
    spoken: Callable[[date], str]
    weekday: str
    month: Callable[[Month], str]
    clock: Callable[[time], str]
    currency: str
    about: str
    metres: str
    kilometres: str


def _vietnamese_clock(at: time) -> str:
    """Twelve hours and the part of the day; nobody says 13:30 (LANGUAGE.md §8B)."""
    part = "sáng" if at.hour < 11 else "trưa" if at.hour < 13 else "chiều"
    minutes = f" {at.minute:02d}" if at.minute else ""
    return f"{(at.hour - 1) % 12 + 1} giờ{minutes} {part}"


def _khmer_clock(at: time) -> str:
    """The same in Khmer."""
    if at.hour == 12:
        part = "ថ្ងៃត្រង់"
    else:
        part = "ព្រឹក" if at.hour < 12 else "រសៀល" if at.hour < 16 else "ល្ងាច"
    return f"ម៉ោង {(at.hour - 1) % 12 + 1}:{at.minute:02d} {part}"


_MANNERS = {
    "vi": _Manner(
        you={
            Listener.UNKNOWN: "cô bác",
            Listener.GRANDMOTHER: "bà",
            Listener.GRANDFATHER: "ông",
            Listener.MANY: "bà con",
            Listener.STAFF: "anh/chị",
        },
        me={
            Listener.UNKNOWN: "em",
            Listener.GRANDMOTHER: "con",
            Listener.GRANDFATHER: "con",
            Listener.MANY: "em",
            Listener.STAFF: "An Sinh",
        },
        weekdays=("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ Nhật"),
        day=lambda day: f"{day:%d/%m/%Y}",
        spoken=lambda day: f"ngày {day.day} tháng {day.month} năm {day.year}",
        weekday="{weekday}, {day}",
        month=lambda month: f"{month.month}/{month.year}",
        clock=_vietnamese_clock,
        currency="đồng",
        about="khoảng {km} km",
        metres="m",
        kilometres="km",
    ),
    "km": _Manner(
        you={
            Listener.UNKNOWN: "បង",
            Listener.GRANDMOTHER: "លោកយាយ",
            Listener.GRANDFATHER: "លោកតា",
            Listener.MANY: "បងប្អូន",
            Listener.STAFF: "បង",
        },
        me=dict.fromkeys(Listener, "ខ្ញុំ"),
        weekdays=(
            "ថ្ងៃចន្ទ",
            "ថ្ងៃអង្គារ",
            "ថ្ងៃពុធ",
            "ថ្ងៃព្រហស្បតិ៍",
            "ថ្ងៃសុក្រ",
            "ថ្ងៃសៅរ៍",
            "ថ្ងៃអាទិត្យ",
        ),
        day=lambda day: f"ទី {day.day} ខែ {day.month} ឆ្នាំ {day.year}",
        spoken=lambda day: f"ទី {day.day} ខែ {day.month} ឆ្នាំ {day.year}",
        weekday="{weekday} {day}",
        month=lambda month: f"{month.month} ឆ្នាំ {month.year}",
        clock=_khmer_clock,
        currency="ដុង",
        about="ប្រហែល {km} គីឡូម៉ែត្រ",
        metres="ម៉ែត្រ",
        kilometres="គីឡូម៉ែត្រ",
    ),
    "en": _Manner(
        you=dict.fromkeys(Listener, "you"),
        me=dict.fromkeys(Listener, "I"),
        weekdays=(
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ),
        day=lambda day: f"{day:%d/%m/%Y}",
        spoken=lambda day: f"{day.day}/{day.month}/{day.year}",
        weekday="{weekday}, {day}",
        month=lambda month: f"{month.month}/{month.year}",
        clock=lambda at: f"{at:%H:%M}",
        currency="đồng",
        about="about {km} km",
        metres="m",
        kilometres="km",
    ),
}


def render(reply: Reply, mode: str, listener: Listener = Listener.UNKNOWN) -> Rendered:
    """A reply in the person's language; in both, each language is one block that reads alone."""
    languages = mode.split("+")
    listener = Listener.UNKNOWN if reply.for_other else listener
    blocks = [[_line(line, one, listener) for line in reply.lines] for one in languages]
    lines = [line for block in blocks for line in (Line(""), *block)][1:]
    choices = tuple(
        Button(one.id, label(one.label, mode, listener), one.label.sign) for one in reply.choices
    )
    picture = _picture(reply.picture, mode, listener) if reply.picture else None
    attachments = tuple(
        ShownFile(one.file, one.kind, label(one.told, mode, listener)) for one in reply.attachments
    )
    return Rendered(
        tuple(lines),
        choices,
        reply.wants,
        reply.pin,
        picture=picture,
        large=reply.large,
        attachments=attachments,
    )


def _picture(picture: Picture, mode: str, listener: Listener) -> ShownPicture:
    return ShownPicture(picture.name, picture.png, label(picture.told, mode, listener))


_LEAVES = {Sign.DAY, Sign.PERHAPS, Sign.WAS}


def _line(text: Text, language: str, listener: Listener) -> Line:
    day = text.values.get("day") if text.sign in _LEAVES else None
    said = _capital(_to_a_colleague(say(text, language, listener), listener))
    return Line(said, text.sign, day if isinstance(day, date) else None)


def _to_a_colleague(said: str, listener: Listener) -> str:
    """Staff are not answered with the *Dạ* that elders are owed."""
    return said.removeprefix("Dạ").lstrip(", ") if listener is Listener.STAFF else said


def label(text: Text, mode: str, listener: Listener = Listener.UNKNOWN) -> str:
    """What stands on a button; a name that is the same in both languages stands once."""
    said = [_capital(say(text, language, listener)) for language in mode.split("+")]
    parts = (part for one in said for part in one.split(SEPARATOR))
    return SEPARATOR.join(dict.fromkeys(parts))


def say(text: Text, language: str, listener: Listener = Listener.UNKNOWN) -> str:
    """One text in one language; in Vietnamese where the other has it not: only what staff alone are
    told may be so, who work in Vietnamese (`tests/test_promises.py`)."""
    template = catalogue(language).get(text.source)
    if template is None and language not in {SOURCE, _OF_THE_STAFF}:
        return say(text, _OF_THE_STAFF, listener)
    template = template or text.source
    manner = _MANNERS[language]
    you, me = manner.you[listener], manner.me[listener]
    values: dict[str, object] = {
        "you": you,
        "You": _capital(you),
        "me": me,
        "Me": _capital(me),
    }
    for name, value in text.values.items():
        values[name] = _Shown(value, language, listener)
    return _formatter.vformat(template, (), values)


_OF_THE_STAFF = "vi"


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Translations by source sentence, read from the .po file itself: nothing to compile."""
    if language == SOURCE:
        return {}
    path = LOCALES / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        messages = read_po(file, locale=language)
    return {str(one.id): str(one.string) for one in messages if one.id and one.string}


class _Shown:
    """A value that a catalogue prints its own way: ``{day}``, ``{day:weekday}``, its name alone
    ``{day:name}``, and as it is read out ``{day:spoken}``."""

    def __init__(self, value: Value, language: str, listener: Listener) -> None:
        self._value = value
        self._language = language
        self._listener = listener

    def __format__(self, spec: str) -> str:
        return _show(self._value, spec, self._language, self._listener)


def _show(value: Value, spec: str, language: str, listener: Listener) -> str:
    manner = _MANNERS[language]
    match value:
        case Text():
            return say(value, language, listener)
        case Money():
            return f"{value.dong:,}".replace(",", ".") + f" {manner.currency}"
        case Month():
            return manner.month(value)
        case Distance():
            return _distance(value, manner)
        case date():
            return _day(value, spec, manner)
        case time():
            return manner.clock(value)
        case _:
            return str(value)


def _day(value: date, spec: str, manner: _Manner) -> str:
    """Bare, or with its weekday, or that alone, or as it is read out."""
    weekday = manner.weekdays[value.weekday()]
    match spec:
        case "name":
            return weekday
        case "weekday":
            return manner.weekday.format(weekday=weekday, day=manner.day(value))
        case "spoken":
            return manner.weekday.format(weekday=weekday, day=manner.spoken(value))
    return manner.day(value)


def _distance(far: Distance, manner: _Manner) -> str:
    """A comma before tenths in every language, as with money: it is what people see printed."""
    if far.rough:
        return manner.about.format(km=max(1, round(far.km)))
    if far.km < 0.95:
        return f"{max(1, round(far.km * 10)) * 100} {manner.metres}"
    tenths = f"{far.km:.1f}".removesuffix(".0") if far.km < 9.95 else f"{far.km:.0f}"
    return f"{tenths.replace('.', ',')} {manner.kilometres}"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


class _Formatter(string.Formatter):
    """Named placeholders only; nothing that comes in as a value is ever a template."""

    def get_field(self, field_name: str, _args: Any, kwargs: Any) -> tuple[object, str]:
        return kwargs[field_name], field_name


_formatter = _Formatter()
