"""Go or not yet: what a payout day means for who asks now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from domain.payout import DayState, Payment, PayoutDay, Stage
from domain.text import Month

_NEAR_DAYS = 7


class Advice(StrEnum):
    """The first thing a person wants to hear (DESIGN.md §8)."""

    GO_TODAY = "go_today"
    GO_TOMORROW = "go_tomorrow"
    NOT_YET = "not_yet"
    TOO_LATE_TODAY = "too_late_today"
    UNSURE = "unsure"
    POSTPONED = "postponed"
    IN_ACCOUNT = "in_account"
    OVER = "over"


def advise(day: PayoutDay, now: datetime) -> Advice:
    """What to do about one line of the calendar. Only a confirmed day lets anyone go."""
    match day.state:
        case DayState.POSTPONED:
            return Advice.POSTPONED
        case DayState.PLANNED:
            return Advice.UNSURE
        case DayState.CLOSED:
            return Advice.OVER
        case DayState.MONEY_IN_ACCOUNT:
            return Advice.IN_ACCOUNT
    return _advise_confirmed(day, now)


def _advise_confirmed(day: PayoutDay, now: datetime) -> Advice:
    if day.day is None or day.day < now.date():
        return Advice.OVER
    if day.day == now.date():
        closed = day.closes is not None and now.time() >= day.closes
        return Advice.TOO_LATE_TODAY if closed else Advice.GO_TODAY
    return Advice.GO_TOMORROW if day.day == now.date() + timedelta(days=1) else Advice.NOT_YET


def current(days: Iterable[PayoutDay], now: datetime) -> PayoutDay | None:
    """The line that answers "when?": the next one still to come, else one whose day has passed
    without a word, else the latest of this month.

    None where this month has no line and nothing is open from the last: then there is no calendar.
    """
    this_month = Month.of(now.date())
    recent = sorted(
        (day for day in days if this_month.plus(-1) <= day.month), key=lambda day: str(day.month)
    )
    to_come = [day for day in recent if _still_to_come(day, now)]
    if to_come:
        return to_come[0]
    unresolved = [day for day in recent if day.state in {DayState.PLANNED, DayState.POSTPONED}]
    of_this_month = [day for day in recent if this_month <= day.month]
    return next(reversed(unresolved or of_this_month), None)


def just_over(days: Iterable[PayoutDay], before: PayoutDay, now: datetime) -> PayoutDay | None:
    """This month's payout, where it is over and the answer is about a later one.

    None where that later one is near and certain: then nobody needs to hear of the old one.
    """
    near = now.date() + timedelta(days=_NEAR_DAYS)
    if before.state is DayState.CONFIRMED and before.day is not None and before.day <= near:
        return None
    over = [
        day
        for day in days
        if Month.of(now.date()) <= day.month < before.month and advise(day, now) is Advice.OVER
    ]
    return over[-1] if over else None


def _still_to_come(day: PayoutDay, now: datetime) -> bool:
    if day.state in {DayState.CLOSED, DayState.MONEY_IN_ACCOUNT}:
        return False
    if day.state is DayState.POSTPONED:
        return day.day is None or day.day >= now.date()
    return day.day is not None and day.day >= now.date()


_NEEDS_SOMEBODY = frozenset({Stage.FAILED, Stage.RETURNED})


def of_month(payments: Iterable[Payment], month: Month) -> Payment | None:
    """The payment of a month that somebody was told about: one still under way, else the newest."""
    of_it = sorted((one for one in payments if one.month == month), key=lambda one: one.id)
    under_way = [one for one in of_it if one.stage is not Stage.COLLECTED]
    return next(iter(under_way), of_it[-1] if of_it else None)


def concerning_now(payments: Iterable[Payment], now: datetime) -> Payment | None:
    """The payment a person means by "my money": the oldest still under way, else the newest.

    A payment that has reached its person stands aside for one that has not; so does one of last
    month that only nobody has reported about, where there is a newer one.
    """
    known = sorted(payments, key=lambda one: (str(one.month), one.id))
    recent = [one for one in known if Month.of(now.date()).plus(-1) <= one.month]
    this_month = Month.of(now.date())
    if recent and this_month <= recent[-1].month:
        recent = [one for one in recent if this_month <= one.month or one.stage in _NEEDS_SOMEBODY]
    under_way = [one for one in recent if one.stage is not Stage.COLLECTED]
    return next(iter(under_way), recent[-1] if recent else None)
