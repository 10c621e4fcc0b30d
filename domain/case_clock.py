"""By when a case must be looked at and done, whose it is, and who hears when it is late."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from domain.case import Case, CaseKind, CaseState
from domain.permissions import Role
from domain.working_days import working_days_after


@dataclass(frozen=True, slots=True)
class Clock:
    """Working days from the report: until somebody has looked at it, and until it is done."""

    look: int
    done: int


_MONEY = Clock(1, 5)
CLOCKS: Mapping[CaseKind, Clock] = {
    CaseKind.OTP: Clock(1, 3),
    CaseKind.NOT_RECEIVED: _MONEY,
    CaseKind.WRONG_AMOUNT: _MONEY,
    CaseKind.LIST_PROBLEM: _MONEY,
    CaseKind.NOT_ON_LIST: _MONEY,
    CaseKind.PAYEE_NOT_LISTED: _MONEY,
    CaseKind.DEATH: Clock(1, 3),
    CaseKind.PASSED_ON: Clock(2, 5),
    CaseKind.CORRECTION: Clock(2, 7),
    CaseKind.CHANGE: Clock(2, 7),
    CaseKind.POINT: Clock(1, 3),
    CaseKind.HOME: Clock(1, 3),
    CaseKind.PAY_WAY: Clock(2, 7),
    CaseKind.ABOUT_STAFF: Clock(2, 10),
    CaseKind.TOLD: Clock(2, 5),
    CaseKind.TALK: Clock(1, 3),
    # The law gives these their own last days (`domain.rights`); whichever is earlier holds.
    CaseKind.CORRECT_DATA: Clock(2, 10),
    CaseKind.RESTRICT_DATA: Clock(2, 15),
    CaseKind.DELETE_DATA: Clock(2, 20),
}
"""Defaults of this service where no law says it, but that a request about data is looked at within
two working days (NĐ 356/2025/NĐ-CP)."""

ANEW: Mapping[CaseState, int] = {CaseState.SENT_BACK: 3, CaseState.WAITS_FOR_BANK: 10}
"""Working days that others have, from when it came to them."""

_BY_LEADER = frozenset({CaseKind.CORRECTION, CaseKind.RESTRICT_DATA, CaseKind.DELETE_DATA})


ABOVE = (Role.COMMUNE_LEADER, Role.PROVINCE_OFFICIAL)
"""Who stands above, one over the other: who hears of what is overdue, and answers an appeal."""

HIGHEST = len(ABOVE)


def owner(kind: CaseKind, above: int = 0) -> Role:
    """Whose it is in its commune; ``above``: to which level over it the case has gone."""
    if above:
        return ABOVE[above - 1]
    return Role.COMMUNE_LEADER if kind in _BY_LEADER else Role.COMMUNE_OFFICER


_STAYS_SO = 3
"""Working days after which it goes up once more."""


def look_by(kind: CaseKind, today: date, days_off: Collection[date]) -> date:
    return working_days_after(today, CLOCKS[kind].look, days_off)


def done_by(kind: CaseKind, today: date, days_off: Collection[date]) -> date:
    return working_days_after(today, CLOCKS[kind].done, days_off)


def level(case: Case, today: date, days_off: Collection[date]) -> int:
    """How far up it should have been reported by today: 0 while it is in time."""
    if not case.is_overdue(today) or case.next_due is None:
        return 0
    twice = working_days_after(case.next_due, _STAYS_SO, days_off)
    return 2 if twice < today else 1
