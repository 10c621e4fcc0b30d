"""A complaint about staff goes above whom it is about: who that is, or may be, never sees it."""

from __future__ import annotations

from collections.abc import Collection
from enum import IntEnum

from domain.permissions import Role

NOT_KNOWN = "not_known"
"""Where it is not said of what kind of staff somebody is."""

ABOUT = (
    Role.COMMUNE_OFFICER,
    Role.COMMUNE_LEADER,
    Role.POST_CLERK,
    Role.BANK_CLERK,
    Role.HELPER,
)
"""Of whom people can complain, as they meet them."""


class Above(IntEnum):
    """Who answers a case."""

    UNIT = 0
    LEADER = 1
    PROVINCE = 2


def goes_to(roles: Collection[str]) -> Above:
    """Who leads the commune answers it, but of themselves, and where they may be meant. ``roles``:
    of whom it is about."""
    leads = {Role.COMMUNE_LEADER.value, NOT_KNOWN} & set(roles)
    return Above.PROVINCE if leads else Above.LEADER


def may_be_meant(actor: int, roles: Collection[str], against: int | None, reason: str) -> bool:
    """Whether it is, or may be, about this member of staff. ``roles``: theirs over the unit;
    ``against``: whom it names; ``reason``: of what kind of staff it is, where it names nobody."""
    if against is not None:
        return actor == against
    return reason in roles or (reason == NOT_KNOWN and Role.COMMUNE_LEADER.value in roles)
