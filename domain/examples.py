"""Examples of how people ask: by which names they are sorted, what of a message may become one,
and how their files are written.

A file of ``locales/<language>/examples/`` begins with ``# `` and who writes; then come sections,
``[payout_date]`` and the like, with one example a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta

from domain.intent import Aside, Flag, Intent
from domain.link_code import DIGITS, LENGTH, LETTERS
from domain.mask import BLOT, mask
from domain.words import clean

NOTHING_OF_OURS = (Intent.NONE.value, "none_near", "none_far")
"""Not for us at all; with our words (a parcel at the post office), or far from them."""

SECTIONS: tuple[str, ...] = (
    *(one.value for one in Intent if one is not Intent.NONE),
    *(one.value for one in Flag),
    *(one.value for one in Aside),
    *NOTHING_OF_OURS,
)
"""All that an example may be of, in the order in which it is written."""

LANGUAGES = ("vi", "km")

KEPT_FOR = timedelta(days=30)
"""What was not understood; after it the words are gone, or are an example that names nobody."""

LONGEST = 300
"""Characters of a message that are kept."""

_LONG_NUMBER = re.compile(r"\d(?:[ .\-–_]{0,2}\d){7,}")
_CASE = re.compile(r"(?<![^\W_])as[ .–-]*\d{3}[ .–-]?\d{3}(?!\d)", re.IGNORECASE)
_HALF = rf"[{LETTERS}{DIGITS}]{{{LENGTH // 2}}}"
_CODE = re.compile(
    rf"(?<![^\W_])(?:(?i:{_HALF}){{2}}|{_HALF}[ -]{_HALF})(?![^\W_])",
)
_BEGINS_A_SECTION = "[# "


def to_keep(text: str) -> str:
    """On one line, without what nobody may keep, and without numbers by which somebody is found:
    of a phone, an account, a request, a link. Empty where there is nothing to learn from."""
    said = clean("".join(one for one in mask(text) if _is_shown(one)))
    for pattern, blot in ((_LONG_NUMBER, _digits), (_CASE, _digits), (_CODE, _code)):
        said = pattern.sub(blot, said)
    return said[:LONGEST].rstrip()


def _is_shown(one: str) -> bool:
    """Not what steers a terminal, or the reading of what follows."""
    return one.isspace() or unicodedata.category(one) not in {"Cc", "Cf"}


def _digits(found: re.Match[str]) -> str:
    return re.sub(r"\d", BLOT, found[0])


def _code(found: re.Match[str]) -> str:
    """What could be a link code, wholly; a word or a number is none."""
    letters = sum(one.isalpha() for one in found[0])
    digits = sum(one.isdigit() for one in found[0])
    return re.sub(r"[^\W_]", BLOT, found[0]) if letters >= 2 and digits else found[0]


class NoExamples(ValueError):
    """A file is not as one of examples is written; says in which line."""


def read(text: str) -> list[tuple[str, str]]:
    """Section and line of every example of a file. Raises NoExamples."""
    found: list[tuple[str, str]] = []
    section = None
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if not line or (number == 1 and line.startswith("#")):
            continue
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
            if section not in SECTIONS:
                raise NoExamples(f"line {number}: {line} is no section")
        elif section is None:
            raise NoExamples(f"line {number}: an example stands before any [section]")
        else:
            found.append((section, line))
    return found


def written(who: str, examples: Iterable[tuple[str, str]]) -> str:
    """The file of these, each a section and a line: sorted, none twice. ``who``: one sentence on
    who writes so."""
    by_section: dict[str, set[str]] = {}
    for section, line in examples:
        by_section.setdefault(section, set()).add(line.lstrip(_BEGINS_A_SECTION))
    parts = [
        "\n".join((f"[{one}]", *sorted(filter(None, by_section[one])), ""))
        for one in SECTIONS
        if any(by_section.get(one, ()))
    ]
    return "\n".join((f"# {who}", *parts))
