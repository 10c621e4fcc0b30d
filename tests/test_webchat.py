"""The web chat over HTTP: a mailbox that loses nothing, doubles nothing, and tells nobody else."""

from __future__ import annotations

import asyncio
import itertools
import json
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar, WSMsgType
from sqlalchemy import insert, select

from bot.channels.rate import Rate
from bot.channels.webchat import WebChat
from bot.channels.webpage import Page
from domain.message import Address, start_token
from domain.permissions import Act
from domain.privacy import SIGNED_IN_FOR, Level
from domain.text import Sign, Text
from handlers.menu import BY_NAME, Line
from handlers.talk import Talk
from storage.database import Unavailable
from storage.outbox import Outbox
from storage.records import Records
from storage.tables import inbox, link, outbox, session, staff_address, staff_grant
from tests.house import NOW
from tests.site import Site, Visitor, site, words
from tests.test_engine import count

GO_TOMORROW = "Ngày mai cô bác đi được"


def patient() -> WebChat:
    """For a test that says a lot: ten seconds pass before every request."""
    return WebChat(clock=partial(next, itertools.count(0, 10)))


async def states(place: Site) -> set[str]:
    async with place.app.database.engine.connect() as connection:
        rows = (await connection.execute(select(outbox.c.state, outbox.c.number))).all()
    assert len({row.number for row in rows}) == len(rows)
    return {row.state for row in rows}


async def test_a_reply_is_sent_only_when_the_page_has_shown_it(url: str) -> None:
    async with site(url) as place, place.visitor() as visitor:
        replies = await visitor.says("Văn Giáo")
        assert GO_TOMORROW in words(replies)
        assert await states(place) == {"waiting"}
        assert await place.app.delivery.send_due() == 0, "nobody pushes what is fetched"
        assert await visitor.mail() == []
        assert await states(place) == {"sent"}


async def test_what_is_sent_twice_is_heard_once_and_answered_again(url: str) -> None:
    async with site(url) as place, place.visitor() as visitor:
        message = visitor.message(text="Văn Giáo")
        first = await (await visitor.post("/chat/say", message)).json()
        again = await (await visitor.post("/chat/say", message)).json()
        assert first["mail"] == again["mail"]
        assert first["mail"]
        assert await count(url, inbox) == 1


async def test_the_same_id_from_two_people_is_two_messages(url: str) -> None:
    """Ids come from browsers: one person must not silence another."""
    async with site(url) as place, place.visitor() as one, place.visitor() as other:
        message = one.message(text="Văn Giáo")
        assert GO_TOMORROW in words(await one.sends(message))
        assert GO_TOMORROW in words(await other.sends(message))


async def test_a_page_that_was_reloaded_gets_the_conversation_back(url: str) -> None:
    async with site(url) as place, place.visitor() as visitor:
        await visitor.says("Văn Giáo")
        before = visitor.shown
        visitor.seen, visitor.shown = 0, []
        assert await visitor.mail(fresh=True) == before
        numbers = [one["n"] for one in before]
        assert numbers == sorted(numbers)


async def test_any_replica_answers_and_the_conversation_goes_on(url: str) -> None:
    async with site(url) as one, site(url) as other, one.visitor() as visitor:
        await visitor.says("Tịnh Biên")
        visitor.at = other.address
        await visitor.taps("Phường Tịnh Biên")
        assert "Dự kiến" in words(visitor.shown)
        visitor.at = one.address
        visitor.seen, visitor.shown = 0, []
        assert "Dự kiến" in words(await visitor.mail(fresh=True))


async def test_messages_that_come_at_once_are_all_answered_in_their_order(url: str) -> None:
    async with site(url) as place, place.visitor() as visitor:
        messages = [visitor.message(text="Văn Giáo") for _ in range(6)]
        await asyncio.gather(*(visitor.post("/chat/say", one) for one in messages * 2))
        replies = await visitor.mail()
        assert words(replies).count(GO_TOMORROW) == 6


