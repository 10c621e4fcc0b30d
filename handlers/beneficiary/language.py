"""Vietnamese, Khmer, or both together; at any time, also in mid-question."""

from __future__ import annotations

from domain.message import Choice
from domain.text import Sign, Text, verbatim
from handlers.asks import OneOf
from handlers.language import BOTH, SOURCE
from handlers.talk import Talk, offer
from storage.records import Records

# Each stands in its own script, whatever language the rest is in. No flag stands for a language.
NAMES = {
    "vi": "Tiếng Việt",
    "km": "ភាសាខ្មែរ",
    BOTH: "Tiếng Việt + ភាសាខ្មែរ",
    SOURCE: "English",
}
_OFFERED = ("vi", "km", BOTH)


WHICH = Text("Which language would you like?")


async def change_language(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """Offer them, and leave open what is open."""
    talk.say(WHICH, offers=language_offers())


async def set_language(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """From the next word on."""
    modes = {mode: (verbatim(name), mode) for mode, name in NAMES.items()}
    mode = await talk.ask("mode", OneOf(WHICH, modes))
    talk.language = talk.session.language = mode
    talk.say(Text("{Me} will use this language from now on."))


def language_offers() -> tuple[Choice, ...]:
    return tuple(
        offer(set_language, verbatim(NAMES[mode]).signed(Sign.LANGUAGE), mode=mode)
        for mode in _OFFERED
    )
