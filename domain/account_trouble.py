"""What is wrong with a card or an account, or what somebody wants to know who has one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from domain.words import folded, has_khmer, marked


class AccountTrouble(StrEnum):
    NO_CASH = "no_cash"  # the machine gave none, and the account was charged
    CARD_KEPT = "card_kept"  # the machine did not give it back
    CARD_LOST = "card_lost"
    CARD_WORN = "card_worn"  # broken, or out of date
    LOCKED = "locked"
    PIN = "pin"
    APP = "app"
    PASSWORD = "password"  # noqa: S105 - that of the app is forgotten
    HOW_TO_WITHDRAW = "how_to_withdraw"


_CARD = r"(?:the|kat|cai the|the atm|kart|card)"
_LOCK = r"(?:khoa|khos 3|phong toa|dong the|chak sos)"
_FOLDED: Mapping[AccountTrouble, re.Pattern[str]] = {
    AccountTrouble.NO_CASH: re.compile(
        r"\b(?:(?:may|cay|atm|tru|rut|bam)\b.*\b(?:khong|hong|k|ko|kho|hk|ot) (?:\w+ )?(?:tra|nha"
        r"|ra|chi|co) ?tien"
        r"|tien (?:khong|hong|k|ko|hk) ra|(?:khong|hong|ko|k|hk) (?:ra|nha|tra) tien"
        r"|tru tien(?: \w+)* (?:ko|k|khong|hong|luon)"
        r"|(?:bi |da |van )tru (?:\w+ )?tien)\b"
    ),
    AccountTrouble.CARD_KEPT: re.compile(
        rf"\b(?:nuot|hut vo|ket trong may|{_CARD} (?:bi )?(?:nuot|ket)|(?:khong|ko|k|hong"
        rf"|hk) (?:nha|tra) (?:\w+ )?the"
        rf"|machine leb|leb kat|leb bat|jab knong)\b"
    ),
    AccountTrouble.CARD_LOST: re.compile(
        rf"\b(?:(?:mat(?! khau| ma)|rot|roi|lam rot|lam roi|danh roi|that lac|moc tui|cuop"
        rf"|lay cap|chorm"
        rf"|bat) (?:\w+ ){{0,3}}{_CARD}"
        rf"|{_CARD} (?:\w+ ){{0,3}}(?:mat(?! khau| ma)|rot|roi (?:tren|o|ngoai)|that lac|kiem hong"
        rf"|bat|jrous)|matthe)\b"
    ),
    AccountTrouble.CARD_WORN: re.compile(
        rf"\b(?:{_CARD}\b.*\b(?:gay|het han|hu|nut|tray|cong|mon|bong|lung|loi|khong hop le"
        rf"|khong (?:nhan|doc|an)|phot|bak)"
        rf"|(?:gay|hu|doi|lam lai|cap lai|bak|plas) (?:\w+ )?{_CARD}|doi (?:\w+ ){{0,2}}the)\b"
    ),
    AccountTrouble.LOCKED: re.compile(
        rf"\b(?:(?:bi |tam |lo |mo )?{_LOCK}|bikhoa\w*|bi dong bang|chap sor|jab sor"
        rf"|sai (?:\w+ ){{0,3}}(?:3|ba|5|nam) lan"
        rf"|mo khoa)\b"
    ),
    AccountTrouble.PIN: re.compile(
        r"\b(?:ma ?pin|so pin|pin|so bin|so bi mat|ma so bi mat|mat ma|mapin|ma the)\b"
    ),
    AccountTrouble.APP: re.compile(
        r"\b(?:app|ap|ung dung|cai dat|dang nhap|sinh trac|quet mat|khuon mat|smart ?banking"
        r"|open ?banking"
        r"|(?:ten|mat khau) dang nhap|may cu|dien thoai moi|doi (?:dien thoai|dt)|vneid)\b"
    ),
    AccountTrouble.PASSWORD: re.compile(
        r"\b(?:mat ?khau|mk|password|pass|tursap|tu sap|plech mk)\b"
    ),
    AccountTrouble.HOW_TO_WITHDRAW: re.compile(
        r"\b(?:rut|lanh|lay|dok|dak|dork|dot) (?:\w+ ){0,3}(?:tien|luy|lui|bang|dum|thay|gium)"
        r"|\b(?:bam|xai|dung|su dung|rut) (?:\w+ ){0,3}(?:the|may|cay|atm|tai khoan|nut|sao)\b"
        r"|\brut\b|\bdok luy\b"
    ),
}  # fmt: skip

_KHMER: Mapping[AccountTrouble, re.Pattern[str]] = {
    AccountTrouble.NO_CASH: re.compile("លុយ(?:អត់|មិន)ចេញ|មិនបញ្ចេញ(?:ប្រាក់|លុយ)|អត់ចេញលុយ"),
    AccountTrouble.CARD_KEPT: re.compile("លេប|ជាប់(?:ក្នុង)?(?:ម៉ាស៊ីន)|ឃវ៉ា"),
    AccountTrouble.CARD_LOST: re.compile("(?:បាត់|ជ្រុះ|លួច)(?:កាត|ថេ)|(?:កាត|ថេ).{0,24}(?:បាត់|ជ្រុះ)"),
    AccountTrouble.CARD_WORN: re.compile("(?:កាត|ថេ).{0,20}(?:បាក់|កោស|ខូច|ហួស|ផុត)|ប្តូរកាត"),
    AccountTrouble.LOCKED: re.compile("សោ|ខុស(?:3|បី|5|ប្រាំ)ដង|កាតជាប់"),
    AccountTrouble.PIN: re.compile("លេខ(?:សម្ងាត់|សំងាត់)|លេខ(?:pin|ពីន)"),
    AccountTrouble.APP: re.compile("កម្មវិធី|អែប|អាប់|app|ស្កេនមុខ|ថតមុខ|ទូរសព្ទថ្មី"),
    AccountTrouble.PASSWORD: re.compile("ពាក្យ(?:សម្ងាត់|សំងាត់)|ម៉ាត់ខៅ|តាយខ្វាន់"),
    AccountTrouble.HOW_TO_WITHDRAW: re.compile("ដក|បើក(?:លុយ|ប្រាក់)|ប្រើ(?:កាត|ម៉ាស៊ីន|គណនី)"),
}  # fmt: skip


_NOT_A_CARD = re.compile(r"\bthế\b")
_NOT_LOST = re.compile(r"\b(?:mặt|mắt|mật)\b")
"""*Thế* is no *thẻ*, and of *mặt*, *mắt*, *mật* nothing is lost: where it is marked, that
decides."""


def read_account_trouble(text: str) -> AccountTrouble | None:
    """What is gone or kept comes before what is locked, and a lock before what it is locked with.
    None: something else about an account."""
    if has_khmer(text) and (found := _in_khmer(folded(text).replace(" ", ""))) is not None:
        return found
    said = _NOT_A_CARD.sub(" ", marked(text))
    for trouble, pattern in _FOLDED.items():
        lost = trouble is AccountTrouble.CARD_LOST
        if pattern.search(folded(_NOT_LOST.sub(" ", said) if lost else said)):
            return trouble
    return None


def _in_khmer(said: str) -> AccountTrouble | None:
    return next((one for one, pattern in _KHMER.items() if pattern.search(said)), None)
