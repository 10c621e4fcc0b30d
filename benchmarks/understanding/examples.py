"""The examples in `locales/<language>/examples/`: what invented people write, one file a voice.

A file's first line says who writes; then come sections, ``[payout_date]``, and one example a line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.examples import LANGUAGES, read
from domain.intent import Intent

LOCALES = Path(__file__).parents[2] / "locales"
STRANGE = ("none_near", "none_far")
"""What nobody should take for a question to us: in the same words, or about anything else."""


class NotExamples(ValueError):
    """A file that is not in this form; says where."""


@dataclass(frozen=True, slots=True)
class Example:
    language: str
    voice: str
    section: str
    text: str

    @property
    def label(self) -> str:
        """What it is to be read as."""
        return str(Intent.NONE) if self.section in STRANGE else self.section


def read_examples(locales: Path = LOCALES, folder: str = "examples") -> list[Example]:
    """All of both languages, in the order of their files' names. Raises NotExamples."""
    return [
        example
        for language in LANGUAGES
        for path in sorted((locales / language / folder).glob("*.txt"))
        for example in read_file(path, language)
    ]


def read_file(path: Path, language: str) -> Iterable[Example]:
    """Raises NotExamples."""
    try:
        found = read(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise NotExamples(f"{path.name}: {error}") from error
    return (Example(language, path.stem, section, text) for section, text in found)


def digest(examples: Sequence[Example]) -> str:
    """By which the learnt file says what it was learnt from."""
    said = "\n".join(f"{one.language} {one.voice} {one.section} {one.text}" for one in examples)
    return hashlib.sha256(said.encode()).hexdigest()
