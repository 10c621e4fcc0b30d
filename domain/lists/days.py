"""What a list of paydays would change in the payout calendar, and what in it cannot be taken.

A list only plans. What is certain has been announced, so that it is changed where people are told
of it; and a list announces nothing, for nobody has been shown how many phones that would wake.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TypeAlias

from domain.calendar import DayAct, Wish, after
from domain.festivals import Festival, festival_on, public_holidays
from domain.gazetteer import Gazetteer
from domain.lists.planning import NotTaken, Plan, Planner, place_of, written
from domain.lists.point_names import points_meant
from domain.lists.row import DayRow, Head, Problem
from domain.payout import DayState, PayoutDay, Way
from domain.person import Programme
from domain.place import POST_POINTS, PaymentPoint, Span, UnitKey
from domain.text import Month

_SATURDAY = 5
_OVER = frozenset({DayState.MONEY_IN_ACCOUNT, DayState.CLOSED})
_FEASTS: Mapping[Festival, str] = {
    Festival.TET: "Tết Nguyên đán",
    Festival.CHOL_CHNAM_THMAY: "Chol Chnam Thmay",
    Festival.SENE_DOLTA: "Sene Đolta",
    Festival.OK_OM_BOK: "Ok Om Bok",
}

_Money: TypeAlias = "tuple[UnitKey, Programme, Way, int | None]"


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is held against a list: the ``lines`` of its month in all units, and all points."""

    lines: Sequence[PayoutDay]
    points: Iterable[PaymentPoint]
    gazetteer: Gazetteer


@dataclass(frozen=True, slots=True)
class DayChange:
    """``before`` is None for a new line, whose id is 0 until it is made."""

    act: DayAct
    before: PayoutDay | None
    after: PayoutDay


def plan_days(
    rows: Iterable[DayRow], head: Head, calendar: Calendar, today: date
) -> Plan[DayChange]:
    """What every row does to the calendar."""
    planner = _Planner(head, calendar, today)
    changes = tuple(planner.changes(rows))
    return Plan(changes, (*planner.problems, *planner.called_certain()))


def programme_of(row: DayRow, head: Head) -> Programme:
    """Lists that name none are of social assistance: pensions have been apart since 2025."""
    return row.programme or head.programme or Programme.SOCIAL_ASSISTANCE


