"""The part of an update that is read here, checked for what it must be.

The Bot API grows every few weeks, and a library that knows yesterday's shapes raises for a whole
message over one field of a gift. What is not read cannot make a message unreadable.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

_HIGHEST = 2**52
"""The Bot API: no identifier has more than 52 significant bits."""

_AS_THEY_ARE = (
    *("message_id", "date", "text", "caption", "location", "venue", "contact"),
    *("photo", "voice", "document", "audio", "video", "video_note", "animation"),
)
_IN = {"creator", "administrator", "member", "restricted"}
_OUT = {"left", "kicked"}
_NOBODY = {"id": 0, "is_bot": True, "first_name": ""}
_LONGEST_TEXT = 4096
_LONGEST_NAME = 200


def needed(raw: Mapping[str, Any]) -> dict[str, Any]:
    """An update for python-telegram-bot, of the kinds that are heard. Raises TypeError."""
    parts = {kind: take(raw[kind]) for kind, take in _KINDS.items() if raw.get(kind) is not None}
    return {"update_id": whole(raw.get("update_id")), **parts}


def whole(value: Any) -> int:
    """An identifier. Raises TypeError."""
    if type(value) is not int or abs(value) > _HIGHEST:
        raise TypeError("no identifier")
    return value


def words(value: Any) -> str:
    """What somebody wrote, of which nothing is "". Raises TypeError."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError("no words")
    # Half a character is no text, and no database would take it.
    return value[:_LONGEST_TEXT].encode("utf-16-le", "replace").decode("utf-16-le", "replace")


def name(value: Any) -> str:
    """The end of it, which says what kind of file it is. Raises TypeError."""
    return words(value)[-_LONGEST_NAME:]


def size(value: Any) -> int | None:
    """Bytes. Raises TypeError."""
    return None if value is None else whole(value)


def degrees(value: Any, most: float) -> float:
    """Raises TypeError for what is nowhere on the earth."""
    if type(value) not in {int, float} or not math.isfinite(value) or abs(value) > most:
        raise TypeError("no degrees")
    return float(value)


def happened(message: Mapping[str, Any], kind: str) -> bool:
    """Whether a field says something: libraries write what is not there as null or false, and
    Telegram writes what needs no words as {}."""
    found = message.get(kind)
    return found is not None and found is not False


def _message(raw: Any) -> dict[str, Any]:
    given = _object(raw)
    taken = {field: given[field] for field in _AS_THEY_ARE if given.get(field) is not None}
    taken["chat"] = _chat(given.get("chat"))
    if given.get("from") is not None:
        taken["from"] = _user(given["from"])
    if given.get("reply_to_message") is not None:
        taken["reply_to_message"] = _answered(given["reply_to_message"])
    return taken


def _answered(raw: Any) -> dict[str, Any]:
    """Of the message that is answered only which one it is: its words are ours, or were read."""
    given = _object(raw)
    kept = {field: given[field] for field in ("message_id", "date") if field in given}
    return {**kept, "chat": _chat(given.get("chat"))}


def _query(raw: Any) -> dict[str, Any]:
    given = _object(raw)
    taken = {
        "id": words(given.get("id")),
        "from": _user(given.get("from")),
        "chat_instance": "",
        "data": words(given.get("data")),
    }
    if given.get("message") is not None:
        taken["message"] = _message(given["message"]) | _keyboard(given["message"])
    if happened(given, "inline_message_id"):
        taken["inline_message_id"] = words(given["inline_message_id"])
    return taken


def _keyboard(message: Mapping[str, Any]) -> dict[str, Any]:
    """The buttons as they were sent; none, where they are of another kind than ours."""
    markup = message.get("reply_markup")
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return {}
    if not all(_is_ours(button) for row in rows for button in row):
        return {}
    return {"reply_markup": {"inline_keyboard": rows}}


def _is_ours(button: Any) -> bool:
    return (
        isinstance(button, dict)
        and set(button) == {"text", "callback_data"}
        and all(isinstance(value, str) and value for value in button.values())
    )


def _user(raw: Any) -> dict[str, Any]:
    """Without a name. Before 2017 nobody said whether they were a bot."""
    given = _object(raw)
    return {"id": whole(given.get("id")), "is_bot": bool(given.get("is_bot")), "first_name": ""}


def _chat(raw: Any) -> dict[str, Any]:
    given = _object(raw)
    return {"id": whole(given.get("id")), "type": words(given.get("type"))}


def _member(raw: Any) -> dict[str, Any]:
    """Of the new state only whether one is in or out: the rights that stand beside it change with
    the Bot API. Raises TypeError for a state that nobody knows."""
    given = _object(raw)
    member = _object(given.get("new_chat_member"))
    status = words(member.get("status"))
    if status not in _IN | _OUT:
        raise TypeError("no state of a member")
    out = status in _OUT or (status == "restricted" and member.get("is_member") is False)
    state = {"status": "left" if out else "member", "user": _NOBODY}
    return {
        "chat": _chat(given.get("chat")),
        "from": _user(given.get("from")),
        "date": given.get("date"),
        "old_chat_member": state,
        "new_chat_member": state,
    }


def _object(raw: Any) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise TypeError("no object")
    return raw


_KINDS: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "message": _message,
    "edited_message": _message,
    "callback_query": _query,
    "my_chat_member": _member,
}
