"""The units in which somebody of the staff may do something, and whom they leave to others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.gazetteer import Gazetteer
from domain.permissions import MAY, Act, Grant, reach
from domain.place import UnitKey
from domain.staff import Actor
from domain.text import Sign, Text
from handlers.talk import Talk
from storage.case_queue import Sought
from storage.records import Records


def units_for(actor: Actor, act: Act, gazetteer: Gazetteer) -> tuple[UnitKey, ...]:
    """Of every grant that allows it, its unit and the old ones that went into it."""
    granted = (grant for grant in actor.grants if grant.role in MAY[act])
    found = (
        key
        for grant in granted
        for key in (with_old(grant.unit, gazetteer) if grant.unit else _served(gazetteer))
    )
    return tuple(dict.fromkeys(found))


def own_units(actor: Actor, act: Act) -> tuple[UnitKey, ...]:
    """The units named in their grants, without the old ones."""
    named = (grant.unit for grant in actor.grants if grant.role in MAY[act])
    return tuple(dict.fromkeys(unit for unit in named if unit is not None))


def with_old(unit: UnitKey, gazetteer: Gazetteer) -> tuple[UnitKey, ...]:
    """The unit first, then the old ones that went into it."""
    return (unit, *sorted(reach(unit, gazetteer) - {unit}))


def units_of(grants: Iterable[Grant], gazetteer: Gazetteer) -> tuple[UnitKey, ...] | None:
    """All units of these grants; None for the whole province."""
    named = [grant.unit for grant in grants]
    if None in named:
        return None
    return tuple(key for one in named if one for key in with_old(one, gazetteer))


def _served(gazetteer: Gazetteer) -> Iterator[UnitKey]:
    for unit in gazetteer.served():
        yield from with_old(unit.key, gazetteer)


async def own_people(talk: Talk, records: Records) -> frozenset[int]:
    """Whom any address of this human hears about or asks to: a colleague must decide on them."""
    return await records.links.whom_at_all(await records.staff.sessions_of(talk.staff.id))


async def cases_of(talk: Talk, records: Records) -> Sought:
    """What is theirs to answer: of their units, and not about whom their own phones hear."""
    units = units_for(talk.staff, Act.ANSWER_CASES, records.reference.gazetteer)
    return Sought(units, await own_people(talk, records), talk.staff.id, talk.today)


def leave_it(talk: Talk) -> None:
    """Nobody opens a record to themselves."""
    talk.say(
        Text("Your own phone hears about this person.").signed(Sign.STOP),
        Text("Please leave this to a colleague.").signed(Sign.OFFICER),
        offers=talk.menu,
    )
