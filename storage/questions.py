"""How many questions of a day were answered or not understood: counts, and nobody behind them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from domain.place import UnitKey
from storage.connection import Store
from storage.tables import question_count

NOWHERE = UnitKey("", date(1900, 1, 1))
"""Asked from a phone that has named no place."""

WARNED = "warned"
"""Stands where an outcome does, for who was warned of fraud; it is no further question."""

Asking: TypeAlias = tuple[date, UnitKey, str]
"""On which day, from where, and how it ended."""


class QuestionCounts:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(self, counts: Mapping[Asking, int]) -> None:
        """To what is counted already; in one order, so that replicas do not wait for each other."""
        for (day, unit, outcome), count in sorted(counts.items()):
            row = {
                "day": day,
                "unit_code": unit.code,
                "unit_from": unit.valid_from,
                "outcome": outcome,
                "count": count,
            }
            insert = self._store.insert(question_count).values(row)
            await self._store.connection.execute(
                insert.on_conflict_do_update(
                    index_elements=list(question_count.primary_key),
                    set_={"count": question_count.c.count + insert.excluded["count"]},
                )
            )
