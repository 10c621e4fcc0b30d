"""What must not be kept is blotted out, and what people mean survives: both ways."""

from __future__ import annotations

import time
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import new_number
from domain.link_code import in_halves, new_code
from domain.mask import BLOT, mask

KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")

BLOTTED = [
    # one-time codes, PINs, passwords: after the word
    ("OTP 123456", "OTP ••••••"),
    ("mã OTP là 123456", "mã OTP là ••••••"),
    ("Ma otp cua toi la 4829", "Ma otp cua toi la ••••"),
    ("otp:12345678", "otp:••••••••"),
    ("otp123456", "otp••••••"),
    ("OTP-123456", "OTP-••••••"),
    ("O.T.P 123456", "O.T.P ••••••"),
    ("smart otp 654321", "smart otp ••••••"),
    ("mã xác thực của tôi: 482913", "mã xác thực của tôi: ••••••"),
    ("MÃ XÁC NHẬN 3467", "MÃ XÁC NHẬN ••••"),
    ("ma xac nhan 3467", "ma xac nhan ••••"),
    ("mã xác minh 12345", "mã xác minh •••••"),
    ("mã PIN 1234", "mã PIN ••••"),
    ("pin1234", "pin••••"),
    ("pin thẻ là 6688", "pin thẻ là ••••"),
    ("mật khẩu là 12345678", "mật khẩu là ••••••••"),
    ("mat khau 1985", "mat khau ••••"),
    ("mk 246810 nha", "mk •••••• nha"),
    ("password: 2468", "password: ••••"),
    (
        "ngân hàng gửi mã OTP, em đọc cho chị nè 771203",
        "ngân hàng gửi mã OTP, em đọc cho chị nè ••••••",
    ),
    ("otp lần 2: 123456", "otp lần 2: ••••••"),
    ("otp 1234 ngân hàng gửi", "otp •••• ngân hàng gửi"),
    ("otp 123456 đồng ý", "otp •••••• đồng ý"),
    ("OTP:\n123456", "OTP:\n••••••"),
    # before it
    ("123456 là mã otp", "•••••• là mã otp"),
    ("1234 là pin của em", "•••• là pin của em"),
    ("482913 (mã xác thực)", "•••••• (mã xác thực)"),
    # the word for a code alone, six digits beside it
    ("ngân hàng nhắn mã 482913", "ngân hàng nhắn mã ••••••"),
    ("ma 482913", "ma ••••••"),
    ("mã: 482 913", "mã: ••• •••"),
    ("mã của tui là 482913 nha", "mã của tui là •••••• nha"),
    ("mã 482913 2 lần", "mã •••••• 2 lần"),
    ("mã ៤៨២៩១៣", "mã ••••••"),
    ("482913 là mã, gửi hoài", "•••••• là mã, gửi hoài"),
    ("đọc giùm 482 913 mã", "đọc giùm ••• ••• mã"),
    # several, and spoken apart
    ("otp 123456, 654321", "otp ••••••, ••••••"),
    ("otp 12 34 56", "otp •• •• ••"),
    ("otp 1 2 3 4 5 6", "otp • • • • • •"),
    ("otp 123-456", "otp •••-•••"),
    ("otp 123.456", "otp •••.•••"),
    ("otp 123456 0912345678", "otp •••••• 0912345678"),
    # in letters, to where the sentence goes on
    ("mật khẩu tui là hoahong", "mật khẩu tui là •••••••"),
    (
        "mat khau cua toi la Abc@123! sao hong vo duoc",
        "mat khau cua toi la •••••••• sao hong vo duoc",
    ),
    ("mật khẩu của má: hoa hồng tím, chị coi giùm", "mật khẩu của má: ••• •••• •••, chị coi giùm"),
    ("pass Hoa1945 nha", "pass ••••••• nha"),
    ("mk hoahong99", "mk •••••••••"),
    ("Mật khẩu: mèo mun\nTên: Lan", "Mật khẩu: ••• •••\nTên: Lan"),
    ("mã pin là một hai ba bốn", "mã pin là ••• ••• •• •••"),
    ("ពាក្យសម្ងាត់របស់ខ្ញុំគឺ phka", "ពាក្យសម្ងាត់របស់ខ្ញុំគឺ ••••"),
    ("លេខសម្ងាត់តាគឺ មួយពីរបីបួន", "លេខសម្ងាត់តាគឺ •••••••••••"),
    # Khmer words and digits
    ("លេខកូដ 123456", "លេខកូដ ••••••"),
    ("លេខកូដ OTP ១២៣៤៥៦", "លេខកូដ OTP ••••••"),
    ("លេខកូដ១២៣៤៥៦", "លេខកូដ••••••"),
    ("លេខសម្ងាត់៖ 1234", "លេខសម្ងាត់៖ ••••"),
    ("លេខសម្ងាត់របស់ខ្ញុំគឺ ១២៣៤", "លេខសម្ងាត់របស់ខ្ញុំគឺ ••••"),
    ("ពាក្យសម្ងាត់ 5566", "ពាក្យសម្ងាត់ ••••"),
    ("១២៣៤៥៦ ជាលេខកូដ", "•••••• ជាលេខកូដ"),
    # six digits alone
    ("482913", "••••••"),
    ("482 913", "••• •••"),
    ("  482913.", "  ••••••."),
    ("៤៨២៩១៣", "••••••"),
    ("🙏 482913", "🙏 ••••••"),
    ("540001", "••••••"),
    # identity numbers
    ("089145012345", "••••••••••••"),
    ("căn cước 089 145 012 345", "căn cước ••• ••• ••• •••"),
    ("cccd089145012345", "cccd••••••••••••"),
    ("089.145.012.345", "•••.•••.•••.•••"),
    ("0891-4501-2345", "••••-••••-••••"),
    ("០៨៩១៤៥០១២៣៤៥", "••••••••••••"),
    ("ID 079203001234, sinh 2003", "ID ••••••••••••, sinh 2003"),
    ("CMND 351234567", "CMND •••••••••"),
    ("351 234 567", "••• ••• •••"),
    ("cmnd cũ 351234567 cccd mới 089145012345", "cmnd cũ ••••••••• cccd mới ••••••••••••"),
    ("089145012345 k", "•••••••••••• k"),
    ("cccd-089145012345", "cccd-••••••••••••"),
    # cards and accounts that pass Luhn
    ("4111111111111111", "••••••••••••••••"),
    ("thẻ 4111 1111 1111 1111", "thẻ •••• •••• •••• ••••"),
    ("9704-2812-3456-7895", "••••-••••-••••-••••"),
    ("stk 4222222222222", "stk •••••••••••••"),
    # together
    (
        "sinh năm 1948, cccd 089145012345, otp 1234, lãnh 540.000 đồng",
        "sinh năm 1948, cccd ••••••••••••, otp ••••, lãnh 540.000 đồng",
    ),
]

