"""Bring a store to the newest migration. Imports Alembic, so the running bot never imports this."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from storage.database import Database

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 20_250_701


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(_SCRIPTS))
    return made


async def upgrade(database: Database) -> None:
    """Run what is missing, all or nothing. Raises sqlalchemy.exc.SQLAlchemyError.

    A store that a later program has migrated is left as it is.
    """
    if (await database.state()).newer:
        return
    async with database.engine.begin() as connection:
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Replicas that start together must not run the same migration twice.
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    made = config()
    made.attributes["connection"] = connection
    command.upgrade(made, "head")
