"""Which of their units a member of staff means."""

from __future__ import annotations

from domain.permissions import Act
from domain.place import Unit
from domain.text import Sign, Text
from handlers.asks import OneOf, PlaceOf, unit_choice
from handlers.staff.scope import own_units
from handlers.talk import Talk
from storage.records import Records

_WHICH = Text("In which ward or commune is it?")


async def own_unit(talk: Talk, records: Records, act: Act, question: Text = _WHICH) -> Unit:
    """Asked only of who has several; ``question``: of who works for the whole province, and may
    name any."""
    gazetteer = records.reference.gazetteer
    units = [gazetteer.known(key) for key in own_units(talk.staff, act)]
    if not units:
        units = list((await talk.ask("place", PlaceOf(gazetteer, question))).units)
    if len(units) == 1:
        return units[0]
    choices = {str(unit.key): unit_choice(unit, gazetteer) for unit in units}
    return await talk.ask("unit", OneOf(Text("Which one?").signed(Sign.PLACE), choices))
