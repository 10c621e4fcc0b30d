"""Seals over the audit: what was written cannot be changed, added to or cut off without a trace.

Rows are not chained as they are written, which would queue every replica behind one head. A job
seals what is a little old, and each seal is keyed and chained to the one before. A seal names its
rows one by one, because ids come before commits: a slow turn may commit a row whose neighbours are
sealed already, and the next seal then takes it along.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from storage.audit import plain
from storage.connection import Store
from storage.ids import span
from storage.sealed import Vault
from storage.tables import audit, audit_head, audit_seal

MARGIN = timedelta(minutes=2)
"""A row is left alone for so long; longer than an ordinary turn stays open."""

LATE = timedelta(days=1)
"""A row that is committed later than its neighbours is still sealed within this time."""

_ROWS = 5_000
_SEALS = 500


@dataclass(frozen=True, slots=True)
class Head:
    """The newest seal: kept elsewhere, it shows later that nothing before it was cut off."""

    number: int
    value: bytes

    def __str__(self) -> str:
        return f"{self.number}:{self.value.hex()}"


NOTHING_SEALED = Head(0, b"")


def packed(ids: Sequence[int]) -> bytes:
    return struct.pack(f">{len(ids)}q", *ids)


def unpacked(ids: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(ids) // 8}q", ids)


def digest(rows: Iterable[Mapping[Any, Any]]) -> bytes:
    """Over rows in the order of their ids."""
    return hashlib.sha256("\n".join(map(plain, rows)).encode()).digest()


def chained(vault: Vault, before: bytes, seal: Mapping[Any, Any]) -> bytes:
    """What this seal's head must be, after the head ``before``."""
    numbers = [
        str(seal[name])
        for name in ("number", "count", "first_id", "last_id", "purged_through", "purged_last_id")
    ]
    at = seal["at"].astimezone(UTC).isoformat()
    blobs = (before.hex(), seal["digest"].hex(), seal["ids"].hex())
    return vault.index("audit_seal", at, *numbers, *blobs)


def head_signature(vault: Vault, head: Head) -> bytes:
    return vault.index("audit_head", str(head))


