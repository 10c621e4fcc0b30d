"""Folding: what people type, made comparable, in one place for every language."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_LOOK_ALIKE = {ord("Ð"): "Đ", ord("ð"): "đ", ord("Ɖ"): "Đ", ord("\u00a0"): " "}
_KHMER_DIGITS = {ord("០") + digit: str(digit) for digit in range(10)}
_CLEANING = _INVISIBLE | _LOOK_ALIKE | _KHMER_DIGITS

_TONES = "\u0300\u0301\u0303\u0309\u0323"
# The old placement puts the tone on the first of two vowels that end a word (hòa, thúy, khỏe).
_ENDS = r"(?![a-z\u0300-\u036f])"
_OLD_TONE = re.compile(
    rf"(o)([{_TONES}])([ae]){_ENDS}|(?<!q)(u)([{_TONES}])(y){_ENDS}",
)
_NOT_A_WORD = re.compile(r"[^\w\u1780-\u17ff]+|_")

_COENG = "\u17d2"
_SHIFTERS = "\u17c9\u17ca"
_VOWELS = "".join(map(chr, range(0x17B6, 0x17C6)))
_SIGNS = "\u17c6\u17c7\u17c8\u17cb\u17cc\u17cd\u17ce\u17cf\u17d0\u17d1\u17dd"
_KHMER_SYLLABLE = re.compile(rf"(?:{_COENG}[\u1780-\u17b3]|[{_SHIFTERS}{_VOWELS}{_SIGNS}])+")
_ABOVE = frozenset("ិីឹឺើ")
_KHMER_LETTER = re.compile(r"[\u1780-\u17ff]")
_MARKED_LETTER = re.compile(r"[\u0300-\u036fđĐ]")
# Spellings in use beside the standard one (LANGUAGE.md §8B).
_KHMER_SPELLINGS = (
    ("ទូរស័ព្ទ", "ទូរសព្ទ"),
    ("បង់ប្រាក់", "បើកប្រាក់"),
    ("ប៉ុន្មាណ", "ប៉ុន្មាន"),
    ("៎", ""),
)


def clean(text: str) -> str:
    """Composed, without invisible characters, digits in ASCII, one space between words."""
    composed = unicodedata.normalize("NFC", text).translate(_CLEANING)
    return " ".join(unicodedata.normalize("NFC", composed).split())


def marked(text: str) -> str:
    """Clean and lower case, with one tone placement and one order of Khmer signs."""
    lowered = clean(clean(text).lower())
    return _khmer_in_order(unicodedata.normalize("NFC", _new_tones(lowered)))


def folded(text: str) -> str:
    """Marked, then without any marks or punctuation: *hòa*, *Hoà* and *hoa* are equal."""
    bare = "".join(
        char
        for char in unicodedata.normalize("NFD", marked(text)).replace("đ", "d")
        if not "\u0300" <= char <= "\u036f"
    )
    return " ".join(_NOT_A_WORD.sub(" ", bare).split())


def words(text: str) -> tuple[str, ...]:
    """The folded words."""
    return tuple(folded(text).split())


def marked_words(text: str) -> tuple[str, ...]:
    """The same words with their marks; as many as `words` gives."""
    return tuple(_NOT_A_WORD.sub(" ", marked(text)).split())


def has_khmer(text: str) -> bool:
    return _KHMER_LETTER.search(text) is not None


def has_vietnamese_marks(text: str) -> bool:
    return _MARKED_LETTER.search(unicodedata.normalize("NFD", clean(text))) is not None


def _new_tones(text: str) -> str:
    """Move the tone to the second vowel: hòa → hoà, thúy → thuý; *giá*, *của* and *hoàn* stay."""
    apart = unicodedata.normalize("NFD", text)
    return _OLD_TONE.sub(
        lambda found: "".join((found[1] or found[4], found[3] or found[6], found[2] or found[5])),
        apart,
    )


def _khmer_in_order(text: str) -> str:
    """Subscripts, shifter, vowel, signs: keyboards send them in different orders."""
    if not has_khmer(text):
        return text
    ordered = _KHMER_SYLLABLE.sub(lambda found: _in_order(found[0]), text)
    for variant, standard in _KHMER_SPELLINGS:
        ordered = ordered.replace(variant, standard)
    return ordered


def _in_order(marks: str) -> str:
    subscripts = re.findall(rf"{_COENG}[\u1780-\u17b3]", marks)
    # ro is written last of the subscripts; da and ta look the same below (ណ្ដ, ន្ត).
    subscripts.sort(key=lambda one: one == _COENG + "រ")
    below = "".join(subscripts).replace(_COENG + "ដ", _COENG + "ត")
    rest = re.sub(rf"{_COENG}[\u1780-\u17b3]", "", marks)
    shifters = "".join(char for char in rest if char in _SHIFTERS)
    vowels = "".join(char for char in rest if char in _VOWELS)
    if "ុ" in vowels and set(vowels) & _ABOVE:
        # Below an upper vowel the shifter looks like ុ, and is often typed as that (សុី, ស៊ី).
        vowels, shifters = vowels.replace("ុ", ""), shifters or "៊"
    signs = "".join(char for char in rest if char in _SIGNS)
    return below + shifters[:1] + _joined(vowels) + "".join(dict.fromkeys(signs))


def _joined(vowels: str) -> str:
    """A vowel typed in two parts is the one it looks like (េ + ី is ើ)."""
    parts = frozenset(vowels)
    if parts == {"េ", "ី"}:
        return "ើ"
    if parts == {"េ", "ា"}:
        return "ោ"
    return "".join(dict.fromkeys(vowels))
