"""What an event alters in the row of its case: state, hands, levels and clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.case import CaseKind, CaseState, PaidHow
from domain.case_clock import ANEW, done_by, look_by
from domain.case_flow import CaseEvent
from domain.festivals import public_holidays
from domain.working_days import working_days_after

DAYS_OFF = public_holidays()
_NOT_LOOKED_AT = frozenset(
    {
        CaseEvent.CHANGED,
        CaseEvent.ESCALATED,
        CaseEvent.LISTED,
        CaseEvent.REMINDED,
        CaseEvent.REOPENED,
        CaseEvent.APPEALED,
    }
)
"""After all else somebody has looked at it."""

_BEGINS_ANEW = frozenset({CaseEvent.ANSWERED, CaseEvent.REOPENED, CaseEvent.APPEALED})


@dataclass(frozen=True, slots=True)
class Happening:
    """``then``: how the case stands now. ``by``: the member of staff, None for the person
    themselves or the program. ``to``: to whom it is given. ``but``: the session that knows already.
    ``above``: at which level it is answered now. ``level``: how far up it was reported as late.
    ``due_on``: by when it must be done now. ``paid``: how the person comes to their money.
    """

    event: CaseEvent
    then: CaseState
    by: int | None
    to: int | None = None
    but: int = 0
    above: int = 0
    level: int | None = None
    due_on: date | None = None
    paid: PaidHow | None = None


def changed(row: Any, what: Happening, now: datetime) -> dict[str, Any]:
    """Columns of `case_file`. ``row``: the case as it stood before."""
    return {
        "state": what.then.value,
        **_looked_at(row, what, now),
        **_clocks(row, what, now.date()),
        **_hands(what),
        **({"due_on": what.due_on, "level": 0} if what.due_on else {}),
        **(_ended(row, what, now) if what.then.is_over else {}),
    }


def _looked_at(row: Any, what: Happening, now: datetime) -> dict[str, Any]:
    """By whoever did something with it; who reported it and says more has not looked."""
    says_more = what.by is None and what.event is CaseEvent.NOTED
    if row.looked_at is not None or what.event in _NOT_LOOKED_AT or says_more:
        return {}
    return {"looked_at": now}


def _clocks(row: Any, what: Happening, today: date) -> dict[str, Any]:
    """A case that comes to others has a clock anew."""
    if what.event in _BEGINS_ANEW:
        kind = CaseKind(row.kind)
        return {
            "look_by": look_by(kind, today, DAYS_OFF),
            "due_on": done_by(kind, today, DAYS_OFF),
            "looked_at": None,
            "level": 0,
            "closed_at": None,
            "paid_how": None,
        }
    if what.then in ANEW and what.then.value != row.state:
        return {"due_on": working_days_after(today, ANEW[what.then], DAYS_OFF), "level": 0}
    return {}


def _hands(what: Happening) -> dict[str, Any]:
    match what.event:
        case CaseEvent.ASSIGNED:
            return {"handled_by": what.to}
        case CaseEvent.TAKEN:
            return {"handled_by": what.by}
        case CaseEvent.ESCALATED:
            return {"level": what.level}
        case CaseEvent.APPEALED:
            return {"handled_by": None, "above": what.above}
    return {}


def _ended(row: Any, what: Happening, now: datetime) -> dict[str, Any]:
    return {
        "closed_at": now,
        "paid_how": what.paid and what.paid.value,
        "handled_by": what.by or row.handled_by,
        "shown_at": None,
    }
