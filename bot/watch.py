"""The administrator hears in chat what stands wrong, that it is over, and how yesterday was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.app import App
from bot.findings import Finding, Grade, around, at_length, in_store
from domain.alert import AlertKind
from domain.notice import NoticeKind
from domain.permissions import Role

MORNING_HOUR = 7
_READING_HOUR = 6
_TWO_LOOKS_MINUTES = 10
_TOO_LATE_HOUR = 12
"""What was yesterday helps nobody any more after that."""


async def watch(app: App, now: datetime, jobs: Mapping[str, timedelta]) -> int:
    """Look, and have it told what has stood since the last time, or is over; how much stands.

    What could not be looked at stays as it was. Raises Unavailable.
    """
    findings = [*await around(app), *await in_store(app, jobs), *await _of_audit(app, now)]
    troubles = [one.trouble for one in findings if one.trouble is not None]
    unseen = {one.unseen for one in findings if one.unseen is not None}
    async with app.database.transaction() as records:
        watched = await records.alerts.watch(troubles, unseen, now)
        administrators = await records.staff.sessions_with(Role.ADMIN)
        for one in watched.standing:
            await records.notices.tell(administrators, NoticeKind.ALERT, one, now)
        for one, heard in (await records.alerts.told(watched.over)).items():
            await records.notices.tell(heard, NoticeKind.ALERT_OVER, one, now)
    return len(watched.standing)


async def _of_audit(app: App, now: datetime) -> list[Finding]:
    """Read once a day, before the morning line, in two looks that follow each other: what is there
    in both is told. At every other hour it is as it was."""
    if now.hour == _READING_HOUR and now.minute < _TWO_LOOKS_MINUTES:
        return await at_length(app)
    return [Finding("audit", Grade.OK, "The audit is not read now.", unseen=AlertKind.ALTERED)]


async def greet(app: App, now: datetime) -> int:
    """Have every administrator told how yesterday was; how many addresses."""
    if not MORNING_HOUR <= now.hour < _TOO_LATE_HOUR:
        return 0
    async with app.database.transaction() as records:
        administrators = await records.staff.sessions_with(Role.ADMIN)
        today = now.date().toordinal()
        await records.notices.tell(administrators, NoticeKind.MORNING_LINE, today, now)
    return len(administrators)
