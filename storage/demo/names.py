"""Invented names, plausible for sex, age and ward."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from domain.person import Sex
from domain.words import folded
from storage.demo.supply import Supply

_NEANG = ("Néang", "Néang", "Néang", "Néang", "Néang", "Néang", "Néang", "Neáng", "Neang")
"""One word, spelled in several ways on people's papers (DOMAIN.md §2.4)."""

_ETH_PERCENT = 4
"""How many lists write Ð (U+00D0) for Đ in a name."""


@dataclass(frozen=True, slots=True)
class _Words:
    families: tuple[str, ...]
    weights: tuple[int, ...]
    elder: dict[Sex, list[str]]
    younger: dict[Sex, list[str]]
    khmer: dict[Sex, list[str]]


def _read() -> _Words:
    read = json.loads((Path(__file__).parent / "names.json").read_text(encoding="utf-8"))
    by_sex = {Sex.FEMALE: "female", Sex.MALE: "male"}
    return _Words(
        families=tuple(read["family"]),
        weights=tuple(read["family"].values()),
        elder={sex: read[f"elder_{word}"] for sex, word in by_sex.items()},
        younger={sex: read[word] for sex, word in by_sex.items()},
        khmer={sex: read[f"khmer_{word}"] for sex, word in by_sex.items()},
    )


_WORDS = _read()


def invent_name(supply: Supply, sex: Sex, birth_year: int, khmer_percent: int) -> str:
    """A name as it stands on a list."""
    khmer = supply.chance(khmer_percent)
    name = _khmer(supply, sex) if khmer else _vietnamese(supply, sex, birth_year)
    return name.replace("Đ", "Ð") if supply.chance(_ETH_PERCENT) else name


def as_at_bank(name: str) -> str:
    """Upper case without marks, as a bank keeps an account's holder."""
    return folded(name).upper()


def _khmer(supply: Supply, sex: Sex) -> str:
    first = "Chau" if sex is Sex.MALE else supply.rng.choice(_NEANG)
    return f"{first} {supply.rng.choice(_WORDS.khmer[sex])}"


def _vietnamese(supply: Supply, sex: Sex, birth_year: int) -> str:
    family = supply.rng.choices(_WORDS.families, _WORDS.weights)[0]
    if supply.chance(_plain_percent(birth_year)):
        middle = "Văn" if sex is Sex.MALE else "Thị"
        return f"{family} {middle} {supply.rng.choice(_WORDS.elder[sex])}"
    return f"{family} {supply.rng.choice(_WORDS.younger[sex])}"


def _plain_percent(birth_year: int) -> int:
    """How many of a generation bear Văn or Thị and one plain word: a guess."""
    if birth_year < 1965:
        return 88
    return 45 if birth_year < 1990 else 8
