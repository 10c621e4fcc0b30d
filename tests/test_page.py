"""The page in a real browser: an old phone, a bad line, a shaking hand, a shared phone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Route

from bot.channels.webchat import WebChat
from bot.telling import tell_due
from storage.tables import inbox, link, session
from tests.browser import Phone, chromium, find_chromium, service
from tests.house import copy_sqlite
from tests.site import site
from tests.test_engine import count

pytestmark = pytest.mark.skipif(
    find_chromium() is None, reason="no chromium here: apt install chromium"
)

GO_TOMORROW = "Ngày mai cô bác đi được"
KEEPS_NOTHING = """for (const kind of ['localStorage', 'sessionStorage'])
    Object.defineProperty(window, kind, { get() { throw new Error('no') } })"""
STYLE = Path(__file__).parent.parent / "bot/channels/page/style.css"


async def vietnamese(browser: Browser, address: str) -> Phone:
    """A new phone that has chosen its language."""
    phone = await Phone.new(browser, address)
    await phone.says("tiếng Việt")
    await phone.hears("muốn hỏi gì")
    return phone


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


async def test_a_conversation_in_two_languages_asks_nobody_else_and_complains_of_nothing(
    url: str, browser: Browser
) -> None:
    async with site(url) as place:
        phone = await Phone.new(browser, place.address)
        await phone.taps("Ngày lãnh tiền")
        await phone.hears("បងបើកប្រាក់នៅកន្លែងណា?")
        await phone.says("tiếng Việt")
        await phone.says("Văn Giáo")
        await phone.hears(GO_TOMORROW)
        leaf = phone.page.locator(".leaf").last
        assert (await leaf.inner_text()).split() == ["25", "11"]
        assert await phone.page.locator("[data-sign=wait].verdict").count() == 1
        assert await phone.page.locator("[data-sign=post]").count() >= 1
        await phone.says("ភាសាខ្មែរ")
        await phone.hears("ថ្ងៃស្អែកទៅបាន")
        line = phone.page.locator(".line", has_text="ថ្ងៃស្អែកទៅបាន").last
        assert await line.get_attribute("lang") == "km"
        assert await phone.page.get_attribute("#say", "aria-label") == "សរសេរនៅទីនេះ"
        assert await phone.page.get_attribute("[role=log]", "aria-live") == "polite"
        assert await phone.page.evaluate("document.fonts.check('20px \"An Sinh Khmer\"', 'ក')")
        assert phone.complaints == []
        assert phone.asked == {place.address.removeprefix("http://")}


async def test_a_line_that_is_cut_and_comes_back_loses_and_doubles_nothing(
    url: str, browser: Browser
) -> None:
    async with site(url) as place:
        phone = await vietnamese(browser, place.address)
        await phone.page.context.set_offline(True)
        await phone.says("Văn Giáo")
        await phone.says("Nhà Bàng")
        await phone.page.locator("[data-from=me]", has_text="Mất mạng").first.wait_for()
        assert await count(url, inbox) == 1
        await phone.page.context.set_offline(False)
        await phone.hears(GO_TOMORROW)
        await phone.hears("Bưu điện Nhà Bàng")
        assert await phone.page.locator("[data-from=me]", has_text="Mất mạng").count() == 0
        assert await count(url, inbox) == 3
        assert await phone.said() == ["tiếng Việt", "Văn Giáo", "Nhà Bàng"]


async def test_an_answer_that_is_lost_on_the_way_is_fetched_again_and_shown_once(
    url: str, browser: Browser
) -> None:
    """The server has heard it, and the page does not know."""
    async with site(url) as place:
        phone = await vietnamese(browser, place.address)
        lost = 0

        async def lose(route: Route) -> None:
            nonlocal lost
            lost += 1
            await route.fetch()
            await route.abort()

        await phone.page.route("**/chat/say", lose, times=3)
        await phone.says("Văn Giáo")
        await phone.hears(GO_TOMORROW)
        assert lost == 3
        assert await count(url, inbox) == 2


async def test_a_server_that_is_killed_and_started_again_goes_on_in_mid_conversation(
    sqlite_template: Path, tmp_path: Path, browser: Browser
) -> None:
    """Also for who reloads the page meanwhile: its worker has kept it."""
    url = copy_sqlite(sqlite_template, tmp_path / "ansinh.db")
    with service(url, 18771) as running:
        phone = await Phone.new(browser, running.address)
        await phone.says("tiếng Việt")
        await phone.hears("muốn hỏi gì")
        await phone.says("Tịnh Biên")
        await phone.hears("nơi nào trong mấy nơi này")
        await phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        await asyncio.sleep(0.5)  # until it has kept the page
        running.kill()
        await phone.taps("Phường Tịnh Biên")
        await phone.page.locator("[data-from=me]", has_text="Mất mạng").wait_for()
        await phone.page.reload()
        waiting = phone.page.locator("[data-from=me]", has_text="Phường Tịnh Biên")
        await waiting.wait_for()
        running.start()
        # That process has a real clock, so what it answers depends on the day.
        await phone.page.locator("[data-from=them]").nth(3).wait_for()
        said = await phone.said()
        assert said[:2] == ["tiếng Việt", "Tịnh Biên"]
        assert len(said) == 3
        assert await count(url, inbox) == 3
        await phone.hears("muốn hỏi gì")


async def test_a_hand_that_shakes_presses_once(url: str, browser: Browser) -> None:
    async with site(url) as place:
        phone = await Phone.new(browser, place.address)
        await phone.page.locator("button[data-tap='d:payout_date']").dblclick()
        await phone.hears("Cô bác lãnh tiền ở đâu?")
        choice = phone.page.locator("button[data-choice='2']").first
        await choice.dblclick()
        await phone.hears("Cô bác hỏi nơi nào")
        await asyncio.sleep(1)
        assert await count(url, inbox) == 2
        assert await choice.get_attribute("aria-pressed") == "true"
        assert await phone.page.locator("button[data-choice='1']").first.is_disabled()


async def test_the_phones_own_place_finds_the_nearest_point(url: str, browser: Browser) -> None:
    async with site(url) as place:
        phone = await Phone.new(browser, place.address)
        await phone.page.context.grant_permissions(["geolocation"], origin=place.address)
        await phone.page.context.set_geolocation({"latitude": 10.6977, "longitude": 105.118})
        await phone.taps("Nơi lãnh gần nhất")
        await phone.page.locator("[data-wants=place]").click()
        await phone.hears("Bưu điện Châu Đốc, cách 1 km")
        pin = phone.page.locator("[data-from=them] a.big").last
        assert (await pin.get_attribute("href") or "").startswith("geo:10.69,105.113")


async def test_a_phone_that_hides_its_place_is_told_what_to_do(
    sqlite_url: str, browser: Browser
) -> None:
    async with site(sqlite_url) as place:
        phone = await Phone.new(browser, place.address)
        await phone.taps("Nơi lãnh gần nhất")
        await phone.page.locator("[data-wants=place]").click()
        await phone.hears("Cô bác gõ tên phường, xã giùm em")
        assert await count(sqlite_url, inbox) == 1


async def test_a_file_is_named_and_answered(sqlite_url: str, browser: Browser) -> None:
    async with site(sqlite_url) as place:
        phone = await vietnamese(browser, place.address)
        picture = {"name": "giay-uy-quyen.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8"}
        await phone.page.set_input_files("#file", picture)  # type: ignore[arg-type]
        await phone.hears("Trong hình có mã OTP")
        assert (await phone.said())[-1] == "giay-uy-quyen.jpg"


async def test_on_a_shared_phone_forgetting_clears_every_tab(url: str, browser: Browser) -> None:
    async with site(url) as place:
        phone = await Phone.new(browser, place.address)
        for said, heard in (
            ("/link", "gõ mã trên tờ giấy"),
            ("DAWN3467", "sinh năm nào"),
            ("1948", "Cô bác đồng ý không"),
            ("đồng ý", "giờ hỏi được tin"),
        ):
            await phone.says(said)
            await phone.hears(heard)
        other = await Phone.tab(phone.page.context, place.address)
        await other.page.locator("[data-from=them]", has_text="Néang Sa Rim").first.wait_for()
        await phone.page.click("#forget")
        await phone.page.keyboard.press("Escape")
        assert await phone.page.locator("#veil").is_hidden()
        await phone.page.click("#forget")
        await phone.page.click("#yes-forget")
        await phone.page.locator("#forgotten").wait_for()
        await other.page.locator("#forgotten").wait_for()
        for tab in (phone, other):
            assert "Néang" not in await tab.page.inner_text("body")
        kept = "Object.keys(localStorage).length + Object.keys(sessionStorage).length"
        assert await phone.page.evaluate(kept) == 0
        assert await phone.page.evaluate("caches.keys().then(all => all.length)") == 0
        assert await phone.page.context.cookies() == []
        await phone.page.reload()
        await phone.page.locator("#first").wait_for()
        await phone.taps("Tài khoản")
        await phone.hears("vẫn được lãnh tiền mặt")
        assert "Néang" not in await phone.page.inner_text("body")
        assert await count(url, link) == 1, "it ended; that it was is for the audit"


KEPT = """() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage),
    location.href, history.state, document.body.innerText])"""
YEAR_ASKED = "sinh năm nào"


async def test_a_scanned_code_is_said_once_and_stands_nowhere(url: str, browser: Browser) -> None:
    """Not in the address, not in the history, not on the screen, not in what the browser keeps."""
    async with site(url) as place:
        phone = await Phone.new(browser, f"{place.address}/#code=DAWN3467")
        await phone.hears(YEAR_ASKED)
        assert phone.page.url == f"{place.address}/"
        assert await phone.page.evaluate("history.length") <= 2, "about:blank and this page"
        assert await phone.said() == ["••••"]
        for again in range(2):
            assert "DAWN" not in await phone.page.evaluate(KEPT)
            assert await count(url, inbox) == 1
            if not again:
                await phone.page.reload()
                await phone.hears(YEAR_ASKED)
        await phone.says("1948")
        await phone.page.locator("[data-from=them]").nth(2).wait_for()
        assert await phone.said() == ["••••", "••••"]
        kept = await phone.page.evaluate(KEPT)
        assert "1948" not in kept
        assert "DAWN" not in kept
        assert phone.complaints == []


async def test_a_code_scanned_while_the_page_is_open_is_said_there_or_in_a_new_tab(
    url: str, browser: Browser
) -> None:
    async with site(url) as place:
        phone = await vietnamese(browser, place.address)
        await phone.taps("Ngày lãnh tiền")
        await phone.hears("Cô bác lãnh tiền ở đâu?")
        await phone.page.goto(f"{place.address}/#code=dawn-3467")
        await phone.hears(YEAR_ASKED)
        assert phone.page.url == f"{place.address}/"
        other = await Phone.tab(phone.page.context, f"{place.address}/#code=DAWN3467")
        await other.page.locator("[data-from=them]", has_text=YEAR_ASKED).nth(1).wait_for()
        assert other.page.url == f"{place.address}/"
        for tab in (phone, other):
            assert "DAWN" not in (await tab.page.evaluate(KEPT)).upper()


async def test_a_code_is_said_by_a_browser_that_keeps_nothing(url: str, browser: Browser) -> None:
    async with site(url) as place:
        context = await browser.new_context()
        await context.add_init_script(KEEPS_NOTHING)
        phone = await Phone.tab(context, f"{place.address}/#code=DAWN3467")
        await phone.hears(YEAR_ASKED)
        assert phone.page.url == f"{place.address}/"
        assert await phone.said() == ["••••"]
        assert phone.complaints == []


@pytest.mark.parametrize(
    "fragment",
    ["code=", "code=DAWN", "code=%ff%00", "code=DAWN3467x", "x", "", "code=<img src=x onerror=1>"],
)
async def test_a_fragment_that_is_no_code_is_cleared_and_says_nothing(
    sqlite_url: str, browser: Browser, fragment: str
) -> None:
    async with site(sqlite_url) as place:
        phone = await Phone.new(browser, f"{place.address}/#{fragment}")
        assert phone.page.url == f"{place.address}/"
        await phone.taps("Ngày lãnh tiền")
        await phone.hears("Cô bác lãnh tiền ở đâu?")
        assert len(await phone.said()) == 1
        assert phone.complaints == []


async def test_the_answer_to_a_secret_question_is_dots_also_after_a_word_in_between(
    url: str, browser: Browser
) -> None:
    async with site(url) as place:
        phone = await vietnamese(browser, place.address)
        await phone.says("/link")
        await phone.hears("gõ mã trên tờ giấy")
        assert await phone.page.get_attribute("#say", "autocapitalize") == "off"
        await phone.says("/help")
        await phone.page.locator("[data-from=them]").nth(2).wait_for()
        await phone.says("KHONGPHAI")
        await phone.page.locator("[data-from=them]").nth(3).wait_for()
        await phone.page.reload()
        await phone.page.locator("[data-from=them]").nth(3).wait_for()
        assert (await phone.said())[-1] == "••••"
        assert "KHONGPHAI" not in await phone.page.evaluate(KEPT)
        await phone.says("/menu")
        await phone.hears("muốn hỏi gì", times=2)
        assert await phone.page.get_attribute("#say", "autocapitalize") == "sentences"
        await phone.says("Văn Giáo")
        await phone.hears(GO_TOMORROW)
        assert (await phone.said())[-1] == "Văn Giáo"


async def test_a_secret_waits_in_memory_alone_and_its_loss_is_said(
    url: str, browser: Browser
) -> None:
    async with site(url) as place:
        phone = await vietnamese(browser, place.address)
        await phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        await asyncio.sleep(0.5)  # until it has kept the page
        await phone.page.context.set_offline(True)
        await phone.says("/link")
        await phone.says("DAWN3467")
        await phone.says("1948")
        waiting = phone.page.locator("[data-from=me]", has_text="Mất mạng")
        await waiting.nth(2).wait_for()
        kept = await phone.page.evaluate(KEPT)
        assert "DAWN" not in kept
        assert "1948" not in kept
        await phone.page.reload()
        await phone.page.context.set_offline(False)
        await phone.page.evaluate("dispatchEvent(new Event('online'))")
        await phone.hears("gõ mã trên tờ giấy")
        lost = phone.page.locator("[data-from=me].failed", has_text="••••")
        await lost.nth(1).wait_for()
        assert await lost.count() == 2
        assert await count(url, inbox) == 2


async def test_a_secret_that_waits_for_the_line_is_sent_when_it_is_back(
    url: str, browser: Browser
) -> None:
    async with site(url) as place:
        phone = await vietnamese(browser, place.address)
        await phone.page.context.set_offline(True)
        await phone.says("/link DAWN3467")
        await phone.page.locator("[data-from=me]", has_text="Mất mạng").wait_for()
        await phone.page.context.set_offline(False)
        await phone.hears(YEAR_ASKED)
        assert (await phone.said())[-1] == "••••"


async def test_a_notice_in_between_closes_no_question(url: str, browser: Browser) -> None:
    async with site(url) as place, place.visitor() as carer:
        phone = await Phone.new(browser, place.address)
        for said, heard in (
            ("/link", "gõ mã trên tờ giấy"),
            ("DAWN3467", YEAR_ASKED),
            ("1948", "đồng ý"),
            ("đồng ý", "Néang Sa Rim"),
        ):
            await phone.says(said)
            await phone.page.locator("[data-from=them]", has_text=heard).first.wait_for()
        await phone.says("Tịnh Biên")
        await phone.hears("nơi nào trong mấy nơi này")
        for said in ("/link", "DAWN3467", "1948", "đồng ý"):
            await carer.says(said)
        assert await tell_due(place.app)
        await phone.hears("Có máy khác vừa coi được sổ")
        await phone.taps("Phường Tịnh Biên")
        await phone.hears("Bưu điện Tịnh Biên")


async def test_what_a_name_holds_is_shown_and_not_run(sqlite_url: str, browser: Browser) -> None:
    """Words of others come as names, labels and files' names."""
    async with site(sqlite_url) as place:
        phone = await Phone.new(browser, place.address)
        evil = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"
        line = {"text": evil, "sign": evil, "day": "<b>-1-1"}
        letter = {
            "n": 2**40,
            "lines": [line],
            "choices": [{"tap": "d:main_menu", "label": evil, "sign": evil}],
            "wants": None,
            "secret": False,
            "notice": False,
            "pin": {"name": f"javascript:{evil}", "latitude": "javascript:1", "longitude": evil},
            "picture": None,
        }

        async def answer(route: Route) -> None:
            body = {"heard": 1, "language": evil, "more": False, "mail": [letter]}
            await route.fulfill(json=body)

        await phone.page.route("**/chat/say", answer, times=1)
        await phone.says(evil)
        await phone.page.locator("[data-from=them]", has_text="onerror").wait_for()
        await phone.page.set_input_files(
            "#file",
            {"name": f"{evil.replace('/', '')}.svg", "mimeType": "image/svg+xml", "buffer": SVG},
        )
        await phone.page.locator("[data-from=me]").nth(1).wait_for()
        await asyncio.sleep(0.3)
        assert await phone.page.title() == "An Sinh"
        assert await phone.page.locator("main script, main img[src=x]").count() == 0
        links = await phone.page.locator("main a").all()
        assert [(await one.get_attribute("href") or "").partition(":")[0] for one in links] == [
            "geo"
        ]


SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" onload="parent.document.title='run'">
<script>parent.document.title='run'</script></svg>"""


async def test_a_lost_cookie_is_mended_by_choosing_the_unit_in_two_taps(
    url: str, browser: Browser
) -> None:
    async with site(url) as place:
        phone = await vietnamese(browser, place.address)
        await phone.page.context.clear_cookies()
        await phone.taps("Ngày lãnh tiền")
        await phone.hears("Cô bác lãnh tiền ở đâu?")
        await phone.taps("Thị xã Tịnh Biên")
        await phone.taps("Phường Tịnh Biên")
        await phone.hears("Bưu điện Tịnh Biên")
        assert await count(url, session) == 2


async def test_a_cookie_lost_between_two_looks_is_mended_too(url: str, browser: Browser) -> None:
    """The page looks for mail before anything is said: its old numbers must not hide the new."""
    async with site(url) as place:
        phone = await Phone.new(browser, place.address)
        for _ in range(3):
            await phone.says("tiếng Việt")
        await phone.hears("muốn hỏi gì", times=3)
        await phone.page.context.clear_cookies()
        async with phone.page.expect_response("**/chat/mail"):
            await phone.page.evaluate("dispatchEvent(new Event('online'))")
        await phone.says("Văn Giáo")
        await phone.hears(GO_TOMORROW)


async def test_another_tab_is_woken(url: str, browser: Browser) -> None:
    async with site(url) as place:
        phone = await vietnamese(browser, place.address)
        other = await Phone.tab(phone.page.context, place.address)
        await other.hears("muốn hỏi gì")
        await phone.says("Văn Giáo")
        await other.hears(GO_TOMORROW)


async def test_a_browser_without_sockets_or_workers_polls(url: str, browser: Browser) -> None:
    async with site(url) as place:
        context = await browser.new_context(service_workers="block")
        await context.add_init_script("delete window.WebSocket; delete window.AbortController;")
        phone = await Phone.tab(context, place.address)
        await phone.says("tiếng Việt")
        await phone.hears("muốn hỏi gì")
        other = await Phone.tab(context, place.address)
        await other.hears("muốn hỏi gì")
        await phone.page.bring_to_front()
        await phone.says("Văn Giáo")
        await phone.hears(GO_TOMORROW)
        await other.page.bring_to_front()
        await other.hears(GO_TOMORROW)


async def test_a_browser_that_keeps_nothing_still_talks(sqlite_url: str, browser: Browser) -> None:
    async with site(sqlite_url) as place:
        context = await browser.new_context()
        await context.add_init_script(KEEPS_NOTHING)
        phone = await Phone.tab(context, place.address)
        await phone.says("Văn Giáo")
        await phone.hears(GO_TOMORROW)
        assert phone.complaints == []


class Standing:
    """A clock for how often somebody may write: it stands until it is told to go on."""

    def __init__(self) -> None:
        self._seconds = self.step = 0.0

    def __call__(self) -> float:
        self._seconds += self.step
        return self._seconds


async def test_too_much_at_once_waits_and_is_sent(url: str, browser: Browser) -> None:
    clock = Standing()
    async with site(url, channel=WebChat(clock=clock)) as place:
        phone = await Phone.new(browser, place.address)
        for _ in range(22):
            await phone.says("/help")
        busy = phone.page.locator("[data-from=me]", has_text="Nhiều tin quá")
        await busy.first.wait_for()
        clock.step = 10
        await phone.says("Văn Giáo")
        await phone.hears(GO_TOMORROW)
        assert await count(url, inbox) == 23


async def test_with_the_keyboard_alone_one_gets_to_an_answer(
    sqlite_url: str, browser: Browser
) -> None:
    async with site(sqlite_url) as place:
        phone = await Phone.new(browser, place.address)
        focused = "document.activeElement.getAttribute('data-tap')"
        for _ in range(12):
            await phone.page.keyboard.press("Tab")
            if await phone.page.evaluate(focused) == "d:payout_date":
                break
        assert await phone.page.evaluate(
            "getComputedStyle(document.activeElement).outlineWidth"
        ) == ("3px")
        await phone.page.keyboard.press("Enter")
        await phone.hears("Cô bác lãnh tiền ở đâu?")
        await phone.page.locator("button[data-choice='2']").last.focus()
        await phone.page.keyboard.press("Space")
        await phone.hears("Cô bác hỏi nơi nào")


@pytest.mark.parametrize("mode", ["vi", "km", "vi+km"])
@pytest.mark.parametrize("width", [320, 360])
async def test_nothing_runs_over_the_edge_of_a_small_phone(
    sqlite_url: str, browser: Browser, mode: str, width: int
) -> None:
    async with site(sqlite_url) as place:
        phone = await Phone.new(browser, place.address)
        await phone.page.set_viewport_size({"width": width, "height": 640})
        assert await runs_over(phone) == []
        await phone.page.click(f"button[data-tap='d:set_language:mode={mode}']")
        for said in ("/payout", "Tịnh Biên", "/account", "/nearest Nhà Bàng", "1", "1", "/help"):
            replies = phone.page.locator("[data-from=them]")
            before = await replies.count()
            await phone.says(said)
            await replies.nth(before).wait_for()
        await phone.says("x" * 300)
        await phone.page.locator("[data-from=me]").last.wait_for()
        assert await runs_over(phone) == []
        assert await too_small(phone) == []


async def runs_over(phone: Phone) -> list[str]:
    """Visible elements that reach beyond the screen."""
    found: list[str] = await phone.page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(one => one.getClientRects().length && !one.closest('.unseen, .sprite'))
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
            .map(one => one.tagName + '.' + one.className)"""
    )
    return found


