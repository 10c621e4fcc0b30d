"""The units in which somebody of the staff may do something, and whom they leave to others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from domain.gazetteer import Gazetteer
from domain.permissions import MAY, Act, Grant, Role, covers, reach
from domain.place import UnitKey
from domain.staff import Actor
from domain.text import Sign, Text
from handlers.talk import Talk
from storage.case_queue import Sought
from storage.records import Records


def units_for(actor: Actor, act: Act, gazetteer: Gazetteer) -> tuple[UnitKey, ...]:
    """Of every grant that allows it, its unit and the old ones that went into it."""
    return units_of_roles(actor, MAY[act], gazetteer)


def units_with(actor: Actor, role: Role, gazetteer: Gazetteer) -> tuple[UnitKey, ...]:
    """The same, of the grants of one role."""
    return units_of_roles(actor, {role}, gazetteer)


def units_of_roles(
    actor: Actor, roles: Collection[Role], gazetteer: Gazetteer
) -> tuple[UnitKey, ...]:
    """The same, of the grants of any of these roles."""
    granted = (grant for grant in actor.grants if grant.role in roles)
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
    return await people_of(talk.staff, records)


async def people_of(actor: Actor, records: Records) -> frozenset[int]:
    """The same, of somebody who is not in chat."""
    return await records.links.whom_at_all(await records.staff.sessions_of(actor.id))


async def cases_of(talk: Talk, records: Records) -> Sought:
    """What is theirs to answer: of their units, and not about whom their own phones hear."""
    return await cases_for(talk.staff, talk.today, records)


async def cases_for(actor: Actor, today: date, records: Records) -> Sought:
    """The same, of somebody who is not in chat."""
    gazetteer = records.reference.gazetteer
    province = units_with(actor, Role.PROVINCE_OFFICIAL, gazetteer)
    return Sought(
        units_for(actor, Act.ANSWER_CASES, gazetteer),
        await people_of(actor, records),
        actor.id,
        today,
        led=_led_by(actor, gazetteer),
        province=province,
        unanswered=await _unanswered(province, records),
    )


async def _unanswered(province: Collection[UnitKey], records: Records) -> tuple[UnitKey, ...]:
    """Those of them where nobody of the unit may answer a request."""
    if not province:
        return ()
    gazetteer = records.reference.gazetteer
    scopes = await records.staff.scopes(MAY[Act.ANSWER_CASES])
    reached = {key for one in scopes for key in (with_old(one, gazetteer) if one else province)}
    return tuple(key for key in province if key not in reached)


def _led_by(actor: Actor, gazetteer: Gazetteer) -> dict[UnitKey, frozenset[str]]:
    """The units that they lead, with all that they are there."""
    return {
        unit: frozenset(
            grant.role.value for grant in actor.grants if covers(grant.unit, unit, gazetteer)
        )
        for unit in units_with(actor, Role.COMMUNE_LEADER, gazetteer)
    }


NOBODY_ANSWERS_THERE = (
    Text("Nobody in the commune may answer it.").signed(Sign.STOP),
    Text("Please have somebody invited there who may.").signed(Sign.OFFICER),
)


async def answered_in(unit: UnitKey, records: Records) -> bool:
    """Whether anybody of the unit itself may answer a request."""
    return bool(await records.staff.colleagues(MAY[Act.ANSWER_CASES], unit))


def leave_it(talk: Talk) -> None:
    """Nobody opens a record to themselves."""
    talk.say(
        Text("Your own phone hears about this person.").signed(Sign.STOP),
        Text("Please leave this to a colleague.").signed(Sign.OFFICER),
        offers=talk.menu,
    )
