"""Folding: what people type, made comparable, in one place for every language."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# Half a character no store takes; and what turns the reading of all that stands after it.
_NO_TEXT = dict.fromkeys((*range(9), 127, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_HALVES = dict.fromkeys(range(0xD800, 0xE000))
_LOOK_ALIKE = {ord("Ð"): "Đ", ord("ð"): "đ", ord("Ɖ"): "Đ", ord("\u00a0"): " "}
_KHMER_DIGITS = {ord("០") + digit: str(digit) for digit in range(10)}
_CLEANING = _INVISIBLE | _NO_TEXT | _HALVES | _LOOK_ALIKE | _KHMER_DIGITS

_COMBINING = "\u0300-\u036f"
_VIETNAMESE_MARK = re.compile("[đĐ\u0300-\u0303\u0306\u0309\u031b\u0323]")
_TONE = "[\u0300\u0301\u0303\u0309\u0323]"
# Phones put the tone on the first of two vowels (hòa, thúy, khỏan) or on the second (hoà, khoản).
_EARLY_TONE = re.compile(
    f"(o)({_TONE})([ae][\u0302\u0306]?)(?!{_TONE})|(u)({_TONE})(y(?:e\u0302)?)(?!{_TONE})"
)

_KHMER = "\u1780-\u17d3\u17d7\u17dc\u17dd"
_KHMER_LETTER = re.compile("[\u1780-\u17b3]")
_BETWEEN_WORDS = re.compile(rf"(?:[^\w{_COMBINING}{_KHMER}]|_)+")
_MARKS = re.compile(f"[{_COMBINING}]")
_AGAIN = re.compile(r"([a-z])\1+")
_ONLY_MARKS = re.compile(f"[{_COMBINING}]+")
_LETTER = rf"[^\W\d_{_KHMER}]"
_WORD_OF_A_PATTERN = re.compile(rf"[{_KHMER}]+|{_LETTER}*(?![\x00-\x7f]){_LETTER}+")

_COENG, _RO, _BA = "\u17d2", "\u179a", "\u1794"
_SUBSCRIPT_OR_SIGN = f"{_COENG}[\u1780-\u17b3]|[\u17b6-\u17d1\u17d3\u17dd]"
_SLIPS = re.compile(f"(?<=[{_KHMER}])[{_COMBINING}]+|{_COENG}(?![\u1780-\u17b3])")
_SYLLABLE = re.compile(f"([\u1780-\u17b3])((?:{_SUBSCRIPT_OR_SIGN})+)")
_PART = re.compile(_SUBSCRIPT_OR_SIGN)
_PLACES = (
    "\u17cc",  # robat
    _COENG,
    "\u17c9\u17ca",  # the shifters ៉ ៊
    "\u17be-\u17c5",  # vowels written before or around
    "\u17bb-\u17bd",  # below
    "\u17b7-\u17ba",  # above
    "\u17b6",  # after
    "\u17c6\u17cb\u17cd-\u17d1\u17d3\u17dd",  # signs above
    "\u17c7\u17c8",  # signs after
)
_IN_PLACE = tuple(re.compile(f"[{place}]") for place in _PLACES)
_TWO_KEYS = ((re.compile("េ([ុ-ួ]?)ី"), r"ើ\1"), (re.compile("េ([ុ-ួ]?)ា"), r"ោ\1"))
_UNDER_AN_UPPER_VOWEL = re.compile("ុ(?=[ិ-ឺ័៝]|ាំ)|(?<=[ើឿ])ុ")
_STRONG = re.compile("[ក-ឃច-ឈដ-ឍត-ធផ-ភឞ-ហអ]")
# Spellings in use beside the standard one (LANGUAGE.md §8B).
_KHMER_SPELLINGS = (
    (re.compile("ទូរស័ព្ទ"), "ទូរសព្ទ"),
    (re.compile("បង់ប្រាក់"), "បើកប្រាក់"),
    (re.compile("ប៉ុន្មាណ"), "ប៉ុន្មាន"),
    (re.compile("ន៎"), "ណា"),
    (re.compile("ឲ្យ|អោយ"), "ឱ្យ"),
    (re.compile("ៗ+"), "ៗ"),
)


def clean(text: str) -> str:
    """Composed, without invisible characters, digits in ASCII, one space between words."""
    composed = unicodedata.normalize("NFC", text).translate(_CLEANING)
    return unicodedata.normalize("NFC", " ".join(composed.split()))


@lru_cache(maxsize=64)
def marked(text: str) -> str:
    """Clean and lower case, with one tone placement and one order of Khmer signs.

    The last few are remembered: a turn asks for the same words again and again.
    """
    lower = clean(text).lower()
    if lower.isascii():
        return lower
    apart = _SLIPS.sub("", unicodedata.normalize("NFD", lower))
    return clean(_khmer_in_order(unicodedata.normalize("NFC", _tones_on_the_vowel(apart))))


def folded(text: str) -> str:
    """Marked, then without any marks or punctuation: *hòa*, *Hoà!* and *hoa* are equal."""
    return " ".join(words(text))


def words(text: str) -> tuple[str, ...]:
    """The folded words."""
    return tuple(map(bare, marked_words(text)))


def marked_words(text: str) -> tuple[str, ...]:
    """The same words with their marks; as many as `words` gives."""
    return split(marked(text))


def split(said: str) -> tuple[str, ...]:
    """The words of what is `marked` already."""
    apart = _BETWEEN_WORDS.sub(" ", said).split()
    return tuple(word for word in apart if not _ONLY_MARKS.fullmatch(word))


def bare(said: str) -> str:
    """What is `marked` already, without the marks of Vietnamese; the rest stands as it was."""
    if said.isascii():
        return said
    apart = unicodedata.normalize("NFD", said).replace("đ", "d")
    return unicodedata.normalize("NFC", _MARKS.sub("", apart))


def collapsed(word: str) -> str:
    """*tiennnn* → *tien*: no letter twice. Only for what is not known as it stands (*xoong*)."""
    return _AGAIN.sub(r"\1", word)


def either_way(pattern: str) -> str:
    """The same pattern for what is `marked`, in which each word that stands with its marks fits
    without any as well: *tháng sau* and *thang sau*, but not *tháng sáu*."""
    return _WORD_OF_A_PATTERN.sub(_with_or_without, pattern)


def either_form(said: str) -> frozenset[str]:
    """Each of some words with its marks and without."""
    return frozenset(form for word in marked_words(said) for form in (word, bare(word)))


def _with_or_without(word: re.Match[str]) -> str:
    said = marked(word[0])
    plain = bare(said)
    return said if plain == said else f"(?:{said}|{plain})"


def has_khmer(text: str) -> bool:
    return _KHMER_LETTER.search(text) is not None


def has_vietnamese_marks(text: str) -> bool:
    """Whether there is a tone, a hat, a horn or a đ, so that bare letters were likely meant so."""
    return _VIETNAMESE_MARK.search(unicodedata.normalize("NFD", clean(text))) is not None


def _tones_on_the_vowel(apart: str) -> str:
    """hòa → hoà, thúy → thuý, khỏan → khoản; in *giá*, *của* and *mía* the first vowel bears it."""
    return _EARLY_TONE.sub(r"\1\3\2\4\6\5", apart)


def _khmer_in_order(text: str) -> str:
    if not has_khmer(text):
        return text
    ordered = _SYLLABLE.sub(_syllable_in_order, text)
    for variant, standard in _KHMER_SPELLINGS:
        ordered = variant.sub(standard, ordered)
    return ordered


def _syllable_in_order(syllable: re.Match[str]) -> str:
    return _in_order(*syllable.groups())


@lru_cache(maxsize=1 << 12)
def _in_order(base: str, signs: str) -> str:
    """Base, subscripts, shifter, vowel, signs: what looks the same is typed in many orders.

    Kept, since a language has few syllables and putting one in order takes 20 µs.
    """
    while (ordered := _sorted_signs(base, signs)) != signs:
        signs = ordered
    return base + signs


def _sorted_signs(base: str, signs: str) -> str:
    parts = sorted(dict.fromkeys(_PART.findall(signs)), key=_place)
    joined = "".join(parts).replace(_COENG + "ដ", _COENG + "ត")
    for typed, meant in _TWO_KEYS:
        joined = typed.sub(meant, joined)
    return _with_its_shifter(base, joined)


def _place(part: str) -> tuple[int, bool]:
    """Where in the syllable it belongs; the subscript ro comes after other subscripts."""
    place = next(place for place, sign in enumerate(_IN_PLACE) if sign.match(part))
    return place, part == _COENG + _RO


def _with_its_shifter(base: str, signs: str) -> str:
    """Below an upper vowel a shifter looks like ុ and is often typed so (សុី is ស៊ី)."""
    without, moved = _UNDER_AN_UPPER_VOWEL.subn("", signs)
    if not moved or re.search("[៉៊]", signs):
        return without
    consonants = base + "".join(re.findall(f"{_COENG}(.)", signs))
    shifter = "៊" if _STRONG.search(consonants) and _BA not in consonants else "៉"
    return re.sub(f"^\u17cc?(?:{_COENG}.)*", lambda stem: stem[0] + shifter, without, count=1)
