"""Photos and voice notes as each channel brings and shows them, and the walls around them."""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientResponse
from sqlalchemy import select

from bot.app import build
from bot.channels.channel import Missing, Retry, TooBig
from bot.channels.console import Console
from bot.channels.telegram import Telegram
from bot.fetching import fetch_due
from bot.logs import JsonLines
from bot.settings import Mode
from bot.telling import tell_due
from domain.file import MOST_BYTES, FileKind
from domain.message import Button, FileRef, Line, Rendered, ShownFile
from domain.sides import sides
from domain.traces import without_traces
from storage.tables import audit, field_change, stored_file
from tests.botapi import TOKEN, BotApi, bot_api
from tests.files import HEIC, MAKER, PAPER, PHOTO, SAMPLES, VOICE, Sender, picture
from tests.house import NOW, settings
from tests.site import Site, Visitor, site, words

SAID = ("/fix", "sa rim 1948", "1", "Năm sinh, ngày sinh", "17/3/1949")


# --- A correction with a photo, on whatever channel -----------------------------------------


async def at_work(url: str, name: str, code: str, **more: Any) -> Sender:
    desk = Sender(url, name, **more)
    for said in ("tiếng Việt", "/link", code, "1"):
        await desk.says(said)
    return desk


async def submitted(url: str, content: bytes | None = PHOTO) -> Sender:
    clerk = await at_work(url, "clerk", "PSTA7364")
    for said in SAID:
        await clerk.says(said)
    if content is not None:
        await clerk.sends_file(content)
    await clerk.says("Có")
    assert "Đã gửi duyệt" in clerk.heard()
    return clerk


async def rows(url: str) -> list[Any]:
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        found = (await connection.execute(select(stored_file).order_by(stored_file.c.id))).all()
    await app.close()
    return list(found)


async def opened(url: str) -> list[Any]:
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        chosen = select(audit).where(audit.c.kind == "photo_opened").order_by(audit.c.id)
        found = (await connection.execute(chosen)).all()
    await app.close()
    return list(found)


async def test_each_opening_is_written_down_by_whom_of_which_case_and_when(url: str) -> None:
    await submitted(url)
    leader = await at_work(url, "leader", "LEAD6943")
    await leader.says("/queue")
    for _ in range(2):
        await leader.says("Mở hình")
        shown = [one for reply in leader.last for one in reply.attachments]
        assert [one.kind for one in shown] == [FileKind.JPEG]
        assert shown[0].content == without_traces(FileKind.JPEG, PHOTO)
        leader.later(minutes=1)
    (file,) = await rows(url)
    found = await opened(url)
    assert [one.subject for one in found] == [file.case_id] * 2
    assert all(one.actor_id for one in found)
    assert found[1].at - found[0].at == timedelta(minutes=1)


async def test_without_a_photo_there_is_none_to_open(sqlite_url: str) -> None:
    await submitted(sqlite_url, None)
    leader = await at_work(sqlite_url, "leader", "LEAD6943")
    await leader.says("/queue")
    assert "Mở hình" not in str(leader.last)
    assert await rows(sqlite_url) == []


async def test_what_is_not_taken_is_asked_for_again_and_the_next_one_goes_with_it(url: str) -> None:
    clerk = await at_work(url, "clerk", "PSTA7364")
    for said in SAID:
        await clerk.says(said)
    await clerk.sends_file(b"no picture at all")
    assert "không phải hình" in clerk.heard()
    assert "Gửi đi để duyệt" in clerk.heard()
    await clerk.sends_file(PHOTO)
    await clerk.says("Có")
    refused, taken = await rows(url)
    assert (refused.state, refused.case_id) == ("refused", None)
    assert (taken.state, taken.kind) == ("here", "jpeg")
    assert taken.case_id


async def test_a_voice_note_is_no_photo_and_is_not_even_fetched(sqlite_url: str) -> None:
    clerk = await at_work(sqlite_url, "clerk", "PSTA7364")
    for said in SAID:
        await clerk.says(said)
    await clerk.sends_file(VOICE, "audio/ogg")
    assert "không phải hình" in clerk.heard()
    await clerk.sends_file(PHOTO + bytes(MOST_BYTES))
    assert "nặng quá" in clerk.heard()
    assert await rows(sqlite_url) == []


