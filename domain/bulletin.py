"""What many are to be told: which bulletins a payout calendar calls for, and when each is due.

A bulletin is about all lines of one unit, way, point and day, whatever the programme, so that
nobody is told twice. It holds no more than names the lines; whether they still say so is asked of
the calendar again when it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby

from domain.notice import NoticeKind
from domain.payout import DayState, PayoutDay, Way
from domain.place import PaymentPoint, UnitKey
from domain.quiet import QuietHours

REVOCABLE_FOR = timedelta(minutes=10)
"""Who has confirmed or postponed a day may take it back so long; nobody is told before."""

EVE_AT = time(16, 0)
ASKED_AT = time(9, 0)
ASKED_AFTER = timedelta(days=2)
_ASKED_FOR = timedelta(days=3)
_SAID_LATELY = timedelta(days=3)
CLOSES = time(17, 0)
"""When a payout is taken to end whose hours are not known."""

_LAST = time(23, 59)

_TO_COME = frozenset({DayState.PLANNED, DayState.CONFIRMED, DayState.POSTPONED})
_CALLS: Mapping[NoticeKind, frozenset[DayState]] = {
    NoticeKind.DAY_CONFIRMED: frozenset({DayState.CONFIRMED}),
    NoticeKind.PAYDAY_EVE: frozenset({DayState.CONFIRMED}),
    NoticeKind.PAYDAY_MORNING: frozenset({DayState.CONFIRMED}),
    NoticeKind.DAY_POSTPONED: frozenset({DayState.POSTPONED}),
    NoticeKind.POINT_CLOSED: _TO_COME,
    NoticeKind.POINT_NOW: _TO_COME,
    NoticeKind.DID_IT_ARRIVE: frozenset(
        {DayState.CONFIRMED, DayState.CLOSED, DayState.MONEY_IN_ACCOUNT}
    ),
}
"""In which states of its lines each kind is true."""

PUBLIC = frozenset(_CALLS) - {NoticeKind.DID_IT_ARRIVE}
"""What also who asked about a place is told; the rest is about people."""


class BulletinState(StrEnum):
    PLANNED = "planned"  # it is not due, or nobody is queued yet
    OPEN = "open"  # its notices wait, or go out
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class News:
    """What is to be told. ``point`` is None for a transfer. ``day`` is None for a payout without a
    new day.

    ``day_before``: of a payday the one that was announced before; of a point that has moved, when.
    """

    kind: NoticeKind
    unit: UnitKey
    way: Way
    point: int | None
    day: date | None
    day_before: date | None

    @property
    def key(self) -> str:
        """What it is called while it is true: the same however often it is called for."""
        said = (self.kind, self.unit, self.way, self.point, self.day, self.day_before)
        return "/".join(str(one or "") for one in said)


@dataclass(frozen=True, slots=True)
class Bulletin(News):
    """News as it stands in the store. ``queued_to``: while some of those who are to hear it are
    queued already, the last session of these."""

    id: int
    state: BulletinState
    queued_to: int | None = None


@dataclass(frozen=True, slots=True)
class Draft(News):
    """News that is called for. ``expires_at``: after that it helps nobody."""

    due_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class _Line:
    """Lines alike in all that a bulletin says. ``closes``: the latest of them."""

    unit: UnitKey
    way: Way
    point: int | None
    state: DayState
    day: date | None
    day_before: date | None
    closes: time
    said_on: date


def called_for(
    days: Iterable[PayoutDay],
    points: Mapping[int, PaymentPoint],
    now: datetime,
    quiet: QuietHours,
) -> tuple[Draft, ...]:
    """Every bulletin that the calendar calls for today, made already or not."""
    lines = tuple(_lines(days))
    drafts = [draft for line in lines for draft in _drafts(line, now)]
    of_points = _first_of_each(_of_points(lines, points, now))
    return tuple(_in_the_day(draft, quiet) for draft in (*drafts, *of_points))


def lines_of(news: News, days: Iterable[PayoutDay]) -> tuple[PayoutDay, ...]:
    """The lines of its unit of which it still is true; none: it is stale."""
    return tuple(
        one
        for one in days
        if (one.way, one.point, one.day) == (news.way, news.point, news.day)
        and one.state in _CALLS[news.kind]
        and (news.kind is not NoticeKind.DAY_POSTPONED or one.day_before == news.day_before)
    )


def struck_out(day: PayoutDay) -> date | None:
    """The day of before, where it is postponed; of no interest where the new one is certain."""
    return day.day_before if day.state is DayState.POSTPONED else None


def seconds_for(count: int, per_second: float) -> int:
    """How long so many take at that pace."""
    return round(count / per_second)


def _lines(days: Iterable[PayoutDay]) -> Iterator[_Line]:
    def alike(day: PayoutDay) -> tuple[str, ...]:
        return tuple(map(str, (day.unit, day.way, day.point, day.state, day.day, struck_out(day))))

    for _, found in groupby(sorted(days, key=alike), alike):
        group: Sequence[PayoutDay] = tuple(found)
        first = group[0]
        yield _Line(
            first.unit,
            first.way,
            first.point,
            first.state,
            first.day,
            struck_out(first),
            closes=max(one.closes or CLOSES for one in group),
            said_on=max(one.said_on for one in group),
        )


def _drafts(line: _Line, now: datetime) -> Iterator[Draft]:
    today, soon = now.date(), now + REVOCABLE_FOR
    match line.state:
        case DayState.CONFIRMED if line.day is not None and line.day > today:
            yield _draft(NoticeKind.DAY_CONFIRMED, line, soon, _at(line.day, time.min, now))
        case DayState.CONFIRMED if line.day == line.said_on == today:
            closes = line.closes if line.way is Way.CASH else _LAST
            yield _draft(NoticeKind.DAY_CONFIRMED, line, soon, _at(today, closes, now))
        case DayState.POSTPONED if _is_news(line, today):
            until = _at(line.day or line.said_on + _SAID_LATELY, _LAST, now)
            yield _draft(NoticeKind.DAY_POSTPONED, line, soon, until)
    if line.day is None:
        return
    if line.state is DayState.CONFIRMED and line.way is Way.CASH:
        yield from _reminders(line, line.day, now)
    if line.day + ASKED_AFTER == today and line.state in _CALLS[NoticeKind.DID_IT_ARRIVE]:
        due = _at(today, ASKED_AT, now)
        yield _draft(NoticeKind.DID_IT_ARRIVE, line, due, _at(today + _ASKED_FOR, _LAST, now))


def _reminders(line: _Line, day: date, now: datetime) -> Iterator[Draft]:
    today = now.date()
    # Said only today, it may be that it was said just now.
    soonest = now + REVOCABLE_FOR if line.said_on >= today else now
    if day == today + timedelta(days=1):
        due_at = max(soonest, _at(today, EVE_AT, now))
        yield _draft(NoticeKind.PAYDAY_EVE, line, due_at, _at(today, _LAST, now))
    if day == today:
        yield _draft(NoticeKind.PAYDAY_MORNING, line, soonest, _at(today, line.closes, now))


def _of_points(
    lines: Iterable[_Line], points: Mapping[int, PaymentPoint], now: datetime
) -> Iterator[Draft]:
    """A point that is closed, or has lately moved or opened again, for every payday that is still
    to come there."""
    for line in lines:
        point = points.get(line.point or 0)
        if point is None or line.day is None or line.day < now.date():
            continue
        kind = _news_of(point, now.date())
        if kind is not None and line.state in _CALLS[kind]:
            since = point.here_since if kind is NoticeKind.POINT_NOW else line.day_before
            until = _at(line.day, line.closes, now)
            draft = _draft(kind, line, now + REVOCABLE_FOR, until)
            yield replace(draft, day_before=since)


def _news_of(point: PaymentPoint, today: date) -> NoticeKind | None:
    if not point.is_open:
        return NoticeKind.POINT_CLOSED
    lately = point.here_since is not None and point.here_since + _SAID_LATELY >= today
    return NoticeKind.POINT_NOW if lately else None


def _first_of_each(of_points: Iterable[Draft]) -> Iterable[Draft]:
    """Of each point only the payday that comes first: its news is said once for it."""
    by_day = sorted(of_points, key=lambda one: one.expires_at, reverse=True)
    return {(one.unit, one.point): one for one in by_day}.values()


def _is_news(line: _Line, today: date) -> bool:
    """Postponed lately, and not past already."""
    if line.day is not None:
        return line.day >= today
    return line.said_on + _SAID_LATELY >= today


def _draft(kind: NoticeKind, line: _Line, due_at: datetime, expires_at: datetime) -> Draft:
    return Draft(
        kind, line.unit, line.way, line.point, line.day, line.day_before, due_at, expires_at
    )


def _in_the_day(draft: Draft, quiet: QuietHours) -> Draft:
    return replace(draft, due_at=quiet.over(draft.due_at))


def _at(day: date, hour: time, now: datetime) -> datetime:
    return datetime.combine(day, hour, now.tzinfo)
