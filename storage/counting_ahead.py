"""What changed since it was counted ahead is counted again, beside the answers."""

from __future__ import annotations

from datetime import date, tzinfo

from storage.counted_ahead import AT_ONCE, CountedAhead
from storage.database import Database


async def count_ahead(database: Database, day: date, zone: tzinfo) -> int:
    """So that whoever asks for the numbers of the day has them at once; how many units were
    counted. Nobody waits for it, and it waits for nobody."""
    async with database.snapshot() as records:
        ahead = CountedAhead(records.store)
        version, changed = await ahead.version(), await ahead.changed(day)
        if changed is not None and not changed:
            return 0
        units = None if changed is None or len(changed) > AT_ONCE else changed
        counted = await records.summaries.count_people(day, zone, units)
    async with database.transaction() as records:
        return await CountedAhead(records.store).keep(day, version, counted, units)