async def too_small(phone: Phone) -> list[str]:
    """Buttons that a thumb misses, and words that old eyes miss; who works here reads more at once,
    in letters of the size that phones have."""
    found: list[str] = await phone.page.evaluate(
        """() => [...document.querySelectorAll('main button, main .line, main .parts')]
            .filter(one => one.getClientRects().length)
            .filter(one => parseFloat(getComputedStyle(one).fontSize)
                    < (one.matches('.work .line') ? 16 : 20)
                || (one.tagName === 'BUTTON' && one.getBoundingClientRect().height < 48))
            .map(one => one.outerHTML.slice(0, 80))"""
    )
    return found


@pytest.mark.parametrize("width", [320, 360])
async def test_what_is_held_up_fills_the_screen_in_big_letters_and_prints_alone(
    sqlite_url: str, browser: Browser, width: int
) -> None:
    async with site(sqlite_url) as place:
        phone = await vietnamese(browser, place.address)
        await phone.page.set_viewport_size({"width": width, "height": 740})
        for said in ("/link", "WARD4793", "Đúng, là tôi", "/signin", "/for sa rim 1948", "1948"):
            replies = phone.page.locator("[data-from=them]")
            before = await replies.count()
            await (phone.taps if said in {"Đúng, là tôi", "1948"} else phone.says)(said)
            await replies.nth(before).wait_for()
        await phone.hears("Chưa có tài khoản")
        await phone.taps("Cho xem chữ lớn: tiếng Khmer")
        large = phone.page.locator(".large")
        await large.wait_for()
        box = await large.bounding_box()
        assert box is not None
        assert box["width"] == width
        assert await letters(phone, ".large .verdict") >= 36, "pixels; read at arm's length"
        assert await letters(phone, ".bubble:not(.large) .line") < 28
        assert await runs_over(phone) == []
        assert await too_small(phone) == []
        await prints(phone)
        assert phone.complaints == []