class _Planner(Planner):
    def __init__(self, head: Head, calendar: Calendar, today: date) -> None:
        super().__init__()
        self.head = head
        self.calendar = calendar
        self.today = today
        self._seen: dict[_Money, tuple[DayRow, PayoutDay]] = {}
        self._certain: dict[str, int] = {}
        self._there = {_money_of(one): one for one in calendar.lines}
        self._points: dict[UnitKey, list[PaymentPoint]] = {}
        for point in calendar.points:
            if point.kind in POST_POINTS:
                self._points.setdefault(point.unit, []).append(point)

    def changes(self, rows: Iterable[DayRow]) -> Iterator[DayChange]:
        for row in rows:
            change = self.taken(row, self._change)
            if change is not None:
                self._look_at_day(row, change.after.day or self.today)
                yield change

    def called_certain(self) -> Iterator[Problem]:
        """Said once of a sheet, and not of each of its rows."""
        for sheet, count in self._certain.items():
            yield Problem(sheet, 0, "", "days_not_certain", {"count": str(count)})

    def _change(self, row: DayRow) -> DayChange | None:
        unit = row.unit_key
        if unit is None:
            raise NotTaken("unit_missing")
        way = row.way or (Way.CASH if row.point else None)
        if way is None:
            raise NotTaken("day_way_missing")
        point = self._point(row, unit) if way is Way.CASH else None
        if row.point and point is None:
            self.note(row, "day_point_of_transfer", said=row.point)
        known = self._there.get((unit, programme_of(row, self.head), way, point))
        if row.state in _OVER or (row.state is DayState.POSTPONED and row.day is None):
            if known is None or known.state is not row.state:
                self.note(row, "day_said_otherwise")
            return None
        wanted = self._wanted(row, unit, way, point)
        if self._is_twice(row, wanted):
            return None
        self._look_at_state(row, known)
        if known is None:
            return DayChange(DayAct.PLAN, None, wanted)
        return self._against(row, wanted, known)

    # --- What the row says ----------------------------------------------------------------------

    def _wanted(self, row: DayRow, unit: UnitKey, way: Way, point: int | None) -> PayoutDay:
        if row.day is None:
            raise NotTaken("no_day")
        month = self.head.month
        if not month.plus(-1) <= Month.of(row.day) <= month.plus(1):
            raise NotTaken("day_not_near_month", day=written(row.day), month=_of_month(month))
        opens, closes = self._hours(row) or (None, None)
        if way is Way.ACCOUNT:
            opens = closes = None
        return PayoutDay(
            id=0,
            month=month,
            unit=unit,
            programme=programme_of(row, self.head),
            way=way,
            point=point,
            day=row.day,
            opens=opens,
            closes=closes,
            state=DayState.PLANNED,
            reason=None,
            day_before=None,
            said_on=self.head.made_on,
        )

    def _hours(self, row: DayRow) -> Span | None:
        if row.opens is None or row.closes is None:
            if row.opens is not row.closes:
                self.note(row, "day_hours_half")
            return None
        if row.opens >= row.closes:
            opens, closes = _hour(row.opens), _hour(row.closes)
            raise NotTaken("day_hours_order", opens=opens, closes=closes)
        return row.opens, row.closes

    def _point(self, row: DayRow, unit: UnitKey) -> int:
        points = self._points.get(unit, [])
        still = [one for one in points if one.is_open]
        names = "; ".join(sorted(one.name for one in still))
        unit_name = self.calendar.gazetteer.known(unit).name
        if not still:
            raise NotTaken("day_no_points", unit=unit_name)
        if not row.point:
            raise NotTaken("day_point_missing", points=names)
        meant = points_meant(row.point, still, unit_name)
        match meant.points:
            case [point]:
                if not meant.sure:
                    self.note(row, "day_point_read_as", said=row.point, point=point.name)
                return point.id
            case []:
                closed = [one for one in points if not one.is_open]
                shut = points_meant(row.point, closed, unit_name)
                if shut.points and shut.sure:
                    point = shut.points[0]
                    raise NotTaken("day_point_closed", point=point.name, points=names)
                raise NotTaken("day_point_unknown", said=row.point, points=names)
        several = "; ".join(sorted(one.name for one in meant.points))
        raise NotTaken("day_point_unclear", said=row.point, points=several)

    def _is_twice(self, row: DayRow, wanted: PayoutDay) -> bool:
        first, said = self._seen.setdefault(_money_of(wanted), (row, wanted))
        if first is row:
            return False
        at = place_of(first, row)
        if said != wanted:
            raise NotTaken("day_twice_otherwise", row=at)
        self.note(row, "day_twice", row=at)
        return True

    # --- Held against what is there -------------------------------------------------------------

    def _against(self, row: DayRow, wanted: PayoutDay, known: PayoutDay) -> DayChange | None:
        other_day = wanted.day != known.day
        hours = _other_hours(wanted, known)
        if not other_day and hours is None:
            return None
        if known.state in _OVER:
            self.note(row, "day_is_over", day=_day_of(known))
        elif known.said_on > self.head.made_on:
            self._note_later(row, known)
        elif known.state is DayState.PLANNED:
            act = DayAct.MOVE if other_day else DayAct.HOURS
            wish = Wish(act, wanted.day if other_day else None, hours=hours)
            return DayChange(act, known, after(known, wish, self.head.made_on))
        elif not other_day:
            self.note(row, "day_hours_are_certain", day=_day_of(known))
        elif known.state is DayState.POSTPONED:
            raise NotTaken("day_was_postponed", listed=_day_of(wanted))
        else:
            raise NotTaken("day_is_certain", day=_day_of(known), listed=_day_of(wanted))
        return None

    def _note_later(self, row: DayRow, known: PayoutDay) -> None:
        since = written(known.said_on)
        if known.day is None:
            self.note(row, "day_said_later_open", since=since)
        else:
            self.note(row, "day_said_later", since=since, day=written(known.day))

    # --- What somebody should look at -----------------------------------------------------------

    def _look_at_state(self, row: DayRow, known: PayoutDay | None) -> None:
        if row.state is DayState.POSTPONED and (known is None or known.state is not row.state):
            self.note(row, "day_said_otherwise")
        if row.state is DayState.CONFIRMED and (known is None or known.state is DayState.PLANNED):
            self._certain[row.sheet] = self._certain.get(row.sheet, 0) + 1

    def _look_at_day(self, row: DayRow, day: date) -> None:
        said = written(day)
        if Month.of(day) != self.head.month:
            month = _of_month(self.head.month)
            self.note(row, "day_of_other_month", day=said, month=month)
        if day < self.today:
            self.note(row, "day_past", day=said)
        if (feast := festival_on(day)) is not None:
            self.note(row, "day_feast", day=said, feast=_FEASTS[feast])
        elif day in public_holidays():
            self.note(row, "day_holiday", day=said)
        elif day.weekday() >= _SATURDAY:
            self.note(row, "day_weekend", day=said)


def changed_since(line: PayoutDay, gazetteer: Gazetteer) -> Problem:
    """That a line stays when its list is taken back, since somebody has changed it."""
    values = {"day": _day_of(line), "unit": gazetteer.known(line.unit).name}
    return Problem("", 0, "", "day_changed_since", values)


def _money_of(line: PayoutDay) -> _Money:
    return (line.unit, line.programme, line.way, line.point)


def _other_hours(wanted: PayoutDay, known: PayoutDay) -> Span | None:
    """Those of the list, where it says any and they are others."""
    if wanted.opens is None or wanted.closes is None:
        return None
    hours = (wanted.opens, wanted.closes)
    return None if hours == (known.opens, known.closes) else hours


def _day_of(line: PayoutDay) -> str:
    return written(line.day) if line.day else "–"


def _of_month(month: Month) -> str:
    return f"{month.month:02d}/{month.year}"


def _hour(at: time) -> str:
    return f"{at:%H:%M}"