async def test_no_address_fills_the_store(sqlite_url: str) -> None:
    clerk = await at_work(sqlite_url, "clerk", "PSTA7364")
    for said in SAID:
        await clerk.says(said)
    for _ in range(21):
        await clerk.sends_file(PHOTO)
    assert "đủ rồi" in clerk.heard()
    assert len(await rows(sqlite_url)) == 20


async def test_what_failed_after_it_was_submitted_is_sent_again_into_the_same_case(
    url: str,
) -> None:
    clerk = await at_work(url, "clerk", "PSTA7364")
    for said in SAID:
        await clerk.says(said)
    clerk.files["gone"] = Missing("gone")
    await clerk.sends(clerk.message(files=(_ref("gone"),)))
    await clerk.says("Có")
    await clerk.fetches()
    assert "chưa nhận được" in clerk.heard()
    await clerk.says("Gửi lại")
    await clerk.sends_file(PHOTO)
    (file,) = await rows(url)
    assert (file.state, bool(file.case_id)) == ("here", True)
    leader = await at_work(url, "leader", "LEAD6943")
    await leader.says("/queue")
    assert "Có gửi kèm hình" in leader.heard()


def _ref(name: str) -> FileRef:
    return FileRef(name, name)


async def test_a_photo_of_somebody_elses_case_is_not_opened(url: str) -> None:
    """Nor by who decides elsewhere, nor by a forged tap, nor of whom one's own phone hears."""
    await submitted(url)
    (change,) = await changes(url)
    token = f"d:show_photo:change={change}"
    for code in ("CHAU9436", "PSTA7364", "BANK3947", "TNHA4796", "HAML6379"):
        other = await at_work(url, code.lower(), code)
        await other.taps(token)
        assert not [one for reply in other.last for one in reply.attachments], code
    stranger = Sender(url, "stranger")
    await stranger.says("tiếng Việt")
    await stranger.taps(token)
    assert not [one for reply in stranger.last for one in reply.attachments]
    own = await at_work(url, "own", "LEAD6943")
    for said in ("/link", "DAWN3467", "1948", "2", "Nguyễn Văn Thạnh"):
        await own.says(said)
    await own.taps(token)
    assert not [one for reply in own.last for one in reply.attachments]
    assert await opened(url) == []


async def changes(url: str) -> list[int]:
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        found = (await connection.execute(select(field_change.c.id))).scalars().all()
    await app.close()
    return list(found)


async def test_nothing_of_a_file_is_in_the_log(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    clerk = await at_work(sqlite_url, "clerk", "PSTA7364")
    for said in SAID:
        await clerk.says(said)
    clerk.files["f-secret-name"] = RuntimeError("f-secret-name of Néang Sa Rim")
    await clerk.sends(clerk.message(files=(_ref("f-secret-name"),)))
    await clerk.fetches()
    ours = [one for one in caplog.records if one.name.split(".")[0] in {"bot", "handlers"}]
    written = "\n".join(JsonLines().format(one) for one in ours)
    assert "fetching failed" in written
    for word in ("f-secret-name", "Sa Rim", "JFIF", MAKER, "card"):
        assert word not in written


# --- Telegram -------------------------------------------------------------------------------


@asynccontextmanager
async def telegram() -> AsyncIterator[tuple[BotApi, Telegram]]:
    async with bot_api() as api:
        channel = Telegram(TOKEN, api.url, Mode.POLLING)
        try:
            yield api, channel
        finally:
            await channel.close()
        assert api.complaints == []


async def test_telegram_fetches_a_file_whole_or_says_why_not() -> None:
    async with telegram() as (api, channel):
        api.files = {"photo": PHOTO, "big": bytes(3000), "cut": PHOTO, "huge": bytes(20_000_001)}
        api.cut_short = {"cut"}
        assert await channel.fetch("photo", MOST_BYTES) == PHOTO
        for reference, error in (
            ("big", TooBig),
            ("huge", TooBig),
            ("nowhere", Missing),
            ("cut", Retry),
        ):
            with pytest.raises(error):
                await channel.fetch(reference, 2000 if reference == "big" else MOST_BYTES)
        assert "big" not in api.downloads, "its size is known before"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"ok": True, "result": {"file_id": "f", "file_unique_id": "u"}}, Missing),
        ({"ok": True, "result": {"file_id": "f", "file_unique_id": "u", "file_path": "/etc/hosts"}},
         Missing),
        ({"ok": True, "result": {}}, Retry),
        ({"ok": False, "error_code": 429, "description": "x", "parameters": {"retry_after": 7}},
         Retry),
        (502, Retry),
    ],
)  # fmt: skip
async def test_telegram_answers_oddly_and_nothing_is_had(
    answer: Any, error: type[Exception]
) -> None:
    async with telegram() as (api, channel):
        api.files["f"] = PHOTO
        api.fails("getFile", answer)
        with pytest.raises(error):
            await channel.fetch("f", MOST_BYTES)