async def test_a_long_absence_is_fetched_in_parts(url: str) -> None:
    async with site(url, channel=patient()) as place, place.visitor() as visitor:
        for _ in range(2):
            await visitor.says("Văn Giáo")
        known = visitor.seen
        async with ClientSession(cookie_jar=visitor.session.cookie_jar) as elsewhere:
            other = Visitor(elsewhere, place.address)
            other.order, other.seen = 100, known
            for _ in range(17):
                await other.says("/menu")
                await other.says("/help")
                await other.says("/account")
        body = await (await visitor.post("/chat/mail", {"seen": known, "fresh": False})).json()
        assert body["more"]
        visitor._show(body)
        rest = await visitor.mail()
        assert rest
        assert rest[0]["n"] > body["mail"][-1]["n"]
        assert [one["n"] for one in visitor.shown][-len(other.shown) :] == [
            one["n"] for one in other.shown
        ]


async def test_an_address_is_random_signed_and_for_http_alone(sqlite_url: str) -> None:
    async with site(sqlite_url) as place, ClientSession(cookie_jar=CookieJar(unsafe=True)) as one:
        asked = await one.post(f"{place.address}/chat/mail", json={"seen": 0, "fresh": True})
        cookie = asked.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        value = cookie.split("=", 1)[1].split(";")[0]
        address, _, signature = value.partition(".")
        assert len(address) == 24
        said = {"id": "m-12345678", "order": 1, "seen": 0, "text": "Văn Giáo"}
        for forged in (
            "",
            address,
            f"{address}.",
            f"{address[::-1]}.{signature}",
            "é.é",
            "a" * 5000,
        ):
            one.cookie_jar.clear()
            headers = {"Cookie": f"ansinh={forged}"}
            asked = await one.post(f"{place.address}/chat/say", json=said, headers=headers)
            assert asked.status in {400, 401}, forged
        assert await count(sqlite_url, session) == 0, "a visit that says nothing leaves nothing"


async def test_over_tls_the_cookie_is_for_tls_alone(sqlite_url: str) -> None:
    channel = WebChat("https://ansinh.example")
    async with site(sqlite_url, channel=channel) as place, ClientSession() as one:
        headers = {"Origin": "https://ansinh.example"}
        asked = await one.post(
            f"{place.address}/chat/mail", json={"seen": 0, "fresh": True}, headers=headers
        )
        assert "Secure" in asked.headers["Set-Cookie"]


@pytest.mark.parametrize("path", ["/chat/say", "/chat/mail", "/chat/forget"])
async def test_no_other_site_speaks_for_a_person(sqlite_url: str, path: str) -> None:
    async with site(sqlite_url) as place, place.visitor() as visitor:
        body = visitor.message(text="Văn Giáo")
        refused = await visitor.post(path, body, Origin="https://elsewhere.example")
        assert refused.status == 403
        allowed = await visitor.post(path, body, Origin=place.address)
        assert allowed.status in {200, 204}


JSON = {"Content-Type": "application/json"}
BAD: tuple[Any, ...] = (
    [],
    "x",
    None,
    {},
    {"text": 1},
    {"text": "a", "tap": "b"},
    {"tap": "x" * 500},
    {"place": {"latitude": 91, "longitude": 0}},
    {"place": {"latitude": float("nan"), "longitude": 0}},
    {"place": {"latitude": "ten"}},
    {"place": 5},
    {"file": "photo.jpg"},
    {"file": {"name": "x", "size": -1}},
    {"text": "a", "id": "short"},
    {"text": "a", "id": "x" * 41},
    {"text": "a", "id": "a b c d e f"},
    {"text": "a", "order": -1},
    {"text": "a", "order": 2**60},
    {"text": "a", "order": "1"},
    {"text": "a", "order": True},
    {"text": "a", "seen": None},
)


