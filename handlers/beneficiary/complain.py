"""A citizen complains of somebody of the staff; no name is asked for, and none is shown."""

from __future__ import annotations

from domain.complaint import NOT_KNOWN
from domain.permissions import Role
from domain.place import Unit
from domain.text import Sign, Text
from handlers.asks import PlaceOf
from handlers.beneficiary.which_unit import which_unit
from handlers.complaint import WHO_DOES_NOT_LEARN, Complained, tell, too_many, who_reads, whom
from handlers.talk import Talk
from storage.records import Records


async def complain(talk: Talk, records: Records) -> None:
    """Where, of what kind of staff, and what happened."""
    if await too_many(talk, records):
        return
    unit = await _unit(talk, records)
    if unit is None:
        return
    kind = await talk.ask("whom", whom())
    against = None if kind == NOT_KNOWN else await records.complaints.only_one(Role(kind), unit.key)
    case = await tell(talk, records, Complained(unit.key, kind, against))
    if case is None:
        return
    due = Text("Done by {day} at the latest.", day=case.due_on) if case.due_on else None
    talk.say(
        Text("Recorded, request number {number}.", number=case.number).signed(Sign.GO),
        who_reads(case.above),
        WHO_DOES_NOT_LEARN,
        *([due.signed(Sign.DAY)] if due else []),
        Text("Please keep this number, to ask about it.").signed(Sign.PAPERS),
        offers=talk.menu,
    )


async def _unit(talk: Talk, records: Records) -> Unit | None:
    """That of whom the phone hears about, where that is one; else it is asked."""
    gazetteer = records.reference.gazetteer
    links = await records.links.of(talk.session.id)
    units = {unit.key: unit for one in links for unit in gazetteer.today_of(one.person.unit)}
    if len(units) == 1:
        return next(iter(units.values()))
    where = await talk.ask("place", PlaceOf(gazetteer, _WHERE))
    return await which_unit(talk, where, records.reference, complain)


_WHERE = Text("In which ward or commune was it?")
