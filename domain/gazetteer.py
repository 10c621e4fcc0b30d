"""Which unit people mean: by its old or present name however it is typed, or by where they are."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from domain.message import Place
from domain.place import REFORM, Unit, UnitKey, UnitKind
from domain.words import has_khmer, has_vietnamese_marks, marked, marked_words, words

Ring: TypeAlias = Sequence[Sequence[float]]
Polygons: TypeAlias = Sequence[Sequence[Ring]]
"""GeoJSON order: polygons of rings of (longitude, latitude); the first ring is the outline."""

_OLD_DISTRICTS = frozenset({UnitKind.CITY, UnitKind.TOWN, UnitKind.DISTRICT})
_PREFIXES: Mapping[tuple[str, ...], frozenset[UnitKind]] = {
    ("phuong",): frozenset({UnitKind.WARD}),
    ("p",): frozenset({UnitKind.WARD}),
    ("f",): frozenset({UnitKind.WARD}),
    ("xa",): frozenset({UnitKind.COMMUNE}),
    ("x",): frozenset({UnitKind.COMMUNE}),
    ("thi", "tran"): frozenset({UnitKind.TOWNSHIP, UnitKind.WARD}),
    ("tt",): frozenset({UnitKind.TOWNSHIP, UnitKind.WARD}),
    ("thi", "xa"): frozenset({UnitKind.TOWN}),
    ("tx",): frozenset({UnitKind.TOWN}),
    ("thanh", "pho"): frozenset({UnitKind.CITY}),
    ("tp",): frozenset({UnitKind.CITY}),
    ("huyen",): frozenset({UnitKind.DISTRICT}),
    ("h",): frozenset({UnitKind.DISTRICT}),
}
_KHMER_PREFIXES = ("ទីក្រុង", "ខេត្ត", "សង្កាត់", "ស្រុក", "ក្រុង", "ឃុំ", "ភូមិ")
_FILLERS = frozenset(
    [
        "da",
        "toi",
        "tui",
        "o",
        "ben",
        "ne",
        "a",
        "em",
        "dum",
        "giup",
        "khu",
        "vuc",
        "ap",
        "khom",
        "cu",
    ]
) | {"moi"}
_SHORTEST_PART = 3
_CLOSE = 0.8


@dataclass(frozen=True, slots=True)
class Found:
    """What a text or a position may mean.

    ``units``: today's served units, the likeliest first. ``former``: the old communes meant, where
    the present unit's own name was not said. ``divided``: an old unit was split, and only the
    person can say which part. ``elsewhere``: units we do not serve. Where not ``certain`` the text
    is only near or a part of the name, and the person must confirm.
    """

    units: tuple[Unit, ...] = ()
    former: tuple[Unit, ...] = ()
    divided: bool = False
    elsewhere: tuple[Unit, ...] = ()
    certain: bool = True

    @property
    def nothing(self) -> bool:
        return not (self.units or self.elsewhere)


@dataclass(frozen=True, slots=True)
class _Name:
    """One way to write a unit's name, and the units that go by it."""

    words: tuple[str, ...]
    marked: tuple[str, ...]
    unit: Unit


@dataclass(frozen=True, slots=True)
class _Match:
    """A stretch of the text that is a name."""

    start: int
    end: int
    names: tuple[_Name, ...]


@dataclass(slots=True)
class _Text:
    """A message, split once. ``said`` and ``marks`` are the same words without and with marks."""

    said: tuple[str, ...]
    marks: tuple[str, ...]
    has_marks: bool
    prefixed: dict[int, frozenset[UnitKind]] = field(default_factory=dict)


