"""A sentence someone hears, before it is in anyone's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = "str | int | date | time | Month | Money | Distance | Text"


class Sign(StrEnum):
    """What a line is about, for who cannot read it; a channel with pictures draws it.

    The first three say go, not yet, do not go. ``DAY`` is a calendar leaf with the line's own day;
    on that of ``PERHAPS`` stands that it is not certain, and that of ``WAS`` is crossed out.
    """

    GO = "go"
    WAIT = "wait"
    STOP = "stop"
    DAY = "day"
    PERHAPS = "perhaps"
    WAS = "was"
    CLOCK = "clock"
    POST = "post"
    BANK = "bank"
    ATM = "atm"
    MOBILE = "mobile"
    PAPERS = "papers"
    MONEY = "money"
    ACCOUNT = "account"
    CARD = "card"
    CODE = "code"
    SECRET = "secret"  # noqa: S105 - a padlock: tell nobody
    OFFICER = "officer"
    LIST = "list"
    PERSON = "person"
    PLACE = "place"
    SEAT = "seat"
    STEPS = "steps"
    PHONE = "phone"
    LANGUAGE = "language"
    HELP = "help"
    MENU = "menu"
    MORE = "more"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the payment list, which is not always the month in which money is handed out."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError(f"there is no month {self.month}")

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __lt__(self, other: Month) -> bool:
        return (self.year, self.month) < (other.year, other.month)

    def __le__(self, other: Month) -> bool:
        return (self.year, self.month) <= (other.year, other.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    def plus(self, months: int) -> Month:
        """The month so many months later (earlier, where negative)."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1)

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``YYYY-MM``. Raises ValueError where it is not that."""
        year, separator, month = text.partition("-")
        if not (separator and len(year) == 4 and len(month) == 2):
            raise ValueError(f"not a month as YYYY-MM: {text!r}")
        return cls(int(year), int(month))


@dataclass(frozen=True, slots=True)
class Money:
    """Whole đồng. Printed "540.000 đồng" in every language (LANGUAGE.md §8B)."""

    dong: int


@dataclass(frozen=True, slots=True)
class Distance:
    """How far as the crow flies. ``rough``: an end of it is only the middle of a unit, so it is
    told in whole kilometres with *about* before it (DOMAIN.md §4)."""

    km: float
    rough: bool


@dataclass(frozen=True, slots=True, init=False)
class Text:
    """A source sentence in English and what goes into its ``{placeholders}``.

    Every literal ``Text("…")`` is collected for the translators, so the sentence is always
    written out, never put together. A translation may also use ``{you}``, ``{You}``, ``{me}``
    and ``{Me}``: how the listener is addressed, and what the assistant calls itself.
    """

    source: str
    values: dict[str, Value] = field(hash=False)
    sign: Sign | None

    def __init__(self, source: str, /, **values: Value) -> None:
        object.__setattr__(self, "source", source)
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "sign", None)

    def signed(self, sign: Sign | None) -> Text:
        """The same sentence with a picture beside it."""
        return self._copy(self.values, sign)

    def filled(self, **values: Value) -> Text:
        """The same sentence with its placeholders filled."""
        return self._copy(self.values | values, self.sign)

    def _copy(self, values: dict[str, Value], sign: Sign | None) -> Text:
        made = Text(self.source, **values)
        object.__setattr__(made, "sign", sign)
        return made


def verbatim(words: str) -> Text:
    """Words that are the same in every language: a name, a code."""
    return Text("{words}", words=words)
