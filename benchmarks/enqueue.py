"""A notice for everybody: how long it takes to queue, in how much memory, and who waits meanwhile.

*everybody*: one bulletin that so many addresses have asked to hear, opened as the schedule opens
it, in a process of its own that hears messages meanwhile, as a replica does. *bare rows*: its
yardstick, as many rows of the same columns into a table with nothing but a primary key, in one
statement. *commune*: the bulletin of one commune of a thousand among all of these. *next*: the
next twenty who are to be told, looked up while all of them wait. *idle* and *beside*: a payout
turn, five a second, before and while everybody is queued, counted from when it was to begin.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text

from benchmarks.stores import on_both
from benchmarks.turn import filled
from bot.app import App, build
from bot.planning import open_bulletin, plan
from domain.message import Address, Incoming
from domain.notice import NoticeKind, Topic
from domain.payout import DayState, PayoutDay, Way
from storage.database import Unavailable
from storage.ids import earliest
from storage.tables import bulletin, notice, session, subscription
from tests.house import NOW, Screen, settings

SIZES: Mapping[str, int] = {"SQLite": 350_000, "PostgreSQL": 3_500_000}
_COMMUNE = 1_000
_AT_ONCE = 20
_LOOKS = 5
_FILLERS = {"SQLite": 1, "PostgreSQL": 2}
_CHUNK = 20_000
_IDLE_TURNS = 50
_APART_SECONDS = 0.2
_EVENING = NOW.replace(hour=16, minute=5)
_FIRST = earliest(NOW - timedelta(days=30))
_BARE = """
    CREATE TABLE bare (
        id BIGINT PRIMARY KEY, session_id BIGINT, kind VARCHAR(24), subject BIGINT,
        due_at {instant}, lane VARCHAR(8), bulletin_id BIGINT, expires_at {instant}
    )
"""
_BARE_ROWS = """
    INSERT INTO bare
    SELECT id, id, 'day_confirmed', 1, CURRENT_TIMESTAMP, 'bulk', 1, CURRENT_TIMESTAMP
    FROM session WHERE channel = 'telegram'
"""


async def measure(sizes: Mapping[str, int] = SIZES) -> list[dict[str, Any]]:
    """For both databases, each with as many addresses as it is used for."""

    async def on(name: str, url: str) -> dict[str, Any]:
        return {"database": name, **await _on(name, url, sizes[name])}

    return await on_both(on)


def table(rows: list[dict[str, Any]]) -> str:
    lines = [
        "database     addresses  everybody s  bare rows s  log MB  bare  MB before  after"
        "  peak MB  commune ms  next ms   p50/p99/longest ms: idle             beside",
        *(
            f"{row['database']:12} {row['addresses']:>9,} {row['everybody_s']:>11.1f}"
            f" {row['bare_rows_s']:>12.1f} {_or_none(row['log_mb']):>7}"
            f" {_or_none(row['bare_log_mb']):>5}"
            f" {row['before_mb']:>10,.0f} {row['after_mb']:>6,.0f} {row['peak_mb']:>8.0f}"
            f" {row['commune_ms']:>11.1f} {row['next_ms']:>8.1f}"
            f"  {_waits(row['idle']):>22}  {_waits(row['beside']):>22}"
            for row in rows
        ),
    ]
    return "\n".join(lines)


def _or_none(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:,.0f}"


def _waits(row: Mapping[str, float]) -> str:
    refused = f" ({row['refused']} refused)" if row["refused"] else ""
    return f"{row['p50_ms']:.1f} / {row['p99_ms']:.1f} / {row['longest_ms']:.0f}{refused}"


async def _on(name: str, url: str, size: int) -> dict[str, Any]:
    await filled(url)
    began = time.perf_counter()
    await _fill(name, url, size)
    _say(f"{name}: {size:,} addresses filled in {time.perf_counter() - began:.0f} s")
    measured = await _in_a_process("queue", url)
    found: dict[str, Any] = json.loads(measured)
    if found["queued"] != size:
        raise RuntimeError(f"{found['queued']:,} were queued instead of {size:,}")
    return {"addresses": size, **found}


async def _fill(name: str, url: str, size: int) -> None:
    """Addresses that asked about the point, and before them those of a commune."""
    shares = _FILLERS[name]
    each = -(-size // shares)
    ranges = [(first, min(first + each, size)) for first in range(0, size, each)]
    async with asyncio.TaskGroup() as group:
        for first, end in ranges:
            group.create_task(_in_a_process("fill", url, str(first), str(end)))
    await _in_a_process("fill", url, str(-_COMMUNE), "0")
    if name == "PostgreSQL":
        async with _app(url) as app, app.database.engine.begin() as connection:
            await connection.execute(text("ANALYZE"))


async def _in_a_process(*arguments: str) -> bytes:
    """What it prints, so that neither its work nor its memory is ours."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.enqueue", *arguments, stdout=asyncio.subprocess.PIPE
    )
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise RuntimeError(f"{arguments[0]} ended with {process.returncode}")
    return said


