"""An emergency: the number to ring stands first, large and alone; the officer hears of it too."""

from __future__ import annotations

from collections.abc import Mapping

from domain.case import Case
from domain.emergency import (
    AMBULANCE,
    CHILDREN,
    FIRE_AND_RESCUE,
    POLICE,
    Danger,
    Emergency,
)
from domain.message import Choice
from domain.person import Person
from domain.place import UnitKey
from domain.privacy import Level
from domain.session import Pairs
from domain.text import Sign, Text, verbatim
from handlers.asks import Brought, named
from handlers.staff.scope import answered_in
from handlers.talk import Talk, offer
from storage.records import Records

_CHILD = "yes"
_WHO_COMES: Mapping[str, Text] = {
    AMBULANCE: Text("115: the ambulance.").signed(Sign.PHONE),
    POLICE: Text("113: the police.").signed(Sign.PHONE),
    FIRE_AND_RESCUE: Text("114: for fire, and to be rescued.").signed(Sign.PHONE),
    CHILDREN: Text("111: for a child in need.").signed(Sign.PHONE),
}
_MEANWHILE: Mapping[Danger, Text] = {
    Danger.DESPAIR: Text("Let nobody be alone now: call the family or a neighbour.").signed(
        Sign.PERSON
    ),
    Danger.FIRE: Text("Everybody out first. Leave the things behind.").signed(Sign.GO),
    Danger.VIOLENCE: Text("Go to a neighbour, and shut the door.").signed(Sign.GO),
    Danger.RESCUE: Text("Call the neighbours. Do not go into the water alone.").signed(Sign.PERSON),
    Danger.ILL: Text("Stay beside who is ill. Say clearly where it is.").signed(Sign.PERSON),
    Danger.HUNGER: Text("Tell a neighbour or the hamlet head, and ask the commune.").signed(
        Sign.PERSON
    ),
    Danger.UNKNOWN: Text("Say clearly where it is, and what happened.").signed(Sign.PLACE),
}
TO_A_PERSON = Text("Talk to a person").signed(Sign.OFFICER)


def emergency_of(found: Emergency) -> Pairs:
    """The answers with which the dialogue begins."""
    return (("danger", found.danger.value), *((("child", _CHILD),) if found.child else ()))


async def emergency(talk: Talk, records: Records) -> None:
    """Whom to ring, what to do until they come, and that an officer is told, or can be."""
    danger = await talk.if_given("danger", Brought(_danger)) or Danger.UNKNOWN
    child = await talk.if_given("child", Brought(_yes)) or False
    ring = Emergency(danger, child).ring
    talk.show(*(verbatim(one).signed(Sign.PHONE) for one in ring), language="vi")
    told = await _officer_told(talk, records)
    talk.say(
        Text("Please ring now. The call costs nothing.").signed(Sign.STOP),
        *(_WHO_COMES[one] for one in ring),
        _MEANWHILE[danger],
        *told,
        offers=() if told else _offers(talk),
    )
    if told:
        talk.say(_DO_NOT_WAIT, offers=_offers(talk))


_DO_NOT_WAIT = Text("Do not wait for the officer: ring first.").signed(Sign.PHONE)


def _danger(value: str) -> Danger | None:
    return Danger(value) if value in set(Danger) else None


def _yes(value: str) -> bool | None:
    return True if value == _CHILD else None


def _offers(talk: Talk) -> tuple[Choice, ...]:
    """Always a button, so that no open question is asked again beneath this."""
    return (*to_a_person(talk), offer("main_menu", Text("Menu").signed(Sign.MENU)))


def to_a_person(talk: Talk) -> tuple[Choice, ...]:
    """Where the channel may carry it."""
    return (offer("talk_to_person", TO_A_PERSON),) if talk.carries >= Level.OWN else ()


async def _officer_told(talk: Talk, records: Records) -> tuple[Text, ...]:
    """As `talk_to_person` asks for an officer, marked as urgent; nothing where it is not known of
    which unit. What was asked for already is urgent from now on."""
    if talk.carries < Level.OWN or talk.actor is not None:
        return ()
    asked = await records.human_talks.at(talk.session.id)
    if asked is not None:
        await records.talk_cases.urge(asked.case, talk.session.id, talk.now)
        return await _told(records, asked.number, asked.unit)
    about, unit = await _of_whom(talk, records)
    if unit is None:
        return ()
    case = await _ask(talk, records, about, unit)
    return await _told(records, case.number, unit)


async def _ask(talk: Talk, records: Records, about: Person | None, unit: UnitKey) -> Case:
    case = await records.talk_cases.ask_for_officer(about, unit, talk.session.id, talk.now)
    await records.talk_cases.urge(case.id, talk.session.id, talk.now)
    talk.note("asked_for_officer", about.id if about else case.id)
    return case


async def _of_whom(talk: Talk, records: Records) -> tuple[Person | None, UnitKey | None]:
    """Nobody is asked now: the one person linked, or else the unit of all of them, or that which
    the phone calls its own."""
    people = [one.person for one in await records.links.of(talk.session.id)]
    if len(people) == 1:
        return people[0], people[0].unit
    units = {one.unit for one in people}
    if len(units) == 1:
        return None, units.pop()
    return None, talk.session.home.unit if talk.session.home and not units else None


async def _told(records: Records, number: str, unit: UnitKey) -> tuple[Text, ...]:
    where = named(records.reference.gazetteer.known(unit))
    told = Text("{Me} have written to the officer of {unit} too: {number}.")
    if not await answered_in(unit, records):
        told = Text("{unit} has no officer here, so {me} have written to the province: {number}.")
    return (told.filled(unit=where, number=number).signed(Sign.OFFICER),)
