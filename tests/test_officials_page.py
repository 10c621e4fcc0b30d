"""The officials' page: who comes in and how they are out again, what they see, and what is written
down of it."""

from __future__ import annotations

import asyncio
import io
import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar, web
from playwright.async_api import Browser
from sqlalchemy import func, select, update

from bot.app import App, build
from bot.day_page.markup import tag, verbatim, words
from bot.day_page.routes import routes
from bot.web import application, runner
from domain.case import CaseKind
from domain.intent import Intent, Outcome, Understood
from domain.permissions import Field, Grant, Role
from domain.place import UnitKey
from domain.privacy import CARRIES
from domain.text import Month, Text
from handlers.menu import BY_NAME
from storage.database import Database
from storage.purge import Retention, purge
from storage.tables import (
    account,
    audit,
    case_file,
    not_understood,
    page_session,
    person,
    staff_address,
    staff_grant,
)
from tests.browser import PHONE, chromium, find_chromium
from tests.browser import Phone as Tab
from tests.house import HANOI, NOW, Phone, settings
from tests.place import Place, place
from tests.site import Site, site

A_BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
AN_CU, CHAU_DOC = "30526", "30316"
NAME = "Néang Sa Rim"
LINK = re.compile(r"/day/in/[A-Za-z0-9_-]{43}")
FORGED = f"/day/in/{'x' * 43}"


@dataclass
class Official:
    """A browser. ``path``: the link that was given in chat."""

    place: Site
    web: ClientSession
    path: str = ""

    async def gets(self, path: str) -> tuple[int, str]:
        response = await self.web.get(f"{self.place.address}{path}", headers=A_BROWSER)
        return response.status, await response.text()

    async def posts(
        self, path: str, headers: dict[str, str] | None = None, **more: Any
    ) -> ClientResponse:
        sent = {**A_BROWSER, **({"Origin": self.place.address} if headers is None else headers)}
        address = f"{self.place.address}{path}"
        return await self.web.post(address, headers=sent, allow_redirects=False, **more)

    async def enters(self) -> int:
        return (await self.posts(self.path)).status

    async def opens(self, case: int) -> tuple[int, str]:
        response = await self.posts(f"/day/case/{case}")
        return response.status, await response.text()


async def at_work(url: str, code: str = "LEAD6943", name: str = "leader") -> Phone:
    phone = Phone(url, name)
    for said in ("tiếng Việt", "/link", code, "1"):
        await phone.says(said)
    return phone


async def link_of(phone: Phone) -> str:
    """A new link, by chat."""
    await phone.says("/page")
    if "đang đăng nhập" in phone.heard():
        await phone.says("1")
    found = LINK.search(phone.heard())
    assert found is not None, phone.heard()
    return found[0]


@asynccontextmanager
async def browser_at(place: Site) -> AsyncIterator[Official]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as web:
        yield Official(place, web)


@asynccontextmanager
async def signed_in(
    url: str, code: str = "LEAD6943", at: datetime = NOW
) -> AsyncIterator[tuple[Phone, Official, Clock]]:
    clock = Clock(at)
    async with site(url, clock=lambda: clock.at) as place, browser_at(place) as official:
        phone = await at_work(url, code, code)
        official.path = await link_of(phone)
        assert await official.enters() == 303
        yield phone, official, clock


@asynccontextmanager
async def served(app: App, clock: Callable[[], float] | None = None) -> AsyncIterator[Site]:
    """The page alone."""
    serving = runner(application(app.database, [], app, True, routes(app, clock)))
    await serving.setup()
    await web.TCPSite(serving, "127.0.0.1", 0).start()
    try:
        yield Site(app, f"http://127.0.0.1:{serving.addresses[0][1]}")
    finally:
        await serving.cleanup()


@dataclass
class Clock:
    at: datetime


async def changes(official: Official, *statements: Any) -> None:
    async with official.place.app.database.engine.begin() as connection:
        for statement in statements:
            await connection.execute(statement)


