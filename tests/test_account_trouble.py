"""What is wrong with a card, a PIN, the app of the bank, as people say it."""

from __future__ import annotations

import pytest

from domain.account_trouble import AccountTrouble, read_account_trouble

T = AccountTrouble
SAID = (
    (T.PIN, ("quên mã pin rồi em", "doi so bin o dau", "ភ្លេចលេខសម្ងាត់កាត",
             "yeay plech ma pin hay")),
    (T.PASSWORD, ("quen mat khau roi", "ប្តូរពាក្យសម្ងាត់ធ្វើម៉េច", "mk quen roi")),
    (T.CARD_LOST, ("tui làm rớt thẻ ngoài chợ", "mat the atm roi", "thẻ bị mất hôm qua",
                   "កាតបាត់នៅផ្សារ")),
    (T.CARD_KEPT, ("máy nuốt thẻ rồi", "ATM nuot the cua ma", "ម៉ាស៊ីនលេបកាតយាយ")),
    (T.CARD_WORN, ("thẻ hết hạn đổi ở đâu", "the gay doi roi", "កាតបាក់ជាពីរ")),
    (T.LOCKED, ("thẻ bị khóa", "bam sai pin 3 lan", "គណនីជាប់សោ")),
    (T.NO_CASH, ("máy không nhả tiền mà trừ tiền rồi", "rut ma tien khong ra", "លុយអត់ចេញ")),
    (T.APP, ("app mở không lên", "app bat quet mat hoai", "កម្មវិធីធនាគារបើកមិនចូល")),
    (T.HOW_TO_WITHDRAW, ("rút tiền ở cây ATM sao vậy con", "mun ches dok luy",
                         "ដកលុយនៅម៉ាស៊ីនយ៉ាងម៉េច")),
    (None, ("", "coi số dư ở đâu", "muốn chuyển tiền cho con", "mở tài khoản ở đâu")),
)  # fmt: skip
LIKENESSES = (
    ("quên mật khẩu của thẻ", T.CARD_LOST),
    ("quét khuôn mặt thì làm thế nào", T.CARD_LOST),
    ("mắt mờ thì rút thế nào", T.CARD_LOST),
    ("thẻ mất rồi, khóa giùm", T.LOCKED),
    ("nhập sai pin ba lần", T.PIN),
    ("đổi mã pin thì làm thế nào", T.CARD_WORN),
)


@pytest.mark.parametrize(
    ("said", "trouble"), [(one, trouble) for trouble, said in SAID for one in said]
)
def test_what_is_wrong_is_known_by_its_words(said: str, trouble: AccountTrouble | None) -> None:
    assert read_account_trouble(said) is trouble


@pytest.mark.parametrize(("said", "not_this"), LIKENESSES)
def test_a_likeness_is_no_other_trouble(said: str, not_this: AccountTrouble) -> None:
    found = read_account_trouble(said)
    assert found is not None
    assert found is not not_this
