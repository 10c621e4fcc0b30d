"""A local server that behaves like Telegram's Bot API, and is strict about its rules.

What it checks of every request (it answers 400 as the Bot API does, and remembers the complaint, so
that a test fails even where the bot carries on):

1.  the path is ``/bot<token>/<method>``, the token is ours (else 401), the method known (else 404);
2.  the body is a form or JSON, of known fields only, with every required one;
3.  texts hold 1 to 4096 UTF-16 code units, captions 0 to 1024; labels, titles and addresses are
    not empty;
4.  callback data hold 1 to 64 bytes; an inline button has exactly one action;
5.  a keyboard is one of the known kinds with known fields; rows hold 1 to 8 buttons; a reply
    keyboard's button asks for one thing at most;
6.  latitude and longitude are on the earth;
7.  a chat is written to only after its person has written, and not once they blocked us (403);
8.  a callback query is answered once, and only if it was asked (400);
9.  only a message of ours is edited (400), and only to something else ("message is not modified");
10. commands are 1 to 100 of ``[a-z0-9_]{1,32}`` with 1 to 256 characters told of each; a language
    is two letters;
11. ``getUpdates``: 1 to 100 at once, known kinds, not beside another one or a webhook (409); an
    offset confirms all updates below it, and confirmed ones never come again;
12. ``setWebhook``: https, a secret of ``[A-Za-z0-9_-]{1,256}``, 1 to 100 connections; updates go
    there with the secret in its header, and come again until they are answered 2xx;
13. a photo or a document is a file in a multipart form, and nothing else is; a photo is a PNG or
    JPEG of at most 10 MB, its sides together at most 10,000 and at most 1 : 20; a voice note is an
    Ogg, an MP3 or an M4A; whatever it is holds at most 50 MB; nothing is empty;
14. ``getFile`` knows the files that people have sent, of at most 20 MB; they lie under
    ``/file/bot<token>/<path>``.
"""

from __future__ import annotations

import asyncio
import io
import itertools
import json
import re
import struct
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

TOKEN = "123456:test-TOKEN_of_no_bot"

_KINDS = {"message", "edited_message", "callback_query", "my_chat_member"}
_SEND = {"chat_id", "reply_markup", "disable_notification", "protect_content"}
_FIELDS: Mapping[str, tuple[set[str], set[str]]] = {
    "sendMessage": ({"chat_id", "text"}, _SEND | {"text", "link_preview_options"}),
    "sendVenue": (
        {"chat_id", "latitude", "longitude", "title", "address"},
        _SEND | {"latitude", "longitude", "title", "address"},
    ),
    "sendPhoto": ({"chat_id", "photo"}, _SEND | {"photo", "caption"}),
    "sendDocument": ({"chat_id", "document"}, _SEND | {"document", "caption"}),
    "sendVoice": ({"chat_id", "voice"}, _SEND | {"voice", "caption"}),
    "sendAudio": ({"chat_id", "audio"}, _SEND | {"audio", "caption"}),
    "getFile": ({"file_id"}, {"file_id"}),
    "sendChatAction": ({"chat_id", "action"}, {"chat_id", "action"}),
    "answerCallbackQuery": ({"callback_query_id"}, {"callback_query_id", "text", "show_alert"}),
    "editMessageReplyMarkup": (
        {"chat_id", "message_id"},
        {"chat_id", "message_id", "reply_markup"},
    ),
    "setMyCommands": ({"commands"}, {"commands", "scope", "language_code"}),
    "deleteWebhook": (set(), {"drop_pending_updates"}),
    "getMe": (set(), set()),
    "setWebhook": (
        {"url"},
        {"url", "secret_token", "max_connections", "allowed_updates", "drop_pending_updates"},
    ),
    "getUpdates": (set(), {"offset", "limit", "timeout", "allowed_updates"}),
}
"""By method: what it needs, and all it takes."""

_AS_IT_IS = "as it is"
_FOR_EVER = 3600.0
_ONE_ACTION = {"callback_data", "url", "web_app", "login_url", "switch_inline_query", "copy_text"}
_ASKS = {"request_contact", "request_location", "request_poll", "request_users", "web_app"}


class _Bad(Exception):
    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.answer: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
        if parameters:
            self.answer["parameters"] = parameters


class _Gone(_Bad):
    """No rule was broken: what is asked for is not there."""


class Lost(Enum):
    """An answer that never arrives, though all was done that was asked."""

    ON_THE_WAY = auto()


