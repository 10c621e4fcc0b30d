"""What somebody may mean who types a name: *chị Lành sn 44*, *N.T.L*, *NTLành*, *ចៅ សុខខុន*."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from domain.words import clean, folded, marked_words, words

Words: TypeAlias = tuple[str, ...]

_LONGEST = 120
_MOST_WORDS = 8
"""Longer than these is no name."""

_MOST_TITLES = 3
_TITLE_LEFT_OUT = 1.0
_TITLES = frozenset(
    words("ông bà anh chị cô chú bác dì cậu mợ thím dượng cụ em thầy néang chau")
    + words("លោក លោកតា លោកយាយ តា យាយ បង ពូ មីង អ៊ំ អ្នក អ្នកស្រី នាង ចៅ")
)

_BIRTH = "sinh"
_OF_BIRTH = frozenset(words(f"sn ns {_BIRTH} ឆ្នាំ កើត កំណើត កើតឆ្នាំ ឆ្នាំកំណើត"))
_YEAR_WORD = "nam"
_AGE = frozenset({"tuoi", "t"})
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_TWO_DIGITS = re.compile("[0-9]{2}")
_ANY_YEAR = re.compile(f"{_YEAR.pattern}|{_TWO_DIGITS.pattern}")
_BESIDE_YEARS = _OF_BIRTH | {_YEAR_WORD}
_DIGITS_APART = re.compile("(?<=[0-9])(?=[^0-9])|(?<=[^0-9])(?=[0-9])")

_CONSONANTS_ONLY = re.compile("[b-df-hj-np-tv-xz]{2,5}")
ONE_SOUND = frozenset(words("ch gh gi kh ng nh ph qu th tr"))
"""Two letters that begin a word together, and so may be one initial."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand what was typed; ``cost`` is taken off its scores."""

    words: Words
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """``years`` are years of birth or their last two digits; none where none was said."""

    readings: tuple[Reading, ...]
    years: tuple[str, ...] = ()

    def born(self, year: int) -> bool:
        """Whether that is a year which was said; 0 is where none is known."""
        return f"{year:04d}".endswith(self.years)


def read_name(query: str) -> Asked:
    """Every way to understand it. Never raises; no readings where it is no name."""
    text = _capitals_apart(clean(query[: 2 * _LONGEST])[:_LONGEST])
    spoken = marked_words(_DIGITS_APART.sub(" ", text))
    said, years = _without_years(spoken)
    if len(said) > _MOST_WORDS:
        return Asked(())
    readings = [Reading(said), *_without_titles(said)]
    if years and _BIRTH in spoken:
        readings.append(Reading(_letters_only(spoken)))  # Sinh is a name as well
    readings += [Reading(apart, one.cost) for one in readings if (apart := _initials(one.words))]
    return Asked(tuple(one for one in dict.fromkeys(readings) if _says_enough(one)), years)


def read_year_alone(query: str) -> Asked:
    """*1945*, *sn 45*, *sinh năm 1945*: a year of birth, and no name beside it; else none."""
    spoken = marked_words(_DIGITS_APART.sub(" ", clean(query[:_LONGEST])))
    years = tuple(word for word in spoken if _ANY_YEAR.fullmatch(word))
    beside = [folded(word) for word in spoken if word not in years]
    alone = len(years) == 1 and all(word in _BESIDE_YEARS for word in beside)
    return Asked((), years if alone else ())


def _capitals_apart(text: str) -> str:
    """NTLành → NT Lành, SaRim → Sa Rim; all in capitals stays."""
    padded = f"{text} "
    return "".join(
        f" {letter}" if at and _begins_word(padded, at) else letter
        for at, letter in enumerate(text)
    )


def _begins_word(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at + 1]
    return text[at].isupper() and (before.islower() or (before.isupper() and after.islower()))


def _without_years(spoken: Words) -> tuple[Words, tuple[str, ...]]:
    """The name, and years of birth in full or, where there is none, by their last two digits."""
    digits = [at for at, word in enumerate(spoken) if word.isdigit()]
    years = tuple(spoken[at] for at in digits if _YEAR.fullmatch(spoken[at]))
    if not years:
        years = tuple(spoken[at] for at in digits if _is_short_year(spoken, at))
    if not digits:
        return spoken, ()
    before, after = spoken[: digits[0]], _letters_only(spoken[digits[0] :])
    behind = tuple(word for word in after if folded(word) not in _AGE)
    return _without_birth(before, at_least=0 if behind else 1) + behind, years


def _is_short_year(spoken: Words, at: int) -> bool:
    is_age = any(folded(word) in _AGE for word in spoken[at + 1 : at + 2])
    return not is_age and _TWO_DIGITS.fullmatch(spoken[at]) is not None


def _without_birth(said: Words, at_least: int) -> Words:
    """Without *sn* or *sinh năm* at the end, but with so many words."""
    end = len(said)
    if end > 1 and folded(said[end - 1]) == _YEAR_WORD and folded(said[end - 2]) in _OF_BIRTH:
        end -= 1
    elif end > 1 and folded(" ".join(said[-2:])) == f"{_YEAR_WORD} {_BIRTH}":
        end -= 2
    while end > at_least and folded(said[end - 1]) in _OF_BIRTH:
        end -= 1
    return said[:end]


def _letters_only(said: Words) -> Words:
    return tuple(word for word in said if not word.isdigit())


def _without_titles(said: Words) -> Iterator[Reading]:
    """*Anh*, *Ba* and *Chau* are names as well, so these are further readings."""
    for left_out in range(1, min(len(said), _MOST_TITLES + 1)):
        if folded(said[left_out - 1]) not in _TITLES:
            return
        yield Reading(said[left_out:], left_out * _TITLE_LEFT_OUT)


def _initials(said: Words) -> Words:
    """ntl → n, t, l; nothing where no word is made of consonants alone."""
    apart = tuple(part for word in said for part in _letters_of(word))
    return apart if apart != said else ()


def _letters_of(word: str) -> Words:
    bare = folded(word)
    run_together = _CONSONANTS_ONLY.fullmatch(bare) and bare not in ONE_SOUND
    return tuple(bare) if run_together else (word,)


def _says_enough(reading: Reading) -> bool:
    """One letter fits too many."""
    return len("".join(reading.words)) > 1 and len(reading.words) <= _MOST_WORDS
