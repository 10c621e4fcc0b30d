"""What somebody told in passing: words or a voice note, one tap, and it has a number; about nobody
whom we must know.

Hamlet heads and achars bring most complaints; they hear and see no record here.
"""

from __future__ import annotations

from domain.case import CaseKind
from domain.permissions import Act
from domain.text import Month, Sign, Text
from domain.told import ToldAbout
from handlers.asks import OneOf
from handlers.beneficiary.carer import went_to_owner
from handlers.own_words import in_own_words, keep_with
from handlers.staff.asks import Words
from handlers.staff.own_unit import own_unit
from handlers.staff.told_words import TOLD
from handlers.talk import Talk
from storage.cases import Filing, Report
from storage.records import Records

_LONGEST = 400


async def told(talk: Talk, records: Records) -> None:
    """What was said comes first, so that it can stand behind the command at once."""
    words = await in_own_words(talk, records, Words(_WHAT, _LONGEST, _WHO))
    if words is None:
        return
    about = await talk.ask("about", _about())
    unit = (await own_unit(talk, records, Act.TELL)).key
    said = Report(by=talk.staff.id, details=words.words)
    filing = Filing(CaseKind.TOLD, about.value, unit, Month.of(talk.today), said=said)
    case = await records.cases.put(filing, talk.session.id, talk.now)
    await keep_with(records, case.id, words)
    talk.note("told_in_passing", case.id)
    talk.say(
        Text("It is passed on. The number is {number}.", number=case.number).signed(Sign.GO),
        *await went_to_owner(records, case, unit, talk.staff.id),
        Text("Please tell the person the number.").signed(Sign.PERSON),
        offers=talk.menu,
    )


_WHAT = Text("What did they tell {you}?").signed(Sign.HELP)
_WHO = Text("Say who it is about, as {you} know them.").signed(Sign.PERSON)


def _about() -> OneOf[ToldAbout]:
    choices = {one.value: (TOLD[one], one) for one in ToldAbout}
    question = Text("What kind of thing is it?").signed(Sign.HELP)
    return OneOf(question, choices, by_beginning=True)
