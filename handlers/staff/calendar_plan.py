"""A new line of the payout calendar: where, of which month, on which day. Nobody is told of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from domain.calendar import DayAct, first_day, good_days_from
from domain.payday import Payday
from domain.payout import DayState, PayoutDay, Way
from domain.person import Programme
from domain.place import POST_POINTS, PaymentPoint, Unit
from domain.text import Month, Sign, Text
from handlers.asks import OneOf
from handlers.beneficiary.payout_words import POINT_SIGNS, PROGRAMMES
from handlers.staff.asks import yes_or_no
from handlers.staff.calendar_asks import Decided, Sure
from handlers.staff.calendar_done import changed_meanwhile, done, to_calendar
from handlers.staff.calendar_words import LEFT, NOBODY_TOLD, NOT_CERTAIN, outside, warning, where
from handlers.talk import Talk
from storage.calendar_changes import planned
from storage.records import Records

_AHEAD = 3
_OFFERED = 4
_AT_MOST = 9
_ONLY = "only-"


@dataclass(frozen=True, slots=True)
class Blank:
    """Money of one month for which nothing stands in the calendar yet. ``like``: how it was paid
    last, or would be."""

    like: tuple[PayoutDay, ...]

    @property
    def key(self) -> str:
        line = self.like[0]
        return f"{line.point or 'account'}.{line.month}"


async def plan_new(talk: Talk, records: Records, unit: Unit) -> None:
    """Where, and when: that is all, for nothing of it is certain."""
    blanks = places_to_plan(unit, talk.today, records)
    if not blanks:
        talk.say(Text("Nothing is missing in the calendar.").signed(Sign.GO), offers=talk.menu)
        return
    choices = {one.key: (_label(one, records), one) for one in blanks}
    question = Text("Where, and money of which month?").signed(Sign.PLACE)
    blank = await talk.ask("where", OneOf(question, choices))
    decided, like = await _day(talk, records, blank.like)
    if decided is None:
        talk.say(LEFT, offers=to_calendar(talk))
        return
    lines = [replace(line, id=records.new_id(), day=decided, said_on=talk.today) for line in like]
    step = await records.calendar.make(planned(lines), DayAct.PLAN, talk.staff.id, talk.now)
    if step is None:
        await changed_meanwhile(talk, records, _there(lines[0], records))
        return
    await done(talk, records, step, lines)


async def _day(
    talk: Talk, records: Records, like: tuple[PayoutDay, ...]
) -> tuple[date | None, tuple[PayoutDay, ...]]:
    """The day, and for which money; None where it is left."""
    chosen = await talk.ask("day", _which_day(talk, records, like))
    if isinstance(chosen, str) and chosen.startswith(_ONLY):
        like = tuple(one for one in like if chosen == f"{_ONLY}{one.programme}")
        chosen = await talk.ask("day-alone", _which_day(talk, records, like))
    if not isinstance(chosen, Decided) or chosen.day is None:
        return None, like
    against = (*outside(like[0].month, chosen.day), *warning(chosen.day))
    really = yes_or_no(Text("Take that day all the same?"), *against)
    if against and not await talk.ask("really", really):
        return None, like
    return chosen.day, like


def _which_day(talk: Talk, records: Records, like: Sequence[PayoutDay]) -> Sure:
    alone = {
        f"{_ONLY}{one.programme}": Text(
            "Only {programme}", programme=PROGRAMMES[one.programme]
        ).signed(Sign.MONEY)
        for one in like
    }
    first = first_day(like[0], talk.now)
    since = max(first, like[0].day or like[0].month.first_day)
    return Sure(
        talk.today,
        like[0].month,
        (
            Text("{what}.", what=where(like[0], records)).signed(Sign.PLACE),
            NOT_CERTAIN,
            NOBODY_TOLD,
        ),
        Text("On which day?").signed(Sign.DAY),
        None,
        good_days_from(since, _OFFERED),
        first=first,
        more=alone if len(like) > 1 else None,
    )


def _label(blank: Blank, records: Records) -> Text:
    line = blank.like[0]
    point = records.reference.point(line)
    sign = POINT_SIGNS[point.kind] if point else Sign.ACCOUNT
    return where(line, records).signed(sign)


def _there(line: PayoutDay, records: Records) -> Payday | None:
    """What stands by now where a line was to be planned."""
    same = [
        one
        for one in records.reference.calendar.get(line.unit, ())
        if (one.month, one.way, one.point) == (line.month, line.way, line.point)
    ]
    return Payday((same[0],)) if same else None


# --- What there is to be planned -----------------------------------------------------------------


def places_to_plan(unit: Unit, today: date, records: Records) -> tuple[Blank, ...]:
    """Money of this month and the next two for which there is no line yet, by place."""
    months = [Month.of(today).plus(ahead) for ahead in range(_AHEAD)]
    found = (
        _blank(unit, point, month, today, records)
        for month in months
        for point in (*_post_points(unit, records), None)
    )
    return tuple(one for one in found if one is not None)[:_AT_MOST]


def _post_points(unit: Unit, records: Records) -> Iterator[PaymentPoint]:
    for point in records.reference.points.values():
        if point.unit == unit.key and point.is_open and point.kind in POST_POINTS:
            yield point


def _blank(
    unit: Unit, point: PaymentPoint | None, month: Month, today: date, records: Records
) -> Blank | None:
    calendar = records.reference.calendar.get(unit.key, ())
    here = [one for one in calendar if one.point == (point.id if point else None)]
    there_already = {one.programme for one in here if one.month == month}
    usual = {one.programme: one for one in here}  # the calendar is in the order of months
    made = tuple(
        _new_line(unit, point, month, today, programme, usual.get(programme))
        for programme in (usual or Programme)
        if programme not in there_already
    )
    return Blank(made) if made else None


def _new_line(
    unit: Unit,
    point: PaymentPoint | None,
    month: Month,
    today: date,
    programme: Programme,
    usual: PayoutDay | None,
) -> PayoutDay:
    opens, closes = (usual.opens, usual.closes) if usual else _hours_of(point)
    return PayoutDay(
        id=0,
        month=month,
        unit=unit.key,
        programme=programme,
        way=Way.CASH if point else Way.ACCOUNT,
        point=point.id if point else None,
        day=max(month.first_day, today),
        opens=opens,
        closes=closes,
        state=DayState.PLANNED,
        reason=None,
        day_before=None,
        said_on=today,
    )


def _hours_of(point: PaymentPoint | None) -> tuple[time | None, time | None]:
    if point is None or point.hours is None:
        return None, None
    return point.hours.spans[0]
