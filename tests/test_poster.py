"""The page of a payday: what is on it, who has none, and that it prints on one sheet."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession
from playwright.async_api import Browser
from pypdf import PdfReader
from sqlalchemy import func, select, update

from bot.app import poster
from bot.channels.webchat import WebChat
from bot.poster import announced
from bot.settings import read_settings
from domain.payday import Payday, to_announce
from domain.payout import DayState, Way
from storage.database import Database, Unavailable
from storage.tables import payment_point, payout_day, person, store
from tests.browser import PHONE, Phone, chromium, find_chromium
from tests.house import NOW
from tests.site import Site, site

TODAY = NOW.date()
STANDS_FOR_ALL = select(func.min(payment_point.c.id)).where(payment_point.c.status == "open")
CLOSED = (
    update(payment_point)
    .where(payment_point.c.id != STANDS_FOR_ALL.scalar_subquery())
    .values(status="closed", replaced_by=STANDS_FOR_ALL.scalar_subquery())
)
A_BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
needs_chromium = pytest.mark.skipif(find_chromium() is None, reason="no chromium")


async def paydays(place: Site) -> list[Payday]:
    """Everything that the demo has to announce: every way, fixed and moved."""
    reference = await place.app.database.reference()
    return [one for days in reference.calendar.values() for one in to_announce(days, TODAY)]


async def asked(place: Site, number: object, **more: Any) -> tuple[int, str, dict[str, str]]:
    async with ClientSession() as anyone:
        response = await anyone.get(f"{place.address}/poster/{number}", **more)
        return response.status, await response.text(), dict(response.headers)


async def changes(place: Site, *statements: Any) -> None:
    """As an import does it, which says that the calendar is another now."""
    async with place.app.database.engine.begin() as connection:
        for statement in statements:
            await connection.execute(statement)
        version = store.c.reference_version + 1
        await connection.execute(update(store).values(reference_version=version))


# --- What is on it ------------------------------------------------------------------------------


async def test_it_says_when_where_what_to_bring_and_that_nobody_may_ask_for_a_code(
    url: str,
) -> None:
    async with site(url) as place:
        reference = await place.app.database.reference()
        payday = next(
            one
            for one in await paydays(place)
            if one.point and reference.points[one.point].name.endswith("Văn Giáo")
        )
        status, page, headers = await asked(place, payday.id)
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    for words in (
        "Xã An Cư (ឃុំ)",
        "Thứ Tư",
        "ថ្ងៃពុធ",
        ">25<",
        "Phát tiền trợ cấp vào thứ Tư, ngày 25 tháng 11 năm 2026.",
        "Từ 7 giờ 30 sáng đến 11 giờ trưa.",
        "ពីម៉ោង 7:30 ព្រឹក ដល់ម៉ោង 11:00 ព្រឹក។",
        "Bưu điện – văn hóa xã Văn Giáo",
        "Nhớ đem căn cước.",
        "Ai đi không được thì báo cán bộ xã, phường.",
        "Không ai được hỏi mã OTP, mật khẩu.",
        "គ្មានអ្នកណាមានសិទ្ធិសួរលេខកូដ OTP ឬពាក្យសម្ងាត់ទេ។",
        "Theo lịch báo ngày 21/11/2026.",
        "Dữ liệu minh họa",
    ):
        assert words in page, words


async def test_every_payday_of_the_demo_has_one_and_it_names_nobody(url: str) -> None:
    async with site(url) as place:
        async with place.app.database.transaction() as records:
            rows = await records.store.connection.execute(
                select(person.c.id, person.c.sealed_name).limit(400)
            )
            open_ = records.store.vault.open
            names = {open_(row.sealed_name, person.c.sealed_name, row.id) for row in rows}
        found = await paydays(place)
        assert {(one.way, one.postponed, one.day is None) for one in found} == {
            (Way.CASH, False, False),
            (Way.CASH, True, False),
            (Way.CASH, True, True),
            (Way.ACCOUNT, False, False),
            (Way.ACCOUNT, True, False),
        }
        for payday in found:
            status, page, _ = await asked(place, payday.id)
            assert status == 200
            assert not [name for name in names if name in page]


async def test_a_moved_day_is_crossed_out_and_nobody_is_sent(url: str) -> None:
    async with site(url) as place:
        moved = next(one for one in await paydays(place) if one.postponed and one.day is None)
        _, page, _ = await asked(place, moved.id)
    assert "Hoãn ngày phát tiền" in page
    assert '<span class="crossed">24</span>' in page
    assert "Chưa chắc ngày, bà con khoan đi." in page
    assert "Nhớ đem căn cước" not in page


async def test_any_line_of_the_payday_leads_to_the_same_page(url: str) -> None:
    async with site(url) as place:
        both = next(one for one in await paydays(place) if len(one.lines) > 1)
        pages = {(await asked(place, line.id))[1] for line in both.lines}
    assert len(pages) == 1


def test_the_link_to_it_is_where_people_reach_the_page() -> None:
    given = {"ANSINH_WEB_PORT": "8085"}
    assert poster(read_settings(given), 7) == "http://127.0.0.1:8085/poster/7"
    given |= {"ANSINH_PUBLIC_URL": "https://ansinh.example/"}
    assert poster(read_settings(given), 7) == "https://ansinh.example/poster/7"


# --- Who has none -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number", ["0", "1", "9" * 19, "9" * 20, str(2**63), "x", "-1", "1.5", "%31%30x", ""]
)
async def test_what_there_is_not_is_not_there(sqlite_url: str, number: str) -> None:
    async with site(sqlite_url) as place:
        status, said, _ = await asked(place, number)
    assert (status, said) == (404, '{"problem": "refused"}')


@pytest.mark.parametrize("number", ["1", "x", "9" * 20])
async def test_somebody_in_a_browser_reads_what_to_do(sqlite_url: str, number: str) -> None:
    async with site(sqlite_url) as place:
        status, page, headers = await asked(place, number, headers=A_BROWSER)
        missing = await elsewhere(place, "/nothing", A_BROWSER)
        program = await elsewhere(place, "/nothing", {"Accept": "application/json"})
    assert status == 404
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "Không có trang này, hoặc trang này hết hạn rồi." in page
    assert "Cán bộ: vào trang chính, đăng nhập, gõ /announce, rồi mở đường dẫn ở đó." in page
    assert '<a href="/">Về trang chính</a>' in page
    assert "problem" not in page
    assert missing[0] == 404
    assert "Về trang chính" in missing[1]
    assert "/announce" not in missing[1], "it is no payday that was looked for"
    assert program == (404, '{"problem": "refused"}')


async def elsewhere(place: Site, path: str, headers: dict[str, str]) -> tuple[int, str]:
    async with ClientSession() as anyone:
        response = await anyone.get(f"{place.address}{path}", headers=headers)
        return response.status, await response.text()


async def test_while_the_store_is_away_a_browser_hears_to_come_again(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_self: Database) -> None:
        raise Unavailable

    async with site(sqlite_url) as place:
        monkeypatch.setattr(Database, "current_reference", away)
        status, page, _ = await asked(place, 1, headers=A_BROWSER)
        code = await asked(place, 1)
    assert status == 503
    assert "Lúc này chưa mở được." in page
    assert "Xin thử lại sau vài phút." in page
    assert code[:2] == (503, '{"problem": "unavailable"}')


async def test_what_is_planned_over_or_past_is_not_there(url: str) -> None:
    async with site(url) as place:
        reference = await place.app.database.reference()
        for line in [one for days in reference.calendar.values() for one in days]:
            is_there = line.state in {DayState.CONFIRMED, DayState.POSTPONED} and (
                line.day is None or line.day >= TODAY
            )
            assert (announced(line.id, reference, TODAY) is not None) is is_there
            late = TODAY.replace(year=2027)
            gone = announced(line.id, reference, late) is None
            assert gone or line.day is None


async def test_it_follows_the_calendar_at_once(url: str) -> None:
    async with site(url) as place, site(url) as replica:
        payday = next(one for one in await paydays(place) if not one.postponed)
        lines = payout_day.c.id.in_([one.id for one in payday.lines])
        assert (await asked(replica, payday.id))[0] == 200
        await changes(place, update(payout_day).where(lines).values(state="planned"))
        assert (await asked(place, payday.id))[0] == 404
        assert (await asked(replica, payday.id))[0] == 404


async def test_nothing_that_is_written_there_is_run(sqlite_url: str) -> None:
    async with site(sqlite_url) as place:
        nasty = "<script>alert(1)</script> & \"' {me} {0}"
        await changes(place, update(payment_point).values(name=nasty, address=nasty))
        payday = next(one for one in await paydays(place) if one.point and not one.postponed)
        _, page, _ = await asked(place, payday.id)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;&#x27; {me} {0}" in page


async def test_it_is_as_hardened_as_the_page_and_asks_for_nothing(sqlite_url: str) -> None:
    async with site(sqlite_url, channel=WebChat("https://ansinh.example")) as place:
        payday = (await paydays(place))[0]
        _, page, headers = await asked(place, payday.id)
        async with ClientSession() as anyone:
            refused = await anyone.post(f"{place.address}/poster/{payday.id}")
    policy = headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers
    assert "<script" not in page
    assert "style=" not in page
    assert refused.status == 405


# --- How it looks -------------------------------------------------------------------------------


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@needs_chromium
@pytest.mark.parametrize("closed", [(), (CLOSED,)], ids=["open", "closed"])
async def test_each_prints_on_one_sheet_in_the_pages_own_khmer(
    sqlite_url: str, browser: Browser, closed: tuple[Any, ...]
) -> None:
    """Also where a place is told at length, or another stands for it."""
    async with site(sqlite_url) as place:
        long = "sân nhà văn hóa xã, gần chợ và trạm y tế, đối diện chùa, đường liên xã (minh họa)"
        await changes(place, update(payment_point).values(address=long), *closed)
        kinds = {
            (one.way, one.postponed, one.day is None, len(one.programmes)): one
            for one in await paydays(place)
        }
        for payday in kinds.values():
            phone = await Phone.new(browser, f"{place.address}/poster/{payday.id}")
            await phone.page.evaluate("document.fonts.ready.then(() => true)")
            assert await phone.page.evaluate("document.fonts.check('20px \"An Sinh Khmer\"', 'ក')")
            printed = PdfReader(io.BytesIO(await phone.page.pdf(prefer_css_page_size=True)))
            assert len(printed.pages) == 1, payday
            [width, height] = [
                round(float(one) / 72 * 25.4) for one in printed.pages[0].mediabox[2:]
            ]
            assert (width, height) == (210, 297)
            assert phone.complaints == []
            assert phone.asked == {place.address.removeprefix("http://")}
            await phone.page.context.close()


@needs_chromium
async def test_on_a_phone_nothing_runs_over_the_edge(sqlite_url: str, browser: Browser) -> None:
    async with site(sqlite_url) as place:
        payday = (await paydays(place))[0]
        for width in (280, PHONE["width"], 1280):
            phone = await Phone.new(browser, f"{place.address}/poster/{payday.id}")
            await phone.page.set_viewport_size({"width": width, "height": 740})
            wide = await phone.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width
            await phone.page.context.close()


@needs_chromium
async def test_the_officer_gets_there_with_one_tap(url: str, browser: Browser) -> None:
    async with site(url) as place:
        phone = await Phone.new(browser, place.address)
        await phone.page.click("button[data-tap='d:set_language:mode=vi']")
        for said in ("/link", "WARD4793", "1"):
            before = await phone.page.locator("[data-from=them]").count()
            await phone.says(said)
            await phone.page.locator("[data-from=them]").nth(before).wait_for()
        await phone.says("/announce")
        await phone.taps("Văn Giáo")
        await phone.hears("In ra, dán ở ấp và ở chùa")
        async with phone.page.context.expect_page() as opening:
            await phone.page.locator("[data-from=them] a").click()
        opened = await opening.value
        await opened.wait_for_load_state()
        assert opened.url.startswith(f"{place.address}/poster/")
        assert await opened.locator("h1").inner_text() == (
            "Ngày phát tiền trợ cấp\nថ្ងៃបើកប្រាក់ឧបត្ថម្ភ"
        )
