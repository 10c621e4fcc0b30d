"""The first words to someone new."""

from __future__ import annotations

from domain.message import Reply
from domain.text import Text
from handlers.beneficiary.language import WHICH, language_offers
from handlers.language import BOTH
from handlers.talk import INVENTED, Talk

GREETING = Text("Hello. {Me} answer by machine about social allowance money.")


def welcome(talk: Talk) -> Reply:
    """Bilingual, whatever was written: the reader may not be the one who wrote."""
    lines = (GREETING, *([INVENTED] if talk.demo else []), WHICH)
    return Reply(lines, language_offers(), language=BOTH)
