"""Inviting a colleague: a code for one use, on any channel."""

from __future__ import annotations

from domain.link_code import in_halves
from domain.message import Picture
from domain.permissions import (
    KNOWN_BY_NUMBER,
    MAY_INVITE,
    ROLES_OF_PROVINCE,
    Grant,
    Role,
    may_invite,
)
from domain.place import Unit, UnitKey
from domain.qr import qr_png
from domain.staff import ROLE_NAMES
from domain.text import Sign, Text, verbatim
from handlers.asks import OneOf, PlaceOf, unit_choice
from handlers.staff.asks import PhoneNumber, granted, humans, told, yes_or_no
from handlers.staff.give_code import SCANNED, spoken
from handlers.staff.name_asks import NameOf
from handlers.staff.sign_in import step_up
from handlers.talk import Talk
from storage.records import Records


async def invite_staff(talk: Talk, records: Records) -> None:
    """Role, unit, name, number; only what stands below who invites, and in their own units."""
    await step_up(talk, records)
    role = await talk.ask("role", _role(talk))
    grant = Grant(role, None if role in ROLES_OF_PROVINCE else await _unit(talk, records, role))
    name = await talk.ask("name", _name())
    why = _WHY_A_NUMBER if role in KNOWN_BY_NUMBER else None
    phone = await talk.ask("phone", PhoneNumber(_PHONE_QUESTION, why))
    known = await records.staff.with_phone(phone) if phone else None
    known = known or await _same_human(talk, records, name, grant)
    if not _may(talk, grant) or (known and not await _may_invite_anew(talk, records, known)):
        talk.say(_NOT_THIS_ONE.signed(Sign.STOP), _ASK_ADMIN.signed(Sign.OFFICER))
        return
    if not await talk.ask("sure", yes_or_no(_SURE, verbatim(name), granted(grant, records))):
        talk.say(Text("Stopped. Nothing was kept."), offers=talk.menu)
        return
    code, until = await records.staff.invite(
        name, grant, talk.staff.id, talk.now, phone=phone or None, of=known
    )
    talk.note("invited", talk.staff.id)
    talk.say(
        Text("The invitation for {name}:", name=name).signed(Sign.OFFICER),
        verbatim(in_halves(code)).signed(Sign.CODE),
        Text("Say it slowly: {letters}.", letters=spoken(code)).signed(Sign.HELP),
        Text("It opens once, until {day}.", day=until).signed(Sign.DAY),
        Text("Give it in person. Who has the code gets in.").signed(Sign.SECRET),
        picture=Picture("invitation.png", qr_png(talk.entrance(code)), SCANNED),
        offers=talk.menu,
    )


async def _same_human(talk: Talk, records: Records, name: str, grant: Grant) -> int | None:
    """Whom the inviter means of those who are called so there already; one human stays one."""
    for one in humans(await records.staff.called(name, grant.unit)):
        whether = yes_or_no(_THE_SAME, told(one, records))
        if await talk.ask(f"same{one.id}", whether):
            return one.id
    return None


_THE_SAME = Text("Somebody called so works there already. Is it the same person?").signed(Sign.HELP)
_WHY_A_NUMBER = Text("By the number it is known that nobody approves what they asked for.").signed(
    Sign.PHONE
)
_PHONE_QUESTION = Text("Which mobile number has this colleague?").signed(Sign.PHONE)
_SURE = Text("Invite this colleague?").signed(Sign.HELP)
_NOT_THIS_ONE = Text("That is a colleague whom you may not invite.")
_ASK_ADMIN = Text("Please ask the administrator.")


def _name() -> NameOf:
    return NameOf(Text("What is the name of the colleague?").signed(Sign.PERSON))


def _role(talk: Talk) -> OneOf[Role]:
    roles = [
        role
        for role in Role
        if any(role in MAY_INVITE.get(grant.role, frozenset()) for grant in talk.staff.grants)
    ]
    choices = {role.value: (ROLE_NAMES[role].signed(Sign.OFFICER), role) for role in roles}
    return OneOf(Text("As what?").signed(Sign.OFFICER), choices)


async def _unit(talk: Talk, records: Records, role: Role) -> UnitKey:
    """Of the units of who invites; any, for who administers the service."""
    inviting = [one for one in talk.staff.grants if role in MAY_INVITE.get(one.role, frozenset())]
    gazetteer = records.reference.gazetteer
    if any(grant.unit is None for grant in inviting):
        where = await talk.ask("place", PlaceOf(gazetteer, Text("For which ward or commune?")))
        units: tuple[Unit, ...] = where.units
    else:
        units = tuple(gazetteer.known(key) for key in _units_of(inviting))
    if len(units) == 1:
        return units[0].key
    choices = {str(unit.key): unit_choice(unit, gazetteer) for unit in units}
    chosen = await talk.ask("unit", OneOf(Text("Which one?").signed(Sign.PLACE), choices))
    return chosen.key


def _units_of(grants: list[Grant]) -> tuple[UnitKey, ...]:
    return tuple(dict.fromkeys(grant.unit for grant in grants if grant.unit is not None))


def _may(talk: Talk, grant: Grant) -> bool:
    return may_invite(talk.staff.grants, grant.role, grant.unit)


async def _may_invite_anew(talk: Talk, records: Records, known: int) -> bool:
    """An invitation for somebody known opens all that is theirs, so whoever makes it must be
    allowed to give all of it; else a helper's would be a door to the administrator's work."""
    grants = await records.staff.grants(known)
    return known == talk.staff.id or all(_may(talk, grant) for grant in grants)
