"""Where the people of a list are handed their cash, where it or the register says so."""

from __future__ import annotations

from collections.abc import Mapping

from domain.lists.point_names import points_meant
from domain.lists.units import ListUnits
from domain.place import POST_POINTS, PaymentPoint, PointStatus, UnitKey


class PointUnclear(Exception):
    """No open point of the unit bears that name, or several do. ``open``: those it has."""

    def __init__(self, open_ones: tuple[PaymentPoint, ...]) -> None:
        super().__init__("no point, or several")
        self.open = open_ones


class PointsKnown:
    """The open points of the post that hand out cash, by unit."""

    def __init__(self, units: ListUnits, points: Mapping[int, PaymentPoint]) -> None:
        self._units = units
        self._points = [
            one
            for one in points.values()
            if one.kind in POST_POINTS and one.status is PointStatus.OPEN
        ]
        self._of: dict[UnitKey, tuple[PaymentPoint, ...]] = {}
        self._only: dict[tuple[UnitKey, str], int | None] = {}
        self._read: dict[tuple[UnitKey, str], int | PointUnclear] = {}

    def named(self, unit: UnitKey, written: str, unit_name: str) -> int:
        """The one point of the unit that is meant. Raises PointUnclear."""
        key = unit, written
        if key not in self._read:
            meant = points_meant(written, self.of(unit), unit_name).points
            self._read[key] = meant[0].id if len(meant) == 1 else PointUnclear(self.of(unit))
        read = self._read[key]
        if isinstance(read, PointUnclear):
            raise read
        return read

    def only(self, unit: UnitKey, written: str = "") -> int | None:
        """The one that a unit has, or the old commune as which it is written; None where it has
        none, or a person may go to several."""
        key = unit, written
        if key not in self._only:
            here = self.of((written and self._units.formerly(written)) or unit)
            self._only[key] = here[0].id if len(here) == 1 else None
        return self._only[key]

    def of(self, unit: UnitKey) -> tuple[PaymentPoint, ...]:
        """Those that stand in an old commune itself; else those of the unit it is today."""
        if unit not in self._of:
            own = tuple(one for one in self._points if one.former == unit)
            related = self._units.related(unit)
            today = tuple(one for one in self._points if one.unit in related)
            self._of[unit] = own or today
        return self._of[unit]
