"""A linear reader of free text: every clue speaks for or against each class, and what they say
together is weighed once more, so that a doubtful reading is known as such.

Learnt by `make train` from the examples in `locales/`; nothing in it knows a message.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from mmap import mmap
from operator import itemgetter
from struct import Struct
from typing import Any

from domain.clues import BUCKETS, clues
from domain.spelling import Said, Speller

_SHARPNESS = 4.0
"""What makes shares of scores."""
_SUM = 4  # bytes
_LENGTH = 4  # bytes
_LANE = 2  # bytes
_AT_ONCE = 257
"""So many bytes fit into a lane, whatever they are."""
ZERO = 128
"""Of a weight in its byte."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``ranked``: classes with their scores, the likeliest first; above 0 speaks for it.
    ``certainty``: from 0 to 1, that the first is right. ``khmer``: above 0 speaks for Khmer; 1
    where it is in Khmer letters."""

    ranked: tuple[tuple[str, float], ...]
    certainty: float
    khmer: float

    def share(self, name: str) -> float:
        """Of all classes, from 0 to 1."""
        weights = {one: math.exp(_SHARPNESS * score) for one, score in self.ranked}
        return weights[name] / sum(weights.values())


class Reader:
    """Reads by the learnt file, of which it looks at what a message needs: the file may lie in
    memory or only be mapped into it. Raises ValueError where it is not whole."""

    def __init__(self, learnt: bytes | mmap) -> None:
        told, weights = _unpacked(learnt)
        self.classes: tuple[str, ...] = tuple(told["classes"])
        self.sure: Mapping[str, float] = told["sure"]
        self.examples: str = told["examples"]
        self._scale: float = told["scale"]
        self._bias: tuple[float, ...] = tuple(told["bias"])
        self._certain: tuple[float, ...] = tuple(told["certain"])
        self._of_class: Mapping[str, float] = told["certain_of_class"]
        self._speller = Speller(told["rarity"])
        if len(weights) != BUCKETS * len(self._bias):
            raise ValueError("the learnt weights are not whole")
        self._lanes = Struct(f">{len(self._bias)}H")
        self._rows = _Rows(weights, len(self._bias))

    def read(self, marked: str, staff: bool = False) -> Reading:
        """What a message is, among all classes; the message as `domain.words.marked` gives it."""
        said = self._speller.read(marked, staff)
        *scores, khmer = self._scores(said)
        pairs = zip(self.classes, scores, strict=True)
        ranked = tuple(sorted(pairs, key=itemgetter(1), reverse=True))
        return Reading(ranked, self._certainty(said, ranked), 1.0 if said.khmer else khmer)

    def _scores(self, said: Said) -> list[float]:
        found = tuple(clues(said))
        parts = [self._added(found[at : at + _AT_ONCE]) for at in range(0, len(found), _AT_ONCE)]
        added = map(sum, zip(*parts, strict=True)) if parts else repeat(0)
        scale, nothing = self._scale / math.sqrt(max(1, len(found))), ZERO * len(found)
        pairs = zip(added, self._bias, strict=bool(parts))
        return [scale * (weight - nothing) + bias for weight, bias in pairs]

    def _added(self, found: Sequence[int]) -> tuple[int, ...]:
        """A row is one number with a lane for each class, so that adding rows adds all lanes."""
        lanes = sum(map(self._rows.__getitem__, found))
        return self._lanes.unpack(lanes.to_bytes(self._lanes.size))

    def _certainty(self, said: Said, ranked: Sequence[tuple[str, float]]) -> float:
        signs = (1.0, *signs_of(said, ranked))
        told = sum(map(float.__mul__, self._certain, signs)) + self._of_class[ranked[0][0]]
        return 1 / (1 + math.exp(-told))


def signs_of(said: Said, ranked: Sequence[tuple[str, float]]) -> tuple[float, ...]:
    """What tells a sure reading from a doubtful one."""
    (_, first), (_, second), (_, third) = ranked[:3]
    none = next(score for name, score in ranked if name == "none")
    length = math.log1p(len(said.typed))
    return first, second, first - second, third, none, length, float(said.khmer)


def pack(told: Mapping[str, object], weights: bytes) -> bytes:
    """The learnt file: a sum of all that follows, the length of what is told, that as JSON, and
    the weights.

    ``weights``: for each clue's number one byte for each class, and one for Khmer; 128 is nothing.
    """
    head = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    summed = len(head).to_bytes(_LENGTH, "big") + head + weights
    return zlib.crc32(summed).to_bytes(_SUM, "big") + summed


class _Rows(dict[int, int]):
    """A number for each clue, with room before each weight, from 0 to 255, for what is added. Made
    when it is first asked for: of all clues few are ever met."""

    def __init__(self, weights: memoryview, classes: int) -> None:
        super().__init__()
        self._weights, self._classes = weights, classes

    def __missing__(self, clue: int) -> int:
        at = clue * self._classes
        wide = bytearray(self._classes * _LANE)
        wide[_LANE - 1 :: _LANE] = self._weights[at : at + self._classes]
        row = self[clue] = int.from_bytes(wide)
        return row


def _unpacked(learnt: bytes | mmap) -> tuple[dict[str, Any], memoryview]:
    whole = memoryview(learnt)
    said, summed = bytes(whole[:_SUM]), whole[_SUM:]
    if len(summed) < _LENGTH or zlib.crc32(summed).to_bytes(_SUM, "big") != said:
        raise ValueError("the learnt weights are damaged")
    start = _LENGTH + int.from_bytes(summed[:_LENGTH], "big")
    return json.loads(bytes(summed[_LENGTH:start])), summed[start:]
