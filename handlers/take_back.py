"""What was said to an address, and is true no more before it is read, is taken back.

A page may be opened, or a provider be back, long after a notice was made ready: meanwhile the day
may have moved, the money be collected, a link ended or a death reported.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from domain.notice import NoticeKind, Outcome
from handlers.kept_back import asked_again, kept_back
from storage.notices import Ready
from storage.records import Records


async def take_back(records: Records, rows: Collection[int], now: datetime) -> frozenset[int]:
    """Which of these rows of the outbox nobody must read now. Those that wait are gone from it.

    Of what was read before, only what the calendar says otherwise by now: seen again it would stand
    beside the new day.
    """
    records.store.today = now.date()
    gone = set()
    for one in await records.notices.ready(rows):
        if await (_taken_back if one.unread else _has_changed)(records, one, now):
            gone.add(one.row)
    return frozenset(gone)


async def _taken_back(records: Records, one: Ready, now: datetime) -> bool:
    outcome = await kept_back(one.notice, one.session, one.stopped, records, now)
    if outcome is None:
        closed = await _has_closed(records, one)
        if closed:  # it is still true, but not of that place: said anew, it names the other one
            await records.notices.take_back(one, Outcome.STALE, now)
        return closed
    again_at = now + asked_again(one.notice.kind) if outcome is Outcome.PAUSED else None
    await records.notices.take_back(one, outcome, again_at)
    return True


async def _has_changed(records: Records, one: Ready, now: datetime) -> bool:
    if one.notice.kind is NoticeKind.CALL_LIST:
        return not await records.call_lists.paydays(one.notice.subject, now)
    if one.notice.bulletin is None:
        return False
    told = await records.bulletins.one(one.notice.bulletin)
    if told is None:
        return False
    return not records.bulletins.lines(told) or await _has_closed(records, one)


async def _has_closed(records: Records, one: Ready) -> bool:
    """Where it sends people, nobody is any more."""
    told = await records.bulletins.one(one.notice.bulletin) if one.notice.bulletin else None
    return told is not None and await records.bulletins.closed_since(told, one.told_at)
