"""What the post may do to a line of the payout calendar, and what it then says: one table.

A day is entered by the post, never computed (DOMAIN.md §1.6); a closed line is not opened again
but by taking back what closed it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.bulletin import CLOSES, REVOCABLE_FOR
from domain.festivals import festival_on, is_working_day
from domain.payday import Payday
from domain.payout import DayState, PayoutDay, PostponedBecause, Way
from domain.place import Span
from domain.text import Month

_SHOWN_AFTER = timedelta(days=14)
"""So long after its day a line is still among those to choose from: somebody may yet close it."""


_TIME_TO_COME = timedelta(minutes=30)
"""Whoever hears of a payout later than that before it begins, may well miss it."""


class DayAct(StrEnum):
    PLAN = "plan"
    MOVE = "move"
    HOURS = "hours"
    CONFIRM = "confirm"
    POSTPONE = "postpone"
    MONEY_IN = "money_in"
    CLOSE = "close"
    TAKE_BACK = "take_back"


NEXT: Mapping[DayState, Mapping[DayAct, DayState]] = {
    DayState.PLANNED: {
        DayAct.CONFIRM: DayState.CONFIRMED,
        DayAct.MOVE: DayState.PLANNED,
        DayAct.HOURS: DayState.PLANNED,
        DayAct.POSTPONE: DayState.POSTPONED,
        DayAct.MONEY_IN: DayState.MONEY_IN_ACCOUNT,
    },
    DayState.CONFIRMED: {
        DayAct.MOVE: DayState.CONFIRMED,
        DayAct.POSTPONE: DayState.POSTPONED,
        DayAct.MONEY_IN: DayState.MONEY_IN_ACCOUNT,
        DayAct.CLOSE: DayState.CLOSED,
    },
    DayState.POSTPONED: {
        DayAct.CONFIRM: DayState.CONFIRMED,
        DayAct.POSTPONE: DayState.POSTPONED,
        DayAct.MONEY_IN: DayState.MONEY_IN_ACCOUNT,
    },
    DayState.MONEY_IN_ACCOUNT: {DayAct.CLOSE: DayState.CLOSED},
    DayState.CLOSED: {},
}
"""Which act leads from which state to which. What was confirmed is never merely planned again: that
would be told to nobody, so it is postponed, which everybody hears."""

_OF_ONE_WAY: Mapping[DayAct, Way] = {DayAct.MONEY_IN: Way.ACCOUNT, DayAct.HOURS: Way.CASH}


_MOVING = frozenset({DayAct.MOVE, DayAct.POSTPONE})


class NotNow(ValueError):
    """An act that a line does not allow as it stands."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants done. ``day`` is None where it stays, or, for a postponement, where there
    is no new one yet."""

    act: DayAct
    day: date | None = None
    reason: PostponedBecause | None = None
    hours: Span | None = None


def acts(line: PayoutDay, today: date) -> tuple[DayAct, ...]:
    """What may be done to it today."""
    return tuple(act for act in NEXT[line.state] if _fits(act, line, today))


def needs_day(line: PayoutDay, act: DayAct, today: date) -> bool:
    """Whether a day must be said with it: there is none, or the one there is has passed."""
    past = line.day is None or line.day < today
    return act is DayAct.MOVE or (act is DayAct.CONFIRM and past)


def after(line: PayoutDay, wish: Wish, today: date) -> PayoutDay:
    """The line as it then stands, said today. Raises NotNow."""
    if wish.act not in acts(line, today):
        raise NotNow(f"{wish.act} of a line that is {line.state}")
    if needs_day(line, wish.act, today) and wish.day is None:
        raise NotNow(f"{wish.act} without a day")
    if wish.act in _MOVING and wish.day is not None and wish.day == line.day:
        raise NotNow("moved to the day it has")
    return replace(
        line,
        state=NEXT[line.state][wish.act],
        day=_day_after(line, wish, today),
        day_before=_announced_before(line, wish.act),
        reason=_reason_after(wish),
        opens=wish.hours[0] if wish.hours else line.opens,
        closes=wish.hours[1] if wish.hours else line.closes,
        said_on=today,
    )


def _fits(act: DayAct, line: PayoutDay, today: date) -> bool:
    if line.way is not _OF_ONE_WAY.get(act, line.way):
        return False
    return act is not DayAct.CLOSE or (line.day is not None and line.day <= today)


def _day_after(line: PayoutDay, wish: Wish, today: date) -> date | None:
    """Money that is there is there today, whatever was planned."""
    match wish.act:
        case DayAct.POSTPONE:
            return wish.day
        case DayAct.MONEY_IN:
            return today
    return wish.day or line.day


def _announced_before(line: PayoutDay, act: DayAct) -> date | None:
    """The day that is struck out; where it moves once more, still the one that was certain."""
    moves = act is DayAct.POSTPONE or (act is DayAct.MOVE and line.state is DayState.CONFIRMED)
    return line.day if moves and line.state is not DayState.POSTPONED else line.day_before


def _reason_after(wish: Wish) -> PostponedBecause | None:
    if wish.act is not DayAct.POSTPONE:
        return None
    if wish.reason is None:
        raise NotNow("postponed without a reason")
    return wish.reason


# --- Too late, or nearly -------------------------------------------------------------------------

_ANNOUNCED = frozenset({DayState.CONFIRMED, DayState.POSTPONED})


def is_over(line: PayoutDay, now: datetime) -> bool:
    """Today is too late for it: it would end before anybody can have been told. What goes to an
    account has no hours."""
    if line.way is Way.ACCOUNT:
        return False
    closes = datetime.combine(now.date(), line.closes or CLOSES, now.tzinfo)
    return closes <= now + REVOCABLE_FOR


def first_day(line: PayoutDay, now: datetime) -> date:
    """The first day that it can still be on."""
    return now.date() + timedelta(days=is_over(line, now))


def is_sudden(line: PayoutDay, act: DayAct, day: date, now: datetime) -> bool:
    """What is announced for that day begins so soon, or has begun, that many hear it too late."""
    if line.way is Way.ACCOUNT or day != now.date() or NEXT[line.state][act] not in _ANNOUNCED:
        return False
    opens = datetime.combine(day, line.opens or time.min, now.tzinfo)
    return opens <= now + _TIME_TO_COME


def is_earlier(line: PayoutDay, day: date) -> bool:
    """Whoever has heard of the day before comes too late."""
    return line.state in _ANNOUNCED and line.day is not None and day < line.day


# --- Lines that say the same -------------------------------------------------------------------


def entries(calendar: Iterable[PayoutDay], today: date) -> tuple[Payday, ...]:
    """What there is to work on in a unit's calendar, the next day first; lines that differ in the
    programme alone are one. What is closed, or long past, is left out."""
    groups: dict[tuple[object, ...], list[PayoutDay]] = {}
    for line in calendar:
        if line.state is not DayState.CLOSED and not _is_long_past(line, today):
            groups.setdefault(_alike(line), []).append(line)
    found = (Payday(tuple(lines)) for lines in groups.values())
    return tuple(sorted(found, key=lambda one: (one.day or today, one.month.first_day, one.id)))


def entry_of(line: PayoutDay, calendar: Iterable[PayoutDay]) -> Payday:
    """All lines that say the same as this one."""
    return Payday(tuple(one for one in calendar if _alike(one) == _alike(line)))


def only(entry: Payday, line_id: int) -> Payday:
    """One line of it alone."""
    return Payday(tuple(one for one in entry.lines if one.id == line_id))


def fingerprint(entry: Payday) -> str:
    """Changes with anything that its lines say, so that who saw an older one is told."""
    said = repr([(one.id, *_alike(one), one.said_on) for one in entry.lines])
    return hashlib.blake2b(said.encode(), digest_size=4).hexdigest()


def _alike(line: PayoutDay) -> tuple[object, ...]:
    return (
        line.month.first_day,
        line.way,
        line.point,
        line.day,
        line.opens,
        line.closes,
        line.state,
        line.reason,
        line.day_before,
    )


def _is_long_past(line: PayoutDay, today: date) -> bool:
    return line.day is not None and line.day + _SHOWN_AFTER < today


# --- A whole month -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proposal:
    """A payday as it would be a month later. ``instead_of``: the same day of that month, where the
    counter is shut or a feast is kept on it."""

    like: Payday
    day: date
    instead_of: date | None = None


def months_to_copy(calendar: Iterable[PayoutDay], today: date) -> tuple[Month, ...]:
    """Those of a unit of which something is missing in the month after, while that is near enough
    to be planned, and has not been passed over."""
    lines, this = tuple(calendar), Month.of(today)
    if not lines:
        return ()
    newest = Month.of(max(line.month.first_day for line in lines))
    begins = min(newest, this.plus(-1)) if newest <= this else this
    near = (begins.plus(later) for later in range(3))
    return tuple(
        one
        for one in near
        if one <= this.plus(1) and any(_missing(lines, one, month_after(one, today)))
    )


def month_after(copied: Month, today: date) -> Month:
    """The month that a copy is for: the next one, and none that is over."""
    following, this = copied.plus(1), Month.of(today)
    return max(following, this)


def proposals(
    calendar: Iterable[PayoutDay], copied: Month, to: Month, today: date
) -> tuple[Proposal, ...]:
    """Every payday of a month that a later one has not yet, planned and never certain."""
    groups: dict[tuple[object, ...], list[PayoutDay]] = {}
    for line in _missing(tuple(calendar), copied, to):
        key = (line.way, line.point, _meant(line), line.opens, line.closes)
        groups.setdefault(key, []).append(line)
    later = (to.year - copied.year) * 12 + to.month - copied.month
    found = (_proposal(Payday(tuple(lines)), later, today) for lines in groups.values())
    return tuple(sorted(found, key=lambda one: (one.day, one.like.id)))


def _missing(calendar: Sequence[PayoutDay], copied: Month, to: Month) -> Iterator[PayoutDay]:
    there = {_money_of(line) for line in calendar if line.month == to}
    for line in calendar:
        if line.month == copied and _meant(line) is not None and _money_of(line) not in there:
            yield line


def _money_of(line: PayoutDay) -> tuple[object, ...]:
    return (line.way, line.point, line.programme)


def _proposal(like: Payday, later: int, today: date) -> Proposal:
    same = _months_later(_meant(like.lines[0]) or like.month.first_day, later)
    day = nearest_good(max(same, today))
    return Proposal(like, day, same if day != same else None)


def _meant(line: PayoutDay) -> date | None:
    """When it was to be: a month is copied as it was planned, not as the flood left it."""
    return line.day_before or line.day


def _months_later(day: date, later: int) -> date:
    """The same day of that month, or its last."""
    month = Month.of(day).plus(later)
    last = month.plus(1).first_day - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def is_good(day: date) -> bool:
    """The counter is open, and no feast is kept."""
    return is_working_day(day) and festival_on(day) is None


def nearest_good(day: date) -> date:
    """That day or the nearest of its month on which people can be paid, the earlier of two."""
    around = [day + timedelta(days=sign * far) for far in range(31) for sign in (-1, 1)]
    return next(one for one in around if is_good(one) and Month.of(one) == Month.of(day))


def good_days_from(day: date, count: int) -> tuple[date, ...]:
    """The next few on which people can be paid, that day among them."""
    days = (day + timedelta(days=far) for far in range(60))
    return tuple(one for one in days if is_good(one))[:count]


def as_lines(
    like: Iterable[PayoutDay], month: Month, day: date, today: date, ids: Iterable[int]
) -> tuple[PayoutDay, ...]:
    """New lines like these, planned for a day of another month."""
    return tuple(
        replace(
            line,
            id=new,
            month=month,
            day=day,
            state=DayState.PLANNED,
            reason=None,
            day_before=None,
            said_on=today,
        )
        for line, new in zip(like, ids, strict=False)
    )