SURVIVES = [
    "",
    "🙏",
    "bao giờ lãnh tiền vậy con",
    # amounts
    "540.000",
    "540.000 đồng",
    "540,000 đ",
    "540000 đồng",
    "1.350.000",
    "1.350.000 VND",
    "1350000đ",
    "1 080 000 đồng",
    "300.000.000 đồng",
    "500k",
    "1350k",
    "1,5 triệu",
    "540 nghìn",
    "540 ngàn",
    "1tr350",
    "540.000 ដុង",
    "៥៤០.០០០ ដុង",
    "lãnh 540.000, 720.000 và 1.080.000",
    "mã otp không về, tôi lãnh 540.000",
    "không có otp nên chưa lãnh 720000 đồng",
    # dates, years, times
    "25/11/2026",
    "25/11",
    "25-11-2026",
    "25.11.2026",
    "2026-11-25",
    "11/2026",
    "tháng 11 năm 2026",
    "sinh năm 1948",
    "sn 1948",
    "1948",
    "mã OTP chưa về, bà sinh 1948",
    "otp không có từ năm 2025, 2026",
    "2023-2026",
    "2024 2025 2026",
    "ឆ្នាំ ២០២៦",
    "កើត 1948 មិនមានលេខកូដ",
    "7h30 sáng",
    "7:30",
    # units
    "30316",
    "xã 30316",
    "xã 30316 chưa có otp",
    "otp chưa về phường 30316",
    "30316@2025-07-01",
    # case numbers and link codes
    "AS-204817",
    "as-204817",
    "mã otp: hồ sơ AS-204817",
    "DAWN3467",
    "DAWN 3467",
    "mã DAWN3467",
    "mã OTP DAWN 3467",
    "លេខកូដ DAWN3467",
    "mã AS-204817",
    "mã as 204 817",
    "mã phiếu 204817",
    "phiếu mã 204817",
    "mã hồ sơ 204817",
    "204817 mã yêu cầu",
    # the word for a code alone, and something else beside it
    "mã 540.000",
    "mã chưa về, lãnh 540000 đồng",
    "mã gửi ngày 24/11/2026",
    "mã gửi 24-11-2026",
    "mã năm 2026",
    "mã 48291",
    "mã 4829",
    "mã 3 số cuối",
    "mã vùng 482913",
    "mã ngân hàng không tới, gọi 0912345678",
    "má 482913",
    "mà 482913",
    # a password that is spoken of and not told
    "mật khẩu là gì",
    "mật khẩu của tui là bao nhiêu vậy con",
    "mật khẩu là do ngân hàng đặt",
    "mật khẩu là 6 số",
    "mật khẩu: không nhớ",
    "mật khẩu bị khóa rồi",
    "cán bộ hỏi mật khẩu: tui không cho",
    "nhân viên nói mật khẩu là phải đổi",
    "mk là Lan con bà Sáu",
    "pass thẻ quên rồi",
    "mật khẩu 540k",
    "So PIN moi cua the 9704xx5518 da duoc thay doi",
    "ភ្លេចពាក្យសម្ងាត់",
    "ពាក្យសម្ងាត់ជាអ្វី",
    # phones: the rule names no phones, and an officer needs them
    "0912345678",
    "0912 345 678",
    "0912.345.678",
    "+84 912 345 678",
    "mã otp gửi tới số 0912345678",
    "otp không về, gọi 1900 1234",
    "0296 3852 123",
    # words that are not numbers, numbers that are no secrets
    "mã otp chưa về",
    "otp 2 lần, chờ 15 phút",
    "123",
    "12345",
    "1234567",
    "123456 người",
    "000145012345",
    "089945012345",
    "4111111111111112",
    "chọn 1 2 3",
    "phòng 204817 tầng",
    "opinion 1234",
]


