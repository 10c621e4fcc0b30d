"""Whether a word is a syllable of Vietnamese: how one writing is told from another.

Names of other languages are none, so this never says that a word is wrong.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from domain.words import folded

_ACUTE, _DOT = "\u0301", "\u0323"
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_HATS = "\u0302\u0306\u031b"

_ONSETS = re.compile("(ngh|ng|nh|gh|gi|qu|ch|kh|ph|th|tr|[bcdđghklmnprstvx]|)(.+)")
_BEFORE_E_AND_I = frozenset({"k", "gh", "ngh"})
_NOT_BEFORE_E_AND_I = frozenset({"c", "ng"})
_E_AND_I = "eêiy"

_RIMES_IN_USE = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu
    iêc iêm iên iêng iêp iêt iêu y yêm yên yêng yêt yêu ynh yt ych
    o oa oac oc oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
    oi om on ong oong ooc op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uên uênh ui um un ung uôc uôi uôm uôn uông uôt up ut uơ
    uy uya uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưng ưu ưt ươc ươi ươm ươn ương ươp ươt ươu
"""
_RIMES = frozenset(_RIMES_IN_USE.split())
_BARE_RIMES = frozenset(folded(_RIMES_IN_USE).split())
_EITHER = frozenset({"oa", "oe", "uy"})
_ON_THE_SECOND = frozenset({"oai", "oay", "oao", "oeo", "uyu", "uya", "uê", "uơ"})
_STOP = re.compile("(?:ch|[cpt])$")
_VOWELS = frozenset("aăâeêioôơuưy")
_MOST_LETTERS = 7


@lru_cache(maxsize=1 << 14)
def is_syllable(word: str, strict: bool = True) -> bool:
    """*Nguyễn*, *hoà* and *hòa*, NFC, in any case. ``strict``: *c*, *ch*, *p* and *t* at the end
    have the tones they can have, as they have not in *Bôt*, a Khmer name."""
    if len(word) > _MOST_LETTERS:
        return False
    letters, tone, place = _apart(word.lower())
    if letters is None:
        return False
    found = _ONSETS.fullmatch(letters)
    if found is None:
        return False
    onset, rime = found.groups()
    if onset == "gi" and rime not in _RIMES:
        onset, rime = "g", f"i{rime}"
    if letters in _RIMES:
        onset, rime = "", letters
    return (
        rime in _RIMES
        and _may_follow(onset, rime)
        and _tone_may_stand(tone, place - (len(letters) - len(rime)), rime)
        and not (strict and _STOP.search(rime) and tone not in {_ACUTE, _DOT})
    )


def _apart(word: str) -> tuple[str | None, str, int]:
    """The letters without tone, the tone, and the place of the letter that bears it; no letters
    where there are two tones or a mark that Vietnamese does not have."""
    bare: list[str] = []
    tone, place = "", -1
    for one in unicodedata.normalize("NFD", word):
        if _TONES.match(one):
            if tone:
                return None, "", -1
            tone, place = one, len(bare) - 1
        elif one in _HATS and bare:
            bare[-1] = unicodedata.normalize("NFC", bare[-1] + one)
        else:
            bare.append(one)
    return "".join(bare), tone, place


def is_bare_syllable(word: str) -> bool:
    """The same of a word that is folded, so that nothing is known of its marks: *tien*, *duoc*."""
    found = _ONSETS.fullmatch(word) if len(word) <= _MOST_LETTERS else None
    if found is None:
        return word in _BARE_RIMES
    onset, rime = found.groups()
    if onset == "gi" and rime not in _BARE_RIMES:
        onset, rime = "g", f"i{rime}"
    return word in _BARE_RIMES or (rime in _BARE_RIMES and _may_follow(onset, rime))


def _may_follow(onset: str, rime: str) -> bool:
    if onset in _BEFORE_E_AND_I:
        return rime[0] in _E_AND_I
    if onset in _NOT_BEFORE_E_AND_I:
        return rime[0] not in _E_AND_I
    return True


def _tone_may_stand(tone: str, place: int, rime: str) -> bool:
    """*hòa* and *hoà* are both written; *hiên* bears its tone on the ê, *lan* on the a."""
    if not tone:
        return True
    vowels = [at for at, letter in enumerate(rime) if letter in _VOWELS]
    hats = [at for at in vowels if rime[at] not in "aeiouy"]
    if hats:
        return place == (hats[0] if rime in {"ưa", "ưu", "ưi"} else hats[-1])
    if rime in _EITHER:
        return place in vowels
    if rime in _ON_THE_SECOND:
        return place == vowels[1]
    ends_in_consonant = vowels[-1] < len(rime) - 1
    return place == vowels[-1 if ends_in_consonant else 0]
