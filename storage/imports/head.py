"""What is known of a whole list before its first row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from domain.lists.row import ListKind
from domain.person import Programme
from domain.place import UnitKey
from domain.text import Month


@dataclass(frozen=True, slots=True)
class Head:
    """``dated``: that it was ``made_on`` that day is known, and not supposed. ``adds``: it stands
    beside earlier payment lists and replaces none. ``whole``: who is entitled and not on it is so
    no longer. ``unit``: whose list it is, where a row does not say. ``scope``: the units that
    whoever brings it may speak for; None is all."""

    kind: ListKind
    month: Month
    made_on: date
    programme: Programme | None = None
    adds: bool = False
    whole: bool = False
    unit: UnitKey | None = None
    scope: Collection[UnitKey] | None = None
    dated: bool = True

    @property
    def corrected_since(self) -> date:
        """What was corrected from that day on, the list does not take back. Of a list without a
        date nobody knows how old it is, so that is since its month began."""
        return self.made_on if self.dated else min(self.made_on, self.month.first_day)
