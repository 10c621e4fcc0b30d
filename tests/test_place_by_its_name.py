"""A unit offered with its kind and its old names is chosen by its name alone."""

from __future__ import annotations

from tests.house import Phone
from tests.place import place


async def test_the_kind_of_the_place_need_not_be_said(url: str) -> None:
    async with place(url):
        other = Phone(url, "other")
        for said in ("tiếng Việt", "Châu Đốc", "Châu Đốc"):
            await other.says(said)
        assert "nơi nào trong mấy nơi này" not in other.heard()
        assert "Ngày lãnh" in other.heard()
