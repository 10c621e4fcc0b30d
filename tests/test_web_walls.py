"""Attacks on the web page, each against the server as it runs: what it refuses, and how plainly."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar, WSMsgType
from sqlalchemy import select

import bot.web
from bot.channels import webchat
from bot.channels.visitors import network_of
from bot.channels.webchat import WebChat
from storage.database import Database, Unavailable
from storage.mailbox import Mailboxes
from storage.tables import audit, inbox, link, outbox, session
from tests.site import Site, Visitor, site, words
from tests.test_engine import count
from tests.test_webchat import patient

PUBLIC = "https://ansinh.example"
GO_TOMORROW = "Ngày mai cô bác đi được"
FRESH = {"seen": 0, "fresh": True}


async def raw(place: Site, request: bytes, wait: float = 60) -> bytes:
    """What comes back on a bare connection until it is closed."""
    host, port = place.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    try:
        return await asyncio.wait_for(reader.read(), wait)
    finally:
        writer.close()


def from_network(network: str) -> dict[str, str]:
    """As our own proxy passes it on."""
    return {"X-Forwarded-For": network, "Origin": PUBLIC}


@asynccontextmanager
async def tls_visitor(place: Site, network: str) -> AsyncIterator[Visitor]:
    """Somebody behind our own proxy: it speaks TLS with them, and plain HTTP with us."""
    headers = from_network(network)
    async with ClientSession(cookie_jar=CookieJar(unsafe=True), headers=headers) as one:
        asked = await one.post(f"{place.address}/chat/mail", json=FRESH)
        assert asked.status == 200
        name, value = asked.headers["Set-Cookie"].split(";")[0].split("=", 1)
        one.headers["Cookie"] = f"{name}={value}"  # its jar would keep it for TLS alone
        yield Visitor(one, place.address)


# --- Headers --------------------------------------------------------------------------------

PATHS = (
    "/",
    "/sw.js",
    "/health",
    "/chat/say",
    "/chat/wake",
    "/nothing",
    "/poster/1",
    "/page/x/app.js",
    "/..",
)


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_is_hardened(sqlite_url: str, path: str) -> None:
    async with site(sqlite_url, channel=WebChat(PUBLIC)) as place, ClientSession() as anyone:
        asked = await anyone.get(f"{place.address}{path}")
        policy = asked.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert path == "/sw.js" or "frame-ancestors 'none'" in policy
        assert asked.headers["X-Content-Type-Options"] == "nosniff"
        assert asked.headers["Referrer-Policy"] == "no-referrer"
        assert asked.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert asked.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert asked.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert asked.headers["Server"] == "ansinh"


async def test_without_tls_no_browser_is_told_to_insist_on_it(sqlite_url: str) -> None:
    async with site(sqlite_url) as place, ClientSession() as anyone:
        asked = await anyone.get(place.address)
        assert "Strict-Transport-Security" not in asked.headers
        assert "geolocation=(self), camera=()" in asked.headers["Permissions-Policy"]


async def test_no_cache_keeps_what_was_said(sqlite_url: str) -> None:
    async with site(sqlite_url) as place, place.visitor() as visitor:
        for path in ("/chat/say", "/chat/mail", "/chat/forget"):
            asked = await visitor.post(path, visitor.message(text="Văn Giáo"))
            assert asked.headers["Cache-Control"] == "no-store", path


async def test_over_tls_no_neighbour_can_plant_a_cookie(sqlite_url: str) -> None:
    """A browser takes a __Host- cookie from this host alone, over TLS; ours under the plain name,
    which a neighbouring host could set for all, is then nobody's."""
    async with site(sqlite_url, channel=WebChat(PUBLIC)) as place, ClientSession() as one:
        asked = await one.post(f"{place.address}/chat/mail", json=FRESH, headers={"Origin": PUBLIC})
        cookie = asked.headers["Set-Cookie"]
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert cookie.startswith("__Host-ansinh=")
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= parts
        assert not any(part.startswith("domain") for part in parts)
        planted = cookie.split(";")[0].replace("__Host-ansinh=", "ansinh=")
        said = {"id": "m-12345678", "order": 1, "seen": 0, "text": "Văn Giáo"}
        headers = {"Origin": PUBLIC, "Cookie": planted}
        asked = await one.post(f"{place.address}/chat/say", json=said, headers=headers)
        assert asked.status == 401