class Gazetteer:
    """All units we know by name, and the outlines of those we serve."""

    def __init__(
        self,
        units: Iterable[Unit],
        successors: Iterable[tuple[UnitKey, UnitKey]],
        aliases: Iterable[tuple[str, UnitKey]],
        boundaries: Mapping[UnitKey, Polygons],
    ) -> None:
        self._units = {unit.key: unit for unit in units}
        self._successors: dict[UnitKey, list[Unit]] = {}
        self._predecessors: dict[UnitKey, list[Unit]] = {}
        for old, new in successors:
            self._successors.setdefault(old, []).append(self._units[new])
            self._predecessors.setdefault(new, []).append(self._units[old])
        self._boundaries = [
            (self._units[key], polygons, _box(polygons))
            for key, polygons in boundaries.items()
            if key in self._units
        ]
        self._names: dict[tuple[str, ...], list[_Name]] = {}
        named = [(unit.name, unit) for unit in self._units.values()]
        known = [(alias, self._units[key]) for alias, key in aliases if key in self._units]
        for name, unit in named + known:
            entry = _Name(words(name), marked_words(name), unit)
            self._names.setdefault(entry.words, []).append(entry)
        self._glued = {"".join(name): name for name in self._names}
        self._sounds = {_sound(glued): name for glued, name in self._glued.items()}
        self._longest = max(map(len, self._names), default=0)

    def unit(self, key: UnitKey) -> Unit | None:
        return self._units.get(key)

    def areas(self) -> tuple[Unit, ...]:
        """The old districts we serve."""
        return tuple(
            unit for unit in self._units.values() if unit.served and unit.kind in _OLD_DISTRICTS
        )

    def today(self, area: str) -> tuple[Unit, ...]:
        """Today's served units of an old district."""
        return tuple(
            unit
            for unit in self._units.values()
            if unit.served and unit.key.valid_from >= REFORM and unit.area == area
        )

    def today_of(self, key: UnitKey) -> tuple[Unit, ...]:
        """What a unit is today: itself, its successors, or those of an old district's communes."""
        unit = self._units[key]
        if unit.kind in _OLD_DISTRICTS:
            return self.today(unit.area)
        if key.valid_from >= REFORM:
            return (unit,)
        return tuple(self._successors.get(key, ()))

    def made_from(self, key: UnitKey) -> tuple[Unit, ...]:
        """The old communes of which a present unit was made."""
        return tuple(self._predecessors.get(key, ()))

    def at(self, place: Place) -> Unit | None:
        """The served unit that holds the place; None outside of all."""
        for unit, polygons, (west, south, east, north) in self._boundaries:
            inside_box = west <= place.longitude <= east and south <= place.latitude <= north
            if inside_box and _inside(polygons, place):
                return unit
        return None

    def find(self, text: str) -> Found:
        """What a person means by a text; nothing where no unit is named in it."""
        said = _split(text)
        if not said.said:
            return Found()
        if names := self._named(said):
            return self._found(_narrowed(names, said, text), certain=True)
        rest = tuple(
            word
            for index, word in enumerate(said.said)
            if word not in _FILLERS and index not in said.prefixed
        )
        if not rest or len(rest) > self._longest:
            return Found()
        if names := self._by_part(rest):
            return self._found(names, certain=False)
        return self._found(self._near(rest), certain=False)

    def _named(self, said: _Text) -> list[_Name]:
        """Names that stand in the text whole; of those that overlap, the longest."""
        matches = sorted(
            self._matches(said), key=lambda match: (match.start - match.end, match.start)
        )
        taken: set[int] = set()
        names: list[_Name] = []
        for match in matches:
            span = set(range(match.start, match.end))
            if not span & taken:
                taken |= span
                names += _by_prefix(match, said)
        return names

    def _matches(self, said: _Text) -> Iterable[_Match]:
        count = len(said.said)
        for start in range(count):
            for end in range(start + 1, min(start + self._longest, count) + 1):
                names = self._names.get(said.said[start:end])
                if names is None and end == start + 1 and _alone(said, start, end):
                    names = self._names.get(self._glued.get(said.said[start], ()))
                fitting = tuple(name for name in names or () if _fits(name, said, start, end))
                if fitting:
                    yield _Match(start, end, fitting)

    def _by_part(self, rest: tuple[str, ...]) -> list[_Name]:
        """Names of which these words are a part: *nui*, *bang*."""
        if len("".join(rest)) < _SHORTEST_PART:
            return []
        size = len(rest)
        return [
            name
            for names in self._names.values()
            for name in names
            if name.unit.served and _has_part(name.words, rest, size)
        ]

    def _near(self, rest: tuple[str, ...]) -> list[_Name]:
        """Misspelt names, whole message only."""
        sound = _sound("".join(rest))
        close = difflib.get_close_matches(sound, self._sounds, n=4, cutoff=_CLOSE)
        names = [name for one in close for name in self._names[self._sounds[one]]]
        served = [name for name in names if name.unit.served]
        return served or names

    def _found(self, names: Iterable[_Name], certain: bool) -> Found:
        meant = list(dict.fromkeys(name.unit for name in names))
        served = [unit for unit in meant if unit.served]
        elsewhere = {unit.name: unit for unit in meant if not unit.served}
        served.sort(key=lambda unit: (unit.kind in _OLD_DISTRICTS, unit.key.valid_from < REFORM))
        units = dict.fromkeys(today for unit in served for today in self.today_of(unit.key))
        old = [
            unit
            for unit in served
            if unit.key.valid_from < REFORM and unit.kind not in _OLD_DISTRICTS
        ]
        whole = {today for unit in served if unit not in old for today in self.today_of(unit.key)}
        return Found(
            units=tuple(units),
            former=tuple(unit for unit in old if not whole & set(self.today_of(unit.key))),
            divided=any(len(self.today_of(unit.key)) > 1 for unit in old),
            elsewhere=tuple(elsewhere.values()),
            certain=certain,
        )


