"""Which bank a cell names."""

from __future__ import annotations

from functools import lru_cache

from domain.banks import read_bank
from domain.lists.cells import Cell
from domain.lists.values.plain import Trouble, number_line, shown


def bank(cell: Cell) -> str | None:
    """Its NAPAS number. Raises Trouble for one that we do not know."""
    line = number_line(cell)
    return _bank(line) if line else None


@lru_cache(maxsize=1 << 10)
def _bank(line: str) -> str:
    number = read_bank(line)
    if number is None:
        raise Trouble("bank_unknown", said=shown(line))
    return number
