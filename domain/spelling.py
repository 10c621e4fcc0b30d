"""Words as they were meant: short forms spelt out, letters that were typed too often or left over
by a keyboard taken away, and words that were run together set apart again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from domain.short_forms import CITIZENS, STAFF
from domain.words import bare, collapsed, has_khmer, split

_LATIN = re.compile("[a-z]+")
_NO_LETTERS_OF_OURS = re.compile("[fjw]")
_ENDING = re.compile(r"([a-z])\1+$")
_TONE_KEYS = "srx"
_LONGEST_SYLLABLE = 7
_SHORTEST_RUN = 5
_LONGEST_KEPT = 60
_PER_PIECE = 1.5
"""What a cut costs, beside the words: else *toan* would be *to an*."""


@dataclass(frozen=True, slots=True)
class Said:
    """``typed``: the folded words; ``marked``: the same with their marks; ``meant``: as they were
    meant, folded, which may be more or fewer."""

    typed: tuple[str, ...]
    marked: tuple[str, ...]
    meant: tuple[str, ...]
    khmer: bool


class Speller:
    """Knows the syllables in use and how rare each is (the negative logarithm of its share)."""

    def __init__(self, rarity: Mapping[str, float]) -> None:
        self._rarity = rarity
        self._meant = lru_cache(maxsize=1 << 13)(self._word)

    def read(self, said: str, staff: bool = False) -> Said:
        """Of what is `marked` already."""
        marked = split(said)
        typed = tuple(map(bare, marked))
        short = STAFF if staff else CITIZENS
        meant = tuple(
            chain.from_iterable(
                short.get(with_marks) or short.get(word) or self._spelt(word, staff)
                for word, with_marks in zip(typed, marked, strict=True)
            )
        )
        return Said(typed, marked, meant, has_khmer(said))

    def _spelt(self, word: str, staff: bool) -> tuple[str, ...]:
        """Numbers are never remembered: they may be somebody's; nor is what would fill the memory,
        were it sent again and again."""
        if word in self._rarity or not _LATIN.fullmatch(word):
            return (word,)
        return (self._meant if len(word) <= _LONGEST_KEPT else self._word)(word, staff)

    def _word(self, word: str, staff: bool) -> tuple[str, ...]:
        once = collapsed(word)
        if once in self._rarity:
            return (once,)
        if meant := (STAFF if staff else CITIZENS).get(once):
            return meant
        if left := self._without_keys(once):
            return (left,)
        return self._apart(_ENDING.sub(r"\1", word)) or self._apart(once) or (word,)

    def _without_keys(self, word: str) -> str | None:
        """*tieefn*, *chuaw*, *nawms*: what is left when the keys of marks and tones are gone."""
        left = collapsed(_NO_LETTERS_OF_OURS.sub("", word))
        if left in self._rarity:
            return left
        shorter = (
            left[:at] + left[at + 1 :]
            for at in range(len(left) - 1, 0, -1)
            if left[at] in _TONE_KEYS
        )
        return next((one for one in shorter if one in self._rarity), None)

    def _apart(self, word: str) -> tuple[str, ...] | None:
        """The likeliest syllables that make the word: *phattien* is *phat tien*."""
        if len(word) < _SHORTEST_RUN:
            return None
        best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())]
        for end in range(1, len(word) + 1):
            ways = (
                (before[0] + rarity + _PER_PIECE, (*before[1], word[start:end]))
                for start in range(max(0, end - _LONGEST_SYLLABLE), end)
                if (before := best[start]) is not None
                and (rarity := self._rarity.get(word[start:end])) is not None
            )
            best.append(min(ways, default=None))
        found = best[-1]
        return found[1] if found else None
