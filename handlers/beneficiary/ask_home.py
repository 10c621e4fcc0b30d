"""Who cannot come for their money, or who looks after them, asks for it to be brought home."""

from __future__ import annotations

from domain.case import CaseKind
from domain.home_payment import CannotCome
from domain.text import Month, Sign, Text
from handlers.asks import OneOf
from handlers.beneficiary.first_answer import asks_later, first_answer
from handlers.beneficiary.request_more import is_open_already
from handlers.beneficiary.whose import name_among_several, whose
from handlers.home_words import NO_FEE, WHY
from handlers.talk import Talk
from storage.cases import Report
from storage.records import Records

SAID = (
    "tôi không đi được",
    "tui không đi được",
    "không đi lãnh được",
    "nhờ đem tiền tới nhà",
    "đem tiền tới nhà",
    "xin lãnh tại nhà",
    "xin lãnh tiền tại nhà",
    "ខ្ញុំទៅមិនបាន",
    "ទៅមិនបាន",
    "យកប្រាក់មកផ្ទះ",
)
"""In whose own words it begins, besides its label."""


async def ask_home(talk: Talk, records: Records) -> None:
    """Why, and no more: the day and who comes are told when somebody has planned them."""
    link = await whose(talk, records)
    if link is None:
        talk.then("link")
    named = await name_among_several(talk, records, link.person)
    if await is_open_already(talk, records, CaseKind.HOME, link.person, tuple(named)):
        return
    why = await talk.ask("why", _why(tuple(named)))
    case = await records.cases.file(
        CaseKind.HOME,
        CaseKind.HOME.value,
        link.person,
        Month.of(talk.today),
        talk.session.id,
        talk.now,
        said=Report(cause=why.value),
    )
    talk.note("home_asked", link.person.id)
    talk.say(
        *await first_answer(talk, records, case, link.person.unit, _DAY_COMES, NO_FEE),
        offers=(*asks_later(talk, case), *talk.menu),
    )


def _why(named: tuple[Text, ...]) -> OneOf[CannotCome]:
    choices = {one.value: (label, one) for one, label in WHY.items()}
    question = Text("Why can the money not be collected there?").signed(Sign.HELP)
    return OneOf(question, choices, before=named)


_DAY_COMES = Text("Then {me} tell {you} the day, and who comes.").signed(Sign.WAIT)
