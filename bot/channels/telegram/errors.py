"""What a refusal of the Bot API means for a reply: again, never, or nobody there.

One table: the first line whose kind and words fit.
"""

from __future__ import annotations

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.channel import Gone, Missing, NotFetched, Refused, Retry, SendError, TooBig
from bot.channels.telegram.requests import NotThere, TooLarge

_TABLE: tuple[tuple[type[TelegramError], str, type[SendError], str], ...] = (
    (Forbidden, "", Gone, "forbidden"),
    (ChatMigrated, "", Gone, "migrated"),
    (InvalidToken, "", Retry, "token"),
    (Conflict, "", Retry, "conflict"),
    (BadRequest, "chat not found", Gone, "chat not found"),
    (BadRequest, "peer_id_invalid", Gone, "peer"),
    (BadRequest, "user not found", Gone, "user not found"),
    (BadRequest, "user is deactivated", Gone, "deactivated"),
    (BadRequest, "input_user_deactivated", Gone, "deactivated"),
    (BadRequest, "user_is_blocked", Gone, "forbidden"),
    (BadRequest, "group is deactivated", Gone, "deactivated"),
    (BadRequest, "group chat was upgraded", Gone, "migrated"),
    (BadRequest, "", Refused, "bad request"),
    (EndPointNotFound, "", Refused, "no such method"),
    (TimedOut, "", Retry, "timed out"),
    (NetworkError, "request entity too large", Refused, "too large"),
    (NetworkError, "", Retry, "network"),
    (TelegramError, "", Retry, "unclear"),
)


def send_error(error: TelegramError) -> SendError:
    """Codes for the operator, never the API's words: they may quote a message."""
    if isinstance(error, RetryAfter):
        return Retry("too many", seconds_of(error))
    said = error.message.lower()
    for kind, words, means, code in _TABLE:
        if isinstance(error, kind) and words in said:
            return means(code)
    return Retry("unclear")


def fetch_error(error: TelegramError) -> NotFetched | Retry:
    """What it means for a file that was to be fetched."""
    said = error.message.lower()
    if isinstance(error, TooLarge) or "file is too big" in said:
        return TooBig("too big")
    if isinstance(error, (NotThere, BadRequest)):
        return Missing("not there")
    failed = send_error(error)
    return failed if isinstance(failed, Retry) else Retry("unclear")


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram says to wait."""
    after = error._retry_after
    return max(1.0, after.total_seconds())
