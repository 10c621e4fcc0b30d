"""What can happen to a case, and what becomes of it: one table, and nothing beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.case import OVER, STANDING, CaseKind, CaseState


class CaseEvent(StrEnum):
    FILED = "filed"
    TAKEN = "taken"  # somebody has it in hand
    NOTED = "noted"
    CHANGED = "changed"  # what was said with it is otherwise now
    PLANNED = "planned"  # a day on which the money is brought home
    NOT_DONE = "not_done"  # it could not be, that day
    REMINDED = "reminded"  # by who stands above
    ASSIGNED = "assigned"
    ESCALATED = "escalated"  # overdue, and reported to who stands above
    SETTLED = "settled"
    REFUSED = "refused"
    SENT_BACK = "sent_back"  # to whoever submitted it, with a question
    ANSWERED = "answered"
    APPROVED = "approved"
    APPROVED_HERE = "approved_here"  # and the bank is still to follow
    REJECTED = "rejected"
    REJECTED_ANEW = "rejected_anew"  # what was approved before holds, and the bank is to follow it
    BANK_FOLLOWED = "bank_followed"  # its list, or the person, says that it is right there too
    MONEY_USABLE = "money_usable"  # the person says so, or an officer for them
    LISTED = "listed"  # the lists show it: the money can be had, or nothing contradicts any more
    WITHDRAWN = "withdrawn"
    WITHDRAWN_ANEW = "withdrawn_anew"  # likewise
    REOPENED = "reopened"
    APPEALED = "appealed"  # to who stands above whoever decided it


@dataclass(frozen=True, slots=True)
class Step:
    """From which states to which; ``to`` is None where the state stays as it is. ``kinds`` is None
    for all of them."""

    come_from: frozenset[CaseState]
    to: CaseState | None
    kinds: frozenset[CaseKind] | None = None


_ALL = frozenset(CaseKind)
_OTP = frozenset({CaseKind.OTP})
_BY_LISTS = frozenset(
    {
        CaseKind.LIST_PROBLEM,
        CaseKind.NOT_ON_LIST,
        CaseKind.PAYEE_NOT_LISTED,
        CaseKind.WRONG_AMOUNT,
    }
)
"""What lists held against each other show, and later ones settle."""

_HOME = frozenset({CaseKind.HOME})
_TWO_HANDS = frozenset({CaseKind.CORRECTION})
"""Only a second pair of eyes decides these (DESIGN.md §5)."""

_BY_WORD = _ALL - _OTP - _TWO_HANDS
"""What ends when who answers says so."""

_UNDECIDED = frozenset({CaseState.OPEN, CaseState.IN_HAND})
_BY_SUBMITTER = _UNDECIDED | {CaseState.SENT_BACK}

STEPS: Mapping[CaseEvent, Step] = {
    CaseEvent.TAKEN: Step(_UNDECIDED, CaseState.IN_HAND),
    CaseEvent.NOTED: Step(STANDING, None),
    CaseEvent.CHANGED: Step(_UNDECIDED, None, _OTP | {CaseKind.PAY_WAY}),
    CaseEvent.PLANNED: Step(_UNDECIDED, CaseState.IN_HAND, _HOME),
    CaseEvent.NOT_DONE: Step(_UNDECIDED, None, _HOME),
    CaseEvent.REMINDED: Step(STANDING, None),
    CaseEvent.ASSIGNED: Step(STANDING, None),
    CaseEvent.ESCALATED: Step(STANDING, None),
    CaseEvent.SETTLED: Step(_UNDECIDED, CaseState.DONE, _BY_WORD),
    CaseEvent.REFUSED: Step(_UNDECIDED, CaseState.REFUSED, _BY_WORD),
    CaseEvent.SENT_BACK: Step(_UNDECIDED, CaseState.SENT_BACK, _TWO_HANDS),
    CaseEvent.ANSWERED: Step(frozenset({CaseState.SENT_BACK}), CaseState.OPEN, _TWO_HANDS),
    CaseEvent.APPROVED: Step(_UNDECIDED, CaseState.DONE, _TWO_HANDS),
    CaseEvent.APPROVED_HERE: Step(_UNDECIDED, CaseState.WAITS_FOR_BANK, _TWO_HANDS),
    CaseEvent.REJECTED: Step(_UNDECIDED, CaseState.REFUSED, _TWO_HANDS),
    CaseEvent.REJECTED_ANEW: Step(_UNDECIDED, CaseState.WAITS_FOR_BANK, _TWO_HANDS),
    CaseEvent.BANK_FOLLOWED: Step(
        frozenset({CaseState.WAITS_FOR_BANK}), CaseState.DONE, _TWO_HANDS
    ),
    CaseEvent.MONEY_USABLE: Step(_UNDECIDED, CaseState.DONE, _OTP),
    CaseEvent.LISTED: Step(_UNDECIDED, CaseState.DONE, _OTP | _BY_LISTS),
    CaseEvent.WITHDRAWN: Step(_BY_SUBMITTER, CaseState.WITHDRAWN, _OTP | _TWO_HANDS),
    CaseEvent.WITHDRAWN_ANEW: Step(_BY_SUBMITTER, CaseState.WAITS_FOR_BANK, _TWO_HANDS),
    # While the bank has yet to follow, it may turn out that the correction was wrong itself.
    CaseEvent.REOPENED: Step(OVER | {CaseState.WAITS_FOR_BANK}, CaseState.OPEN),
    CaseEvent.APPEALED: Step(OVER, CaseState.OPEN, _ALL - _TWO_HANDS),
}
"""`FILED` stands in no line: with it a case begins, and it happens once."""


_ANEW: Mapping[CaseEvent, CaseEvent] = {
    CaseEvent.REJECTED: CaseEvent.REJECTED_ANEW,
    CaseEvent.WITHDRAWN: CaseEvent.WITHDRAWN_ANEW,
}


def keeping_what_waits(event: CaseEvent, opened_from: CaseState | None) -> CaseEvent:
    """A second correction that comes to nothing takes nothing from the first, which the bank has
    yet to follow. ``opened_from``: how the case stood when it was last opened again."""
    return _ANEW.get(event, event) if opened_from is CaseState.WAITS_FOR_BANK else event


class NotPossible(Exception):
    """It cannot happen to a case of this kind as it stands."""


def after(kind: CaseKind, state: CaseState, event: CaseEvent) -> CaseState:
    """How the case stands then. Raises NotPossible."""
    step = STEPS.get(event)
    if step is None or state not in step.come_from:
        raise NotPossible(f"{event} in {state}")
    if step.kinds is not None and kind not in step.kinds:
        raise NotPossible(f"{event} of {kind}")
    return step.to or state


def possible(kind: CaseKind, state: CaseState) -> frozenset[CaseEvent]:
    """What can happen to it now."""
    return frozenset(
        event
        for event, step in STEPS.items()
        if state in step.come_from and (step.kinds is None or kind in step.kinds)
    )
