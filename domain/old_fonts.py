"""Text for TCVN3 (.VnTime, ABC) and VNI-Windows fonts made Unicode.

Such a font draws Vietnamese letters in the places of Western ones, so a file holds *TrÇn* or
*Traàn* for Trần, and only the shape of the words tells them from *Trần* itself, from Khmer, or from
a name like *Müller*. A text is taken for what makes syllables of all its words. *Bé* makes one in
Unicode and, for Bộ, in TCVN3: then the rest of its column decides, and else the rest of the sheet.
What stays undecided is refused. The capitals of .VnTimeH are the small letters of .VnTime, so they
come out small, but for words whose other letters are large. Neither font uses the bytes 80 to 9F,
so it is all one whether a file was read as Windows-1252 or Latin-1.

Sources: TCVN 5712:1993 (VN3); the table of VNI-Windows as published by VNI Software.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from domain.syllables import is_syllable


class Font(StrEnum):
    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"


class OldFont(Exception):
    """A text may be of an old font or not, and nothing decides it."""


# --- What the fonts draw ------------------------------------------------------------------------

_TCVN3_PLACES = (
    "\xb5\xb6\xb7\xb8\xb9\xa8\xbb\xbc\xbd\xbe\xc6\xa9\xc7\xc8\xc9\xca\xcb\xae\xcc\xce\xcf\xd0\xd1"
    "\xaa\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xdc\xdd\xde\xdf\xe1\xe2\xe3\xe4\xab\xe5\xe6\xe7\xe8\xe9\xac"
    "\xea\xeb\xec\xed\xee\xef\xf1\xf2\xf3\xf4\xad\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe"
    "\xa1\xa2\xa3\xa4\xa5\xa6\xa7"
)
_TCVN3_LETTERS = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ"
_TCVN3 = dict(zip(map(ord, _TCVN3_PLACES), _TCVN3_LETTERS, strict=True))

_TONED = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_HAT = {
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309",
    "ã": "\u0302\u0303", "ä": "\u0302\u0323",
}  # fmt: skip
_BREVE = {
    "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_MARKS_ON = {
    "a": _TONED | _HAT | _BREVE,
    "e": _TONED | _HAT,
    "o": _TONED | _HAT,
    "u": _TONED,
    "y": _TONED,
    "ô": _TONED,
    "ö": _TONED,
}
_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_table() -> dict[str, str]:
    small = dict(_ALONE)
    for base, marks in _MARKS_ON.items():
        letter = _ALONE.get(base, base)
        for mark, drawn in marks.items():
            small[base + mark] = unicodedata.normalize("NFC", letter + drawn)
    large = {written.upper(): letter.upper() for written, letter in small.items()}
    capital = {
        written[0].upper() + written[1:]: letter.upper()
        for written, letter in small.items()
        if len(written) == 2
    }
    return small | capital | large


_VNI = _vni_table()
_VNI_LETTER = re.compile("|".join([*sorted(_VNI, key=len, reverse=True), "[\xa1-\xff]"]))


_LATIN_1 = re.compile("[\xa1-\xff]")


def _from_tcvn3(text: str) -> str | None:
    """None where a character draws nothing."""
    if any(ord(one) not in _TCVN3 for one in _LATIN_1.findall(text)):
        return None
    drawn = text.translate(_TCVN3)
    return drawn.upper() if _all_large(text) else drawn


def _all_large(text: str) -> bool:
    """NGUYÔN V¡N A: the font has no large letters with tones, so what could be large is."""
    letters = "".join(one for one in text if one.isascii())
    return letters == letters.upper() and re.search("[A-Z].?[A-Z]", text) is not None


def _from_vni(text: str) -> str | None:
    """None where a mark stands on a letter that it never stands on."""
    if any(one not in _VNI for one in _VNI_LETTER.findall(text)):
        return None
    return _VNI_LETTER.sub(lambda found: _VNI[found[0]], text)


_DRAWN_BY = {Font.TCVN3: _from_tcvn3, Font.VNI: _from_vni}


# --- What a text says of its font ---------------------------------------------------------------

# What no file in an old font holds: letters beyond Latin-1, but for those of Windows-1252.
_UNICODE = re.compile(
    "[\u0100-\u0151\u0154-\u015f\u0162-\u0177\u0179-\u017c\u017f-\u0191\u0193-\u024f"
    "\u0300-\u036f\u1780-\u17ff\u1e00-\u1eff]"
)
_WORD = re.compile("[A-Za-z\xa1-\xff]+")
_CAPITALS = re.compile("[^a-zß-ÿ]*|.[^A-ZÀ-Þ]*")
_VIETNAMESE_TOO = frozenset("áàãéèúíìóòôÁÀÃÉÈÚÍÌÓÒÔ")
"""Marks of VNI that make a syllable of what may be no Vietnamese at all: *Neáp* is a name."""
_SOFT_HYPHEN = "\xad"


@dataclass(frozen=True, slots=True)
class _Shape:
    """In which fonts a word is a syllable, and whether that says for certain that it is of one."""

    fonts: frozenset[Font]
    certain: bool


@lru_cache(maxsize=1 << 14)
def _shape(word: str) -> _Shape:
    fonts = {font for font, draw in _DRAWN_BY.items() if _is_drawn(draw(word))}
    marks = set(_LATIN_1.findall(word))
    certain = marks != {_SOFT_HYPHEN} and not (fonts == {Font.VNI} and marks <= _VIETNAMESE_TOO)
    if _CAPITALS.fullmatch(word) and is_syllable(_one_d(word), strict=False):
        fonts.add(Font.UNICODE)
    return _Shape(frozenset(fonts), certain)


def _is_drawn(word: str | None) -> bool:
    return word is not None and is_syllable(word)


def _one_d(word: str) -> str:
    return word.replace("Ð", "Đ").replace("ð", "đ")


@dataclass(frozen=True, slots=True)
class _Said:
    """``whole``: the fonts that make syllables of all marked words. ``most``: the one that makes
    more of them than any other, where none makes all. ``certain``: as of a word."""

    whole: frozenset[Font]
    most: Font | None
    certain: bool

    @property
    def evidence(self) -> Font | None:
        if len(self.whole) == 1:
            return next(iter(self.whole)) if self.certain else None
        return self.most if not self.whole and self.certain else None


_OF_NO_FONT = _Said(frozenset(Font), None, certain=False)


@lru_cache(maxsize=1 << 12)
def _said(text: str) -> _Said:
    """Of a text of Latin-1 alone."""
    shapes = [_shape(word) for word in _WORD.findall(text) if _is_marked(word)]
    if not shapes:
        return _OF_NO_FONT
    whole = frozenset.intersection(*(shape.fonts for shape in shapes))
    counts = Counter(font for shape in shapes for font in shape.fonts)
    certain = any(shape.certain and len(shape.fonts) == 1 for shape in shapes)
    return _Said(whole, _first(counts), certain)


def _is_marked(word: str) -> bool:
    """With a mark, and with a letter that is one in every font: a lone µ may be a unit."""
    return not word.isascii() and re.search("[A-Za-z]", word) is not None


def _first(counts: Counter[Font]) -> Font | None:
    """None where two are as many."""
    (font, most), *others = [*counts.most_common(2), (None, 0), (None, 0)][:2]
    return font if not others or most > others[0][1] else None


# --- A sheet ------------------------------------------------------------------------------------

_HEADING = 1
"""Texts of a column that say nothing of the rest: its heading, which a program may have written."""
_OUTWEIGHS = 10


def _is_mixed(most: int, others: int) -> bool:
    beside_a_heading = others <= _HEADING and most > _HEADING
    return others * _OUTWEIGHS > most and not beside_a_heading


@dataclass(slots=True)
class Reader:
    """Reads the texts of one sheet, once it has been told them, or enough of them.

    A text is read by what it says itself, else by its column, else by its sheet; a mark alone
    (*500.000 ®*) by what most of the sheet is in."""

    _columns: dict[int, Counter[Font]] = field(default_factory=lambda: defaultdict(Counter))
    _sheet: Counter[Font] = field(default_factory=Counter)

    @classmethod
    def of(cls, texts: Iterable[tuple[int, str]]) -> Reader:
        """From the numbers of columns and what stands in them."""
        reader = cls()
        for column, text in texts:
            reader.tell(column, text)
        return reader

    def tell(self, column: int, text: str) -> None:
        if text.isascii():
            return
        font = Font.UNICODE if _UNICODE.search(text) else _said(text).evidence
        if font is not None:
            self._columns[column][font] += 1
            self._sheet[font] += 1

    @property
    def fonts(self) -> frozenset[Font]:
        """What was met for certain, Unicode aside."""
        return frozenset(self._sheet) - {Font.UNICODE}

    def read(self, text: str, column: int = 0) -> str:
        """The text in Unicode, before anything else is done to it: in TCVN3 a ư is a soft hyphen.

        Raises OldFont where it cannot be decided."""
        if text.isascii() or _UNICODE.search(text):
            return text
        font = self._font_of(_said(text), column)
        if font is Font.UNICODE:
            return text
        return _DRAWN_BY[font](text) or text

    def _font_of(self, said: _Said, column: int) -> Font:
        if said.evidence is not None:
            return said.evidence
        sheet = self._sheet
        if said is _OF_NO_FONT:
            return sheet.most_common(1)[0][0] if sheet else Font.UNICODE
        own = self._columns.get(column, Counter())
        around = own if own.total() > _HEADING else sheet
        if not around:
            return _by_itself(said)
        font, most = around.most_common(1)[0]
        if _is_mixed(most, around.total() - most):
            raise OldFont
        fits = font is Font.UNICODE or not said.whole or font in said.whole
        return font if fits else _by_itself(said)


def _by_itself(said: _Said) -> Font:
    """A text with nothing around it that says more is Unicode where it can be."""
    if said.whole and Font.UNICODE not in said.whole:
        raise OldFont
    return Font.UNICODE
