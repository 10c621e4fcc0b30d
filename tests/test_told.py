"""What somebody told in passing has a number within ten seconds."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.tables import case_file
from tests.house import NOW
from tests.place import place, unasked, words
from tests.test_cases import officer

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