LOST = Lost.ON_THE_WAY


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a request."""

    name: str
    kind: str
    content: bytes


class BotApi:
    """``calls`` are all requests as (method, fields); ``complaints`` what was wrong with them."""

    def __init__(self) -> None:
        self.url = ""
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.complaints: list[str] = []
        self.confirmed = 0
        self.blocked: set[int] = set()
        self.known: set[int] = set()
        self.webhook: dict[str, Any] = {}
        self.failures: deque[tuple[str, Any]] = deque()
        self.delays: dict[str, float] = {}
        """Seconds that every call of a method takes."""

        self.taken_at: dict[int, float] = {}
        """When each message was taken, by its number."""

        self.silent: set[str] = set()
        """Chats of which no call is ever answered."""

        self.files: dict[str, bytes] = {}
        """What people have sent, by its id."""

        self.downloads: list[str] = []
        self.cut_short: set[str] = set()
        """Files of which the line breaks in the middle."""

        self.pushed_to: str | None = None
        self._updates: list[dict[str, Any]] = []
        self._new = asyncio.Event()
        self._numbers = itertools.count(1)
        self._messages: dict[tuple[int, int], Any] = {}
        self._message_ids = itertools.count(100)
        self._queries: set[str] = set()
        self._polling = False

    # --- What people do ---------------------------------------------------------------------

    def update(self, **content: Any) -> dict[str, Any]:
        """Numbered, and waiting to be fetched or pushed."""
        made = {"update_id": next(self._numbers), **content}
        self._updates.append(made)
        self._new.set()
        return made

    def raw(self, update: Any) -> None:
        self._updates.append(update)
        self._new.set()

    def garbage(self, text: str) -> int:
        """An update with a part that is written out as it is; its number."""
        number: int = self.update(**{_AS_IT_IS: text})["update_id"]
        return number

    def message(self, person: int, **content: Any) -> dict[str, Any]:
        self.known.add(person)
        user = {"id": person, "is_bot": False, "first_name": "Néang"}
        chat = {"id": person, "type": "private", "first_name": "Néang"}
        number = next(self._message_ids)
        return {"message_id": number, "date": 1764036000, "from": user, "chat": chat, **content}

    def query(self, person: int, message: Mapping[str, Any], data: str) -> dict[str, Any]:
        query_id = str(next(self._message_ids))
        self._queries.add(query_id)
        user = {"id": person, "is_bot": False, "first_name": "Néang"}
        return {
            "id": query_id,
            "from": user,
            "message": message,
            "chat_instance": "1",
            "data": data,
        }

    def texts(self, person: int) -> list[str]:
        """What somebody reads of it."""
        return [message["text"] for message in self.sent(person) if "text" in message]

    def sent(self, person: int) -> list[dict[str, Any]]:
        """What the bot has sent to somebody, as messages that hold what was given."""
        return [message for (chat, _), message in self._messages.items() if chat == person]

    def fails(self, method: str, answer: Any) -> None:
        """The next call of a method is answered so; a number is a status with rubbish, a string is
        written as it is, None lets one pass, and LOST does what is asked and hangs up."""
        self.failures.append((method, answer))

    @property
    def unconfirmed(self) -> list[Any]:
        return [one for one in self._updates if _number(one) >= self.confirmed]

    async def push(self, update: Mapping[str, Any], secret: str | None = None) -> int:
        """By webhook, once; the status it was answered with."""
        return await self.push_body(json.dumps(update).encode(), secret)

    async def push_body(self, body: bytes, secret: str | None = None) -> int:
        told = self.webhook.get("secret_token", "") if secret is None else secret
        headers = {"Content-Type": "application/json"}
        if told:
            headers["X-Telegram-Bot-Api-Secret-Token"] = told
        async with (
            ClientSession() as session,
            session.post(self.pushed_to or "", data=io.BytesIO(body), headers=headers) as answer,
        ):
            return answer.status

    # --- What the bot asks ------------------------------------------------------------------

    async def handle(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return _json(_Bad(401, "Unauthorized").answer)
        method = request.match_info["method"]
        given = await _given(request)
        self.calls.append((method, given))
        await asyncio.sleep(self.delays.get(method, 0))
        if given.get("chat_id") in self.silent:
            await asyncio.sleep(_FOR_EVER)
        try:
            failure = self._failure(method)
            if failure is not None and failure is not LOST:
                return failure
            result = await self._call(method, given)
            if failure is LOST:
                _hang_up(request)
        except _Bad as bad:
            if bad.answer["error_code"] == 400 and not isinstance(bad, _Gone):
                self.complaints.append(f"{method}: {bad}")
            return _json(bad.answer)
        return _json({"ok": True, "result": result})

    def _failure(self, method: str) -> web.Response | Lost | None:
        for planned in self.failures:
            if planned[0] == method:
                self.failures.remove(planned)
                answer = planned[1]
                if answer is None or answer is LOST:
                    return answer
                if isinstance(answer, str):
                    return web.Response(text=answer)
                if isinstance(answer, int):
                    return web.Response(status=answer, text="<html>rubbish")
                return _json(answer)
        return None

    async def _call(self, method: str, given: dict[str, Any]) -> Any:
        if method not in _FIELDS:
            raise _Bad(404, "Not Found")
        needed, known = _FIELDS[method]
        if missing := needed - {name for name, value in given.items() if value != ""}:
            raise _Bad(400, f"Bad Request: {missing} is empty")
        if unknown := set(given) - known:
            raise _Bad(400, f"Bad Request: unknown {unknown}")
        files = {name for name, value in given.items() if isinstance(value, Upload)}
        if files != needed & {"photo", "document", "voice", "audio"}:
            raise _Bad(400, "Bad Request: there is no file in the request, or one too many")
        handler: Callable[[dict[str, Any]], Any] = getattr(self, f"_{method}")
        result = handler(given)
        return await result if asyncio.iscoroutine(result) else result

    def _sendMessage(self, given: dict[str, Any]) -> Any:  # noqa: N802
        _check_text(given["text"])
        preview = given.get("link_preview_options", {})
        if set(preview) - {"is_disabled", "url", "prefer_small_media", "show_above_text"}:
            raise _Bad(400, "Bad Request: unknown link preview option")
        return self._sent(given)

    def _sendVenue(self, given: dict[str, Any]) -> Any:  # noqa: N802
        if not (abs(float(given["latitude"])) <= 90 and abs(float(given["longitude"])) <= 180):
            raise _Bad(400, "Bad Request: bad location")
        return self._sent(given)

    def _sendPhoto(self, given: dict[str, Any]) -> Any:  # noqa: N802
        _check_photo(given["photo"])
        _check_caption(given)
        return self._sent(given)

    def _sendDocument(self, given: dict[str, Any]) -> Any:  # noqa: N802
        if not 0 < len(given["document"].content) <= 50_000_000:
            raise _Bad(400, "Bad Request: file must be non-empty")
        _check_caption(given)
        return self._sent(given)

    def _sendVoice(self, given: dict[str, Any]) -> Any:  # noqa: N802
        _check_voice(given["voice"])
        return self._sent(given)

    def _sendAudio(self, given: dict[str, Any]) -> Any:  # noqa: N802
        _check_voice(given["audio"])
        return self._sent(given)

    def _getFile(self, given: dict[str, Any]) -> Any:  # noqa: N802
        content = self.files.get(given["file_id"])
        if content is None:
            raise _Gone(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(content) > 20_000_000:
            raise _Gone(400, "Bad Request: file is too big")
        path = f"photos/{given['file_id']}.jpg"
        known = {"file_id": given["file_id"], "file_unique_id": "u", "file_path": path}
        return known | {"file_size": len(content)}

    async def file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != TOKEN:
            raise web.HTTPUnauthorized
        name = request.match_info["path"].rpartition("/")[2].removesuffix(".jpg")
        self.downloads.append(name)
        if name not in self.files:
            raise web.HTTPNotFound
        if name not in self.cut_short:
            return web.Response(body=self.files[name])
        answer = web.StreamResponse(headers={"Content-Length": str(len(self.files[name]))})
        await answer.prepare(request)
        await answer.write(self.files[name][:100])
        _hang_up(request)
        return answer

    def _sendChatAction(self, given: dict[str, Any]) -> bool:  # noqa: N802
        self._chat(given)
        if given["action"] != "typing":
            raise _Bad(400, "Bad Request: wrong parameter action in request")
        return True

    def _answerCallbackQuery(self, given: dict[str, Any]) -> bool:  # noqa: N802
        if given["callback_query_id"] not in self._queries:
            raise _Bad(400, "Bad Request: query is too old or query ID is invalid")
        self._queries.remove(given["callback_query_id"])
        return True

    def _editMessageReplyMarkup(self, given: dict[str, Any]) -> Any:  # noqa: N802
        message = self._messages.get((self._chat(given), int(given["message_id"])))
        if message is None:
            raise _Bad(400, "Bad Request: message to edit not found")
        markup = given.get("reply_markup")
        _check_keyboard(markup, inline_only=True)
        if message.get("reply_markup") == markup:
            raise _Bad(400, "Bad Request: message is not modified")
        message["reply_markup"] = markup
        return message

    def _setMyCommands(self, given: dict[str, Any]) -> bool:  # noqa: N802
        commands = given["commands"]
        if not 1 <= len(commands) <= 100:
            raise _Bad(400, "Bad Request: too many commands")
        for one in commands:
            fits = set(one) == {"command", "description"}
            if not (fits and re.fullmatch(r"[a-z0-9_]{1,32}", one["command"])):
                raise _Bad(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(one["description"]) <= 256:
                raise _Bad(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        if given.get("language_code") and not re.fullmatch("[a-z]{2}", given["language_code"]):
            raise _Bad(400, "Bad Request: invalid language code")
        return True

    def _deleteWebhook(self, _given: dict[str, Any]) -> bool:  # noqa: N802
        self.webhook = {}
        return True

    def _getMe(self, _given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"id": 123456, "is_bot": True, "first_name": "An Sinh", "username": "AnSinhBot"}

    def _setWebhook(self, given: dict[str, Any]) -> bool:  # noqa: N802
        secret = given.get("secret_token", "")
        connections = int(given.get("max_connections", 40))
        if not given["url"].startswith("https://"):
            raise _Bad(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret) or not 1 <= connections <= 100:
            raise _Bad(400, "Bad Request: bad webhook")
        if set(given.get("allowed_updates", ())) - _KINDS:
            raise _Bad(400, "Bad Request: unknown kind of update")
        self.webhook = given
        return True

    async def _getUpdates(self, given: dict[str, Any]) -> list[Any]:  # noqa: N802
        if self.webhook:
            raise _Bad(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._polling:
            raise _Bad(409, "Conflict: terminated by other getUpdates request")
        limit = int(given.get("limit", 100))
        if not 1 <= limit <= 100 or set(given.get("allowed_updates", ())) - _KINDS:
            raise _Bad(400, "Bad Request: bad limit or kind")
        self.confirmed = max(self.confirmed, int(given.get("offset", 0)))
        self._polling = True
        try:
            if not self.unconfirmed:
                self._new.clear()
                seconds = min(float(given.get("timeout", 0)), 1.0)
                try:
                    await asyncio.wait_for(self._new.wait(), seconds or 0.01)
                except TimeoutError:
                    return []
            return self.unconfirmed[:limit]
        finally:
            self._polling = False

    def _sent(self, given: dict[str, Any]) -> dict[str, Any]:
        chat = self._chat(given)
        if "reply_markup" in given:
            _check_keyboard(given["reply_markup"])
        number = next(self._message_ids)
        kind = "private" if chat > 0 else "group"
        message = {
            **{name: value for name, value in given.items() if name != "chat_id"},
            "message_id": number,
            "date": 1764036000,
            "chat": {"id": chat, "type": kind},
            "from": {"id": 123456, "is_bot": True, "first_name": "An Sinh"},
        }
        self._messages[chat, number] = message
        self.taken_at[number] = time.monotonic()
        # A reply keyboard is sent and never shown again; venues come back in a shape of their own.
        inline = "inline_keyboard" in given.get("reply_markup", {})
        return {
            name: value
            for name, value in message.items()
            if name in {"message_id", "date", "chat", "from", "text", "caption"}
            or (name == "reply_markup" and inline)
        }

    def _chat(self, given: dict[str, Any]) -> int:
        try:
            chat = int(given["chat_id"])
        except ValueError:
            raise _Bad(400, "Bad Request: chat not found") from None
        if chat in self.blocked:
            raise _Bad(403, "Forbidden: bot was blocked by the user")
        if chat > 0 and chat not in self.known:
            raise _Bad(403, "Forbidden: bot can't initiate conversation with a user")
        return chat


def _check_text(text: str) -> None:
    length = len(text.encode("utf-16-le")) // 2
    if not text.strip() or length > 4096:
        raise _Bad(400, "Bad Request: message text is empty or too long")


def _check_caption(given: Mapping[str, Any]) -> None:
    if len(str(given.get("caption", "")).encode("utf-16-le")) // 2 > 1024:
        raise _Bad(400, "Bad Request: message caption is too long")


def _check_photo(photo: Upload) -> None:
    if not 0 < len(photo.content) <= 10_000_000:
        raise _Bad(400, "Bad Request: file must be non-empty")
    if not photo.content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        raise _Bad(400, "Bad Request: IMAGE_PROCESS_FAILED")
    if photo.content.startswith(b"\x89PNG"):
        width, height = struct.unpack(">II", photo.content[16:24])
        if width + height > 10_000 or not 1 / 20 <= width / max(height, 1) <= 20:
            raise _Bad(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")


def _check_voice(voice: Upload) -> None:
    if not 0 < len(voice.content) <= 50_000_000:
        raise _Bad(400, "Bad Request: file must be non-empty")
    plays = voice.content.startswith((b"OggS", b"ID3", b"\xff\xfb"))
    if not plays and voice.content[4:8] != b"ftyp":
        raise _Bad(400, "Bad Request: wrong file of a voice note")


def _check_keyboard(markup: Any, inline_only: bool = False) -> None:
    if not isinstance(markup, dict):
        raise _Bad(400, "Bad Request: object expected as reply markup")
    if "inline_keyboard" in markup:
        if set(markup) != {"inline_keyboard"}:
            raise _Bad(400, "Bad Request: unknown field of a keyboard")
        for button in _buttons(markup["inline_keyboard"]):
            _check_inline(button)
        return
    known = {
        *("keyboard", "resize_keyboard", "is_persistent", "one_time_keyboard", "selective"),
        "input_field_placeholder",
    }
    if inline_only or "keyboard" not in markup or set(markup) - known:
        raise _Bad(400, "Bad Request: unknown kind of keyboard")
    for button in _buttons(markup["keyboard"]):
        words = button if isinstance(button, str) else button.get("text")
        asks = {} if isinstance(button, str) else {k: v for k, v in button.items() if k != "text"}
        if not words or set(asks) - _ASKS or len(asks) > 1:
            raise _Bad(400, "Bad Request: bad button")


def _check_inline(button: dict[str, Any]) -> None:
    actions = set(button) - {"text"}
    if not button.get("text") or len(actions) != 1 or actions - _ONE_ACTION:
        raise _Bad(400, "Bad Request: text buttons are unallowed in the inline keyboard")
    if not 1 <= len(button.get("callback_data", "x").encode()) <= 64:
        raise _Bad(400, "Bad Request: BUTTON_DATA_INVALID")


def _buttons(rows: Any) -> list[Any]:
    if not isinstance(rows, list) or not all(1 <= len(row) <= 8 for row in rows):
        raise _Bad(400, "Bad Request: bad rows of buttons")
    return [button for row in rows for button in row]


async def _given(request: web.Request) -> dict[str, Any]:
    """Fields of a form, each a string or the JSON of something else; or one JSON object."""
    if request.content_type == "application/json":
        return dict(await request.json())
    given: dict[str, Any] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            given[name] = Upload(value.filename, value.content_type, value.file.read())
        else:
            given[name] = _unpacked(str(value))
    return given


def _unpacked(value: str) -> Any:
    return json.loads(value) if value[:1] in {"{", "["} else value


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _number(update: Any) -> int:
    number = update.get("update_id", 0) if isinstance(update, dict) else 0
    return number if isinstance(number, int) else 0


def _json(answer: dict[str, Any]) -> web.Response:
    return web.json_response(answer, status=answer.get("error_code", 200), dumps=_written)


def _written(answer: Any) -> str:
    text = json.dumps(answer)
    for update in answer.get("result") or () if isinstance(answer.get("result"), list) else ():
        if isinstance(update, dict) and _AS_IT_IS in update:
            part = update[_AS_IT_IS]
            text = text.replace(f"{json.dumps(_AS_IT_IS)}: {json.dumps(part)}", part)
    return text


@asynccontextmanager
async def bot_api() -> AsyncIterator[BotApi]:
    api = BotApi()
    application = web.Application(client_max_size=60 * 1024 * 1024)
    application.router.add_route("*", "/bot{token}/{method}", api.handle)
    application.router.add_get("/file/bot{token}/{path:.+}", api.file)
    server = TestServer(application)
    await server.start_server(access_log=None)
    api.url = str(server.make_url("/")).rstrip("/")
    try:
        yield api
    finally:
        await server.close()