# --- Whose request counts -------------------------------------------------------------------

ELSEWHERE: tuple[dict[str, str], ...] = (
    {"Origin": "https://elsewhere.example"},
    {"Origin": "https://ansinh.example.elsewhere.example"},
    {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://["},
    {"Origin": "http://ansinh.example"},
    {"Origin": f"{PUBLIC}:8443"},
    {"Origin": PUBLIC, "Sec-Fetch-Site": "cross-site"},
    {"Origin": PUBLIC, "Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
)


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
@pytest.mark.parametrize("path", ["/chat/say", "/chat/mail", "/chat/forget"])
async def test_no_other_sites_post_is_heard(
    sqlite_url: str, path: str, headers: dict[str, str]
) -> None:
    async with (
        site(sqlite_url, channel=WebChat(PUBLIC)) as place,
        tls_visitor(place, "203.0.113.7") as visitor,
    ):
        visitor.session.headers.pop("Origin")
        body = visitor.message(text="Văn Giáo")
        assert (await visitor.post(path, body, **headers)).status == 403
        assert await count(sqlite_url, inbox) == 0
        ours = await visitor.post(path, body, Origin=PUBLIC)
        assert ours.status in {200, 204}


@pytest.mark.parametrize("origin", ["null", "", "http://[", "https://elsewhere.example"])
async def test_without_a_public_url_a_page_from_nowhere_is_still_from_elsewhere(
    sqlite_url: str, origin: str
) -> None:
    """A sandboxed frame's origin is "null"."""
    async with site(sqlite_url) as place, place.visitor() as visitor:
        asked = await visitor.post("/chat/say", visitor.message(text="a"), Origin=origin)
        assert asked.status == 403
        wake = {"Connection": "Upgrade", "Upgrade": "websocket", "Origin": origin}
        asked = await visitor.session.get(f"{place.address}/chat/wake", headers=wake)
        assert asked.status == 403


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
async def test_what_a_form_of_another_site_can_send_is_not_heard(
    sqlite_url: str, kind: str
) -> None:
    """Old browsers name no origin with a form; JSON they send only after they have asked us."""
    async with site(sqlite_url) as place, place.visitor() as visitor:
        body = json.dumps(visitor.message(text="Văn Giáo"))
        for path in ("/chat/say", "/chat/mail", "/chat/forget"):
            address = f"{place.address}{path}"
            asked = await visitor.session.post(address, data=body, headers={"Content-Type": kind})
            assert asked.status == 415, path
        assert await count(sqlite_url, inbox) == 0


async def test_no_other_site_is_told_that_it_may_ask(sqlite_url: str) -> None:
    async with site(sqlite_url) as place, ClientSession() as anyone:
        headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
        asked = await anyone.options(f"{place.address}/chat/say", headers=headers)
        assert asked.status == 405
        assert not [name for name in asked.headers if name.startswith("Access-Control")]


# --- What is not there ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/admin", 404),
        ("GET", "/.env", 404),
        ("GET", "/page/x/..%2f..%2f..%2fsettings.py", 404),
        ("GET", "/page/x/%2e%2e/webpage.py", 404),
        ("GET", "/page/x/index.html", 404),
        ("GET", "/data/ansinh.db", 404),
        ("DELETE", "/chat/say", 405),
        ("PUT", "/", 405),
        ("TRACE", "/", 405),
        ("GET", "/chat/mail", 405),
        ("GET", "/chat/forget", 405),
        ("POST", "/health", 405),
    ],
)
async def test_what_is_not_there_is_answered_plainly(
    sqlite_url: str, method: str, path: str, status: int
) -> None:
    async with site(sqlite_url) as place:
        host = place.address.removeprefix("http://")
        request = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        head, _, body = (await raw(place, request.encode())).partition(b"\r\n\r\n")
        assert head.startswith(f"HTTP/1.1 {status} ".encode())
        assert json.loads(body) == {"problem": "refused"}


