"""What many are told: queueing them all, telling them one by one, and planning when nothing is new.

*queued*: one bulletin for many addresses, beside its yardstick on the same database: as many rows
inserted bare. *told*: notices said, each in a transaction of its own, beside the yardstick of as
many bare transactions that write one row. *asked again*: each, before it is sent. *planning*: the
whole calendar compared, nothing new.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from benchmarks.stores import on_both
from benchmarks.turn import filled
from bot.app import App, build
from bot.planning import plan
from bot.telling import tell_due
from domain.notice import NoticeKind, Topic
from domain.payout import DayState, Way
from domain.place import UnitKey
from handlers.take_back import take_back
from storage.tables import bulletin, job_run, notice, outbox, session, subscription
from tests.house import NOW, Screen, settings

_MANY = 50_000
_TOLD = 500
_BATCH = 5_000
_PLANS = 20
_EVENING = NOW.replace(hour=16, minute=5)


async def measure() -> list[dict[str, Any]]:
    """For both databases."""
    return await on_both(_on)


def table(rows: list[dict[str, Any]]) -> str:
    lines = [
        f"database     {_MANY:,} queued  bare rows  told/s  bare commits/s  asked again  planning",
        *(
            f"{row['database']:<12} {row['queued_s']:>10.2f} s  {row['bare_rows_s']:>7.2f} s"
            f"  {row['told_per_s']:>6.0f}  {row['bare_commits_per_s']:>14.0f}"
            f"  {row['asked_again_ms']:>8.2f} ms  {row['planning_ms']:>5.0f} ms"
            for row in rows
        ),
    ]
    return "\n".join(("", *lines))


async def _on(name: str, url: str) -> dict[str, Any]:
    await filled(url)
    app = build(settings(url), [Screen()], lambda: _EVENING)
    try:
        unit, point = await tomorrow(app)
        await _subscribe(app, unit, point)
        await app.database.reference()
        await _make(app)
        queued = await _took(lambda: _open(app, unit, point))
        bare = await _took(lambda: _bare_rows(app))
        planning = await _took(lambda: _plans(app)) / _PLANS
        await _leave(app, _TOLD)
        told = await _took(lambda: tell_due(app, send=False))
        again = await _took(lambda: _asks_again(app))
        commits = await _took(lambda: _bare_commits(app))
    finally:
        await app.close()
    return {
        "database": name,
        "queued_s": queued,
        "bare_rows_s": bare,
        "told_per_s": _TOLD / told,
        "bare_commits_per_s": _TOLD / commits,
        "asked_again_ms": again / _TOLD * 1000,
        "planning_ms": planning * 1000,
    }


async def _asks_again(app: App) -> None:
    """Nothing has changed, so all of them stay."""
    async with app.database.transaction() as records:
        waiting = select(outbox.c.id).where(outbox.c.notice_id.is_not(None))
        rows = (await records.store.connection.execute(waiting)).scalars().all()
        gone = await take_back(records, rows, _EVENING)
    if len(rows) < _TOLD or gone:
        raise RuntimeError(f"{len(rows)} were asked about, {len(gone)} taken back")


async def _took(work: Callable[[], Awaitable[object]]) -> float:
    begun = time.perf_counter()
    await work()
    return time.perf_counter() - begun


async def tomorrow(app: App) -> tuple[UnitKey, int]:
    """A point that pays in cash tomorrow, as the calendar says for certain."""
    reference = await app.database.reference()
    day = NOW.date() + timedelta(days=1)
    lines = (one for days in reference.calendar.values() for one in days)
    return next(
        (one.unit, one.point)
        for one in lines
        if (one.day, one.state, one.way) == (day, DayState.CONFIRMED, Way.CASH)
        and one.point is not None
    )


async def _subscribe(app: App, unit: UnitKey, point: int) -> None:
    """Many addresses that asked about the point."""
    vault, ids = app.database.vault, app.database.ids
    for _ in range(_MANY // _BATCH):
        numbers = [ids() for _ in range(_BATCH)]
        sessions = [
            {"id": one, "channel": "console", "version": 1, "failures": 0, "heard_order": 0,
             "language": "vi", "address_index": vault.index("address", "console", str(one)),
             "sealed_address": vault.seal(str(one), session.c.sealed_address, one)}
            for one in numbers
        ]  # fmt: skip
        asked = [
            {"id": ids(), "session_id": one, "topic": Topic.PAYDAY.value, "since": NOW,
             "version": 1, "language": "vi", "unit_code": unit.code,
             "unit_from": unit.valid_from, "point_id": point}
            for one in numbers
        ]  # fmt: skip
        async with app.database.engine.begin() as connection:
            await connection.execute(insert(session), sessions)
            await connection.execute(insert(subscription), asked)


async def _make(app: App) -> None:
    """Plan at a time at which none is due yet."""
    await plan(app, NOW)


async def _open(app: App, unit: UnitKey, point: int) -> None:
    async with app.database.transaction() as records:
        records.store.today = NOW.date()
        found = await records.store.connection.execute(
            select(bulletin.c.id).where(
                bulletin.c.kind == NoticeKind.PAYDAY_EVE.value,
                bulletin.c.unit_code == unit.code,
                bulletin.c.point_id == point,
            )
        )
        count = await records.bulletins.open(found.scalar_one())
    if count != _MANY:
        raise RuntimeError(f"{count} were queued instead of {_MANY}")


async def _bare_rows(app: App) -> None:
    """As many rows of the same shape, then taken away again."""
    rows = [
        {"id": number, "session_id": number, "kind": "bare", "subject": 1, "due_at": NOW,
         "told_at": NOW}
        for number in (await _sessions(app))
    ]  # fmt: skip
    async with app.database.engine.begin() as connection:
        await connection.execute(insert(notice), rows)
        await connection.execute(delete(notice).where(notice.c.kind == "bare"))


async def _sessions(app: App) -> list[int]:
    async with app.database.engine.connect() as connection:
        return list((await connection.execute(select(subscription.c.session_id))).scalars())


async def _plans(app: App) -> None:
    later: datetime = _EVENING
    for _ in range(_PLANS):
        await plan(app, later)


async def _leave(app: App, count: int) -> None:
    """So many are still to be told; all others have been."""
    async with app.database.engine.begin() as connection:
        kept = select(notice.c.id).where(notice.c.told_at.is_(None)).limit(count)
        await connection.execute(
            update(notice).where(notice.c.id.not_in(kept)).values(told_at=NOW, outcome="told")
        )


async def _bare_commits(app: App) -> None:
    for number in range(_TOLD):
        async with app.database.engine.begin() as connection:
            row = {"name": "bare", "slot": str(number), "ran_at": NOW}
            await connection.execute(insert(job_run), row)


if __name__ == "__main__":
    print(table(asyncio.run(measure())))
