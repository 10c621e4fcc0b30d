"""Says what is due to be told to addresses that have not asked."""

from __future__ import annotations

from bot.app import App
from domain.notice import KNOCKS
from handlers.tell import tell
from storage.notices import Notice

_AT_ONCE = 20


async def tell_due(app: App, *, send: bool = True) -> list[Notice]:
    """Say what addresses are to be told without having asked; what was. Raises Unavailable.

    At night only what was asked for, or is work that cannot wait; and nothing that many are told
    while too much waits to be sent. Where not ``send``, it waits in the outbox for whoever sends
    to them. Who waits for an answer goes first.
    """
    told = []
    while True:
        async with app.database.transaction() as records:
            now = app.clock()
            quiet = app.settings.quiet_hours.at(now)
            room = await records.outbox.unasked(KNOCKS) < app.settings.bulk_waiting
            due = await records.notices.due(now, _AT_ONCE, quiet=quiet, bulk=room)
        for notice in due:
            await app.waiting.let_pass()
            queued = await tell(app.house, notice, app.clock())
            told += [notice] if queued else []
            if send:
                await app.delivery.send(queued)
        if len(due) < _AT_ONCE:
            break
    if not send:
        await app.delivery.release()
    return told
