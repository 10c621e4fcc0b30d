"""One notice out to an address that has not asked, in one transaction: a turn without a message."""

from __future__ import annotations

import logging
from datetime import datetime

from domain.notice import Outcome
from handlers.kept_back import asked_again, kept_back
from handlers.notices import NOTICES
from handlers.turn import House, account_for, rendered, show, talk_with, trace
from storage.database import Unavailable
from storage.notices import Notice
from storage.outbox import Queued, Terms

log = logging.getLogger(__name__)


async def tell(house: House, notice: Notice, now: datetime) -> tuple[Queued, ...]:
    """Say one notice, once, to an address that has not asked. Raises Unavailable.

    A question that stands open there stays open; a number means the choices of the notice. One that
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
        silent = (
            await kept_back(notice, session.id, session.stopped_at is not None, records, now)
            if session
            else Outcome.GONE
        )
        if silent is Outcome.PAUSED:
            await records.notices.put_off(notice.id, now + asked_again(notice.kind))
            return ()
        if not await records.notices.take(notice.id, now, silent or Outcome.TOLD):
            return ()
        if session is None or silent is not None:
            return ()
        talk = await talk_with(house, records, session, None, now)
        talk.start(notice.kind.value, ())
        talk.to_many = notice.kind.topic is not None
        await NOTICES[notice.kind](talk, records, notice.subject)
        replies = await rendered(talk, records)
        await account_for(talk, records)
        if not replies:
            await records.notices.became(notice.id, Outcome.STALE)
        if any(reply.choices for reply in replies):
            show(session, replies)
        await records.conversations.save(session)
        terms = Terms(notice.lane, expires_at=notice.expires_at, notice_id=notice.id)
        return await records.outbox.put(session, replies, now, house.holder, terms)
