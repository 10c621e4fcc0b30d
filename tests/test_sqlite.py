"""What SQLAlchemy is given in the place of aiosqlite's cursors."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError

from bot.app import App, build
from storage.tables import job_run
from tests.house import NOW, settings

ROW = {"name": "a test", "slot": "1", "ran_at": NOW}
SLOW = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) "
    "SELECT count(*) FROM n"
)


async def given_up(app: App) -> None:
    async with asyncio.timeout(0.02), app.database.engine.begin() as connection:
        await connection.execute(insert(job_run), ROW)
        await connection.execute(SLOW)


async def test_what_nobody_waits_for_any_more_is_rolled_back(sqlite_url: str) -> None:
    """Its statement goes on in its thread; what comes next waits for the end of it."""
    app = build(settings(sqlite_url), clock=lambda: NOW)
    written = select(func.count()).where(job_run.c.name == ROW["name"])
    for _ in range(3):
        with pytest.raises(TimeoutError):
            await given_up(app)
        async with app.database.engine.begin() as connection:
            assert await connection.scalar(written) == 0
    async with app.database.engine.begin() as connection:
        await connection.execute(insert(job_run), ROW)
    async with app.database.engine.connect() as connection:
        assert await connection.scalar(written) == 1
    await app.close()


async def test_a_statement_says_how_many_rows_it_has_touched(sqlite_url: str) -> None:
    app = build(settings(sqlite_url), clock=lambda: NOW)
    async with app.database.engine.begin() as connection:
        rows = [ROW | {"slot": str(number)} for number in range(5)]
        assert (await connection.execute(insert(job_run), rows)).rowcount == 5
        own = job_run.c.name == ROW["name"]
        found = await connection.execute(select(job_run.c.slot).where(own).order_by(job_run.c.slot))
        assert found.scalars().all() == list("01234")
        with pytest.raises(IntegrityError):
            await connection.execute(insert(job_run), ROW)
        assert (await connection.execute(job_run.delete().where(own))).rowcount == 5
    await app.close()
