"""Lists that came in: staged, made the ones that hold, undone.

Activating is one transaction of a few statements over whole tables, however long the list is; only
single cells that change are written one by one. What waited is removed after it, in batches.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import ModuleType
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    and_,
    delete,
    exists,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from domain.correction import Decision
from domain.lists.problems import level_of
from domain.lists.row import Level, ListKind, Problem
from domain.place import UnitKey
from domain.text import Month
from storage import people_changes
from storage.connection import Store
from storage.imports import changing, days, points
from storage.imports.head import Head
from storage.imports.lines import NoLongerSound
from storage.imports.operator import operator
from storage.imports.waiting import Change
from storage.imports.whereabouts import units_about, units_touched
from storage.sealed import Unreadable
from storage.tables import (
    account,
    case_file,
    entitlement,
    field_change,
    list_account,
    list_change,
    list_entitlement,
    list_in,
    list_line,
    list_payment,
    list_person,
    list_problem,
    metadata,
    payment,
    payment_list,
    person,
    store,
)

_MOVED = (
    (list_person, person),
    (list_entitlement, entitlement),
    (list_account, account),
    (list_payment, payment),
)
"""From where it waits to where it holds, in an order that foreign keys allow."""

_OF_LINES: Mapping[ListKind, ModuleType] = {ListKind.CALENDAR: days, ListKind.POINTS: points}
"""Lists that are made by the steps of the chat, each kind in a module with the same functions."""

_WAITING = (
    list_payment,
    list_account,
    list_entitlement,
    list_person,
    list_line,
    list_problem,
)
_DOUBLED = (
    (list_person, person, ("unit_code", "unit_from")),
    (list_entitlement, entitlement, ("person_id", "programme")),
    (list_account, account, ("person_id",)),
)
"""What waits, and by what it is the same as what another list has made."""

_BATCH = 2_000
_PLACE = ("month", "unit_code", "unit_from", "programme", "way")
"""Of one such place one list holds, with those that supplement it."""


class ListState(StrEnum):
    STAGED = "staged"
    ACTIVE = "active"
    UNDONE = "undone"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class ListIn:
    """``bad``: rows that cannot be taken as they are."""

    id: int
    kind: ListKind
    month: Month
    made_on: date
    adds: bool
    state: ListState
    rows: int
    bad: int
    staged_by: int | None
    staged_at: datetime
    active_by: int | None = None
    active_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """``kept``: cells that have become something else since, and stay so."""

    kept: int


class ListsIn:
    def __init__(self, of: Store) -> None:
        self._store = of

    async def get(self, list_id: int) -> ListIn | None:
        return await self._one(list_in.c.id == list_id)

    async def same_file(self, content: str, head: Head) -> ListIn | None:
        """The list that holds by the very same file; ``content``: a hash of it."""
        return await self._one(
            list_in.c.digest == self._digest(content),
            list_in.c.kind == head.kind.value,
            list_in.c.month == head.month.first_day,
            list_in.c.state == ListState.ACTIVE.value,
        )

    async def begin(self, head: Head, content: str, by: int | None, now: datetime) -> int:
        """A list into which rows are staged from now on."""
        new_id = self._store.ids()
        await self._store.connection.execute(
            insert(list_in).values(
                {
                    "id": new_id,
                    "kind": head.kind.value,
                    "month": head.month.first_day,
                    "made_on": head.made_on,
                    "adds": head.adds,
                    "digest": self._digest(content),
                    "sealed_name": self._store.vault.seal("", list_in.c.sealed_name, new_id),
                    "state": ListState.STAGED.value,
                    "read_as": select(store.c.people_version).scalar_subquery(),
                    "rows": 0,
                    "bad": 0,
                    "staged_by": by,
                    "staged_at": now,
                }
            )
        )
        return new_id

    async def note(self, list_id: int, problems: Iterable[Problem]) -> None:
        """What is wrong with it, for who decides."""
        rows = []
        for one in problems:
            new_id = self._store.ids()
            said = json.dumps([one.sheet, one.row, one.column, one.code, dict(one.values)])
            rows.append(
                {
                    "id": new_id,
                    "in_list": list_id,
                    "level": level_of(one).value,
                    "sealed_problem": self._store.vault.seal(
                        said, list_problem.c.sealed_problem, new_id
                    ),
                }
            )
        if rows:
            await self._store.connection.execute(insert(list_problem), rows)

    async def problems(
        self,
        list_id: int,
        limit: int | None = None,
        level: Level | None = None,
        after: int = 0,
    ) -> tuple[Problem, ...]:
        """In the order in which they were found, those that are errors first; ``after`` so many."""
        where = [list_problem.c.in_list == list_id]
        if level is not None:
            where.append(list_problem.c.level == level.value)
        result = await self._store.connection.execute(
            select(list_problem)
            .where(*where)
            .order_by(list_problem.c.level, list_problem.c.id)
            .limit(limit)
            .offset(after)
        )
        vault = self._store.vault
        read = (
            vault.open(one.sealed_problem, list_problem.c.sealed_problem, one.id) for one in result
        )
        return tuple(Problem(*json.loads(one)) for one in read)

    async def staged(self, list_id: int, rows: int, bad: int) -> None:
        """The whole file is read: so many rows, and so many of them bad."""
        await self._set(list_id, rows=rows, bad=bad)

    async def activate(self, list_id: int, by: int | None, now: datetime) -> bool:
        """Make it the list that holds; False where it is no longer staged, or another one has come
        before it that it would double."""
        version = await people_changes.changed(self._store)  # who activates another one waits here
        await self._say_where(version, list_id)
        staged = await self.get(list_id)
        if staged is None or await self._overtaken(list_id):
            return False
        if not await self._turn(
            *(list_id, ListState.STAGED, ListState.ACTIVE),
            active_by=by,
            active_at=now,
            active_as=version,
        ):
            return False
        if staged.kind in _OF_LINES:
            return await self._work_in(staged, by, now)
        await self._leave_corrected(list_id, staged.staged_at)
        for waits, holds in _MOVED:
            await self._move(list_id, waits, holds)
        await changing.apply(self._store, await self._changes(list_id, done=False))
        await self._store.connection.execute(
            update(list_change).where(list_change.c.in_list == list_id).values(done=True)
        )
        await self._replace(list_id, staged)
        await self._say_where(version, list_id)
        return True

    async def _work_in(self, staged: ListIn, by: int | None, now: datetime) -> bool:
        """A calendar or points; False, and staged again, where they are not so any more as the list
        was held against them."""
        actor = by or await operator(self._store, now)
        try:
            await _OF_LINES[staged.kind].activate(
                self._store, staged.id, staged.made_on, actor, now
            )
        except NoLongerSound as unsound:
            await self._turn(
                staged.id, ListState.ACTIVE, ListState.STAGED, active_by=None, active_at=None
            )
            await self.note(staged.id, unsound.problems)
            return False
        return True

    async def undo(self, list_id: int, now: datetime, by: int | None = None) -> Undone | None:
        """As it was before, but for what has changed again since; None where it does not hold."""
        if not await self._turn(list_id, ListState.ACTIVE, ListState.UNDONE, undone_at=now):
            return None
        held = await self.get(list_id)
        if held is not None and held.kind in _OF_LINES:
            actor = by or await operator(self._store, now)
            return Undone(len(await _OF_LINES[held.kind].undo(self._store, list_id, actor, now)))
        version = await people_changes.changed(self._store)
        await self._say_where(version, list_id)
        execute = self._store.connection.execute
        await execute(
            update(payment_list).where(payment_list.c.from_list == list_id).values(active=False)
        )
        await self._reinstate(list_id)
        kept = await changing.put_back(self._store, await self._changes(list_id, done=True))
        for table in (entitlement, account, person):
            await self._unmake(table, list_id)
        await self._say_where(version, list_id)
        return Undone(kept)

    async def _say_where(self, version: int, list_id: int) -> None:
        """Before anything changes and after it: people are moved, and made, and gone."""
        await people_changes.changed_of(self._store, version, units_touched(list_id))

    async def drop(self, list_id: int) -> bool:
        """What was staged is not wanted; False where it holds already."""
        return await self._turn(list_id, ListState.STAGED, ListState.DROPPED)

    async def to_sweep(self) -> tuple[int, ...]:
        """Lists that are over, of which something still waits, or is left though it was undone."""
        waits = or_(*(_has(table.c.in_list) for table in _WAITING))
        left = or_(
            _has(list_change.c.in_list),
            _has(payment_list.c.from_list),
        )
        gone = list_in.c.state.in_((ListState.UNDONE.value, ListState.DROPPED.value))
        active = list_in.c.state == ListState.ACTIVE.value
        result = await self._store.connection.execute(
            select(list_in.c.id)
            .where(or_(and_(active, waits), and_(gone, or_(waits, left))))
            .order_by(list_in.c.id)
        )
        return tuple(result.scalars())

    async def sweep(self, list_id: int) -> bool:
        """Remove a batch of what waited for a list that is over, or of payments of one that was
        undone; False when nothing is left."""
        for table in _WAITING:
            if await self._delete(table, table.c.in_list == list_id):
                return True
        state = await self._store.connection.scalar(
            select(list_in.c.state).where(list_in.c.id == list_id)
        )
        if state == ListState.ACTIVE.value:
            return False
        own = select(payment_list.c.id).where(payment_list.c.from_list == list_id)
        if await self._delete(payment, payment.c.list_id.in_(own)):
            return True
        if await self._delete(list_change, list_change.c.in_list == list_id):
            return True
        await self._store.connection.execute(
            delete(payment_list).where(payment_list.c.from_list == list_id)
        )
        if state == ListState.UNDONE.value:
            await self._say_where(await people_changes.changed(self._store), list_id)
        await self._unmake(account, list_id)
        await self._unmake(person, list_id)
        return False

    async def units(self, list_id: int) -> frozenset[UnitKey]:
        """Where the people live whom the list is about, whether it still holds or not."""
        result = await self._store.connection.execute(units_about(list_id))
        return frozenset(UnitKey(code, valid_from) for code, valid_from in result)

    async def left_over(self, before: datetime) -> tuple[int, ...]:
        """Lists that were staged before a moment and never confirmed."""
        result = await self._store.connection.execute(
            select(list_in.c.id).where(
                list_in.c.state == ListState.STAGED.value, list_in.c.staged_at < before
            )
        )
        return tuple(result.scalars())

    # --- The steps --------------------------------------------------------------------------

    async def _one(self, *where: Any) -> ListIn | None:
        result = await self._store.connection.execute(
            select(list_in).where(*where).order_by(list_in.c.id.desc()).limit(1)
        )
        row = result.one_or_none()
        return None if row is None else list_of(row)

    def _digest(self, content: str) -> bytes:
        return self._store.vault.index("list_in", content)

    async def _overtaken(self, list_id: int) -> bool:
        """Since it was read another list came to hold: by the very same file, or one that has made
        people in the same units, or what is due to the same people, or their accounts. What is new
        in this one was found new before that."""
        this = select(list_in).where(list_in.c.id == list_id).subquery()
        since = (
            select(list_in.c.id)
            .where(list_in.c.state == ListState.ACTIVE.value, list_in.c.active_as > this.c.read_as)
            .scalar_subquery()
        )
        same = exists().where(
            list_in.c.state == ListState.ACTIVE.value,
            list_in.c.active_as > this.c.read_as,
            list_in.c.digest == this.c.digest,
            list_in.c.kind == this.c.kind,
            list_in.c.month == this.c.month,
        )
        doubled = [
            exists().where(
                waits.c.in_list == list_id,
                holds.c.from_list.in_(since),
                *(waits.c[name] == holds.c[name] for name in names),
            )
            for waits, holds, names in _DOUBLED
        ]
        found = await self._store.connection.scalar(select(or_(same, *doubled)).select_from(this))
        return bool(found)

    async def _set(self, list_id: int, **values: object) -> None:
        await self._store.connection.execute(
            update(list_in).where(list_in.c.id == list_id).values(**values)
        )

    async def _turn(
        self, list_id: int, before: ListState, after: ListState, **values: object
    ) -> bool:
        """Of two who try at once one succeeds."""
        turned = await self._store.connection.execute(
            update(list_in)
            .where(list_in.c.id == list_id, list_in.c.state == before.value)
            .values(state=after.value, **values)
        )
        return bool(turned.rowcount == 1)

    async def _move(self, list_id: int, waits: Table, holds: Table) -> None:
        names = [one.name for one in waits.columns if one.name in holds.c]
        columns = [waits.c[name] for name in names]
        made = [] if "from_list" not in holds.c else [waits.c.in_list.label("from_list")]
        await self._store.connection.execute(
            insert(holds).from_select(
                [*names, *(one.name for one in made)],
                select(*columns, *made).where(waits.c.in_list == list_id),
            )
        )

    async def _leave_corrected(self, list_id: int, since: datetime) -> None:
        """Fields that somebody corrected between the reading of the list and now stay corrected."""
        decided = (
            field_change.c.case_id == case_file.c.id,
            field_change.c.decision == Decision.APPROVED.value,
            field_change.c.decided_at >= since,
        )
        people = select(case_file.c.person_id, field_change.c.field).where(*decided)
        accounts = select(account.c.id, field_change.c.field).where(
            account.c.person_id == case_file.c.person_id, *decided
        )
        for corrected in (people, accounts):
            await self._store.connection.execute(
                delete(list_change).where(
                    list_change.c.in_list == list_id,
                    tuple_(list_change.c.subject, list_change.c.what).in_(corrected),
                )
            )

    async def _changes(self, list_id: int, *, done: bool) -> list[Change]:
        result = await self._store.connection.execute(
            select(list_change)
            .where(list_change.c.in_list == list_id, list_change.c.done == done)
            .order_by(list_change.c.id)
        )
        changes, vault = [], self._store.vault
        for row in result:
            try:
                old, new = (
                    None if cell is None else vault.open(cell, column, row.id)
                    for cell, column in (
                        (row.sealed_old, list_change.c.sealed_old),
                        (row.sealed_new, list_change.c.sealed_new),
                    )
                )
            except Unreadable:
                continue
            changes.append(Change(row.what, row.subject, old, new))
        return changes

    async def _replace(self, list_id: int, staged: ListIn) -> None:
        """The payment lists of the file hold from now on, and those before it no more."""
        execute, mine = self._store.connection.execute, payment_list.c.from_list == list_id
        if not staged.adds:
            place = [payment_list.c[name] for name in _PLACE]
            await execute(
                update(payment_list)
                .where(payment_list.c.active, tuple_(*place).in_(select(*place).where(mine)))
                .values(active=False, replaced_by=list_id)
            )
        await execute(update(payment_list).where(mine).values(active=True))

    async def _reinstate(self, list_id: int) -> None:
        """The payment lists that the file replaced hold again, unless a later file has replaced
        its own; then they are replaced by that."""
        by_place = {_place(one): one.replaced_by for one in await self._lists(list_id, "from_list")}
        for one in await self._lists(list_id, "replaced_by"):
            later = by_place.get(_place(one))
            await self._store.connection.execute(
                update(payment_list)
                .where(payment_list.c.id == one.id)
                .values(active=later is None, replaced_by=later)
            )

    async def _lists(self, list_id: int, by: str) -> Sequence[Any]:
        result = await self._store.connection.execute(
            select(payment_list).where(payment_list.c[by] == list_id)
        )
        return result.all()

    async def _unmake(self, table: Table, list_id: int) -> None:
        """What the list made and nothing refers to is gone; the rest stays for what refers to it.
        An entitlement that it made was never due, and a case that nobody but the lists has shown
        and nobody has touched was none."""
        if table is person:
            self._store.standing_cases.clear()
            strangers = select(person.c.id).where(person.c.from_list == list_id)
            await self._store.connection.execute(
                delete(case_file).where(
                    case_file.c.person_id.in_(strangers),
                    case_file.c.session_id.is_(None),
                    case_file.c.handled_by.is_(None),
                    *_unused(case_file),
                )
            )
        await self._store.connection.execute(
            delete(table).where(table.c.from_list == list_id, *_unused(table))
        )

    async def _delete(self, table: Table, *where: Any) -> int:
        some = select(table.c.id).where(*where).limit(_BATCH)
        gone = await self._store.connection.execute(delete(table).where(table.c.id.in_(some)))
        return gone.rowcount


def list_of(row: Any) -> ListIn:
    return ListIn(
        id=row.id,
        kind=ListKind(row.kind),
        month=Month.of(row.month),
        made_on=row.made_on,
        adds=row.adds,
        state=ListState(row.state),
        rows=row.rows,
        bad=row.bad,
        staged_by=row.staged_by,
        staged_at=row.staged_at,
        active_by=row.active_by,
        active_at=row.active_at,
    )


def _place(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _PLACE)


def _has(of: Column[Any]) -> ColumnElement[bool]:
    return exists().where(of == list_in.c.id)


def _unused(table: Table) -> list[Any]:
    """That no row of any other table refers to it."""
    return [
        ~exists().where(key.parent == table.c.id)
        for other in metadata.tables.values()
        for key in other.foreign_keys
        if key.column is table.c.id and other is not table
    ]
