"""An update becomes a message, or nothing.

What arrives, shortened::

    {"update_id": 8, "message": {"message_id": 31, "date": 1764050400, "text": "Văn Giáo",
     "from": {"id": 7, "is_bot": false, "first_name": "…"}, "chat": {"id": 7, "type": "private"}}}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from telegram import CallbackQuery, ChatMemberUpdated, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.telegram.needed import degrees, happened, name, needed, size, whole, words
from bot.channels.telegram.outgoing import PRESSED
from domain.message import TAP_BYTES, Address, Contact, FileRef, Incoming, Place

NAME = "telegram"

_ABOUT_THE_CHAT = frozenset(
    {
        *("new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo"),
        *("delete_chat_photo", "group_chat_created", "supergroup_chat_created"),
        *("channel_chat_created", "message_auto_delete_timer_changed", "migrate_to_chat_id"),
        *("migrate_from_chat_id", "pinned_message", "users_shared", "chat_shared", "user_shared"),
        *("connected_website", "write_access_allowed", "proximity_alert_triggered", "boost_added"),
        *("chat_background_set", "forum_topic_created", "forum_topic_edited", "passport_data"),
        *("forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden"),
        *("general_forum_topic_unhidden", "giveaway_created", "giveaway_completed"),
        *("video_chat_scheduled", "video_chat_started", "video_chat_ended", "web_app_data"),
        *("video_chat_participants_invited", "successful_payment", "refunded_payment"),
        *("paid_message_price_changed", "direct_message_price_changed", "checklist_tasks_done"),
        *("checklist_tasks_added", "gift", "unique_gift", "gift_upgrade_sent"),
        *("suggested_post_approved", "suggested_post_approval_failed", "suggested_post_declined"),
        *("suggested_post_paid", "suggested_post_refunded", "chat_owner_left"),
        *("chat_owner_changed", "managed_bot_created", "poll_option_added", "poll_option_deleted"),
    }
)
"""What happened to a chat; nobody said it, so nobody is answered."""

_KEPT_APART = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})


class NotTheirOwnChat(ValueError):
    """A private chat belongs to whoever writes in it; this one is somebody else's."""


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button, to be answered, and marked on its message where there still is one."""

    id: str
    chat: int | None = None
    message: int | None = None
    keyboard: InlineKeyboardMarkup | None = None
    data: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    incoming: Incoming
    press: Press | None = None


@dataclass(frozen=True, slots=True)
class OnlyPressed:
    """A button that leads nowhere: it was marked as chosen before."""

    press: Press


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody has blocked the bot, or let it back in."""

    address: Address
    gone: bool


Event: TypeAlias = "Said | OnlyPressed | Membership"


def read(raw: Mapping[str, Any]) -> Event | None:
    """What an update means; None where there is nothing to answer.

    Raises TypeError, ValueError or whatever python-telegram-bot raises for an update that is not
    what it should be.
    """
    update = Update.de_json(needed(raw))
    number = str(update.update_id)
    if update.message is not None:
        return _message(number, update.message, raw["message"])
    if update.edited_message is not None:
        return _edited(number, update.edited_message, raw["edited_message"])
    if update.callback_query is not None:
        return _pressed(number, update.callback_query)
    if update.my_chat_member is not None:
        return _member(number, update.my_chat_member)
    return None


def chat_of(raw: Any) -> int | None:
    """Whose update it is, as far as one can see without reading it: for the order of handling."""
    if not isinstance(raw, dict):
        return None
    for value in raw.values():
        if isinstance(value, dict):
            message = value.get("message")
            inner = message if isinstance(message, dict) else value
            chat = inner.get("chat") or value.get("from")
            number = chat.get("id") if isinstance(chat, dict) else None
            return number if isinstance(number, int) else None
    return None


def press_of(raw: Any) -> Press | None:
    """Of an update that cannot be read, the pressed button, which waits to be answered."""
    query = raw.get("callback_query") if isinstance(raw, dict) else None
    query_id = query.get("id") if isinstance(query, dict) else None
    return Press(query_id) if isinstance(query_id, str) and query_id else None


