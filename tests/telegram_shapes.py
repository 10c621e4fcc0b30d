"""Every shape of an update that the Bot API documents, built of its types; and every way to break
one by rule.

The people and things in it are invented. ``test_telegram_shapes`` proves that no field of a message
and no kind of update that python-telegram-bot knows is missing.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, TypeAlias

Json: TypeAlias = "dict[str, Any]"

ME = 7
OTHER = 8
BOT = 123456
DATE = 1764036000


def user(number: int = ME, *, is_bot: bool = False) -> Json:
    return {"id": number, "is_bot": is_bot, "first_name": "Néang", "language_code": "km"}


def private(number: int = ME) -> Json:
    return {"id": number, "type": "private", "first_name": "Néang"}


GROUP = {"id": -55, "type": "group", "title": "Xóm"}
SUPERGROUP = {"id": -1000000000055, "type": "supergroup", "title": "Xóm", "is_forum": True}
CHANNEL = {"id": -1000000000056, "type": "channel", "title": "Tin"}
FILE = {"file_id": "AgAD", "file_unique_id": "AQAD", "file_size": 1234}
SIZE = FILE | {"width": 90, "height": 60}
PLAYED = {"duration": 3}
TEXT: Json = {"text": "Văn Giáo"}
SENT = {"send_date": DATE, "amount": 5}
GIFT = {"id": "g", "sticker": {}, "star_count": 5}
STARS = {"currency": "XTR", "total_amount": 5}
STICKER = SIZE | {"type": "regular", "is_animated": False, "is_video": False}
GIFT["sticker"] = STICKER
POLL = {
    "id": "1",
    "question": "?",
    "options": [{"text": "a", "voter_count": 0, "persistent_id": "o"}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
}
CHECKLIST = {"title": "việc", "tasks": [{"id": 1, "text": "đi lãnh"}]}
MODEL = {"name": "m", "sticker": STICKER, "rarity_per_mille": 1}
UNIQUE = {
    "gift_id": "g",
    "base_name": "b",
    "name": "b-1",
    "number": 1,
    "model": MODEL,
    "symbol": MODEL,
    "backdrop": {
        "name": "b",
        "rarity_per_mille": 1,
        "colors": {"center_color": 1, "edge_color": 2, "symbol_color": 3, "text_color": 4},
    },
}
POST_PRICE = {"currency": "XTR", "amount": 5}


def message(chat: Json | None = None, **content: Any) -> Json:
    """Of a person in their own chat, where nothing else is said."""
    return {
        "message_id": 31,
        "date": DATE,
        "from": user(),
        "chat": chat or private(),
        **content,
    }


CONTENTS: dict[str, Json] = {
    "text": TEXT,
    "text with entities": TEXT | {"entities": [{"type": "bold", "offset": 0, "length": 3}]},
    "command": {
        "text": "/start abc",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    },
    "link": TEXT | {"link_preview_options": {"is_disabled": False, "url": "https://a.example"}},
    "animation": {"animation": SIZE | PLAYED, "document": FILE},
    "audio": {"audio": FILE | PLAYED},
    "document": {"document": FILE | {"file_name": "giấy.pdf", "mime_type": "application/pdf"}},
    "live photo": {"live_photo": SIZE | PLAYED, "photo": [SIZE]},
    "paid media": {"paid_media": {"star_count": 5, "paid_media": [{"type": "preview"}]}},
    "photo": {"photo": [SIZE, SIZE | {"file_id": "larger"}]},
    "photo with caption": {
        "photo": [SIZE],
        "caption": "giấy tờ",
        "caption_entities": [{"type": "italic", "offset": 0, "length": 4}],
        "show_caption_above_media": True,
        "has_media_spoiler": True,
    },
    "photo of an album": {"photo": [SIZE], "media_group_id": "9"},
    "sticker": {"sticker": STICKER},
    "story": {"story": {"chat": CHANNEL, "id": 1}},
    "video": {"video": SIZE | PLAYED},
    "video note": {"video_note": FILE | PLAYED | {"length": 240}},
    "voice": {"voice": FILE | PLAYED | {"mime_type": "audio/ogg"}},
    "checklist": {"checklist": CHECKLIST},
    "contact, own": {"contact": {"phone_number": "+84900000001", "first_name": "N", "user_id": ME}},
    "contact, another's": {
        "contact": {"phone_number": "+84900000002", "first_name": "N", "user_id": OTHER}
    },
    "contact, nobody's": {"contact": {"phone_number": "+84900000003", "first_name": "N"}},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "game": {"game": {"title": "t", "description": "d", "photo": [SIZE]}},
    "poll": {"poll": POLL},
    "location": {"location": {"latitude": 10.6977, "longitude": 105.118}},
    "live location": {
        "location": {
            "latitude": 10.6977,
            "longitude": 105.118,
            "horizontal_accuracy": 30.0,
            "live_period": 900,
            "heading": 90,
        }
    },
    "venue": {
        "location": {"latitude": 10.6977, "longitude": 105.118},
        "venue": {
            "location": {"latitude": 10.6977, "longitude": 105.118},
            "title": "Chợ",
            "address": "Châu Đốc",
        },
    },
    "invoice": {"invoice": STARS | {"title": "t", "description": "d", "start_parameter": "s"}},
    "giveaway": {
        "giveaway": {"chats": [CHANNEL], "winners_selection_date": DATE, "winner_count": 1}
    },
    "giveaway winners": {
        "giveaway_winners": {
            "chat": CHANNEL,
            "giveaway_message_id": 1,
            "winners_selection_date": DATE,
            "winner_count": 1,
            "winners": [user(OTHER)],
        }
    },
    "a kind of tomorrow": {"hologram": {"of": "the future"}},
    "nothing at all": {},
}
"""What somebody says. Each gets an answer."""

SERVICE: dict[str, Json] = {
    "new_chat_members": {"new_chat_members": [user(OTHER)]},
    "left_chat_member": {"left_chat_member": user(OTHER)},
    "new_chat_title": {"new_chat_title": "Xóm mới"},
    "new_chat_photo": {"new_chat_photo": [SIZE]},
    "delete_chat_photo": {"delete_chat_photo": True},
    "group_chat_created": {"group_chat_created": True},
    "supergroup_chat_created": {"supergroup_chat_created": True},
    "channel_chat_created": {"channel_chat_created": True},
    "message_auto_delete_timer_changed": {
        "message_auto_delete_timer_changed": {"message_auto_delete_time": 60}
    },
    "migrate_to_chat_id": {"migrate_to_chat_id": -1000000000055},
    "migrate_from_chat_id": {"migrate_from_chat_id": -55},
    "pinned_message": {"pinned_message": message(**TEXT)},
    "pinned_message, inaccessible": {
        "pinned_message": {"message_id": 1, "date": 0, "chat": private()}
    },
    "successful_payment": {
        "successful_payment": STARS
        | {
            "invoice_payload": "p",
            "telegram_payment_charge_id": "c",
            "provider_payment_charge_id": "c",
        }
    },
    "refunded_payment": {
        "refunded_payment": STARS | {"invoice_payload": "p", "telegram_payment_charge_id": "c"}
    },
    "users_shared": {"users_shared": {"request_id": 1, "users": [{"user_id": OTHER}]}},
    "user_shared (old)": {"user_shared": {"request_id": 1, "user_id": OTHER}},
    "chat_shared": {"chat_shared": {"request_id": 1, "chat_id": -55}},
    "gift": {"gift": {"gift": GIFT}},
    "unique_gift": {"unique_gift": {"gift": UNIQUE, "origin": "transfer"}},
    "gift_upgrade_sent": {"gift_upgrade_sent": {"gift": GIFT}},
    "connected_website": {"connected_website": "a.example"},
    "write_access_allowed": {"write_access_allowed": {"from_request": True}},
    "passport_data": {
        "passport_data": {"data": [], "credentials": {"data": "d", "hash": "h", "secret": "s"}}
    },
    "proximity_alert_triggered": {
        "proximity_alert_triggered": {"traveler": user(), "watcher": user(OTHER), "distance": 5}
    },
    "boost_added": {"boost_added": {"boost_count": 1}},
    "chat_background_set": {
        "chat_background_set": {"type": {"type": "chat_theme", "theme_name": "🌾"}}
    },
    "chat_owner_left": {"chat_owner_left": {"new_owner": user(OTHER)}},
    "chat_owner_changed": {"chat_owner_changed": {"new_owner": user(OTHER)}},
    "checklist_tasks_done": {"checklist_tasks_done": {"marked_as_done_task_ids": [1]}},
    "checklist_tasks_added": {"checklist_tasks_added": {"tasks": CHECKLIST["tasks"]}},
    "direct_message_price_changed": {
        "direct_message_price_changed": {"are_direct_messages_enabled": True}
    },
    "paid_message_price_changed": {"paid_message_price_changed": {"paid_message_star_count": 1}},
    "forum_topic_created": {"forum_topic_created": {"name": "t", "icon_color": 1}},
    "forum_topic_edited": {"forum_topic_edited": {"name": "t"}},
    "forum_topic_closed": {"forum_topic_closed": {}},
    "forum_topic_reopened": {"forum_topic_reopened": {}},
    "general_forum_topic_hidden": {"general_forum_topic_hidden": {}},
    "general_forum_topic_unhidden": {"general_forum_topic_unhidden": {}},
    "giveaway_created": {"giveaway_created": {}},
    "giveaway_completed": {"giveaway_completed": {"winner_count": 1}},
    "suggested_post_approved": {"suggested_post_approved": SENT},
    "suggested_post_approval_failed": {"suggested_post_approval_failed": {"price": POST_PRICE}},
    "suggested_post_declined": {"suggested_post_declined": {"comment": "x"}},
    "suggested_post_paid": {"suggested_post_paid": {"currency": "XTR", "amount": 5}},
    "suggested_post_refunded": {"suggested_post_refunded": {"reason": "post_deleted"}},
    "managed_bot_created": {"managed_bot_created": {"bot": user(BOT, is_bot=True)}},
    "poll_option_added": {"poll_option_added": {"option_persistent_id": "o", "option_text": "a"}},
    "poll_option_deleted": {
        "poll_option_deleted": {"option_persistent_id": "o", "option_text": "a"}
    },
    "video_chat_scheduled": {"video_chat_scheduled": {"start_date": DATE}},
    "video_chat_started": {"video_chat_started": {}},
    "video_chat_ended": {"video_chat_ended": {"duration": 5}},
    "video_chat_participants_invited": {
        "video_chat_participants_invited": {"users": [user(OTHER)]}
    },
    "web_app_data": {"web_app_data": {"data": "d", "button_text": "b"}},
}
"""What happened to a chat. Nobody said it."""

_REPLIED = message(**TEXT) | {"from": user(OTHER)}
_ORIGIN = {"date": DATE}
AROUND: dict[str, Json] = {
    "reply": {"reply_to_message": _REPLIED},
    "reply to an inaccessible message": {
        "reply_to_message": {"message_id": 1, "date": 0, "chat": private(OTHER)}
    },
    "reply with a quote": {
        "reply_to_message": _REPLIED,
        "quote": {"text": "Văn", "position": 0, "is_manual": True},
    },
    "reply from elsewhere": {
        "external_reply": {
            "origin": _ORIGIN | {"type": "user", "sender_user": user(OTHER)},
            "chat": GROUP,
        }
    },
    "reply to a story": {"reply_to_story": {"chat": private(OTHER), "id": 1}},
    "reply to a task": {"reply_to_message": _REPLIED, "reply_to_checklist_task_id": 1},
    "reply to an option": {"reply_to_message": _REPLIED, "reply_to_poll_option_id": "o"},
    "forward of a user": {"forward_origin": _ORIGIN | {"type": "user", "sender_user": user(OTHER)}},
    "forward of who hides": {
        "forward_origin": _ORIGIN | {"type": "hidden_user", "sender_user_name": "Sa"}
    },
    "forward of a chat": {"forward_origin": _ORIGIN | {"type": "chat", "sender_chat": GROUP}},
    "forward of a channel": {
        "forward_origin": _ORIGIN | {"type": "channel", "chat": CHANNEL, "message_id": 1}
    },
    "forward, automatic": {
        "is_automatic_forward": True,
        "forward_origin": _ORIGIN | {"type": "channel", "chat": CHANNEL, "message_id": 1},
    },
    "forward (old)": {"forward_from": user(OTHER), "forward_date": DATE},
    "forward of a channel (old)": {
        "forward_from_chat": CHANNEL,
        "forward_from_message_id": 1,
        "forward_signature": "S",
        "forward_date": DATE,
    },
    "forward of who hides (old)": {"forward_sender_name": "Sa", "forward_date": DATE},
    "by a bot's help": {"via_bot": user(BOT, is_bot=True)},
    "edited": {"edit_date": DATE + 1},
    "protected": {"has_protected_content": True, "is_from_offline": True},
    "in a topic": {"is_topic_message": True, "message_thread_id": 5},
    "in a topic of direct messages": {"direct_messages_topic": {"topic_id": 1, "user": user()}},
    "with an effect": {"effect_id": "5104841245755180586"},
    "paid for": {"paid_star_count": 3, "is_paid_post": True},
    "boosting": {"sender_boost_count": 2, "sender_tag": "x"},
    "with a keyboard": {
        "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "https://a.example"}]]}
    },
    "suggested": {"suggested_post_info": {"state": "pending", "price": POST_PRICE}},
    "by a guest": {
        "guest_bot_caller_user": user(OTHER),
        "guest_bot_caller_chat": GROUP,
        "guest_query_id": "1",
    },
}
"""What may stand beside the words."""

SPEAKERS: dict[str, Json] = {
    "nobody": {"from": None},
    "somebody without is_bot (old)": {"from": {"id": ME, "first_name": "Néang"}},
    "somebody with every field": {
        "from": user() | {"last_name": "X", "username": "x", "is_premium": True}
    },
    "another bot": {"from": user(BOT, is_bot=True)},
    "a bot for a business": {
        "from": user(),
        "sender_business_bot": user(BOT, is_bot=True),
        "business_connection_id": "b",
    },
}

IN_CHATS: dict[str, Json] = {
    "in a group": message(GROUP, **TEXT),
    "in a supergroup": message(SUPERGROUP, **TEXT),
    "by an anonymous administrator": message(SUPERGROUP, **TEXT, sender_chat=SUPERGROUP)
    | {"from": user(1087968824, is_bot=True), "author_signature": "A"},
    "in the name of a channel": message(SUPERGROUP, **TEXT, sender_chat=CHANNEL)
    | {"from": user(136817688, is_bot=True)},
}

_MARKED = {
    **message(text="?"),
    "from": user(BOT, is_bot=True),
    "reply_markup": {"inline_keyboard": [[{"text": "Menu", "callback_data": "d:main_menu"}]]},
}


def query(**content: Any) -> Json:
    return {"id": "587", "from": user(), "chat_instance": "1", **content}


QUERIES: dict[str, Json] = {
    "on our message": query(message=_MARKED, data="d:main_menu"),
    "on a chosen button": query(message=_MARKED, data="-"),
    "on an inaccessible message": query(
        message={"message_id": 31, "date": 0, "chat": private()}, data="d:main_menu"
    ),
    "on a message that is too old to be told": query(data="d:main_menu"),
    "on an inline message": query(inline_message_id="i", data="d:main_menu"),
    "for a game": query(message=_MARKED, game_short_name="g"),
    "in a group": query(message=_MARKED | {"chat": GROUP}, data="d:main_menu"),
    "in somebody else's chat": query(
        message=_MARKED | {"chat": private(OTHER)}, data="d:main_menu"
    ),
    "with too much data": query(message=_MARKED, data="x" * 65),
    "with data of another bot": query(message=_MARKED, data="буква 🌾"),
}

_RIGHTS = dict.fromkeys(
    (
        *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages"),
        *("can_manage_video_chats", "can_restrict_members", "can_promote_members"),
        *("can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
        *("can_delete_stories", "can_pin_messages"),
    ),
    True,
)
_LIMITS = dict.fromkeys(
    (
        *("is_member", "can_change_info", "can_invite_users", "can_pin_messages"),
        *("can_send_messages", "can_send_polls", "can_send_other_messages"),
        *("can_add_web_page_previews", "can_manage_topics", "can_send_audios"),
        *("can_send_documents", "can_send_photos", "can_send_videos", "can_send_video_notes"),
        *("can_send_voice_notes", "can_edit_tag"),
    ),
    True,
)
STATES: dict[str, Json] = {
    "creator": {"is_anonymous": False},
    "administrator": _RIGHTS,
    "administrator (old)": {"can_be_edited": False},
    "member": {},
    "member for a time": {"until_date": DATE},
    "restricted": _LIMITS | {"until_date": 0},
    "restricted and gone": _LIMITS | {"until_date": 0, "is_member": False},
    "left": {},
    "kicked": {"until_date": 0},
}


def member(state: str) -> Json:
    return {"status": state.split()[0], "user": user(BOT, is_bot=True), **STATES[state]}


def membership(chat: Json, old: str, new: str) -> Json:
    return {
        "chat": chat,
        "from": user(),
        "date": DATE,
        "old_chat_member": member(old),
        "new_chat_member": member(new),
    }


OTHER_KINDS: dict[str, Json] = {
    "channel_post": message(CHANNEL, **TEXT),
    "edited_channel_post": message(CHANNEL, **TEXT),
    "inline_query": {"id": "1", "from": user(), "query": "q", "offset": ""},
    "chosen_inline_result": {"result_id": "r", "from": user(), "query": "q"},
    "shipping_query": {"id": "1", "from": user(), "invoice_payload": "p", "shipping_address": {}},
    "pre_checkout_query": {"id": "1", "from": user(), **STARS, "invoice_payload": "p"},
    "poll": POLL,
    "poll_answer": {"poll_id": "1", "user": user(), "option_ids": [0]},
    "chat_member": membership(GROUP, "member", "left"),
    "chat_join_request": {"chat": GROUP, "from": user(), "user_chat_id": ME, "date": DATE},
    "chat_boost": {"chat": CHANNEL, "boost": {"boost_id": "b", "add_date": DATE}},
    "removed_chat_boost": {"chat": CHANNEL, "boost_id": "b", "remove_date": DATE, "source": {}},
    "message_reaction": {"chat": private(), "message_id": 1, "user": user(), "date": DATE},
    "message_reaction_count": {"chat": CHANNEL, "message_id": 1, "date": DATE, "reactions": []},
    "business_connection": {"id": "b", "user": user(), "user_chat_id": ME, "date": DATE},
    "business_message": message(**TEXT, business_connection_id="b"),
    "edited_business_message": message(**TEXT, business_connection_id="b"),
    "deleted_business_messages": {
        "business_connection_id": "b",
        "chat": private(),
        "message_ids": [1],
    },
    "purchased_paid_media": {"from": user(), "paid_media_payload": "p"},
    "managed_bot": {"user": user(), "bot": user(BOT, is_bot=True)},
    "guest_message": message(**TEXT, guest_query_id="1"),
    "a_kind_of_tomorrow": {"anything": 1},
}
"""What we do not ask for, and would leave alone if it came."""


def messages() -> Iterator[tuple[str, Json]]:
    for name, content in {**CONTENTS, **SERVICE}.items():
        yield name, message(**content)
    for name, content in AROUND.items():
        yield name, message(**TEXT, **content)
    for name, content in SPEAKERS.items():
        yield (
            f"by {name}",
            {key: v for key, v in message(**TEXT | content).items() if v is not None},
        )
    yield from IN_CHATS.items()


def shapes() -> Iterator[tuple[str, Json]]:
    """Each with a name of its own; every number of an update is new."""
    found = [(f"message: {name}", {"message": one}) for name, one in messages()]
    found += [(f"edited_message: {name}", {"edited_message": one}) for name, one in messages()]
    found += [(f"callback_query {name}", {"callback_query": one}) for name, one in QUERIES.items()]
    found += [
        (
            f"my_chat_member: {chat['type']}, {old} to {new}",
            {"my_chat_member": membership(chat, old, new)},
        )
        for chat in (private(), GROUP, SUPERGROUP, CHANNEL)
        for old in STATES
        for new in STATES
    ]
    found += [(kind, {kind: one}) for kind, one in OTHER_KINDS.items()]
    for number, (name, content) in enumerate(found, start=1000):
        yield name, {"update_id": number, **copy.deepcopy(content)}


# --- Broken by rule -----------------------------------------------------------------------------

_DEEP: Any = "x"
for _ in range(200):
    _DEEP = [{"x": _DEEP}]
BREAKS: dict[str, Any] = {
    "null": None,
    "text": "a'\u0000\ud800🌾",
    "true": True,
    "number": -1,
    "fraction": float("nan"),
    "list": [],
    "object": {},
    "huge number": 10**300,
    "huge text": "9" * 100_000,
    "nested": _DEEP,
    "somebody else": OTHER,
}
"""What is put where something else belongs."""


def broken(shape: Json) -> Iterator[tuple[str, Json]]:
    """The shape with each of its values dropped, and put wrong in every way."""
    for path in list(paths(shape)):
        where = ".".join(map(str, path))
        yield f"{where} dropped", _without(shape, path)
        for name, value in BREAKS.items():
            yield f"{where}: {name}", _with(shape, path, value)


def paths(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if here:
        yield here
    items = enumerate(value) if isinstance(value, list) else ()
    for key, inner in value.items() if isinstance(value, dict) else items:
        yield from paths(inner, (*here, key))


def _with(shape: Json, path: tuple[Any, ...], value: Any) -> Json:
    made, last = _branch(shape, path)
    last[path[-1]] = value
    return made


def _without(shape: Json, path: tuple[Any, ...]) -> Json:
    made, last = _branch(shape, path)
    del last[path[-1]]
    return made


def _branch(shape: Json, path: tuple[Any, ...]) -> tuple[Json, Any]:
    """A copy along the path only, and its last container."""
    made = copy.copy(shape)
    last: Any = made
    for key in path[:-1]:
        last[key] = copy.copy(last[key])
        last = last[key]
    return made, last