class Seals:
    """Each method does one small piece within its transaction; called until nothing is left."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def seal(self, now: datetime) -> int:
        """Seal the oldest rows that have no seal yet; how many there were."""
        last = await self._last()
        rows = await self._unsealed(now - MARGIN)
        if not rows:
            return 0
        ids = [row["id"] for row in rows]
        done = await self._append(
            last,
            now,
            count=len(rows),
            first_id=ids[0],
            last_id=ids[-1],
            digest=digest(rows),
            ids=packed(ids),
        )
        return len(rows) if done else 0

    async def purge(self, before: datetime, now: datetime) -> int:
        """Remove whole sealed spans older than ``before``; how many rows went.

        The seal that says so comes first: without it the triggers refuse (`storage.triggers`).
        """
        last = await self._last()
        spans = await self._past(before)
        if not spans or not await self._append(
            last,
            now,
            count=sum(one["count"] for one in spans if one["ids"]),
            purged_through=spans[-1]["number"],
            purged_last_id=max(one["last_id"] or one["purged_last_id"] for one in spans),
            digest=spans[-1]["head"],
            ids=b"",
        ):
            return 0
        execute = self._store.connection.execute
        rows = 0
        for one in spans:
            if ids := unpacked(one["ids"]):
                rows += (await execute(delete(audit).where(audit.c.id.in_(ids)))).rowcount
        await execute(delete(audit_seal).where(audit_seal.c.number <= spans[-1]["number"]))
        return rows

    async def count_past(self, before: datetime) -> int:
        """How many rows `purge` would remove."""
        result = await self._store.connection.execute(
            select(func.coalesce(func.sum(audit_seal.c.count), 0)).where(
                audit_seal.c.at < before, audit_seal.c.purged_through.is_(None)
            )
        )
        return int(result.scalar_one())

    async def newest(self) -> Head:
        return await self._stored_head() or await self._head_of_newest()

    async def _last(self) -> Head:
        """What the next seal follows, so that two replicas do not write it at once.

        Where the head does not stand as it was left, seals may have been cut off with it: a number
        is left out, for `ansinh audit verify` to find.
        """
        stored = await self._stored_head(lock=True)
        if stored is not None:
            return stored
        newest = await self._head_of_newest()
        if newest == NOTHING_SEALED:
            return newest
        return Head(newest.number + 1, newest.value)

    async def _stored_head(self, lock: bool = False) -> Head | None:
        wanted = select(audit_head)
        result = await self._store.connection.execute(wanted.with_for_update() if lock else wanted)
        row = result.one_or_none()
        return None if row is None else read_head(self._store.vault, row._mapping)

    async def _head_of_newest(self) -> Head:
        result = await self._store.connection.execute(
            select(audit_seal.c.number, audit_seal.c.head)
            .order_by(audit_seal.c.number.desc())
            .limit(1)
        )
        row = result.one_or_none()
        return NOTHING_SEALED if row is None else Head(row.number, row.head)

    async def _append(self, last: Head, now: datetime, **values: object) -> bool:
        """Write a seal after ``last``; False if another replica has just done so."""
        seal: dict[str, Any] = {
            "number": last.number + 1,
            "at": now,
            "first_id": None,
            "last_id": None,
            "purged_through": None,
            "purged_last_id": None,
        }
        seal |= values
        seal["head"] = chained(self._store.vault, last.value, seal)
        head = Head(last.number + 1, seal["head"])
        made = self._store.insert
        execute = self._store.connection.execute
        written = await execute(made(audit_seal).values(seal).on_conflict_do_nothing())
        if written.rowcount == 0:
            return False
        stored = {
            "number": head.number,
            "head": head.value,
            "signature": head_signature(self._store.vault, head),
        }
        await execute(
            made(audit_head)
            .values(id=1, **stored)
            .on_conflict_do_update(index_elements=[audit_head.c.id], set_=stored)
        )
        return True

    async def _unsealed(self, before: datetime) -> list[Mapping[Any, Any]]:
        """Rows without a seal in order of their ids: the late ones, and the next of the new."""
        top = await self._sealed_up_to()
        late = await self._late(top, before)
        wanted = (audit.c.id > top) | audit.c.id.in_(late) if late else audit.c.id > top
        result = await self._store.connection.execute(
            select(audit).where(wanted, audit.c.at <= before).order_by(audit.c.id).limit(_ROWS)
        )
        return list(result.mappings())

    async def _sealed_up_to(self) -> int:
        result = await self._store.connection.execute(
            select(func.max(audit_seal.c.last_id), func.max(audit_seal.c.purged_last_id))
        )
        return max(one or 0 for one in result.one())

    async def _late(self, top: int, before: datetime) -> list[int]:
        """Committed after their neighbours had been sealed."""
        floor = top - span(LATE)
        execute = self._store.connection.execute
        seals = await execute(select(audit_seal.c.ids).where(audit_seal.c.last_id > floor))
        sealed = {one for ids in seals.scalars() for one in unpacked(ids)}
        found = await execute(
            select(audit.c.id).where(audit.c.id > floor, audit.c.id <= top, audit.c.at <= before)
        )
        return sorted(set(found.scalars()) - sealed)[:_ROWS]

    async def _past(self, before: datetime) -> Sequence[Mapping[Any, Any]]:
        """The first seals of the chain, all older than that."""
        result = await self._store.connection.execute(
            select(audit_seal).order_by(audit_seal.c.number).limit(_SEALS)
        )
        past: list[Mapping[Any, Any]] = []
        rows = 0
        for one in result.mappings():
            if one["at"] >= before or rows > _ROWS:
                break
            past.append(one)
            rows += one["count"]
        return past


def read_head(vault: Vault, row: Mapping[Any, Any]) -> Head | None:
    """The head as it was left; None if it was altered."""
    head = Head(row["number"], row["head"])
    same = hmac.compare_digest(row["signature"], head_signature(vault, head))
    return head if same else None