async def test_our_own_mistake_is_answered_and_logged_without_its_words(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_given: object) -> None:
        raise RuntimeError("Danh Thị Sa Rươne, 1948")

    async with site(sqlite_url) as place, place.visitor() as visitor:
        monkeypatch.setattr(Mailboxes, "read", broken)
        asked = await visitor.post("/chat/mail", FRESH)
        assert (asked.status, await asked.text()) == (500, '{"problem": "failed"}')
        assert "request failed" in caplog.text
        told = "".join(str(vars(one)) for one in caplog.records)
        assert "Sa Rươne" not in told
        assert "broken" not in await asked.text()


async def test_health_tells_nothing_more(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with site(sqlite_url) as place, ClientSession() as anyone:
        asked = await anyone.get(f"{place.address}/health")
        assert await asked.json() == {"alive": True, "ready": True}

        async def away(_self: object) -> None:
            raise Unavailable("postgresql://ansinh:secret@db")

        monkeypatch.setattr(Database, "state", away)
        asked = await anyone.get(f"{place.address}/health")
        assert (asked.status, await asked.json()) == (503, {"alive": True, "ready": False})


# --- Too much, too long, too slow -----------------------------------------------------------


async def test_a_body_is_measured_while_it_comes(sqlite_url: str) -> None:
    """Also one that does not say how long it is."""

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 8192

    async with site(sqlite_url) as place, place.visitor() as visitor:
        headers = {"Content-Type": "application/json"}
        address = f"{place.address}/chat/say"
        asked = await visitor.session.post(address, data=endless(), headers=headers)
        assert asked.status == 413


async def test_a_bomb_is_no_smaller_than_what_it_unpacks_to(sqlite_url: str) -> None:
    import gzip

    bomb = gzip.compress(b" " * 50_000_000)
    async with site(sqlite_url) as place, place.visitor() as visitor:
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        address = f"{place.address}/chat/say"
        asked = await visitor.session.post(address, data=bomb, headers=headers)
        assert asked.status in {400, 413}


GARBAGE = (
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 20_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X-Y: z\r\n" * 500 + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"POST /chat/say HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
)


@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
async def test_garbage_is_refused_and_leaves_no_line_in_the_log(
    sqlite_url: str, caplog: pytest.LogCaptureFixture, garbage: bytes
) -> None:
    caplog.set_level(logging.DEBUG)
    async with site(sqlite_url) as place:
        answer = await raw(place, garbage)
        assert answer.startswith((b"HTTP/1.0 400 ", b"HTTP/1.1 400 ")), answer[:60]
        assert b"Traceback" not in answer
        assert b"<" not in answer.partition(b"\r\n\r\n")[2]
        assert not [one for one in caplog.records if "127.0.0.1" in one.getMessage()]
        assert not [one for one in caplog.records if one.levelno > logging.DEBUG]


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
        b"GET /health HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nX-Slow: ",
    ],
    ids=["silence", "first", "second"],
)
async def test_who_sends_a_request_byte_by_byte_is_cut_off(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(bot.web, "IDLE_SECONDS", 1)
    async with site(sqlite_url) as place:
        host, port = place.address.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(begun)
        loop = asyncio.get_running_loop()
        started = loop.time()
        while not reader.at_eof() and loop.time() - started < 8:
            try:
                writer.write(b"x" if begun else b"")
                await asyncio.wait_for(reader.read(1000), 0.2)
            except TimeoutError:
                continue
            except ConnectionError:
                break
        assert loop.time() - started < 6
        writer.close()


async def test_a_body_that_does_not_come_is_not_waited_for(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webchat, "_BODY_SECONDS", 0.3)
    async with site(sqlite_url) as place, place.visitor() as visitor:
        cookie = next(f"{one.key}={one.value}" for one in visitor.session.cookie_jar)
        head = (
            "POST /chat/say HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            f"Cookie: {cookie}\r\nContent-Length: 300\r\nConnection: close\r\n\r\n{{"
        )
        answer = await raw(place, head.encode(), wait=15)
        assert answer.startswith(b"HTTP/1.1 408 ")


async def test_a_socket_has_few_neighbours_and_hears_nothing(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webchat, "_SOCKETS_ALL", 10)
    async with site(sqlite_url) as place, place.visitor() as one, place.visitor() as other:
        address = f"{place.address}/chat/wake"
        mine = [await one.session.ws_connect(address) for _ in range(9)]
        assert (await mine[8].receive(timeout=30)).type is WSMsgType.CLOSE, "eight each"
        theirs = [await other.session.ws_connect(address) for _ in range(3)]
        assert (await theirs[2].receive(timeout=30)).type is WSMsgType.CLOSE, "ten in all"
        for _ in range(30):
            await mine[0].send_str("x")
        assert (await mine[0].receive(timeout=30)).type is WSMsgType.CLOSE
        await mine[1].send_bytes(b"x" * 10_000)
        assert (await mine[1].receive(timeout=30)).type is WSMsgType.CLOSE
        again = await other.session.ws_connect(address)
        with pytest.raises(TimeoutError):
            await again.receive(timeout=0.2)


async def test_one_network_fills_neither_the_store_nor_the_others_time(sqlite_url: str) -> None:
    """A new address for every message gets round the limit of each, but not of the network."""
    async with site(sqlite_url, channel=WebChat(PUBLIC)) as place, ClientSession() as flood:

        async def comes(network: str) -> int:
            headers = from_network(network)
            asked = await flood.post(f"{place.address}/chat/mail", json=FRESH, headers=headers)
            return asked.status

        statuses = [await comes("203.0.113.7") for _ in range(230)]
        assert statuses[:200] == [200] * 200
        assert 429 in statuses
        assert await comes("1.2.3.4, 203.0.113.7") == 429, "what they say of themselves is nothing"
        assert await comes("198.51.100.1") == 200, "nobody else waits for it"
        async with tls_visitor(place, "198.51.100.2") as visitor:
            assert GO_TOMORROW in words(await visitor.says("Văn Giáo"))


async def test_many_visitors_of_one_network_share_what_can_be_said_at_once(
    sqlite_url: str,
) -> None:
    async with site(sqlite_url, channel=WebChat(PUBLIC)) as place:
        said = 0
        for _ in range(13):
            async with tls_visitor(place, "203.0.113.7") as visitor:
                body = {"text": 1}  # not even a message: it is counted before it is read
                asked = [
                    await visitor.post("/chat/say", visitor.message(**body)) for _ in range(20)
                ]
                said += sum(one.status == 400 for one in asked)
        assert 200 <= said < 240


NETWORKS = (
    # who knocks, what is forwarded, behind TLS, counted as
    ("9.9.9.9", None, False, "9.9.9.9/32"),
    ("9.9.9.9", "198.51.100.1", False, "9.9.9.9/32"),
    ("9.9.9.9", "198.51.100.1", True, "9.9.9.9/32"),
    ("127.0.0.1", "198.51.100.1", False, None),
    ("127.0.0.1", "198.51.100.1", True, "198.51.100.1/32"),
    ("172.18.0.2", "1.1.1.1, 198.51.100.1", True, "198.51.100.1/32"),
    ("172.18.0.2", None, True, None),
    ("172.18.0.2", "nonsense", True, None),
    ("::ffff:127.0.0.1", "198.51.100.1", True, "198.51.100.1/32"),
    ("192.168.1.5", None, False, "192.168.1.5/32"),
    ("2001:4860:a:b:1:2:3:4", None, False, "2001:4860:a:b::/64"),
    ("2001:4860:a:b:ffff::1", None, True, "2001:4860:a:b::/64"),
    (None, None, True, None),
)


@pytest.mark.parametrize(("peer", "forwarded", "tls", "counted"), NETWORKS)
def test_who_is_counted_as_one(
    peer: str | None, forwarded: str | None, tls: bool, counted: str | None
) -> None:
    assert network_of(peer, forwarded, tls) == counted


async def test_no_address_of_the_network_is_kept_or_logged(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with (
        site(sqlite_url, channel=WebChat(PUBLIC)) as place,
        tls_visitor(place, "203.0.113.77") as visitor,
    ):
        for _ in range(30):
            await visitor.post("/chat/say", visitor.message(text="Văn Giáo"))
        logged = "".join(str(vars(one)) for one in caplog.records)
        assert "203.0.113.77" not in logged.replace("aiohttp.client", "")
        path = Path(sqlite_url.removeprefix("sqlite+aiosqlite:///"))
        assert all(b"203.0.113.77" not in one.read_bytes() for one in path.parent.iterdir())


# --- One person and another -----------------------------------------------------------------


async def test_nobody_reads_the_mail_of_another(url: str) -> None:
    """A number, an id, a tap, an order: none of them leads to what is another's."""
    async with (
        site(url, channel=patient()) as place,
        place.visitor() as owner,
        place.visitor() as thief,
    ):
        for said in ("/link", "DAWN3467", "1948"):
            await owner.says(said)
        heard = words(owner.shown)
        assert "Néang Sa Rim" in heard
        taps = {one["tap"] for reply in owner.shown for one in reply["choices"]}
        async with place.app.database.engine.connect() as connection:
            person = (await connection.execute(select(link.c.person_id))).scalar()
        taps |= {
            f"d:{name}:person={person}"
            for name in (
                "own_payout",
                "own_payout_more",
                "account_status",
                "account_more",
                "amount",
            )
        } | {"d:link:code=1:birth_year=fits", "a:1:fits", "a:2:1"}
        for tap in sorted(taps):
            asked = await thief.post("/chat/say", thief.message(tap=tap))
            assert "Sa Rim" not in await asked.text(), tap
        for seen in (0, owner.seen, 2**53 - 1):
            asked = await thief.post("/chat/mail", {"seen": seen, "fresh": seen == 0})
            assert "Sa Rim" not in await asked.text()


async def test_what_one_shows_as_seen_is_not_seen_by_another(url: str) -> None:
    async with site(url) as place, place.visitor() as one, place.visitor() as other:
        await one.says("Văn Giáo")
        await other.says("Văn Giáo")
        await other.post("/chat/mail", {"seen": 2**53 - 1, "fresh": False})
        before, one.seen, one.shown = one.shown, 0, []
        assert await one.mail() == before


async def test_a_message_on_its_way_does_not_revive_what_was_forgotten(url: str) -> None:
    """It comes after the forgetting, with the cookie of before; and so does a copied cookie."""
    async with site(url) as place, place.visitor() as visitor:
        await visitor.says("Văn Giáo")
        cookie = next(f"{one.key}={one.value}" for one in visitor.session.cookie_jar)
        on_its_way = visitor.message(text="An Cư")
        assert (await visitor.post("/chat/forget", {})).status == 204
        before = await count(url, session), await count(url, audit)
        async with ClientSession(headers={"Cookie": cookie}) as late:
            asked = await late.post(f"{place.address}/chat/say", json=on_its_way)
            assert (asked.status, (await asked.json())["problem"]) == (401, "unknown")
            looked = {"seen": 3, "fresh": False}
            assert (await late.post(f"{place.address}/chat/mail", json=looked)).status == 401
        assert (await count(url, session), await count(url, audit)) == before
        assert await count(url, outbox) == 0
        async with ClientSession(headers={"Cookie": cookie}) as page:
            asked = await page.post(f"{place.address}/chat/mail", json=FRESH)
            assert "ansinh=" in asked.headers["Set-Cookie"], "the page begins anew"


async def test_forgetting_before_a_word_was_said_holds_too(url: str) -> None:
    async with site(url) as place, place.visitor() as visitor:
        cookie = next(f"{one.key}={one.value}" for one in visitor.session.cookie_jar)
        await visitor.post("/chat/forget", {})
        async with ClientSession(headers={"Cookie": cookie}) as late:
            said = visitor.message(text="Văn Giáo")
            assert (await late.post(f"{place.address}/chat/say", json=said)).status == 401
            await late.post(f"{place.address}/chat/forget", json={})
        assert await count(url, session) == 0


async def test_messages_and_forgetting_at_once_leave_no_session_behind(url: str) -> None:
    async with site(url, channel=patient()) as place:
        for _ in range(5):
            async with place.visitor() as visitor:
                await visitor.says("Văn Giáo")
                texts = [visitor.message(text="An Cư") for _ in range(4)]
                said = [visitor.post("/chat/say", one) for one in texts]
                asked = await asyncio.gather(*said[:2], visitor.post("/chat/forget", {}), *said[2:])
                assert {one.status for one in asked} <= {200, 204, 401}
        async with place.app.database.engine.connect() as connection:
            rows = (await connection.execute(select(session.c.sealed_state))).all()
        assert len(rows) == 5
        assert {row.sealed_state for row in rows} == {None}


STRANGE = (
    "\ud800",
    "a\x00b",
    "\u202e\u2066abc",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "javascript:alert(1)",
    "{You} {name.__class__} %s",
    "‮\u0000" * 50,
    "/link \ud800",
    "/payout <b>Văn Giáo</b>",
    "1e999",
    "−1",
)


async def test_strange_words_are_answered_like_any(url: str) -> None:
    async with site(url, channel=patient()) as place, place.visitor() as visitor:
        for question in ("/menu", "/payout", "/link", "/nearest"):
            for text in STRANGE:
                await visitor.says(question)
                assert "bị lỗi" not in words(await visitor.says(text)), (question, text)
        named = visitor.message(file={"name": "\ud800<b>\x00.jpg", "size": 1})
        assert await visitor.sends(named)


TAPS: tuple[Any, ...] = (
    "a:{asking}:\ud800",
    "a:{asking}:86|x||at=nan,nan",
    "a:{asking}:x|||at=91,999",
    "a:{asking}:area:",
    "a:{asking}:" + "9" * 190,
    "a:99999999999999999999999:1",
    "a:١:1",
    "d:nearest_point:place=x|||at=nan,nan",
    "d:payout_at_place:place=",
    "d:set_language:mode=xx",
    "d:set_language:mode=../../etc",
    "d:own_payout:person=99999999999999999999999999",
    "d:own_payout:person=-1",
    "d:remember:place=\x00:point=9",
    "d:__class__",
    "d:",
    "",
)


async def test_a_tap_that_we_never_sent_does_no_harm(url: str) -> None:
    async with site(url, channel=patient()) as place, place.visitor() as visitor:
        for tap in TAPS:
            replies = await visitor.says("/nearest")
            asking = next(
                (
                    one["tap"].split(":")[1]
                    for reply in replies
                    for one in reply["choices"]
                    if one["tap"].startswith("a:")
                ),
                "1",
            )
            heard = words(await visitor.sends(visitor.message(tap=tap.replace("{asking}", asking))))
            assert "bị lỗi" not in heard, tap
            assert "nan" not in heard.split(), tap
