"""What somebody may do who is not content with how their request ended, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from domain.case import CaseKind, CaseState
from domain.case_clock import HIGHEST
from domain.case_flow import CaseEvent, possible


class Rating(IntEnum):
    """Whether the matter is settled, as its reporter says; kept as this number."""

    NOT_YET = 0
    FAIRLY = 1
    WELL = 2


REOPEN_FOR = timedelta(days=30)
APPEAL_FOR = timedelta(days=90)
"""As long as a first complaint may be made (Luật Khiếu nại 2011, Điều 9)."""

RATED_FOR = timedelta(days=7)
"""So long what was said may be changed."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A case that is over. ``above``: which level answered it. ``asked_again``: its reporters have
    had it opened again or looked at from above before."""

    kind: CaseKind
    state: CaseState
    above: int
    on: date
    asked_again: bool


def again(ended: Ended, today: date) -> CaseEvent | None:
    """What may be asked for now; None where nothing more may. What was settled is opened again
    once; what was refused, or closed once more, goes to who stands above. A correction is decided
    by two, and submitted anew with a paper."""
    if ended.kind is CaseKind.CORRECTION or not ended.state.is_over:
        return None
    appeals = ended.state is CaseState.REFUSED or ended.asked_again
    if appeals and ended.above == HIGHEST:
        return None
    event = CaseEvent.APPEALED if appeals else CaseEvent.REOPENED
    if event not in possible(ended.kind, ended.state):
        return None
    return event if today - ended.on <= _WITHIN[event] else None


_WITHIN = {CaseEvent.REOPENED: REOPEN_FOR, CaseEvent.APPEALED: APPEAL_FOR}


def may_rate(rated_at: datetime | None, ended_at: datetime, now: datetime) -> bool:
    """Once for each ending, whenever; and otherwise for a few days."""
    if rated_at is None or rated_at < ended_at:
        return True
    return now - rated_at <= RATED_FOR
