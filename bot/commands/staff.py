"""`staff …`: who works here, invited, listed, revoked, handed over, briefed."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from bot.commands import Refused, ready_app, refused, unit_named
from bot.settings import Settings
from domain.link_code import in_halves
from domain.permissions import KNOWN_BY_NUMBER, ROLES_OF_PROVINCE, Grant, Role
from domain.phone import canonical
from domain.staff import Colleague, Invite
from handlers.language import say
from handlers.staff.briefing import parts
from handlers.staff.hand_over import move
from handlers.staff.revoke_staff import take_away
from storage.records import Records

if TYPE_CHECKING:
    from bot.commands import Commands


def register(commands: Commands) -> None:
    staff = commands.add_parser("staff", help="who works here: invite, list, revoke, hand over")
    actions = staff.add_subparsers(dest="action", required=True, metavar="ACTION")

    invite = actions.add_parser("invite", help="a code for one use, on any channel")
    invite.add_argument("--role", type=Role, choices=list(Role), required=True)
    invite.add_argument("--unit", metavar="CODE[@YYYY]")
    invite.add_argument("--name", required=True)
    invite.add_argument("--phone")
    invite.add_argument("--staff", type=int, metavar="ID", help="for somebody of `staff list`")
    invite.add_argument("--another", action="store_true", help="called so, and somebody else")
    invite.add_argument("--json", action="store_true")
    invite.set_defaults(run=_invite)

    everybody = actions.add_parser(
        "list", help="everybody with the number of each, and who is invited"
    )
    everybody.add_argument("--unit", metavar="CODE[@YYYY]")
    everybody.add_argument("--json", action="store_true")
    everybody.set_defaults(run=_list)

    revoke = actions.add_parser("revoke", help="at once; all that is theirs, or one role")
    revoke.add_argument("--staff", type=int, required=True, metavar="ID")
    revoke.add_argument("--role", type=Role, choices=list(Role))
    revoke.add_argument("--unit", metavar="CODE[@YYYY]")
    revoke.set_defaults(run=_revoke)

    handover = actions.add_parser("handover", help="scope and open cases, in one step")
    handover.add_argument("--from", dest="leaver", type=int, required=True, metavar="ID")
    handover.add_argument("--to", dest="heir", type=int, required=True, metavar="ID")
    handover.set_defaults(run=_handover)

    briefing = actions.add_parser("briefing", help="what who is new in a unit must know")
    briefing.add_argument("--unit", required=True, metavar="CODE[@YYYY]")
    briefing.add_argument("--language", choices=("vi", "km"), default="vi")
    briefing.set_defaults(run=_briefing)


@refused
async def _invite(settings: Settings, given: argparse.Namespace) -> int:
    """Whoever has the machine and its keys may invite everybody; the audit notes it."""
    async with ready_app(settings) as app:
        await app.database.reference()
        async with app.database.transaction() as records:
            grant = _grant(records, given.role, given.unit)
            phone = _phone(given.phone)
            known = await _known(records, given.staff, phone)
            name = given.name.strip()
            if not name:
                raise Refused("A name is needed.")
            if known is None:
                await _is_one_human(records, name, grant, phone, given.another)
            code, until = await records.staff.invite(
                name, grant, None, app.clock(), phone=phone, of=known
            )
            await _note(records, "invited", known or 0, app.clock())
    if given.json:
        print(json.dumps({"code": code, "until": until.isoformat(), "role": grant.role.value,
                          "unit": grant.unit and grant.unit.code}))  # fmt: skip
    else:
        print(f"{in_halves(code)}  for {name}, {grant.role.value}, until {until.isoformat()}")
        print("On any channel: /link, then this code. It opens once.")
    return 0


@refused
async def _list(settings: Settings, given: argparse.Namespace) -> int:
    async with ready_app(settings) as app:
        await app.database.reference()
        async with app.database.transaction() as records:
            unit = unit_named(records, given.unit) if given.unit else None
            found = await records.staff.colleagues(unit=unit)
            invited = await records.staff.open_invites(app.clock().date(), unit)
    if given.json:
        listed = {"staff": [*map(_as_json, found)], "invited": [*map(_invite_as_json, invited)]}
        print(json.dumps(listed, ensure_ascii=False))
    else:
        nobody = [] if found else [_NOBODY if invited else f"{_NOBODY} {_INVITE_ONE}"]
        print("\n".join([*nobody, *map(_line, found), *map(_invite_line, invited)]))
    return 0


_NOBODY = "Nobody works here yet."
_INVITE_ONE = "Invite one: ansinh staff invite"


def _line(one: Colleague) -> str:
    return f"{one.id}\t{_scope(one.grant)}\t{one.name}"


def _invite_line(one: Invite) -> str:
    """Without its code, of which only a hash is kept."""
    return f"invited\t{_scope(one.grant)}\t{one.name}\tuntil {one.valid_until.isoformat()}"


def _scope(grant: Grant) -> str:
    return f"{grant.role.value}\t{grant.unit or 'province'}"


@refused
async def _revoke(settings: Settings, given: argparse.Namespace) -> int:
    async with ready_app(settings) as app:
        await app.database.reference()
        async with app.database.transaction() as records:
            grants = await _grants(records, given.staff)
            if given.role:
                wanted = _grant(records, given.role, given.unit)
                grants = tuple(one for one in grants if one == wanted)
            if not grants:
                raise Refused("Nothing of that is theirs. See: ansinh staff list")
            freed = await take_away(records, given.staff, grants, app.clock())
            await _note(records, "revoked", given.staff, app.clock())
    print(f"{len(grants)} taken away at once; {freed} open cases wait for a colleague.")
    return 0


@refused
async def _handover(settings: Settings, given: argparse.Namespace) -> int:
    if given.leaver == given.heir:
        raise Refused("That is the same person twice.")
    async with ready_app(settings) as app:
        await app.database.reference()
        async with app.database.transaction() as records:
            grants = await _grants(records, given.leaver)
            await _grants(records, given.heir)
            moved = await move(records, given.leaver, given.heir, grants, app.clock())
            await _note(records, "handed_over", given.heir, app.clock())
    print(f"{len(grants)} roles and {moved} open cases handed over; the new one is told.")
    return 0


@refused
async def _briefing(settings: Settings, given: argparse.Namespace) -> int:
    async with ready_app(settings) as app:
        await app.database.reference()
        async with app.database.transaction() as records:
            unit = records.reference.gazetteer.known(unit_named(records, given.unit))
            told = await parts(unit, app.clock().date(), records)
    print("\n\n".join("\n".join(say(one, given.language) for one in part) for part in told))
    return 0


async def _known(records: Records, staff: int | None, phone: str | None) -> int | None:
    """Who is meant, where they work here already; one human stays one."""
    if staff is not None:
        await _grants(records, staff)
        return staff
    return await records.staff.with_phone(phone) if phone else None


async def _is_one_human(
    records: Records, name: str, grant: Grant, phone: str | None, another: bool
) -> None:
    """Who could be invited twice could approve what they asked for themselves."""
    if phone is None and grant.role in KNOWN_BY_NUMBER:
        raise Refused(f"A {grant.role.value} needs --phone, so that one human stays one.")
    called = await records.staff.called(name, grant.unit)
    if called and not another:
        raise Refused(
            f"{name} works there already, as {called[0].id}. The same person: "
            f"--staff {called[0].id}. Somebody else: --another."
        )


async def _grants(records: Records, staff: int) -> tuple[Grant, ...]:
    found = await records.staff.grants(staff)
    if not found:
        raise Refused(f"Nobody with the number {staff} works here. See: ansinh staff list")
    return found


def _grant(records: Records, role: Role, unit: str | None) -> Grant:
    if role in ROLES_OF_PROVINCE:
        if unit:
            raise Refused(f"A {role.value} is for the whole province, without --unit.")
        return Grant(role, None)
    if not unit:
        raise Refused(f"A {role.value} needs --unit, for example --unit 30526.")
    return Grant(role, unit_named(records, unit))


def _phone(text: str | None) -> str | None:
    if text is None:
        return None
    phone = canonical(text)
    if phone is None:
        raise Refused("--phone must be a mobile number of 10 digits.")
    return phone


async def _note(records: Records, kind: str, subject: int, now: Any) -> None:
    await records.audit.note(0, records.new_id(), kind, subject, now, why="command")


def _as_json(one: Colleague) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, **_scope_as_json(one.grant)}


def _invite_as_json(one: Invite) -> dict[str, Any]:
    scope = _scope_as_json(one.grant)
    return {"name": one.name, **scope, "until": one.valid_until.isoformat()}


def _scope_as_json(grant: Grant) -> dict[str, Any]:
    return {"role": grant.role.value, "unit": grant.unit and grant.unit.code}
