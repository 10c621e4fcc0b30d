"""What is no answer to the question that stands open, or no code; with what was learnt."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.app import build
from domain.link_code import new_code
from handlers.asks import code_alone, code_within, read_code
from storage.tables import case_file
from tests.house import Phone, settings
from tests.test_report import cases, linked

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


# --- Where a code or a year of birth is asked for ------------------------------------------------


async def test_another_question_is_offered_there_too_and_is_taken_up_again(
    sqlite_url: str,
) -> None:
    phone = await says(sqlite_url, "/link", "DAWN3467", "chừng nào phát tiền")
    assert "tạm gác" in phone.heard()
    assert all("An Cư" not in one.token for one in phone.last[-1].choices)
    await phone.says("1")
    assert YEAR not in phone.heard()
    await phone.says("Menu")
    await phone.taps(phone.token("Làm tiếp"))
    assert YEAR in phone.heard()


async def test_who_greets_there_is_greeted_and_asked_again(sqlite_url: str) -> None:
    phone = await says(sqlite_url, "/link", "chào con")
    assert "8 chữ và số" in phone.heard()
    assert len(phone.last) == 2


async def test_after_two_misses_there_are_ways_out(sqlite_url: str) -> None:
    phone = await says(sqlite_url, "/link", "DAWN3467", "bla", "blo")
    assert [one.label for one in phone.last[-1].choices] == ["Gặp cán bộ", "Menu"]
    await phone.says("1948")
    assert YEAR not in phone.heard()


@pytest.mark.parametrize("said", ["otp 483920", "mat khau Matkhau99", "ma pin 123456 roi do"])
async def test_who_tells_a_secret_there_is_warned(sqlite_url: str, said: str) -> None:
    phone = await says(sqlite_url, "/link", "DAWN3467", said)
    assert "gửi mã cho ai" in phone.last[0].lines[0].text
    assert YEAR in phone.heard()


async def test_a_pin_is_no_year_of_birth_and_the_year_is_asked_again(sqlite_url: str) -> None:
    phone = await says(sqlite_url, "/link", "DAWN3467", "pin 1948")
    assert "gửi mã cho ai" in phone.last[0].lines[0].text
    assert YEAR in phone.heard()
    await phone.says("1948")
    assert "Néang Sa Rim" in phone.heard()


async def test_a_password_in_a_complaint_is_warned_of_and_filed_without_it(sqlite_url: str) -> None:
    said = "ổng bắt đưa thẻ, mật khẩu tui là hoahong, nói đi lãnh giùm"
    phone = await says(sqlite_url, "/complain", "An Cư", "3", said)
    assert "gửi mã cho ai" in phone.last[0].lines[0].text
    app = build(settings(sqlite_url))
    async with app.database.engine.connect() as connection:
        row = (await connection.execute(select(case_file.c.id, case_file.c.sealed_details))).one()
    filed = app.database.vault.open(row.sealed_details, case_file.c.sealed_details, row.id)
    await app.close()
    assert filed == "ổng bắt đưa thẻ, mật khẩu tui là •••••••, nói đi lãnh giùm"


async def test_what_is_said_after_an_emergency_answers_nothing_that_is_filed(
    sqlite_url: str,
) -> None:
    phone = await linked(sqlite_url, "DAWN3467", "1948")
    for one in ("/report", "6", "Mở tài khoản", "má tui xỉu rồi, kêu không dậy"):
        await phone.says(one)
    assert phone.last[0].lines[0].text == "115"
    await phone.says("đúng")
    assert [kind for kind, _, _ in await cases(sqlite_url)] == ["talk"], "of the emergency"
    await phone.says("Menu")
    await phone.taps(phone.token("Làm tiếp"))
    assert "gửi yêu cầu này" in phone.heard()
