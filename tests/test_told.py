"""What somebody told in passing has a number within ten seconds."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Select, select

from bot.app import build
from storage.tables import audit, case_file, stored_file
from tests.files import VOICE
from tests.house import NOW, settings
from tests.place import place, unasked, words
from tests.test_cases import officer
from tests.test_files_by_channel import at_work

_SAID = "bà cụ kế bên chùa nói chưa có tiền"


@pytest.mark.parametrize("code", ["HAML6379", "PSTA7364"])
async def test_words_and_one_tap_are_enough_and_the_officer_hears(url: str, code: str) -> None:
    """No person, no unit is asked; who told it to the service asks by its number."""
    async with place(url) as there:
        desk, helper = await officer(url), await officer(url, "helper", code)
        await helper.says(f"/told {_SAID}")
        await helper.says("Tiền chưa tới")
        async with there.app.database.engine.connect() as connection:
            row = (await connection.execute(select(case_file))).one()
        assert (row.kind, row.reason, row.person_id) == ("told", "no_money", None)
        assert f"Số phiếu: {row.number}." in helper.heard()
        assert row.number in words((await unasked(url, NOW))["officer"])
        for said in ("/cases", row.number):
            await desk.says(said)
        assert _SAID in desk.heard().lower()
        await helper.says(row.number)
        assert "đang được xem xét" in helper.heard()
        assert _SAID not in helper.heard().lower(), "by its number alone"


async def test_also_in_three_messages(url: str) -> None:
    helper = await officer(url, "helper", "HAML6379")
    for said in ("/told", _SAID, "6"):
        await helper.says(said)
    assert "Số phiếu: AS-" in helper.heard()


@pytest.mark.parametrize("code", ["TNHA4796", "ADMN7649"])
async def test_who_meets_nobody_is_told_nothing_in_passing(url: str, code: str) -> None:
    other = await officer(url, "other", code)
    await other.says(f"/told {_SAID}")
    assert "người phụ trách" in other.heard()


async def test_a_voice_note_tells_it_and_who_answers_hears_it_and_that_is_noted(url: str) -> None:
    """It is asked first whether a code is said in it; a colleague elsewhere cannot open it."""
    helper = await at_work(url, "helper", "HAML6379")
    await helper.says("/told")
    await helper.sends_file(VOICE, "audio/ogg")
    assert "mã, PIN, mật khẩu" in helper.heard()
    for said in ("Không có, chuyển đi", "Tiền chưa tới"):
        await helper.says(said)
    assert "Số phiếu: AS-" in helper.heard()
    desk = await at_work(url, "officer", "WARD4793")
    for said in ("/cases", "1", "Mở tin thoại, hình gửi kèm"):
        await desk.says(said)
    shown = [one for reply in desk.last for one in reply.attachments]
    assert [one.kind.is_voice for one in shown] == [True]
    [case] = await _column(url, select(case_file.c.id))
    opened = select(audit.c.subject).where(audit.c.kind == "sent_opened")
    assert await _column(url, opened) == [case]
    for code in ("CHAU9436", "TNHA4796"):
        other = await at_work(url, code.lower(), code)
        await other.taps(f"d:show_sent:case={case}")
        assert not [one for reply in other.last for one in reply.attachments]


async def test_of_a_voice_note_with_a_code_nothing_is_kept(url: str) -> None:
    helper = await at_work(url, "helper", "HAML6379")
    await helper.says("/told")
    await helper.sends_file(VOICE, "audio/ogg")
    await helper.says("Có, đừng chuyển")
    assert "không chuyển" in helper.heard()
    assert await _column(url, select(stored_file.c.sealed_content)) == [None]
    assert await _column(url, select(case_file.c.id)) == []


async def _column(url: str, query: Select[Any]) -> list[Any]:
    app = build(settings(url))
    try:
        async with app.database.engine.connect() as connection:
            return list((await connection.execute(query)).scalars())
    finally:
        await app.close()
