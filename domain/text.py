"""A sentence someone hears, before it is in anyone's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import TypeAlias

Value: TypeAlias = "str | int | date | time | Month | Money | Text"


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


@dataclass(frozen=True, slots=True, init=False)
class Text:
    """A source sentence in English and what goes into its ``{placeholders}``.

    Every literal ``Text("…")`` is collected for the translators, so the sentence is always
    written out, never put together. A translation may also use ``{you}``, ``{You}``, ``{me}``
    and ``{Me}``: how the listener is addressed, and what the assistant calls itself.
    """

    source: str
    values: dict[str, Value] = field(hash=False)

    def __init__(self, source: str, /, **values: Value) -> None:
        object.__setattr__(self, "source", source)
        object.__setattr__(self, "values", values)


def verbatim(words: str) -> Text:
    """Words that are the same in every language: a name, a code."""
    return Text("{words}", words=words)
