"""A message of a bank, as somebody has pasted it: what it tells, or that it is no bank's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.mask import BLOT
from domain.words import clean, folded


class BankTells(StrEnum):
    CREDIT = "credit"  # money came
    DEBIT = "debit"  # money went
    CODE = "code"  # a one-time code
    FRAUD = "fraud"  # it only looks like one


@dataclass(frozen=True, slots=True)
class BankMessage:
    """``amount`` in đồng, of a credit or debit. ``allowance``: the message itself says that it is
    that."""

    tells: BankTells
    amount: int | None = None
    allowance: bool = False


_ENDINGS = (
    "com|net|org|info|vn|top|vip|cc|xyz|click|site|shop|online|club|live|icu|win|me|ly|link|app|"
    "tk|ml|gq|cf|pw|store|pro|tech|fun|gl|bz|asia|mobi|ink|work|support|help|example|test"
)
_LINK = re.compile(
    rf"https?:|www\."
    rf"|(?<![\w@.])[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*[a-z][a-z0-9-]*\.(?:{_ENDINGS})(?![\w])"
    rf"|\b(?:bit|goo|t|is|tiny|cutt|zalo)\.(?:ly|gl|me|gd|url)\b|\.apk\b"
)
"""Banks may send none (Circular 50/2024/TT-NHNN, Article 17(3))."""

_OF_MONEY = re.compile(
    r"\b(?:tk|tai khoan|the|so du|sd|sdc|sdkd|nd|gd|otp|pin|vnd|ngan hang|nh|bank|\w*bank|nab"
    r"|nam a|vcb|bidv"
    r"|agribank|vneid|buu ?dien|vnpost|bhxh|bao hiem|tro cap|an sinh|ho tro|ho so|nhan tien|tien"
    r"|qua|phi|trung thuong"
    r"|sinh trac|dich vu cong|thue|qr|ma xac \w+|dinh danh|quy|giai thuong|\d+ ?d)\b"
)
_NOT = r"(?:khong|ko|k|dung|tuyet doi|chua|cam|khong bao gio)"
_SAID_NOT = re.compile(rf"\b{_NOT}\b(?: \w+){{0,5}}$")
_ACTS = (
    r"(?:truy cap|bam (?:vao|link|day)|click|nhap vao|nhan vao|an vao|dang nhap (?:tai|vao)"
    r"|xac minh"
    r"|xac thuc|cap nhat|de mo|trong (?:24h|ngay|hom nay)|truoc \d+h|goi|lien he|lh|zalo)"
)
_LOCKED = re.compile(
    r"\b(?:tai khoan|tk|the)\b(?: \w+){0,8} (?:bi |se |tam )*(?:khoa|dinh chi|dong bang"
    r"|phong toa)\b"
)
_BY_ONESELF = re.compile(r"\bsai\b|\btheo yeu cau\b|\blien he (?:quay|chi nhanh)\b")
_ASKS_TO_ACT = re.compile(rf"\b{_ACTS}\b")
_FRAUD = re.compile(
    r"\b(?:trung thuong|giai (?:nhat|dac biet)|vong quay|qua tang|hoan thue|nhan thuong"
    r"|(?:dong|nop|chuyen|tra) (?:\w+ ){0,2}(?<!hoc )(?:phi|le phi|coc)"
    r"|phi (?:ho so|nhan|xac nhan|kich hoat|lam the|bao dam)|(?:cai dat"
    r"|tai ve) (?:\w+ ){0,2}(?:app|ung dung)"
    r"|(?:tai|cai) (?:app|file|apk)(?: \w+){0,5} (?:de|moi) (?:duoc |dc )?(?:nhan|lanh|mo)"
    r"|chuyen (?:\w+ ){0,2}vao (?:tk|tai khoan|so)|quet (?:ma )?qr (?:de|nhan))\b"
)
_ASKS_SECRET = re.compile(
    r"\b(?:doc|gui|cung cap|nhap(?! sai)|soan)(?: \w+){0,4} (?:otp|ma xac (?:thuc|nhan)"
    r"|ma pin|mat khau"
    r"|so the)"
    r"(?: \w+){0,3} (?:cho|qua|ve|tai|vao|de nhan|gui)\b"
)
_STRANGERS_NUMBER = re.compile(
    r"\b(?:goi|lien he|lh|zalo|hotline|sdt|dt|alo)\b(?: \w+){0,3} (?:\+?84|0)[35789]\d(?: ?\d){7}\b"
)
"""A bank's own begins with 1800, 1900, or 02 of a place."""

