"""Who answers a complaint about staff, and hears of it: never whom it is, or may be, about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from domain.case import CaseKind
from domain.complaint import Above, goes_to, may_be_meant
from domain.permissions import Role
from domain.place import UnitKey
from domain.staff import Colleague
from storage.connection import Store
from storage.staff import Staff
from storage.tables import case_file

_A_DAY = timedelta(days=1)


class Complaints:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._staff = Staff(store)

    async def goes_to(self, unit: UnitKey, reason: str, against: int | None) -> Above:
        """Who leads the unit, if anybody does who cannot be meant themselves."""
        theirs = await self._roles_of(against, unit) if against is not None else {reason}
        above = goes_to(theirs)
        leads = await self._not_meant((Role.COMMUNE_LEADER,), unit, against, reason)
        return above if leads else Above.PROVINCE

    async def answerers(
        self, unit: UnitKey, reason: str, against: int | None, above: int
    ) -> tuple[Colleague, ...]:
        """Whoever stands nearest above; where the province has nobody, who administers the service
        hears that nobody can answer it."""
        roles = (Role.COMMUNE_LEADER, Role.PROVINCE_OFFICIAL, Role.ADMIN)
        for role in roles[above > Above.LEADER :]:
            if found := await self._not_meant((role,), unit, against, reason):
                return found
        return ()

    async def hearing(self, row: Any, above: int | None = None) -> set[int]:
        """At which addresses they are reached, of a row of `case_file`. ``above``: from where on,
        if not from where it went."""
        unit = UnitKey(row.unit_code, row.unit_from)
        where = row.above if above is None else above
        found: set[int] = set()
        for one in await self.answerers(unit, row.reason, row.against, where):
            found.update(await self._staff.sessions_of(one.id))
        return found

    async def only_one(self, role: Role, unit: UnitKey) -> int | None:
        """Who must be meant where the unit has but one of them."""
        found = {one.id for one in await self._staff.colleagues((role,), unit)}
        return found.pop() if len(found) == 1 else None

    async def today(self, session_id: int, now: datetime) -> int:
        """How many have come from an address within a day."""
        result = await self._store.connection.execute(
            select(func.count())
            .select_from(case_file)
            .where(
                case_file.c.session_id == session_id,
                case_file.c.kind == CaseKind.ABOUT_STAFF.value,
                case_file.c.filed_at > now - _A_DAY,
            )
        )
        return int(result.scalar_one())

    async def _not_meant(
        self, roles: Iterable[Role], unit: UnitKey, against: int | None, reason: str
    ) -> tuple[Colleague, ...]:
        return tuple([
            one
            for one in await self._staff.colleagues(roles, unit)
            if not may_be_meant(one.id, await self._roles_of(one.id, unit), against, reason)
        ])  # fmt: skip

    async def _roles_of(self, actor: int, unit: UnitKey) -> set[str]:
        everybody = await self._staff.colleagues(unit=unit)
        return {one.grant.role.value for one in everybody if one.id == actor}
