"""Money brought home to who cannot come for it: why they cannot, who comes, and why it failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum


class CannotCome(StrEnum):
    """The special cases of report 3010, footnote 4."""

    WEAK = "weak"  # old, and in weak health
    CANNOT_WALK = "cannot_walk"
    NO_PHONE = "no_phone"  # cannot use one
    OUT_OF_REACH = "out_of_reach"  # of any payment point
    NOBODY = "nobody"  # is authorised to collect for them
    OTHER = "other"


class Comes(StrEnum):
    """Who brings it; nobody comes whom one cannot recognise by the badge of the post."""

    POST = "post"
    POST_AND_OFFICER = "post_and_officer"
    POST_AND_HAMLET = "post_and_hamlet"  # with the head of the hamlet, whom people know


class NotDone(StrEnum):
    NOBODY_HOME = "nobody_home"
    NO_CASH = "no_cash"
    NO_PAPER = "no_paper"  # who they are could not be shown
    NO_WAY = "no_way"  # rain, flood, the road
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Visit:
    """One day on which the money is to be brought. ``over``: it was, or failed, or has another
    day by now; ``failed``: why."""

    id: int
    case: int
    day: date
    comes: Comes
    planned_by: int
    over: bool
    failed: NotDone | None = None


AT_MOST_AHEAD = timedelta(days=62)
"""The next payday but one; whoever plans for later has mistyped."""


def stands_for(payday: date | None, today: date) -> date:
    """From which day on a visit brings the money of that payday; one of the month before brings
    what was due before."""
    return max(today, payday.replace(day=1)) if payday else today


_EVE_AT, _MORNING_AT = time(16), time(7)


def eve_of(day: date, now: datetime) -> datetime | None:
    """When to remind the person; None where they have only just been told."""
    at = datetime.combine(day - timedelta(days=1), _EVE_AT, now.tzinfo)
    return at if at > now + timedelta(hours=2) else None


def morning_of(day: date, now: datetime) -> datetime:
    """When to remind who brings it."""
    return max(now, datetime.combine(day, _MORNING_AT, now.tzinfo))
