"""What is wrong, and what is missing: asked by `ansinh check`, and every few minutes by the job
that tells the administrator in chat."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from bot.app import App
from bot.findings import audit, certificate, machine, token, upkeep, work
from bot.findings.finding import Finding, Grade
from bot.upkeep import check
from domain.alert import AlertKind, Trouble
from storage.condition import Condition
from storage.reference import Reference

__all__ = ["Finding", "Grade", "around", "at_length", "in_store"]


async def around(app: App) -> list[Finding]:
    """The machine, and what is asked of others by network; within seconds, whoever answers."""
    settings = app.settings
    met, known = await asyncio.gather(
        certificate.of_certificate(settings.public_url, app.clock()),
        token.of_token(settings.telegram_token, settings.telegram_api_url),
    )
    return [*machine.of_settings(settings), *met, *known, *machine.of_disk(settings)]


async def in_store(app: App, jobs: Mapping[str, timedelta]) -> list[Finding]:
    """The store; ``jobs``: how often each is to run. Raises Unavailable."""
    if not (await app.database.state()).up_to_date:
        return [
            Finding("database", Grade.BAD, "The database is not up to date.", "ansinh db upgrade")
        ]
    problems = await check(app.database)
    reference = await app.database.reference()
    now = app.clock()
    async with app.database.snapshot() as records:
        condition = await records.conditions.read(now)
        standing = await records.outbox.standing()
    demo = reference.demo_made_on is not None
    return [
        *_triggers(problems),
        *upkeep.of_keys(condition),
        *upkeep.of_clocks(condition, datetime.now(UTC)),  # not one that stands still
        *upkeep.of_unsent(standing, now),
        *upkeep.of_copies(app.settings, condition, now, demo),
        *upkeep.of_jobs(condition.runs, jobs, now),
        *upkeep.of_seals(condition, now),
        *_work(app, condition, reference),
    ]


async def at_length(app: App) -> list[Finding]:
    """What is not asked every few minutes. Raises Unavailable."""
    if not (await app.database.state()).up_to_date:
        return []
    return [await audit.of_audit(app)]


def _triggers(problems: list[str]) -> Iterator[Finding]:
    if not problems:
        yield Finding("database", Grade.OK, "The database is up to date, its triggers stand.")
    for problem in problems:
        trouble = Trouble(AlertKind.AUDIT, value=len(problems))
        yield Finding("database", Grade.BAD, problem, trouble=trouble)


def _work(app: App, condition: Condition, reference: Reference) -> Iterator[Finding]:
    demo, today = reference.demo_made_on is not None, app.clock().date()
    totp = not demo if app.settings.staff_totp is None else app.settings.staff_totp
    yield from work.of_staff(condition, totp)
    yield from work.of_lists(condition, reference)
    yield from work.of_paydays(condition, reference, today)
    yield from work.of_codes(condition, app.settings.otp_alert)
    yield from work.of_points(reference, today)
    yield from work.of_demo(reference)
