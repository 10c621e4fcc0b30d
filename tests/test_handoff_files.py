"""Voice notes and photos between a citizen and an officer."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from bot.fetching import fetch_due
from domain.message import FileRef
from storage.tables import audit, stored_file
from tests.files import PHOTO, VOICE, Carrier
from tests.office import Office, Shown, asks, button, linked, opened, staff, takes

OFFICER, RIM = "officer", "rim"
HEARD = FileRef("voice", "voice", len(VOICE), "audio/ogg")
SEEN = FileRef("photo", "photo.jpg", len(PHOTO), "image/jpeg")
LYING = FileRef("photo", "voice", len(PHOTO), "audio/ogg")


@pytest.fixture
async def office(url: str) -> AsyncIterator[Office]:
    """Rim and an officer talk to each other."""
    carrier = Carrier({"voice": VOICE, "photo": PHOTO})
    async with opened(url, screen=carrier) as made:
        await staff(made, OFFICER, "WARD4793")
        await linked(made, RIM, "DAWN3467", "1948")
        await takes(made, OFFICER, await asks(made, RIM))
        yield made


async def _arrives(office: Office) -> list[Shown]:
    """What was sent is fetched, and told."""
    await fetch_due(office.app)
    office.at = office.at.replace(minute=office.at.minute + 1)
    return await office.delivers()


async def _openings(office: Office, kind: str) -> int:
    async with office.app.database.engine.connect() as connection:
        counted = select(func.count()).select_from(audit).where(audit.c.kind == kind)
        return (await connection.execute(counted)).scalar_one()


async def test_a_voice_note_is_heard_by_the_other_side_either_way(office: Office) -> None:
    await office.hears(RIM, files=(HEARD,))
    assert await office.delivers() == [], "it is still on its way"
    (told,) = await _arrives(office)
    assert told.to == OFFICER
    assert "Rim" in told.text
    assert [one.kind.is_voice for one in told.reply.attachments] == [True]
    assert await _openings(office, "voice_opened") == 1
    (sent,) = await office.hears(OFFICER, files=(HEARD,))
    assert "Đã gửi cho" in sent.text
    (heard,) = await _arrives(office)
    assert heard.to == RIM
    assert len(heard.reply.attachments) == 1
    assert heard.text.startswith("An Sinh – cán bộ xã An Cư")


async def test_a_photo_is_asked_about_and_each_opening_is_written_down(office: Office) -> None:
    (asked,) = await office.hears(RIM, files=(SEEN,))
    assert "mã OTP" in asked.text
    await office.hears(RIM, "1")
    (told,) = await _arrives(office)
    assert told.reply.attachments == (), "it is opened by a tap"
    for times in (1, 2):
        (looked,) = await office.hears(OFFICER, tap=button([told], "Xem hình"))
        assert len(looked.reply.attachments) == 1
        assert looked.chosen is not None, "who is written to stays so"
        assert await _openings(office, "photo_opened") == times


async def test_what_stands_beside_a_photo_is_passed_on_as_words(office: Office) -> None:
    await office.hears(RIM, "giấy này đúng chưa, pin 4829", files=(SEEN,))
    (told,) = await office.delivers()
    assert "“giấy này đúng chưa, pin ••••”" in told.text


async def test_a_photo_with_a_code_goes_nowhere_and_is_not_kept(office: Office) -> None:
    await office.hears(RIM, files=(SEEN,))
    (said, *_) = await office.hears(RIM, "2")
    assert "không chuyển" in said.text
    assert await _arrives(office) == []
    async with office.app.database.engine.connect() as connection:
        (kept,) = (await connection.execute(select(stored_file.c.sealed_content))).scalars()
    assert kept is None


async def test_words_instead_of_an_answer_about_the_photo_are_passed_on(office: Office) -> None:
    await office.hears(RIM, files=(SEEN,))
    await office.hears(RIM, "con coi giùm")
    told = await _arrives(office)
    assert ["con coi giùm" in one.text for one in told] == [True]


@pytest.mark.parametrize("words", ["con coi giùm", "xong"])
async def test_words_instead_of_an_answer_about_the_photo_lose_it_not(
    office: Office, words: str
) -> None:
    await office.hears(RIM, files=(SEEN,))
    said = await office.hears(RIM, words)
    assert "mã OTP" in said[-1].text, "it is asked again"
    await office.hears(RIM, "1")
    told = await _arrives(office)
    assert button(told, "Xem hình")


async def test_a_second_photo_says_that_the_first_went_nowhere(office: Office) -> None:
    await office.hears(RIM, files=(SEEN,))
    said = await office.hears(RIM, files=(SEEN,))
    assert "Hình trước" in said[0].text
    assert "mã OTP" in said[-1].text


async def test_a_picture_that_calls_itself_a_voice_is_not_passed_on(office: Office) -> None:
    await office.hears(RIM, files=(LYING,))
    told = [*(await _arrives(office)), *(await office.delivers())]
    assert [one.to for one in told] == [RIM]
    assert "chưa chuyển" in told[0].text


async def test_an_officers_photo_is_asked_about_too_and_then_they_write_on(office: Office) -> None:
    (asked,) = await office.hears(OFFICER, files=(SEEN,))
    assert "mã OTP" in asked.text
    assert "Rim" in asked.text
    done = await office.hears(OFFICER, "1")
    assert done[-1].chosen is not None
    assert not any("làm dở" in one.text for one in done), "nothing else was begun"
    (heard,) = await _arrives(office)
    assert heard.to == RIM
    assert len(heard.reply.attachments) == 1


async def test_nobody_else_opens_a_photo_of_a_conversation(office: Office) -> None:
    await staff(office, "leader", "LEAD6943")
    await office.hears(RIM, files=(SEEN,))
    await office.hears(RIM, "1")
    (told,) = [one for one in await _arrives(office) if one.to == OFFICER]
    for who in ("leader", "stranger"):
        for one in await office.hears(who, tap=button([told], "Xem hình")):
            assert one.reply.attachments == ()
    assert await _openings(office, "photo_opened") == 0