async def test_a_file_that_lies_about_its_size_is_counted_as_it_comes() -> None:
    async with telegram() as (api, channel):
        api.files["f"] = bytes(5000)
        path = "photos/f.jpg"
        known = {"file_id": "f", "file_unique_id": "u", "file_path": path, "file_size": 1}
        api.fails("getFile", {"ok": True, "result": known})
        with pytest.raises(TooBig):
            await channel.fetch("f", 4000)


def reply_with(*kinds: FileKind, content: bytes | None = None) -> Rendered:
    files = tuple(
        ShownFile(1, kind, "Hình giấy tờ", SAMPLES[kind] if content is None else content)
        for kind in kinds
    )
    return Rendered((Line("Đây."),), (Button("d:queue", "Duyệt"),), attachments=files)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (FileKind.JPEG, "photo"),
        (FileKind.PNG, "photo"),
        (FileKind.WEBP, "document"),
        (FileKind.PDF, "document"),
        (FileKind.OGG, "voice"),
        (FileKind.MP3, "audio"),
        (FileKind.MP4, "audio"),
        (FileKind.WEBM, "document"),
    ],
)
async def test_telegram_plays_what_it_can_and_hands_over_the_rest(
    kind: FileKind, field: str
) -> None:
    async with telegram() as (api, channel):
        api.known.add(7)
        await channel.send("7", reply_with(kind))
        sent, said = api.sent(7)
        assert sent[field].content == SAMPLES[kind]
        assert sent["protect_content"] == "true"
        assert said["text"] == "Đây."
        assert "reply_markup" in said


async def test_a_photo_of_several_megabytes_is_sent_and_shown(sqlite_url: str) -> None:
    large = without_traces(FileKind.JPEG, picture("JPEG", (3000, 2400)))
    assert len(large) > 2_000_000
    async with telegram() as (api, channel):
        api.known.add(7)
        await channel.send("7", reply_with(FileKind.JPEG, content=large))
        assert api.sent(7)[0]["photo"].content == large
    async with site(sqlite_url) as place, desk(place, "PSTA7364", *SAID) as clerk:
        assert (await clerk.sends(large)).status == 204
        await clerk.says("Có")
        async with desk(place, "LEAD6943", "/queue") as leader:
            await leader.visitor.taps("Mở hình")
            shown = [one for one in leader.visitor.shown if one["files"]][-1]
            assert await (await leader.looks(f"/chat/file/{shown['n']}/0")).read() == large


async def test_what_is_gone_by_then_leaves_the_words() -> None:
    async with telegram() as (api, channel):
        api.known.add(7)
        await channel.send("7", reply_with(FileKind.JPEG, content=b""))
        assert [one["text"] for one in api.sent(7)] == ["Đây."]


async def test_a_picture_that_is_too_long_for_a_photo_goes_as_a_document() -> None:
    long = picture("PNG", (2100, 100))
    assert sides(FileKind.PNG, long) == (2100, 100)
    assert sides(FileKind.JPEG, PHOTO) == (80, 60)
    assert sides(FileKind.JPEG, PHOTO[:20]) is None
    async with telegram() as (api, channel):
        api.known.add(7)
        await channel.send("7", reply_with(FileKind.PNG, content=long))
        assert "document" in api.sent(7)[0]


# --- The terminal ---------------------------------------------------------------------------


