"""Where: administrative units old and new, and the points at which money is handed out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import TypeAlias

from domain.message import Place

REFORM = date(2025, 7, 1)
"""District level abolished, communes merged: Resolution 1654/NQ-UBTVQH15."""

_EQUATOR_KM = 6378.137
_ECCENTRICITY_SQUARED = 0.00669437999014


@dataclass(frozen=True, slots=True, order=True)
class UnitKey:
    """Codes were reused in 2025 (DOMAIN.md §3): only with the first day of validity is it a key."""

    code: str
    valid_from: date

    def __str__(self) -> str:
        return f"{self.code}@{self.valid_from.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> UnitKey:
        """Read ``30316@2025-07-01``. Raises ValueError where it is not that."""
        code, separator, valid_from = text.partition("@")
        if not (separator and code):
            raise ValueError(f"not a unit as CODE@YYYY-MM-DD: {text!r}")
        return cls(code, date.fromisoformat(valid_from))


class UnitKind(StrEnum):
    WARD = "ward"  # phường
    COMMUNE = "commune"  # xã
    TOWNSHIP = "township"  # thị trấn
    CITY = "city"  # thành phố (old district level)
    TOWN = "town"  # thị xã (old district level)
    DISTRICT = "district"  # huyện (old district level)


OLD_DISTRICTS = frozenset({UnitKind.CITY, UnitKind.TOWN, UnitKind.DISTRICT})


@dataclass(frozen=True, slots=True)
class Unit:
    """``area`` is the code of the old district around it; ``served``: its people are ours."""

    key: UnitKey
    name: str
    kind: UnitKind
    area: str
    served: bool
    valid_to: date | None = None
    centre: Place | None = None

    @property
    def is_present(self) -> bool:
        return self.key.valid_from >= REFORM

    @property
    def is_old_district(self) -> bool:
        return self.kind in OLD_DISTRICTS


class PointKind(StrEnum):
    POST_OFFICE = "post_office"
    COMMUNE_POST = "commune_post"
    MOBILE_POINT = "mobile_point"
    BANK_OFFICE = "bank_office"
    ATM = "atm"
    HOME = "home"


POST_POINTS = frozenset({PointKind.POST_OFFICE, PointKind.COMMUNE_POST, PointKind.MOBILE_POINT})
"""Those that hand out cash on the fixed days of their unit (report 3010, V.1 and V.3.2)."""


class PointStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


Span: TypeAlias = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Hours:
    """When a point is open in an ordinary week; holidays are not known.

    ``weekdays`` holds 0 (Monday) to 6 (Sunday).
    """

    spans: tuple[Span, ...]
    weekdays: frozenset[int]

    def on(self, day: date) -> tuple[Span, ...]:
        return self.spans if day.weekday() in self.weekdays else ()


@dataclass(frozen=True, slots=True)
class Comfort:
    """For who cannot stand or walk far; None where nobody has said."""

    seats: bool | None = None
    shade: bool | None = None
    steps: bool | None = None


@dataclass(frozen=True, slots=True)
class PaymentPoint:
    """A place that hands out money. ``former`` is the old unit it stands in.

    ``hours`` is None where they are not known; a cash machine without hours is always open.
    ``bank`` is the NAPAS number of whose office or machine it is. ``replaced_by`` is where people
    go since it closed. ``here_since``: when it moved, or opened again, where it ever did.
    """

    id: int
    name: str
    kind: PointKind
    unit: UnitKey
    former: UnitKey | None
    address: str
    hours: Hours | None
    status: PointStatus
    confirmed_on: date | None
    invented: bool
    place: Place | None = None
    bank: str | None = None
    comfort: Comfort = Comfort()
    replaced_by: int | None = None
    here_since: date | None = None

    @property
    def is_open(self) -> bool:
        """Not closed for good."""
        return self.status is PointStatus.OPEN


@dataclass(frozen=True, slots=True)
class PaidAt:
    """``said`` is the point that the calendar names, ``now`` the one where people go for that: the
    same while it is open; None where it has closed and nobody has said what stands for it."""

    said: PaymentPoint
    now: PaymentPoint | None

    @property
    def moved(self) -> bool:
        return self.now is not self.said


def paid_at(said: PaymentPoint, points: Mapping[int, PaymentPoint]) -> PaidAt:
    """What replaced a point may have closed as well; two that name each other lead nowhere."""
    now: PaymentPoint | None = said
    passed: set[int] = set()
    while now is not None and not now.is_open:
        passed.add(now.id)
        now = None if now.replaced_by in passed else points.get(now.replaced_by or 0)
    return PaidAt(said, now)


def distance_km(a: Place, b: Place) -> float:
    """As the crow flies on the WGS84 ellipsoid; within 0.1 % up to a few hundred kilometres.

    A sphere would be off by half a percent here.
    """
    middle = math.radians((a.latitude + b.latitude) / 2)
    north = math.radians(b.latitude - a.latitude)
    east = math.radians(math.remainder(b.longitude - a.longitude, 360))
    squashed = 1 - _ECCENTRICITY_SQUARED * math.sin(middle) ** 2
    across = _EQUATOR_KM / math.sqrt(squashed)
    along = across * (1 - _ECCENTRICITY_SQUARED) / squashed
    return math.hypot(along * north, across * math.cos(middle) * east)