async def rows(database: Database, statement: Any) -> list[Any]:
    async with database.engine.connect() as connection:
        return list(await connection.execute(statement))


# --- The door -----------------------------------------------------------------------------------


async def test_a_link_is_looked_at_as_often_as_a_messenger_likes_and_opens_once(url: str) -> None:
    phone = await at_work(url)
    path = await link_of(phone)
    async with site(url) as place, browser_at(place) as robot, browser_at(place) as official:
        robot.path = official.path = path
        for _ in range(3):
            status, shown = await robot.gets(path)
            assert status == 200
            assert "Mở trang" in shown
            assert not list(robot.web.cookie_jar)
        assert sorted(await asyncio.gather(official.enters(), robot.enters())) == [303, 410]
        first = official if list(official.web.cookie_jar) else robot
        assert (await first.gets("/day"))[0] == 200
        for late in (robot, official):
            assert await late.enters() == 410
            assert (await late.gets(path))[0] == 410


async def test_a_link_is_good_for_ten_minutes_and_the_newest_alone(sqlite_url: str) -> None:
    phone, clock = await at_work(sqlite_url), Clock(NOW)
    async with site(sqlite_url, clock=lambda: clock.at) as place, browser_at(place) as official:
        before = await link_of(phone)
        official.path = await link_of(phone)
        assert (await official.posts(before)).status == 410
        clock.at = NOW + timedelta(minutes=10)
        assert (await official.gets(official.path))[0] == 410
        assert await official.enters() == 410
        clock.at = NOW + timedelta(minutes=9, seconds=59)
        assert await official.enters() == 303


async def test_who_is_not_signed_in_is_told_how_and_nothing_else(sqlite_url: str) -> None:
    async with site(sqlite_url) as place, browser_at(place) as anyone:
        shown = {await anyone.gets(path) for path in ("/day", f"/day?unit={AN_CU}", "/day?unit=1")}
        assert {status for status, _ in shown} == {401}
        assert len(shown) == 1
        assert "/page" in shown.pop()[1]
        assert (await anyone.posts("/day/case/1")).status == 401
        assert (await anyone.posts("/day/tables", data={"day": "x"})).status == 401
        for forged in (FORGED, f"{FORGED}x", "/day/in/"):
            assert (await anyone.posts(forged)).status in {404, 410}
        anyone.web.cookie_jar.update_cookies({"ansinh-day": "x" * 43})
        assert (await anyone.gets("/day"))[0] == 401


@pytest.mark.parametrize("code", ["WARD4793", "PSTA7364", "BANK3947", "ADMN7649", "HAML6379"])
async def test_who_is_not_told_the_numbers_gets_no_link(sqlite_url: str, code: str) -> None:
    phone = await at_work(sqlite_url, code)
    await phone.says("/page")
    assert not LINK.search(phone.heard())
    assert "số liệu" not in phone.heard()


def test_where_nothing_about_people_may_be_said_no_link_is_given() -> None:
    """By Telegram, outside a demo: its data lie abroad."""
    assert BY_NAME["day_page"].level > CARRIES["telegram"]


async def test_the_cookie_is_for_http_alone_for_this_site_and_over_tls(sqlite_url: str) -> None:
    async with signed_in(sqlite_url) as (phone, official, _):
        public = "https://ansinh.example"
        known = replace(settings(sqlite_url), public_url=public)
        app = replace(official.place.app, settings=known)
        async with served(app) as behind, browser_at(behind) as other:
            answer = await other.posts(await link_of(phone), {"Origin": public})
        cookie = answer.headers["Set-Cookie"]
        parts = {one.strip().lower() for one in cookie.split(";")[1:]}
        assert cookie.startswith("__Host-ansinh-day=")
        assert {"secure", "httponly", "path=/", "samesite=strict", "max-age=28800"} <= parts
        assert not any(one.startswith("domain") for one in parts)


# --- Out again ----------------------------------------------------------------------------------


async def _is_out(official: Official) -> None:
    assert (await official.gets("/day"))[0] == 401
    assert (await official.opens(1))[0] == 401


