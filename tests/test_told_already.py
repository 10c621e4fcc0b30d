"""Who has told a cheat the code already is told what to do, and is not warned once more."""

from __future__ import annotations

import pytest

from domain.told_already import has_told, has_told_now
from tests.house import Phone

RING = "Gọi ngân hàng liền"


@pytest.mark.parametrize(
    "text",
    [
        "tui lỡ đọc mã otp cho nó rồi", "lo doc ma cho no r", "bà lỡ bấm link rồi làm sao",
        "Má con lỡ đọc mã cho người ta rồi", "hồi sáng tui lỡ cho mã cho nó",
        "ខ្ញុំប្រាប់លេខកូដទៅគេបាត់ហើយ", "ខ្ញុំច្រឡំចុចលីងគេ",
    ],
)  # fmt: skip
def test_clear_words_need_no_warning_before_them(text: str) -> None:
    assert has_told(text)


@pytest.mark.parametrize(
    "text",
    [
        "đừng đưa mã cho người lạ, chờ hoài rồi", "lo cho ma roi", "mã chưa về",
        "nó biểu tui đọc mã cho nó", "កុំឱ្យលេខកូដគេ បាត់ហើយ", "tui đọc rồi", "",
    ],
)  # fmt: skip
def test_who_has_told_nothing_is_not_taken_so(text: str) -> None:
    assert not has_told(text)


@pytest.mark.parametrize("text", ["tui lỡ đọc rồi", "lo doc roi", "lỡ rồi", "ខ្ញុំប្រាប់គេហើយ"])
def test_after_a_warning_fewer_words_say_it(text: str) -> None:
    assert has_told_now(text)
    assert not has_told(text)


@pytest.mark.parametrize("text", ["tiền về rồi", "lỡ hẹn rồi", "chưa đọc", "លុយមកហើយ"])
def test_and_others_still_do_not(text: str) -> None:
    assert not has_told_now(text)


async def test_it_is_answered_beneath_an_open_question_and_not_without_a_warning(
    sqlite_url: str,
) -> None:
    phone = Phone(sqlite_url)
    for said in ("tiếng Việt", "tui lỡ đọc rồi"):
        await phone.says(said)
    assert RING not in phone.heard()
    for said in ("/payout", "có ông gọi xưng công an biểu tui đọc mã otp", "tui lỡ đọc rồi"):
        await phone.says(said)
    assert RING in phone.heard()
    await phone.says("An Cư")
    assert "Cô bác lãnh ở điểm nào?" in phone.heard(), "its question waits beneath"
