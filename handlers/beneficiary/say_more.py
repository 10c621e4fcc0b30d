"""Something added to a request of one's own, also by who cannot write."""

from __future__ import annotations

from domain.case import read_number
from domain.case_flow import CaseEvent
from domain.text import Sign, Text
from handlers.asks import Brought
from handlers.beneficiary.own_case import own_case
from handlers.beneficiary.own_words import own_words
from handlers.complaint import note_by_reporter
from handlers.own_words import keep_with
from handlers.talk import Talk
from storage.records import Records


async def say_more(talk: Talk, records: Records) -> None:
    """Until it is over; who answers it reads, hears or sees it."""
    number = await talk.if_given("number", Brought(read_number))
    own = await own_case(talk, records, number) if number else None
    if own is None or own.case.state.is_over:
        talk.say(Text("That is no longer possible.").signed(Sign.STOP), offers=talk.menu)
        return
    about = Text("About request {number}.", number=own.case.number).signed(Sign.PAPERS)
    said = await own_words(talk, records, _WHAT, (about,))
    if said is None or not (said.words or said.file):
        left = Text("Request {number} stays as it is.", number=own.case.number)
        talk.say(left.signed(Sign.GO), offers=talk.menu)
        return
    await keep_with(records, own.case.id, said)
    await records.cases.happen(own.case.id, CaseEvent.NOTED, None, talk.now, words=said.words)
    note_by_reporter(talk, "case_noted", own.case)
    talk.say(
        Text("It stands with request {number} now.", number=own.case.number).signed(Sign.GO),
        offers=talk.menu,
    )


_WHAT = Text("What shall the officer know besides?").signed(Sign.HELP)