async def test_after_eight_hours_it_is_over(sqlite_url: str) -> None:
    async with signed_in(sqlite_url) as (_, official, clock):
        clock.at = NOW + timedelta(hours=7, minutes=59)
        assert (await official.gets("/day"))[0] == 200
        clock.at = NOW + timedelta(hours=8)
        await _is_out(official)
        gone = await purge(
            official.place.app.database, clock.at + timedelta(seconds=1), Retention()
        )
        assert gone["page_sessions"] == 1


async def test_it_is_ended_from_chat_in_every_browser(sqlite_url: str) -> None:
    async with signed_in(sqlite_url) as (phone, official, _), browser_at(official.place) as other:
        other.path = await link_of(phone)
        assert await other.enters() == 303
        waiting = await link_of(phone)
        await phone.says("/page")
        assert "ở 2 trình duyệt" in phone.heard()
        await phone.says("2")
        assert "Đã đăng xuất" in phone.heard()
        for one in (official, other):
            await _is_out(one)
        assert (await official.posts(waiting)).status == 410
        kinds = await rows(official.place.app.database, select(audit.c.kind))
        assert {"page_link", "page_signed_in", "page_signed_out"} <= {one.kind for one in kinds}


async def test_it_is_ended_on_the_page(sqlite_url: str) -> None:
    async with signed_in(sqlite_url) as (_, official, _):
        kept = next(one.value for one in official.web.cookie_jar)
        assert (await official.posts("/day/out")).status == 303
        official.web.cookie_jar.update_cookies({"ansinh-day": kept})
        await _is_out(official)


LOST: tuple[tuple[Any, Any], ...] = (
    (
        update(staff_address).values(used_on=date(2026, 9, 1)),
        update(staff_address).values(used_on=NOW.date()),
    ),
    (
        update(staff_grant).values(role=Role.COMMUNE_OFFICER.value),
        update(staff_grant).values(role=Role.COMMUNE_LEADER.value),
    ),
    (update(staff_grant).values(ended_at=NOW), update(staff_grant).values(ended_at=None)),
    (update(staff_address).values(ended_at=NOW), update(staff_address).values(ended_at=None)),
)
"""Locked, another role, no role, another's address; and how it was before."""


async def test_what_they_lose_they_lose_here_at_once(sqlite_url: str) -> None:
    async with signed_in(sqlite_url) as (phone, official, _):
        waiting = await link_of(phone)
        for lost, before in LOST:
            await changes(official, lost)
            await _is_out(official)
            await changes(official, before)
            assert (await official.gets("/day"))[0] == 200
        await changes(official, LOST[0][0])
        assert (await official.posts(waiting)).status == 410


async def test_who_is_revoked_stays_out_when_invited_anew(url: str) -> None:
    async with signed_in(url) as (phone, official, _):
        leader = Grant(Role.COMMUNE_LEADER, UnitKey(AN_CU, date(2025, 7, 1)))
        database = official.place.app.database
        [signed] = await rows(database, select(page_session.c.actor_id))
        async with database.transaction() as records:
            assert await records.staff.revoke(signed.actor_id, [leader], NOW) == 1
        await _is_out(official)
        for said in ("/link", "LEAD6943", "1"):
            await phone.says(said)
        await _is_out(official)
        official.path = await link_of(phone)
        assert await official.enters() == 303


async def test_a_phone_that_forgets_takes_the_page_along(sqlite_url: str) -> None:
    async with signed_in(sqlite_url) as (phone, official, _):
        async with official.place.app.database.transaction() as records:
            assert await records.mailboxes.forget(phone.message().sender, NOW)
        await _is_out(official)


# --- Requests of other sites --------------------------------------------------------------------

