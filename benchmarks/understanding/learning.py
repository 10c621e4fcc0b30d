"""From examples to the learnt file that `domain.reader` reads; the same examples give the same
file on the same versions of what is in `requirements-train.lock`."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from benchmarks.understanding.examples import STRANGE, Example, digest
from domain.clues import BUCKETS, clues
from domain.reader import ZERO, pack, signs_of
from domain.spelling import Said, Speller
from domain.syllables import is_bare_syllable
from domain.words import marked, words

FOLDS = 4
_FREEDOM = 2.0
_SELDOM = 0.7
"""How far a clue counts for more that few messages have: 0 not at all, 1 by its logarithm."""

_IN_VOICES = 2
"""A clue in the words of one person alone is that person's."""

_OFTEN_ENOUGH = 6
_MOST = 127  # of what fits into a byte with its sign
_STRANGE_COUNTS = 3.0
"""To answer what was not asked is worse than not to answer."""

SECOND_ROUND = 6


@dataclass(frozen=True, slots=True)
class Heard:
    """The examples as a matrix: a row each, a column for each number of a clue."""

    examples: Sequence[Example]
    said: Sequence[Said]
    rows: sp.csr_matrix
    labels: np.ndarray
    voices: np.ndarray
    khmer: np.ndarray


@dataclass(frozen=True, slots=True)
class Linear:
    """``weights``: a row for each number of a clue, a column for each class and a last one that
    speaks for Khmer, as bytes."""

    classes: tuple[str, ...]
    weights: np.ndarray
    scale: float
    bias: np.ndarray

    def scores(self, rows: sp.csr_matrix) -> np.ndarray:
        """Of the classes, without the last column."""
        return self.all_scores(rows)[:, :-1]

    def all_scores(self, rows: sp.csr_matrix) -> np.ndarray:
        return np.asarray(shared(rows) @ (self.weights.astype(float) * self.scale) + self.bias)


@dataclass(frozen=True, slots=True)
class Certain:
    """What the signs of a reading count for, and its class."""

    signs: tuple[float, ...]
    of_class: Mapping[str, float]


def rarity(examples: Sequence[Example]) -> dict[str, float]:
    """How rare each syllable is that more than a few people write, in Vietnamese."""
    counted = Counter(
        word
        for one in examples
        if one.language == "vi"
        for word in words(one.text)
        if word.isascii() and word.isalpha()
    )
    whole = sum(counted.values())
    return {
        word: round(-math.log(count / whole), 3)
        for word, count in sorted(counted.items())
        if count >= _OFTEN_ENOUGH and is_bare_syllable(word)
    }


def hear(examples: Sequence[Example], speller: Speller) -> Heard:
    said = [speller.read(marked(one.text)) for one in examples]
    numbers = [sorted(clues(one)) for one in said]
    starts = np.cumsum([0, *map(len, numbers)])
    columns = np.fromiter((one for row in numbers for one in row), dtype=np.int32)
    rows = sp.csr_matrix((np.ones(len(columns)), columns, starts), (len(examples), BUCKETS))
    return Heard(
        examples,
        said,
        rows,
        np.array([one.label for one in examples]),
        np.array([one.voice for one in examples]),
        np.array([one.language == "km" for one in examples]),
    )


def learn(heard: Heard, among: np.ndarray) -> Linear:
    """From the chosen rows: for each class what speaks for it against all others."""
    told = _in_voices(heard, among) * _seldom(heard, among)
    rows = shared(heard.rows[among]) @ sp.diags(told)
    asked = LinearSVC(C=_FREEDOM, random_state=0).fit(rows, heard.labels[among])
    khmer = LinearSVC(C=_FREEDOM, random_state=0).fit(rows, heard.khmer[among])
    weights = np.vstack([asked.coef_, khmer.coef_]).T * told[:, None]
    scale = float(np.abs(weights).max()) / _MOST
    return Linear(
        tuple(map(str, asked.classes_)),
        np.round(weights / scale).astype(np.int8),
        scale,
        np.concatenate([asked.intercept_, khmer.intercept_]),
    )


def unheard(
    heard: Heard, *others: Heard, folds: int = FOLDS
) -> tuple[tuple[str, ...], list[np.ndarray]]:
    """The scores of every example by what was learnt without its voice; and of others, which are
    the same examples written otherwise."""
    classes = tuple(sorted(set(heard.labels)))
    scores = [np.zeros((len(heard.labels), len(classes))) for _ in (heard, *others)]
    for held_out in held_out_voices(heard, folds):
        there = np.isin(heard.voices, held_out)
        learnt = learn(heard, ~there)
        for found, one in zip(scores, (heard, *others), strict=True):
            found[there] = learnt.scores(one.rows[there])
    return classes, scores


