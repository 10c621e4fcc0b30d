"""Finding a person by name, however it is written: a part of it, misspelt, by initials, in Khmer.

Every word that was asked for is compared with the words that occur in the names of a unit, which
are few; names are then weighed by their words. Names alone never identify anybody (DOMAIN.md §2.4).
"""

from __future__ import annotations

import heapq
import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeAlias, TypeVar

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Levenshtein

from domain.name_query import ONE_SOUND, Asked, Reading, Words
from domain.name_sounds import WORDS_KEPT, romanised, skeleton, southern
from domain.words import folded, has_khmer, marked_words

UNKNOWN_YEAR = 0

_SAME, _SAME_LETTERS, _SAME_SOUND, _INITIAL = 1.0, 0.97, 0.9, 0.62
"""How near two words are: marks and all, without marks, in the south, by the first letter."""

_LONG_WORD = 7
_CUT_OFF = 60.0
_ONE_SOUND_APART = 100 * (_SAME - _SAME_SOUND)
_OUT_OF_ORDER, _NOT_THE_GIVEN_NAME, _UNSAID_WORD = 5.0, 2.0, 0.5

_OTHER_SCRIPT = 95.0
_NEAR_SKELETON = 0.75
_SHORT_SKELETON = 3
_SKELETONS_WEIGHED = 300
_FEW_LETTERS = re.compile("[a-z]{2,5}")

Table: TypeAlias = Mapping[int, float]
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Match:
    """``score`` is 100 for the name itself; under 60 it is nobody."""

    person_id: int
    score: float


