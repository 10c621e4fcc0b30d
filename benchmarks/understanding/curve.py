"""How much is answered, and how much of it wrongly, by what never heard those voices.

``python -m benchmarks.understanding.curve`` learns four times, each time without a quarter of the
voices; it takes about two minutes. ``--last`` scores the voices kept back in ``last/``, by the
learnt file as it is: once, when nothing is changed any more.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

import numpy as np

from benchmarks.understanding.examples import LANGUAGES, STRANGE, read_examples
from benchmarks.understanding.learning import (
    Heard,
    hear,
    rarity,
    unheard,
    unheard_certainties,
)
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


def by_voice(heard: Heard, classes: Sequence[str], scores: np.ndarray) -> str:
    first = np.array(classes)[scores.argmax(1)]
    asks = np.isin(heard.labels, INTENTS)
    voices = sorted(set(heard.voices[asks]))
    lines = [
        f"{voice:32} {_share(first == heard.labels, asks & (heard.voices == voice)):.3f}"
        for voice in voices
    ]
    sections = sorted(set(heard.labels))
    lines += [
        f"[{name}]".ljust(32) + f" {_share(first == heard.labels, heard.labels == name):.3f}"
        for name in sections
    ]
    return "\n".join(lines)


def _share(those: np.ndarray, of: np.ndarray) -> float:
    return float((those & of).sum() / max(1, of.sum()))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.understanding.curve")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    examples = read_examples()
    heard = hear(examples, Speller(rarity(examples)))
    classes, scores = unheard(heard)
    certain = unheard_certainties(heard, classes, scores)
    rows = curve(heard, classes, scores, certain)
    print(json.dumps(rows) if given.json else table(rows))
    if not given.json:
        print(by_voice(heard, classes, scores))


if __name__ == "__main__":
    main()
