"""The examples in `locales/<language>/examples/`: what invented people write, one file a voice.

A file's first line says who writes; then come sections, ``[payout_date]``, and one example a line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.intent import Aside, Flag, Intent

LOCALES = Path(__file__).parents[2] / "locales"
LANGUAGES = ("vi", "km")
STRANGE = ("none_near", "none_far")
"""What nobody should take for a question to us: in the same words, or about anything else."""

SECTIONS = frozenset({*Intent, *Flag, *Aside, *STRANGE})
_SECTION = re.compile(r"\[(\w+)\]")


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
    section = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("# "):
            continue
        if found := _SECTION.fullmatch(text):
            section = found[1]
            if section not in SECTIONS:
                raise NotExamples(f"{path.name}:{number}: there is no [{section}]")
            continue
        if not section:
            raise NotExamples(f"{path.name}:{number}: an example before the first [section]")
        yield Example(language, path.stem, section, text)


def digest(examples: Sequence[Example]) -> str:
    """By which the learnt file says what it was learnt from."""
    said = "\n".join(f"{one.language} {one.voice} {one.section} {one.text}" for one in examples)
    return hashlib.sha256(said.encode()).hexdigest()
