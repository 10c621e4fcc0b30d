"""A list of paydays into the payout calendar, by the same steps as from the chat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from domain.bulletin import REVOCABLE_FOR
from domain.calendar import DayAct
from domain.lists.days import Calendar, DayChange, changed_since, plan_days, programme_of
from domain.lists.row import DayRow, Head, Problem
from domain.payout import PayoutDay
from domain.place import UnitKey
from domain.text import Month
from storage.bulletins import Bulletins
from storage.calendar_changes import CalendarChanges, LineChange, Made, Wanted
from storage.connection import Store
from storage.imports.lines import (
    month_of,
    note_steps,
    note_undone,
    open_lines,
    refuse_unsound,
    seal_lines,
    steps_of,
)
from storage.reference import read_payout_day
from storage.reference_lock import alone, read_again
from storage.tables import payout_day

_STEP = "calendar_step"


async def look(store: Store, rows: Sequence[DayRow], head: Head) -> tuple[Problem, ...]:
    """What of these cannot be taken, or deserves a look, as the calendar is now. What has passed is
    told by the day of the turn, ``store.today``; without one, by that of the list."""
    await read_again(store)
    calendar = await _calendar(store, head.month)
    return plan_days(rows, head, calendar, store.today or head.made_on).problems


async def stage(store: Store, list_id: int, rows: Iterable[DayRow], head: Head) -> None:
    """Each with its programme, which a list may say once for all."""
    lines = (replace(row, programme=programme_of(row, head)) for row in rows)
    await seal_lines(store, list_id, lines)


async def activate(store: Store, list_id: int, made_on: date, by: int, now: datetime) -> int:
    """How many lines of the calendar are others now. Raises NoLongerSound."""
    await alone(store)
    await read_again(store)
    month = await month_of(store, list_id)
    rows = await open_lines(store, list_id, DayRow)
    calendar = await _calendar(store, month)
    plan = plan_days(rows, Head(month, made_on, None), calendar, now.date())
    refuse_unsound(plan.problems)
    if not plan.changes:
        return 0
    made = await _make(store, _steps(store, plan.changes), by, now)
    await note_steps(store, list_id, _STEP, made)
    await Bulletins(store).retire(now)
    return len(plan.changes)


async def undo(store: Store, list_id: int, by: int, now: datetime) -> tuple[Problem, ...]:
    """Every line as it was before the list; what somebody has changed since stays, and is named."""
    await alone(store)
    await read_again(store)
    numbers = await steps_of(store, list_id, _STEP)
    made = [await CalendarChanges(store).step(number) for number in numbers]
    standing = [one for one in made if one is not None and not one.undone]
    left = [await _as_left(store, one) for one in standing]
    back = [
        Wanted(lines, DayAct.TAKE_BACK, undoes=one.id)
        for one, (lines, _) in zip(standing, left, strict=True)
        if lines
    ]
    await note_undone(store, list_id, _STEP)
    if back:
        await _make(store, back, by, now)
        await _tell_no_news(store, standing[0].at, now)
    gazetteer = store.reference.gazetteer
    return tuple(changed_since(line, gazetteer) for _, lines in left for line in lines)


async def _make(store: Store, steps: Sequence[Wanted], by: int, now: datetime) -> tuple[int, ...]:
    made = await CalendarChanges(store).make_all(steps, by, now)
    if made is None:
        raise RuntimeError("the calendar changed under its lock")
    return made


async def _tell_no_news(store: Store, since: datetime, now: datetime) -> None:
    """As when it is taken back in the chat. Later than that, who was told may hear it anew."""
    bulletins = Bulletins(store)
    await bulletins.retire(now)
    if now < since + REVOCABLE_FOR:
        await bulletins.revive(since, now)


async def _calendar(store: Store, month: Month) -> Calendar:
    """Read from the table, since what is remembered goes back a few months only."""
    rows = await store.connection.execute(
        select(payout_day).where(payout_day.c.month == month.first_day)
    )
    reference = store.reference
    lines = tuple(map(read_payout_day, rows))
    return Calendar(lines, tuple(reference.points.values()), reference.gazetteer)


def _steps(store: Store, changes: Iterable[DayChange]) -> list[Wanted]:
    """One for every unit and act: who keeps the calendar of one unit takes back nothing of
    another's."""
    steps: dict[tuple[UnitKey, DayAct], list[LineChange]] = {}
    for one in changes:
        after = one.after if one.before else replace(one.after, id=store.ids())
        steps.setdefault((after.unit, one.act), []).append(LineChange(one.before, after))
    return [Wanted(tuple(lines), act) for (_, act), lines in steps.items()]


async def _as_left(
    store: Store, made: Made
) -> tuple[tuple[LineChange, ...], tuple[PayoutDay, ...]]:
    """What puts back those lines of a step that are as it left them; and those that are not."""
    ids = [one.line.id for one in made.changes]
    rows = await store.connection.execute(select(payout_day).where(payout_day.c.id.in_(ids)))
    now = {row.id: read_payout_day(row) for row in rows}
    back = tuple(one for one in made.turned() if one.before == now.get(one.line.id))
    others = {one.line.id for one in made.changes} - {one.line.id for one in back}
    return back, tuple(now[one] for one in sorted(others) if one in now)
