"""What was understood of a list, as JSON and back: from the process that reads a file to the one
that asked for it, and into a sealed row while the list waits to be activated.

Of 20,000 rows each passes through here twice, and most of its fields say nothing: so only what
differs from its default is written, and how each field is written is worked out once.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, time
from enum import Enum
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from domain.lists.row import About, DayRow, Heading, ListRow, PersonRow, PointRow, Problem
from domain.message import Place
from domain.place import UnitKey
from domain.text import Month

Told: TypeAlias = "About | Heading | ListRow | Problem"

_Kind = TypeVar("_Kind", About, Heading, PersonRow, DayRow, PointRow, Problem)

_KINDS: Mapping[str, type[Told]] = {
    "about": About,
    "heading": Heading,
    "person": PersonRow,
    "day": DayRow,
    "point": PointRow,
    "problem": Problem,
}
_KIND_OF = {told: kind for kind, told in _KINDS.items()}


def to_json(told: Told) -> list[Any]:
    """``["person", {"sheet": "Núi Sam", "row": 9, "name": "…", "day": "2026-11-05", …}]``."""
    kind = type(told)
    return [_KIND_OF[kind], fields_to_json(told)]


def from_json(pair: list[Any]) -> Told:
    """What `to_json` made. Raises KeyError, TypeError or ValueError for anything else."""
    kind, given = pair
    told: Told = fields_from_json(_KINDS[kind], given)  # type: ignore[type-var]
    return told


def fields_to_json(told: Told) -> dict[str, Any]:
    """Enums by their value, days and times as ISO, units and months as ``str`` writes them, places
    as a pair, sets and tuples as lists."""
    known, values_of = _FIELDS[type(told)]
    written = {}
    for (name, default, write, _), value in zip(known, values_of(told), strict=True):
        if value != default:
            written[name] = value if value is None or write is None else write(value)
    return written


def fields_from_json(kind: type[_Kind], given: Mapping[str, Any]) -> _Kind:
    """An object of that kind. Raises TypeError or ValueError where it is not one."""
    read = _READERS[kind]
    known = dict(given)
    for name in read.keys() & known.keys():
        if (value := known[name]) is not None:
            known[name] = read[name](value)
    return kind(**known)


class _Field(NamedTuple):
    name: str
    default: object
    write: Callable[[Any], Any] | None
    read: Callable[[Any], Any] | None


_Way: TypeAlias = tuple[Callable[[Any], Any] | None, Callable[[Any], Any] | None]


def _way(kind: Any) -> _Way:
    """How a value of a type is written and read; None where JSON has it as it is."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (kind,) = (one for one in inner if one is not type(None))
        return _way(kind)
    if origin is frozenset:
        return sorted, frozenset
    if origin is tuple:
        return list, tuple
    if kind in _WAYS:
        return _WAYS[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _value, kind
    return None, None


def _value(one: Enum) -> Any:
    return one.value


_WAYS: Mapping[Any, _Way] = {
    date: (date.isoformat, date.fromisoformat),
    time: (time.isoformat, time.fromisoformat),
    UnitKey: (str, UnitKey.parse),
    Month: (str, Month.parse),
    Place: (lambda place: [place.latitude, place.longitude], lambda pair: Place(*pair)),
}


def _default(one: Any) -> object:
    return one.default if one.default_factory is MISSING else one.default_factory()


def _fields(kind: type[Any]) -> tuple[tuple[_Field, ...], Callable[[Any], tuple[Any, ...]]]:
    """And what gives their values, all at once."""
    hints = get_type_hints(kind)
    known = tuple(_Field(one.name, _default(one), *_way(hints[one.name])) for one in fields(kind))
    return known, attrgetter(*(one.name for one in known))


_FIELDS = {kind: _fields(kind) for kind in _KIND_OF}
_READERS = {
    kind: {one.name: one.read for one in known if one.read is not None}
    for kind, (known, _) in _FIELDS.items()
}
