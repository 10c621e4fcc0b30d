"""What staff wrote before they had signed in on the page is taken up once they have."""

from __future__ import annotations

from dataclasses import replace

import pyotp
import pytest
from sqlalchemy import select

from handlers.held import HELD_FOR
from handlers.menu import BY_NAME
from handlers.talk import Talk
from storage.records import Records
from storage.tables import session
from tests.house import Phone
from tests.site import site, words
from tests.test_staff import House, Strict, at_work, label_of, says

_RIM = "Néang Sa Rim"


async def browser(url: str, code: str = "WARD4793") -> Phone:
    """Of somebody of the staff, who has not signed in there."""
    return await at_work(url, code, channel="web", name="browser")


async def test_a_search_goes_on_by_itself_after_the_sign_in(url: str) -> None:
    officer = await browser(url)
    assert "đăng nhập lại" in await says(officer, "/for neang sa rim")
    await officer.taps(officer.token("Đăng nhập"))
    assert "đã đăng nhập" in officer.heard()
    assert _RIM in label_of(officer, _RIM), "whom they sought, to choose by sight"
    await officer.says(label_of(officer, _RIM))
    assert _RIM in officer.heard()


async def test_so_it_does_on_the_page_itself(sqlite_url: str) -> None:
    async with site(sqlite_url) as there, there.visitor() as visitor:
        for said in ("tiếng Việt", "/link", "WARD4793", "1"):
            await visitor.says(said)
        refused = words(await visitor.says("/for neang sa rim"))
        assert "đăng nhập lại" in refused
        replies = await visitor.taps("Đăng nhập")
        assert "đã đăng nhập" in words(replies)
        assert any(_RIM in one["label"] for one in replies[-1]["choices"])
        visitor.seen, visitor.shown = 0, []
        assert "Là người nào?" in words(await visitor.mail(fresh=True)), "nor is it withheld"


async def test_a_button_goes_on_by_itself_too(url: str) -> None:
    officer = await browser(url)
    assert "đăng nhập lại" in await says(officer, "/cases")
    assert "đăng nhập lại" in await says(officer, "/otp neang sa rim"), "the last thing asked"
    await officer.says("/signin")
    assert _RIM in label_of(officer, _RIM)


async def test_it_is_taken_up_once(url: str) -> None:
    officer = await browser(url)
    await says(officer, "/for neang sa rim", "/signin", "/menu", "/signin")
    assert "đã đăng nhập" in officer.heard()
    assert len(officer.last) == 1


@pytest.mark.parametrize("said", ["/menu", "/cancel", "/payout"])
async def test_who_asks_something_else_has_given_it_up(url: str, said: str) -> None:
    officer = await browser(url)
    await says(officer, "/for neang sa rim", said, "/signin")
    assert "đã đăng nhập" in officer.heard()
    assert len(officer.last) == 1
    assert officer.token("Menu"), "the menu of their work"


async def test_another_language_in_between_gives_up_nothing(url: str) -> None:
    officer = await browser(url)
    await says(officer, "/for neang sa rim", "tiếng Khmer", "tiếng Việt", "/signin")
    assert _RIM in label_of(officer, _RIM)


async def test_after_ten_minutes_it_is_forgotten(url: str) -> None:
    officer = await browser(url)
    await says(officer, "/for neang sa rim")
    officer.at += HELD_FOR
    assert "đã đăng nhập" in await says(officer, "/signin")
    assert len(officer.last) == 1


async def test_who_lost_the_sign_in_within_a_dialogue_goes_on_where_they_were(url: str) -> None:
    officer = await browser(url)
    await says(officer, "/signin", "/otp neang sa rim")
    await officer.says(label_of(officer, _RIM))
    asked = officer.last[-1].lines[-1].text
    officer.later(hours=12)
    assert "đăng nhập lại" in await says(officer, "1")
    await officer.says("/signin")
    assert officer.last[-1].lines[-1].text == asked


async def kept(url: str) -> tuple[bytes, str]:
    """What the store keeps of the browser: sealed, and opened."""
    async with House(url) as house:
        [row] = await house.rows(select(session).where(session.c.channel == "web"))
        column = session.c.sealed_state
        return row.sealed_state, house.app.database.vault.open(row.sealed_state, column, row.id)


async def test_it_waits_sealed_and_a_secret_is_not_kept_at_all(url: str) -> None:
    officer = await browser(url)
    await says(officer, "/for neang sa rim")
    sealed, opened = await kept(url)
    assert b"neang" not in sealed
    assert "neang sa rim" in opened
    await says(officer, "/for 482913")
    assert "482913" in (await kept(url))[1], "the end of a number by which somebody is sought"
    await says(officer, "/for neang sa rim otp 482913")
    opened = (await kept(url))[1]
    assert "482913" not in opened
    assert "answer_for" in opened
    await officer.says("/signin")
    assert "người hưởng nào" in officer.heard(), "who it is, is asked again"


async def test_the_code_of_the_device_comes_first_however_often_it_is_wrong(url: str) -> None:
    officer = Strict(url, "browser", channel="web")
    await says(officer, "tiếng Việt", "/link", "WARD4793", "1", "/for neang sa rim")
    assert "đăng nhập lại" in officer.heard()
    await officer.says("/signin")
    secret = next(
        line.text for reply in officer.last for line in reply.lines if line.text.isupper()
    )
    assert _RIM not in await says(officer, "000000")
    await officer.says(pyotp.TOTP(secret).at(officer.at))
    assert "đã đăng nhập" in officer.heard()
    assert _RIM in label_of(officer, _RIM)


async def test_what_fails_when_it_is_taken_up_keeps_nobody_from_signing_in(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answer_for(_talk: Talk, _records: Records) -> None:
        raise RuntimeError("broken")

    broken = replace(BY_NAME["answer_for"], dialogue=answer_for)
    monkeypatch.setitem(BY_NAME, "answer_for", broken)
    officer = await browser(url)
    assert "bị lỗi" in await says(officer, "/for neang sa rim", "/signin")
    assert "đã đăng nhập" in await says(officer, "/signin")


async def test_whom_the_work_was_taken_from_gets_nothing_of_it(url: str) -> None:
    officer = await browser(url)
    await says(officer, "/for neang sa rim")
    leader = await at_work(url, "LEAD6943")
    await says(leader, "/revoke", "Ngọc Mai", "1")
    heard = await says(officer, "/signin")
    assert _RIM not in heard
    assert "đã đăng nhập" not in heard
