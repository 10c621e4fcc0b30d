"""Somebody stands there whom no record of these units fits: that is passed on, so that it is seen
to, and nobody is sent away with nothing."""

from __future__ import annotations

from domain.permissions import Act
from domain.text import Sign, Text
from handlers.beneficiary.carer import went_to
from handlers.staff.asks import Words
from handlers.staff.own_unit import own_unit
from handlers.talk import Talk, offer
from storage.records import Records

_WHICH_UNIT = Text("Which commune does the person live in?")

_LONGEST = 400


async def not_found(talk: Talk, records: Records) -> None:
    """Who it is and what they need, in a few words; it goes to who answers for the commune."""
    unit = await own_unit(talk, records, Act.LOOK, _WHICH_UNIT)
    words = await talk.ask("words", Words(_WHO, _LONGEST, _PERHAPS))
    responsible = await records.staff.responsible(Act.ANSWER_CASES, unit.key)
    to = responsible[0].id if responsible else None
    number = await records.cases.pass_on(unit.key, words, talk.session.id, to, talk.now)
    talk.say(
        Text("It is passed on. The number is {number}.", number=number).signed(Sign.GO),
        *await went_to(records, Act.ANSWER_CASES, unit.key),
        Text("Please tell the person the number.").signed(Sign.PERSON),
        offers=(offer("answer_for", Text("The next person").signed(Sign.PERSON)), *talk.menu),
    )


_WHO = Text("Who is it, and what do they need? In a few words.").signed(Sign.PERSON)
_PERHAPS = Text(
    "Perhaps the record has another name, or stands in another commune. Write the hamlet too."
).signed(Sign.HELP)
