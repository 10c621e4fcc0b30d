"""Units, points and calendar, kept in memory: public, small, asked about by everybody at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.gazetteer import Gazetteer, Polygons
from domain.message import Place
from domain.payout import DayState, PayoutDay, PostponedBecause, Way
from domain.person import Programme
from domain.place import (
    Comfort,
    Hours,
    PaidAt,
    PaymentPoint,
    PointKind,
    PointStatus,
    Unit,
    UnitKey,
    UnitKind,
    paid_at,
)
from domain.text import Month
from storage import seed
from storage.tables import (
    payment_point,
    payout_day,
    store,
    unit,
    unit_alias,
    unit_successor,
)

_SEED = Path(__file__).parent / "seed"
_MONTHS_BACK = 3


@dataclass(frozen=True, slots=True)
class Reference:
    """One version of it. ``demo_made_on`` is set where everything is invented."""

    version: int
    demo_made_on: date | None
    gazetteer: Gazetteer
    points: Mapping[int, PaymentPoint]
    calendar: Mapping[UnitKey, tuple[PayoutDay, ...]]

    def unit(self, day: PayoutDay) -> Unit:
        """Whose calendar a line is in; a foreign key says that it exists."""
        return self.gazetteer.known(day.unit)

    def point(self, day: PayoutDay) -> PaymentPoint | None:
        """Where a line of the calendar pays; None for a transfer."""
        return None if day.point is None else self.points.get(day.point)

    def paid_at(self, day: PayoutDay) -> PaidAt | None:
        """The same, and where people go now that it has closed."""
        point = self.point(day)
        return None if point is None else paid_at(point, self.points)

    def pays_somewhere(self, day: PayoutDay) -> bool:
        """Not at a point that has closed, with nothing that stands for it."""
        paid = self.paid_at(day)
        return paid is None or paid.now is not None

    def day(self, day_id: int) -> PayoutDay | None:
        """One line of the calendar."""
        return next(
            (day for days in self.calendar.values() for day in days if day.id == day_id), None
        )


def nothing_yet() -> Reference:
    """Older than any version in a store, so the first turn reads the real one."""
    return Reference(-1, None, Gazetteer((), (), (), {}), {}, {})


async def read_reference(connection: AsyncConnection) -> Reference:
    row = (await connection.execute(select(store))).one()
    return Reference(
        version=row.reference_version,
        demo_made_on=row.demo_made_on,
        gazetteer=await _gazetteer(connection),
        points={point.id: point for point in await _points(connection)},
        calendar=await _calendar(connection),
    )


async def _gazetteer(connection: AsyncConnection) -> Gazetteer:
    units = await connection.execute(select(unit).order_by(unit.c.code, unit.c.valid_from))
    successors = await connection.execute(select(unit_successor))
    aliases = await connection.execute(select(unit_alias))
    return _gazetteer_of(
        tuple(_unit(row) for row in units),
        tuple((UnitKey(row[0], row[1]), UnitKey(row[2], row[3])) for row in successors),
        tuple((row.alias, UnitKey(row.code, row.valid_from)) for row in aliases),
    )


@cache
def seeded_gazetteer() -> Gazetteer:
    """The units that every new store begins with, for what needs no store."""
    rows = seed.rows()
    return _gazetteer_of(
        tuple(_unit(SimpleNamespace(**row)) for row in rows["unit"]),
        tuple(
            (UnitKey(row["old_code"], row["old_from"]), UnitKey(row["new_code"], row["new_from"]))
            for row in rows["unit_successor"]
        ),
        tuple(
            (row["alias"], UnitKey(row["code"], row["valid_from"])) for row in rows["unit_alias"]
        ),
    )


@lru_cache(maxsize=2)
def _gazetteer_of(
    units: tuple[Unit, ...],
    successors: tuple[tuple[UnitKey, UnitKey], ...],
    aliases: tuple[tuple[str, UnitKey], ...],
) -> Gazetteer:
    """Kept while the units stay: the days and points change far more often."""
    return Gazetteer(units, successors, aliases, _boundaries())


@cache
def _boundaries() -> dict[UnitKey, Polygons]:
    read = json.loads((_SEED / "boundaries.json").read_text(encoding="utf-8"))
    return {UnitKey.parse(key): polygons for key, polygons in read["boundaries"].items()}


def _unit(row: Any) -> Unit:
    return Unit(
        key=UnitKey(row.code, row.valid_from),
        name=row.name,
        kind=UnitKind(row.kind),
        area=row.area,
        served=row.served,
        valid_to=row.valid_to,
        centre=_place(row),
    )


async def _points(connection: AsyncConnection) -> list[PaymentPoint]:
    rows = await connection.execute(select(payment_point).order_by(payment_point.c.id))
    return [read_point(row) for row in rows]


def read_point(row: Any) -> PaymentPoint:
    """One payment point out of its row."""
    return PaymentPoint(
        id=row.id,
        name=row.name,
        kind=PointKind(row.kind),
        unit=UnitKey(row.unit_code, row.unit_from),
        former=UnitKey(row.former_code, row.former_from) if row.former_code else None,
        address=row.address,
        hours=_hours(row),
        status=PointStatus(row.status),
        confirmed_on=row.confirmed_on,
        invented=row.invented,
        place=_place(row),
        bank=row.bank,
        comfort=Comfort(row.seats, row.shade, row.steps),
        replaced_by=row.replaced_by,
        here_since=row.here_since,
    )


def _hours(row: Any) -> Hours | None:
    if row.opens is None or row.closes is None:
        return None
    paused = row.pause_from is not None and row.pause_to is not None
    spans = (
        ((row.opens, row.pause_from), (row.pause_to, row.closes))
        if paused
        else ((row.opens, row.closes),)
    )
    return Hours(spans, frozenset(day for day in range(7) if row.weekdays >> day & 1))


def hours_row(hours: Hours | None) -> dict[str, Any]:
    """At most two spans a day, as the table holds them."""
    spans = hours.spans if hours else ()
    paused = len(spans) == 2
    weekdays = hours.weekdays if hours else range(7)
    return {
        "opens": spans[0][0] if spans else None,
        "closes": spans[-1][1] if spans else None,
        "pause_from": spans[0][1] if paused else None,
        "pause_to": spans[1][0] if paused else None,
        "weekdays": sum(1 << day for day in weekdays),
    }


async def _calendar(connection: AsyncConnection) -> dict[UnitKey, tuple[PayoutDay, ...]]:
    newest = (await connection.execute(select(func.max(payout_day.c.month)))).scalar()
    if newest is None:
        return {}
    rows = await connection.execute(
        select(payout_day)
        .where(payout_day.c.month >= Month.of(newest).plus(-_MONTHS_BACK).first_day)
        .order_by(payout_day.c.month, payout_day.c.day, payout_day.c.id)
    )
    calendar: dict[UnitKey, list[PayoutDay]] = {}
    for row in rows:
        day = read_payout_day(row)
        calendar.setdefault(day.unit, []).append(day)
    return {key: tuple(days) for key, days in calendar.items()}


def read_payout_day(row: Any) -> PayoutDay:
    """One line out of its row."""
    return PayoutDay(
        id=row.id,
        month=Month.of(row.month),
        unit=UnitKey(row.unit_code, row.unit_from),
        programme=Programme(row.programme),
        way=Way(row.way),
        point=row.point_id,
        day=row.day,
        opens=row.opens,
        closes=row.closes,
        state=DayState(row.state),
        reason=PostponedBecause(row.reason) if row.reason else None,
        day_before=row.day_before,
        said_on=row.said_on,
    )


def _place(row: Any) -> Place | None:
    return None if row.latitude is None else Place(row.latitude, row.longitude)
