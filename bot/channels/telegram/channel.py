"""The channel: hears by polling or by webhook, and speaks by requests.

Nothing is confirmed to Telegram before it is committed here, or recorded as unreadable: by polling
the offset moves only past such updates, by webhook only such are answered 200.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import logging
from collections import defaultdict
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any

from aiohttp import web
from telegram import Bot, Message
from telegram.constants import ChatAction
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.channels.channel import Limits, Missing, Program, Retry, TooBig
from bot.channels.telegram.commands import commands
from bot.channels.telegram.errors import fetch_error, seconds_of, send_error
from bot.channels.telegram.incoming import (
    NAME,
    Event,
    Membership,
    OnlyPressed,
    Press,
    Said,
    chat_of,
    press_of,
    read,
)
from bot.channels.telegram.needed import whole
from bot.channels.telegram.outgoing import Call, calls_for, marked
from bot.channels.telegram.requests import AioRequest, posted
from bot.channels.telegram.updates import KINDS, get_updates
from bot.settings import Mode
from domain.message import Rendered
from domain.privacy import Level
from storage.database import Unavailable
from storage.outbox import Queued

log = logging.getLogger(__name__)

PATH = "/telegram"

LIMITS = Limits(bulk_per_second=30)
"""What Telegram says of itself: https://core.telegram.org/bots/faq#broadcasting-to-users"""

_AT_ONCE = 16
_LEASE_SECONDS = 25
"""So long nobody hears after the replica that polls was killed."""
_PAUSE_SECONDS = 3.0
_TYPING_AFTER_SECONDS = 1.0
_TYPING_LASTS_SECONDS = 4.0
_PATIENCE_SECONDS = 1.0
"""So long a chat that is spoken to slowly keeps the others of its batch from going on."""
_LAST_WORDS_SECONDS = 2.0
_LARGEST_UPDATE = 1024 * 1024
_NOT_PARSED = (AttributeError, KeyError, OverflowError, TypeError, ValueError)
"""What python-telegram-bot raises for an answer of a shape that it does not know."""
_MOST_CONNECTIONS = 40
_WITHOUT_FILES = {"send_message": "sendMessage", "send_venue": "sendVenue"}


