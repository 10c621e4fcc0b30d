"""What was counted of each unit becomes the rows of the tables, by units of 2023 or of today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from domain.gazetteer import Gazetteer
from domain.place import REFORM, Unit, UnitKey, UnitKind
from domain.tables.shapes import (
    MonthSpent,
    OpenedRow,
    PaidRow,
    SpentRow,
    State,
    Tables,
    with_totals,
)
from domain.text import Month

MOST_MONTHS = 36
"""In one table: more would fit on no sheet."""


class By(StrEnum):
    """Rows by the old districts (Châu Đốc, Tịnh Biên), or by today's wards and communes."""

    OLD = "old"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Through:
    """Payments of a month through accounts: ``count`` have arrived and came to ``amount`` đồng,
    ``arrears`` among it; of ``under_way`` nothing is known yet."""

    count: int = 0
    amount: int = 0
    arrears: int = 0
    under_way: int = 0


@dataclass(frozen=True, slots=True)
class UnitCount:
    """``people`` are entitled in the last month. ``opened``: those of them with an account, by its
    month, ``before`` those of earlier ones; ``unpaid``: those with one through which nothing of the
    last month has come."""

    people: int = 0
    opened: Mapping[Month, int] = field(default_factory=dict)
    before: int = 0
    unpaid: int = 0
    paid: Mapping[Month, Through] = field(default_factory=dict)


def usual_by(as_of: date) -> By:
    """By the units that there were on the day."""
    return By.OLD if as_of < REFORM else By.UNIT


def months_from(first: Month, last: Month) -> tuple[Month, ...]:
    """Both among them; none where the last lies before the first."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return tuple(first.plus(nth) for nth in range(count))


def tables_of(
    counts: Mapping[UnitKey, UnitCount],
    gazetteer: Gazetteer,
    by: By,
    months: tuple[Month, ...],
    as_of: date,
) -> Tables:
    """Every unit that is served has a row, also where nothing was counted; others have none."""
    rows = _rows(counts, gazetteer, by)
    opened = [_opened(name, of, months) for name, of in rows]
    return with_totals(
        months,
        as_of,
        opened,
        [
            PaidRow(
                one.unit,
                one.accounts,
                {month: _through(of, month).count for month in months},
                sum(part.unpaid for part in of),
            )
            for one, (_, of) in zip(opened, rows, strict=True)
        ],
        [
            SpentRow(name, {month: _spent(_through(of, month), month, as_of) for month in months})
            for name, of in rows
        ],
    )


def state_of(month: Month, as_of: date, under_way: int) -> State:
    """An estimate until the month is over and it is known of every payment what became of it
    (report 3010: on 10 September, September's money is *ước thực hiện*)."""
    last_day = month.plus(1).first_day - timedelta(days=1)
    return State.ESTIMATE if as_of < last_day or under_way else State.SETTLED


def official_name(unit: Unit) -> str:
    """As a table names it: *Thành phố Châu Đốc*."""
    return f"{_KINDS[unit.kind]} {unit.name}"


_KINDS = {
    UnitKind.WARD: "Phường",
    UnitKind.COMMUNE: "Xã",
    UnitKind.TOWNSHIP: "Thị trấn",
    UnitKind.CITY: "Thành phố",
    UnitKind.TOWN: "Thị xã",
    UnitKind.DISTRICT: "Huyện",
}


def _rows(
    counts: Mapping[UnitKey, UnitCount], gazetteer: Gazetteer, by: By
) -> list[tuple[str, list[UnitCount]]]:
    """Of a commune that was divided nobody knows who belongs where, so it has a row of its own."""
    whole = gazetteer.areas() if by is By.OLD else gazetteer.served()
    parts: dict[UnitKey, list[UnitCount]] = {
        unit.key: [] for unit in sorted(whole, key=lambda one: one.key)
    }
    areas = {unit.area: unit.key for unit in gazetteer.areas()}
    for key, count in sorted(counts.items()):
        unit = gazetteer.unit(key)
        if unit is not None and unit.served:
            into = areas.get(unit.area) if by is By.OLD else _today(unit, gazetteer)
            parts.setdefault(into or key, []).append(count)
    return [(_name(gazetteer.known(key), by), of) for key, of in parts.items()]


def _today(unit: Unit, gazetteer: Gazetteer) -> UnitKey:
    heirs = gazetteer.today_of(unit.key)
    return heirs[0].key if len(heirs) == 1 else unit.key


def _name(unit: Unit, by: By) -> str:
    former = by is By.UNIT and not unit.is_present
    return f"{official_name(unit)} (cũ, chưa rõ khóm, ấp)" if former else official_name(unit)


def _opened(name: str, of: Sequence[UnitCount], months: Iterable[Month]) -> OpenedRow:
    return OpenedRow(
        name,
        sum(part.people for part in of),
        {month: sum(part.opened.get(month, 0) for part in of) for month in months},
        sum(part.before for part in of),
    )


def _through(of: Sequence[UnitCount], month: Month) -> Through:
    parts = [part.paid[month] for part in of if month in part.paid]
    return Through(
        sum(part.count for part in parts),
        sum(part.amount for part in parts),
        sum(part.arrears for part in parts),
        sum(part.under_way for part in parts),
    )


def _spent(through: Through, month: Month, as_of: date) -> MonthSpent:
    state = state_of(month, as_of, through.under_way)
    return MonthSpent(through.count, through.amount, state, through.arrears)
