"""What the batches of one list have shown, kept from one to the next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from domain.lists.units import ListUnits
from domain.payout import Way
from domain.person import Programme
from domain.place import UnitKey
from domain.text import Month
from storage.imports.accounts_known import AccountsKnown
from storage.imports.head import Head
from storage.imports.points_known import PointsKnown
from storage.imports.waiting import NewPaymentList
from storage.reference import Reference


@dataclass(slots=True)
class Counts:
    """What a list would do: people by what becomes of them, and money in đồng."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    leave: int = 0
    payments: int = 0
    money: int = 0
    accounts: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """An entitlement as it stands."""

    id: int
    programme: Programme
    halves: int
    first: Month


@dataclass(slots=True)
class Dues:
    """Of one person: what stands, and what of it the list names too."""

    standing: list[Due]
    named: set[int] = field(default_factory=set)
    programmes: set[Programme] = field(default_factory=set)
    made: bool = False


@dataclass(slots=True)
class SoFar:
    """Of one list. ``dues``: by person. ``listed``: who stands on a list of people, and for which
    programme; ``in_units``: of which units and programmes. ``lists``: the payment lists it makes.
    ``pointless``: of whom nobody knows where cash is paid, by unit."""

    head: Head
    reference: Reference
    standard: int | None
    now: datetime
    units: ListUnits
    points: PointsKnown
    counts: Counts = field(default_factory=Counts)
    accounts: AccountsKnown = field(default_factory=AccountsKnown)
    dues: dict[int, Dues] = field(default_factory=dict)
    listed: set[tuple[int, Programme]] = field(default_factory=set)
    in_units: set[tuple[UnitKey, Programme]] = field(default_factory=set)
    lists: dict[tuple[UnitKey, Programme, Way], NewPaymentList] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    pointless: Counter[UnitKey] = field(default_factory=Counter)
