"""A number for the officer who stands there: the phone shows it, the officer links the phone."""

from __future__ import annotations

from domain.link_code import PAIRED_FOR
from domain.text import Sign, Text, verbatim
from handlers.talk import Talk, offer
from storage.records import Records

_MINUTES = int(PAIRED_FOR.total_seconds()) // 60
_GROUP = 3


async def stand_by(talk: Talk, records: Records) -> None:
    """It opens nothing by itself, and is of no use to who reads it over a shoulder."""
    number = await records.link_codes.pair(talk.session.id, talk.now)
    talk.say(
        Text("Show the officer this number, or read it out:").signed(Sign.OFFICER),
        verbatim(_in_threes(number)).signed(Sign.CODE),
        Text("It is good for {minutes} minutes.", minutes=_MINUTES).signed(Sign.CLOCK),
        Text("Only to the officer who stands here, not by phone.").signed(Sign.SECRET),
        offers=(
            offer(stand_by, Text("A new number").signed(Sign.CODE)),
            offer("link", Text("I have a code").signed(Sign.PAPERS)),
        ),
    )


def _in_threes(number: str) -> str:
    """``204 817``: how six digits are read out."""
    return f"{number[:_GROUP]} {number[_GROUP:]}"
