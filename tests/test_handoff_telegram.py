"""A conversation with an officer on Telegram: a reply answers the message it replies to."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.app import App
from bot.telling import tell_due
from tests.botapi import bot_api
from tests.test_telegram import Person, bot

OFFICER, RIM, TAM = 41, 42, 43


async def _gets_in(one: Person, *said: tuple[str, str]) -> None:
    """Each with what is heard then."""
    for text, heard in said:
        one.says(text)
        await one.hears(heard)


async def _told(app: App, one: Person, words: str) -> dict[str, Any]:
    """Told without being asked, as soon as there is something to tell."""
    for _ in range(300):
        await tell_due(app)
        if any(words in text for text in one.api.texts(one.number)):
            break
        await asyncio.sleep(0.05)
    return await one.hears(words)


async def _until_two(app: App, officer: Person) -> None:
    for _ in range(300):
        await tell_due(app)
        if sum("xin gặp cán bộ" in text for text in officer.api.texts(OFFICER)) > 1:
            return
        await asyncio.sleep(0.05)


_HELLO = (("tiếng Việt", "muốn hỏi gì"),)
_RIM = (
    *_HELLO,
    ("/link", "gõ mã"),
    ("DAWN3467", "năm nào"),
    ("1948", "đồng ý không"),
    ("đồng ý", "giờ hỏi được tin"),
    ("gặp cán bộ", "Số phiếu là"),
)
_OFFICER = (*_HELLO, ("/link", "gõ mã"), ("WARD4793", "đúng là anh"), ("1", "Chào Trần"))
_TAM = (*_HELLO, ("gặp cán bộ", "cán bộ xã, phường nào"), ("An Cư", "Số phiếu là"))


async def test_a_reply_answers_the_message_it_replies_to_whoever_is_chosen(url: str) -> None:
    async with bot_api() as api, bot(url, api) as app:
        officer, rim, tam = Person(api, OFFICER), Person(api, RIM), Person(api, TAM)
        await _gets_in(officer, *_OFFICER)
        await _gets_in(rim, *_RIM)
        notice = await _told(app, officer, "xin gặp cán bộ")
        officer.taps(notice, "Tôi trả lời")
        await officer.hears("Từ giờ anh/chị viết")
        await _gets_in(tam, *_TAM)
        await _until_two(app, officer)
        notice = await officer.hears("xin gặp cán bộ")
        officer.taps(notice, "Tôi trả lời")
        await officer.hears("Người chưa rõ tên")
        await _told(app, rim, "đang ở đây")
        await _gets_in(rim, ("con ơi, tui là bà Rim", "im lặng tới khi"))
        await _told(app, tam, "đang ở đây")
        await _gets_in(tam, ("chị ơi, em là Tâm", "im lặng tới khi"))
        from_rim = await _told(app, officer, "tui là bà Rim")
        await officer.hears("em là Tâm")
        officer.sends(text="dạ bà chờ con", reply_to_message=from_rim)
        await officer.hears("Đã gửi cho Rim")
        officer.says("chào Tâm")
        await officer.hears("Đã gửi cho Người chưa rõ tên")
        await _told(app, rim, "dạ bà chờ con")
        await _told(app, tam, "chào Tâm")
        assert not any("chào Tâm" in text for text in api.texts(RIM))
        assert not any("bà chờ con" in text for text in api.texts(TAM))
        menu = api.sent(OFFICER)[0]
        officer.sends(text="câu này trả lời ai", reply_to_message=menu)
        await officer.hears("Chưa rõ câu đó trả lời ai")
        await tell_due(app)
        assert not any("câu này" in text for text in (*api.texts(RIM), *api.texts(TAM)))
        assert api.complaints == []
