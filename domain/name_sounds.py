"""How a name sounds: in the south, where letters are mixed up, and between Khmer and Latin script.

Records hold the Latin spelling of the citizen card (*Néang Sa Rim*), of which there are several for
one Khmer name. Vowels differ most and are often not written, so scripts meet in the consonants.
"""

from __future__ import annotations

import re
from functools import lru_cache

from domain.words import folded, has_khmer

WORDS_KEPT = 50_000
"""Distinct words of names in a province, with room; each is worked out once."""

_VOWEL = "aeiouy"

_SOUTHERN = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (
            rf"^qu(?=[{_VOWEL}])|^h?o(?=[ae])|^h?u(?=[aey])|^(?:hw|wh|w)u?",
            "w",
        ),  # Quế, Huế, Oanh, Hoàng
        ("^ngh", "ng"),
        ("^gh", "g"),
        ("^gi(?=[aou])|^[vdzj]", "z"),  # về, dề, giề
        ("^gi", "zi"),
        ("^tr", "ch"),
        ("^s", "x"),
        ("^[ckq](?!h)", "k"),
        ("ph", "f"),
        (rf"(?<=[{_VOWEL}])([lmnprst]+)e$", r"\1"),  # Phượne, Khone: no such e is heard
        (rf"(?<=[{_VOWEL}])(?:ch|th|[ckt])$", "t"),
        (rf"(?<=[{_VOWEL}])(?:ng|nh|n)$", "n"),
        ("y", "i"),
        ("u", "o"),
        ("i[ei]+", "i"),  # Diệp, Dịp
        ("oo+", "o"),  # Lượm, Lựm
    )
)

# UNGEGN's letters without their marks, but as people here write them on papers.
_CONSONANTS = {
    "ក": "k", "ខ": "kh", "គ": "k", "ឃ": "kh", "ង": "ng", "ច": "ch", "ឆ": "ch", "ជ": "ch",
    "ឈ": "ch", "ញ": "nh", "ដ": "d", "ឋ": "th", "ឌ": "d", "ឍ": "th", "ណ": "n", "ត": "t",
    "ថ": "th", "ទ": "t", "ធ": "th", "ន": "n", "ប": "b", "ផ": "ph", "ព": "p", "ភ": "ph",
    "ម": "m", "យ": "y", "រ": "r", "ល": "l", "វ": "v", "ឝ": "s", "ឞ": "s", "ស": "s",
    "ហ": "h", "ឡ": "l", "អ": "",
}  # fmt: skip
_VOWELS = {
    "ា": "a", "ិ": "i", "ី": "i", "ឹ": "u", "ឺ": "u", "ុ": "u", "ូ": "u", "ួ": "uo", "ើ": "o",
    "ឿ": "ua", "ៀ": "ie", "េ": "e", "ែ": "e", "ៃ": "ai", "ោ": "o", "ៅ": "au", "ំ": "am",
    "ឥ": "i", "ឦ": "i", "ឧ": "u", "ឩ": "u", "ឪ": "au", "ឫ": "ru", "ឬ": "ru", "ឭ": "lu", "ឮ": "lu",
    "ឯ": "e", "ឰ": "ai", "ឱ": "o", "ឲ": "o", "ឳ": "au",
}  # fmt: skip
_LETTERS = str.maketrans(_CONSONANTS | _VOWELS)
_VOWEL_AND_M = re.compile("([ាិុ])ំ")
_SILENT = re.compile("[ក-អ](?:្[ក-អ])?[ិុ]?៍")
_UNHEARD = re.compile("[\u17b4-\u17d3\u17dd]")
"""Whatever sign is left: subscript, shifter, robat, short signs."""

_SILENT_R = re.compile(r"(?<=[aeiou])r(?=[^aeiouyr\W])")
"""*Cheurn* is ជឿន: English spelling hears no r there."""

_SKELETON = re.compile(
    "(?P<C>chh?|j)|(?P<K>[kg]h|[ckgq])|(?P<N>ngh?|nh|n)|(?P<T>[td]h|[td])|(?P<P>[pb]h|[pbf])"
    "|(?P<S>[sxz]h?)|(?P<M>m)|(?P<L>l)|(?P<R>r)"
    "|(?P<H>^h|h(?=[aeiouy]))|(?P<V>^[vw]|[vw](?=[aeiouy]))|(?P<Y>^y(?=.)|(?<=[aeiou])y(?=[aeiou]))"
    "|."
)
_TWICE = re.compile(r"([A-Z])\1+")


@lru_cache(WORDS_KEPT)
def southern(word: str) -> str:
    """Of a folded word: equal for words that southern ears, or pens, do not tell apart.

    v/d/gi, qu/hu/w, s/x, tr/ch, i/y, u/o, final n/ng/nh and t/c/ch (LANGUAGE.md §9).
    """
    for pattern, sound in _SOUTHERN:
        word = pattern.sub(sound, word)
    return word


@lru_cache(WORDS_KEPT)
def romanised(word: str) -> str:
    """Of one word, folded or in Khmer script: Latin letters, roughly as on papers."""
    if not has_khmer(word):
        return _SILENT_R.sub("", folded(word))
    heard = _VOWEL_AND_M.sub(lambda found: _VOWELS[found[1]] + "m", _SILENT.sub("", word))
    return _UNHEARD.sub("", heard.translate(_LETTERS))


@lru_cache(WORDS_KEPT)
def consonants(romanised_word: str) -> str:
    """Classes of consonants, with dots for vowels: *sóc* is ``S.K``, like សុខ."""
    return _SKELETON.sub(lambda found: found.lastgroup or ".", romanised_word)


def skeleton(romanised_words: tuple[str, ...]) -> str:
    """The consonants of a name, wherever it is divided: *Sóc Khone* and សុខខុន are both SKN."""
    joined = "".join(map(consonants, romanised_words))
    return _TWICE.sub(r"\1", joined).replace(".", "")
