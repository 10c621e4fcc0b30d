"""The person says that what was waited for is so: the money can be had, the bank has it right."""

from __future__ import annotations

from collections.abc import Mapping

from domain.case import Case, read_number
from domain.case_flow import CaseEvent, possible
from domain.message import Choice
from domain.text import Sign, Text
from handlers.asks import Brought, OneOf
from handlers.beneficiary.own_case import people_of
from handlers.beneficiary.request_words import TELL_THE_OFFICER
from handlers.talk import Talk, offer
from storage.records import Records

_SAYS: Mapping[CaseEvent, tuple[Text, Text]] = {
    CaseEvent.MONEY_USABLE: (
        Text("I have the money now").signed(Sign.GO),
        Text("Did {you} really get the money?").signed(Sign.MONEY),
    ),
    CaseEvent.BANK_FOLLOWED: (
        Text("The bank has changed it").signed(Sign.BANK),
        Text("Did the bank really change it?").signed(Sign.BANK),
    ),
}
"""What is said, and what is asked once more: by a slip of the finger nobody loses their request."""


async def now_right(talk: Talk, records: Records) -> None:
    """For who hears about the person, of a request that waits for just that."""
    number = await talk.if_given("number", Brought(read_number))
    people = await people_of(talk, records)
    found = await records.cases.reported(number or "", talk.session.id, people, talk.now)
    event = _can_say(found[0]) if found else None
    if found is None or event is None:
        talk.say(Text("That is no longer there."), offers=talk.menu)
        return
    case = found[0]
    if not await talk.ask("sure", _sure(case, event)):
        talk.say(Text("Request {number} stays open.", number=case.number).signed(Sign.WAIT),
                 offers=talk.menu)  # fmt: skip
        return
    await records.cases.happen(case.id, event, None, talk.now, but=talk.session.id)
    talk.note(f"case_{event.value}", case.id)
    talk.say(
        Text("Thank {you}, it is noted.").signed(Sign.GO),
        Text("Request {number} is closed.", number=case.number).signed(Sign.PAPERS),
        TELL_THE_OFFICER,
        offers=talk.menu,
    )


def offers_of(case: Case) -> tuple[Choice, ...]:
    """The button for it, where it is waited for."""
    event = _can_say(case)
    if event is None:
        return ()
    return (offer(now_right, _SAYS[event][0], number=case.number),)


def _can_say(case: Case) -> CaseEvent | None:
    can = possible(case.kind, case.state)
    return next((event for event in _SAYS if event in can), None)


def _sure(case: Case, event: CaseEvent) -> OneOf[bool]:
    of = Text("About request {number}.", number=case.number).signed(Sign.PAPERS)
    choices = {
        "yes": (Text("Yes").signed(Sign.GO), True),
        "no": (Text("Not yet").signed(Sign.STOP), False),
    }
    return OneOf(_SAYS[event][1], choices, before=(of,))
