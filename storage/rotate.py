"""Sealing every cell anew with the first key, so that an older key can be thrown away.

Nothing is noted down on the way: a cell's own beginning says which key sealed it, so a rotation
that was killed goes on where it was, and one that has nothing to do does nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Select, bindparam, func, select, update

from storage.connection import Store
from storage.database import Database
from storage.progress import Progress, silent
from storage.sealed import Unreadable, Vault, beginning
from storage.tables import metadata, stored_file

_BATCH = 500
_BATCHES = {stored_file.c.sealed_content: 4}
"""Cells at once, where each is large: they are held in memory, and every turn waits for them."""

_PASSES = 5
"""What a turn was holding comes round again; so often only in a very busy service."""


@dataclass(slots=True)
class Rotated:
    """``unreadable``: cells by ``table.column`` that no key opens. ``left``: cells by key id."""

    first: str
    resealed: int = 0
    unreadable: Counter[str] = field(default_factory=Counter)
    left: dict[str, int] = field(default_factory=dict)

    @property
    def unused(self) -> list[str]:
        """Keys that no cell needs any more."""
        return [key for key, cells in self.left.items() if cells == 0]

    @property
    def complete(self) -> bool:
        return not self.unreadable and not any(self.left.values())


def sealed_columns() -> Iterator[Column[Any]]:
    """Every column that holds sealed values. Its row's id is the key of its table."""
    for table in metadata.sorted_tables:
        yield from (column for column in table.columns if column.name.startswith("sealed_"))


async def rotate(database: Database, progress: Progress = silent) -> Rotated:
    """Seal with the first key what another one sealed. A batch is one transaction.

    Raises Unavailable; what is done by then stays done.
    """
    vault = database.vault
    done = Rotated(first=vault.key_ids[0])
    async with database.snapshot() as records:
        total = sum([await _count_others(records.store, one) for one in sealed_columns()])
    for _ in range(_PASSES):
        before = done.resealed
        done.unreadable = Counter()
        for column in sealed_columns():
            await _column(database, column, done, lambda: progress(done.resealed, total))
        if done.resealed == before:
            break
    async with database.snapshot() as records:
        done.left = await _left(records.store, vault)
    return done


async def _column(
    database: Database, column: Column[Any], done: Rotated, said: Callable[[], None]
) -> None:
    last = -1
    while True:
        async with database.transaction() as records:
            batch = Batch(records.store, column)
            found = await batch.reseal(last)
        if found is None:
            return
        last = found
        done.resealed += batch.resealed
        done.unreadable[_place(column)] += batch.unreadable
        said()


class Batch:
    """Some cells of one column, within one transaction."""

    def __init__(self, store: Store, column: Column[Any]) -> None:
        self._store = store
        self._column = column
        self._id = column.table.c.id
        self.resealed = 0
        self.unreadable = 0

    async def reseal(self, after: int) -> int | None:
        """The last id looked at; None when there are no more.

        Rows are locked as they are read, so no turn writes between; what one holds is passed by,
        so that nobody waits for each other in a circle.
        """
        result = await self._store.connection.execute(
            select(self._id, self._column)
            .where(self._id > after, *_sealed_by_others(self._column, self._store.vault))
            .order_by(self._id)
            .limit(_BATCHES.get(self._column, _BATCH))
            .with_for_update(skip_locked=True, key_share=True)
        )
        rows = result.all()
        if not rows:
            return None
        fresh = [cell for row in rows if (cell := self._fresh(row[0], row[1])) is not None]
        self.resealed, self.unreadable = len(fresh), len(rows) - len(fresh)
        if fresh:
            await self._store.connection.execute(
                update(self._column.table)
                .where(self._id == bindparam("row_id"))
                .values({self._column: bindparam("fresh")}),
                fresh,
            )
        last: int = rows[-1][0]
        return last

    def _fresh(self, row: int, sealed: bytes) -> dict[str, object] | None:
        """None for a cell that does not open: it is counted and left as it is."""
        vault = self._store.vault
        try:
            content = vault.open_bytes(sealed, self._column, row)
        except Unreadable:
            return None
        return {"row_id": row, "fresh": vault.seal_bytes(content, self._column, row)}


def _sealed_by_others(column: Column[Any], vault: Vault) -> tuple[Any, ...]:
    return (column.is_not(None), ~_sealed_by(column, vault.key_ids[0]))


def _sealed_by(column: Column[Any], key_id: str) -> Any:
    start = beginning(key_id)
    return func.substr(column, 1, len(start)) == start


def _place(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"


async def _count_others(store: Store, column: Column[Any]) -> int:
    others = _counted(column).where(*_sealed_by_others(column, store.vault))
    return (await store.connection.execute(others)).scalar_one()


async def _left(store: Store, vault: Vault) -> dict[str, int]:
    """How many cells each of the older keys still has."""
    left = dict.fromkeys(vault.key_ids[1:], 0)
    for column in sealed_columns():
        for key_id in left:
            counted = _counted(column).where(_sealed_by(column, key_id))
            left[key_id] += (await store.connection.execute(counted)).scalar_one()
    return left


def _counted(column: Column[Any]) -> Select[int]:
    return select(func.count()).select_from(column.table)
