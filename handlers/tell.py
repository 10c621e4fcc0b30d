"""One notice out to an address that has not asked, in one transaction: a turn without a message."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from domain.notice import ABOUT_LINKS, Outcome
from domain.session import Session
from handlers.notices import NOTICES
from handlers.turn import House, account_for, on_screen, rendered, talk_with, trace
from storage.database import Unavailable
from storage.notices import Notice
from storage.outbox import Queued
from storage.records import Records

log = logging.getLogger(__name__)

_ASKED_AGAIN = timedelta(hours=1)
"""How long what is silenced waits until it is looked at anew: the report may have been refused."""


async def tell(house: House, notice: Notice, now: datetime) -> tuple[Queued, ...]:
    """Say one notice, once, to an address that has not asked. Raises Unavailable.

    A question that stands open there stays open, and so do the choices on its screen. One that
    cannot be said is recorded and never tried again, so that it holds up no other.
    """
    try:
        return await _tell(house, notice, now)
    except Unavailable:
        raise
    except Exception as error:  # as in a turn, the unexpected
        log.error("notice failed", extra={"dialogue": notice.kind.value, "error": trace(error)})
        async with house.database.transaction() as records:
            await records.notices.take(notice.id, now, Outcome.FAILED)
            session = await records.conversations.wake(notice.to, now)
            if session is not None:
                await records.conversations.record_failure(
                    session, notice.kind.value, type(error).__name__, now
                )
        return ()


async def _tell(house: House, notice: Notice, now: datetime) -> tuple[Queued, ...]:
    async with house.database.transaction() as records:
        session = await records.conversations.wake(notice.to, now)
        silent = await _kept_back(notice, session, records, now)
        if silent is Outcome.PAUSED:
            await records.notices.put_off(notice.id, now + _ASKED_AGAIN)
            return ()
        if not await records.notices.take(notice.id, now, silent or Outcome.TOLD):
            return ()
        if session is None or silent is not None:
            return ()
        talk = await talk_with(house, records, session, None, now)
        talk.start(notice.kind.value, ())
        talk.to_many = notice.kind.topic is not None
        await NOTICES[notice.kind](talk, records, notice.subject)
        await account_for(talk, records)
        replies = await rendered(talk, records)
        if not replies:
            await records.notices.became(notice.id, Outcome.STALE)
        if session.open is None:
            session.shown = on_screen(session, replies)
        await records.conversations.save(session)
        return await records.outbox.put(
            session,
            replies,
            now,
            house.holder,
            lane=notice.lane,
            expires_at=notice.expires_at,
            notice_id=notice.id,
        )


async def _kept_back(
    notice: Notice, session: Session | None, records: Records, now: datetime
) -> Outcome | None:
    """Why it is kept from who would hear it; None where nothing keeps it."""
    if session is None:
        return Outcome.GONE
    if notice.expires_at is not None and notice.expires_at <= now:
        return Outcome.STALE
    if session.stopped_at is not None and not notice.kind.asked_for:
        return Outcome.STOPPED
    if notice.bulletin is not None:
        told = await records.bulletins.one(notice.bulletin)
        return await records.bulletins.kept_back(told, session.id, now) if told else Outcome.STALE
    if notice.kind.topic is not None:
        return await records.own_news.kept_back(notice.kind, notice.subject, session.id, now)
    silenced = notice.kind in ABOUT_LINKS and await records.notices.is_silenced(notice.subject)
    return Outcome.PAUSED if silenced else None
