"""One whole conversation on Telegram as raw requests, in `transcripts/telegram/conversation.md`.

A grandmother writes for the first time, chooses her language, asks for her day, her account and the
nearest point, sends a photo, and goes on in Khmer. ``ANSINH_WRITE_TRANSCRIPTS=1`` writes what is
said now, to be read before it is committed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from bot.settings import Mode
from tests.botapi import BotApi, bot_api
from tests.telegram_shapes import SIZE
from tests.test_telegram import ME, bot, until

HERE = Path(__file__).parent / "transcripts" / "telegram" / "conversation.md"

_HEADER = """\
# A conversation on Telegram, as raw requests

By webhook, on 24 November 2026 at nine, in the demo. What Telegram posts is marked →, with what it
is answered; what the bot asks of the Bot API follows, marked ←, in this order and with every field
as it is sent; what a pressed button needs goes out beside its answer, and stands first. Written by
`tests/test_telegram_conversation.py`, which ran it against `tests/botapi.py`.
"""


class Grandmother:
    """What she does is posted; what follows from it is written down once it is over."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._written: list[str] = []
        self._shown = len(api.calls)
        self._write_calls(api.calls)

    async def says(self, text: str) -> None:
        await self.sends(text=text)

    async def sends(self, **content: Any) -> None:
        await self._post(self._api.update(message=self._api.message(ME, **content)))

    async def taps(self, label: str) -> None:
        """The newest button with these words, as her phone sends it."""
        message, button = next(
            (message, button)
            for message in reversed(self._api.sent(ME))
            for row in message.get("reply_markup", {}).get("inline_keyboard", ())
            for button in row
            if label in button["text"]
        )
        seen = {name: message[name] for name in ("message_id", "date", "chat", "reply_markup")}
        query = self._api.query(ME, seen, button["callback_data"])
        await self._post(self._api.update(callback_query=query))

    def transcript(self) -> str:
        return _HEADER + "".join(self._written)

    async def _post(self, update: dict[str, Any]) -> None:
        status = await self._api.push(update)
        self._write(f"→ POST /telegram: {status}", update)
        await self._quiet()
        self._write_calls(sorted(self._api.calls[self._shown :], key=_place))
        self._shown = len(self._api.calls)

    async def _quiet(self) -> None:
        """Until nothing is being said any more."""
        calls = -1
        while calls != len(self._api.calls):
            calls = len(self._api.calls)
            await until(lambda: not self.speaking)

    speaking: dict[str, Any]

    def _write_calls(self, calls: list[tuple[str, dict[str, Any]]]) -> None:
        for method, given in calls:
            self._write(f"← {method}", given)

    def _write(self, heading: str, fields: dict[str, Any]) -> None:
        hidden = {"secret_token": "(the secret)"} if "secret_token" in fields else {}
        self._written.append(f"\n**{heading}**\n\n```json\n{_pretty(fields | hidden)}\n```\n")


_BESIDE = ("answerCallbackQuery", "editMessageReplyMarkup")


def _place(call: tuple[str, dict[str, Any]]) -> int:
    """What goes out at the same time has an order of its own here."""
    method, _ = call
    return _BESIDE.index(method) if method in _BESIDE else len(_BESIDE)


def _pretty(value: Any, indent: str = "") -> str:
    """JSON, each object on one line where that is short enough."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent + line) <= 100 or not isinstance(value, dict | list):
        return line
    inner = indent + "  "
    if isinstance(value, list):
        parts = [inner + _pretty(one, inner) for one in value]
        return "[\n" + ",\n".join(parts) + f"\n{indent}]"
    parts = [f"{inner}{json.dumps(name)}: {_pretty(one, inner)}" for name, one in value.items()]
    return "{\n" + ",\n".join(parts) + f"\n{indent}}}"


async def test_the_conversation_is_as_written(url: str) -> None:
    async with bot_api() as api, bot(url, api, Mode.WEBHOOK) as app:
        await until(lambda: bool(api.webhook))
        her = Grandmother(api)
        her.speaking = app.channels["telegram"]._speaking  # type: ignore[attr-defined]
        await her.says("/start")
        await her.taps("Tiếng Việt")
        await her.says("Ngày lãnh tiền")
        await her.says("Văn Giáo")
        await her.says("Nơi lãnh gần nhất")
        await her.sends(location={"latitude": 10.6977, "longitude": 105.118})
        await her.taps("Xem thêm")
        await her.says("/link")
        await her.says("DAWN3467")
        await her.says("1948")
        await her.taps("Tiền của tôi")
        await her.says("Tài khoản")
        await her.sends(photo=[SIZE], caption="giấy tờ")
        await her.says("ភាសាខ្មែរ")
        assert api.complaints == []
        said = her.transcript()
    if os.environ.get("ANSINH_WRITE_TRANSCRIPTS"):
        HERE.write_text(said, encoding="utf-8")
    assert said == HERE.read_text(encoding="utf-8")