async def test_the_terminal_reads_the_file_of_its_own_machine(tmp_path: Path) -> None:
    console = Console(lambda _: None)
    path = tmp_path / "card.jpg"
    path.write_bytes(PHOTO)
    assert await console.fetch(str(path), MOST_BYTES) == PHOTO
    with pytest.raises(TooBig):
        await console.fetch(str(path), len(PHOTO) - 1)
    with pytest.raises(Missing):
        await console.fetch(str(tmp_path / "nothing"), MOST_BYTES)


# --- The web page ---------------------------------------------------------------------------


@dataclass
class Desk:
    """Somebody of the staff in front of the page."""

    place: Site
    visitor: Visitor

    async def says(self, *said: str) -> str:
        return words([one for each in said for one in await self.visitor.says(each)])

    async def picks(self, size: int = 100, kind: str = "image/jpeg") -> tuple[str, list[str]]:
        """The id of a message with a file, and what the page is asked to bring."""
        message = self.visitor.message(file={"name": "file", "size": size, "type": kind})
        response = await self.visitor.post("/chat/say", message)
        body = await response.json()
        self.visitor._show(body)
        return message["id"], body["wanted"]

    async def brings(
        self, reference: str, content: bytes, kind: str = "application/octet-stream", **more: str
    ) -> ClientResponse:
        url = f"{self.visitor.at}/chat/file/{reference}"
        headers = {"Content-Type": kind, **more}
        return await self.visitor.session.post(url, data=io.BytesIO(content), headers=headers)

    async def sends(self, content: bytes = PHOTO) -> ClientResponse:
        reference, wanted = await self.picks(len(content))
        assert wanted == [reference]
        return await self.brings(reference, content)

    async def told(self) -> str:
        await tell_due(self.place.app)
        return words(await self.visitor.mail())

    async def looks(self, path: str) -> ClientResponse:
        return await self.visitor.session.get(f"{self.visitor.at}{path}")


@asynccontextmanager
async def desk(place: Site, code: str, *said: str) -> AsyncIterator[Desk]:
    async with place.visitor() as visitor:
        made = Desk(place, visitor)
        await made.says("tiếng Việt", "/link", code, "1", "1")
        await made.says(*said)
        yield made


async def test_on_the_page_the_photo_is_brought_when_a_question_has_taken_it(url: str) -> None:
    async with site(url) as place, desk(place, "PSTA7364") as clerk:
        reference, wanted = await clerk.picks()
        assert wanted == [], "no question has taken it"
        assert (await clerk.brings(reference, PHOTO)).status == 404
        await clerk.says(*SAID)
        assert (await clerk.sends()).status == 204
        assert "Đã gửi duyệt" in await clerk.says("Có")
        (file,) = await rows(url)
        assert (file.state, file.kind, file.channel) == ("here", "jpeg", "web")
        async with desk(place, "LEAD6943", "/queue") as leader:
            await leader.visitor.taps("Mở hình")
            shown = [one for one in leader.visitor.shown if one["files"]][-1]
            assert shown["files"] == [{"as": "picture", "told": "Hình giấy tờ"}]
            path = f"/chat/file/{shown['n']}/0"
            answer = await leader.looks(path)
            assert await answer.read() == without_traces(FileKind.JPEG, PHOTO)
            assert answer.headers["Content-Type"] == "image/jpeg"
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in answer.headers["Content-Security-Policy"]
            assert (await leader.looks(f"/chat/file/{shown['n']}/1")).status == 404
            assert (await clerk.looks(path)).status == 404, "it was not said to her"
            async with place.visitor() as stranger:
                assert (await stranger.session.get(f"{stranger.at}{path}")).status == 404
                stranger.session.cookie_jar.clear()
                assert (await stranger.session.get(f"{stranger.at}{path}")).status == 401


async def test_what_was_opened_is_shown_for_a_quarter_of_an_hour(sqlite_url: str) -> None:
    now = NOW
    async with site(sqlite_url, clock=lambda: now) as place, desk(place, "PSTA7364", *SAID) as one:
        assert (await one.sends(PAPER)).status == 204
        await one.says("Có")
        async with desk(place, "LEAD6943", "/queue") as leader:
            await leader.visitor.taps("Mở hình")
            shown = [one for one in leader.visitor.shown if one["files"]][-1]
            assert shown["files"][0]["as"] == "paper"
            path = f"/chat/file/{shown['n']}/0"
            now = NOW + timedelta(minutes=14)
            answer = await leader.looks(path)
            assert answer.status == 200
            assert answer.headers["Content-Disposition"].startswith("attachment")
            now = NOW + timedelta(minutes=16)
            assert (await leader.looks(path)).status == 404


