"""A list of payment points into the store, by the same steps as from the chat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from domain.lists.points import PointChange, Points, changed_since, has_paydays, plan_points
from domain.lists.row import Head, PointRow, Problem
from domain.payout import DayState
from domain.place import PaymentPoint
from domain.point_work import PointAct
from storage.bulletins import Bulletins
from storage.connection import Store
from storage.imports.lines import (
    note_steps,
    note_undone,
    open_lines,
    refuse_unsound,
    seal_lines,
    steps_of,
)
from storage.point_changes import PointChanges, PointStep, Wanted
from storage.reference_lock import alone, read_again
from storage.tables import payout_day, point_change

_STEP = "point_step"
_PAID = (DayState.MONEY_IN_ACCOUNT.value, DayState.CLOSED.value)


async def look(store: Store, rows: Sequence[PointRow], head: Head) -> tuple[Problem, ...]:
    """What of these cannot be taken, or deserves a look, as the points are now."""
    await read_again(store)
    points = await _points(store)
    return plan_points(rows, head.made_on, points, store.today or head.made_on).problems


async def stage(store: Store, list_id: int, rows: Iterable[PointRow]) -> None:
    await seal_lines(store, list_id, rows)


async def activate(store: Store, list_id: int, made_on: date, by: int, now: datetime) -> int:
    """How many points are others now, or new. Raises NoLongerSound."""
    await alone(store)
    await read_again(store)
    rows = await open_lines(store, list_id, PointRow)
    plan = plan_points(rows, made_on, await _points(store), now.date())
    refuse_unsound(plan.problems)
    if not plan.changes:
        return 0
    made = await _make(store, [_wanted(store, one) for one in plan.changes], by, now)
    await note_steps(store, list_id, _STEP, made)
    await Bulletins(store).retire(now)
    return len(made)


async def undo(store: Store, list_id: int, by: int, now: datetime) -> tuple[Problem, ...]:
    """Every point as it was before the list; a new one is closed. What somebody has changed since,
    and where people are to be paid, stays and is named."""
    await alone(store)
    await read_again(store)
    numbers = await steps_of(store, list_id, _STEP)
    steps = [await PointChanges(store).step(number) for number in numbers]
    standing = [one for one in steps if one is not None and not one.undone]
    against = [await _against(store, one, now.date()) for one in standing]
    back = [
        Wanted(step.after, step.turned(), PointAct.TAKE_BACK, undoes=step.id)
        for step, why in zip(standing, against, strict=True)
        if why is None
    ]
    await note_undone(store, list_id, _STEP)
    if back:
        await _make(store, back, by, now)
        await Bulletins(store).retire(now)
    return tuple(why for why in against if why is not None)


async def _make(store: Store, wanted: Sequence[Wanted], by: int, now: datetime) -> tuple[int, ...]:
    made = await PointChanges(store).make_all(wanted, by, now)
    if made is None:
        raise RuntimeError("the points changed under their lock")
    return made


def _wanted(store: Store, change: PointChange) -> Wanted:
    after = change.after if change.before else replace(change.after, id=store.ids())
    return Wanted(change.before, after, change.act)


async def _against(store: Store, step: PointStep, today: date) -> Problem | None:
    """Why a step is not taken back."""
    point = store.reference.points[step.after.id]
    if point != step.after:
        return changed_since(point)
    if not step.turned().is_open and await _pays(store, point, today):
        return has_paydays(point)
    return None


async def _pays(store: Store, point: PaymentPoint, today: date) -> bool:
    """Somebody is still to be paid there."""
    to_come = (payout_day.c.day >= today) | payout_day.c.day.is_(None)
    found = await store.connection.execute(
        select(payout_day.c.id)
        .where(payout_day.c.point_id == point.id, payout_day.c.state.not_in(_PAID), to_come)
        .limit(1)
    )
    return found.first() is not None


async def _points(store: Store) -> Points:
    reference = store.reference
    points = tuple(reference.points.values())
    closed = [one.id for one in points if not one.is_open]
    return Points(points, await _withdrawn(store, closed), reference.gazetteer)


async def _withdrawn(store: Store, closed: Sequence[int]) -> frozenset[int]:
    """Those of them that nobody has closed, but that were new and taken back."""
    result = await store.connection.execute(
        select(point_change.c.point_id, point_change.c.what).where(
            point_change.c.point_id.in_(closed)
        )
    )
    acts: dict[int, set[str]] = {}
    for point, act in result:
        acts.setdefault(point, set()).add(act)
    return frozenset(point for point, done in acts.items() if PointAct.CLOSE not in done)
