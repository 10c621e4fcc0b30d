"""What an operator does to the store between conversations."""

from __future__ import annotations

from storage import triggers
from storage.database import Database
from storage.upgrade import upgrade

__all__ = ["check", "upgrade"]


async def check(database: Database) -> list[str]:
    """What is wrong with the store, each with what to do. Raises Unavailable."""
    state = await database.state()
    if not state.up_to_date:
        return ["The database is not up to date. Run: ansinh db upgrade"]
    async with database.engine.connect() as connection:
        missing = await connection.run_sync(triggers.missing)
    return [
        f"The trigger {name} is missing, so the audit can be altered. Restore it from a backup, "
        "or run the newest migration again."
        for name in sorted(missing)
    ]
