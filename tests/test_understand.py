"""Free text: read the same however it is typed, and told as what it is or not at all."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.understanding.examples import STRANGE, digest, read_examples
from domain.examples import LANGUAGES
from domain.intent import Aside, Flag, Intent, Outcome, Understood
from domain.reader import Reader
from handlers.understand import reader, understand
from storage.reference import seeded_gazetteer

TODAY = date(2026, 11, 24)
EXAMPLES = read_examples()
AS_MANY = {"vi": 60, "km": 40}
"""Examples of each intent, at least (issue: what a speaker of each language is asked for)."""

_EARLY = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "uý": "úy", "uỷ": "ủy"}


def told(text: str, preferred: str = "vi", *, staff: bool = False) -> Understood:
    return understand(text, preferred, TODAY, seeded_gazetteer(), staff=staff)


def _with_early_tones(text: str) -> str:
    for late, early in _EARLY.items():
        text = text.replace(late, early)
    return text


WAYS_OF_TYPING = {
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "early tones": _with_early_tones,
    "late tones": lambda text: _with_early_tones(text).translate({}),
    "look-alikes": lambda text: text.replace("Đ", "Ð").replace("đ", "ð"),
    "capitals": lambda text: text.upper(),
    "zero width": lambda text: text.replace(" ", " \u200b"),
    "wide spaces": lambda text: text.replace(" ", "\u00a0 "),
}


@pytest.mark.parametrize("way", WAYS_OF_TYPING)
@given(example=st.sampled_from(EXAMPLES))
def test_one_message_in_many_ways_of_typing_is_one(way: str, example) -> None:
    text = unicodedata.normalize("NFC", example.text)
    assert told(WAYS_OF_TYPING[way](text)) == told(text)
