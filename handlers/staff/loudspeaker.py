"""A payday to read over the loudspeaker and to hang up, because many have no phone at all."""

from __future__ import annotations

from domain.message import Choice, Reply
from domain.payday import Payday
from domain.permissions import Act
from domain.text import Sign, Text
from handlers.language import BOTH
from handlers.payday_words import read_out
from handlers.staff.paydays import which_payday
from handlers.talk import Talk, offer
from storage.records import Records

WHOM_TO_CALL = Text("Whom to call").signed(Sign.PHONE)
TO_READ_OUT = Text("To read out and hang up").signed(Sign.OFFICER)


async def loudspeaker(talk: Talk, records: Records) -> None:
    """The whole text in one language after the other, so that each is read and passed on as one;
    then the page to print."""
    payday = await which_payday(talk, records, Act.ANNOUNCE)
    if payday is None:
        return
    reference = records.reference
    unit = reference.gazetteer.known(payday.unit)
    lines = read_out(payday, unit, reference.paid_at(payday.lines[0]))
    talk.replies += [Reply(lines, language=one) for one in BOTH.split("+")]
    talk.answer(
        Text("To print and hang in the hamlet and at the pagoda: {link}",
             link=talk.poster(payday.id)).signed(Sign.PAPERS),
        Text("It names nobody.").signed(Sign.PERSON),
        offers=(*_list(talk, records, payday), *talk.menu),
    )  # fmt: skip


def _list(talk: Talk, records: Records, payday: Payday) -> tuple[Choice, ...]:
    if not talk.staff.may(Act.CALL, payday.unit, records.reference.gazetteer):
        return ()
    return (offer("call_list", WHOM_TO_CALL, day=str(payday.id)),)
