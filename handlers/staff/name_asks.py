"""What a colleague or a beneficiary is called: in letters, and nothing that was meant for another
question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from domain.identity import read_name
from domain.text import Text
from domain.words import folded
from handlers.asks import CANNOT_SEE
from handlers.language import label
from handlers.staff.field_words import FIELDS
from handlers.talk import Asked, Heard, NotUnderstood


@dataclass(frozen=True, slots=True)
class NameOf:
    """What somebody is called, in letters, as it stands on a paper."""

    question: Text
    hint: Text | None = None

    def asked(self) -> Asked:
        return Asked((self.question, *([self.hint] if self.hint else [])))

    async def hear(self, heard: Heard) -> str:
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        return a_name(heard.text)

    async def read(self, value: str) -> str:
        return value


def a_name(text: str) -> str:
    """Raises NotUnderstood for what is no name: a number, a sign, what stands on a button, or that
    there is none."""
    name = read_name(text)
    if name is None or _SIGN.search(text) or folded(name) in _on_buttons() | _NONE:
        raise NotUnderstood(_IN_LETTERS)
    return name


_NONE = frozenset(
    map(folded, ("không có", "chưa có", "không biết", "không rõ", "គ្មាន", "មិនមាន", "មិនដឹង"))
)
_SIGN = re.compile("[;:<>{}()]")
_IN_LETTERS = Text("Please write the name in letters, as it stands on the paper.")


@cache
def _on_buttons() -> frozenset[str]:
    """What is said with a button of the staff, and so meant for another question."""
    said = (Text("Yes"), Text("No"), *FIELDS.values())
    return frozenset(folded(label(one, mode)) for one in said for mode in ("vi", "km"))