_CODE_WORD = (
    r"(?:otp|ma (?:so )?(?:xac (?:thuc|nhan|minh)|bao mat|bi mat|kich hoat|giao dich|so|pin)"
    r"|mat khau (?:mot|tam))"
)
_DIGITS = (
    rf"(?<![\w.,/+-])(?!1[89]00)[\d{BLOT}](?: ?[\d{BLOT}]){{3,7}}"
    r"(?![.,/]?\d| ?(?:vnd|dong)\b|\w)"
)
_LONGER = rf"(?<![\w.,/+-])[\d{BLOT}](?: ?[\d{BLOT}]){{4,7}}(?![.,/]?\d|\w)"
_CODE = re.compile(
    rf"\b{_CODE_WORD}\b.{{0,80}}?{_DIGITS}|{_DIGITS} (?:la|is) (?:\w+ ){{0,2}}{_CODE_WORD}\b"
    rf"|\bma (?:\w+ )?(?:la )?{_LONGER}"
)
_GROUPED = r"\d{1,3}(?:[.,]\d{3})+|\d{4,9}"
_CAME = re.compile(rf"(?<!\d)\+\)? ?(?!84\d)({_GROUPED})(?!\d)")
_WENT = re.compile(rf"(?<![\w.,])[-–−]\)? ?({_GROUPED}) ?(?:vnd|dong|d)?\b(?![/-])")
_IN_WORDS_CAME = re.compile(
    rf"\b(?:nhan(?: duoc)?|ghi co|tang|cong)(?: \w+){{0,3}} ({_GROUPED}) ?(?:vnd|dong|d)\b"
)
_IN_WORDS_WENT = re.compile(
    rf"\b(?:rut|ghi no|tru|thanh toan|giam|chi|phi|thu)(?: \w+){{0,3}} ({_GROUPED}) ?(?:vnd|dong"
    rf"|d)\b"
)
_SHAPE = re.compile(
    r"\b(?:tk|tai khoan|the|so du(?: \w+)*|sd|sdc|sdkd|nd|noi dung|gd|vnd|ps|bank|\w*bank|nab"
    r"|nam a|ref)\b"
)
_FAILED = re.compile(r"\b(?:that bai|khong thanh cong|khong du)\b")
_ALLOWANCE = re.compile(
    r"\b(?:tro cap(?! that nghiep)|btxh|tcxh|htxh|bao tro xa hoi|huu tri (?:xa hoi|xh)|tc (?:xh"
    r"|btxh|htxh))\b"
)


def read_bank_message(text: str) -> BankMessage | None:
    """None where it is none, or tells something else. A link decides, then what only a cheat asks
    for, then a code; money only where nothing of that is there."""
    typed = _bare(text)
    said = folded(text)
    if _is_fraud(typed, said):
        return BankMessage(BankTells.FRAUD)
    if _CODE.search(typed):
        return BankMessage(BankTells.CODE)
    return _of_money(typed, said)


def _bare(text: str) -> str:
    """Small letters without marks; signs and digits as they stand."""
    typed = clean(text).lower()
    plain = {one: folded(one) or one for one in set(typed)}
    return "".join(map(plain.__getitem__, typed))


def _is_fraud(typed: str, said: str) -> bool:
    if not _OF_MONEY.search(said):
        return False
    if _LINK.search(typed) or _FRAUD.search(said) or _STRANGERS_NUMBER.search(said):
        return True
    if _LOCKED.search(said) and _ASKS_TO_ACT.search(said) and not _BY_ONESELF.search(said):
        return True
    asked = _ASKS_SECRET.search(said)
    return asked is not None and _SAID_NOT.search(said[: asked.start()]) is None


def _of_money(typed: str, said: str) -> BankMessage | None:
    if not _SHAPE.search(said) or _FAILED.search(said):
        return None
    found = [
        (one.start(), tells, _amount(one[1]))
        for pattern, tells in (
            (_CAME, BankTells.CREDIT),
            (_WENT, BankTells.DEBIT),
            (_IN_WORDS_CAME, BankTells.CREDIT),
            (_IN_WORDS_WENT, BankTells.DEBIT),
        )
        for one in pattern.finditer(typed)
    ]
    if not found:
        return None
    _, tells, amount = min(found)
    allowance = tells is BankTells.CREDIT and _ALLOWANCE.search(said) is not None
    return BankMessage(tells, amount, allowance)


def _amount(written: str) -> int:
    return int(re.sub(r"\D", "", written))