async def letters(phone: Phone, which: str) -> float:
    """How high they are, in pixels."""
    size: float = await phone.page.locator(which).last.evaluate(
        "one => parseFloat(getComputedStyle(one).fontSize)"
    )
    return size


async def prints(phone: Phone) -> None:
    """On paper stands what was held up, and nothing else; afterwards the page is as before."""
    await phone.page.evaluate("window.print = () => { window.printed = true }")
    await phone.page.locator("button[data-print]").click()
    assert await phone.page.evaluate("window.printed")
    await phone.page.emulate_media(media="print")
    shown = phone.page.locator("header:visible, #bar:visible, .choices:visible, .bubble:visible")
    assert await shown.count() == 1
    assert "ថ្ងៃស្អែកទៅបាន" in await shown.inner_text()
    await phone.page.emulate_media(media="screen")
    await phone.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert await phone.page.locator(".bubble:visible").count() > 3


async def test_everything_that_can_be_pressed_has_a_name(sqlite_url: str, browser: Browser) -> None:
    async with site(sqlite_url) as place:
        phone = await Phone.new(browser, place.address)
        await phone.says("/nearest Nhà Bàng")
        await phone.hears("thẻ ATM không")
        nameless = await phone.page.evaluate(
            """() => [...document.querySelectorAll('button, a[href], input, textarea')]
                .filter(one => !(one.getAttribute('aria-label') || one.textContent.trim()
                    || (one.labels && one.labels[0] && one.labels[0].textContent.trim())))
                .map(one => one.outerHTML.slice(0, 80))"""
        )
        assert nameless == []


