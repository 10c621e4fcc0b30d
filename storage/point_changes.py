"""Changes of payment points: done only to what was seen, written down, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import exists, insert, select, update

from domain.message import Place
from domain.place import PaymentPoint, PointStatus
from domain.point_work import PointAct
from storage.connection import Store
from storage.point_reports import PointReports
from storage.reference import hours_row, read_point
from storage.reference_lock import alone, changed, read_again
from storage.tables import payment_point, point_change
from storage.tables.changes import AFTER, BEFORE


@dataclass(frozen=True, slots=True)
class PointStep:
    """One change of one point. ``before`` is None where it was new."""

    id: int
    at: datetime
    actor: int
    act: PointAct
    before: PaymentPoint | None
    after: PaymentPoint
    undone: bool

    @property
    def takes_back(self) -> bool:
        return self.act is PointAct.TAKE_BACK

    def turned(self) -> PaymentPoint:
        """As it was; a new one is closed again, since somebody may have named it by now."""
        return self.before or replace(self.after, status=PointStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One change that is to be made. ``undoes``: the one that it takes back."""

    before: PaymentPoint | None
    after: PaymentPoint
    act: PointAct
    undoes: int | None = None


class PointChanges:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def make(
        self,
        before: PaymentPoint | None,
        after: PaymentPoint,
        act: PointAct,
        actor: int,
        now: datetime,
        *,
        undoes: int | None = None,
    ) -> int | None:
        """The number of the change; None where the point is otherwise by now than it was seen."""
        made = await self.make_all([Wanted(before, after, act, undoes)], actor, now)
        return made[0] if made else None

    async def make_all(
        self, wanted: Sequence[Wanted], actor: int, now: datetime
    ) -> tuple[int, ...] | None:
        """Several at once, all of them or none; their numbers, or None as of `make`."""
        await alone(self._store)
        for one in wanted:
            if one.before is not None and await self._now(one.before.id) != one.before:
                await read_again(self._store)
                return None
        made = [await self._make(one, actor, now) for one in wanted]
        await changed(self._store)
        for one in wanted:
            await self._answer(one, actor, now)
        return tuple(made)

    async def _make(self, wanted: Wanted, actor: int, now: datetime) -> int:
        await self._write(wanted.before, wanted.after)
        number = self._store.ids()
        row = {
            "id": number,
            "at": now,
            "actor_id": actor,
            "what": wanted.act.value,
            "together": number,
            "undoes": wanted.undoes,
            "point_id": wanted.after.id,
            **_prefixed(BEFORE, wanted.before),
            **_prefixed(AFTER, wanted.after),
        }
        await self._store.connection.execute(insert(point_change), row)
        return number

    async def _answer(self, wanted: Wanted, actor: int, now: datetime) -> None:
        """What was reported of the point ends with it, or is open again where it is taken back."""
        reports, point = PointReports(self._store), wanted.after.id
        back = await self.step(wanted.undoes) if wanted.undoes is not None else None
        if back is None:
            await reports.answer(point, wanted.act, actor, now)
        else:
            await reports.unanswer(point, back.act, back.at, actor, now)

    async def step(self, number: int) -> PointStep | None:
        """One change by its number."""
        result = await self._store.connection.execute(
            select(point_change).where(point_change.c.id == number)
        )
        row = result.one_or_none()
        return await self._read(row) if row else None

    async def last_of(self, point: int) -> PointStep | None:
        """The newest change of a point."""
        result = await self._store.connection.execute(
            select(point_change)
            .where(point_change.c.point_id == point)
            .order_by(point_change.c.id.desc())
            .limit(1)
        )
        row = result.one_or_none()
        return await self._read(row) if row else None

    async def _now(self, point: int) -> PaymentPoint | None:
        result = await self._store.connection.execute(
            select(payment_point).where(payment_point.c.id == point).with_for_update()
        )
        row = result.one_or_none()
        return read_point(row) if row else None

    async def _write(self, before: PaymentPoint | None, after: PaymentPoint) -> None:
        if before is None:
            await self._store.connection.execute(insert(payment_point), _new(after))
            return
        await self._store.connection.execute(
            update(payment_point).where(payment_point.c.id == after.id).values(**_says(after))
        )

    async def _read(self, row: Any) -> PointStep | None:
        """None where the point itself is gone."""
        point = self._store.reference.points.get(row.point_id)
        if point is None:
            return None
        later = point_change.alias()
        undone = await self._store.connection.execute(
            select(exists().where(later.c.undoes == row.id))
        )
        after = _said(AFTER, row, point)
        before = _said(BEFORE, row, point) if row.old_status else None
        act = PointAct(row.what)
        return PointStep(row.id, row.at, row.actor_id, act, before, after, undone.scalar_one())


def _says(point: PaymentPoint) -> dict[str, Any]:
    return {
        "status": point.status.value,
        "address": point.address,
        "replaced_by": point.replaced_by,
        "latitude": point.place.latitude if point.place else None,
        "longitude": point.place.longitude if point.place else None,
        "confirmed_on": point.confirmed_on,
        "here_since": point.here_since,
    }


def _new(point: PaymentPoint) -> dict[str, Any]:
    return _says(point) | {
        "id": point.id,
        "name": point.name,
        "kind": point.kind.value,
        "unit_code": point.unit.code,
        "unit_from": point.unit.valid_from,
        "invented": point.invented,
        "bank": point.bank,
        **hours_row(point.hours),
    }


def _prefixed(prefix: str, point: PaymentPoint | None) -> dict[str, Any]:
    return {f"{prefix}{name}": value for name, value in _says(point).items()} if point else {}


def _said(prefix: str, row: Any, point: PaymentPoint) -> PaymentPoint:
    """What never changes of a point stands with the point."""
    said = {name: row._mapping[f"{prefix}{name}"] for name in _says(point)}
    latitude, longitude = said["latitude"], said["longitude"]
    return replace(
        point,
        status=PointStatus(said["status"]),
        address=said["address"],
        replaced_by=said["replaced_by"],
        place=None if latitude is None else Place(latitude, longitude),
        confirmed_on=said["confirmed_on"],
        here_since=said["here_since"],
    )
