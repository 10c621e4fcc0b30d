"""A request as who stands above a commune reads it: how it stands and whose it is, and nobody's
record; and the commune reminded of it."""

from __future__ import annotations

from domain.case import Case, read_number
from domain.case_flow import CaseEvent
from domain.message import Choice
from domain.permissions import Act
from domain.place import UnitKey
from domain.text import Sign, Text
from handlers.asks import Brought, OneOf, named
from handlers.beneficiary.carer import went_to_owner
from handlers.staff.case_words import due_lines, how_it_stands, kind_of
from handlers.staff.scope import NOBODY_ANSWERS_THERE, answered_in, units_for
from handlers.talk import Talk, offer
from storage.records import Records


async def case_above(talk: Talk, records: Records) -> None:
    """By its number, for officials over the unit."""
    number = await talk.if_given("number", Brought(read_number))
    found = await above(talk, records, number) if number else None
    if found is None:
        talk.say(Text("No request of your units has that number."), offers=talk.menu)
        return
    case, unit = found
    lines = await _lines(case, unit, talk, records)
    if case.state.is_over:
        talk.answer(*lines, offers=talk.menu)
        return
    if not await answered_in(unit, records):
        offers = _invite() if talk.staff.may_somewhere(Act.INVITE) else ()
        talk.answer(*lines, *NOBODY_ANSWERS_THERE, offers=(*offers, *talk.menu))
        return
    if not await talk.ask("remind", _remind(lines)):
        talk.say(Text("Nobody was reminded.").signed(Sign.WAIT), offers=talk.menu)
        return
    await records.cases.happen(case.id, CaseEvent.REMINDED, talk.staff.id, talk.now)
    talk.note("case_reminded", case.id)
    talk.answer(
        Text("The commune is reminded of request {number}.", number=case.number).signed(Sign.GO),
        offers=talk.menu,
    )


async def above(talk: Talk, records: Records, number: str) -> tuple[Case, UnitKey] | None:
    """A case of the units over which they stand; None for who stands over none."""
    if talk.actor is None or not talk.actor.may_somewhere(Act.HEAR_SUMMARY):
        return None
    units = units_for(talk.actor, Act.HEAR_SUMMARY, records.reference.gazetteer)
    return await records.cases.in_units(number, units, talk.now)


async def _lines(case: Case, unit: UnitKey, talk: Talk, records: Records) -> tuple[Text, ...]:
    where = named(records.reference.gazetteer.known(unit))
    names = await records.staff.names([case.handled_by] if case.handled_by else [])
    owner = () if case.handled_by in names else await went_to_owner(records, case, unit)
    stands = how_it_stands(case, names, talk.today)
    return (
        Text("{number}: {kind}.", number=case.number, kind=kind_of(case)).signed(Sign.PAPERS),
        where.signed(Sign.PLACE),
        Text("Reported on {day}.", day=case.filed_on).signed(Sign.DAY),
        *stands[: len(stands) - len(due_lines(case, talk.today))],
        *owner,
        *due_lines(case, talk.today),
    )


def _invite() -> tuple[Choice, ...]:
    return (offer("invite_staff", Text("Invite a colleague").signed(Sign.OFFICER)),)


def _remind(lines: tuple[Text, ...]) -> OneOf[bool]:
    choices = {
        "yes": (Text("Remind the commune").signed(Sign.OFFICER), True),
        "no": (Text("Leave it so").signed(Sign.WAIT), False),
    }
    return OneOf(Text("Shall the commune be reminded?").signed(Sign.HELP), choices, before=lines)
