"""To be given the allowance at all: where it is asked for, with what, and who knows how far it is.

No application lies here: only the commune's desk and the national portal know of it.
"""

from __future__ import annotations

from domain.text import Sign, Text
from handlers.asks import Brought
from handlers.talk import Talk, offer
from storage.records import Records

HOW_FAR = "how_far"
_WORKING_DAYS = 10
"""In which the chair of the commune decides (NĐ 147/2025/NĐ-CP, NĐ 176/2025/NĐ-CP)."""


async def application(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """How far one is, or how it is made. Who gets it, nobody promises."""
    how_far = await talk.if_given("asks", Brought(_how_far)) or False
    talk.say(
        *(_of_one_made(talk) if how_far else _of_a_new_one(talk)),
        offers=(
            offer("request", Text("How does my request stand?").signed(Sign.PAPERS)),
            offer("main_menu", Text("Menu").signed(Sign.MENU)),
        ),
    )


def _how_far(value: str) -> bool | None:
    return True if value == HOW_FAR else None


def _of_one_made(talk: Talk) -> tuple[Text, ...]:
    return (
        Text("How far an application is, the desk that took it knows.").signed(Sign.PAPERS),
        _desk(talk),
        Text("Please take along the receipt with its number.").signed(Sign.LIST),
        _decides(),
    )


def _of_a_new_one(talk: Talk) -> tuple[Text, ...]:
    return (
        _desk(talk),
        Text("Take the citizen card, and the papers that show the reason.").signed(Sign.PAPERS),
        Text("For the social pension, form number 01 is filled in.").signed(Sign.LIST),
        _decides(),
    )


def _desk(talk: Talk) -> Text:
    """As the operator has written it, or as it is everywhere (DOMAIN.md §3.2)."""
    if talk.application_desk:
        return Text("Where: {desk}", desk=talk.application_desk).signed(Sign.PLACE)
    return Text("Where: the commune's one-stop desk, or dichvucong.gov.vn.").signed(Sign.PLACE)


def _decides() -> Text:
    decides = Text("The commune decides, in {count} working days; {me} cannot promise it.")
    return decides.filled(count=_WORKING_DAYS).signed(Sign.WAIT)
