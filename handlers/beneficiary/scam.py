"""Somebody wants a code, a fee, a tap on a link: a warning, and what to do where it is too late."""

from __future__ import annotations

from domain.message import Choice
from domain.text import Sign, Text
from handlers.beneficiary.emergency import to_a_person
from handlers.talk import Talk, offer
from storage.records import Records

RING_THE_BANK = Text("Ring the bank now: the number is printed on the card.").signed(Sign.PHONE)
"""No number of a bank is known to us for certain, and a wrong one would be what a cheat gives."""

COSTS_NOTHING = Text("The allowance costs nothing. Nobody has to pay a fee for it.").signed(
    Sign.MONEY
)


async def scam_warning(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """Three lines; that somebody was warned is counted, and nothing of whom."""
    talk.warned = True
    talk.say(
        Text("That is a trick. Neither the bank nor an officer asks for a code.").signed(Sign.STOP),
        Text("Do not pay, do not tap, do not install anything.").signed(Sign.SECRET),
        COSTS_NOTHING,
        offers=(*too_late(), *to_a_person(talk)),
    )


async def scam_told(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """They have told it already, or paid, or it was not they who took the money."""
    talk.say(
        RING_THE_BANK,
        Text("Say: please lock my card and my account.").signed(Sign.CARD),
        Text("Then tell the officer and the police of the commune.").signed(Sign.OFFICER),
        Text("If there is no card: go to the bank with the citizen card.").signed(Sign.BANK),
        offers=(*to_a_person(talk), offer("main_menu", Text("Menu").signed(Sign.MENU))),
    )


def too_late(label: Text | None = None) -> tuple[Choice, ...]:
    """The button for who has told it already."""
    return (offer(scam_told, label or Text("I told them already").signed(Sign.STOP)),)