class Names:
    """The names of a unit, packed: numbers of words, and for each word who bears it."""

    def __init__(self, people: Iterable[tuple[int, str]]) -> None:
        """Of each the id and the name."""
        self._ids = array("q")
        self._years: Sequence[int] = ()
        self._starts = array("I", [0])
        self._numbers = array("I")
        known: dict[str, int] = {}
        self._bearers: list[array[int]] = []
        for position, (person_id, name) in enumerate(people):
            self._ids.append(person_id)
            for part in name.split():
                for word in _words_of_part(part):
                    number = known.setdefault(word, len(known))
                    if number == len(self._bearers):
                        self._bearers.append(array("I"))
                    self._bearers[number].append(position)
                    self._numbers.append(number)
            self._starts.append(len(self._numbers))
        self._words = tuple(known)
        self._letters = tuple(map(_folded_word, self._words))
        self._by_letters = _grouped(self._letters)
        self._by_sound = _grouped(map(southern, self._letters))
        self._sounds = tuple(map(romanised, self._words))

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def knows_years(self) -> bool:
        return len(self._years) == len(self._ids)

    def learn_years(self, years: Mapping[int, int]) -> None:
        """Years of birth by id; before, nobody is found by year. Who is not in it, is never."""
        self._years = array("H", (years.get(one, UNKNOWN_YEAR) for one in self._ids))

    def born(self, asked: Asked) -> tuple[int, ...]:
        """Whose year of birth was said, where no name was."""
        if not asked.years:
            return ()
        return tuple(self._ids[at] for at in range(len(self)) if self._fits(at, asked))

    def find(self, asked: Asked, limit: int, known: Sequence[int] = ()) -> tuple[Match, ...]:
        """The nearest, at most so many; ``known``: who of them comes first, as in `find`."""
        scores: dict[int, float] = {}
        for position, score in self._found(asked):
            if score > scores.get(position, 0.0):
                scores[position] = score
        found = [Match(self._ids[at], round(score, 1)) for at, score in scores.items()]
        return _best(found, limit, known)

    def _found(self, asked: Asked) -> Iterator[tuple[int, float]]:
        tables: dict[str, Table] = {}
        for reading in asked.readings:
            for words in dict.fromkeys(self._divided(reading.words)):
                for word in words:
                    if word not in tables:
                        tables[word] = self._alike(word)
                yield from self._by_words([tables[word] for word in words], asked, reading.cost)
            yield from self._by_skeleton(reading, asked)

    def _by_words(
        self, tables: Sequence[Table], asked: Asked, cost: float
    ) -> Iterator[tuple[int, float]]:
        weighed: dict[bytes, float] = {}
        for position in self._bearing(tables):
            if not self._fits(position, asked):
                continue
            numbers = self._numbers_of(position)
            name = numbers.tobytes()
            if name not in weighed:
                weighed[name] = _weigh(tables, numbers) - cost
            if weighed[name] >= _CUT_OFF:
                yield position, weighed[name]

    def _fits(self, position: int, asked: Asked) -> bool:
        return not asked.years or (self.knows_years and asked.born(self._years[position]))

    def _alike(self, word: str) -> Table:
        """The words of this unit's names that may be meant, and how near each is."""
        bare = _folded_word(word)
        slips = 2 if len(bare) >= _LONG_WORD else 1
        near = process.extract(
            bare, self._letters, scorer=OSA.distance, score_cutoff=slips, limit=None
        )
        table = {at: 1 - distance / max(len(bare), len(other)) for other, distance, at in near}
        if len(bare) == 1 or bare in ONE_SOUND:
            begun = (at for at, other in enumerate(self._letters) if other.startswith(bare))
            table |= dict.fromkeys(begun, _INITIAL)
        table |= dict.fromkeys(self._by_sound.get(southern(bare), ()), _SAME_SOUND)
        same = self._by_letters.get(bare, ())
        return table | {at: _SAME if self._words[at] == word else _SAME_LETTERS for at in same}

    def _bearing(self, tables: Sequence[Table]) -> set[int]:
        """Who bears all of them; of three or more one may be wrong, but not the last."""
        bearers = [self._bearers_of(table) for table in tables]
        found = set.intersection(*bearers)
        if len(bearers) > 2:
            for wrong in range(len(bearers) - 1):
                found |= set.intersection(*bearers[:wrong], *bearers[wrong + 1 :])
        return found

    def _bearers_of(self, words: Iterable[int]) -> set[int]:
        return set().union(*(self._bearers[number] for number in words))

    def _divided(self, words: Words) -> Iterator[Words]:
        """As typed, as initials, and parted or joined where that is known: *sarim*, *Sa Rim*."""
        yield words
        if len(words) == 1 and self._may_be_initials(words[0]):
            yield tuple(folded(words[0]))
        yield tuple(part for word in words for part in self._parted(word))
        for at in range(len(words) - 1):
            if _folded_word(joined := words[at] + words[at + 1]) in self._by_letters:
                yield (*words[:at], joined, *words[at + 2 :])

    def _may_be_initials(self, word: str) -> bool:
        bare = folded(word)
        return bare not in self._by_letters and _FEW_LETTERS.fullmatch(bare) is not None

    def _parted(self, word: str) -> Words:
        """The known words that make it up; itself where it is known or nothing does."""
        bare = _folded_word(word)
        if bare in self._by_letters or has_khmer(bare):
            return (word,)
        return self._made_of(bare) or self._missed_space(bare) or (word,)

    def _made_of(self, run: str) -> Words | None:
        """The fewest known words that were typed as one: *nguyenthilanh*."""
        made: list[Words | None] = [()]
        for end in range(1, len(run) + 1):
            ways = [
                (*before, run[start:end])
                for start in range(end - 1)
                if (before := made[start]) is not None and run[start:end] in self._by_letters
            ]
            made.append(min(ways, key=len, default=None))
        return made[-1]

    def _missed_space(self, run: str) -> Words | None:
        """Two known words with a letter between that was meant as a space."""
        parts = ((run[:at], run[at + 1 :]) for at in range(2, len(run) - 2))
        return next((both for both in parts if all(one in self._by_letters for one in both)), None)

    def _by_skeleton(self, reading: Reading, asked: Asked) -> Iterator[tuple[int, float]]:
        """Where one of the two is in Khmer script: the name, or what was asked for."""
        heard = tuple(map(romanised, reading.words))
        wanted = skeleton(heard)
        groups = self._skeletons if any(map(has_khmer, reading.words)) else self._khmer_skeletons
        for near, _, _ in _near_skeletons(wanted, groups):
            for position in groups[near]:
                if self._fits(position, asked):
                    score = _weigh_sounds(heard, wanted, self._heard(position)) - reading.cost
                    if score >= _CUT_OFF:
                        yield position, score

    @cached_property
    def _skeletons(self) -> Mapping[str, Sequence[int]]:
        """Of all names; made when somebody first asks in Khmer script."""
        return self._grouped_skeletons(range(len(self)))

    @cached_property
    def _khmer_skeletons(self) -> Mapping[str, Sequence[int]]:
        """Of the names that are written in Khmer script."""
        khmer = (at for at, word in enumerate(self._words) if has_khmer(word))
        return self._grouped_skeletons(sorted(self._bearers_of(khmer)))

    def _grouped_skeletons(self, positions: Iterable[int]) -> Mapping[str, Sequence[int]]:
        """Names of the same words are told apart only once: there are few of them."""
        same_words = defaultdict(list)
        for position in positions:
            same_words[self._numbers_of(position).tobytes()].append(position)
        groups: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for bearers in same_words.values():
            groups[skeleton(self._heard(bearers[0]))].extend(bearers)
        return groups

    def _heard(self, position: int) -> Words:
        return tuple(self._sounds[number] for number in self._numbers_of(position))

    def _numbers_of(self, position: int) -> array[int]:
        return self._numbers[self._starts[position] : self._starts[position + 1]]


