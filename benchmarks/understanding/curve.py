"""How much is answered, and how much of it wrongly, by what never heard those voices.

``python -m benchmarks.understanding.curve`` learns four times, each time without a quarter of the
voices; it takes a few minutes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.understanding.examples import STRANGE, read_examples
from benchmarks.understanding.learning import (
    Heard,
    hear,
    rarity,
    unheard,
    unheard_certainties,
)
from benchmarks.understanding.ways import in_short_forms, without_marks
from domain.examples import LANGUAGES
from domain.intent import ABOUT_MONEY, Intent
from domain.spelling import Speller

INTENTS = tuple(one for one in Intent if one is not Intent.NONE)
_LEVELS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


def curve(
    heard: Heard, classes: Sequence[str], scores: np.ndarray, certain: np.ndarray
) -> list[dict[str, float | str]]:
    """For each language and each least certainty the shares of intents answered rightly and
    wrongly, of those about money answered wrongly, and of what was not for us taken for it."""
    first = np.array(classes)[scores.argmax(1)]
    language = np.array([one.language for one in heard.examples])
    section = np.array([one.section for one in heard.examples])
    asks, is_asked = np.isin(heard.labels, INTENTS), np.isin(first, INTENTS)
    strange, money = np.isin(section, STRANGE), np.isin(first, list(ABOUT_MONEY))
    found: list[dict[str, float | str]] = []
    for one in LANGUAGES:
        ours, theirs = asks & (language == one), strange & (language == one)
        right = first == heard.labels
        for level in _LEVELS:
            sure = is_asked & (certain >= level)
            found.append(
                {
                    "language": one,
                    "certainty": level,
                    "first_right": _share(right, ours),
                    "right": _share(sure & right, ours),
                    "wrong": _share(sure & ~right, ours),
                    "wrong_about_money": _share(sure & ~right & money, ours),
                    "not_ours_taken": _share(sure, theirs),
                }
            )
    return found


def table(rows: Sequence[dict[str, float | str]]) -> str:
    head = "     certainty  first right  answered right  wrong  about money  not ours taken"
    lines = [
        f"{row['language']:4} {row['certainty']:9}  {row['first_right']:11.3f}"
        f"  {row['right']:14.3f}  {row['wrong']:5.3f}  {row['wrong_about_money']:11.4f}"
        f"  {row['not_ours_taken']:14.4f}"
        for row in rows
    ]
    return "\n".join((head, *lines))


def by_voice(heard: Heard, classes: Sequence[str], scores: np.ndarray) -> dict[str, float]:
    """How often the first class is right, of each voice's intents and of each section."""
    first = np.array(classes)[scores.argmax(1)]
    right, asks = first == heard.labels, np.isin(heard.labels, INTENTS)
    voices = {
        voice: _share(right, asks & (heard.voices == voice))
        for voice in sorted(set(heard.voices[asks]))
    }
    return voices | {
        f"[{name}]": _share(right, heard.labels == name) for name in sorted(set(heard.labels))
    }


def _share(those: np.ndarray, of: np.ndarray) -> float:
    return float((those & of).sum() / max(1, of.sum()))


def first_right(heard: Heard, classes: Sequence[str], scores: np.ndarray) -> dict[str, float]:
    """For each language how often the first class of an intent is right."""
    first = np.array(classes)[scores.argmax(1)]
    language = np.array([one.language for one in heard.examples])
    asks = np.isin(heard.labels, INTENTS)
    return {
        one: round(_share(first == heard.labels, asks & (language == one)), 4) for one in LANGUAGES
    }


def measured() -> dict[str, Any]:
    examples = read_examples()
    speller = Speller(rarity(examples))
    heard, bare, short = (
        hear(said, speller)
        for said in (
            examples,
            [without_marks(one) for one in examples],
            [in_short_forms(one) for one in examples],
        )
    )
    classes, (scores, of_bare, of_short) = unheard(heard, bare, short)
    certain = unheard_certainties(heard, classes, scores)
    return {
        "examples": len(examples),
        "voices": len(set(heard.voices)),
        "curve": curve(heard, classes, scores, certain),
        "as_written": first_right(heard, classes, scores),
        "without_marks": first_right(bare, classes, of_bare),
        "in_short_forms": first_right(short, classes, of_short),
        "right_by": by_voice(heard, classes, scores),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.understanding.curve")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measured()
    if given.json:
        print(json.dumps(found, indent=2, ensure_ascii=False))
        return
    print(f"{found['examples']:,} examples of {found['voices']} voices, each voice unheard")
    print(table(found["curve"]))
    for way in ("as_written", "without_marks", "in_short_forms"):
        print(f"first right {way}: {found[way]}")
    print("\n".join(f"{name:32} {share:.3f}" for name, share in found["right_by"].items()))


if __name__ == "__main__":
    main()
