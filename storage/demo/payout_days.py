"""A payout calendar in every state, whatever day it is made on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import IntEnum

from domain.payout import DayState, PayoutDay, PostponedBecause, Way
from domain.person import Programme
from domain.place import REFORM, UnitKey
from domain.text import Month
from storage.demo.categories import last_day
from storage.demo.points import Points
from storage.demo.supply import Supply

_SUNDAY = 6
_MORNING, _AFTERNOON = (time(7, 30), time(11)), (time(13, 30), time(16, 30))
_AFTERNOONS_AT = "tan_loi"


class When(IntEnum):
    """Days from the day it is made."""

    PAST = -4
    YESTERDAY = -1
    TODAY = 0
    TOMORROW = 1
    IN_TWO_DAYS = 2
    NEXT_WEEK = 7
    LATER = 10


@dataclass(frozen=True, slots=True)
class _Said:
    """What the post has announced. ``when`` is None where a new day is not known yet."""

    state: DayState
    when: When | None
    reason: PostponedBecause | None = None
    before: When | None = None


_CONFIRMED_TODAY = _Said(DayState.CONFIRMED, When.TODAY)
_CONFIRMED_TOMORROW = _Said(DayState.CONFIRMED, When.TOMORROW)
_IN_TWO_DAYS = _Said(DayState.CONFIRMED, When.IN_TWO_DAYS)
_NEXT_WEEK = _Said(DayState.CONFIRMED, When.NEXT_WEEK)
_OVER = _Said(DayState.CLOSED, When.PAST)
_PLANNED = _Said(DayState.PLANNED, When.LATER)
_IN_ACCOUNT = _Said(DayState.MONEY_IN_ACCOUNT, When.PAST)

_CASH = {
    "chau_doc": _CONFIRMED_TODAY,
    "vinh_my": _CONFIRMED_TODAY,
    "vinh_nguon": _CONFIRMED_TODAY,
    "nui_sam": _OVER,
    "vinh_te": _OVER,
    "nha_bang": _OVER,
    "nhon_hung": _IN_TWO_DAYS,
    "thoi_son": _NEXT_WEEK,
    "chi_lang": _NEXT_WEEK,
    "tan_loi": _PLANNED,
    "tinh_bien": _PLANNED,
    "an_phu": _PLANNED,
    "van_giao": _CONFIRMED_TOMORROW,
    "an_cu": _CONFIRMED_TOMORROW,
    "vinh_trung": _IN_TWO_DAYS,
    "an_hao": _Said(
        DayState.POSTPONED, When.NEXT_WEEK, PostponedBecause.FLOOD, before=When.YESTERDAY
    ),
    "tan_lap": _Said(DayState.POSTPONED, None, PostponedBecause.NO_CASH, before=When.TODAY),
}
_TRANSFERS = {
    "30316": _IN_ACCOUNT,
    "30325": _IN_ACCOUNT,
    "30502": _CONFIRMED_TOMORROW,
    "30505": _IN_ACCOUNT,
    "30520": _PLANNED,
    "30526": _Said(DayState.MONEY_IN_ACCOUNT, When.TODAY),
    "30538": _Said(
        DayState.POSTPONED, When.NEXT_WEEK, PostponedBecause.TRANSFER_LATE, before=When.PAST
    ),
}
_NOTHING_NEXT_MONTH = "30538"
_CONFIRMED_NEXT_MONTH = "30325"


def on(when: When, today: date) -> date:
    """That day, moved off Sundays and, where it can be, nearer to keep it within the month.

    Where the month is too short for it, the payout of its list falls into the month beside it.
    """
    if abs(when) <= When.IN_TWO_DAYS:
        return today + timedelta(days=when)
    step, nearest = (-1, 3) if when > 0 else (1, -1)
    tried = [today + timedelta(days=days) for days in range(when, nearest + step, step)]
    inside = (day for day in tried if day.month == today.month and day.weekday() != _SUNDAY)
    return next(inside, _not_sunday(today + timedelta(days=when)))


def a_month_later(day: date) -> date:
    """The same day of the next month, or its last."""
    last = last_day(Month.of(day).plus(1))
    return _not_sunday(last.replace(day=min(day.day, last.day)))


def _not_sunday(day: date) -> date:
    return day - timedelta(days=1) if day.weekday() == _SUNDAY else day


class Calendar:
    """This month for every unit, and next month for all but one."""

    def __init__(self, supply: Supply, points: Points, today: date) -> None:
        self._supply = supply
        self._points = points
        self._today = today
        self._month = Month.of(today)
        this_month = [*self._cash(), *self._transfers()]
        self.days = [*this_month, *self._next_month(this_month)]
        self._by_line = {(one.month, one.unit, one.programme, one.point): one for one in self.days}

    def line(self, unit: UnitKey, programme: Programme, point: int | None) -> PayoutDay:
        """This month's line for a point, or for transfers where ``point`` is None."""
        return self._by_line[self._month, unit, programme, point]

    def _cash(self) -> Iterable[PayoutDay]:
        for key, said in _CASH.items():
            point = self._points.now[key]
            hours = _AFTERNOON if key == _AFTERNOONS_AT else _MORNING
            for programme in self._points.pays(key):
                yield self._day(said, point.unit, programme, point.id, hours)

    def _transfers(self) -> Iterable[PayoutDay]:
        for code, said in _TRANSFERS.items():
            for programme in Programme:
                yield self._day(said, UnitKey(code, REFORM), programme, None, (None, None))

    def _day(
        self,
        said: _Said,
        unit: UnitKey,
        programme: Programme,
        point: int | None,
        hours: tuple[time, time] | tuple[None, None],
    ) -> PayoutDay:
        return PayoutDay(
            id=self._supply.new_id(),
            month=self._month,
            unit=unit,
            programme=programme,
            way=Way.ACCOUNT if point is None else Way.CASH,
            point=point,
            day=None if said.when is None else on(said.when, self._today),
            opens=hours[0],
            closes=hours[1],
            state=said.state,
            reason=said.reason,
            day_before=None if said.before is None else on(said.before, self._today),
            said_on=self._said_on(said),
        )

    def _said_on(self, said: _Said) -> date:
        match said.state:
            case DayState.CLOSED | DayState.MONEY_IN_ACCOUNT if said.when is not None:
                return on(said.when, self._today)
            case DayState.POSTPONED:
                return on(When.YESTERDAY, self._today)
            case DayState.PLANNED:
                return self._today - timedelta(days=8)
        return self._today - timedelta(days=3)

    def _next_month(self, this_month: Iterable[PayoutDay]) -> Iterable[PayoutDay]:
        for one in this_month:
            if one.unit.code == _NOTHING_NEXT_MONTH or one.day is None:
                continue
            confirmed = one.unit.code == _CONFIRMED_NEXT_MONTH
            yield PayoutDay(
                id=self._supply.new_id(),
                month=self._month.plus(1),
                unit=one.unit,
                programme=one.programme,
                way=one.way,
                point=one.point,
                day=a_month_later(one.day),
                opens=one.opens,
                closes=one.closes,
                state=DayState.CONFIRMED if confirmed else DayState.PLANNED,
                reason=None,
                day_before=None,
                said_on=on(When.YESTERDAY, self._today),
            )