class Telegram:
    """``api_url`` is what ``/bot<token>/<method>`` is appended to; ``public_url`` is where Telegram
    finds the webhook."""

    name = NAME
    fetched = False
    limits: Limits | None = LIMITS

    def __init__(self, token: str, api_url: str, mode: Mode, public_url: str = "") -> None:
        self._mode = mode
        self._public_url = public_url
        self._request = AioRequest()
        base = api_url.rstrip("/")
        self._methods_url = f"{base}/bot{token}/"
        self._files_url = f"{base}/file/bot{token}/"
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._speaking: dict[str, asyncio.Task[None]] = {}
        self._pause = _PAUSE_SECONDS
        self._typing_after = _TYPING_AFTER_SECONDS

    def routes(self, program: Program) -> Iterable[web.RouteDef]:
        if self._mode is not Mode.WEBHOOK:
            return ()

        async def hook(request: web.Request) -> web.Response:
            return await self._hook(program, request)

        return (web.post(PATH, hook),)

    async def listen(self, program: Program) -> None:
        """Poll until cancelled; by webhook only say where we are."""
        await self._until_introduced(program)
        offset = 0
        while self._mode is Mode.POLLING:
            offset = await self._poll(program, offset)

    async def send(self, to: str, reply: Rendered) -> str:
        """The ids of the messages it became. Raises Retry, Refused or Gone."""
        return await self.send_rest(to, reply, ())

    async def send_rest(self, to: str, reply: Rendered, parts: tuple[str, ...]) -> str:
        """Those after the parts that have gone out already."""
        for call in calls_for(reply)[len(parts) :]:
            try:
                parts += (str(await self._call(call, to)),)
            except TelegramError as error:
                failed = send_error(error)
                if isinstance(failed, Retry):
                    failed.parts = parts
                raise failed from None
            except _NOT_PARSED:
                log.error("sent, but the answer cannot be read")
                parts += ("?",)
        return ";".join(parts)

    async def _call(self, call: Call, to: str) -> int:
        """The message's id. Where no file goes with it nothing else of the answer is read: a
        `Message` made of each would be half of what a request costs."""
        given = {"chat_id": to, **call.given}
        if call.method in _WITHOUT_FILES:
            url = self._methods_url + _WITHOUT_FILES[call.method]
            return int((await posted(self._request, url, given))["message_id"])
        sent: Message = await getattr(self._bot, call.method)(**given)
        return sent.message_id

    async def fetch(self, reference: str, most: int) -> bytes:
        """A file by its ``file_id``. Raises TooBig, Missing or Retry."""
        try:
            found = await self._bot.get_file(reference)
            if (found.file_size or 0) > most:
                raise TooBig("too big")
            where = found.file_path or ""
            if not where.startswith(self._files_url):  # a path on a disk that is not ours
                raise Missing("no address")
            return await self._request.download(where, most)
        except TelegramError as error:
            raise fetch_error(error) from None
        except _NOT_PARSED:
            raise Retry("unclear") from None

    async def close(self) -> None:
        """Finish saying what was being said, though not for long, then let go."""
        speaking = set(self._speaking.values())
        if speaking:
            _, late = await asyncio.wait(speaking, timeout=_LAST_WORDS_SECONDS)
            for task in late:
                task.cancel()
        await self._request.shutdown()

    # --- Who we are, and how we hear --------------------------------------------------------

    async def _until_introduced(self, program: Program) -> None:
        """Nothing is heard before; without the network the rest of the program works on."""
        while True:
            try:
                await self._introduce(program)
            except (TelegramError, Unavailable) as error:
                log.warning("telegram is not ready", extra={"error": type(error).__name__})
                await asyncio.sleep(self._wait(error))
            else:
                return

    async def _introduce(self, program: Program) -> None:
        demo = await program.is_demo()
        carries = Level.OWN if demo else Level.PUBLIC
        for language, offered in commands(carries):
            await self._bot.set_my_commands(offered, language_code=language)
        if self._mode is Mode.POLLING:
            await self._bot.delete_webhook()
        else:
            await self._bot.set_webhook(
                f"{self._public_url}{PATH}",
                secret_token=_secret(program),
                max_connections=_MOST_CONNECTIONS,
                allowed_updates=KINDS,
            )

    async def _poll(self, program: Program, offset: int) -> int:
        """Hear one batch; where to go on from. One replica at a time polls."""
        try:
            if not await program.lease("telegram", _LEASE_SECONDS):
                await asyncio.sleep(self._pause)
                return 0  # who polls after another begins where Telegram says
            updates = await get_updates(self._request, self._methods_url + "getUpdates", offset)
        except (TelegramError, Unavailable) as error:
            log.warning("polling failed", extra={"error": type(error).__name__})
            await asyncio.sleep(self._wait(error))
            return offset
        heard = await _to_its_end(self._hear_all(program, updates))
        if len(heard) < len(updates):
            await asyncio.sleep(self._pause)
        return max([offset, *(number + 1 for number in heard)])

    def _wait(self, error: Exception) -> float:
        """As long as Telegram says; longer than usual where somebody else is polling."""
        if isinstance(error, RetryAfter):
            return seconds_of(error)
        return self._pause * (3 if isinstance(error, Conflict) else 1)

    async def _hear_all(self, program: Program, updates: Sequence[Any]) -> list[int]:
        """Chats at once, each in its order; the numbers up to the first that was not heard."""
        chats: dict[object, list[Any]] = defaultdict(list)
        for raw in updates:
            chats[chat_of(raw)].append(raw)
        gate = asyncio.Semaphore(_AT_ONCE)
        missed: set[int] = set()

        async def hear_chat(waiting: Sequence[Any]) -> None:
            async with gate:
                for position, raw in enumerate(waiting):
                    try:
                        await self._hear(program, raw)
                    except Unavailable:
                        missed.update(map(_number, waiting[position:]))
                        return

        await asyncio.gather(*map(hear_chat, chats.values()))
        numbers = sorted(map(_number, updates))
        first = min(missed, default=None)
        return [number for number in numbers if first is None or number < first]

    async def _hook(self, program: Program, request: web.Request) -> web.Response:
        """200 once committed or recorded as unreadable, 503 while neither can be."""
        told = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(told.encode("utf-8", "replace"), _secret(program).encode()):
            return web.Response(status=403)
        try:
            await self._hear(program, await _body(request), at_once=False)
        except Unavailable:
            return web.Response(status=503)
        return web.Response()

    # --- One update -------------------------------------------------------------------------

    async def _hear(self, program: Program, raw: Any, *, at_once: bool = True) -> None:
        """Commit what follows from one update, and say it. Raises Unavailable.

        Where not ``at_once``, what is said goes out after this has returned. Whatever else fails
        here is recorded: it would fail again, as often as Telegram brought it.
        """
        try:
            await self._understand(program, read(raw), at_once)
        except Unavailable:
            raise
        except Exception as error:
            log.warning("unreadable update", extra={"error": type(error).__name__})
            await program.unreadable(NAME, type(error).__name__)
            if (press := press_of(raw)) is not None:
                self._speak(str(chat_of(raw)), self._answer(press))

    async def _understand(self, program: Program, event: Event | None, at_once: bool) -> None:
        match event:
            case Membership(address, gone):
                await program.gone(address, gone)
            case OnlyPressed(press):
                self._speak(str(press.chat), self._answer(press))
            case Said():
                await self._take(program, event, at_once)

    async def _take(self, program: Program, said: Said, at_once: bool) -> None:
        chat = said.incoming.sender.id
        typing = asyncio.create_task(self._type(chat))
        try:
            queued = await program.hear(said.incoming)
        finally:
            typing.cancel()
        speaking = self._speak(chat, self._reply(program, said.press, queued))
        if at_once:
            await asyncio.wait([speaking], timeout=_PATIENCE_SECONDS)

    async def _reply(
        self, program: Program, press: Press | None, queued: tuple[Queued, ...]
    ) -> None:
        """A pressed button is seen to beside: its answer waits for no round trip."""
        pressed = (self._answer(press), self._mark(press)) if press is not None else ()
        await asyncio.gather(self._deliver(program, queued), *pressed)

    async def _deliver(self, program: Program, queued: tuple[Queued, ...]) -> None:
        with contextlib.suppress(Unavailable):  # then it waits in the outbox
            await program.deliver(queued)

    def _speak(self, chat: str, saying: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """After all that is being said in that chat."""
        before = self._speaking.get(chat)

        async def speak() -> None:
            if before is not None:
                await asyncio.wait([before])
            await saying

        speaking = asyncio.create_task(speak())
        self._speaking[chat] = speaking
        speaking.add_done_callback(lambda done: self._spoken(chat, done))
        return speaking

    def _spoken(self, chat: str, done: asyncio.Task[None]) -> None:
        if self._speaking.get(chat) is done:
            del self._speaking[chat]
        if not done.cancelled() and (error := done.exception()) is not None:
            log.error("speaking failed", exc_info=error)

    async def _type(self, chat: str) -> None:
        """Somebody is there, for who waits longer than a moment."""
        await asyncio.sleep(self._typing_after)
        while True:
            with contextlib.suppress(TelegramError):
                await self._bot.send_chat_action(chat, ChatAction.TYPING)
            await asyncio.sleep(_TYPING_LASTS_SECONDS)

    async def _answer(self, press: Press) -> None:
        """Or the button seems to be pressed for ever. Too late is no harm."""
        with contextlib.suppress(TelegramError):
            await self._bot.answer_callback_query(press.id)

    async def _mark(self, press: Press) -> None:
        """So that a thumb cannot press twice. The message may be gone, or marked already."""
        if press.keyboard is None or press.message is None:
            return
        with contextlib.suppress(TelegramError):
            await self._bot.edit_message_reply_markup(
                chat_id=press.chat,
                message_id=press.message,
                reply_markup=marked(press.keyboard, press.data),
            )


def _secret(program: Program) -> str:
    """Known to every replica, and kept nowhere."""
    return program.signature("telegram-webhook").hex()


async def _body(request: web.Request) -> Any:
    """The update; what is none becomes None, which nobody can read. Longer than any update is what
    Telegram would otherwise bring again and again."""
    raw = bytearray()
    async for chunk in request.content.iter_any():
        if len(raw) <= _LARGEST_UPDATE:
            raw += chunk
    try:
        return json.loads(raw) if len(raw) <= _LARGEST_UPDATE else None
    except (ValueError, RecursionError):
        return None


async def _to_its_end(hearing: Coroutine[Any, Any, list[int]]) -> list[int]:
    """Who is told to stop has heard what they have begun to hear; told twice, they stop."""
    task = asyncio.ensure_future(hearing)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        try:
            await task
        finally:
            task.cancel()
        raise


def _number(raw: Any) -> int:
    """The update's number; one that has none is confirmed with those before it."""
    try:
        return whole(raw["update_id"])
    except (TypeError, KeyError):
        return 0