async def test_it_can_be_put_on_the_home_screen(sqlite_url: str, browser: Browser) -> None:
    async with site(sqlite_url) as place:
        phone = await Phone.new(browser, place.address)
        await phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        tools = await phone.page.context.new_cdp_session(phone.page)
        manifest = await tools.send("Page.getAppManifest")
        assert manifest["errors"] == []
        found = await tools.send("Page.getInstallabilityErrors")
        reasons = {one["errorId"] for one in found["installabilityErrors"]}
        assert reasons <= {"in-incognito"}, "a test's browser keeps nothing, so it is that"


# --- Colours: WCAG 2.2, 1.4.3 -------------------------------------------------------------------

_PAIRS = (
    ("ink", "ground"),
    ("ink", "surface"),
    ("ink", "mine"),
    ("muted", "surface"),
    ("muted", "ground"),
    ("muted", "mine"),
    ("on-brand", "brand"),
    ("brand", "surface"),
    ("go-ink", "go-ground"),
    ("wait-ink", "wait-ground"),
    ("stop-ink", "stop-ground"),
    ("ink", "wait-ground"),
)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_words_stand_out_from_their_ground(theme: int) -> None:
    blocks = re.findall(r":root \{(.*?)\}", STYLE.read_text(encoding="utf-8"), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): #([0-9a-f]{6})", blocks[theme]))
    for ink, ground in _PAIRS:
        assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