@pytest.mark.parametrize(("said", "kept"), BLOTTED, ids=[said for said, _ in BLOTTED])
def test_what_nobody_may_keep_is_blotted_out(said: str, kept: str) -> None:
    assert mask(said) == kept


@pytest.mark.parametrize("said", SURVIVES)
def test_what_people_mean_survives(said: str) -> None:
    assert mask(said) == said


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("said", "kept"), BLOTTED, ids=[said for said, _ in BLOTTED])
def test_it_is_the_same_composed_and_apart_loud_and_with_unseen_letters(
    said: str, kept: str, form: str
) -> None:
    def typed(text: str) -> str:
        return unicodedata.normalize(form, text)  # type: ignore[arg-type]

    assert mask(typed(said)) == typed(kept)
    assert mask(typed(said).upper()) == typed(kept).upper()
    hidden = "".join(one + "\u200b" if one.isdigit() else one for one in typed(said))
    assert mask(hidden).replace("\u200b", "") == typed(kept)


def test_six_digits_alone_survive_where_a_number_was_asked_for() -> None:
    assert mask("482913", number_wanted=True) == "482913"
    assert mask("otp 482913", number_wanted=True) == "otp ••••••"
    assert mask("089145012345", number_wanted=True) == "••••••••••••"


WORDS = st.sampled_from(
    ["otp", "OTP", "mã xác thực", "ma xac thuc", "pin", "mã PIN", "mật khẩu", "លេខកូដ", "លេខសម្ងាត់"]
)
LINKS = st.sampled_from(["", " ", ": ", " là ", " = ", " của tôi là ", " គឺ ", "\n"])
NOISE = st.text(st.characters(categories=("L", "M", "Zs")), max_size=30)
MARKS = st.sampled_from(["", " ", "-"])