async def test_what_is_no_message_is_refused_and_changes_nothing(sqlite_url: str) -> None:
    async with site(sqlite_url, channel=patient()) as place, place.visitor() as visitor:
        for bad in BAD:
            body = visitor.message() | bad if isinstance(bad, dict) else bad
            raw = json.dumps(body)
            address = f"{place.address}/chat/say"
            asked = await visitor.session.post(address, data=raw, headers=JSON)
            assert asked.status == 400, bad
        for broken in (b"", b"{", b"\xff\xfe", b"[" * 9000):
            asked = await visitor.session.post(address, data=broken, headers=JSON)
            assert asked.status == 400, broken[:5]
        assert await count(sqlite_url, inbox) == 0


async def test_too_much_at_once_is_told_apart_from_too_long(sqlite_url: str) -> None:
    async with site(sqlite_url) as place, place.visitor() as visitor:
        long = await visitor.post("/chat/say", visitor.message(text="x" * 4001))
        assert (long.status, (await long.json())["problem"]) == (413, "too_big")
        huge = await visitor.post("/chat/say", visitor.message(text="x" * 100_000))
        assert huge.status == 413
        asked = [await visitor.post("/chat/say", visitor.message(text="?")) for _ in range(25)]
        busy = [one for one in asked if one.status == 429]
        assert busy
        assert 1 <= int(busy[0].headers["Retry-After"]) <= 5
        assert (await busy[0].json())["problem"] == "busy"
        async with place.visitor() as other:
            assert GO_TOMORROW in words(await other.says("Văn Giáo")), "nobody else waits for it"


