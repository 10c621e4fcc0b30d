"""Changes of the payout calendar: done only to what was seen, written down, and taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, exists, insert, or_, select, update

from domain.calendar import DayAct
from domain.payout import DayState, PayoutDay, PostponedBecause, Way
from domain.person import Programme
from domain.place import UnitKey
from domain.text import Month
from storage.connection import Store
from storage.reference import read_payout_day
from storage.reference_lock import alone, changed, read_again
from storage.tables import calendar_change, payout_day
from storage.tables.changes import AFTER, BEFORE

_AT_ONCE = 200
"""New lines looked for by one statement: SQLite's limit on the depth of an expression is 1000."""

_SAID = ("state", "day", "opens", "closes", "reason", "day_before", "said_on")


@dataclass(frozen=True, slots=True)
class LineChange:
    """One line before and after; None where it was not, or is no more."""

    before: PayoutDay | None
    after: PayoutDay | None

    @property
    def line(self) -> PayoutDay:
        found = self.after or self.before
        if found is None:
            raise ValueError("a change of nothing")
        return found


@dataclass(frozen=True, slots=True)
class Made:
    """One step: everything that one tap changed. ``undone``: it was taken back."""

    id: int
    at: datetime
    actor: int
    act: DayAct
    changes: tuple[LineChange, ...]
    undone: bool

    @property
    def takes_back(self) -> bool:
        return self.act is DayAct.TAKE_BACK

    @property
    def unit(self) -> UnitKey:
        return self.changes[0].line.unit

    def turned(self) -> tuple[LineChange, ...]:
        """What puts everything back as it was."""
        return tuple(LineChange(one.after, one.before) for one in self.changes)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One step that is to be made. ``undoes``: the step that it takes back."""

    changes: Sequence[LineChange]
    act: DayAct
    undoes: int | None = None


class CalendarChanges:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def make(
        self,
        changes: Sequence[LineChange],
        act: DayAct,
        actor: int,
        now: datetime,
        *,
        undoes: int | None = None,
    ) -> int | None:
        """All of it or nothing; the number of the step, or None where the calendar says something
        else by now than what was seen."""
        made = await self.make_all([Wanted(changes, act, undoes)], actor, now)
        return made[0] if made else None

    async def make_all(
        self, steps: Sequence[Wanted], actor: int, now: datetime
    ) -> tuple[int, ...] | None:
        """Several steps at once, all of them or none; their numbers, or None as of `make`."""
        await alone(self._store)
        changes = [one for step in steps for one in step.changes]
        if not await self._still_so(changes):
            await read_again(self._store)
            return None
        for one in changes:
            await self._write(one)
        made = [await self._note(step, actor, now) for step in steps]
        await changed(self._store)
        return tuple(made)

    async def step(self, together: int) -> Made | None:
        """One step by its number."""
        found = await self._made(
            select(calendar_change).where(calendar_change.c.together == together)
        )
        return found[0] if found else None

    async def last_of(self, lines: Collection[int]) -> Made | None:
        """The newest step that changed one of these lines."""
        newest = (
            select(calendar_change.c.together)
            .where(calendar_change.c.day_id.in_(lines))
            .order_by(calendar_change.c.id.desc())
            .limit(1)
        )
        together = (await self._store.connection.execute(newest)).scalar_one_or_none()
        return await self.step(together) if together is not None else None

    async def _still_so(self, changes: Sequence[LineChange]) -> bool:
        wanted = {one.before.id: one.before for one in changes if one.before is not None}
        result = await self._store.connection.execute(
            select(payout_day).where(payout_day.c.id.in_(wanted)).with_for_update()
        )
        found = {row.id: read_payout_day(row) for row in result}
        added = [one.after for one in changes if one.before is None and one.after is not None]
        return found == wanted and not await self._any_is_there(added)

    async def _any_is_there(self, lines: Sequence[PayoutDay]) -> bool:
        """A line for the same money at the same place and month stands already."""
        for start in range(0, len(lines), _AT_ONCE):
            same = or_(*(_same_place(one) for one in lines[start : start + _AT_ONCE]))
            found = select(payout_day.c.id).where(same).limit(1)
            if (await self._store.connection.execute(found)).first() is not None:
                return True
        return False

    async def _write(self, change: LineChange) -> None:
        execute, line = self._store.connection.execute, change.line
        if change.after is None:
            await execute(delete(payout_day).where(payout_day.c.id == line.id))
        elif change.before is None:
            await execute(insert(payout_day), _where(line) | {"id": line.id} | _says(line))
        else:
            await execute(
                update(payout_day).where(payout_day.c.id == line.id).values(**_says(line))
            )

    async def _note(self, step: Wanted, actor: int, now: datetime) -> int:
        ids = [self._store.ids() for _ in step.changes]
        rows = [
            {
                "id": new,
                "at": now,
                "actor_id": actor,
                "what": step.act.value,
                "together": ids[0],
                "undoes": step.undoes,
                "day_id": one.line.id,
                **_where(one.line),
                **_prefixed(BEFORE, one.before),
                **_prefixed(AFTER, one.after),
            }
            for new, one in zip(ids, step.changes, strict=True)
        ]
        await self._store.connection.execute(insert(calendar_change), rows)
        return ids[0]

    async def _made(self, query: Select[Any]) -> list[Made]:
        rows = (await self._store.connection.execute(query.order_by(calendar_change.c.id))).all()
        if not rows:
            return []
        first = rows[0]
        later = calendar_change.alias()
        undone = await self._store.connection.execute(
            select(exists().where(later.c.undoes == first.together))
        )
        changes = tuple(LineChange(_read(BEFORE, row), _read(AFTER, row)) for row in rows)
        act = DayAct(first.what)
        return [Made(first.together, first.at, first.actor_id, act, changes, undone.scalar_one())]


def changes_of(before: Iterable[PayoutDay], after: Iterable[PayoutDay]) -> tuple[LineChange, ...]:
    """Lines as they are and as they are to be, in the same order."""
    return tuple(LineChange(old, new) for old, new in zip(before, after, strict=True))


def planned(lines: Iterable[PayoutDay]) -> tuple[LineChange, ...]:
    """Lines that are new."""
    return tuple(LineChange(None, line) for line in lines)


def _same_place(line: PayoutDay) -> Any:
    column, point = payout_day.c, line.point
    return (
        (column.unit_code == line.unit.code)
        & (column.unit_from == line.unit.valid_from)
        & (column.month == line.month.first_day)
        & (column.programme == line.programme.value)
        & (column.way == line.way.value)
        & (column.point_id.is_(None) if point is None else column.point_id == point)
    )


def _where(line: PayoutDay) -> dict[str, Any]:
    """What a line is about, which never changes."""
    return {
        "month": line.month.first_day,
        "unit_code": line.unit.code,
        "unit_from": line.unit.valid_from,
        "programme": line.programme.value,
        "way": line.way.value,
        "point_id": line.point,
    }


def _says(line: PayoutDay) -> dict[str, Any]:
    return {
        "state": line.state.value,
        "day": line.day,
        "opens": line.opens,
        "closes": line.closes,
        "reason": line.reason.value if line.reason else None,
        "day_before": line.day_before,
        "said_on": line.said_on,
    }


def _prefixed(prefix: str, line: PayoutDay | None) -> dict[str, Any]:
    says = _says(line) if line else dict.fromkeys(_SAID)
    return {f"{prefix}{name}": value for name, value in says.items()}


def _read(prefix: str, row: Any) -> PayoutDay | None:
    said = {name: row._mapping[f"{prefix}{name}"] for name in _SAID}
    if said["state"] is None:
        return None
    return PayoutDay(
        id=row.day_id,
        month=Month.of(row.month),
        unit=UnitKey(row.unit_code, row.unit_from),
        programme=Programme(row.programme),
        way=Way(row.way),
        point=row.point_id,
        day=said["day"],
        opens=said["opens"],
        closes=said["closes"],
        state=DayState(said["state"]),
        reason=PostponedBecause(said["reason"]) if said["reason"] else None,
        day_before=said["day_before"],
        said_on=said["said_on"],
    )
