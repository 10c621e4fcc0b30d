"""What must come out of a file: its people, where it is wrong, who is nobody, or the refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from domain.lists.row import ListKind

ANY = object()
"""A field about which a file leaves room for two opinions."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """Any of these is right."""

    values: tuple[object, ...]


def one_of(*values: object) -> OneOf:
    return OneOf(values)


NOTHING = one_of(None, 0)
"""Of arrears written as a dash."""


@dataclass(frozen=True, slots=True)
class Within:
    """The text holds these words, marks and case aside."""

    words: str


@dataclass(frozen=True, slots=True)
class Held:
    """One row that must come out; money, numbers and dates not named in ``fields`` must be empty.

    ``name``: of the person, or of the point. ``or_problem``: the row may be told as an error
    instead, but not be held otherwise than so.
    """

    sheet: str
    row: int
    name: str
    fields: Mapping[str, object]
    or_problem: bool = False


@dataclass(frozen=True, slots=True)
class At:
    """A place where something must be said; ``column`` None for any of the row, ``row`` 0 for the
    sheet. ``what`` is a key of `codes.CODES`."""

    sheet: str
    row: int
    column: str | None
    what: str


@dataclass
class Expected:
    """``wrong``: an error must be said there, and nowhere else. ``noted``: an error or a note.

    ``refused``: one of these codes must come; ``may_be_refused``: may come instead of the rows, any
    code where it holds "*". ``nobody``: names that belong to no beneficiary.
    """

    rows: list[Held] = field(default_factory=list)
    wrong: list[At] = field(default_factory=list)
    noted: list[At] = field(default_factory=list)
    nobody: list[str] = field(default_factory=list)
    about: dict[str, object] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    may_be_refused: frozenset[str] = frozenset()

    def hold(
        self, sheet: str, row: int, name: str, *, or_problem: bool = False, **fields: object
    ) -> None:
        self.rows.append(Held(sheet, row, name, fields, or_problem))

    def error(self, sheet: str, row: int, column: str | None, what: str) -> None:
        self.wrong.append(At(sheet, row, column, what))

    def note(self, sheet: str, row: int, column: str | None, what: str) -> None:
        self.noted.append(At(sheet, row, column, what))


def refused(*codes: str) -> Expected:
    return Expected(refused=frozenset(codes))


Make = Callable[[Path], Expected]


@dataclass(frozen=True, slots=True)
class Messy:
    """One file: its name, whose list it is read as, and who makes it."""

    title: str
    file: str
    kind: ListKind
    make: Make

    def __str__(self) -> str:
        return self.title


MESSY: list[Messy] = []


def messy(file: str, kind: ListKind = ListKind.PAYMENTS) -> Callable[[Make], Make]:
    """Enters a maker in the list, under the name of the function."""

    def enter(make: Make) -> Make:
        MESSY.append(Messy(make.__name__, file, kind, make))
        return make

    return enter
