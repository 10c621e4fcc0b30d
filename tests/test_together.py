"""Putting two requests beside each other has a way out."""

from __future__ import annotations

from tests.place import place
from tests.test_cases import officer
from tests.test_finding import labels


async def test_who_finds_no_other_leaves_it_as_it_is(url: str) -> None:
    async with place(url) as there:
        for said in ("tiếng Việt", "đem tiền tới nhà", "1"):
            await there.phone.says(said)
        desk = await officer(url)
        for said in ("/cases", "1", "Gắn với phiếu khác cùng nhà", "Không gắn với phiếu nào"):
            await desk.says(said)
        assert "không lưu gì hết" in desk.heard()
        assert any("AS-" in label for label in labels(desk))
