"""Somebody of the staff complains of a colleague; only who stands above that one reads it."""

from __future__ import annotations

from domain.complaint import NOT_KNOWN
from domain.permissions import Act, Role
from domain.place import UnitKey
from domain.text import Sign, Text
from handlers.complaint import WHO_DOES_NOT_LEARN, Complained, tell, too_many, who_reads, whom
from handlers.staff.asks import ColleagueOf, humans
from handlers.staff.own_unit import own_unit
from handlers.talk import Talk
from storage.records import Records


async def about_staff(talk: Talk, records: Records) -> None:
    """Of what kind, who of several, and what happened."""
    if await too_many(talk, records):
        return
    unit = await own_unit(talk, records, Act.COMPLAIN)
    kind = await talk.ask("whom", whom())
    against = None if kind == NOT_KNOWN else await _who(talk, records, Role(kind), unit.key)
    case = await tell(talk, records, Complained(unit.key, kind, against))
    if case is None:
        return
    due = Text("To be done by {day}.", day=case.due_on) if case.due_on else None
    talk.say(
        Text("Noted as request {number}.", number=case.number).signed(Sign.GO),
        who_reads(case.above),
        WHO_DOES_NOT_LEARN,
        *([due.signed(Sign.CLOCK)] if due else []),
        offers=talk.menu,
    )


async def _who(talk: Talk, records: Records, role: Role, unit: UnitKey) -> int | None:
    """None where nobody else there is of this kind."""
    colleagues = humans(await records.staff.colleagues((role,), unit))
    others = [one for one in colleagues if one.id != talk.staff.id]
    if len(others) <= 1:
        return others[0].id if others else None
    return (await talk.ask("colleague", ColleagueOf(_WHICH, others, records))).id


_WHICH = Text("Which colleague?").signed(Sign.OFFICER)
