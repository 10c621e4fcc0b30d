"""What many are to be told, from the payout calendar; what each is told of their own; and whom
officers are to ring up."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.app import App
from domain.bulletin import called_for
from domain.notice import KNOCKS
from storage.bulletins import Bulletins
from storage.records import Records

log = logging.getLogger(__name__)

_AT_ONCE = 50


async def plan(app: App, now: datetime) -> int:
    """Make the bulletins that the calendar calls for, and open those that are due; how many people
    are to be told something now. Raises Unavailable.

    What was planned before this process was stopped stays planned.
    """
    await app.database.reference()  # the calendar as it is now: no turn has asked for it here
    async with app.database.transaction() as records:
        records.store.today = now.date()
        await records.bulletins.retire(now)
        await _make(app, records, now)
        await records.bulletins.close_finished()
        count = await records.own_news.queue_money(now)
    while due := await _due(app, now):
        for bulletin in due:
            count += await open_bulletin(app, bulletin, now)
    return count


async def open_bulletin(app: App, bulletin: int, now: datetime) -> int:
    """Queue whoever is to hear it, and have officers told; how many people. Raises Unavailable.

    So many in a transaction: who writes meanwhile waits for no more than these, and after a kill
    it goes on with the rest.
    """
    async with app.database.transaction() as records:
        records.store.today = now.date()
        await _tell_officers(app, records, bulletin)
        slices = await _bulletins(app, records).slices(bulletin)
    count = 0
    for up_to in slices:
        async with app.database.transaction() as records:
            records.store.today = now.date()
            count += await _bulletins(app, records).open(bulletin, up_to)
    if count:
        log.info("bulletin opened", extra={"bulletin": bulletin, "count": count})
    return count


async def _due(app: App, now: datetime) -> tuple[int, ...]:
    """What is to be opened next; nothing while too much is unsent: what is due sooner goes first.

    Each that is opened is due no more, so this comes to an end.
    """
    async with app.database.transaction() as records:
        if await records.outbox.unasked(KNOCKS) >= app.settings.bulk_waiting:
            return ()
        return await records.bulletins.due(now, _AT_ONCE)


async def _make(app: App, records: Records, now: datetime) -> None:
    reference = records.reference
    days = (day for days in reference.calendar.values() for day in days)
    for draft in called_for(days, reference.points, now, app.settings.quiet_hours):
        await records.bulletins.make(draft, now)


async def _tell_officers(app: App, records: Records, bulletin: int) -> None:
    told = await records.bulletins.one(bulletin)
    if told is not None and records.bulletins.lines(told):
        due_at = app.settings.quiet_hours.over(app.clock())
        await records.call_lists.tell_officers(told, due_at)


def _bulletins(app: App, records: Records) -> Bulletins:
    return Bulletins(records.store, app.settings.ask_arrived)
