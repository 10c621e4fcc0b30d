"""Lines of a calendar or of a list of points, sealed while they wait, and the steps they became."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import insert, select, update

from domain.lists.encoded import fields_from_json, fields_to_json
from domain.lists.problems import level_of
from domain.lists.row import DayRow, Level, PointRow, Problem
from domain.text import Month
from storage.connection import Store
from storage.tables import list_change, list_in, list_line

Line = TypeVar("Line", DayRow, PointRow)


class NoLongerSound(Exception):
    """What could be taken when the list was staged cannot be taken now: the calendar or the points
    have changed meanwhile. Nothing was done; ``problems`` say what stands against it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("the list is no longer sound")
        self.problems = tuple(problems)


def refuse_unsound(problems: Iterable[Problem]) -> None:
    """Raises NoLongerSound where one of them is an error."""
    errors = [one for one in problems if level_of(one) is Level.ERROR]
    if errors:
        raise NoLongerSound(errors)


async def seal_lines(store: Store, list_id: int, rows: Iterable[DayRow | PointRow]) -> None:
    """They wait where nothing else reads. Raises ValueError for a row of no unit."""
    made = [_sealed(store, list_id, row) for row in rows]
    if made:
        await store.connection.execute(insert(list_line), made)


async def open_lines(store: Store, list_id: int, kind: type[Line]) -> tuple[Line, ...]:
    """As they were sealed, in their order."""
    result = await store.connection.execute(
        select(list_line.c.id, list_line.c.sealed_row)
        .where(list_line.c.in_list == list_id)
        .order_by(list_line.c.id)
    )
    vault = store.vault
    return tuple(
        fields_from_json(
            kind, json.loads(vault.open(row.sealed_row, list_line.c.sealed_row, row.id))
        )
        for row in result
    )


async def month_of(store: Store, list_id: int) -> Month:
    """The month that a list is for."""
    found = await store.connection.execute(select(list_in.c.month).where(list_in.c.id == list_id))
    return Month.of(found.scalar_one())


# --- What a list did ------------------------------------------------------------------------------


async def note_steps(store: Store, list_id: int, what: str, steps: Iterable[int]) -> None:
    """So that they are found again to be taken back."""
    rows = [
        {"id": store.ids(), "in_list": list_id, "what": what, "subject": step, "done": True}
        for step in steps
    ]
    if rows:
        await store.connection.execute(insert(list_change), rows)


async def steps_of(store: Store, list_id: int, what: str) -> tuple[int, ...]:
    """Those that stand, the newest first."""
    result = await store.connection.execute(
        select(list_change.c.subject)
        .where(_of(list_id, what), list_change.c.done)
        .order_by(list_change.c.id.desc())
    )
    return tuple(result.scalars())


async def note_undone(store: Store, list_id: int, what: str) -> None:
    """None of its steps stands any more."""
    await store.connection.execute(update(list_change).where(_of(list_id, what)).values(done=False))


def _of(list_id: int, what: str) -> Any:
    return (list_change.c.in_list == list_id) & (list_change.c.what == what)


def _sealed(store: Store, list_id: int, row: DayRow | PointRow) -> dict[str, Any]:
    if row.unit_key is None:
        raise ValueError("a line of no unit")
    new_id = store.ids()
    written = json.dumps(fields_to_json(row), ensure_ascii=False)
    sealed = store.vault.seal(written, list_line.c.sealed_row, new_id)
    return {"id": new_id, "in_list": list_id, "sealed_row": sealed}
