"""Which unit people mean: by its old or present name however it is typed, or by where they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TypeAlias

from domain.message import Place
from domain.place import Unit, UnitKey
from domain.place_names import (
    Fit,
    Message,
    Names,
    alias_of,
    apart,
    official,
    within_their_district,
)
from domain.words import has_khmer, marked

Ring: TypeAlias = Sequence[Sequence[float]]
Polygons: TypeAlias = Sequence[Sequence[Ring]]
"""GeoJSON order: polygons of rings of (longitude, latitude); the first ring is the outline."""

_FEW_WORDS = 3
"""No name of ours has more."""

LONG_ENOUGH = 5
"""Characters. A shorter text that only resembles a place's name is more likely another word."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a text may mean.

    ``units``: today's served units, the likeliest first. ``former``: the old communes meant, where
    their present unit was not itself named. ``divided``: the one old commune meant was split, and
    only the person can say which part. ``elsewhere``: units we do not serve, the widest first.
    Where not ``certain``, the text is a part of a name or near one, and the person must confirm.
    """

    units: tuple[Unit, ...] = ()
    former: tuple[Unit, ...] = ()
    divided: bool = False
    elsewhere: tuple[Unit, ...] = ()
    certain: bool = True

    @property
    def nothing(self) -> bool:
        return not (self.units or self.elsewhere)


class Gazetteer:
    """All units we know by name, and the outlines of those we serve."""

    def __init__(
        self,
        units: Iterable[Unit],
        successors: Iterable[tuple[UnitKey, UnitKey]],
        aliases: Iterable[tuple[str, UnitKey]],
        boundaries: Mapping[UnitKey, Polygons],
    ) -> None:
        self._units = {unit.key: unit for unit in sorted(units, key=lambda unit: unit.key)}
        self._successors: dict[UnitKey, list[Unit]] = {}
        self._predecessors: dict[UnitKey, list[Unit]] = {}
        for old, new in sorted(successors):
            self._successors.setdefault(old, []).append(self._units[new])
            self._predecessors.setdefault(new, []).append(self._units[old])
        self._outlines = [
            _Outline(self._units[key], polygons)
            for key, polygons in boundaries.items()
            if key in self._units
        ]
        self._corners = {
            key: frozenset((x, y) for rings in polygons for ring in rings for x, y, *_ in ring)
            for key, polygons in boundaries.items()
            if key in self._units
        }
        self._names = Names(
            chain(
                (official(unit) for unit in self._units.values()),
                (alias_of(text, self._units[key]) for text, key in sorted(aliases)),
            )
        )

    def unit(self, key: UnitKey) -> Unit | None:
        return self._units.get(key)

    def known(self, key: UnitKey) -> Unit:
        """A unit that must be there. Raises KeyError."""
        return self._units[key]

    def by_code(self, code: str, day: date) -> Unit | None:
        """The unit that bore a code on a day; codes were given again in 2025 (DOMAIN.md §3)."""
        return next(
            (unit for unit in self._units.values() if unit.key.code == code and _holds(unit, day)),
            None,
        )

    def served(self) -> tuple[Unit, ...]:
        """Today's units whose people are ours."""
        return tuple(unit for unit in self._units.values() if unit.served and unit.is_present)

    def served_on(self, day: date) -> tuple[Unit, ...]:
        """The wards and communes of a day whose people are ours."""
        return tuple(
            unit
            for unit in self._units.values()
            if unit.served and not unit.is_old_district and _holds(unit, day)
        )

    def areas(self) -> tuple[Unit, ...]:
        """The old districts we serve."""
        return tuple(unit for unit in self._units.values() if unit.served and unit.is_old_district)

    def today(self, area: str) -> tuple[Unit, ...]:
        """Today's served units of an old district."""
        return tuple(
            unit
            for unit in self._units.values()
            if unit.served and unit.is_present and unit.area == area
        )

    def today_of(self, key: UnitKey) -> tuple[Unit, ...]:
        """What a unit is today; of an old district all units, the one of the same name first."""
        unit = self._units.get(key)
        if unit is None:
            return ()
        if unit.is_old_district:
            return tuple(sorted(self.today(unit.area), key=lambda one: one.name != unit.name))
        return (unit,) if unit.is_present else tuple(self._successors.get(key, ()))

    def made_from(self, key: UnitKey) -> tuple[Unit, ...]:
        """The old communes of which a present unit was made."""
        return tuple(self._predecessors.get(key, ()))

    def at(self, place: Place) -> Unit | None:
        """The served unit that holds the place; None outside of all."""
        return next((outline.unit for outline in self._outlines if outline.holds(place)), None)

    def neighbours(self, key: UnitKey) -> frozenset[UnitKey]:
        """The served units that touch this one: their outlines share corners."""
        corners = self._corners.get(key, frozenset())
        return frozenset(
            other
            for other, theirs in self._corners.items()
            if other != key and not corners.isdisjoint(theirs)
        )

    def find(self, text: str) -> Found:
        """What a person means by a text; nothing where no unit is named in it."""
        message = self._names.read(marked(text))
        return self._whole(message) or self._guessed(message)

    def mentioned(self, said: str) -> Found:
        """The same of a text about anything, `marked` already, at little cost: what is a part of a
        name or near one counts only where hardly more was written."""
        if not self._names.may_stand_in(said):
            few = said.count(" ") < _FEW_WORDS and not has_khmer(said)
            return self._guessed(self._names.read(said)) if few and _is_long(said) else Found()
        message = self._names.read(said)
        found = self._whole(message) or self._guessed(message)
        few = len(message.without_small_words()) <= _FEW_WORDS and _is_long(said)
        return found if found.certain or few else Found()

    def _whole(self, message: Message) -> Found | None:
        """Of names that stand in it whole."""
        spans = list(apart(self._names.spans(message)))
        if not spans:
            return None
        meant = within_their_district([span.narrowed(message) for span in spans])
        return self._found(meant, certain=all(span.fit < Fit.WRONG for span in spans))

    def _guessed(self, message: Message) -> Found:
        """Of what is a part of a name or near one."""
        return self._found(self._names.begun(message) or self._names.near(message), certain=False)

    def named(self, text: str) -> tuple[Unit, ...]:
        """The units that bear a name in a text, old or new, each as itself and not as what it is
        today; of one and the same stretch of text those of the kind that stands before it."""
        message = self._names.read(marked(text))
        spans = apart(self._names.spans(message))
        meant = within_their_district(
            [span.narrowed(message) for span in spans if span.fit < Fit.WRONG]
        )
        return tuple(sorted(dict.fromkeys(meant), key=_likelihood))

    def _found(self, meant: Iterable[Unit], certain: bool) -> Found:
        named = sorted(dict.fromkeys(meant), key=_likelihood)
        served = [unit for unit in named if unit.served]
        elsewhere = [unit for unit in named if not unit.served]
        communes = [unit for unit in served if not (unit.is_present or unit.is_old_district)]
        itself = {unit for one in served if one not in communes for unit in self.today_of(one.key)}
        former = [unit for unit in communes if itself.isdisjoint(self.today_of(unit.key))]
        return Found(
            units=tuple(dict.fromkeys(unit for one in served for unit in self.today_of(one.key))),
            former=tuple(former),
            divided=len(served) == len(former) == 1 and len(self.today_of(former[0].key)) > 1,
            elsewhere=tuple(sorted(elsewhere, key=lambda unit: unit.is_old_district, reverse=True)),
            certain=certain or not named,
        )


