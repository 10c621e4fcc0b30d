"""Who works for the payments: one human is one actor, however many addresses and invites."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.gazetteer import Gazetteer
from domain.permissions import Act, Grant, Role, may, may_somewhere
from domain.place import UnitKey
from domain.text import Text

INVITED_FOR = timedelta(days=14)
UNUSED_FOR = timedelta(days=45)
"""After so long without use an address of staff is locked (NĐ 333/2026; a setting)."""

PAGE_LINK_FOR = timedelta(minutes=10)
"""So long the link to the officials' page can be opened; once."""

PAGE_OPEN_FOR = timedelta(hours=8)
"""So long a browser stays signed in to it: a working day."""

STEPPED_UP_FOR = timedelta(minutes=10)
"""So long a one-time code opens what needs one."""

ROLE_NAMES: dict[Role, Text] = {
    Role.COMMUNE_OFFICER: Text("commune officer"),
    Role.COMMUNE_LEADER: Text("commune leader"),
    Role.POST_CLERK: Text("post clerk"),
    Role.BANK_CLERK: Text("bank clerk"),
    Role.PROVINCE_OFFICIAL: Text("official of the province"),
    Role.ADMIN: Text("administrator"),
    Role.HELPER: Text("helper in the hamlet"),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of staff at one of their addresses.

    ``locked``: the address was not used for long, and opens nothing until invited anew.
    ``has_totp``: a device of theirs makes one-time codes.
    """

    id: int
    name: str
    grants: tuple[Grant, ...]
    locked: bool = False
    has_totp: bool = False
    stepped_up_at: datetime | None = None

    def may(self, act: Act, unit: UnitKey, gazetteer: Gazetteer) -> bool:
        return not self.locked and may(self.grants, act, unit, gazetteer)

    def may_somewhere(self, act: Act) -> bool:
        return not self.locked and may_somewhere(self.grants, act)

    def stepped_up(self, now: datetime) -> bool:
        """A one-time code was given a moment ago."""
        return self.stepped_up_at is not None and now - self.stepped_up_at < STEPPED_UP_FOR


@dataclass(frozen=True, slots=True)
class Invite:
    """One use, on any channel; ``actor`` is set where it is for somebody known already.

    ``demo``: reusable, and only in a store where everything is invented.
    """

    id: int
    name: str
    grant: Grant
    valid_until: date
    actor: int | None = None
    used: bool = False
    demo: bool = False

    def opens(self, today: date, in_demo: bool) -> bool:
        if self.demo:
            return in_demo
        return not self.used and today <= self.valid_until


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff as others are told of them."""

    id: int
    name: str
    grant: Grant