def _split(text: str) -> _Text:
    said, marks = words(_khmer_spaced(text)), marked_words(_khmer_spaced(text))
    split = _Text(said, marks, has_vietnamese_marks(text))
    for start in range(len(said)):
        for prefix, kinds in _PREFIXES.items():
            if said[start : start + len(prefix)] == prefix:
                split.prefixed |= dict.fromkeys(range(start, start + len(prefix)), kinds)
    return split


def _khmer_spaced(text: str) -> str:
    """Khmer has no spaces between words; set its prefixes apart, and names in other letters."""
    if not has_khmer(text):
        return text
    spaced = marked(text)
    for prefix in _KHMER_PREFIXES:
        spaced = spaced.replace(prefix, f" {prefix} ")
    return " ".join(word for word in spaced.split() if word not in _KHMER_PREFIXES) or text


def _fits(name: _Name, said: _Text, start: int, end: int) -> bool:
    """Whether these words are really the name, and not ordinary words that look like it."""
    if _alone(said, start, end) or (start - 1) in said.prefixed:
        return True  # even with a wrong tone, which is common (Nhà Bằng, An Hão)
    if said.has_marks:
        return said.marks[start:end] == name.marked and len(name.words) > 1
    return name.unit.served and len(name.words) > 1


def _alone(said: _Text, start: int, end: int) -> bool:
    """The rest of the message is prefixes and small words."""
    return all(
        start <= index < end or index in said.prefixed or word in _FILLERS
        for index, word in enumerate(said.said)
    )


def _by_prefix(match: _Match, said: _Text) -> list[_Name]:
    """What *phường*, *xã*, *thị xã* before it leaves; people confuse them, so never nothing."""
    kinds = said.prefixed.get(match.start - 1)
    fitting = [name for name in match.names if kinds and name.unit.kind in kinds]
    return fitting or list(match.names)


def _narrowed(names: list[_Name], said: _Text, text: str) -> list[_Name]:
    """Prefer names typed with just these marks, and heed *cũ* and *mới*."""
    exact = [name for name in names if _stands_in(name.marked, said.marks)]
    names = (said.has_marks and exact) or names
    spoken = set(marked_words(text))
    if "cũ" in spoken or "mới" in spoken:
        new = "mới" in spoken
        era = [name for name in names if (name.unit.key.valid_from >= REFORM) == new]
        return era or names
    return names


def _stands_in(name: tuple[str, ...], marks: tuple[str, ...]) -> bool:
    size = len(name)
    return any(marks[start : start + size] == name for start in range(len(marks) - size + 1))


def _has_part(name: tuple[str, ...], part: tuple[str, ...], size: int) -> bool:
    return any(
        name[start : start + size - 1] == part[:-1] and name[start + size - 1].startswith(part[-1])
        for start in range(len(name) - size + 1)
    )


def _sound(glued: str) -> str:
    """Letters that people exchange because they sound alike."""
    return glued.replace("k", "c").replace("y", "i").replace("ph", "f")


def _box(polygons: Polygons) -> tuple[float, float, float, float]:
    longitudes = [point[0] for polygon in polygons for point in polygon[0]]
    latitudes = [point[1] for polygon in polygons for point in polygon[0]]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _inside(polygons: Polygons, place: Place) -> bool:
    """Even-odd rule over all rings of a polygon, so that holes count as outside."""
    return any(sum(_crossings(ring, place) for ring in polygon) % 2 == 1 for polygon in polygons)


def _crossings(ring: Ring, place: Place) -> int:
    """How many edges a line from the place to the east crosses."""
    x, y, count = place.longitude, place.latitude, 0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            count += 1
    return count
