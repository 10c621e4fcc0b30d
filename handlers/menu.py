"""Every dialogue, by its name and its commands; and which of them are offered to whom."""

from __future__ import annotations

from domain.gazetteer import Gazetteer
from domain.message import Choice
from domain.permissions import Act
from domain.person import Person
from domain.privacy import Level
from domain.staff import Actor
from domain.text import Text
from handlers.beneficiary.main_menu import main_menu
from handlers.menu_citizens import CITIZENS
from handlers.menu_line import Line
from handlers.menu_staff import STAFF
from handlers.staff.sign_in import sign_in
from handlers.talk import name_of, offer

__all__ = ["BY_COMMAND", "BY_NAME", "MENU", "Line", "menu_offers", "offers_about", "short_offers"]

MENU = (*CITIZENS, *STAFF)
BY_NAME = {line.name: line for line in MENU}
BY_COMMAND = {command: line for line in MENU for command in line.commands}


def offers_about(actor: Actor | None, gazetteer: Gazetteer, person: Person) -> tuple[Choice, ...]:
    """What staff may do about a person of their units; whoever is brought need not be sought. They
    are named, as the same may stand in the menu beneath, for anybody."""
    return tuple(
        offer(line.dialogue, _about(person, line.label), person=str(person.id))
        for line in MENU
        if line.in_menu and line.label and line.act is not Act.ASK and "person" in line.takes
        if actor is not None and actor.may(line.act, person.unit, gazetteer)
    )


def _about(person: Person, label: Text) -> Text:
    return Text("{name}: {what}", name=person.name, what=label).signed(label.sign)


def menu_offers(carries: Level, actor: Actor | None = None) -> tuple[Choice, ...]:
    """What may be started here by who speaks: for staff their own work first."""
    return _offers(*_work_and_other(carries, actor))


def short_offers(carries: Level, actor: Actor | None = None) -> tuple[Choice, ...]:
    """What stands beneath an answer: for who works here their work, and the menu behind one
    button."""
    mine, others = _work_and_other(carries, actor)
    return _offers(
        mine, [BY_NAME[name_of(main_menu)]] if carries is Level.STAFF and mine else others
    )


def _work_and_other(carries: Level, actor: Actor | None) -> tuple[list[Line], list[Line]]:
    offered = [
        line
        for line in MENU
        if line.in_menu
        and line.label
        and line.level <= carries
        and not (line.dialogue is sign_in and carries is Level.STAFF)
    ]
    work = [line for line in offered if line.act is not Act.ASK]
    mine = [line for line in work if actor is not None and actor.may_somewhere(line.act)]
    return mine, [line for line in offered if line.act is Act.ASK]


def _offers(*groups: list[Line]) -> tuple[Choice, ...]:
    lines = [line for group in groups for line in group]
    return tuple(offer(line.dialogue, line.label) for line in lines if line.label)
