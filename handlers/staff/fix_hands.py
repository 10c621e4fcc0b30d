"""Whether anybody else may decide on a correction, before it is submitted in vain."""

from __future__ import annotations

from collections.abc import Mapping

from domain.permissions import FIELDS, Field, Role, may_decide
from domain.person import Person
from domain.text import Sign, Text
from handlers.talk import Talk
from storage.records import Records

_MANY = 3
_ALONE = Text("Nobody else in this commune may decide on it yet: {field}.")
_LET_THEM = Text("Please have an officer submit it, then you decide.").signed(Sign.OFFICER)
NOBODY_YET = Text("Nobody in this commune may decide on it yet. It waits.").signed(Sign.WAIT)
INVITE_ONE = Text("Please have a leader invited.").signed(Sign.OFFICER)


async def somebody_else_decides(talk: Talk, records: Records, field: Field, person: Person) -> bool:
    """Not who submits, and nobody whose own phone hears about the person."""
    others = await _others(talk, records, FIELDS[field].decide, person)
    for actor in others:
        sessions = await records.staff.sessions_of(actor)
        if person.id not in await records.links.whom_at_all(sessions):
            return True
    return False


def only_they_decide(talk: Talk, records: Records, field: Field, person: Person) -> bool:
    """Who submits has the one pair of hands that decides."""
    gazetteer = records.reference.gazetteer
    return may_decide(talk.staff.grants, field, person.unit, gazetteer)


async def who_submits_instead(
    talk: Talk, records: Records, field: Field, person: Person, name: Text
) -> tuple[Text, ...]:
    others = await _others(talk, records, FIELDS[field].submit, person)
    names = list(others.values())[:_MANY]
    they = Text("They can submit it: {names}.", names=", ".join(names)).signed(Sign.PERSON)
    return (
        _ALONE.filled(field=name).signed(Sign.STOP),
        _LET_THEM,
        *([they] if names else ()),
    )


async def _others(
    talk: Talk, records: Records, roles: frozenset[Role], person: Person
) -> Mapping[int, str]:
    """Everybody with one of these roles over the person's unit, but who speaks; by their ids."""
    colleagues = await records.staff.colleagues(roles, person.unit)
    return {one.id: one.name for one in colleagues if one.id != talk.staff.id}
