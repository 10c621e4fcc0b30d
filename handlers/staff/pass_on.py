"""A helper of the hamlet passes on what was said to them. They hear and see no record."""

from __future__ import annotations

from domain.permissions import Act
from domain.text import Sign, Text
from handlers.beneficiary.carer import went_to
from handlers.staff.asks import Words
from handlers.staff.own_unit import own_unit
from handlers.talk import Talk
from storage.records import Records

_LONGEST_ABOUT = 80
_LONGEST_WORDS = 400


async def pass_on(talk: Talk, records: Records) -> None:
    """About whom and what, in their own words; it goes to the officer as a case."""
    unit = await own_unit(talk, records, Act.PASS_ON)
    about = await talk.ask("about", Words(_ABOUT, _LONGEST_ABOUT, _HINT))
    words = await talk.ask("words", Words(_WORDS, _LONGEST_WORDS))
    responsible = await records.staff.responsible(Act.ANSWER_CASES, unit.key)
    number = await records.cases.pass_on(
        unit.key,
        f"{about}\n{words}",
        talk.session.id,
        responsible[0].id if responsible else None,
        talk.now,
    )
    talk.say(
        Text("It is passed on. The number is {number}.", number=number).signed(Sign.GO),
        *await went_to(records, Act.ANSWER_CASES, unit.key),
        Text("Please tell the person the number.").signed(Sign.PERSON),
        offers=talk.menu,
    )


_ABOUT = Text("Who is it about? In your own words.").signed(Sign.PERSON)
_HINT = Text("For example: the grandmother beside the pagoda.").signed(Sign.HELP)
_WORDS = Text("What was said?").signed(Sign.HELP)
