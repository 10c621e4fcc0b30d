"""What is no answer to the question that stands open, or no code; with what was learnt."""

from __future__ import annotations

import pytest

from domain.link_code import new_code
from handlers.asks import code_alone, code_within, read_code
from tests.house import Phone

YEAR = "sinh năm nào"


async def says(url: str, *words: str) -> Phone:
    phone = Phone(url)
    await phone.says("tiếng Việt")
    for one in words:
        await phone.says(one)
    return phone


# --- A code that nobody asked for --------------------------------------------------------------


def test_a_message_that_is_a_code_is_one_in_halves_and_letter_by_letter_too() -> None:
    for _ in range(500):
        code = new_code()
        for said in (code, code.lower(), f"{code[:4]} {code[4:]}", " ".join(code)):
            assert code_alone(said) == read_code(said) == code
    assert code_within("cán bộ đưa mã DAWN3467 nè con") == "DAWN3467"


@pytest.mark.parametrize(
    "said",
    [
        "hồi tháng 7 năm 2025 phát ngày nào",
        "mat khau cua toi la Abc12345",
        "pin 1234 dung khong",
        "sinh 1948",
        "tien 2025",
        "Matkhau99 1234",
        "otp DAWN3467",
    ],
)
async def test_what_only_looks_like_a_code_begins_no_linking(sqlite_url: str, said: str) -> None:
    assert code_alone(said) is None
    phone = await says(sqlite_url, said)
    assert YEAR not in phone.heard()


async def test_a_code_among_few_words_is_taken(sqlite_url: str) -> None:
    phone = await says(sqlite_url, "mã là DAWN3467 ạ")
    assert YEAR in phone.heard()


async def test_staff_name_codes_to_speak_of_them(sqlite_url: str) -> None:
    phone = await says(sqlite_url, "/link", "WARD4793", "1")
    await phone.says("nct DAWN3467 ck chua nhan dc tien")
    assert YEAR not in phone.heard()
    await phone.says("DAWN3467")
    assert YEAR in phone.heard()
