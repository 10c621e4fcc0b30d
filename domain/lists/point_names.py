"""Which payment point a list means: *BĐ-VHX Văn Giáo* is *Bưu điện – văn hóa xã Văn Giáo*.

Only points of one unit are compared, a handful; a name that fits several fits none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from domain.place import PaymentPoint, PointKind
from domain.words import folded, marked, words

_COMMUNE = frozenset({PointKind.COMMUNE_POST})
_POST = _COMMUNE | {PointKind.POST_OFFICE}
_MOBILE = frozenset({PointKind.MOBILE_POINT})
_ANY = frozenset(PointKind)
_KINDS: Mapping[str, frozenset[PointKind]] = {
    "buu dien van hoa xa": _COMMUNE,
    "buu dien van hoa phuong": _COMMUNE,
    "buu dien van hoa": _COMMUNE,
    "buu dien vh": _COMMUNE,
    "bdvhx": _COMMUNE,
    "bd vhx": _COMMUNE,
    "bd vh xa": _COMMUNE,
    "bd vh": _COMMUNE,
    "bdvh": _COMMUNE,
    "buu dien": _POST,
    "buu cuc": _POST,
    "bd": _POST,
    "bc": _POST,
    "diem chi tra luu dong": _MOBILE,
    "diem luu dong": _MOBILE,
    "luu dong": _MOBILE,
    "diem chi tra": _ANY,
    "diem phat tien": _ANY,
    "diem": _ANY,
    "tai": _ANY,
    "thi tran": _ANY,
    "phuong": _ANY,
    "xa": _ANY,
    "p": _ANY,
    "x": _ANY,
}
"""What stands before the name of the place, as it is written in full and in short."""

_PHRASES = {tuple(said.split()): kinds for said, kinds in _KINDS.items()}
_LONGEST = max(map(len, _PHRASES))

_LONG_ENOUGH = 4
"""Letters of a word in which a slip is overlooked: *Sam* is not *Sập*, and *A* is not *B*."""


@dataclass(frozen=True, slots=True)
class PointName:
    """A name as it is compared. ``kinds``: what kind of point it can be; ``place``: after which it
    is called."""

    marked: str
    folded: str
    kinds: frozenset[PointKind]
    place: tuple[str, ...]


@lru_cache(maxsize=1 << 12)
def read_name(written: str) -> PointName:
    """The same few names stand in every row."""
    said, place, kinds = words(written), list[str](), _ANY
    at = 0
    while at < len(said):
        sizes = range(_LONGEST, 0, -1)
        size = next((size for size in sizes if said[at : at + size] in _PHRASES), 0)
        if size:
            kinds = kinds & _PHRASES[said[at : at + size]] or kinds
        else:
            place.append(said[at])
        at += size or 1
    return PointName(marked(written), folded(written), kinds, tuple(place))


@dataclass(frozen=True, slots=True)
class Meant:
    """Which points a name can mean; ``sure`` where no slip was overlooked for it."""

    points: tuple[PaymentPoint, ...]
    sure: bool = True


def points_meant(written: str, points: Sequence[PaymentPoint], unit_name: str) -> Meant:
    """The nearest way of reading it that fits any. ``unit_name`` may stand after the name."""
    said, named = read_name(written), [(one, read_name(one.name)) for one in points]
    for found in (
        tuple(one for one, name in named if name.marked == said.marked),
        tuple(one for one, name in named if name.folded == said.folded),
    ):
        if found:
            return Meant(found)
    alike = [(one, name.place) for one, name in named if one.kind in said.kinds]
    if not said.place:
        return Meant(tuple(one for one, _ in alike) if said.kinds != _ANY else ())
    for place in (said.place, _without(said.place, words(unit_name))):
        if found := tuple(one for one, its in alike if its == place):
            return Meant(found)
    return Meant(tuple(one for one, its in alike if is_a_slip(said.place, its)), sure=False)


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are of one name."""
    first, second = read_name(one), read_name(other)
    spelt = (first.kinds, first.place) == (second.kinds, second.place)
    return first.folded == second.folded or (spelt and bool(first.place))


def nearly_same(one: str, other: str) -> bool:
    """Whether whoever reads both may take them for one point."""
    first, second = read_name(one), read_name(other)
    return bool(first.kinds & second.kinds) and is_a_slip(first.place, second.place)


def is_a_slip(said: Sequence[str], meant: Sequence[str]) -> bool:
    """Written together, or one letter of a longer word left out, doubled or exchanged."""
    if "".join(said) == "".join(meant):
        return True
    return len(said) == len(meant) and all(map(_is_the_word, said, meant))


def _is_the_word(typed: str, meant: str) -> bool:
    if typed == meant:
        return True
    begins_alike = typed[:1] == meant[:1] and len(meant) >= _LONG_ENOUGH
    return begins_alike and OSA.distance(typed, meant, score_cutoff=1) <= 1


def _without(place: tuple[str, ...], unit: tuple[str, ...]) -> tuple[str, ...]:
    """*Văn Giáo, xã An Cư* without the unit that stands behind."""
    behind = len(place) - len(unit)
    return place[:behind] if behind > 0 and place[behind:] == unit else place
