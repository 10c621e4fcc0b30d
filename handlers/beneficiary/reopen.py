"""What was settled, and is not: opened again once by who reported it, with the same number."""

from __future__ import annotations

from domain.case import read_number
from domain.case_flow import CaseEvent
from domain.text import Sign, Text
from handlers.asks import Brought
from handlers.beneficiary.first_answer import told_of_it
from handlers.beneficiary.own_case import own_case, where_lines
from handlers.beneficiary.own_words import own_words
from handlers.complaint import note_by_reporter
from handlers.own_words import keep_with
from handlers.talk import Talk
from storage.case_reporters import Own
from storage.records import Records


async def reopen(talk: Talk, records: Records) -> None:
    """For who hears about the person, or reported what is about nobody."""
    await ask_again(talk, records, CaseEvent.REOPENED)


async def ask_again(talk: Talk, records: Records, event: CaseEvent) -> None:
    """What is still not right, and it goes back."""
    number = await talk.if_given("number", Brought(read_number))
    own = await own_case(talk, records, number) if number else None
    if own is None or own.again is not event:
        _not_now(talk)
        return
    about = Text("About request {number}.", number=own.case.number).signed(Sign.PAPERS)
    said = await own_words(talk, records, _STILL_WRONG, (about,))
    if said is None:
        left = Text("Request {number} stays as it is.", number=own.case.number)
        talk.say(left.signed(Sign.GO), offers=talk.menu)
        return
    session, now = talk.session.id, talk.now
    if await records.case_reporters.ask_again(own, said.words, session, now) is None:
        _not_now(talk)
        return
    await keep_with(records, own.case.id, said)
    note_by_reporter(talk, f"case_{event.value}", own.case)
    talk.say(*await _done(talk, records, own, event), offers=talk.menu)


_STILL_WRONG = Text("What is still not right?").signed(Sign.HELP)


async def _done(talk: Talk, records: Records, own: Own, event: CaseEvent) -> tuple[Text, ...]:
    said = Text("Request {number} is open again.", number=own.case.number).signed(Sign.WAIT)
    if event is CaseEvent.APPEALED:
        said = Text("Request {number} has gone up.", number=own.case.number).signed(Sign.GO)
    stands = await own_case(talk, records, own.case.number)
    fair = Text("Nobody who decided it before decides on it now.").signed(Sign.OFFICER)
    return (
        said,
        *(await where_lines(stands, records, talk.today) if stands else ()),
        *([fair] if event is CaseEvent.APPEALED else []),
        *told_of_it(talk),
    )


def _not_now(talk: Talk) -> None:
    """Too late, or somebody was faster."""
    gone = Text("That is no longer possible.").signed(Sign.STOP)
    talk.say(gone, Text("Please ask the commune officer.").signed(Sign.OFFICER), offers=talk.menu)
