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

from bot.channels.telegram.outgoing import PRESSED
from domain.message import Address, Contact, FileRef, Incoming, Place

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
        *("checklist_tasks_added", "gift", "unique_gift"),
    }
)
"""What happened to a chat; nobody said it, so nobody is answered."""

_GONE = frozenset({ChatMemberStatus.BANNED, ChatMemberStatus.LEFT})
_KEPT_APART = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})


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

    Raises whatever python-telegram-bot raises for an update that is not what it should be.
    """
    update = Update.de_json(dict(raw))
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


def chat_of(raw: Any) -> object:
    """Whose update it is, as far as one can see without reading it: for the order of handling."""
    if not isinstance(raw, dict):
        return None
    for value in raw.values():
        if isinstance(value, dict):
            message = value.get("message")
            inner = message if isinstance(message, dict) else value
            chat = inner.get("chat") or value.get("from")
            if isinstance(chat, dict):
                return chat.get("id")
    return None


def _message(number: str, message: Message, raw: Mapping[str, Any]) -> Said | None:
    by_a_bot = message.from_user is not None and message.from_user.is_bot
    if by_a_bot or not _ABOUT_THE_CHAT.isdisjoint(raw):
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
    location = message.venue.location if message.venue else message.location
    return Incoming(
        id=number,
        order=message.message_id,
        sender=Address(NAME, str(message.chat.id)),
        at=message.date,
        text=message.text or message.caption or "",
        place=Place(location.latitude, location.longitude) if location else None,
        contact=_contact(message),
        files=_files(message),
        edited=edited,
    )


def _contact(message: Message) -> Contact | None:
    """One's own only where Telegram says so: anybody can send anybody's."""
    contact, sender = message.contact, message.from_user
    if contact is None:
        return None
    own = sender is not None and contact.user_id == sender.id
    return Contact(contact.phone_number, vouched=own)


def _files(message: Message) -> tuple[FileRef, ...]:
    """References: what is in them is fetched only when a question has taken it."""
    if message.photo:
        largest = message.photo[-1]
        return (FileRef(largest.file_id, "photo.jpg", largest.file_size),)
    for kind in ("voice", "document", "audio", "video", "video_note"):
        found = getattr(message, kind)
        if found is not None:
            name = getattr(found, "file_name", None) or kind
            return (FileRef(found.file_id, name, found.file_size),)
    return ()


def _in_a_group(number: str, chat: int, order: int, at: datetime) -> Said:
    return Said(Incoming(number, order, Address(NAME, str(chat)), at, public=True))


def _pressed(number: str, query: CallbackQuery) -> Said | OnlyPressed:
    message = query.message if isinstance(query.message, Message) else None
    data = query.data or ""
    press = Press(
        id=query.id,
        chat=message.chat.id if message else None,
        message=message.message_id if message else None,
        keyboard=message.reply_markup if message else None,
        data=data,
    )
    if data == PRESSED or not data:
        return OnlyPressed(press)
    return Said(
        Incoming(
            id=number,
            order=query.message.message_id if query.message else 0,
            sender=Address(
                NAME, str(query.message.chat.id if query.message else query.from_user.id)
            ),
            at=datetime.now(UTC),
            tap=data,
        ),
        press,
    )


def _member(number: str, change: ChatMemberUpdated) -> Membership | Said | None:
    status = change.new_chat_member.status
    if change.chat.type == ChatType.PRIVATE:
        return Membership(Address(NAME, str(change.chat.id)), gone=status in _GONE)
    if change.chat.type in _KEPT_APART and status not in _GONE:
        return _in_a_group(number, change.chat.id, 0, change.date)
    return None