ELSEWHERE: tuple[dict[str, str], ...] = (
    {},
    {"Origin": "null"},
    {"Origin": "https://elsewhere.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
)


async def test_no_other_site_sends_for_them(sqlite_url: str) -> None:
    async with signed_in(sqlite_url) as (phone, official, _):
        paths = ("/day/out", "/day/case/1", "/day/book", "/day/tables", await link_of(phone))
        for headers in ELSEWHERE:
            for path in paths[:4]:
                assert (await official.posts(path, headers)).status == 403, (path, headers)
        assert (await official.posts(paths[4], ELSEWHERE[0])).status == 403
        for path in paths[:4]:
            assert (await official.gets(path))[0] in {404, 405}, "to ask changes nothing"
        assert (await official.gets("/day"))[0] == 200


async def test_nothing_of_it_is_kept_framed_or_run(sqlite_url: str) -> None:
    async with signed_in(sqlite_url) as (_, official, _):
        for path in ("/day", FORGED):
            answer = await official.web.get(f"{official.place.address}{path}")
            assert answer.headers["Cache-Control"] == "no-store"
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "script" not in policy
            assert "unsafe" not in policy
            assert answer.headers["Referrer-Policy"] == "same-origin"


async def test_neither_link_nor_cookie_stands_in_a_log_or_in_the_store(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with signed_in(sqlite_url) as (_, official, _):
        await official.gets("/day")
        secrets = (official.path.rpartition("/")[2], next(iter(official.web.cookie_jar)).value)
        file = Path(sqlite_url.partition("///")[2])
        kept = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
        ours = [one for one in caplog.records if not one.name.startswith(("asyncio", "aiosqlite"))]
        for secret in secrets:
            assert secret.encode() not in kept
            assert not [one for one in ours if secret in one.getMessage()]


async def test_who_asks_too_often_is_asked_to_wait(sqlite_url: str) -> None:
    app = build(settings(sqlite_url), clock=lambda: NOW)
    async with served(app, lambda: 0.0) as place, browser_at(place) as anyone:
        answers = [await anyone.gets(FORGED) for _ in range(31)]
        assert [status for status, _ in answers] == [410] * 30 + [429]
        assert "Lúc này chưa mở được" in answers[-1][1]
    await app.close()


# --- What is seen -------------------------------------------------------------------------------


async def test_its_numbers_are_those_of_the_store_at_that_moment(sqlite_url: str) -> None:
    async with signed_in(sqlite_url) as (_, official, _), place(sqlite_url) as there:
        before = _first_number((await official.gets("/day"))[1])
        database = official.place.app.database
        has_none = (
            select(person.c.id)
            .where(
                person.c.unit_code == AN_CU,
                person.c.id.not_in(select(account.c.person_id)),
                person.c.id != there.person.id,
            )
            .limit(2)
        )
        await there.opens_accounts([one.id for one in await rows(database, has_none)])
        shown = (await official.gets("/day"))[1]
        async with database.snapshot() as records:
            key = UnitKey(AN_CU, date(2025, 7, 1))
            units = (key, *(one.key for one in records.reference.gazetteer.made_from(key)))
            summary = await records.summaries.of(NOW.date(), HANOI, units)
        assert summary.accounts.opened == _first_number(shown)
        assert before <= _first_number(shown)
        assert f"{summary.accounts.paid} đã nhận" in shown


def _first_number(page: str) -> int:
    found = re.search(r'class="numbers"><li><b>([\d.]+)</b>', page)
    assert found is not None
    return int(found[1].replace(".", ""))


async def test_a_unit_that_is_not_theirs_is_not_there(sqlite_url: str) -> None:
    """The same as one that nobody has, and a day that is none or is to come."""
    async with signed_in(sqlite_url) as (_, official, _):
        assert (await official.gets(f"/day?unit={AN_CU}&day=2026-11-23"))[0] == 200
        not_there = {
            await official.gets(f"/day?{asked}")
            for asked in (
                f"unit={CHAU_DOC}",
                "unit=99999",
                "unit=%00",
                f"unit={AN_CU}'--",
                "day=2026-11-25",
                "day=x",
                "day=0001-01-01",
            )
        }
        assert len(not_there) == 1
        assert not_there.pop()[0] == 404


async def test_the_province_sees_every_unit_and_no_case_of_a_person(sqlite_url: str) -> None:
    async with place(sqlite_url) as there:
        case = await _money_missing(there)
        async with signed_in(sqlite_url, "TNHA4796") as (_, official, _):
            for unit in (AN_CU, CHAU_DOC):
                status, shown = await official.gets(f"/day?unit={unit}")
                assert status == 200
                assert "/day/case/" not in shown
            late = update(case_file).values(look_by=date(2026, 11, 20))
            await changes(official, late)
            shown = (await official.gets("/day"))[1]
            assert "Quá hạn" in shown
            [number] = await rows(official.place.app.database, select(case_file.c.number))
            assert number.number in shown
            assert NAME not in shown
            assert (await official.opens(case))[0] == 404


async def _money_missing(there: Place) -> int:
    session = await there.session()
    async with there.records() as records:
        kind = CaseKind.NOT_RECEIVED
        about = (kind, kind.value, there.person, Month.of(NOW.date()))
        return (await records.cases.file(*about, session, NOW)).id


async def test_no_name_stands_there_until_a_case_is_opened_which_is_written_down(
    sqlite_url: str,
) -> None:
    async with place(sqlite_url) as there:
        case = await _money_missing(there)
        async with signed_in(sqlite_url) as (_, official, _):
            shown = (await official.gets("/day"))[1]
            assert f"/day/case/{case}" in shown
            assert NAME not in shown
            looks = select(audit).where(
                audit.c.subject == there.person.id, audit.c.kind == "looked"
            )
            database = official.place.app.database
            assert await rows(database, looks) == []
            status, opened = await official.opens(case)
            assert status == 200
            assert NAME in opened
            [look] = await rows(database, looks)
            assert (look.why, look.actor_id is None) == ("day_page", False)
            for other in (0, 2**63, 10**18):
                assert (await official.opens(other))[0] == 404


async def test_a_case_of_another_commune_is_not_opened_and_nothing_is_noted(
    sqlite_url: str,
) -> None:
    async with place(sqlite_url) as there:
        case = await _money_missing(there)
        async with signed_in(sqlite_url) as (_, official, _):
            elsewhere = update(staff_grant).values(unit_code=CHAU_DOC)
            await changes(official, elsewhere)
            assert (await official.opens(case))[0] == 404
            assert NAME not in (await official.gets("/day"))[1]
            looked = select(func.count()).select_from(audit).where(audit.c.kind == "looked")
            [(count,)] = await rows(official.place.app.database, looked)
            assert count == 0


async def test_nobody_opens_a_case_about_whom_their_own_phone_hears(sqlite_url: str) -> None:
    async with place(sqlite_url) as there:
        case = await _money_missing(there)
        async with signed_in(sqlite_url) as (phone, official, _):
            for said in ("/link", "DAWN3467", "1948", "đồng ý"):
                await phone.says(said)
            assert f"/day/case/{case}" not in (await official.gets("/day"))[1]
            assert (await official.opens(case))[0] == 404


async def test_corrections_wait_for_who_may_decide_and_did_not_submit(sqlite_url: str) -> None:
    async with place(sqlite_url) as there, signed_in(sqlite_url) as (phone, official, _):
        shown = (await official.gets("/day"))[1]
        assert "/queue" not in shown
        session = await there.session(phone)
        async with there.records() as records:
            leader = await records.staff.at(session, NOW.date(), timedelta(1))
            assert leader is not None
            theirs = await records.corrections.submit(
                there.person, Field.NAME, "Néang Sa Rum", leader.id, session, NOW
            )
        assert "/queue" not in (await official.gets("/day"))[1], "by themselves"
        clerk = await at_work(sqlite_url, "PSTA7364", "clerk")
        session = await there.session(clerk)
        async with there.records() as records:
            of_post = await records.staff.at(session, NOW.date(), timedelta(1))
            assert of_post is not None
            done = await records.corrections.submit(
                there.person, Field.BIRTH, "1949-03-17", of_post.id, session, NOW
            )
        shown = (await official.gets("/day"))[1]
        waiting = shown.partition("/queue")[2]
        assert done.number in waiting
        assert theirs.number not in waiting
        assert NAME not in shown


async def test_the_workbook_of_a_day_is_of_their_units_alone(sqlite_url: str) -> None:
    async with signed_in(sqlite_url) as (_, official, _):
        answer = await official.posts("/day/book", data={"day": "2026-11-24", "unit": ""})
        assert answer.status == 200
        book = openpyxl.load_workbook(io.BytesIO(await answer.read()))
        shown = {str(cell.value) for sheet in book for row in sheet.rows for cell in row}
        assert any("An Cư" in one for one in shown)
        assert not any("Châu Đốc" in one for one in shown)
        for wrong in ({"unit": CHAU_DOC}, {"unit": "99999"}, {"day": "2026-11-25"}):
            assert (await official.posts("/day/book", data=wrong)).status == 404
        kinds = await rows(official.place.app.database, select(audit.c.kind))
        assert [one.kind for one in kinds].count("numbers_downloaded") == 1


async def test_the_province_has_its_tables_and_nobody_else(sqlite_url: str) -> None:
    asked = {"day": "2026-11-24", "from": "2026-09", "to": "2026-11"}
    async with signed_in(sqlite_url, "TNHA4796") as (_, official, _):
        answer = await official.posts("/day/tables", data=asked)
        assert answer.status == 200
        assert "attachment" in answer.headers["Content-Disposition"]
        book = openpyxl.load_workbook(io.BytesIO(await answer.read()))
        assert len(book.sheetnames) == 3
        kinds = await rows(official.place.app.database, select(audit.c.kind))
        assert "tables_downloaded" in {one.kind for one in kinds}
        for wrong in ({"to": "2026-12"}, {"from": "x"}, {"from": "1990-01"}, {"day": "2027-01-01"}):
            assert (await official.posts("/day/tables", data=asked | wrong)).status == 404
    async with signed_in(sqlite_url) as (_, official, _):
        assert (await official.posts("/day/tables", data=asked)).status == 404


# --- What was not understood --------------------------------------------------------------------

ATTACK = "<script>alert(1)</script> tien dau"


async def _not_understood(official: Official, *said: str) -> list[int]:
    """As many messages wait; their numbers."""
    guess = Understood(Intent.HOW_MUCH, "vi", 0.4, Outcome.TWO, Intent.PAYOUT_DATE)
    database = official.place.app.database
    async with database.transaction() as records:
        for one in said:
            await records.not_understood.keep(one, guess, NOW)
    return [one.id for one in await rows(database, select(not_understood.c.id).order_by("id"))]


async def test_the_province_says_what_words_mean_or_discards_them(url: str) -> None:
    async with signed_in(url, "TNHA4796") as (_, official, _):
        kept, gone = await _not_understood(official, ATTACK, "ma otp 482913 sao vay")
        assert "2 tin nhắn chờ phân loại" in (await official.gets("/day"))[1]
        shown = (await official.gets("/day/words"))[1]
        assert "<script" not in shown
        assert "&lt;script&gt;" in shown
        assert "ma otp •••••• sao vay" in shown
        assert "Máy đoán: hỏi số tiền, hoặc hỏi ngày chi trả" in shown
        answer = await official.posts(f"/day/words/{kept}", data={"means": "payout_date"})
        assert (answer.status, answer.headers["Location"]) == (303, "/day/words")
        await official.posts(f"/day/words/{gone}/discard")
        late = (f"/day/words/{kept}/discard", f"/day/words/{kept}")
        for path in late:
            assert (await official.posts(path, data={"means": "help"})).status == 303
        for wrong in ({}, {"means": ""}, {"means": "payout"}):
            assert (await official.posts(f"/day/words/{kept}", data=wrong)).status == 404
        assert (await official.posts(f"/day/words/{2**63}/discard")).status == 404
        database = official.place.app.database
        [row] = await rows(database, select(not_understood))
        assert (row.id, row.chosen, row.chosen_at) == (kept, "payout_date", NOW)
        about = select(audit.c.kind, audit.c.subject, audit.c.actor_id).where(
            audit.c.kind.startswith("words_")
        )
        assert sorted(await rows(database, about)) == [
            ("words_discarded", gone, row.chosen_by),
            ("words_sorted", kept, row.chosen_by),
        ]
        assert "Không có mục nào đang chờ" in (await official.gets("/day/words"))[1]


async def test_who_may_not_say_what_words_mean_reads_none_and_no_other_site_says_it(
    sqlite_url: str,
) -> None:
    """A commune's leader: a message belongs to no commune, and an example answers for all."""
    async with signed_in(sqlite_url) as (_, official, _):
        [one] = await _not_understood(official, "tien dau")
        assert "phân loại" not in (await official.gets("/day"))[1]
        path = f"/day/words/{one}"
        assert (await official.gets("/day/words"))[0] == 404
        for sent in (path, f"{path}/discard"):
            assert (await official.posts(sent, data={"means": "help"})).status == 404
            assert (await official.posts(sent, {}, data={"means": "help"})).status == 403
            assert (await official.gets(sent))[0] in {404, 405}
        async with browser_at(official.place) as anyone:
            for sent in (path, f"{path}/discard"):
                assert (await anyone.posts(sent, data={"means": "help"})).status == 401
        [row] = await rows(official.place.app.database, select(not_understood.c.chosen))
        assert row.chosen is None


async def test_fifty_messages_are_shown_at_once(sqlite_url: str) -> None:
    async with signed_in(sqlite_url, "TNHA4796") as (_, official, _):
        await _not_understood(official, *(f"{'la ' * nth}sao" for nth in range(52)))
        shown = (await official.gets("/day/words"))[1]
        assert shown.count("<q ") == 50
        assert "Còn 2 tin nhắn nữa" in shown


def test_what_comes_in_is_written_out_as_words() -> None:
    attack = '"><script>alert(1)</script>'
    assert "<script>" not in tag("p", verbatim(attack), title=attack)
    assert "<script>" not in words(Text("{words}", words=attack))


# --- In a browser -------------------------------------------------------------------------------


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest.mark.skipif(find_chromium() is None, reason="no chromium here: apt install chromium")
async def test_on_a_phone_without_a_script_the_link_of_the_chat_leads_to_a_page_that_fits(
    sqlite_url: str, browser: Browser
) -> None:
    async with place(sqlite_url) as there:
        case = await _money_missing(there)
    async with site(sqlite_url) as served:
        chat = await Tab.new(browser, served.address)
        await chat.says("tiếng Việt")
        await chat.hears("muốn hỏi gì")
        for said, heard in (("/link", "gõ mã"), ("LEAD6943", "Có đúng là"), ("1", "đăng nhập")):
            await chat.says(said)
            await chat.hears(heard)
        await chat.says("1")
        await chat.hears("đã đăng nhập")
        await chat.says("/page")
        await chat.hears("Mở trang số liệu")
        link = chat.page.locator("a[href^='/day/in/']")
        path = await link.get_attribute("href")
        box = await link.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= PHONE["width"]
        bare = await browser.new_context(
            viewport={"width": PHONE["width"], "height": PHONE["height"]},
            java_script_enabled=False,
        )
        page = await bare.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        await page.goto(f"{served.address}{path}")
        await page.click("button")
        await page.wait_for_url("**/day")
        heading = await page.inner_text("h1")
        assert heading == "Xã An Cư"
        wide = page.locator("html")
        assert await wide.evaluate("one => one.scrollWidth") <= PHONE["width"]
        assert await page.locator("svg rect").count() > 2
        await page.click("summary >> nth=-1")
        await page.click(f"form[action='/day/case/{case}'] button")
        await page.get_by_text(NAME).wait_for()
        await page.go_back()
        await page.click("header button")
        await page.wait_for_url("**/day")
        assert "/page" in await page.inner_text("main")
        assert [one for one in complaints if "401" not in one] == []
