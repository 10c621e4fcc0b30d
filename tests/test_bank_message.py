"""A pasted message of a bank, read by its shape. All numbers are invented."""

from __future__ import annotations

import pytest

from domain.bank_message import BankMessage, BankTells, read_bank_message

CAME = (
    ("Nam A Bank: TK 07xxx219 +540,000VND luc 08:12 05/11/2026. SD: 561,200VND. "
     "ND: TRO CAP XH T11", 540_000, True),
    ("NAB TK ***6082: +540.000đ ngày 07/11. Số dư 548.150đ. ND: trợ cấp hưu trí xã hội",
     540_000, True),
    ("Vietcombank: SD TK 1014xxxx567 +2,150,000VND. SD 2,190,441VND. Ref LUONG T10",
     2_150_000, False),
    ("TK ****3310 vua duoc ghi co 1,350,000 VND tu BUU DIEN", 1_350_000, False),
    ("TK 88xx1 +7000000 VND ND: tien lua", 7_000_000, False),
    ("coi dum: TK xx44 (+) 810,000 VND BTXH T11", 810_000, True),
)  # fmt: skip
WENT = (
    ("NAB TK *9012 -500.000 VND 15:40 RUT ATM. SD 61.300", 500_000),
    ("TK xxx417 (-) 300,000 VND RUT TIEN ATM. So du: 241,500 VND", 300_000),
    ("Agribank: TK 67xx: -50,000 VND; PHI THUONG NIEN THE. SD: 130,500 VND", 50_000),
    ("The xx7712 rut 1,000,000VND tai ATM. SD 83,900VND", 1_000_000),
)
CODES = (
    "Nam A Bank: Ma OTP cua Quy khach la 482913, hieu luc 5 phut. Khong cung cap cho bat ky ai",
    "Mã xác thực 402 198 dùng để xác nhận mở tài khoản. Hết hạn sau 180 giây.",
    "NAMABANK: 118250 la ma OTP kich hoat tai khoan. KHONG chia se ma.",
    "Ma xac thuc giao dich rut tien 500,000 VND: 660174, het han sau 5 phut.",
    "OTP 115904 xac nhan giao dich +500,000 VND. TK xx12 SD 61,000",
    "Nam A Bank: ma kich hoat ••••••, hieu luc 3 phut",
)
FRAUDS = (
    "NAMABANK: tai khoan bi khoa, truy cap namabank-xacthuc.top de mo lai trong 24h",
    "Ma OTP cua QK la 482913. Xac nhan tai http://nama.example/otp",
    "TK xxx1 +540,000VND SD 541,000VND. Chi tiet: bit.ly/3abcd",
    "Chúc mừng! Bạn trúng thưởng 5.000.000đ, liên hệ Zalo 0900000212",
    "Ho so tro cap thieu phi, chuyen phi 50.000d vao TK 9988000123 truoc 17h",
    "Nam A Bank: tai khoan cua quy khach se bi dong bang, goi ngay 0912 000 345 de xac minh",
    "BHXH: cai dat ung dung VNeID moi de nhan tien tro cap",
    "Ngan hang Nam A: soan ma OTP gui ve so 8xxx de nhan tien",
)
OTHERS = (
    "",
    "chừng nào phát tiền",
    "540.000 đồng một tháng hả con",
    "The ATM cua quy khach tam khoa do nhap sai PIN 3 lan. Lien he quay giao dich.",
    "Quy khach nhap sai ma PIN qua 3 lan, the tam khoa. LH chi nhanh gan nhat",
    "Nam A Bank: the ATM da san sang. Vui long mang CCCD den diem giao dich",
    "GD that bai. Ma OTP khong dung hoac da het hieu luc. Nam A Bank 14:20 09/11/2026",
    "So du TK xx812 cuoi ngay 31/10/2026: 15,600 VND",
    "nhận qua TK hay nhận qua thẻ",
    "coi phim nay https://phim.example hay lam",
    "năm sinh 1947 mà ghi 1974",
    "tui ở 12-5.000 mét vuông ruộng",
    "đóng học phí cho cháu ở đâu",
)


@pytest.mark.parametrize(("text", "amount", "allowance"), CAME)
def test_money_that_came(text: str, amount: int, allowance: bool) -> None:
    assert read_bank_message(text) == BankMessage(BankTells.CREDIT, amount, allowance)


@pytest.mark.parametrize(("text", "amount"), WENT)
def test_money_that_went(text: str, amount: int) -> None:
    assert read_bank_message(text) == BankMessage(BankTells.DEBIT, amount)


@pytest.mark.parametrize("text", CODES)
def test_a_code_is_a_code_whatever_else_it_names(text: str) -> None:
    assert read_bank_message(text) == BankMessage(BankTells.CODE)


@pytest.mark.parametrize("text", FRAUDS)
def test_a_link_decides_and_what_only_a_cheat_asks_for(text: str) -> None:
    assert read_bank_message(text) == BankMessage(BankTells.FRAUD)


@pytest.mark.parametrize("text", OTHERS)
def test_of_all_else_nothing_is_said(text: str) -> None:
    assert read_bank_message(text) is None
