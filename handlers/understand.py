"""Free text in Vietnamese and Khmer: what it asks for, or that we do not know.

What was learnt decides on intents (`domain.reader`); a few things are told by rules alone, because
a rule can be read and must never be unlearnt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from mmap import ACCESS_READ, MADV_DONTNEED, mmap
from pathlib import Path

from domain.application import asks_from_what_age
from domain.change_said import says_somebody_died
from domain.emergency import is_robbed, names_danger
from domain.gazetteer import Gazetteer
from domain.intent import ABOUT_MONEY, Aside, Flag, Intent, Outcome, Understood
from domain.mask import mask
from domain.programme import is_ours
from domain.reader import Reader, Reading
from domain.slots import slots_of
from domain.told_already import has_told
from domain.trouble import asks_for_home, tells_of_a_fee
from domain.words import clean, folded, marked

_LEARNT = Path(__file__).parents[1] / "locales" / "understanding.bin"

_INTENTS = frozenset(Intent) - {Intent.NONE}
_FLAGS = frozenset(Flag)
_ASIDES = frozenset(Aside)
_MAY_BE_SECRET = re.compile(
    r"\d(?:[ .\-–_]{0,2}\d){3}|m[ậa]t ?(?:kh[ẩa]u|m[ãa])|mk|pass|otp|pin\b|mã|ម្ងាត់|សំងាត់|កូ[ដត]",
    re.IGNORECASE,
)
"""Without any of these the mask hides nothing; it reads at length."""

_LETTER = re.compile(r"[^\W\d_]")

_CHANGES_TO_REPORT = re.compile(
    r"(?:(?:bao|ds|danh sach) )*(?:bd|bien dong)(?: (?:t|thang) ?\d{1,2})?"
)
"""*Bđ* is a change in a family to the staff, and the post office to all others."""

_TWO_FROM = 0.35
"""Certainty of one intent below which not even two are offered."""

_FLAG_FROM = 0.4
"""Certainty from which a flag stands that is likelier than all else: what follows is a warning."""

_ASIDE_FROM = {Aside.GREETING: 0.4, Aside.APPLICATION: 0.75}
"""*Xin* alone does not say for what."""

_BESIDE = 0.0
"""Score from which a flag stands beside what is likelier."""

_CRY_FROM = -0.6
"""Score from which an emergency stands whose words say which: rather one number too many."""

_TELLS_LANGUAGE = 0.5
"""Score from which Latin letters tell Khmer from Vietnamese."""


def understand(
    text: str, preferred: str, today: date, gazetteer: Gazetteer, *, staff: bool = False
) -> Understood:
    """What a message means that no open question takes. ``preferred``: the person's language, which
    decides where the words do not. ``staff``: their short forms are meant."""
    text = clean(text)
    said = marked(text)
    reading = reader().read(said, staff)
    language = _language(reading, preferred)
    first, second = [Intent(name) for name, _ in reading.ranked if name in _INTENTS][:2]
    outcome, score = _outcome(reading, first, language)
    aside = _aside(reading)
    if staff and _CHANGES_TO_REPORT.fullmatch(folded(text)):
        first, outcome = Intent.REPORT_CHANGE, Outcome.SURE
    elif asks_from_what_age(text):
        outcome, aside = Outcome.NONE, Aside.APPLICATION
    elif first in ABOUT_MONEY and outcome is not Outcome.NONE and says_somebody_died(text):
        first, outcome = Intent.REPORT_CHANGE, Outcome.SURE
    return Understood(
        Intent.NONE if outcome is Outcome.NONE else first,
        language,
        score,
        outcome,
        second if outcome is Outcome.TWO else None,
        frozenset(_flags(text, reading, staff=staff)),
        aside,
        slots_of(text, said, today, gazetteer),
    )


@cache
def reader() -> Reader:
    """Raises OSError or ValueError where what was learnt is missing or damaged."""
    with _LEARNT.open("rb") as file:
        learnt = mmap(file.fileno(), 0, access=ACCESS_READ)
    read = Reader(learnt)
    learnt.madvise(MADV_DONTNEED)  # it was looked over once; few of its pages are ever asked for
    return read


def _outcome(reading: Reading, first: Intent, language: str) -> tuple[Outcome, float]:
    name = reading.ranked[0][0]
    if name == first:
        certainty = reading.certainty
        if certainty >= reader().sure[language]:
            return Outcome.SURE, certainty
        return (Outcome.TWO if certainty >= _TWO_FROM else Outcome.NONE), certainty
    return Outcome.NONE, 1 - reading.share(name)


def _flags(text: str, reading: Reading, *, staff: bool) -> Iterator[Flag]:
    """A secret is told by the mask, which is what keeps it from being stored; of numbers alone by
    nothing else, for most are none. Who has told a code to a cheat was cheated; staff tell so of
    others."""
    if _MAY_BE_SECRET.search(text) and mask(text) != text:
        yield Flag.SECRET_DISCLOSED
    cries = dict(reading.ranked)[Flag.EMERGENCY] >= _CRY_FROM
    if (cries and names_danger(text)) or is_robbed(text):
        yield Flag.EMERGENCY
    if not staff and has_told(text):
        yield Flag.SCAM
    name = reading.ranked[0][0]
    likeliest = {name} if reading.certainty >= _FLAG_FROM else set()
    beside = {one for one, score in reading.ranked[1:] if score >= _BESIDE}
    for one in map(Flag, (likeliest | beside) & _FLAGS):
        if not _is_something_else(one, text):
            yield one


def _is_something_else(flag: Flag, text: str) -> bool:
    """Numbers alone are no secret; who cannot walk and asks who collects is in no danger; a fee
    that the staff want is to be complained of; what names ours alone is no other programme."""
    match flag:
        case Flag.SECRET_DISCLOSED:
            return _LETTER.search(text) is None
        case Flag.EMERGENCY:
            return asks_for_home(text) and not names_danger(text)
        case Flag.SCAM:
            return tells_of_a_fee(text)
        case Flag.OTHER_PROGRAMME:
            return is_ours(text)
    return False


def _aside(reading: Reading) -> Aside | None:
    name = reading.ranked[0][0]
    if name not in _ASIDES:
        return None
    aside = Aside(name)
    return aside if reading.certainty >= _ASIDE_FROM[aside] else None


def _language(reading: Reading, preferred: str) -> str:
    if reading.khmer >= _TELLS_LANGUAGE:
        return "km"
    if reading.khmer <= -_TELLS_LANGUAGE or preferred not in ("vi", "km"):
        return "vi"
    return preferred
