"""What happens without a message. A job runs once per (job, slot), whatever is restarted."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from storage.database import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """``slot`` names the period that a moment falls into; one run per slot."""

    name: str
    slot: Callable[[datetime], str]
    run: Callable[[Database, datetime], Awaitable[int]]


async def empty_inbox(database: Database, now: datetime) -> int:
    """Forget messages heard over a week ago, in small transactions; how many."""
    total = 0
    while True:
        async with database.transaction() as records:
            count = await records.conversations.empty_inbox(now)
        total += count
        if count == 0:
            return total


JOBS = (Job("empty_inbox", lambda now: f"{now:%Y-%m-%d}", empty_inbox),)


async def run_due(database: Database, now: datetime) -> dict[str, int]:
    """Run every job whose slot nobody has claimed yet; what each did."""
    done = {}
    for job in JOBS:
        async with database.transaction() as records:
            mine = await records.jobs.claim(job.name, job.slot(now), now)
        if mine:
            done[job.name] = await job.run(database, now)
            log.info("job done", extra={"job": job.name, "count": done[job.name]})
    return done
