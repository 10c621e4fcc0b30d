"""What a payday asks of the commune: to call whom no message reaches, to read out, to hang up."""

from __future__ import annotations

from domain.message import Choice
from domain.payday import Payday
from domain.permissions import Act
from domain.text import Text
from handlers.staff.call_list import come_for_cash, to_call
from handlers.staff.loudspeaker import TO_READ_OUT, WHOM_TO_CALL, loudspeaker
from handlers.staff.paydays import told, which_payday
from handlers.talk import Talk, offer
from storage.records import Records


async def payday_work(talk: Talk, records: Records) -> None:
    """Both in one tap; who may call nobody goes on to what is read out."""
    payday = await which_payday(talk, records, Act.ANNOUNCE)
    if payday is None:
        return
    if not talk.staff.may(Act.CALL, payday.unit, records.reference.gazetteer):
        talk.then(loudspeaker, day=str(payday.id))
    lines, offers = await work_of(payday, records)
    talk.answer(*lines, offers=(*offers, *talk.menu))


async def work_of(payday: Payday, records: Records) -> tuple[tuple[Text, ...], tuple[Choice, ...]]:
    """Which payday, how many are to be called; and the ways to both."""
    count = await records.call_lists.count(payday)
    day = str(payday.id)
    call = [offer("call_list", WHOM_TO_CALL, day=day)] if count.to_call else []
    return (
        (
            told(payday, records, with_unit=True),
            to_call(count.to_call, count.paid),
            *come_for_cash(await records.cash_promised.on(payday)),
        ),
        (*call, offer("loudspeaker", TO_READ_OUT, day=day)),
    )