def _message(number: str, message: Message, raw: Mapping[str, Any]) -> Said | None:
    by_a_bot = message.from_user is not None and message.from_user.is_bot
    if by_a_bot or any(happened(raw, kind) for kind in _ABOUT_THE_CHAT):
        return None
    if message.chat.type in _KEPT_APART:
        return _in_a_group(number, message.chat.id, message.message_id, message.date)
    if message.chat.type != ChatType.PRIVATE:
        return None
    return Said(_incoming(number, message))


def _edited(number: str, message: Message, raw: Mapping[str, Any]) -> Said | None:
    said = _message(number, message, raw)
    if said is None or said.incoming.public:
        return None
    return Said(_incoming(number, message, edited=True))


def _incoming(number: str, message: Message, *, edited: bool = False) -> Incoming:
    return Incoming(
        id=number,
        order=whole(message.message_id),
        sender=_owner(message),
        at=message.date,
        text=words(message.text) or words(message.caption),
        place=_place(message),
        contact=_contact(message),
        files=_files(message),
        edited=edited,
        replied_to=_replied_to(message),
    )


def _replied_to(message: Message) -> str | None:
    answered = message.reply_to_message
    return str(whole(answered.message_id)) if answered is not None else None


def _owner(message: Message) -> Address:
    """Who wrote, and alone reads the answer. Raises NotTheirOwnChat."""
    if message.from_user is not None and message.from_user.id != message.chat.id:
        raise NotTheirOwnChat
    return Address(NAME, str(message.chat.id))


def _place(message: Message) -> Place | None:
    location = message.venue.location if message.venue else message.location
    if location is None:
        return None
    return Place(degrees(location.latitude, 90), degrees(location.longitude, 180))


def _contact(message: Message) -> Contact | None:
    """One's own only where Telegram says so: anybody can send anybody's."""
    contact, sender = message.contact, message.from_user
    if contact is None:
        return None
    own = sender is not None and contact.user_id == sender.id
    return Contact(name(contact.phone_number), vouched=own)


def _files(message: Message) -> tuple[FileRef, ...]:
    """References: what is in them is fetched only when a question has taken it."""
    if message.photo:
        return (_file(message.photo[-1], "photo.jpg", "image/jpeg"),)
    for kind in ("voice", "document", "animation", "audio", "video", "video_note"):
        found = getattr(message, kind)
        if found is not None:
            called = name(getattr(found, "file_name", None)) or kind
            return (_file(found, called, name(getattr(found, "mime_type", None))),)
    return ()


def _file(found: Any, called: str, seems: str) -> FileRef:
    return FileRef(words(found.file_id), called, size(found.file_size), seems)


def _in_a_group(number: str, chat: int, order: int, at: datetime) -> Said:
    return Said(Incoming(number, whole(order), Address(NAME, str(chat)), at, public=True))


def _pressed(number: str, query: CallbackQuery) -> Said | OnlyPressed:
    """Buttons stand under our messages in private chats, and nowhere else."""
    message = query.message if isinstance(query.message, Message) else None
    data = query.data or ""
    press = Press(
        id=query.id,
        chat=message.chat.id if message else None,
        message=whole(message.message_id) if message else None,
        keyboard=message.reply_markup if message else None,
        data=data,
    )
    if not _is_ours(query, data):
        return OnlyPressed(press)
    return Said(
        Incoming(
            id=number,
            order=whole(query.message.message_id) if query.message else 0,
            sender=Address(NAME, str(query.from_user.id)),
            at=datetime.now(UTC),
            tap=data,
        ),
        press,
    )


def _is_ours(query: CallbackQuery, data: str) -> bool:
    elsewhere = query.message is not None and query.message.chat.id != query.from_user.id
    sent = data not in {"", PRESSED} and len(data.encode()) <= TAP_BYTES
    return sent and not elsewhere and query.inline_message_id is None


def _member(number: str, change: ChatMemberUpdated) -> Membership | Said | None:
    gone = change.new_chat_member.status == ChatMemberStatus.LEFT
    if change.chat.type == ChatType.PRIVATE:
        if change.from_user.id != change.chat.id:
            raise NotTheirOwnChat
        return Membership(Address(NAME, str(change.chat.id)), gone)
    if change.chat.type in _KEPT_APART and not gone:
        return _in_a_group(number, change.chat.id, 0, change.date)
    return None