# --- In the process that fills ----------------------------------------------------------------


async def _fill_range(url: str, first: int, end: int) -> None:
    """Those below zero ask about the commune."""
    async with _app(url) as app:
        about = (await _points(app))[first < 0]
        for chunk in range(first, end, _CHUNK):
            numbers = range(chunk, min(chunk + _CHUNK, end))
            await _put(app, session, list(_sessions(app, numbers)))
            await _put(app, subscription, list(_asked(numbers, about)))


def _sessions(app: App, numbers: range) -> Iterator[dict[str, Any]]:
    vault = app.database.vault
    for number in numbers:
        row, address = _FIRST + number, str(7_000_000_000 + number)
        yield {
            "id": row,
            "channel": "telegram",
            "address_index": vault.index("address", "telegram", address),
            "sealed_address": vault.seal(address, session.c.sealed_address, row),
            "version": 1,
            "language": "vi",
            "failures": 0,
            "heard_order": 0,
        }


def _asked(numbers: range, about: PayoutDay) -> Iterator[dict[str, Any]]:
    for number in numbers:
        yield {
            "id": _FIRST + number,
            "session_id": _FIRST + number,
            "topic": Topic.CHANGES.value,
            "unit_code": about.unit.code,
            "unit_from": about.unit.valid_from,
            "point_id": about.point,
            "since": NOW,
            "version": 1,
            "language": "vi",
        }


async def _put(app: App, into: Any, rows: Sequence[dict[str, Any]]) -> None:
    async with app.database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            await connection.execute(insert(into), rows)
            return
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        columns = list(rows[0])
        records = [tuple(row.values()) for row in rows]
        await raw.copy_records_to_table(into.name, records=records, columns=columns)


# --- In the process that queues ---------------------------------------------------------------


async def _queue(url: str) -> dict[str, Any]:
    async with _app(url) as app:
        await plan(app, NOW)  # when none is due yet
        everybody, commune = [await _bulletin(app, one) for one in await _points(app)]
        idle = await _turns(app, asyncio.sleep(_IDLE_TURNS * _APART_SECONDS))
        commune_s = await _took(lambda: open_bulletin(app, commune, _EVENING))
        before, log = await _size(app), await _log(app)
        began = time.perf_counter()
        beside = await _turns(app, _opened(app, everybody))
        took = time.perf_counter() - began
        peak = _peak_mb()
        after, logged = await _size(app), await _log(app)
        next_s = statistics.median([await _took(lambda: _next(app)) for _ in range(_LOOKS)])
        _say(f"queued in {took:.0f} s")
        bare = await _took(lambda: _bare_rows(app))
        return {
            "queued": await _queued(app, everybody),
            "everybody_s": took,
            "bare_rows_s": bare,
            "log_mb": logged and logged - (log or 0),
            "bare_log_mb": logged and ((await _log(app)) or 0) - logged,
            "before_mb": before,
            "after_mb": after,
            "peak_mb": peak,
            "commune_ms": commune_s * 1000,
            "next_ms": next_s * 1000,
            "idle": idle,
            "beside": beside,
        }


async def _points(app: App) -> list[PayoutDay]:
    """Cash days to come, for certain, of two communes: one for everybody, and one for its own."""
    found = {
        one.unit: one
        for days in (await app.database.reference()).calendar.values()
        for one in days
        if one.way is Way.CASH and one.state is DayState.CONFIRMED and _is_to_come(one)
    }
    return [found[unit] for unit in sorted(found, key=str)[:2]]


def _is_to_come(day: PayoutDay) -> bool:
    return day.day is not None and day.day > NOW.date()


