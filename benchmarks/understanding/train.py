"""Learns from the examples and writes `locales/understanding.bin`: `make train`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import numpy as np

from benchmarks.understanding.curve import INTENTS, curve, table
from benchmarks.understanding.examples import LOCALES, STRANGE, NotExamples, read_examples
from benchmarks.understanding.learning import (
    Heard,
    hear,
    learn,
    learn_certainty,
    packed,
    rarity,
    unheard,
    unheard_certainties,
)
from domain.examples import LANGUAGES
from domain.spelling import Speller

LEARNT = LOCALES / "understanding.bin"

NOT_OURS_TAKEN = 0.007
"""Of what is not for us; the issue allows 0.01 of what nobody has heard."""

_STEP = 0.005


def sure_from(
    heard: Heard, classes: Sequence[str], scores: np.ndarray, certain: np.ndarray
) -> dict[str, float]:
    """For each language the least certainty at which no more than that is taken for ours."""
    first = np.array(classes)[scores.argmax(1)]
    strange = np.array([one.section in STRANGE for one in heard.examples])
    language = np.array([one.language for one in heard.examples])
    found = {}
    for one in LANGUAGES:
        theirs = strange & (language == one)
        taken = certain[theirs & np.isin(first, INTENTS)]
        found[one] = next(
            round(float(level), 3)
            for level in np.arange(0.5, 1 + _STEP, _STEP)
            if (taken >= level).sum() <= NOT_OURS_TAKEN * theirs.sum()
        )
    return found


def learnt() -> bytes:
    """Raises NotExamples."""
    examples = read_examples()
    rare = rarity(examples)
    heard = hear(examples, Speller(rare))
    classes, (scores,) = unheard(heard)
    certain = unheard_certainties(heard, classes, scores)
    print(table(curve(heard, classes, scores, certain)), file=sys.stderr)
    everybody = np.ones(len(examples), dtype=bool)
    sure: Mapping[str, float] = sure_from(heard, classes, scores, certain)
    print(f"sure from {sure}", file=sys.stderr)
    return packed(
        heard,
        learn(heard, everybody),
        learn_certainty(heard, classes, scores, everybody),
        sure,
        rare,
    )


def main() -> None:
    new = LEARNT.with_suffix(".new")
    try:
        new.write_bytes(learnt())
    except NotExamples as error:
        sys.exit(f"train: {error}")
    new.replace(LEARNT)  # not written over: who serves has it mapped


if __name__ == "__main__":
    main()
