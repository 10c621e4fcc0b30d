"""Which translations wait for a native reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from babel.messages.pofile import read_po

from handlers.language import LOCALES

AWAITING = "awaiting:"
"""How a translator's comment begins that asks a native reader something."""


@dataclass(frozen=True, slots=True)
class Sentence:
    language: str
    source: str
    translation: str
    comment: str


def awaiting() -> Iterator[Sentence]:
    """Every sentence with a question to a native reader, catalogue by catalogue."""
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/messages.po")):
        language = path.parent.parent.name
        with path.open("rb") as file:
            messages = read_po(file, locale=language)
        for message in messages:
            comment = " ".join(message.user_comments)
            if message.id and AWAITING in comment:
                asked = comment.partition(AWAITING)[2].strip()
                yield Sentence(language, str(message.id), str(message.string), asked)