def held_out_voices(heard: Heard, folds: int) -> list[list[str]]:
    """Each voice once, of both languages in every part."""
    of = {one.voice: one.language for one in heard.examples}
    return [
        [voice for language in ("vi", "km") for voice in _every(of, language)[part::folds]]
        for part in range(folds)
    ]


def ranked(classes: Sequence[str], scores: np.ndarray) -> list[tuple[str, float]]:
    order = np.argsort(-scores, kind="stable")
    return [(classes[at], float(scores[at])) for at in order]


def learn_certainty(
    heard: Heard, classes: Sequence[str], scores: np.ndarray, among: np.ndarray
) -> Certain:
    """From readings of unheard voices: what tells that the first class is right."""
    signs, first = _signs(heard, classes, scores)
    taken = among & (first != "none")
    middle, spread = signs[taken].mean(0), signs[taken].std(0) + 1e-9
    one_of = np.array([first == name for name in classes], dtype=float).T
    strange = np.array([one.section in STRANGE for one in heard.examples])
    fitted = LogisticRegression(C=1.0, max_iter=2000)
    fitted.fit(
        np.hstack([(signs - middle) / spread, one_of])[taken],
        (first == heard.labels)[taken],
        sample_weight=np.where(strange, _STRANGE_COUNTS, 1.0)[taken],
    )
    counts = fitted.coef_[0][: signs.shape[1]] / spread
    start = float(fitted.intercept_[0] - (counts * middle).sum())
    of_class = fitted.coef_[0][signs.shape[1] :]
    return Certain(
        tuple(round(float(one), 6) for one in (start, *counts)),
        {name: round(float(one), 6) for name, one in zip(classes, of_class, strict=True)},
    )


def certainties(
    heard: Heard, classes: Sequence[str], scores: np.ndarray, certain: Certain
) -> np.ndarray:
    signs, first = _signs(heard, classes, scores)
    told = certain.signs[0] + signs @ np.array(certain.signs[1:])
    told += np.array([certain.of_class[name] for name in first])
    return np.asarray(1 / (1 + np.exp(-told)))


def unheard_certainties(heard: Heard, classes: Sequence[str], scores: np.ndarray) -> np.ndarray:
    """The same, each by what was learnt from the readings of other voices."""
    found = np.zeros(len(heard.labels))
    for held_out in held_out_voices(heard, SECOND_ROUND):
        there = np.isin(heard.voices, held_out)
        certain = learn_certainty(heard, classes, scores, ~there)
        found[there] = certainties(heard, classes, scores, certain)[there]
    return found


def packed(
    heard: Heard,
    linear: Linear,
    certain: Certain,
    sure: Mapping[str, float],
    rare: Mapping[str, float],
) -> bytes:
    told = {
        "classes": linear.classes,
        "scale": linear.scale,
        "bias": [round(float(one), 6) for one in linear.bias],
        "certain": certain.signs,
        "certain_of_class": certain.of_class,
        "sure": sure,
        "rarity": rare,
        "examples": digest(heard.examples),
    }
    return pack(told, (linear.weights.astype(np.int16) + ZERO).astype(np.uint8).tobytes())


def shared(rows: sp.csr_matrix) -> sp.csr_matrix:
    """Every message weighs the same, however long."""
    length = np.sqrt(np.maximum(1.0, np.asarray(rows.sum(1)).ravel()))
    return sp.csr_matrix(sp.diags(1 / length) @ rows)


def _every(languages: Mapping[str, str], language: str) -> list[str]:
    return sorted(voice for voice, one in languages.items() if one == language)


def _in_voices(heard: Heard, among: np.ndarray) -> np.ndarray:
    voices, at = np.unique(heard.voices[among], return_inverse=True)
    count = len(at)
    by_voice = sp.csr_matrix((np.ones(count), (at, np.arange(count))), (len(voices), count))
    return np.asarray(((by_voice @ heard.rows[among]) > 0).sum(0)).ravel() >= _IN_VOICES


def _seldom(heard: Heard, among: np.ndarray) -> np.ndarray:
    """For each clue, 1 in the middle of all that are there."""
    counted = np.maximum(1.0, np.asarray(heard.rows[among].sum(0)).ravel())
    counts = np.log(among.sum() / counted) ** _SELDOM
    return np.asarray(counts / np.sqrt((counts**2 * counted).sum() / counted.sum()))


def _signs(
    heard: Heard, classes: Sequence[str], scores: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    order = [ranked(classes, row) for row in scores]
    signs = [signs_of(said, one) for said, one in zip(heard.said, order, strict=True)]
    return np.array(signs), np.array([one[0][0] for one in order])
