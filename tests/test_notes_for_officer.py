"""Voice notes and photos of people who cannot write: an officer hears and sees them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from bot.fetching import fetch_due
from domain.message import FileRef
from storage.tables import case_file, stored_file
from tests.files import PHOTO, VOICE, Carrier
from tests.house import Phone
from tests.office import NUMBER, Office, button, linked, opened, staff, takes

OFFICER, RIM = "officer", "rim"
HEARD = FileRef("voice", "voice", len(VOICE), "audio/ogg")
SEEN = FileRef("photo", "photo.jpg", len(PHOTO), "image/jpeg")
BOOK = FileRef("book", "a.xlsx", 99, "application/vnd.ms-excel")


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """An officer of An Cư, and Rim, who lives there."""
    async with opened(sqlite_url, screen=Carrier({"voice": VOICE, "photo": PHOTO})) as made:
        await staff(made, OFFICER, "WARD4793")
        await linked(made, RIM, "DAWN3467", "1948")
        yield made


async def count(office: Office, *where: object) -> int:
    async with office.app.database.engine.connect() as connection:
        counted = select(func.count()).where(*where)  # type: ignore[arg-type]
        return (await connection.execute(counted)).scalar_one()


def numbers(shown: object) -> list[str]:
    return NUMBER.findall("\n".join(one.text for one in shown))  # type: ignore[attr-defined]


async def test_a_voice_note_is_a_request_and_the_officer_who_takes_it_hears_it(
    office: Office,
) -> None:
    said = await office.hears(RIM, files=(HEARD,))
    assert "đã chuyển cho cán bộ" in said[0].text
    (number,) = numbers(said)
    await fetch_due(office.app)
    await takes(office, OFFICER, number)
    heard = [one for one in office.to(OFFICER) if one.reply.attachments]
    assert [one.kind.is_voice for each in heard for one in each.reply.attachments] == [True]


async def test_what_is_sent_later_lies_with_the_same_request(office: Office) -> None:
    first = numbers(await office.hears(RIM, files=(HEARD,)))
    await office.restarts()
    said = await office.hears(RIM, "bà coi giùm con", files=(HEARD,))
    assert "chuyển thêm" in said[0].text
    assert numbers(said) == first
    assert await count(office, case_file.c.kind == "talk") == 1
    assert await count(office, stored_file.c.case_id.is_not(None)) == 2


async def test_a_photo_is_asked_about_before_anybody_sees_it(office: Office) -> None:
    (asked,) = await office.hears(RIM, files=(SEEN,))
    assert "mã OTP" in asked.text
    assert await count(office, case_file.c.kind == "talk") == 0
    await office.hears(RIM, "2")
    assert await count(office, case_file.c.kind == "talk") == 0
    assert await count(office, stored_file.c.state == "removed") == 1
    await office.hears(RIM, files=(SEEN,))
    said = await office.hears(RIM, "1")
    assert numbers(said)


async def test_who_is_not_known_says_where_and_a_remembered_place_is_not_asked_for(
    office: Office,
) -> None:
    await office.hears("new", "tiếng Việt")
    (asked,) = await office.hears("new", files=(HEARD,))
    assert "Cán bộ ở đâu" in asked.text or "cán bộ" in asked.text
    assert await count(office, case_file.c.kind == "talk") == 0
    more = await office.hears("new", files=(HEARD,))
    assert "em nhận thêm rồi" in more[0].text
    said = await office.hears("new", "An Cư")
    assert numbers(said)
    assert await count(office, stored_file.c.case_id.is_not(None)) == 2
    await office.says_all("home", ("tiếng Việt", "/payout", "phường Châu Đốc", "1"))
    shown = office.to("home")
    await office.hears("home", tap=button(shown, "Nhớ nơi này"))
    assert numbers(await office.hears("home", files=(HEARD,)))


async def test_in_the_midst_of_a_question_it_goes_to_the_officer_and_the_question_waits(
    office: Office,
) -> None:
    await office.says_all(RIM, ("/report", "6", "Mở tài khoản"))
    said = await office.hears(RIM, files=(HEARD,))
    assert numbers(said)
    again = await office.hears(RIM, tap=button(said, "Làm tiếp"))
    assert "gửi yêu cầu này" in again[0].text


async def test_a_workbook_or_what_a_code_is_asked_for_with_goes_to_nobody(office: Office) -> None:
    await office.hears(RIM, files=(BOOK,))
    await office.hears(RIM, "/link")
    await office.hears(RIM, files=(SEEN,))
    assert await count(office, stored_file.c.id.is_not(None)) == 0


async def test_the_first_message_may_be_one(office: Office) -> None:
    said = await office.hears("new", files=(HEARD,))
    assert "Tiếng Việt" in [one.label for each in said for one in each.reply.choices]
    assert numbers(await office.hears("new", "An Cư"))


async def test_where_nothing_may_be_carried_it_is_said_what_is_possible(sqlite_url: str) -> None:
    phone = Phone(sqlite_url, channel="sms")
    await phone.says("tiếng Việt")
    await phone.photographs()
    assert "không chuyển tin thoại hay hình" in phone.heard()
    assert "Ủy ban xã" in phone.heard()


async def test_staff_send_theirs_where_they_are_asked_for(office: Office) -> None:
    (said,) = await office.hears(OFFICER, files=(HEARD,))
    assert numbers([said]) == []
    assert await count(office, case_file.c.kind == "talk") == 0