@pytest.mark.parametrize(
    ("content", "code", "heard"),
    [
        (b"<html><script>alert(1)</script>", "other_kind", "không phải hình"),
        (HEIC, "other_kind", "không phải hình"),
        (VOICE, "other_kind", "không phải hình"),
        (PHOTO[:-300], "damaged", "chưa trọn"),
        (b"", "damaged", "chưa trọn"),
    ],
)
async def test_what_the_page_brings_is_checked_by_its_content(
    sqlite_url: str, content: bytes, code: str, heard: str
) -> None:
    async with site(sqlite_url) as place, desk(place, "PSTA7364", *SAID) as clerk:
        reference, _ = await clerk.picks()
        answer = await clerk.brings(reference, content)
        assert (answer.status, await answer.json()) == (422, {"problem": code})
        assert heard in await clerk.told()
        (file,) = await rows(sqlite_url)
        assert (file.state, file.sealed_content) == ("refused", None)
        assert (await clerk.brings(reference, PHOTO)).status == 404, "once"


async def test_of_what_is_too_big_no_more_than_the_limit_is_read(sqlite_url: str) -> None:
    async with site(sqlite_url) as place, desk(place, "PSTA7364", *SAID) as clerk:
        reference, wanted = await clerk.picks(size=5)
        assert wanted
        with contextlib.suppress(ClientConnectionError):  # it need not be heard to its end
            await clerk.brings(reference, PHOTO + bytes(2 * MOST_BYTES))
        assert "nặng quá" in await clerk.told()
        assert [one.why for one in await rows(sqlite_url)] == ["too_big"]


async def test_a_line_that_breaks_in_the_middle_leaves_it_awaited(sqlite_url: str) -> None:
    async def half() -> AsyncIterator[bytes]:
        yield PHOTO[:200]
        raise ConnectionResetError

    async with site(sqlite_url) as place, desk(place, "PSTA7364", *SAID) as clerk:
        reference, _ = await clerk.picks()
        with contextlib.suppress(ClientConnectionError, ConnectionResetError):
            await clerk.visitor.session.post(
                f"{clerk.visitor.at}/chat/file/{reference}",
                data=half(),
                headers={"Content-Type": "application/octet-stream"},
            )
        assert [one.state for one in await rows(sqlite_url)] == ["awaited"]
        assert (await clerk.brings(reference, PHOTO)).status == 204


async def test_nobody_brings_a_file_for_another_address_or_from_another_site(
    sqlite_url: str,
) -> None:
    async with site(sqlite_url) as place, desk(place, "PSTA7364", *SAID) as clerk:
        reference, _ = await clerk.picks()
        async with place.visitor() as other:
            thief = Desk(place, other)
            assert (await thief.brings(reference, PHOTO)).status == 404
        for kind in ("multipart/form-data; boundary=x", "text/plain", "application/json"):
            assert (await clerk.brings(reference, PHOTO, kind)).status == 415, kind
        elsewhere = await clerk.brings(reference, PHOTO, Origin="https://evil.example")
        assert elsewhere.status == 403
        cross = await clerk.brings(reference, PHOTO, **{"Sec-Fetch-Site": "cross-site"})
        assert cross.status == 403
        assert [one.state for one in await rows(sqlite_url)] == ["awaited"]


async def test_files_come_no_faster_than_the_page_allows(sqlite_url: str) -> None:
    async with site(sqlite_url) as place, desk(place, "PSTA7364", *SAID) as clerk:
        answers = [await clerk.brings("f" * 32, b"x") for _ in range(8)]
        assert [one.status for one in answers].count(429) >= 1
        assert answers[-1].headers["Retry-After"]


async def test_what_the_page_never_brings_is_given_up_and_asked_for_again(url: str) -> None:
    now = NOW
    async with site(url, clock=lambda: now) as place, desk(place, "PSTA7364", *SAID) as clerk:
        await clerk.picks()
        now = NOW + timedelta(minutes=11)
        await fetch_due(place.app)
        assert "chưa nhận được" in await clerk.told()
