"""One change of units, points or calendar at a time, and everybody reads them again after it."""

from __future__ import annotations

from sqlalchemy import select, update

from storage.connection import Store
from storage.tables import store

_OLDER_THAN_ANY = -2


async def alone(of: Store) -> None:
    """Nobody else changes them until this transaction ends. Whoever only reads does not wait."""
    await of.connection.execute(select(store.c.id).with_for_update())


async def read_again(of: Store) -> None:
    """What this turn had seen is old: it must not be told once more."""
    await of.refresh(_OLDER_THAN_ANY)


async def changed(of: Store) -> None:
    """They are others now: in this turn at once, in every process with its next turn."""
    result = await of.connection.execute(
        update(store)
        .values(reference_version=store.c.reference_version + 1)
        .returning(store.c.reference_version)
    )
    await of.refresh(result.scalar_one())