class _Outline:
    """The boundary of a unit."""

    def __init__(self, unit: Unit, polygons: Polygons) -> None:
        self.unit = unit
        self._polygons = polygons
        longitudes = [point[0] for polygon in polygons for point in polygon[0]]
        latitudes = [point[1] for polygon in polygons for point in polygon[0]]
        self._west, self._east = min(longitudes), max(longitudes)
        self._south, self._north = min(latitudes), max(latitudes)

    def holds(self, place: Place) -> bool:
        """Even-odd rule over all rings of a polygon, so that holes count as outside."""
        return (
            self._west <= place.longitude <= self._east
            and self._south <= place.latitude <= self._north
            and any(
                sum(_crossings(ring, place) for ring in polygon) % 2 == 1
                for polygon in self._polygons
            )
        )


def _crossings(ring: Ring, place: Place) -> int:
    """How many edges a line from the place to the east crosses."""
    x, y, count = place.longitude, place.latitude, 0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            count += 1
    return count


def _is_long(said: str) -> bool:
    return len(said) >= LONG_ENOUGH


def _holds(unit: Unit, day: date) -> bool:
    return unit.key.valid_from <= day and (unit.valid_to is None or day <= unit.valid_to)


def _likelihood(unit: Unit) -> tuple[bool, bool]:
    """Present units before old districts before old communes, in the order of their codes."""
    return not unit.is_present, not unit.is_old_district
