"""The voices in `locales/*/unheard/`, which nothing was learnt from and nobody read before what was
learnt was frozen; ``python -m benchmarks.understanding.last`` scores them by the program as it is.

To learn from what they show would spoil them: who wants another such figure writes new voices.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from benchmarks.understanding.examples import STRANGE, Example, read_examples
from benchmarks.understanding.ways import in_short_forms, without_marks
from domain.examples import LANGUAGES
from domain.intent import ABOUT_MONEY, Aside, Flag, Intent, Outcome, Understood
from handlers.understand import understand
from storage.reference import seeded_gazetteer

_TODAY = date(2026, 11, 24)
_WAYS: dict[str, Callable[[Example], Example]] = {
    "as written": lambda one: one,
    "without marks": without_marks,
    "in short forms": in_short_forms,
}


def measured() -> dict[str, Any]:
    examples = read_examples(folder="unheard")
    return {
        language: {
            "voices": sorted({one.voice for one in of}),
            "intents": {name: _of_intents([way(one) for one in of]) for name, way in _WAYS.items()},
            "not_ours": _of_strangers(of),
            "flags": _of_flags(of),
        }
        for language in LANGUAGES
        for of in [[one for one in examples if one.language == language]]
    }


def _read(example: Example) -> Understood:
    return understand(example.text, example.language, _TODAY, seeded_gazetteer())


def _of_intents(examples: Sequence[Example]) -> dict[str, float | int]:
    """Shares of what asks for an intent."""
    asked = [(Intent(one.label), _read(one)) for one in examples if one.label in _INTENTS]
    counted = Counter(_told(intent, found) for intent, found in asked)
    wrong = [found for intent, found in asked if _told(intent, found) == "wrong"]
    shares: dict[str, float | int] = {
        name: round(counted[name] / len(asked), 4)
        for name in ("right", "wrong", "two with it", "two without it", "not understood")
    }
    about_money = sum(found.intent in ABOUT_MONEY for found in wrong)
    return {"of": len(asked), **shares, "wrong about money": round(about_money / len(asked), 4)}


def _told(intent: Intent, found: Understood) -> str:
    match found.outcome:
        case Outcome.SURE:
            return "right" if found.intent is intent else "wrong"
        case Outcome.TWO:
            return "two with it" if intent in {found.intent, found.second} else "two without it"
    return "not understood"


def _of_strangers(examples: Sequence[Example]) -> dict[str, float | int]:
    found = [_read(one) for one in examples if one.section in STRANGE]
    counted = Counter(one.outcome for one in found)
    return {
        "of": len(found),
        "taken": round(counted[Outcome.SURE] / len(found), 4),
        "asked which of two": round(counted[Outcome.TWO] / len(found), 4),
        "flagged": round(sum(bool(one.flags) for one in found) / len(found), 4),
    }


def _of_flags(examples: Sequence[Example]) -> dict[str, float]:
    """How much of each was found."""
    shares = {}
    for name in (*Flag, *Aside):
        found = [_read(one) for one in examples if one.section == name]
        told = sum(name in one.flags or one.aside == name for one in found)
        shares[str(name)] = round(told / max(1, len(found)), 3)
    return shares


_INTENTS = frozenset(Intent) - {Intent.NONE}

if __name__ == "__main__":
    print(json.dumps(measured(), indent=2, ensure_ascii=False))
