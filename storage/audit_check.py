"""Whether the audit still says what it said: every seal, every row, and nothing beside them."""

from __future__ import annotations

import hmac
from array import array
from bisect import bisect_left
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from storage.audit import signature
from storage.connection import Store
from storage.ids import span
from storage.progress import Progress, silent
from storage.seals import LATE, Head, chained, digest, read_head, unpacked
from storage.tables import audit, audit_head, audit_seal

_SEALS = 200
_ROWS = 5_000


class Broken(Exception):
    """The first thing that is not as it was left; says which and what happened to it."""


@dataclass(slots=True)
class Found:
    """``waiting`` rows have no seal yet, ``late`` ones got theirs after their neighbours."""

    broken: str | None = None
    seals: int = 0
    rows: int = 0
    late: int = 0
    waiting: int = 0
    waiting_since: datetime | None = None
    purged_through: int = 0
    head: Head | None = None
    sealed: array[int] = field(default_factory=lambda: array("q"), repr=False)


class AuditCheck:
    """Reads it all, in pieces; ``progress`` is told how many rows of how many."""

    def __init__(self, store: Store, progress: Progress = silent) -> None:
        self._store = store
        self._progress = progress
        self._total = 0
        self._top = 0

    async def run(self, expected: Head | None = None) -> Found:
        """Everything found up to the first broken thing; ``expected`` is a head seen before."""
        found = Found()
        try:
            await self._seals(found, expected)
            await self._head(found)
            await self._beside(found)
        except Broken as broken:
            found.broken = str(broken)
        return found

    async def rows(self) -> int:
        """How many there are to read."""
        count = select(func.count()).select_from(audit)
        return int((await self._store.connection.execute(count)).scalar_one())

    async def _seals(self, found: Found, expected: Head | None) -> None:
        self._total = await self.rows()
        last = await self._beginning(found)
        _not_purged(last, expected)
        async for seal in self._each_seal():
            _next(seal["number"], last)
            if not hmac.compare_digest(seal["head"], chained(self._store.vault, last.value, seal)):
                raise Broken(f"seal {seal['number']} was altered, or one before it")
            last = Head(seal["number"], seal["head"])
            _as_expected(last, expected)
            await self._rows(found, seal)
            found.seals += 1
        found.head = last
        if expected is not None and last.number < expected.number:
            raise Broken(f"seal {last.number + 1} is missing; {expected.number} was seen before")

    async def _beginning(self, found: Found) -> Head:
        """What the first seal that is left must follow: the last one purged."""
        result = await self._store.connection.execute(
            select(audit_seal.c.purged_through, audit_seal.c.digest)
            .where(audit_seal.c.purged_through.is_not(None))
            .order_by(audit_seal.c.number.desc())
            .limit(1)
        )
        purge = result.one_or_none()
        if purge is None:
            return Head(0, b"")
        found.purged_through = purge.purged_through
        return Head(purge.purged_through, purge.digest)

    async def _each_seal(self) -> AsyncIterator[Mapping[Any, Any]]:
        number = 0
        while True:
            result = await self._store.connection.execute(
                select(audit_seal)
                .where(audit_seal.c.number > number)
                .order_by(audit_seal.c.number)
                .limit(_SEALS)
            )
            page = result.mappings().all()
            if not page:
                return
            for seal in page:
                yield seal
            number = page[-1]["number"]

    async def _rows(self, found: Found, seal: Mapping[Any, Any]) -> None:
        ids = unpacked(seal["ids"])
        if not ids:
            return
        result = await self._store.connection.execute(
            select(audit).where(audit.c.id.in_(ids)).order_by(audit.c.id)
        )
        rows = result.mappings().all()
        _nothing_removed(ids, rows)
        for row in rows:
            self._signed(row, unsigned_allowed=seal["number"] == 1)
        if digest(rows) != seal["digest"]:
            raise Broken(f"a row of seal {seal['number']} was altered")
        found.late += sum(one < self._top for one in ids)
        found.rows += len(ids)
        found.sealed.extend(ids)
        self._top = max(self._top, ids[-1])
        self._progress(found.rows, self._total)

    def _signed(self, row: Mapping[Any, Any], unsigned_allowed: bool) -> None:
        """Rows older than signatures are all under the first seal."""
        if row["signature"] is None and unsigned_allowed:
            return
        ours = signature(self._store.vault, row)
        if not hmac.compare_digest(row["signature"] or b"", ours):
            raise Broken(f"audit row {row['id']} was altered, or written by hand")

    async def _head(self, found: Found) -> None:
        """A tail cut off together with its rows leaves a whole chain: the head tells."""
        result = await self._store.connection.execute(select(audit_head))
        row = result.mappings().one_or_none()
        if row is None and not found.seals:
            return
        head = None if row is None else read_head(self._store.vault, row)
        if head is None:
            raise Broken("the record of the newest seal is missing or was altered")
        last = found.head or Head(0, b"")
        if head.number > last.number:
            raise Broken(f"seal {last.number + 1} is missing; {head.number} have been written")
        if head != last:
            raise Broken(f"the record of the newest seal names {head.number}, not {last.number}")

    async def _beside(self, found: Found) -> None:
        """Rows under no seal: they may be new, but not unsigned, and not from long ago."""
        found.sealed = array("q", sorted(found.sealed))
        async for row in self._each_row():
            if _holds(found.sealed, row["id"]):
                continue
            self._signed(row, unsigned_allowed=not found.seals)
            if row["id"] <= self._top - span(LATE):
                raise Broken(f"audit row {row['id']} is under no seal, though its time is sealed")
            found.waiting += 1
            found.waiting_since = min(found.waiting_since or row["at"], row["at"])

    async def _each_row(self) -> AsyncIterator[Mapping[Any, Any]]:
        last = -1
        while True:
            result = await self._store.connection.execute(
                select(audit).where(audit.c.id > last).order_by(audit.c.id).limit(_ROWS)
            )
            page = result.mappings().all()
            if not page:
                return
            for row in page:
                yield row
            last = page[-1]["id"]


def _next(number: int, last: Head) -> None:
    if number <= last.number:
        raise Broken(f"seal {number} stands, though it is said to be purged")
    if number > last.number + 1:
        raise Broken(f"seal {last.number + 1} is missing")


def _not_purged(last: Head, expected: Head | None) -> None:
    if expected is not None and expected.number < last.number:
        raise Broken(
            f"seal {expected.number} has been purged since you saw it; "
            f"the oldest that can be compared is {last.number}"
        )
    _as_expected(last, expected)


def _as_expected(head: Head, expected: Head | None) -> None:
    if expected is not None and expected.number == head.number and expected != head:
        raise Broken(f"seal {head.number} is not the one that was seen before")


def _nothing_removed(ids: Sequence[int], rows: Sequence[Mapping[Any, Any]]) -> None:
    gone = set(ids) - {row["id"] for row in rows}
    if gone:
        raise Broken(f"audit row {min(gone)} was removed")


def _holds(ordered: array[int], wanted: int) -> bool:
    at = bisect_left(ordered, wanted)
    return at < len(ordered) and ordered[at] == wanted
