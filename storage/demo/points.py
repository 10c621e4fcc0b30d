"""Invented payment points: those of today's units, and those the pilot paid at, closed since."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from domain.message import Place
from domain.person import Programme
from domain.place import REFORM, Comfort, Hours, PaymentPoint, PointKind, PointStatus, UnitKey
from storage.demo.supply import Supply
from storage.demo.wards import BY_CODE, WARDS, Ward

_WITHOUT_AN_OFFICE = ("30526", "30529")
"""An Cư and An Nông had no place to pay at (report V.3.2): a mobile point it was."""


class Points:
    """Every point, and which of them a person goes to."""

    def __init__(self, supply: Supply, today: date) -> None:
        self._today = today
        self._pilot = {ward: _pilot_point(ward, supply.new_id()) for ward in WARDS}
        read = json.loads((Path(__file__).parent / "points.json").read_text(encoding="utf-8"))
        self._read = {one["key"]: one for one in read["points"]}
        self._ids = {key: supply.new_id() for key in self._read}
        self.now = {key: self._point(one) for key, one in self._read.items()}

    @property
    def all(self) -> list[PaymentPoint]:
        """Those that replace others stand before them, as their key asks."""
        now = sorted(self.now.values(), key=lambda one: one.replaced_by is not None)
        return [*self._pilot.values(), *now]

    def of_pilot(self, ward: Ward) -> int:
        """Where the pilot paid a ward's people in cash."""
        return self._pilot[ward].id

    def in_cash(self, ward: Ward, unit: UnitKey, programme: Programme) -> str:
        """The key of the point that pays them in cash now."""
        keys: list[str] = [
            key
            for key, one in self._read.items()
            if one["unit"] == unit.code and ward.code in one["serves"] and programme in one["pays"]
        ]
        return keys[0]

    def pays(self, key: str) -> tuple[Programme, ...]:
        """What the post pays in cash there; nothing at a bank or a machine."""
        return tuple(Programme(one) for one in self._read[key]["pays"])

    def _point(self, read: dict[str, Any]) -> PaymentPoint:
        return PaymentPoint(
            id=self._ids[read["key"]],
            name=read["name"],
            kind=PointKind(read["kind"]),
            unit=UnitKey(read["unit"], REFORM),
            former=BY_CODE[read["former"]].unit_2023,
            address=read["address"],
            hours=_hours(read),
            status=PointStatus(read["status"]),
            confirmed_on=self._today - timedelta(days=6 + len(read["key"])),
            invented=True,
            place=read["latitude"] and Place(read["latitude"], read["longitude"]),
            bank=read["bank"],
            comfort=Comfort(read["seats"], read["shade"], read["steps"]),
            replaced_by=self._ids[read["replaced_by"]] if read["replaced_by"] else None,
        )


def _hours(read: dict[str, Any]) -> Hours | None:
    if read["opens"] is None:
        return None
    opens, closes, *pause = map(
        time.fromisoformat, (read["opens"], read["closes"], *(read["pause"] or ()))
    )
    spans = ((opens, pause[0]), (pause[1], closes)) if pause else ((opens, closes),)
    return Hours(spans, frozenset(read["weekdays"]))


def _pilot_point(ward: Ward, new_id: int) -> PaymentPoint:
    mobile = ward.code in _WITHOUT_AN_OFFICE
    return PaymentPoint(
        id=new_id,
        name=f"{'Điểm chi trả lưu động' if mobile else 'Bưu điện'} {ward.name} (2023)",
        kind=PointKind.MOBILE_POINT if mobile else PointKind.COMMUNE_POST,
        unit=ward.unit_2023,
        former=None,
        address=f"{ward.name} (minh họa)",
        hours=Hours(((time(7, 30), time(11)),), frozenset(range(6))),
        status=PointStatus.CLOSED,
        confirmed_on=date(2023, 9, 8),
        invented=True,
    )
