"""Bring a store to the newest migration. Alembic is loaded when one runs: it takes longer than most
commands, and the running bot has no need of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from storage.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 20_250_701
_TRIES = 100
_PAUSE_SECONDS = 0.3
_IN_USE = {"55P03", "40P01"}
"""Lock not available, deadlock: PostgreSQL manual, appendix A."""


def config() -> Config:
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(_SCRIPTS))
    return made


async def upgrade(database: Database) -> None:
    """Run what is missing, all or nothing. Raises sqlalchemy.exc.SQLAlchemyError.

    A store that a later program has migrated is left as it is.
    """
    if not (await database.state()).up_to_date:
        await migrate(database, config())


async def migrate(database: Database, made: Config) -> None:
    """Run these scripts to the newest, as soon as nobody is in the middle of anything."""
    for left in reversed(range(_TRIES)):
        try:
            async with database.engine.begin() as connection:
                await connection.run_sync(_migrate, made)
        except DBAPIError as error:
            if left == 0 or getattr(error.orig, "sqlstate", None) not in _IN_USE:
                raise
            await asyncio.sleep(_PAUSE_SECONDS)
        else:
            return


def _migrate(connection: Connection, made: Config) -> None:
    from alembic import command

    if connection.dialect.name == "postgresql":
        # Replicas that start together must not run the same migration twice.
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        _have_it_alone(connection)
    made.attributes["connection"] = connection
    command.upgrade(made, "head")


def _have_it_alone(connection: Connection) -> None:
    """All tables at once, or turns of replicas that serve could wait for us and we for them.

    We give up before PostgreSQL looks for a deadlock (after a second): it might end a turn.
    """
    connection.execute(text("SET LOCAL lock_timeout = '500ms'"))
    if names := inspect(connection).get_table_names():
        quoted = ", ".join(map(connection.dialect.identifier_preparer.quote, names))
        connection.execute(text(f"LOCK TABLE {quoted} IN ACCESS EXCLUSIVE MODE"))
