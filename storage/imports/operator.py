"""Who stands behind what the command does: nobody of the staff, and yet somebody who is named."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

from storage.connection import Store
from storage.reference_lock import alone
from storage.tables import actor

_NAME = "ansinh import"


async def operator(store: Store, now: datetime) -> int:
    """The actor of the command, made when it is first needed. Nothing is ever granted to it, so
    that no list of the staff names it, and no phone signs in as it."""
    known = await _known(store)
    if known is not None:
        return known
    await alone(store)
    return await _known(store) or await _made(store, now)


async def _known(store: Store) -> int | None:
    found: int | None = await store.connection.scalar(
        select(actor.c.id).where(actor.c.phone_index == _index(store)).limit(1)
    )
    return found


async def _made(store: Store, now: datetime) -> int:
    new_id = store.ids()
    row = {
        "id": new_id,
        "sealed_name": store.vault.seal(_NAME, actor.c.sealed_name, new_id),
        "phone_index": _index(store),
        "made_at": now,
    }
    await store.connection.execute(insert(actor), row)
    return new_id


def _index(store: Store) -> bytes:
    return store.vault.index("operator", "command")
