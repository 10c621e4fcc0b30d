"""Who works for the payments, at which addresses, invited by whom, and for which units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, insert, or_, select, update

from domain.link_code import new_code
from domain.permissions import MAY, Act, Grant, Role, covers
from domain.place import UnitKey
from domain.staff import INVITED_FOR, Actor, Colleague, Invite
from domain.words import folded
from storage.connection import Store
from storage.page_sessions import PageSessions
from storage.tables import actor, invite, session, staff_address, staff_grant

_AT = (
    select(
        actor.c.id,
        actor.c.sealed_name,
        actor.c.totp_step,
        staff_address.c.used_on,
        staff_address.c.stepped_up_at,
    )
    .join(actor, actor.c.id == staff_address.c.actor_id)
    .where(
        staff_address.c.session_id == bindparam("at_session"), staff_address.c.ended_at.is_(None)
    )
)
_GRANTS = (
    select(staff_grant)
    .where(staff_grant.c.actor_id == bindparam("of_actor"), staff_grant.c.ended_at.is_(None))
    .order_by(staff_grant.c.id)
)
_SESSIONS = select(staff_address.c.session_id).where(
    staff_address.c.actor_id == bindparam("of_actor"), staff_address.c.ended_at.is_(None)
)


class Staff:
    def __init__(self, store: Store) -> None:
        self._store = store

    # --- Who is at an address ---------------------------------------------------------------

    async def at(
        self, session_id: int, today: date, unused_for: timedelta, *, writes: bool = True
    ) -> Actor | None:
        """Who writes from there, with all that is granted to them at this moment.

        Where not ``writes`` they are only told something, which is no use of their address.
        """
        result = await self._store.connection.execute(_AT, {"at_session": session_id})
        row = result.one_or_none()
        if row is None:
            return None
        locked = today - row.used_on > unused_for
        if writes and not locked and row.used_on != today:
            await self._set_address(session_id, used_on=today)
        return Actor(
            id=row.id,
            name=self._store.vault.open(row.sealed_name, actor.c.sealed_name, row.id),
            grants=await self.grants(row.id),
            locked=locked,
            has_totp=row.totp_step is not None,
            stepped_up_at=row.stepped_up_at,
        )

    async def grants(self, actor_id: int) -> tuple[Grant, ...]:
        result = await self._store.connection.execute(_GRANTS, {"of_actor": actor_id})
        return tuple(map(_grant, result))

    async def sessions_of(self, actor_id: int) -> tuple[int, ...]:
        """Every address of one human."""
        result = await self._store.connection.execute(_SESSIONS, {"of_actor": actor_id})
        return tuple(result.scalars())

    async def sessions_with(self, role: Role) -> tuple[int, ...]:
        """Every address of everybody who has this role, wherever."""
        result = await self._store.connection.execute(
            select(staff_address.c.session_id)
            .where(
                staff_address.c.ended_at.is_(None),
                staff_address.c.actor_id.in_(
                    select(staff_grant.c.actor_id).where(
                        staff_grant.c.role == role.value, staff_grant.c.ended_at.is_(None)
                    )
                ),
            )
            .order_by(staff_address.c.session_id)
        )
        return tuple(result.scalars())

    async def unproved(self) -> int:
        """How many who work here have shown no code of a device of theirs yet."""
        working = select(staff_grant.c.actor_id).where(staff_grant.c.ended_at.is_(None))
        result = await self._store.connection.execute(
            select(func.count())
            .select_from(actor)
            .where(actor.c.id.in_(working), actor.c.totp_step.is_(None))
        )
        return int(result.scalar_one())

    async def has_phone(self, phone: str) -> bool:
        """Whether a number is that of somebody on the staff."""
        index = self._store.vault.index("phone", phone)
        result = await self._store.connection.execute(
            select(actor.c.id).where(actor.c.phone_index == index).limit(1)
        )
        return result.scalar_one_or_none() is not None

    async def with_phone(self, phone: str) -> int | None:
        """Whose number it is, so that one human stays one however often they are invited."""
        index = self._store.vault.index("phone", phone)
        result = await self._store.connection.execute(
            select(actor.c.id).where(actor.c.phone_index == index).order_by(actor.c.id).limit(1)
        )
        found: int | None = result.scalar_one_or_none()
        return found

    async def called(self, name: str, unit: UnitKey | None) -> tuple[Colleague, ...]:
        """Who works for a unit, or the whole province, under that name, however it is written."""
        found = await self.colleagues(unit=unit)
        return tuple(one for one in found if folded(one.name) == folded(name))

    async def is_anothers(self, accepted: Invite, at_address: int | None) -> bool:
        """Whether the number of an invitation is by now that of somebody whom it did not name: who
        made it did not know that it would open what is theirs."""
        if accepted.actor is not None:
            return False
        holder = await self._holder(accepted.id)
        return holder is not None and holder != at_address

    async def _holder(self, invite_id: int) -> int | None:
        """Whose number stands on an invitation."""
        found: int | None = await self._store.connection.scalar(
            select(actor.c.id)
            .join(invite, invite.c.phone_index == actor.c.phone_index)
            .where(invite.c.id == invite_id)
            .order_by(actor.c.id)
            .limit(1)
        )
        return found

    async def _keep_number(self, invite_id: int, actor_id: int) -> None:
        """The number of an invitation is theirs, where none was known."""
        number = select(invite.c.phone_index).where(invite.c.id == invite_id).scalar_subquery()
        await self._store.connection.execute(
            update(actor)
            .where(actor.c.id == actor_id, actor.c.phone_index.is_(None))
            .values(phone_index=number)
        )

    async def names(self, actors: Iterable[int]) -> dict[int, str]:
        """What these are called, whether or not they still work here."""
        result = await self._store.connection.execute(
            select(actor.c.id, actor.c.sealed_name).where(actor.c.id.in_(tuple(actors)))
        )
        open_ = self._store.vault.open
        return {row.id: open_(row.sealed_name, actor.c.sealed_name, row.id) for row in result}

    # --- Invited and accepted ---------------------------------------------------------------

    async def invite(
        self,
        name: str,
        grant: Grant,
        by: int | None,
        now: datetime,
        *,
        phone: str | None = None,
        of: int | None = None,
        code: str | None = None,
        demo: bool = False,
    ) -> tuple[str, date]:
        """A code for one use and its last day. ``of``: for somebody on the staff already."""
        self._store.filed.append("invite")
        made, until, new_id = code or new_code(), (now + INVITED_FOR).date(), self._store.ids()
        vault = self._store.vault
        await self._store.connection.execute(
            insert(invite),
            {
                "id": new_id,
                "code_index": vault.index("invite", made),
                "sealed_name": vault.seal(name, invite.c.sealed_name, new_id),
                "phone_index": vault.index("phone", phone) if phone else None,
                "role": grant.role.value,
                "unit_code": grant.unit and grant.unit.code,
                "unit_from": grant.unit and grant.unit.valid_from,
                "actor_id": of,
                "invited_by": by,
                "valid_until": until,
                "demo": demo,
            },
        )
        return made, until

    async def invite_id(self, code: str) -> int | None:
        """The invite whose code this is; None if there is none."""
        index = self._store.vault.index("invite", code)
        result = await self._store.connection.execute(
            select(invite.c.id).where(invite.c.code_index == index)
        )
        found: int | None = result.scalar_one_or_none()
        return found

    async def invited(self, invite_id: int) -> Invite | None:
        result = await self._store.connection.execute(
            select(invite).where(invite.c.id == invite_id)
        )
        row = result.one_or_none()
        return None if row is None else self._invite(row)

    async def open_invites(self, today: date, unit: UnitKey | None = None) -> tuple[Invite, ...]:
        """What was not used and still opens, oldest first; of a unit alone if one is given. Not
        those of a demo, which wait for nobody in particular."""
        result = await self._store.connection.execute(
            select(invite)
            .where(
                invite.c.used_at.is_(None),
                invite.c.valid_until >= today,
                invite.c.demo.is_(False),
            )
            .order_by(invite.c.id)
        )
        gazetteer = self._store.reference.gazetteer
        found = map(self._invite, result)
        return tuple(
            one for one in found if unit is None or covers(one.grant.unit, unit, gazetteer)
        )

    async def accept(
        self, accepted: Invite, session_id: int, at_address: int | None, now: datetime
    ) -> int:
        """Use up an invite; the actor whose address this is now.

        ``at_address``: who is there already; the grant is theirs then, so that one human stays one.
        """
        self._store.filed.append("accept")
        actor_id = at_address or accepted.actor or await self._new_actor(accepted, now)
        if accepted.grant not in await self.grants(actor_id):
            await self._store.connection.execute(
                insert(staff_grant),
                {
                    "id": self._store.ids(),
                    "actor_id": actor_id,
                    "role": accepted.grant.role.value,
                    "unit_code": accepted.grant.unit and accepted.grant.unit.code,
                    "unit_from": accepted.grant.unit and accepted.grant.unit.valid_from,
                    "given_by": await self._invited_by(accepted.id),
                    "given_at": now,
                },
            )
        await self._keep_number(accepted.id, actor_id)
        await self.move_in(session_id, actor_id, now)
        await self._store.connection.execute(
            update(invite).where(invite.c.id == accepted.id).values(used_at=now, actor_id=actor_id)
        )
        return actor_id

    async def move_in(self, session_id: int, actor_id: int, now: datetime) -> None:
        """From now on this is an address of theirs."""
        values = {
            "actor_id": actor_id,
            "since": now,
            "used_on": now.date(),
            "stepped_up_at": None,
            "ended_at": None,
        }
        statement = self._store.insert(staff_address).values(session_id=session_id, **values)
        await self._store.connection.execute(
            statement.on_conflict_do_update(
                index_elements=[staff_address.c.session_id], set_=values
            )
        )

    async def leave(self, session_id: int, now: datetime) -> None:
        """This is no address of the staff any more."""
        self._store.filed.append("leave")
        await self._set_address(session_id, ended_at=now)
        await PageSessions(self._store).end_at(session_id, now)

    # --- Revoked and handed over ------------------------------------------------------------

    async def revoke(self, actor_id: int, grants: Sequence[Grant], now: datetime) -> int:
        """End these grants, and all addresses where none is left; how many ended. Who is signed in
        to the page is out of it, also where something is left to them."""
        self._store.filed.append("revoke")
        await PageSessions(self._store).end_all(actor_id, now)
        ended = 0
        for one in grants:
            result = await self._store.connection.execute(
                update(staff_grant)
                .where(
                    staff_grant.c.actor_id == actor_id,
                    staff_grant.c.ended_at.is_(None),
                    staff_grant.c.role == one.role.value,
                    _same_unit(one.unit),
                )
                .values(ended_at=now)
            )
            ended += result.rowcount
        if not await self.grants(actor_id):
            await self._sign_out(actor_id)
            await self._store.connection.execute(
                update(staff_address)
                .where(staff_address.c.actor_id == actor_id, staff_address.c.ended_at.is_(None))
                .values(ended_at=now)
            )
        return ended

    async def _sign_out(self, actor_id: int) -> None:
        """Also what a browser of theirs still holds is read no more."""
        theirs = select(staff_address.c.session_id).where(staff_address.c.actor_id == actor_id)
        await self._store.connection.execute(
            update(session).where(session.c.id.in_(theirs)).values(signed_in_at=None)
        )

    async def hand_over(
        self, leaver: int, heir: int, grants: Sequence[Grant], now: datetime
    ) -> int:
        """Scope moves in one step: what the one may no longer, the other may from now on."""
        theirs = await self.grants(heir)
        for one in grants:
            if one not in theirs:
                await self._store.connection.execute(
                    insert(staff_grant),
                    {
                        "id": self._store.ids(),
                        "actor_id": heir,
                        "role": one.role.value,
                        "unit_code": one.unit and one.unit.code,
                        "unit_from": one.unit and one.unit.valid_from,
                        "given_by": leaver,
                        "given_at": now,
                    },
                )
        return await self.revoke(leaver, grants, now)

    async def cancel_invites(self, actor_id: int, now: datetime) -> None:
        """What was made for or by somebody from whom something is taken opens nothing either: else
        they could come back in by it. Demo invitations stay, since they are for everybody."""
        await self._store.connection.execute(
            update(invite)
            .where(
                or_(invite.c.actor_id == actor_id, invite.c.invited_by == actor_id),
                invite.c.used_at.is_(None),
                invite.c.demo.is_(False),
            )
            .values(used_at=now)
        )

    # --- Who is responsible -----------------------------------------------------------------

    async def colleagues(
        self, roles: Iterable[Role] = tuple(Role), unit: UnitKey | None = None
    ) -> tuple[Colleague, ...]:
        """Everybody with one of these roles, longest there first; of a unit alone if one is given.

        Whoever has a role in two units stands there twice.
        """
        result = await self._store.connection.execute(
            select(staff_grant, actor.c.sealed_name)
            .join(actor, actor.c.id == staff_grant.c.actor_id)
            .where(
                staff_grant.c.ended_at.is_(None),
                staff_grant.c.role.in_([one.value for one in roles]),
            )
            .order_by(staff_grant.c.id)
        )
        found = (
            Colleague(
                row.actor_id,
                self._store.vault.open(row.sealed_name, actor.c.sealed_name, row.actor_id),
                _grant(row),
            )
            for row in result
        )
        gazetteer = self._store.reference.gazetteer
        return tuple(
            one for one in found if unit is None or covers(one.grant.unit, unit, gazetteer)
        )

    async def scopes(self, roles: Iterable[Role]) -> set[UnitKey | None]:
        """The units in which somebody has one of these roles; None for the whole province."""
        result = await self._store.connection.execute(
            select(staff_grant).where(
                staff_grant.c.ended_at.is_(None),
                staff_grant.c.role.in_([one.value for one in roles]),
            )
        )
        return {_grant(row).unit for row in result}

    async def ever(self) -> tuple[Colleague, ...]:
        """Everybody who works here or once did, longest ago first, with all that was theirs."""
        result = await self._store.connection.execute(
            select(staff_grant, actor.c.sealed_name)
            .join(actor, actor.c.id == staff_grant.c.actor_id)
            .order_by(staff_grant.c.id)
        )
        return tuple(
            Colleague(
                row.actor_id,
                self._store.vault.open(row.sealed_name, actor.c.sealed_name, row.actor_id),
                _grant(row),
            )
            for row in result
        )

    async def responsible(self, act: Act, unit: UnitKey) -> tuple[Colleague, ...]:
        """Who of the unit may do this; where nobody may, who stands above: the unit's leader, or
        else officials of the province, or else whoever administers the service."""
        for roles in (MAY[act], (Role.COMMUNE_LEADER,), (Role.PROVINCE_OFFICIAL,), (Role.ADMIN,)):
            if found := await self.colleagues(roles, unit):
                return found
        return ()

    # --- One-time codes of a device ---------------------------------------------------------

    async def keep_totp(self, actor_id: int, secret: str) -> None:
        sealed = self._store.vault.seal(secret, actor.c.sealed_totp, actor_id)
        await self._store.connection.execute(
            update(actor).where(actor.c.id == actor_id).values(sealed_totp=sealed, totp_step=None)
        )

    async def totp_secret(self, actor_id: int) -> str | None:
        result = await self._store.connection.execute(
            select(actor.c.sealed_totp).where(actor.c.id == actor_id)
        )
        sealed = result.scalar_one_or_none()
        if sealed is None:
            return None
        return self._store.vault.open(sealed, actor.c.sealed_totp, actor_id)

    async def use_step(self, actor_id: int, step: int, session_id: int, now: datetime) -> bool:
        """Whether this half minute's code was unused; it then is used, and opens for a while."""
        unused: ColumnElement[bool] = or_(actor.c.totp_step.is_(None), actor.c.totp_step < step)
        result = await self._store.connection.execute(
            update(actor).where(actor.c.id == actor_id, unused).values(totp_step=step)
        )
        if result.rowcount != 1:
            return False
        await self._set_address(session_id, stepped_up_at=now)
        return True

    def _invite(self, row: Any) -> Invite:
        return Invite(
            id=row.id,
            name=self._store.vault.open(row.sealed_name, invite.c.sealed_name, row.id),
            grant=_grant(row),
            valid_until=row.valid_until,
            actor=row.actor_id,
            used=row.used_at is not None,
            demo=row.demo,
        )

    async def _new_actor(self, accepted: Invite, now: datetime) -> int:
        """One human; all uses of a demo's invite are the same one."""
        new_id = self._store.ids()
        phone = await self._store.connection.execute(
            select(invite.c.phone_index).where(invite.c.id == accepted.id)
        )
        await self._store.connection.execute(
            insert(actor),
            {
                "id": new_id,
                "sealed_name": self._store.vault.seal(accepted.name, actor.c.sealed_name, new_id),
                "phone_index": phone.scalar_one_or_none(),
                "made_at": now,
            },
        )
        return new_id

    async def _invited_by(self, invite_id: int) -> int | None:
        result = await self._store.connection.execute(
            select(invite.c.invited_by).where(invite.c.id == invite_id)
        )
        found: int | None = result.scalar_one_or_none()
        return found

    async def _set_address(self, session_id: int, **values: object) -> None:
        await self._store.connection.execute(
            update(staff_address).where(staff_address.c.session_id == session_id).values(**values)
        )


def _grant(row: Any) -> Grant:
    unit = UnitKey(row.unit_code, row.unit_from) if row.unit_code else None
    return Grant(Role(row.role), unit)


def _same_unit(unit: UnitKey | None) -> ColumnElement[bool]:
    if unit is None:
        return staff_grant.c.unit_code.is_(None)
    return (staff_grant.c.unit_code == unit.code) & (staff_grant.c.unit_from == unit.valid_from)
