"""What somebody hears at once who has reported something: its number, whose it is, by when."""

from __future__ import annotations

from domain.case import Case
from domain.message import Choice
from domain.place import UnitKey
from domain.text import Sign, Text
from handlers.beneficiary.notice_words import CANNOT_KNOCK
from handlers.beneficiary.own_case import HOLDERS, holder
from handlers.talk import Talk, offer
from storage.records import Records

UNTIL_PAID = Text("It stays open until it is settled how it is paid.").signed(Sign.WAIT)
"""Of whatever keeps money from somebody."""

WHERE_IS_IT = Text("How does it stand?").signed(Sign.MORE)
SAY_MORE = Text("Say more about it").signed(Sign.HELP)


async def first_answer(
    talk: Talk, records: Records, case: Case, unit: UnitKey, *next_step: Text
) -> tuple[Text, ...]:
    """``next_step``: what can be done today, and how the money is had until then."""
    return (
        Text("Recorded, request number {number}.", number=case.number).signed(Sign.GO),
        await _answers(records, case, unit),
        *next_step,
        Text("Please keep this number, to ask about it.").signed(Sign.PAPERS),
        *told_of_it(talk),
    )


async def _answers(records: Records, case: Case, unit: UnitKey) -> Text:
    who = HOLDERS[await holder(records, case, unit)]
    said = Text("It went to {who}.", who=who)
    if case.due_on is not None:
        said = Text("It went to {who}. Answered by {day}.", who=who, day=case.due_on)
    return said.signed(Sign.OFFICER)


def told_of_it(talk: Talk) -> tuple[Text, ...]:
    """That the answer comes by itself; not to who wants no messages, or has to look."""
    if talk.session.stopped_at is not None:
        return (Text("{You} stopped messages: please ask here for the answer.").signed(Sign.STOP),)
    if not talk.knocks:
        return (CANNOT_KNOCK,)
    return (Text("{Me} tell {you} when there is an answer.").signed(Sign.WAIT),)


def asks_later(talk: Talk, case: Case) -> tuple[Choice, ...]:
    """The buttons for how it stands, and for what else there is to say; and messages again, for
    who had stopped them."""
    again = Text("Messages may come again").signed(Sign.GO)
    return (
        offer("request", WHERE_IS_IT, number=case.number),
        offer("say_more", SAY_MORE, number=case.number),
        *([offer("start_messages", again)] if talk.session.stopped_at is not None else []),
    )
