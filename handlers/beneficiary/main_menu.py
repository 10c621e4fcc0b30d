"""What can be asked, and the first words to someone new."""

from __future__ import annotations

from domain.message import Choice, Reply
from domain.text import Text
from handlers.language import BOTH
from handlers.talk import Talk, offer
from storage.records import Records

_GREETING = Text("Hello. {Me} answer by machine about social allowance money.")
_INVENTED = Text("(Invented data, for demonstration.)")


async def main_menu(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """Everything this address may start."""
    talk.say(Text("What would you like to know?"), offers=offers_of_menu())


def offers_of_menu() -> tuple[Choice, ...]:
    # Here, not above: the menu lists this dialogue too.
    from handlers.menu import MENU

    return tuple(offer(line.dialogue, line.label) for line in MENU if line.in_menu and line.label)


def welcome(talk: Talk, asks_language: bool) -> Reply:
    """Bilingual, whatever was written: the reader may not be the one who wrote."""
    from handlers.beneficiary.language import language_offers

    lines = [_GREETING, *([_INVENTED] if talk.demo else [])]
    if asks_language:
        lines.append(Text("Which language would you like?"))
    return Reply(tuple(lines), language_offers() if asks_language else (), language=BOTH)


