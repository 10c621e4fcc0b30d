"""Why a notice is kept from who would hear it: asked as it is told, and again until it is read."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.notice import ABOUT_HOME, ABOUT_LINKS, OF_TALKS, NoticeKind, Outcome
from storage.notices import Notice
from storage.records import Records

ASKED_AGAIN = timedelta(hours=1)
"""How long what is silenced waits until it is looked at anew: the report may have been refused."""


_FILE_LOOKED_FOR = timedelta(seconds=5)
"""The same of a voice note that is still to be fetched."""


def asked_again(kind: NoticeKind) -> timedelta:
    return _FILE_LOOKED_FOR if kind in OF_TALKS else ASKED_AGAIN


async def kept_back(
    notice: Notice, session_id: int, stopped: bool, records: Records, now: datetime
) -> Outcome | None:
    """None where nothing keeps it. ``stopped``: who hears it wants no message unasked."""
    if notice.expires_at is not None and notice.expires_at <= now:
        return Outcome.STALE
    if stopped and not notice.kind.asked_for:
        return Outcome.STOPPED
    if notice.bulletin is not None:
        told = await records.bulletins.one(notice.bulletin)
        return await records.bulletins.kept_back(told, session_id, now) if told else Outcome.STALE
    if notice.kind.topic is not None:
        return await records.own_news.kept_back(notice.kind, notice.subject, session_id, now)
    if notice.kind is NoticeKind.CALL_LIST:
        called_for = await records.call_lists.paydays(notice.subject, now)
        return None if called_for else Outcome.STALE
    if notice.kind is NoticeKind.ANSWERED_FOR:
        return await _about_person(notice.subject, session_id, records)
    if notice.kind in ABOUT_HOME:
        person = await records.home_visits.whom(notice.subject)
        return await _about_person(person, session_id, records) if person else Outcome.STALE
    if notice.kind is NoticeKind.RECORD_DECIDED:
        silenced = await records.corrections.is_silenced(notice.subject)
        return Outcome.PAUSED if silenced else None
    if notice.kind in OF_TALKS and await records.human_talks.awaits_file(notice.subject):
        return Outcome.PAUSED
    if notice.kind is NoticeKind.TALK_TO_CITIZEN:
        hears = await records.human_talks.may_hear(notice.subject, session_id)
        return None if hears else Outcome.STALE
    silenced = notice.kind in ABOUT_LINKS and await records.notices.is_silenced(notice.subject)
    return Outcome.PAUSED if silenced else None


async def _about_person(person: int, session_id: int, records: Records) -> Outcome | None:
    """The link may have ended since it was to be told, and a death be reported."""
    if session_id not in await records.links.sessions_hearing(person):
        return Outcome.STALE
    return Outcome.PAUSED if await records.notices.is_silent_about(person) else None
