"""Which unit a list means: by the names of its own time, old or new.

A list of before July 2025 means the communes of then; a later one today's units, also where it
still writes an old name. Of a commune that was divided nobody knows which part is meant, so its
people stay in the old one (DESIGN.md §5).
"""

from __future__ import annotations

from domain.gazetteer import Gazetteer
from domain.lists.row import Coded, Problem
from domain.place import REFORM, Unit, UnitKey
from domain.text import Month
from domain.words import clean


class UnitUnclear(Coded):
    """No unit, or several, bear that name. ``code`` is one of `domain.lists.problems`."""

    def at(self, sheet: str, row: int) -> Problem:
        return Problem(sheet, row, "", self.code, self.values)


class ListUnits:
    """Reads the names of units in one list; what was read once is remembered."""

    def __init__(self, gazetteer: Gazetteer, month: Month) -> None:
        self._gazetteer = gazetteer
        self._old = month.first_day < REFORM
        self._day = month.first_day
        self._known: dict[str, UnitKey | UnitUnclear] = {}
        self._related: dict[UnitKey, tuple[UnitKey, ...]] = {}

    def read(self, written: str) -> UnitKey:
        """Raises UnitUnclear."""
        known = self._known.get(written)
        if known is None:
            known = self._known[written] = self._look(clean(written))
        if isinstance(known, UnitUnclear):
            raise known
        return known

    def formerly(self, written: str) -> UnitKey | None:
        """The one commune of before 2025 that is named, where a list still writes old names."""
        old = [
            one
            for one in self._gazetteer.named(clean(written))
            if not (one.is_present or one.is_old_district)
        ]
        return old[0].key if len(old) == 1 else None

    def related(self, key: UnitKey) -> tuple[UnitKey, ...]:
        """The unit itself first, then what it was and what it became: where the same people may
        be recorded."""
        if key not in self._related:
            today = self._gazetteer.today_of(key)
            old = (one for unit in today for one in self._gazetteer.made_from(unit.key))
            every = (key, *(one.key for one in today), *(one.key for one in old))
            self._related[key] = tuple(dict.fromkeys(every))
        return self._related[key]

    def same_place(self, one: UnitKey, other: UnitKey) -> bool:
        """Whether moving from one to the other is only the change of names of 2025."""
        return other in self.related(one) and (
            one == other
            or other in {unit.key for unit in self._gazetteer.today_of(one)}
            or one in {unit.key for unit in self._gazetteer.today_of(other)}
        )

    def of_its_time(self, key: UnitKey) -> UnitKey:
        """A recorded unit as a list of this month names it."""
        today = self._gazetteer.today_of(key)
        return key if self._old or len(today) != 1 else today[0].key

    def _look(self, written: str) -> UnitKey | UnitUnclear:
        if written.isdigit() and (unit := self._gazetteer.by_code(written, self._day)):
            return unit.key
        named = [one for one in self._gazetteer.named(written) if not one.is_old_district]
        then = [one for one in named if one.is_present != self._old]
        if not then and not self._old:
            then = list(dict.fromkeys(map(self._today, named)))
        if len(then) == 1 and not then[0].served:
            return UnitUnclear("unit_not_served", written=written)
        if len(then) == 1:
            return then[0].key
        if then:
            units = ", ".join(sorted({one.name for one in then}))
            return UnitUnclear("unit_of_several", written=written, units=units)
        return UnitUnclear("unit_unknown", written=written)

    def _today(self, old: Unit) -> Unit:
        """What a commune became; itself, where it was divided."""
        today = self._gazetteer.today_of(old.key)
        return today[0] if len(today) == 1 else old
