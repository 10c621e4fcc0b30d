"""A store is migrated while replicas of before serve it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, MetaData, create_engine, insert, select, text

from bot.app import build
from storage.tables import HEAD, failure
from storage.upgrade import config, migrate
from tests.botapi import bot_api
from tests.faults.house import Left, Program, Telegram, all_is_sent, count, left, on_telegram, until
from tests.house import settings

BEFORE = "0005"
"""What replicas that are still running may have been made for."""

PEOPLE = range(6700, 6706)
LATE = 6706
"""Who writes only once it is migrated: on a slow machine the others may be done by then."""
TEXTS = ("Văn Giáo", "Nhà Bàng", "An Cư", "Tri Tôn") * 3

LATER = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9001", "{before}"


def upgrade() -> None:
    for table in ("session", "inbox", "outbox", "case_file"):
        op.add_column(table, sa.Column("later", sa.String(8)))
    op.add_column("session", sa.Column("counted", sa.Integer, server_default="0", nullable=False))
    op.create_table("later", sa.Column("id", sa.BigInteger, primary_key=True))
    op.create_index("ix_outbox_later", "outbox", ["later"])
"""


async def test_replicas_of_before_serve_on_while_a_later_migration_runs(
    url: str, tmp_path: Path
) -> None:
    async with bot_api() as api, on_telegram(url, api) as alone:
        await alone.start()
        telegram, ready = Telegram(api), list[bool]()
        looking = asyncio.create_task(look_at(alone, ready))
        talking = [asyncio.create_task(telegram.talks(person, TEXTS)) for person in PEOPLE]
        await until(lambda: len(telegram.heard) > len(PEOPLE))
        await comes_later(url, tmp_path)
        heard = len(telegram.heard)
        talking.append(asyncio.create_task(telegram.talks(LATE, TEXTS)))
        await asyncio.gather(*talking)
        await all_is_sent(url)
        looking.cancel()
        assert heard < len(telegram.heard) == (len(PEOPLE) + 1) * len(TEXTS)
        assert set(telegram.statuses) == {200}
        assert set(ready) == {True}
        assert await left(url, api, telegram.heard) == Left(0, 0, 0, 0)
        assert await count(url, failure) == 0
        await alone.kill()
        await alone.start()
        assert await alone.health() == {"alive": True, "ready": True}


async def look_at(alone: Program, ready: list[bool]) -> None:
    while True:
        ready.append((await alone.health())["ready"])
        await asyncio.sleep(0.05)


async def comes_later(url: str, folder: Path) -> None:
    """A migration that adds only, as ours do."""
    (folder / "9001_later.py").write_text(LATER.format(before=HEAD))
    made = config()
    ours = Path(made.get_main_option("script_location") or "") / "versions"
    made.set_main_option("path_separator", "space")
    made.set_main_option("version_locations", f"{ours} {folder}")
    app = build(settings(url))
    try:
        await migrate(app.database, made)
    finally:
        await app.close()


# --- Ours ---------------------------------------------------------------------------------------


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty store of before."""
    made = create_engine(f"sqlite:///{tmp_path / 'before.db'}")
    bring_to(made, BEFORE)
    yield made
    made.dispose()


def bring_to(engine: Engine, revision: str) -> None:
    made = config()
    with engine.begin() as connection:
        made.attributes["connection"] = connection
        command.upgrade(made, revision)


def tables_of(engine: Engine) -> MetaData:
    found = MetaData()
    found.reflect(engine)
    return found


def test_migrations_since_then_only_add_what_nobody_needs_to_give(engine: Engine) -> None:
    before = tables_of(engine)
    bring_to(engine, "head")
    after = tables_of(engine)
    assert set(before.tables) <= set(after.tables)
    for name, table in before.tables.items():
        now = after.tables[name].columns
        assert set(table.columns.keys()) <= set(now.keys()), name
        for column in now:
            known = table.columns.get(column.name)
            given = known is not None and not known.nullable
            free = column.nullable or column.server_default is not None
            assert given or free, f"{name}.{column.name} would be missing"


def test_what_a_replica_of_before_writes_is_taken(engine: Engine, sqlite_url: str) -> None:
    """Every row of the demo, with those columns alone that were known then."""
    before = tables_of(engine)
    bring_to(engine, "head")
    demo = create_engine(sqlite_url.replace("+aiosqlite", ""))
    written = 0
    with demo.connect() as source, engine.begin() as target:
        target.execute(text("PRAGMA foreign_keys = ON"))
        target.execute(text("PRAGMA defer_foreign_keys = ON"))
        for table in before.sorted_tables:
            rows = [dict(row) for row in source.execute(select(table)).mappings()]
            if rows and not target.execute(select(table)).first():
                target.execute(insert(table), rows)
                written += 1
    demo.dispose()
    assert written > 10