def apart(number: str, mark: str, every: int) -> str:
    return mark.join(number[at : at + every] for at in range(0, len(number), every))


@given(WORDS, LINKS, st.from_regex("[0-9]{4,8}", fullmatch=True), st.booleans())
def test_any_code_beside_its_word_is_blotted_out(
    word: str, link: str, code: str, khmer: bool
) -> None:
    typed = code.translate(KHMER) if khmer else code
    assert mask(f"{word}{link}{typed}") == f"{word}{link}{BLOT * len(code)}"
    assert mask(f"{typed} {word}") == f"{BLOT * len(code)} {word}"


@given(
    st.integers(1, 96),
    st.integers(0, 3),
    st.integers(0, 99_999_999),
    MARKS,
    st.integers(2, 4),
    NOISE,
)
def test_any_citizen_number_is_blotted_out_however_it_is_typed(
    place: int, century: int, rest: int, mark: str, every: int, noise: str
) -> None:
    number = f"{place:03}{century}{rest:08}"
    for said in (number, apart(number, mark, every), number.translate(KHMER)):
        assert not any(one.isdigit() for one in mask(f"cccd {said}"))
        assert not any(one.isdigit() for one in mask(f"{noise} {said} {noise}")[len(noise) :][:40])


@given(st.from_regex("[1-9][0-9]{11,17}", fullmatch=True))
def test_any_number_that_passes_luhn_is_blotted_out_and_its_neighbour_is_not(start: str) -> None:
    check = next(digit for digit in range(10) if luhn(f"{start}{digit}"))
    assert mask(f"{start}{check}") == BLOT * (len(start) + 1)
    wrong = f"{start}{(check + 1) % 10}"
    assert mask(wrong) == wrong


def luhn(number: str) -> bool:
    """Counted from the right, every second digit doubled and its digits added."""
    digits = [int(one) for one in reversed(number)]
    return sum(digits[::2] + [sum(divmod(2 * one, 10)) for one in digits[1::2]]) % 10 == 0


@given(st.integers(1, 400_000), st.sampled_from([" đồng", "đ", " VND", " ដុង"]))
def test_any_amount_survives(halves: int, currency: str) -> None:
    amount = halves * 500
    for said in (f"{amount}{currency}", f"{amount:,}{currency}".replace(",", ".")):
        assert mask(f"chưa có otp, lãnh {said} rồi") == f"chưa có otp, lãnh {said} rồi"


@given(st.dates(date(1906, 1, 1), date(2099, 12, 31)))
def test_any_date_survives(day: date) -> None:
    for said in (f"{day:%d/%m/%Y}", f"{day.day}/{day.month}", f"{day:%d-%m-%Y}", f"{day}"):
        assert mask(f"otp ngày {said}") == f"otp ngày {said}"
    assert mask(f"otp từ năm {day.year}") == f"otp từ năm {day.year}"


@given(st.data())
def test_our_own_codes_and_case_numbers_survive(data: st.DataObject) -> None:
    word = data.draw(WORDS)
    for said in (code := new_code(), in_halves(code), code.lower(), new_number()):
        assert mask(said) == said
        assert mask(f"{word}: {said}") == f"{word}: {said}"


@given(st.text(max_size=200), st.booleans())
def test_only_digits_are_ever_changed_and_a_second_look_changes_nothing(
    text: str, wanted: bool
) -> None:
    once = mask(text, number_wanted=wanted)
    assert len(once) == len(text)
    assert all(
        new == old or (new == BLOT and old.isdecimal()) for new, old in zip(once, text, strict=True)
    )
    assert mask(once, number_wanted=wanted) == once


@pytest.mark.parametrize(
    "piece", ["otp 1 ", "otp 123456 ", "1 ", "1", "a1-", "1.", "1990 ", "25/11 "]
)
def test_a_very_long_message_takes_no_long_time(piece: str) -> None:
    started = time.process_time()
    mask(piece * (5_000 // len(piece)))
    assert time.process_time() - started < 2
