"""What the numbers of a day take longest to count, counted ahead and kept by unit.

It holds for a unit until people, accounts or payments there change: whoever changes them says so,
in the order in which it is committed (`storage.people_changes`). Of what nobody has said anything,
everything is counted anew.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, get_type_hints

from sqlalchemy import and_, delete, distinct, func, insert, select

from domain.place import UnitKey
from storage.connection import Store
from storage.questions import NOWHERE
from storage.summary_counting import among
from storage.summary_rows import (
    BankRow,
    OfPeople,
    PaymentRow,
    PeopleRow,
    UncollectedRow,
    WaitingRow,
)
from storage.tables import counted_ahead, counted_day, people_change, store

_ROWS: Mapping[str, type] = {
    "people": PeopleRow,
    "waiting": WaitingRow,
    "payments": PaymentRow,
    "uncollected": UncollectedRow,
    "banks": BankRow,
}
_KEY = 2
"""The unit stands first in every row, and is not written again."""

_KEPT = timedelta(days=1)
"""Yesterday is asked about in the morning."""

_PAGE = 500

AT_ONCE = 500
"""Units; of more, all are counted in less time."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What holds still, and where it does not."""

    counted: OfPeople
    changed: frozenset[UnitKey]


class CountedAhead:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def version(self) -> int:
        """As of which the people are now."""
        found: int = (await self._execute(select(store.c.people_version))).scalar_one()
        return found

    async def changed(self, day: date) -> frozenset[UnitKey] | None:
        """Where something has changed since it was counted; None where anything may have, or
        nothing of the day was counted."""
        counted = (
            await self._execute(select(counted_day.c.version).where(counted_day.c.day == day))
        ).scalar_one_or_none()
        if counted is None or not await self._all_is_said(counted):
            return None
        here = and_(
            counted_ahead.c.day == day,
            counted_ahead.c.unit_code == people_change.c.unit_code,
            counted_ahead.c.unit_from == people_change.c.unit_from,
        )
        rows = await self._execute(
            select(people_change.c.unit_code, people_change.c.unit_from)
            .outerjoin(counted_ahead, here)
            .where(
                people_change.c.version > func.coalesce(counted_ahead.c.version, counted),
                people_change.c.unit_code != NOWHERE.code,
            )
            .distinct()
        )
        return frozenset(UnitKey(*row) for row in rows)

    async def of(self, day: date, units: Collection[UnitKey] | None) -> Ahead | None:
        """``units``: None for all. None where nothing of the day holds."""
        changed = await self.changed(day)
        if changed is None:
            return None
        wanted = [counted_ahead.c.day == day]
        if units is not None:
            wanted.append(among(counted_ahead.c.unit_code, counted_ahead.c.unit_from, units))
        rows = await self._execute(
            select(
                counted_ahead.c.unit_code, counted_ahead.c.unit_from, counted_ahead.c.counts
            ).where(*wanted)
        )
        held = ((UnitKey(row[0], row[1]), row[2]) for row in rows)
        counted = _read((unit, counts) for unit, counts in held if unit not in changed)
        return Ahead(counted, changed if units is None else changed & frozenset(units))

    async def keep(
        self, day: date, version: int, counted: OfPeople, units: Collection[UnitKey] | None
    ) -> int:
        """As it was counted of that version; ``units``: None for all; of how many units. What is
        older than yesterday goes, with the changes that nobody needs any more."""
        by_unit = _by_unit(counted)
        if units is None:
            await self._keep_day(day, version)
        rows = [
            {
                "day": day,
                "unit_code": unit.code,
                "unit_from": unit.valid_from,
                "version": version,
                "counts": json.dumps(by_unit.get(unit, {}), separators=(",", ":")),
            }
            for unit in sorted(by_unit if units is None else units)
        ]
        new = self._store.insert(counted_ahead)
        upsert = new.on_conflict_do_update(
            index_elements=[one.name for one in counted_ahead.primary_key],
            set_={"version": new.excluded.version, "counts": new.excluded.counts},
            where=new.excluded.version >= counted_ahead.c.version,
        )
        for first in range(0, len(rows), _PAGE):
            await self._store.connection.execute(upsert, rows[first : first + _PAGE])
        return len(rows)

    async def _keep_day(self, day: date, version: int) -> None:
        old = day - _KEPT
        for table in (counted_day, counted_ahead):
            await self._execute(delete(table).where(table.c.day < old))
        this_day = (counted_ahead.c.day == day, counted_ahead.c.version < version)
        await self._execute(delete(counted_ahead).where(*this_day))
        await self._execute(delete(counted_day).where(counted_day.c.day == day))
        await self._store.connection.execute(insert(counted_day), {"day": day, "version": version})
        oldest = select(func.min(counted_day.c.version)).scalar_subquery()
        await self._execute(delete(people_change).where(people_change.c.version <= oldest))

    async def _all_is_said(self, since: int) -> bool:
        """Of every version after that one it is said where people have changed."""
        said = select(func.count(distinct(people_change.c.version))).where(
            people_change.c.version > since
        )
        row = (await self._execute(select(store.c.people_version, said.scalar_subquery()))).one()
        return bool(row[0] - since == row[1])

    async def _execute(self, statement: Any) -> Any:
        return await self._store.connection.execute(statement)


def _by_unit(counted: OfPeople) -> dict[UnitKey, dict[str, list[list[Any]]]]:
    found: dict[UnitKey, dict[str, list[list[Any]]]] = defaultdict(lambda: defaultdict(list))
    for kind in _ROWS:
        for row in getattr(counted, kind):
            found[UnitKey(*row[:_KEY])][kind].append([_plain(one) for one in row[_KEY:]])
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _read(held: Iterable[tuple[UnitKey, str]]) -> OfPeople:
    found: dict[str, list[Any]] = {kind: [] for kind in _ROWS}
    for unit, counts in held:
        for kind, rows in json.loads(counts).items():
            made, days = _ROWS[kind], _DAYS[kind]
            for row in rows:
                for at in days:
                    row[at] = date.fromisoformat(row[at])
                found[kind].append(made(unit.code, unit.valid_from, *row))
    return OfPeople(**found)


def _days(row: type) -> Sequence[int]:
    """Where in what is written of a row a day stands."""
    hints = list(get_type_hints(row).values())[_KEY:]
    return [at for at, hint in enumerate(hints) if hint is date]


_DAYS = {kind: _days(row) for kind, row in _ROWS.items()}
