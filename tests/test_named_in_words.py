"""What is named beside a question, or stands outright in the words, decides what is answered."""

from __future__ import annotations

import pytest

from tests.house import Phone
from tests.test_report import linked


async def hears(url: str, *said: str) -> Phone:
    """Somebody of whom nothing is known yet, in Vietnamese."""
    phone = Phone(url)
    for one in ("tiếng Việt", *said):
        await phone.says(one)
    return phone


# --- The day and the month that are named -------------------------------------------------------


@pytest.mark.parametrize("said", ["mùng 5 có phát tiền không", "rằm tháng này phát tiền chưa"])
async def test_of_a_day_of_the_moon_it_is_said_that_days_go_by_the_sun(
    sqlite_url: str, said: str
) -> None:
    phone = await linked(sqlite_url, "PHNE4637", "1947")
    await phone.says(said)
    assert phone.heard().startswith(
        "Ngày âm lịch con chưa tính được.\nNgày phát tiền theo lịch dương:\n"
    )
    assert "Tiền tháng 11/2026" in phone.heard(), "of which money"
    await phone.says("chừng nào phát tiền")
    assert "âm lịch" not in phone.heard()


async def test_the_month_that_is_asked_about_is_told_of_and_not_the_money_of_now(
    sqlite_url: str,
) -> None:
    phone = await linked(sqlite_url, "PHNE4637", "1947")
    await phone.says("chừng nào phát tiền tháng sau")
    assert "Dự kiến: thứ Bảy, 19/12/2026. Chưa chốt." in phone.heard()
    await phone.says("tháng 10 vừa rồi phát ngày nào")
    assert "11/2026" not in phone.heard()
    assert "tháng 10/2026" in phone.heard()
    await phone.says("chừng nào phát tiền tháng 2 sang năm")
    assert "Chưa có lịch chính thức của tháng 2/2027." in phone.heard()


async def test_the_month_is_kept_while_it_is_asked_where(sqlite_url: str) -> None:
    phone = await hears(sqlite_url, "chừng nào phát tiền tháng 2 sang năm", "phường Tịnh Biên")
    assert "Chưa có lịch chính thức của tháng 2/2027." in phone.heard()
    await phone.says("chừng nào phường Tịnh Biên phát tiền tháng 2 sang năm")
    assert "Chưa có lịch chính thức của tháng 2/2027." in phone.heard()
