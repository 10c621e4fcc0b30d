"""A staged list becomes the one that holds, or is taken back; and what follows from either."""

from __future__ import annotations

from datetime import datetime

from bot.app import App
from domain.lists.row import OF_PEOPLE
from storage.database import Database
from storage.imports.bringing import sweep
from storage.imports.lists_in import Undone
from storage.lists_show import end_what_lists_show
from storage.reconciling import reconcile


async def confirm(app: App, list_id: int, by: int | None) -> bool:
    """Make it hold; False where it is no longer staged. Cases that it shows to be settled end."""
    now = app.clock()
    async with app.database.transaction() as records:
        if not await records.lists_in.activate(list_id, by, now):
            return False
        await records.audit.note(0, records.new_id(), "activated_list", list_id, now, actor=by)
    await sweep(app.database, list_id)
    await compare(app, list_id)
    return True


async def compare(app: App, list_id: int) -> None:
    """Hold the three lists of the month against each other, where this one is about people."""
    now = app.clock()
    async with app.database.transaction() as records:
        await end_what_lists_show(records.store, now)
        brought = await records.lists_in.get(list_id)
        units = await records.lists_in.units(list_id)
    if brought is not None and brought.kind in OF_PEOPLE and units:
        await reconcile(app.database, brought.month, now, units)


async def take_back(app: App, list_id: int, by: int | None = None) -> Undone | None:
    """As it was before the list; None where it does not hold."""
    now = app.clock()
    async with app.database.transaction() as records:
        undone = await records.lists_in.undo(list_id, now, by)
        if undone is not None:
            await records.audit.note(0, records.new_id(), "undid_list", list_id, now, actor=by)
        units = await records.lists_in.units(list_id)
        brought = await records.lists_in.get(list_id)
    if undone is None or brought is None:
        return None
    await sweep(app.database, list_id)
    if brought.kind in OF_PEOPLE and units:
        await reconcile(app.database, brought.month, now, units)
    return undone


async def tidy_lists(database: Database, before: datetime) -> int:
    """Drop what was staged before that moment and never confirmed, and remove what waits for lists
    that are over; how many of them."""
    async with database.transaction() as records:
        for list_id in await records.lists_in.left_over(before):
            await records.lists_in.drop(list_id)
        over = await records.lists_in.to_sweep()
    for list_id in over:
        await sweep(database, list_id)
    return len(over)
