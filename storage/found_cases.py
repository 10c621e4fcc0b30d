"""What lists held against each other show becomes cases that nobody has reported; and what they
show no more ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from domain.case import STANDING, CaseKind, CaseState, PaidHow, new_number
from domain.case_flow import CaseEvent
from domain.place import UnitKey
from domain.reconcile import FILED_AS, LASTING, Finding
from domain.text import Month
from storage.case_rows import standing
from storage.case_telling import CaseTelling
from storage.cases import Cases, Filing, begun
from storage.connection import Store
from storage.tables import case_event, case_file, person

_TRIES = 8
_BEGINS = (CaseEvent.FILED.value, CaseEvent.REOPENED.value, CaseEvent.APPEALED.value)
_KINDS = sorted({kind.value for kind, _ in FILED_AS})
_LASTING = sorted(error.reason for error in LASTING)

Key: TypeAlias = tuple[int, CaseKind, str]
"""Whom it is about, and what it is: of a month that is one case."""


@dataclass(frozen=True, slots=True)
class Known:
    """A case that is there. ``shown``: the lists showed it when they were last held against each
    other. ``begun``: the id of the event with which it began, or began anew: what was made later
    has a higher one. ``listed``: it ended because the lists showed it no more."""

    id: int
    number: str
    key: Key
    stands: bool
    undecided: bool
    shown: bool
    begun: int
    listed: bool


class FoundCases:
    """Of one month, in one transaction."""

    def __init__(self, store: Store, month: Month, now: datetime) -> None:
        self._store = store
        self._month = month
        self._now = now
        self._cases = Cases(store)

    async def known(self, people: ColumnElement[bool]) -> dict[Key, Known]:
        """``people`` says whose, by columns of `person`. What is wrong in a record is known from
        whatever month it stands."""
        of_event = case_event.c.case_id == case_file.c.id
        began = select(func.max(case_event.c.id)).where(of_event, case_event.c.event.in_(_BEGINS))
        last = select(case_event.c.event).where(of_event).order_by(case_event.c.id.desc()).limit(1)
        of_month = case_file.c.month == self._month.first_day
        lasts = and_(case_file.c.reason.in_(_LASTING), standing)
        rows = await self._store.connection.execute(
            select(
                case_file,
                began.correlate(case_file).scalar_subquery().label("began"),
                last.correlate(case_file).scalar_subquery().label("last"),
            )
            .where(
                case_file.c.person_id.in_(select(person.c.id).where(people)),
                case_file.c.kind.in_(_KINDS),
                or_(of_month, lasts),
            )
            .order_by(standing, case_file.c.id)
        )
        found = (_known(row) for row in rows)
        return {one.key: one for one in found if (one.key[1], one.key[2]) in FILED_AS}

    async def keep(
        self, found: Sequence[Finding], known: Mapping[Key, Known]
    ) -> tuple[dict[Key, str], list[int]]:
        """The number of each, and the cases that are open because of it and were not before. What
        somebody has closed stays so, while the lists are still those they looked at."""
        numbers = {key: known[key].number for key in map(key_of, found) if key in known}
        again = [known[key] for key in numbers if not known[key].stands and known[key].listed]
        fresh = [one for one in found if key_of(one) not in known]
        opened = [one.id for one in again if await self._reopen(one)]
        made = await self._file(fresh)
        await self._mark([known[key].id for key in numbers if known[key].stands], opened)
        return numbers | {key: number for key, (_, number) in made.items()}, [
            *opened,
            *(new_id for new_id, _ in made.values() if new_id),
        ]

    async def end(self, case_id: int, paid: PaidHow) -> bool:
        """The lists show it no more; whoever reported it hears so."""
        happened = await self._cases.happen(case_id, CaseEvent.LISTED, None, self._now, paid=paid)
        return happened is not None

    async def tell(self, unit: UnitKey, first: int) -> None:
        """Once for all of a unit; ``first`` is any of its cases."""
        await CaseTelling(self._store).found(unit, first, self._now)

    async def _reopen(self, one: Known) -> bool:
        happened = await self._cases.happen(one.id, CaseEvent.REOPENED, None, self._now)
        return happened is not None

    async def _mark(self, *some: Collection[int]) -> None:
        ids = [one for each in some for one in each]
        if ids:
            self._store.standing_cases.clear()
            await self._store.connection.execute(
                update(case_file)
                .where(case_file.c.id.in_(ids), case_file.c.shown_at.is_(None))
                .values(shown_at=self._now)
            )

    async def _file(self, fresh: Sequence[Finding]) -> dict[Key, tuple[int, str]]:
        """By what it is, its id and number; the id is 0 where somebody else was faster. Numbers are
        drawn until each has one that is free."""
        made: dict[Key, tuple[int, str]] = {}
        left = list(fresh)
        for _ in range(_TRIES):
            if not left:
                return made
            made |= await self._insert(left)
            left = [one for one in left if key_of(one) not in made]
            made |= await self._others(left)
            left = [one for one in left if key_of(one) not in made]
        if left:
            raise RuntimeError("no free case number")
        return made

    async def _insert(self, fresh: Sequence[Finding]) -> dict[Key, tuple[int, str]]:
        rows = [self._row(one) for one in fresh]
        self._store.standing_cases.clear()
        insert = self._store.insert(case_file).on_conflict_do_nothing()
        await self._store.connection.execute(insert, rows)
        ids = {row["id"]: key_of(one) for row, one in zip(rows, fresh, strict=True)}
        there = await self._store.connection.execute(
            select(case_file.c.id, case_file.c.number).where(case_file.c.id.in_(ids))
        )
        made = {ids[row.id]: (row.id, row.number) for row in there}
        await self._cases.history.write_filed([new_id for new_id, _ in made.values()], self._now)
        return made

    def _row(self, one: Finding) -> dict[str, Any]:
        error = one.error
        filing = Filing(error.kind, error.reason, one.unit, self._month, one.person)
        return {
            "id": self._store.ids(),
            "number": new_number(),
            "session_id": None,
            "shown_at": self._now,
            **begun(filing, self._now),
        }

    async def _others(self, left: Sequence[Finding]) -> dict[Key, tuple[int, str]]:
        """Of these, the cases that somebody else has filed meanwhile."""
        if not left:
            return {}
        wanted = {key_of(one) for one in left}
        rows = await self._store.connection.execute(
            select(case_file).where(
                case_file.c.person_id.in_({one.person for one in left}),
                case_file.c.kind.in_(_KINDS),
                case_file.c.month == self._month.first_day,
            )
        )
        found = {(row.person_id, CaseKind(row.kind), row.reason): row.number for row in rows}
        return {key: (0, number) for key, number in found.items() if key in wanted}


def key_of(one: Finding) -> Key:
    return one.person, one.error.kind, one.error.reason


def once(found: Iterable[Finding]) -> list[Finding]:
    """What is somebody's work, each case once."""
    return list({key_of(one): one for one in found if not one.note}.values())


def _known(row: Any) -> Known:
    state = CaseState(row.state)
    return Known(
        row.id,
        row.number,
        (row.person_id, CaseKind(row.kind), row.reason),
        stands=state in STANDING,
        undecided=state in {CaseState.OPEN, CaseState.IN_HAND},
        shown=row.shown_at is not None,
        begun=row.began or row.id,
        listed=row.last == CaseEvent.LISTED.value,
    )
