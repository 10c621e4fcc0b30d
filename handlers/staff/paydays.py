"""Which payday of their units somebody of the staff means."""

from __future__ import annotations

from dataclasses import replace

from domain.payday import Payday, to_announce
from domain.permissions import Act
from domain.text import Sign, Text
from handlers.asks import OneOf, named
from handlers.staff.briefing import payday_line
from handlers.staff.scope import own_units
from handlers.talk import Talk
from storage.records import Records

_WHICH = Text("Which payday?").signed(Sign.DAY)


async def which_payday(talk: Talk, records: Records, act: Act) -> Payday | None:
    """The one that a button brought along, the only one, or the one that is chosen; None, and that
    is said, where none is fixed or moved."""
    units = own_units(talk.staff, act)
    paydays = [
        one
        for unit in units
        for one in to_announce(records.reference.calendar.get(unit, ()), talk.today)
    ]
    question = OneOf(
        _WHICH,
        {str(one.id): (told(one, records, with_unit=len(units) > 1), one) for one in paydays},
    )
    if not paydays:
        talk.say(Text("No payday is fixed or moved now.").signed(Sign.DAY), offers=talk.menu)
        return None
    if len(paydays) == 1:
        return await talk.if_given("day", question) or paydays[0]
    return await talk.ask("day", question)


def told(payday: Payday, records: Records, *, with_unit: bool = False) -> Text:
    """Where and on which day, short enough for a button; with the unit, where the accounts' day of
    one is not that of another."""
    line = payday_line(replace(payday.lines[0], opens=None), records)
    if not with_unit:
        return line
    unit = named(records.reference.gazetteer.known(payday.unit))
    return Text("{unit}, {payday}", unit=unit, payday=line).signed(line.sign)
