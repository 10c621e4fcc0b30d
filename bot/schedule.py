"""What happens without a message. A job runs once per (job, slot), whatever is restarted."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import watch
from bot.app import App
from bot.lists import tidy_lists
from bot.planning import plan
from domain.notice import NoticeKind
from storage.counting_ahead import count_ahead
from storage.lists_show import end_what_lists_show
from storage.overdue import report_overdue
from storage.promises import take_back_promises
from storage.purge import purge
from storage.seals import Seals

log = logging.getLogger(__name__)

_FIVE_MINUTES = timedelta(minutes=5)
_A_DAY, _A_WEEK, _A_MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)
_WAKING_HOUR = 9
"""Nobody is woken by a reminder."""


@dataclass(frozen=True, slots=True)
class Job:
    """``slot`` names the period that a moment falls into, which is ``every`` long; one run per
    slot."""

    name: str
    slot: Callable[[datetime], str]
    every: timedelta
    run: Callable[[App, datetime], Awaitable[int]]


async def seal_audit(app: App, now: datetime) -> int:
    """Seal what has been written since, in small transactions; how many rows.

    The log keeps the newest seal outside the database, to compare with (`ansinh audit verify`).
    """
    total = 0
    while True:
        async with app.database.transaction() as records:
            seals = Seals(records.store)
            count = await seals.seal(now)
            head = await seals.newest()
        total += count
        if count == 0:
            return total
        log.info("audit sealed", extra={"head": str(head), "count": count})


async def purge_daily(app: App, now: datetime) -> int:
    """Remove what is past its time; how many rows of all kinds."""
    gone = await purge(app.database, now, app.settings.keep)
    return sum(gone.values())


async def tend_links(app: App, now: datetime) -> int:
    """End what was until yesterday, and remind of what ends within a month and within a week."""
    today = now.date()
    due_at = max(now, now.replace(hour=_WAKING_HOUR, minute=0, second=0, microsecond=0))
    async with app.database.transaction() as records:
        ended = await records.links.end_past(today, now)
        month = await records.links.ending_by(today + _A_WEEK + _A_DAY, today + _A_MONTH)
        week = await records.links.ending_by(today, today + _A_WEEK)
        for session, link in month:
            await records.notices.tell([session], NoticeKind.ENDS_SOON, link, due_at)
        for session, link in week:
            await records.notices.tell([session], NoticeKind.ENDS_IN_A_WEEK, link, due_at)
    return ended + len(month) + len(week)


async def tend_cases(app: App, now: datetime) -> int:
    """End what the lists show to be so, and take back what the calendar keeps no more; how many
    cases."""
    await app.database.reference()
    async with app.database.transaction() as records:
        ended = await end_what_lists_show(records.store, now)
        return ended + await take_back_promises(records.store, now)


async def tend_talks(app: App, now: datetime) -> int:
    """Leave conversations to whoever may answer them now, and end those that have fallen silent;
    how many those are."""
    await app.database.reference()  # units as they are now, so that scopes reach
    async with app.database.transaction() as records:
        records.store.today = now.date()
        return await records.talk_upkeep.tend(app.settings.talk_quiet, now)


async def tend_lists(app: App, now: datetime) -> int:
    """Drop lists that nobody has confirmed for a day, and remove what waits for those that are
    over; how many."""
    return await tidy_lists(app.database, now - _A_DAY)


async def count_the_day(app: App, now: datetime) -> int:
    """What the numbers of the day take longest to count; of how many units."""
    return await count_ahead(app.database, now.date(), app.settings.timezone)


async def report_late(app: App, now: datetime) -> int:
    """Have what is overdue reported to who stands above; how many cases."""
    await app.database.reference()  # units as they are now, so that scopes reach
    async with app.database.transaction() as records:
        return await report_overdue(records.store, now)


async def tell_the_day(app: App, now: datetime) -> int:
    """Have officials told how the day was, each at their hour; how many of them."""
    await app.database.reference()  # units and paydays as they are now
    async with app.database.transaction() as records:
        return await records.summary_hours.plan(now, app.settings.quiet_hours)


async def watch_over(app: App, now: datetime) -> int:
    """Tell the administrator what stands wrong; how much."""
    return await watch.watch(app, now, EVERY)


def _five_minutes(now: datetime) -> str:
    return f"{now:%Y-%m-%dT%H}:{now.minute - now.minute % 5:02}"


def _day(now: datetime) -> str:
    return f"{now:%Y-%m-%d}"


def _morning(now: datetime) -> str:
    """A day that begins with the morning line."""
    return _day(now - timedelta(hours=watch.MORNING_HOUR))


JOBS = (
    Job("seal_audit", _five_minutes, _FIVE_MINUTES, seal_audit),
    Job("plan", _five_minutes, _FIVE_MINUTES, plan),
    Job("purge", _day, _A_DAY, purge_daily),
    Job("tend_links", _day, _A_DAY, tend_links),
    Job("tend_cases", _five_minutes, _FIVE_MINUTES, tend_cases),
    Job("tend_talks", _five_minutes, _FIVE_MINUTES, tend_talks),
    Job("tend_lists", _five_minutes, _FIVE_MINUTES, tend_lists),
    Job("count_the_day", _five_minutes, _FIVE_MINUTES, count_the_day),
    Job("tell_the_day", _five_minutes, _FIVE_MINUTES, tell_the_day),
    Job("report_late", _day, _A_DAY, report_late),
    Job("watch", _five_minutes, _FIVE_MINUTES, watch_over),
    Job("morning_line", _morning, _A_DAY, watch.greet),
)

EVERY = {job.name: job.every for job in JOBS}


async def run_due(app: App, now: datetime) -> dict[str, int]:
    """Run every job whose slot nobody has claimed yet; what each did."""
    done = {}
    for job in JOBS:
        async with app.database.transaction() as records:
            mine = await records.jobs.claim(job.name, job.slot(now), now)
        if mine:
            with app.metrics.job(job.name):
                done[job.name] = await _run(app, job, now)
            log.info("job done", extra={"job": job.name, "count": done[job.name]})
    return done


async def _run(app: App, job: Job, now: datetime) -> int:
    """Its slot is taken, so nobody runs it again: that it broke off must stand somewhere."""
    try:
        return await job.run(app, now)
    except Exception:
        async with app.database.transaction() as records:
            await records.jobs.broke_off(job.name, job.slot(now), now)
        raise
