"""The person says that the bank has put it right too, which ends a correction."""

from __future__ import annotations

from domain.case import CaseKind
from domain.case_flow import CaseEvent
from domain.text import Sign, Text
from handlers.talk import Talk
from storage.records import Records


async def bank_followed(talk: Talk, records: Records) -> None:
    """Only of a person of whom this phone hears, and while it waits for the bank."""
    case_id = talk.given("case", lambda known: known)
    case = await records.cases.one(case_id, talk.now)
    person = await records.own_news.person_of(case_id)
    theirs = person is not None and await hears_about(talk, records, person)
    if case is None or not theirs or case.kind is not CaseKind.CORRECTION:
        talk.say(Text("That is no longer there."), offers=talk.menu)
        return
    done = await records.cases.happen(case.id, CaseEvent.BANK_FOLLOWED, None, talk.now)
    if done is not None:
        talk.note("bank_followed", person or case.id)
    talk.say(
        Text("Thank {you}. Request {number} is finished.", number=case.number).signed(Sign.GO),
        offers=talk.menu,
    )


async def hears_about(talk: Talk, records: Records, person: int) -> bool:
    """By a link that was confirmed and agreed to, and stands."""
    return any(link.person.id == person for link in await records.links.of(talk.session.id))