def test_a_rate_lets_a_burst_through_and_then_so_many_a_second() -> None:
    now = [0.0]
    rate = Rate(3, 2, lambda: now[0], known=2)
    assert [rate.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert rate.wait("b") == 0
    now[0] = 0.5
    assert rate.wait("a") == 0
    assert rate.wait("a") == 0.5
    rate.wait("c")
    rate.wait("d")
    assert rate.wait("a") == 0, "who was forgotten starts anew"


async def test_while_the_database_is_away_nothing_is_confirmed_and_the_page_is_told(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with site(sqlite_url) as place, place.visitor() as visitor:
        message = visitor.message(text="Văn Giáo")

        async def away(*_given: object) -> None:
            raise Unavailable("gone")

        with monkeypatch.context() as patched:
            patched.setattr(Outbox, "put", away)
            asked = await visitor.post("/chat/say", message)
            assert (asked.status, (await asked.json())["problem"]) == (503, "unavailable")
        assert GO_TOMORROW in words(await visitor.sends(message))


async def test_forgetting_leaves_nothing_but_what_was_decided(url: str) -> None:
    async with site(url) as place, place.visitor() as visitor:
        for said in ("/link", "DAWN3467", "1948", "đồng ý"):
            await visitor.says(said)
        assert "Néang Sa Rim" in words(visitor.shown)
        jar = visitor.session.cookie_jar
        old = {one.key: one.value for one in jar}
        assert (await visitor.post("/chat/forget", {})).status == 204
        assert not list(jar), "the browser has dropped the cookie"
        assert await count(url, outbox) == 0
        assert await count(url, inbox) == 1, "that it was forgotten, for a week"
        async with place.app.database.engine.connect() as connection:
            row = (await connection.execute(select(session))).one()
            ended = (await connection.execute(select(link.c.ended))).scalar()
        assert (row.sealed_state, row.language, row.heard_at) == (None, None, None)
        assert ended is not None
        opened = place.app.database.vault.open
        assert opened(row.sealed_address, session.c.sealed_address, row.id) == ""
        jar.update_cookies(old)
        visitor.seen, visitor.shown = 0, []
        assert await visitor.mail(fresh=True) == [], "not even with a copy of the old cookie"


async def test_forgetting_an_unknown_address_is_no_error(sqlite_url: str) -> None:
    async with site(sqlite_url) as place, ClientSession() as nobody:
        assert (await nobody.post(f"{place.address}/chat/forget", json={})).status == 204


async def test_a_socket_wakes_the_other_pages_of_an_address_and_says_nothing_else(
    url: str,
) -> None:
    async with site(url) as place, place.visitor() as visitor, place.visitor() as other:
        wake = await visitor.session.ws_connect(f"{place.address}/chat/wake")
        quiet = await other.session.ws_connect(f"{place.address}/chat/wake")
        await wake.send_str("hello?")
        await visitor.says("Văn Giáo")
        heard = await wake.receive(timeout=30)
        assert (heard.type, heard.data) == (WSMsgType.TEXT, "mail")
        with pytest.raises(TimeoutError):
            await quiet.receive(timeout=0.2)


async def test_a_socket_needs_a_cookie_and_an_origin_of_ours(sqlite_url: str) -> None:
    async with site(sqlite_url) as place, place.visitor() as visitor, ClientSession() as nobody:
        address = f"{place.address}/chat/wake"
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket"}
        assert (await nobody.get(address, headers=upgrade)).status == 401
        elsewhere = upgrade | {"Origin": "https://elsewhere.example"}
        assert (await visitor.session.get(address, headers=elsewhere)).status == 403
        assert (await visitor.session.get(address)).status == 400


async def test_sockets_close_when_the_service_stops(sqlite_url: str) -> None:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        async with site(sqlite_url) as place:
            await browser.post(f"{place.address}/chat/mail", json={"seen": 0, "fresh": True})
            wake = await browser.ws_connect(f"{place.address}/chat/wake")
        assert (await wake.receive(timeout=30)).type in {WSMsgType.CLOSE, WSMsgType.CLOSED}


def for_staff_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two dialogues: who has come through the one may hear the other."""

    async def sign_in(talk: Talk, _records: Records) -> None:
        talk.session.signed_in_at = talk.now

    async def for_staff(talk: Talk, _records: Records) -> None:
        talk.say(Text("{words}", words="STAFF ONLY"))

    for dialogue, level in ((sign_in, Level.PUBLIC), (for_staff, Level.STAFF)):
        monkeypatch.setitem(BY_NAME, dialogue.__name__, Line(dialogue, Act.ASK, level))


async def test_staff_sign_in_again_after_twelve_hours(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What staff may hear travels to a browser only while they have just proved who they are."""
    for_staff_alone(monkeypatch)
    start = start_token("for_staff")
    async with site(url) as place, place.visitor() as visitor:
        assert "đăng nhập lại" in words(await visitor.sends(visitor.message(tap=start)))
        await visitor.sends(visitor.message(tap=start_token("sign_in")))
        assert "STAFF ONLY" in words(await visitor.sends(visitor.message(tap=start)))
        for later, heard in (
            (SIGNED_IN_FOR - timedelta(minutes=1), "STAFF ONLY"),
            (SIGNED_IN_FOR, "đăng nhập lại"),
        ):
            async with site(url, NOW + later) as evening:
                visitor.at = evening.address
                assert heard in words(await visitor.sends(visitor.message(tap=start)))
                visitor.seen, visitor.shown = 0, []
                again = words(await visitor.mail(fresh=True))
                assert ("STAFF ONLY" in again) == (heard == "STAFF ONLY"), "nor read again"
                assert heard in again


async def test_a_place_and_a_file_reach_the_dialogue(url: str) -> None:
    async with site(url) as place, place.visitor() as visitor:
        await visitor.says("/nearest")
        here = {"latitude": 10.6977, "longitude": 105.1180}
        replies = await visitor.sends(visitor.message(place=here))
        assert "cách 1 km" in words(replies)
        assert replies[-2]["pin"] == {
            "name": "Bưu điện Châu Đốc",
            "latitude": 10.69,
            "longitude": 105.113,
        }
        replies = await visitor.sends(visitor.message(file={"name": "photo.jpg", "size": 123456}))
        assert "Trong hình có mã OTP" in words(replies)


async def test_who_taps_on_the_first_screen_is_not_greeted_twice(url: str) -> None:
    async with site(url) as place, place.visitor() as visitor:
        replies = await visitor.sends(visitor.message(tap="d:payout_date"))
        assert "chào" not in words(replies)
        assert "Cô bác lãnh tiền ở đâu?" in words(replies)
        assert "បងបើកប្រាក់នៅកន្លែងណា?" in words(replies)
        assert replies[-1]["wants"] == "place"
        async with place.visitor() as other:
            replies = await other.sends(other.message(tap="d:set_language:mode=km"))
            assert "Cô bác" not in words(replies)


# --- The page itself ----------------------------------------------------------------------------


async def test_the_page_is_strict_light_and_readable_before_its_script(sqlite_url: str) -> None:
    async with site(sqlite_url) as place, ClientSession(auto_decompress=False) as browser:
        page = await browser.get(place.address, headers={"Accept-Encoding": "gzip"})
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["Content-Encoding"] == "gzip"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        unchanged = {"If-None-Match": page.headers["ETag"]}
        assert (await browser.get(place.address, headers=unchanged)).status == 304
        assert "Set-Cookie" not in page.headers
        assert (await browser.get(f"{place.address}/page/x/../../../../etc/passwd")).status == 404
        assert (await browser.get(f"{place.address}/page/x/make_font.py")).status == 404
        script = await browser.get(f"{place.address}/page/{Page(True).version}/app.js")
        assert "immutable" in script.headers["Cache-Control"]
        older = await browser.get(f"{place.address}/page/older/app.js")
        assert older.headers["Cache-Control"] == "no-store"


def test_the_first_load_weighs_at_most_150_kilobytes() -> None:
    """As they go over the line, without any compression that a proxy may take away."""
    page = Page(demo=True)
    loaded = ("app.js", "style.css", "khmer.woff2", "manifest.webmanifest", "icon.svg")
    plain = [page.index.body, *(page.files[name].body for name in loaded)]
    assert sum(map(len, plain)) <= 150_000


def test_every_word_of_the_page_is_filled_in_and_every_sign_drawn() -> None:
    html = Page(demo=True).index.body.decode()
    assert "{{" not in html
    drawn = {name for name in Sign if f'id="s-{name.value}"' in html}
    assert drawn == set(Sign)
    for shown in ("Ngày lãnh tiền", "ថ្ងៃបើកប្រាក់", "Không đưa mã OTP", "minh họa"):
        assert shown in html
    assert "minh họa" not in Page(demo=False).index.body.decode().split("<script", 1)[0]
    assert 'style="' not in html
    assert "http://" not in html.replace("http://www.w3.org/", "")


def test_the_name_of_an_address_is_not_taken_for_one_of_another_channel() -> None:
    assert Address("web", "me") != Address("console", "me")


async def test_a_browser_of_revoked_staff_reads_nothing_of_before(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for_staff_alone(monkeypatch)
    async with site(url) as place, place.visitor() as visitor:
        await visitor.sends(visitor.message(tap=start_token("sign_in")))
        await visitor.sends(visitor.message(tap=start_token("for_staff")))
        async with place.app.database.transaction() as records:
            execute = records.store.connection.execute
            human = (await execute(select(staff_grant.c.actor_id))).scalars().first()
            assert human is not None
            held = {"actor_id": human, "since": NOW, "used_on": NOW.date()}
            browser = (await execute(select(session.c.id))).scalar_one()
            await execute(insert(staff_address).values(session_id=browser, **held))
            assert await records.staff.revoke(human, await records.staff.grants(human), NOW)
        visitor.seen, visitor.shown = 0, []
        assert "STAFF ONLY" not in words(await visitor.mail(fresh=True))
