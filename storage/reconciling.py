"""The three lists of a month held against each other, in parts of a unit: each is read at once, and
what it shows is kept in short transactions (`domain.reconcile` has the rules)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.amount import standard_of
from domain.case import PaidHow
from domain.place import UnitKey
from domain.reconcile import Finding, Standing, There, findings, settles
from domain.text import Month
from storage.database import Database
from storage.found_cases import FoundCases, Key, Known, key_of, once
from storage.parts import in_parts
from storage.progress import Progress, silent
from storage.standings import Everywhere, Part, Standings

_AT_ONCE = 500
"""Cases in one transaction: short enough that nobody waits for us."""


async def reconcile(
    database: Database,
    month: Month,
    now: datetime,
    units: Collection[UnitKey] | None = None,
    progress: Progress = silent,
) -> tuple[Finding, ...]:
    """What contradicts itself in the lists of a month, by unit and person. Each finding opens or
    joins a case, and what the lists show no more ends; notes open none.

    ``units``: where people live whom it is asked of; None for everybody. Doing it again with the
    same lists changes nothing. Raises Unavailable.
    """
    await database.reference()  # units as they are now, so that scopes reach
    async with database.snapshot() as records:
        standings = Standings(records.store, month)
        standard = standard_of(await standings.standards(), month)
        everywhere = await standings.everywhere(standard)
        living = await standings.units()
    chosen = [unit for unit in living if units is None or unit in units]
    found: list[Finding] = []
    for done, unit in enumerate(chosen):
        progress(done, len(chosen))
        found += await _Unit(database, unit, everywhere, now).reconcile()
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Read:
    """A part as it was read: how its people stand, and what cases there are."""

    part: Part
    there: There
    newest: int
    standings: Sequence[Standing]
    known: Mapping[Key, Known]


class _Unit:
    def __init__(
        self, database: Database, unit: UnitKey, everywhere: Everywhere, now: datetime
    ) -> None:
        self._database = database
        self._unit = unit
        self._everywhere = everywhere
        self._now = now
        self._told = False

    async def reconcile(self) -> list[Finding]:
        found: list[Finding] = []
        after = 0
        while (read := await self._read(after)) is not None:
            found += await self._part(read)
            if read.part.is_last:
                break
            after = read.part.last
        return found

    async def _read(self, after: int) -> _Read | None:
        month = self._everywhere.month
        async with self._database.snapshot() as records:
            standings = Standings(records.store, month)
            part = await standings.part(self._unit, after)
            if part is None:
                return None
            there = await standings.there(self._unit, self._everywhere)
            return _Read(
                part,
                there,
                standings.newest_list(self._unit, self._everywhere),
                await standings.of(part, there, self._everywhere),
                await FoundCases(records.store, month, self._now).known(part.within),
            )

    async def _part(self, read: _Read) -> list[Finding]:
        found = [one for person in read.standings for one in findings(person, read.there)]
        work = once(found)
        shown = {key_of(one) for one in work}
        numbers: dict[Key, str] = {}
        for some in in_parts(work, _AT_ONCE):
            numbers |= await self._keep(some, read.known)
        for ended in in_parts(_ended(read, shown), _AT_ONCE):
            await self._end(ended)
        return [one if one.note else replace(one, case=numbers[key_of(one)]) for one in found]

    async def _keep(self, some: Sequence[Finding], known: Mapping[Key, Known]) -> dict[Key, str]:
        async with self._database.transaction() as records:
            records.store.today = self._now.date()
            cases = FoundCases(records.store, self._everywhere.month, self._now)
            numbers, opened = await cases.keep(some, known)
            if opened and not self._told:
                await cases.tell(self._unit, opened[0])
                self._told = True
        return numbers

    async def _end(self, some: Sequence[tuple[int, PaidHow]]) -> None:
        async with self._database.transaction() as records:
            records.store.today = self._now.date()
            cases = FoundCases(records.store, self._everywhere.month, self._now)
            for case_id, paid in some:
                await cases.end(case_id, paid)


def _ended(read: _Read, shown: Collection[Key]) -> Iterator[tuple[int, PaidHow]]:
    """Cases that the lists answer. What they never showed, only lists answer that came since."""
    people = {one.person: one for one in read.standings}
    for key, case in read.known.items():
        answered = case.shown or read.newest > case.begun
        if not case.undecided or key in shown or not answered:
            continue
        paid = settles(key[2], people[key[0]], read.there, shown=case.shown)
        if paid is not None:
            yield case.id, paid
