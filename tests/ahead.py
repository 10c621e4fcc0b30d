"""Whether what was counted ahead, with what is said to have changed since, is what there is."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from storage.counted_ahead import CountedAhead
from storage.counting_ahead import count_ahead
from storage.database import Database
from storage.summary_rows import OfPeople
from tests.house import HANOI, NOW

TODAY = NOW.date()


async def counted(database: Database, day: date = TODAY) -> int:
    """Of how many units."""
    return await count_ahead(database, day, HANOI)


async def holds(database: Database, day: date = TODAY) -> None:
    """Raises AssertionError where somebody has changed something and did not say where."""
    async with database.snapshot() as records:
        ahead = await CountedAhead(records.store).of(day, None)
        assert ahead is not None, "of a change nothing was said"
        again = await records.summaries.count_people(day, HANOI, ahead.changed)
        assert rows(ahead.counted.and_of(again)) == rows(
            await records.summaries.count_people(day, HANOI, None)
        )


def rows(counts: OfPeople) -> dict[str, list[Any]]:
    return {one.name: sorted(map(tuple, getattr(counts, one.name))) for one in fields(counts)}
