"""What a reader of free text goes by: words and their neighbours, pieces of letters, and how a word
sounds that is Khmer in Latin letters."""

from __future__ import annotations

import re
from functools import lru_cache
from zlib import crc32

from domain.spelling import Said

BUCKETS = 1 << 18
"""Clues share numbers; so many that few do."""

_WORD, _PAIR, _SKIP, _THREE, _MARKED, _LETTERS, _GLUED, _SOUND, _SOUNDS, _SOUNDS_SKIP = range(10)
_EDGE = (b"^",)
_WIDTH = 2  # bytes of a letter, in UTF-16: none beyond it stands in either language
_LETTERS_LONG = (2, 3)
_GLUED_LONG = (4, 5)
_KHMER_LONG = (4, 5, 6)
_SOUND_ALIKE = tuple(
    (re.compile(letters), sound)
    for letters, sound in (
        ("[^a-z]", ""),
        ("kh|q|c(?!h)|g(?!n)", "k"),
        ("ph", "p"),
        ("th|d", "t"),
        ("ch|j", "c"),
        ("ngh?|nh|gn", "n"),
        ("w", "v"),
        ("[xz]", "s"),
    )
)
_VOWELS = re.compile("[aeiouy]+h?")


def clues(said: Said) -> set[int]:
    """The numbers of all clues in a message, each below `BUCKETS`."""
    meant = [word.encode() for word in said.meant]
    edged = [*_EDGE, *meant, *_EDGE]
    sounds = [sound(word) for word in said.meant if word.isascii() and word.isalpha()]
    marked = [
        one.encode() for one, bare in zip(said.marked, said.typed, strict=True) if one != bare
    ]
    found = {crc32(word.encode(), _WORD) for word in said.typed}
    found.update([crc32(word, _WORD) for word in meant])
    found.update([crc32(word, _MARKED) for word in marked])
    found.update([crc32(word, _SOUND) for word in sounds])
    found.update(_joined(_PAIR, edged, edged[1:]))
    found.update(_joined(_SKIP, meant, meant[2:]))
    found.update(_joined(_THREE, meant, meant[1:], meant[2:]))
    found.update(_joined(_SOUNDS, sounds, sounds[1:]))
    found.update(_joined(_SOUNDS_SKIP, sounds, sounds[2:]))
    _add_pieces(found, f" {' '.join(said.meant)} ", _LETTERS_LONG, _LETTERS)
    if said.khmer:
        _add_pieces(found, "".join(said.typed), _KHMER_LONG, _GLUED)
    else:
        _add_pieces(found, "".join(said.meant), _GLUED_LONG, _GLUED)
    return {number % BUCKETS for number in found}


def _joined(seed: int, *words: list[bytes]) -> list[int]:
    return [crc32(b" ".join(those), seed) for those in zip(*words, strict=False)]


def _add_pieces(found: set[int], text: str, long: tuple[int, ...], seed: int) -> None:
    letters = text.encode("utf-16-le")
    for width in (_WIDTH * one for one in long):
        found.update(
            [
                crc32(letters[at : at + width], seed)
                for at in range(0, len(letters) - width + 1, _WIDTH)
            ]
        )


@lru_cache(maxsize=1 << 13)
def sound(word: str) -> bytes:
    """Consonants, and whether it ends on *i*: *luy*, *loi* and *lui* are one, *thngai* and
    *tngay* too. Khmer in Latin letters has no spelling."""
    for letters, alike in _SOUND_ALIKE:
        word = letters.sub(alike, word)
    return _VOWELS.sub(lambda found: _vowel(found, len(word)), word).encode()


def _vowel(found: re.Match[str], end: int) -> str:
    if found.start() == 0:
        return "a"
    return "y" if found.end() == end and found[0].rstrip("h")[-1:] in ("i", "y") else ""