async def _bulletin(app: App, about: PayoutDay) -> int:
    async with app.database.engine.connect() as connection:
        found = await connection.execute(
            select(bulletin.c.id).where(
                bulletin.c.kind == NoticeKind.DAY_CONFIRMED.value,
                bulletin.c.unit_code == about.unit.code,
                bulletin.c.point_id == about.point,
                bulletin.c.day == about.day,
            )
        )
        return int(found.scalar_one())


async def _turns(app: App, work: Awaitable[object]) -> dict[str, float]:
    """What people wait who write while ``work`` goes on: milliseconds, and how many were refused.

    They write at their own times, however long those before them wait.
    """
    working = asyncio.ensure_future(work)
    turns: list[asyncio.Task[float | None]] = []
    next_at = time.perf_counter()
    while not working.done():
        turns.append(asyncio.create_task(_turn(app, len(turns), next_at)))
        next_at += _APART_SECONDS
        await asyncio.sleep(max(0.0, next_at - time.perf_counter()))
    await working
    waited = await asyncio.gather(*turns)
    answered = [one for one in waited if one is not None]
    return {
        "turns": len(answered),
        "refused": len(waited) - len(answered),
        "p50_ms": statistics.median(answered) * 1000,
        "p99_ms": statistics.quantiles(answered, n=100)[98] * 1000,
        "longest_ms": max(answered) * 1000,
    }


async def _turn(app: App, number: int, due: float) -> float | None:
    sender, order = Address("console", f"person {number % 100}"), time.monotonic_ns()
    try:
        await app.receive(Incoming(str(order), order, sender, NOW, "chừng nào Nhà Bàng phát tiền"))
    except Unavailable:
        return None
    return time.perf_counter() - due


async def _opened(app: App, one: int) -> None:
    """What breaks off because the database did not answer is gone on with, as the schedule does."""
    while True:
        try:
            await open_bulletin(app, one, _EVENING)
        except Unavailable:
            _say("broken off; it goes on")
        else:
            return


async def _bare_rows(app: App) -> None:
    name = app.database.engine.dialect.name
    instant = "TIMESTAMP WITH TIME ZONE" if name == "postgresql" else "DATETIME"
    async with app.database.engine.begin() as connection:
        await connection.execute(text(_BARE.format(instant=instant)))
    async with app.database.engine.begin() as connection:
        await connection.execute(text(_BARE_ROWS))


async def _next(app: App) -> None:
    async with app.database.transaction() as records:
        due = await records.notices.due(_EVENING, _AT_ONCE)
    if len(due) < _AT_ONCE:
        raise RuntimeError(f"only {len(due)} are due")


async def _took(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


async def _queued(app: App, one: int) -> int:
    async with app.database.engine.connect() as connection:
        found = await connection.execute(
            select(func.count()).select_from(notice).where(notice.c.bulletin_id == one)
        )
        return int(found.scalar_one())


async def _size(app: App) -> float:
    """Of the store in megabytes, on SQLite with its log."""
    url = app.database.engine.url
    if url.get_backend_name() == "sqlite":
        file = Path(str(url.database))
        return sum(one.stat().st_size for one in file.parent.glob(f"{file.name}*")) / 1e6
    return await _asked_of(app, "SELECT pg_database_size(current_database())") / 1e6


async def _log(app: App) -> float | None:
    """Megabytes that PostgreSQL has written to its log so far."""
    if app.database.engine.dialect.name == "sqlite":
        return None
    return await _asked_of(app, "SELECT pg_current_wal_lsn() - '0/0'") / 1e6


async def _asked_of(app: App, question: str) -> float:
    async with app.database.engine.connect() as connection:
        return float((await connection.execute(text(question))).scalar_one())


def _peak_mb() -> float:
    """Of this process alone: what getrusage says counts also whoever started it."""
    said = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(said["VmHWM"].split()[0]) / 1024


@asynccontextmanager
async def _app(url: str) -> Any:
    app = build(settings(url), [Screen()], lambda: NOW)
    try:
        yield app
    finally:
        await app.close()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _main(arguments: Sequence[str]) -> None:
    match arguments:
        case ["fill", url, first, end]:
            asyncio.run(_fill_range(url, int(first), int(end)))
        case ["queue", url]:
            print(json.dumps(asyncio.run(_queue(url))))
        case sizes:
            given = dict(zip(SIZES, map(int, sizes), strict=False))
            rows = asyncio.run(measure({**SIZES, **given}))
            print(table(rows))


if __name__ == "__main__":
    _main(sys.argv[1:])
