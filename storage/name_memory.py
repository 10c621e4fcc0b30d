"""Opened names, kept in this process so that the next search of a unit opens nothing."""

from __future__ import annotations

from collections import OrderedDict

from domain.names import Names
from domain.place import UnitKey

_AT_MOST = 1_100_000


class NameMemory:
    """The units asked for last, up to a number of names in all; one per process.

    What is kept goes with the version of the people in the store; of another it is not given.
    """

    def __init__(self, at_most: int = _AT_MOST) -> None:
        self._at_most = at_most
        self._kept: OrderedDict[UnitKey, tuple[int, Names]] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        """How many names are kept."""
        return self._size

    def recall(self, unit: UnitKey, version: int) -> Names | None:
        """The names of a unit, if they are kept as of this version."""
        kept_as_of, names = self._kept.get(unit, (None, None))
        if names is None or kept_as_of != version:
            return None
        self._kept.move_to_end(unit)
        return names

    def keep(self, unit: UnitKey, version: int, names: Names) -> None:
        """Keep them, and let go of what was not asked for the longest."""
        self._let_go(unit)
        self._kept[unit] = version, names
        self._size += len(names)
        while self._size > self._at_most:
            self._let_go(next(iter(self._kept)))

    def _let_go(self, unit: UnitKey) -> None:
        _, names = self._kept.pop(unit, (None, ()))
        self._size -= len(names)
