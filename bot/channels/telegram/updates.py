"""Asks Telegram for updates, and takes them raw.

python-telegram-bot's own way raises for a whole batch over one update that it cannot read, and so
would lose those beside it, or stand still before it for ever.
"""

from __future__ import annotations

from typing import Any

from telegram.request import BaseRequest

from bot.channels.telegram.requests import NoJson, posted

KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]
"""What we want to hear of."""

_BATCH = 100
_POLL_SECONDS = 10


async def get_updates(request: BaseRequest, url: str, offset: int) -> list[Any]:
    """A batch, of anything that JSON can hold; and where their JSON cannot be read, the first one
    alone, or its number. Raises TelegramError."""
    try:
        return await _fetch(request, url, offset, _BATCH)
    except NoJson:
        pass
    try:
        return await _fetch(request, url, offset, 1)
    except NoJson as garbage:
        if garbage.number is None:
            raise
        return [{"update_id": garbage.number, "message": "garbage"}]


async def _fetch(request: BaseRequest, url: str, offset: int, limit: int) -> list[Any]:
    given = {
        "offset": offset,
        "limit": limit,
        "timeout": _POLL_SECONDS,
        "allowed_updates": KINDS,
    }
    found = await posted(request, url, given, _POLL_SECONDS + 10)
    return found if isinstance(found, list) else []
