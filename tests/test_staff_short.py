"""Staff begin their work by two words and a name, without a stroke before them."""

from __future__ import annotations

import pytest

from domain.staff_short import InShort, Work, read_short
from tests.house import Phone


@pytest.mark.parametrize(
    ("text", "work", "name"),
    [
        ("otp ba Rim", Work.OTP, "ba Rim"),
        ("OTP của Néang Sa Rim", Work.OTP, "Néang Sa Rim"),
        ("otp N.T.L sn 48", Work.OTP, "N.T.L sn 48"),
        ("ds sai", Work.LIST, ""),
        ("ds sai bà Sáu", Work.LIST, "bà Sáu"),
        ("danh sach sai Chau Sa", Work.LIST, "Chau Sa"),
        ("otp chi Hong", Work.OTP, "chi Hong"),
    ],
)
def test_what_is_begun_and_of_whom(text: str, work: Work, name: str) -> None:
    assert read_short(text) == InShort(work, name)


@pytest.mark.parametrize(
    "text",
    [
        "otp",
        "otp 482913",
        "otp chưa về",
        "otp là gì",
        "otp ba Rim chua co",
        "otp chi kim k ve",
        "ds sai 0900000271",
        "",
    ],
)
def test_what_tells_of_it_is_no_name(text: str) -> None:
    assert read_short(text) is None


async def test_the_name_that_was_said_is_sought_at_once(sqlite_url: str) -> None:
    desk = Phone(sqlite_url, "officer")
    for one in ("tiếng Việt", "/link", "WARD4793", "1", "ds sai"):
        await desk.says(one)
    assert "Việc này của người hưởng nào?" in desk.heard()
    for short in ("otp Rim", "ds sai Rim"):
        await desk.says("/cancel")
        await desk.says(short)
        assert "Néang Sa Rim" in str(desk.last), short


async def test_citizens_begin_no_work_so(sqlite_url: str) -> None:
    phone = Phone(sqlite_url)
    for one in ("tiếng Việt", "ds sai bà Sáu"):
        await phone.says(one)
    assert "người hưởng nào" not in phone.heard()