def find(
    asked: Asked, units: Iterable[Names], limit: int, known: Sequence[int] = ()
) -> tuple[Match, ...]:
    """Who of several units may be meant, the nearest first, at most so many.

    ``known``: whoever asks had them before them lately. They come first, in this order, as far as
    they sound like the nearest: of forty who are called alike, they are meant.
    """
    found = [match for names in units for match in names.find(asked, limit, known)]
    return _best(found, limit, known)


def _best(matches: Sequence[Match], limit: int, known: Sequence[int]) -> tuple[Match, ...]:
    """The nearest first; equally near ones in the order of their ids."""
    nearest = max((one.score for one in matches), default=0.0)
    place = placed(known)

    def order(one: Match) -> tuple[int, float, int]:
        alike = one.score >= nearest - _ONE_SOUND_APART
        return (place(one.person_id) if alike else len(known), -one.score, one.person_id)

    return tuple(heapq.nsmallest(limit, matches, key=order))


def placed(known: Sequence[int]) -> Callable[[int], int]:
    """Sorts these people first, in this order, and leaves all others as they are."""
    places = {person: at for at, person in enumerate(known)}
    return lambda person: places.get(person, len(known))


@lru_cache(WORDS_KEPT)
def _words_of_part(part: str) -> Words:
    return marked_words(part)


@lru_cache(WORDS_KEPT)
def _folded_word(word: str) -> str:
    return folded(word)


def _grouped(keys: Iterable[Key]) -> dict[Key, list[int]]:
    groups = defaultdict(list)
    for at, key in enumerate(keys):
        groups[key].append(at)
    return dict(groups)


def _weigh(tables: Sequence[Table], name: Sequence[int]) -> float:
    """Each word asked for takes the nearest word of the name that is left."""
    total, taken = 0.0, []
    for table in tables:
        nearest, place = 0.0, -1
        for at, number in enumerate(name):
            if at not in taken and (closeness := table.get(number, 0.0)) > nearest:
                nearest, place = closeness, at
        if place >= 0:
            total += nearest
            taken.append(place)
    if not taken:
        return 0.0
    score = 100 * total / len(tables) - _UNSAID_WORD * (len(name) - len(taken))
    score -= _OUT_OF_ORDER * (taken != sorted(taken))
    return score - _NOT_THE_GIVEN_NAME * (taken[-1] != len(name) - 1)


def _near_skeletons(
    wanted: str, groups: Mapping[str, Sequence[int]]
) -> Iterable[tuple[str, float, int]]:
    if not wanted or not groups:
        return ()
    return process.extract(
        wanted,
        tuple(groups),
        scorer=fuzz.partial_ratio,
        score_cutoff=_NEAR_SKELETON * 100,
        limit=_SKELETONS_WEIGHED,
    )


def _weigh_sounds(heard: Words, wanted: str, name: Words) -> float:
    """By the end of the name that is nearest; vowels tell apart what has equal consonants."""
    return max(
        (
            _weigh_end(heard, wanted, name[left_out:]) - _UNSAID_WORD * left_out
            for left_out in range(len(name))
        ),
        default=0.0,
    )


def _weigh_end(heard: Words, wanted: str, name: Words) -> float:
    found = skeleton(name)
    closeness = Levenshtein.normalized_similarity(wanted, found)
    if closeness < (1.0 if len(wanted) < _SHORT_SKELETON else _NEAR_SKELETON):
        return 0.0
    vowels_too = fuzz.ratio("".join(heard), "".join(name)) / 100
    return _OTHER_SCRIPT * (0.7 * closeness + 0.3 * vowels_too)
